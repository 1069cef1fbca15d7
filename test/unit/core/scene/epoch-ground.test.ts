import { describe, expect, it } from 'vitest';
import { createGround, OUTLINE_MARGIN_M, type SceneGround } from '#core/scene/epoch-ground.ts';
import { PLATFORM_RING, riverOffset, WATER_HALF_WIDTH_M } from '#core/scene/layout.ts';
import { distanceToRing } from '#core/scene/platform.ts';
import { distanceToEdge, isInside } from '../../../helpers/scene-fixture.ts';

/** Calls back with every node whose height differs between the epochs. */
function eachChange(ground: SceneGround, visit: (e: number, n: number, differenceM: number) => void): void {
  const { cols, heights, stepM } = ground.before;
  for (let node = 0; node < heights.length; node++) {
    const difference = ground.after.heights[node]! - heights[node]!;
    if (difference !== 0) visit((node % cols) * stepM, Math.floor(node / cols) * stepM, difference);
  }
}

const grounds = new Map([1, 2, 3, 2026].map((seed) => [seed, createGround(seed)]));

describe.each([...grounds])('ground of seed %d', (_, ground) => {
  const [slide, fill] = ground.changes;

  it('changes only inside the outlines, which keep their margin and stay in the scene', () => {
    let outside = 0;
    let nearest = Number.POSITIVE_INFINITY;
    eachChange(ground, (e, n) => {
      const ring = [slide, fill].find(({ outline }) => isInside(outline, e, n))?.outline;
      if (ring === undefined) outside++;
      else nearest = Math.min(nearest, distanceToEdge(ring, e, n));
    });
    expect(outside).toBe(0);
    // vertices are rounded to a centimetre
    expect(nearest).toBeGreaterThan(OUTLINE_MARGIN_M - 0.01);
    for (const [e, n] of [...slide.outline, ...fill.outline]) {
      expect(e > 0 && e < 600 && n > 0 && n < 300).toBe(true);
    }
    // apart from each other
    expect(Math.max(...slide.outline.map(([e]) => e))).toBeLessThan(Math.min(...fill.outline.map(([e]) => e)) - 50);
  });

  it('has its changes away from the water, and none at the edge of its windows', () => {
    let nearWater = 0;
    eachChange(ground, (e, n) => {
      if (Math.abs(riverOffset(e, n)) <= WATER_HALF_WIDTH_M) nearWater++;
    });
    expect(nearWater).toBe(0);
    const { cols, stepM } = ground.before;
    for (const { window } of ground.changes) {
      for (let col = window.colBegin; col < window.colEnd; col++) {
        for (const row of [window.rowBegin, window.rowEnd - 1]) {
          const node = row * cols + col;
          expect(ground.after.heights[node], `node at ${col * stepM}, ${row * stepM}`).toBe(
            ground.before.heights[node],
          );
        }
      }
    }
  });

  it('lowers and raises by metres: large against the noise of points', () => {
    let lowest = 0;
    let highest = 0;
    let onCrest = 0;
    eachChange(ground, (e, n, difference) => {
      lowest = Math.min(lowest, difference);
      highest = Math.max(highest, difference);
      if (distanceToRing(PLATFORM_RING, e, n) === 0) onCrest++;
    });
    expect(lowest).toBeLessThan(-4);
    expect(highest).toBeGreaterThan(4);
    expect(onCrest).toBeGreaterThan(8000);
  });

  it('lies between 170 and 330 m and is nowhere steeper than an abutment', () => {
    for (const grid of [ground.before, ground.after]) {
      let steepest = 0;
      let lowest = Number.POSITIVE_INFINITY;
      let highest = Number.NEGATIVE_INFINITY;
      for (let node = 0; node + grid.cols < grid.heights.length; node++) {
        const height = grid.heights[node]!;
        lowest = Math.min(lowest, height);
        highest = Math.max(highest, height);
        steepest = Math.max(steepest, Math.abs(grid.heights[node + grid.cols]! - height));
        if (node % grid.cols < grid.cols - 1) steepest = Math.max(steepest, Math.abs(grid.heights[node + 1]! - height));
      }
      expect(lowest).toBeGreaterThan(170);
      expect(highest).toBeLessThan(330);
      expect(steepest).toBeLessThan(3);
    }
  });
});

describe('createGround', () => {
  it('is the same for the same seed and another for another', () => {
    const again = createGround(1);
    expect(Buffer.from(again.after.heights.buffer).equals(Buffer.from(grounds.get(1)!.after.heights.buffer))).toBe(
      true,
    );
    expect(again.changes).toEqual(grounds.get(1)!.changes);
    expect(again.before.heights[1000]).not.toBe(grounds.get(2)!.before.heights[1000]);
  });
});
