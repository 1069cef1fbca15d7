import { describe, expect, it } from 'vitest';
import { GeometryError } from '#core/errors.ts';
import { areaBetween } from '#core/section/area-between.ts';
import { cutterOf } from '#core/section/cut-shape.ts';
import { type HeightLine, heightOn, joinLines, partsOf } from '#core/section/section-line.ts';
import { simplifyLine } from '#core/section/simplify-line.ts';
import { DESIGN_SLOPES, ratioText, slopeLabels } from '#core/section/slope-labels.ts';
import { horizontalPlane } from '#core/surface/plane.ts';
import { meshShape } from '#core/surface/surface-shape.ts';

const line = (...vertices: [along: number, height: number][]): HeightLine => ({
  along: Float64Array.from(vertices, ([along]) => along),
  height: Float64Array.from(vertices, ([, height]) => height),
});
const NONE = Number.NaN;

describe('a section line', () => {
  const gappy = line([0, 10], [2, 12], [2, NONE], [5, NONE], [5, 8], [7, 8], [7, 9], [9, 9]);

  it('has heights where it is known', () => {
    expect([0, 1, 2, 3, 5, 6, 7, 8, 9].map((at) => heightOn(gappy, at))).toEqual([10, 11, 12, NONE, 8, 8, 8, 9, 9]);
    expect(heightOn(gappy, -0.1)).toBeNaN();
    expect(heightOn(gappy, 9.1)).toBeNaN();
    expect(partsOf(gappy)).toEqual([
      [0, 2],
      [4, 8],
    ]);
  });

  it('joins stretches, with a gap where one begins late', () => {
    const joined = joinLines([
      { line: line([0, 1], [4, 1]), beginM: 0 },
      { line: line([0, 1], [2, 3]), beginM: 4 },
      { line: line([1, 5], [3, 5]), beginM: 6 },
    ]);
    expect([2, 5, 6, 6.5, 7, 9].map((at) => heightOn(joined, at))).toEqual([1, 2, 3, NONE, 5, 5]);
  });

  it('keeps steps and ends when it is simplified', () => {
    const wall = line([0, 0], [1, 0.001], [2, 0], [2, 3], [3, 3.001], [4, 3]);
    expect(simplifyLine(wall, 0.02)).toEqual([
      [
        [0, 0],
        [2, 0],
        [2, 3],
        [4, 3],
      ],
    ]);
  });
});

describe('areaBetween', () => {
  it('is exact where lines cross, void where one is not known', () => {
    const ground = line([0, 0], [10, 0]);
    const design = line([0, -1], [4, 1], [6, 1], [6, NONE], [8, NONE], [8, 2], [10, 2]);
    const area = areaBetween(ground, design);
    expect(area).toMatchObject({ cutM2: 1, coveredM: 8 });
    // 1/2·2·1 + 2·1 + 2·2
    expect(area.fillM2).toBeCloseTo(7, 12);
    expect(area.cutCentroidM).toBeCloseTo(2 / 3, 12);
    // moments: 1·(2 + 4/3) + 2·5 + 4·9
    expect(area.fillCentroidM).toBeCloseTo((10 / 3 + 10 + 36) / 7, 12);
  });

  it('leaves out what cannot be detected, and counts the rest whole', () => {
    const ground = line([0, 0], [30, 0]);
    // 0.1 m of noise, then a cut that deepens to 1 m, then noise of both signs
    const after = line([0, 0.1], [10, 0.1], [10, 0], [20, -1], [20, -0.1], [30, 0.1]);
    const area = areaBetween(ground, after, 0.2);
    expect(area.fillM2).toBe(0);
    // from 2 m on, where it is deeper than 0.2 m: (0.2 + 1) / 2 · 8
    expect(area.cutM2).toBeCloseTo(4.8, 12);
    expect(area.coveredM).toBeCloseTo(30, 12);
    expect(areaBetween(ground, after, 0).cutM2).toBeCloseTo(5 + 0.25, 12);
  });

  it('turns cut into fill when the lines change places', () => {
    const a = line([0, 3], [2, 1], [5, 4], [9, 0]);
    const b = line([1, 2], [3, 3], [8, 2]);
    const [one, other] = [areaBetween(a, b), areaBetween(b, a)];
    expect([one.cutM2, one.fillM2, one.coveredM]).toEqual([other.fillM2, other.cutM2, other.coveredM]);
  });
});

describe('slopes', () => {
  it('are written 1:n', () => {
    expect([1.5, 1.04, 0.5, 0.25, 2.96, 0].map(ratioText)).toEqual([
      '1:1.5',
      '1:1.0',
      '1:0.5',
      '1:0.25',
      '1:3.0',
      '1:0.0',
    ]);
  });

  it('are found on a bank with a berm, not on the crown', () => {
    const bank = line([0, 0], [7.5, 5], [9, 5], [16.5, 10], [20, 10.07], [22, 8]);
    expect(slopeLabels(bank, DESIGN_SLOPES).map(({ text, fromM, toM }) => [text, fromM, toM])).toEqual([
      ['1:1.5', 0, 7.5],
      ['1:1.5', 9, 16.5],
      ['1:1.0', 20, 22],
    ]);
  });
});

describe('cutting a design', () => {
  // a platform 4 m wide at height 2 with a wall on its left and a slope 1:2 on its right
  const mesh = {
    east: Float64Array.of(0, 4, 4, 0, 8, 8),
    north: Float64Array.of(0, 0, 10, 10, 0, 10),
    height: Float64Array.of(2, 2, 2, 2, 0, 0),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3, 1, 4, 5, 1, 5, 2),
  };
  const cut = cutterOf(meshShape(mesh));

  it('has a vertex at every break', () => {
    const section = cut({ fromE: -2, fromN: 5, toE: 10, toN: 5 });
    expect(simplifyLine(section, 0)).toEqual([
      [
        [2, 2],
        [6, 2],
        [10, 0],
      ],
    ]);
    expect(areaBetween({ along: Float64Array.of(0, 12), height: Float64Array.of(0, 0) }, section).fillM2).toBeCloseTo(
      12,
      12,
    );
  });

  it('follows an edge without a gap', () => {
    const along = cut({ fromE: 4, fromN: -1, toE: 4, toN: 11 });
    expect(simplifyLine(along, 0.001)).toEqual([
      [
        [1, 2],
        [11, 2],
      ],
    ]);
  });

  it('refuses two heights at one place', () => {
    const twice = { ...mesh, triangles: Uint32Array.of(0, 1, 2, 3, 4, 5) };
    const shape = meshShape(twice);
    expect(() => cutterOf(shape)({ fromE: -2, fromN: 6, toE: 10, toN: 6 })).toThrow(GeometryError);
  });

  it('cuts a plane from end to end', () => {
    const flat = cutterOf({ kind: 'plane', plane: horizontalPlane(12) })({ fromE: 0, fromN: 0, toE: 3, toN: 4 });
    expect([...flat.along, ...flat.height]).toEqual([0, 5, 12, 12]);
  });
});
