import { describe, expect, it } from 'vitest';
import { makeDesign } from '#core/design/design.ts';
import { meshLines } from '#core/design/mesh-lines.ts';
import { padPlatform } from '#core/design/platform.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { horizontalPlane } from '#core/surface/plane.ts';
import { areaAt, BERMS, rectangle } from '../../../helpers/design-scenes.ts';

const lengthOf = ({ east, north }: Mesh, line: readonly number[], closed = false) => {
  const whole = closed ? [...line, line[0]!] : line;
  let sum = 0;
  for (let i = 1; i < whole.length; i++) {
    const [a, b] = [whole[i - 1]!, whole[i]!];
    sum += Math.hypot(east[b]! - east[a]!, north[b]! - north[a]!);
  }
  return sum;
};

describe('meshLines', () => {
  const platform = padPlatform(areaAt(rectangle(40, 30)), horizontalPlane(105));
  const ground = { kind: 'plane', plane: horizontalPlane(100) } as const;
  const { mesh, toeLengthM } = makeDesign({
    platform,
    ground,
    rules: BERMS,
    reachM: 60,
    target: null,
    maxHeightM: null,
  });

  it('finds the toe as the rim', () => {
    const { footprint } = meshLines(mesh);
    expect(footprint.length).toBe(1);
    expect(footprint[0]!.holes).toEqual([]);
    expect(lengthOf(mesh, footprint[0]!.outer, true)).toBeCloseTo(toeLengthM, 6);
  });

  it('finds the edge of the pad and both edges of the berm, and no sector of a cone', () => {
    const { breakLines } = meshLines(mesh);
    const total = breakLines.reduce((sum, line) => sum + lengthOf(mesh, line), 0);
    // 5.4 m to the berm, 1.5 m of it
    const truth = 140 + (140 + 2 * Math.PI * 5.4) + (140 + 2 * Math.PI * 6.9);
    expect(Math.abs(total / truth - 1)).toBeLessThan(2e-3);
  });

  it('puts holes into the rings around them', () => {
    const hole: [number, number][] = [
      [10, 10],
      [10, 20],
      [30, 20],
      [30, 10],
    ];
    const holed = padPlatform(areaAt(rectangle(40, 30), hole), horizontalPlane(102));
    const design = makeDesign({ platform: holed, ground, rules: BERMS, reachM: 60, target: null, maxHeightM: null });
    const { footprint } = meshLines(design.mesh);
    expect(footprint.length).toBe(1);
    expect(footprint[0]!.holes.length).toBe(1);
  });
});
