import { describe, expect, it } from 'vitest';
import { createDesign, DESIGN_LIFT_M } from '#core/scene/design-surface.ts';
import { createGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';
import { isInside } from '../../../helpers/scene-fixture.ts';

describe.each([1, 2, 3])('design surface of seed %d', (seed) => {
  const ground = createGround(seed);
  const { platform, surface } = createDesign(ground);
  const { positions, triangles } = surface;
  const vertex = (index: number) => ({
    e: positions[3 * index]! - SCENE_EXTENT.minE,
    n: positions[3 * index + 1]! - SCENE_EXTENT.minN,
    h: positions[3 * index + 2]!,
  });
  const corners = (t: number) => [vertex(triangles[t]!), vertex(triangles[t + 1]!), vertex(triangles[t + 2]!)] as const;
  const areaM2 = (t: number) => {
    const [a, b, c] = corners(t);
    return ((b.e - a.e) * (c.n - a.n) - (b.n - a.n) * (c.e - a.e)) / 2;
  };

  it('is a TIN with anticlockwise triangles; each inner edge is shared by two, the outer edges form one ring', () => {
    const edges = new Map<string, number>();
    for (let t = 0; t < triangles.length; t += 3) {
      expect(areaM2(t)).toBeGreaterThan(0);
      for (let k = 0; k < 3; k++) {
        const edge = `${triangles[t + k]} ${triangles[t + ((k + 1) % 3)]}`;
        expect(edges.has(edge), `edge ${edge} runs twice the same way`).toBe(false);
        edges.set(edge, t);
      }
    }
    const outer = new Map<number, number>();
    for (const edge of edges.keys()) {
      const [a, b] = edge.split(' ').map(Number) as [number, number];
      if (!edges.has(`${b} ${a}`)) outer.set(a, b);
    }
    const start = [...outer.keys()][0]!;
    let steps = 0;
    let at = start;
    do {
      at = outer.get(at)!;
      steps++;
    } while (at !== start && steps <= outer.size);
    expect(steps).toBe(outer.size);
  });

  it('covers its outline once: areas of triangles add up to the area of the outer ring', () => {
    let sum = 0;
    for (let t = 0; t < triangles.length; t += 3) sum += areaM2(t);
    const next = new Map<number, number>();
    const inner = new Set<string>();
    for (let t = 0; t < triangles.length; t += 3)
      for (let k = 0; k < 3; k++) inner.add(`${triangles[t + ((k + 1) % 3)]} ${triangles[t + k]}`);
    for (let t = 0; t < triangles.length; t += 3)
      for (let k = 0; k < 3; k++) {
        const [a, b] = [triangles[t + k]!, triangles[t + ((k + 1) % 3)]!];
        if (!inner.has(`${a} ${b}`)) next.set(a, b);
      }
    let ring = 0;
    for (const [a, b] of next) {
      const [p, q] = [vertex(a), vertex(b)];
      ring += (p.e * q.n - q.e * p.n) / 2;
    }
    // rounding of sums of a few hundred products
    expect(sum).toBeCloseTo(ring, 6);
    expect(sum).toBeGreaterThan(800);
  });

  it('has its crest at the finished level and ends on the ground of the second epoch', () => {
    expect(platform.levelM).toBeCloseTo(ground.platform.levelM + DESIGN_LIFT_M, 9);
    let onGround = 0;
    for (let index = 0; index < positions.length / 3; index++) {
      const { e, n, h } = vertex(index);
      const clearance = h - surfaceHeight(ground.after, e, n);
      if (Math.abs(clearance) < 0.02) onGround++;
      expect(isInside(ground.changes[1].outline, e, n)).toBe(true);
    }
    // one end a ray: at least a third of all vertices
    expect(onGround).toBeGreaterThan(positions.length / 9);
    expect(Math.max(...Array.from({ length: positions.length / 3 }, (_, k) => vertex(k).h))).toBeGreaterThanOrEqual(
      platform.levelM,
    );
  });
});
