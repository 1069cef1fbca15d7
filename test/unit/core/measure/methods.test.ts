import { describe, expect, it } from 'vitest';
import { cellAreas } from '#core/geometry/clip-cell.ts';
import { type AreaGeometry, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { averageEndAreaVolume, sumEndAreas } from '#core/measure/average-end-area.ts';
import type { CellTotals } from '#core/measure/cut-fill.ts';
import { cornerDifferences, fourPointColumnsVolume, fourPointVolume } from '#core/measure/four-point.ts';
import { prismoidalVolume } from '#core/measure/prismoidal.ts';
import { tinDatumVolume } from '#core/measure/tin-datum.ts';
import { measureVolume } from '#core/measure/volume-methods.ts';
import { gridOver } from '#core/surface/grid.ts';
import { dippingPlane, horizontalPlane, samplePlane } from '#core/surface/plane.ts';
import type { FacetShape } from '#core/surface/surface-shape.ts';
import { buildTin } from '#core/surface/tin.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import { exactSurface, type HeightAt } from '../../../helpers/flat-surface.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const E0 = 52_400;
const N0 = -97_200;

/** A polygon of rings in metres from (E0, N0); rings are closed here. */
function area(...rings: [number, number][][]): AreaGeometry {
  return {
    type: 'Polygon',
    coordinates: rings.map((ring) => [...ring, ring[0]!].map(([e, n]) => [E0 + e, N0 + n])),
  };
}
const square = (side: number, from = 0) =>
  area([
    [from, from],
    [from + side, from],
    [from + side, from + side],
    [from, from + side],
  ]);
/** An L with a hole, turned sides. */
const ODD_AREA = area(
  [
    [1.3, 0.7],
    [18.9, 2.1],
    [17.2, 9.4],
    [9.6, 8.8],
    [8.1, 18.3],
    [2.2, 17.7],
  ],
  [
    [4, 5],
    [7.3, 4.1],
    [6.6, 8.2],
  ],
);

/** TIN of points `[e, n, h]` in metres from (E0, N0). */
function tinOf(points: readonly (readonly [number, number, number])[], maxEdgeM = 1000): FacetShape {
  const tin = buildTin({
    east: Float64Array.from(points, ([e]) => E0 + e),
    north: Float64Array.from(points, ([, n]) => N0 + n),
    height: Float64Array.from(points, ([, , h]) => h),
  });
  return { kind: 'tin', tin, maxEdgeM };
}

/** TIN of random points of a function over [−2, 22]², to the millimetre as surveys are. */
function randomTin(seed: number, count: number, heightAt: HeightAt, maxEdgeM = 1000): FacetShape {
  const random = seededRandom(seed);
  const millimetre = () => Math.round((24 * random.uniform() - 2) * 1000) / 1000;
  const corners: [number, number][] = [
    [-2, -2],
    [22, -2],
    [22, 22],
    [-2, 22],
  ];
  const plan = [...corners, ...Array.from({ length: count }, (): [number, number] => [millimetre(), millimetre()])];
  return tinOf(
    plan.map(([e, n]) => [e, n, heightAt(e, n)] as const),
    maxEdgeM,
  );
}

const WAVE: HeightAt = (e, n) => 100 + 2 * Math.sin(e / 4) * Math.cos(n / 5);
const ROLL: HeightAt = (e, n) => 100 + 0.05 * e - 0.03 * n + Math.cos((e + n) / 6);

/** The point-height methods on a function of metres from (E0, N0). */
function fourPoints(geometry: AreaGeometry, cellSizeM: number, difference: HeightAt): [CellTotals, CellTotals] {
  const polygon = parsePolygon(geometry);
  const grid = gridOver(polygon.bounds, cellSizeM);
  const corners = new Float64Array((grid.cols + 1) * (grid.rows + 1));
  corners.forEach((_, i) => {
    const col = grid.firstCol + (i % (grid.cols + 1));
    const row = grid.firstRow + Math.floor(i / (grid.cols + 1));
    corners[i] = difference(col * cellSizeM - E0, row * cellSizeM - N0);
  });
  const areas = cellAreas(polygon, grid);
  return [fourPointVolume(grid, areas, corners), fourPointColumnsVolume(grid, areas, corners)];
}

const plane = (slope: number, height: number): FacetShape => ({
  kind: 'plane',
  plane: { originE: E0, originN: N0, heightM: height, slopeEast: slope, slopeNorth: 0 },
});

describe('the vectors of the methods', () => {
  // corners SW, SE, NE, NW of a cell of 0.25 m²
  const [sw, se, ne, nw] = [1, 0.6, -0.2, 0.4];
  const corner: HeightAt = (e, n) => (e < 0.25 ? (n < 0.25 ? sw : nw) : n < 0.25 ? se : ne);

  it('gives the cell 0.1125 by four-point, 0.125 and 0.0125 by four-point-columns', () => {
    const [mean, columns] = fourPoints(square(0.5), 0.5, corner);
    expect([mean.fillM3, mean.cutM3]).toEqual([expect.closeTo(0.1125, 12), 0]);
    expect(columns.fillM3).toBeCloseTo(0.125, 12);
    expect(columns.cutM3).toBeCloseTo(0.0125, 12);
    expect(columns.fillAreaM2).toBeCloseTo(0.1875, 12);
  });

  it('gives the cell split from SW to NE 0.1091435, 0.0008102, 0.1083333 by tin', () => {
    // on one circle the diagonal at the westmost, southmost point is taken: SW to NE
    const above = tinOf([
      [0, 0, 5 + sw],
      [0.5, 0, 5 + se],
      [0.5, 0.5, 5 + ne],
      [0, 0.5, 5 + nw],
    ]);
    const result = prismoidalVolume(parsePolygon(square(0.5)), plane(0, 5), above);
    expect(result.fillM3).toBeCloseTo(0.1091435, 7);
    expect(result.cutM3).toBeCloseTo(0.0008102, 7);
    expect(result.netM3).toBeCloseTo(0.1083333, 7);
    expect(tinDatumVolume(parsePolygon(square(0.5)), plane(0, 5), above).netM3).toBeCloseTo(result.netM3, 12);
  });

  it('gives the frustum 7,500 by end areas and 7,000 by prisms', () => {
    // sections of 100, 225 and 400 m² at 0, 15 and 30 m
    const shape = area([
      [0, 0],
      [30, 0],
      [30, 20],
      [0, 10],
    ]);
    const top: FacetShape = {
      kind: 'plane',
      plane: { originE: E0, originN: N0, heightM: 10, slopeEast: 1 / 3, slopeNorth: 0 },
    };
    const polygon = parsePolygon(shape);
    const ends = averageEndAreaVolume(polygon, plane(0, 0), top, { stationPitchM: 30, stepM: 0.5 });
    expect(ends.sections.map(({ fillM2 }) => fillM2)).toEqual([expect.closeTo(100, 5), expect.closeTo(400, 5)]);
    expect(ends.fillM3).toBeCloseTo(7500, 4);
    expect(prismoidalVolume(polygon, plane(0, 0), top).fillM3).toBeCloseTo(7000, 8);
    expect(tinDatumVolume(polygon, plane(0, 0), top).netM3).toBeCloseTo(7000, 8);
  });

  it('sums the end areas of the table', () => {
    const sections = [
      { stationM: 0, cut: 12.4, fill: 0 },
      { stationM: 20, cut: 18.6, fill: 0 },
      { stationM: 40, cut: 9.3, fill: 4.2 },
      { stationM: 53.2, cut: 0, fill: 11.8 },
    ];
    expect(sumEndAreas(sections, 'cut')).toBeCloseTo(310 + 279 + 61.38, 9);
    expect(sumEndAreas(sections, 'fill')).toBeCloseTo(42 + 105.6, 9);
  });

  it('finds 50 m³ under z = 0.1·x + 5 over z = 5 by every method', () => {
    const polygon = parsePolygon(square(10));
    const grid = gridOver(polygon.bounds, 0.5);
    const surface = (shape: FacetShape) => ({
      samples: shape.kind === 'tin' ? sampleTinOnGrid(shape.tin, grid, 1000) : samplePlane(horizontalPlane(5), grid),
      shape,
      sigmaM: 0,
      areaPerPointM2: 0,
      accuracyM: null,
    });
    const input = {
      polygon,
      grid,
      existing: surface(plane(0, 5)),
      compared: surface(randomTin(4, 300, (e) => 0.1 * e + 5)),
    };
    const { methods, fillM3 } = measureVolume('all', input, { stationPitchM: 3, contourIntervalM: 0.25 });
    expect(fillM3).toBeCloseTo(50, 6);
    expect(methods!.map(({ method }) => method)).toEqual([
      'grid',
      'four-point-columns',
      'four-point',
      'tin-datum',
      'tin',
      'average-end-area',
      'contour',
    ]);
    for (const { method, netM3, cutM3 } of methods!) {
      expect(netM3, method).toBeCloseTo(50, 6);
      expect(cutM3 === null, method).toBe(method === 'tin-datum');
      const alone = measureVolume(method, input, { stationPitchM: 3, contourIntervalM: 0.25 });
      expect([alone.netM3, alone.cutM3], method).toEqual([netM3, cutM3]);
      // the interval of an exact surface is its net
      expect(alone.uncertainty95.netM3[0], method).toBeCloseTo(netM3, 9);
    }
  });
});

describe('the exact methods', () => {
  const polygon = parsePolygon(ODD_AREA);
  const before = randomTin(1, 400, ROLL);
  const after = randomTin(2, 700, WAVE);

  it('conserve the area to 1e-9 over an outline with a hole', () => {
    const result = prismoidalVolume(polygon, before, after);
    expect(Math.abs(result.coveredAreaM2 / polygonArea(polygon) - 1)).toBeLessThan(1e-9);
    expect(result.voidAreaM2).toBe(0);
    expect(Math.abs((result.cutAreaM2 + result.fillAreaM2) / polygonArea(polygon) - 1)).toBeLessThan(1e-9);
    expect(result.cutM3).toBeGreaterThan(1);
    expect(result.fillM3).toBeGreaterThan(1);
  });

  it('are what ever finer cells come to', () => {
    const exact = prismoidalVolume(polygon, before, after);
    const errors = [0.4, 0.1].map((cellSizeM) => {
      const grid = gridOver(polygon.bounds, cellSizeM);
      const corners = cornerDifferences(grid, before, after);
      const cells = fourPointVolume(grid, cellAreas(polygon, grid), corners);
      return Math.abs(cells.fillM3 - exact.fillM3) + Math.abs(cells.cutM3 - exact.cutM3);
    });
    // cells cut by the outline are of second order too, but of changing sign: at least a factor of four is left of sixteen
    expect(errors[1]!).toBeLessThan(errors[0]! / 4);
    expect(errors[1]! / exact.fillM3).toBeLessThan(1e-3);
  });

  it('swap cut and fill when the epochs swap', () => {
    const there = prismoidalVolume(polygon, before, after);
    const back = prismoidalVolume(polygon, after, before);
    expect(Math.abs(back.cutM3 / there.fillM3 - 1)).toBeLessThan(1e-9);
    expect(Math.abs(back.fillM3 / there.cutM3 - 1)).toBeLessThan(1e-9);
    expect(tinDatumVolume(polygon, after, before).netM3).toBeCloseTo(-tinDatumVolume(polygon, before, after).netM3, 9);
  });

  it('add up: A to B and B to C is A to C, and the datum sums give the same net', () => {
    const third = randomTin(3, 500, (e, n) => 101 + 0.02 * e * Math.sin(n / 3));
    const net = (from: FacetShape, to: FacetShape) => prismoidalVolume(polygon, from, to).netM3;
    const direct = net(before, third);
    // 190 m² of heights of a few metres
    expect(Math.abs(net(before, after) + net(after, third) - direct)).toBeLessThan(1e-8);
    expect(Math.abs(tinDatumVolume(polygon, before, third).netM3 - direct)).toBeLessThan(1e-8);
  });

  it('add up over the parts of a split area', () => {
    const whole = prismoidalVolume(parsePolygon(square(17, 1)), before, after);
    const halves = [
      area([
        [1, 1],
        [18, 1],
        [18, 6.3],
        [1, 11.9],
      ]),
      area([
        [1, 11.9],
        [18, 6.3],
        [18, 18],
        [1, 18],
      ]),
    ].map((half) => prismoidalVolume(parsePolygon(half), before, after));
    for (const name of ['cutM3', 'fillM3', 'coveredAreaM2'] as const) {
      expect(Math.abs((halves[0]![name] + halves[1]![name]) / whole[name] - 1), name).toBeLessThan(1e-9);
    }
  });

  it('do not depend on the order of the points', () => {
    const points = Array.from({ length: 200 }, (_, i): [number, number, number] => {
      const [e, n] = [(i * 7.31) % 20, (i * 3.77) % 20];
      return [e, n, WAVE(e, n)];
    });
    const forth = prismoidalVolume(parsePolygon(square(12, 4)), before, tinOf(points));
    expect(prismoidalVolume(parsePolygon(square(12, 4)), before, tinOf(points.reverse()))).toEqual(forth);
  });

  it('leave out what triangles with long edges cover, whatever the datum', () => {
    const holey = randomTin(2, 700, WAVE, 1.5);
    const result = prismoidalVolume(polygon, before, holey);
    expect(result.voidAreaM2).toBeGreaterThan(1);
    expect(result.voidAreaM2 + result.coveredAreaM2).toBeCloseTo(polygonArea(polygon), 8);
    const datum = tinDatumVolume(polygon, before, holey);
    expect(datum.netM3).toBeCloseTo(result.netM3, 8);
    expect(datum.voidAreaM2).toBeCloseTo(result.voidAreaM2, 8);
    const nothing = prismoidalVolume(polygon, before, randomTin(2, 700, WAVE, 0.001));
    expect([nothing.coveredAreaM2, nothing.meanDifferenceM, nothing.netM3]).toEqual([0, null, 0]);
  });

  it('are exact on a regular grid of points that shares its edges with the area and the other surface', () => {
    const lattice = (heightAt: HeightAt) =>
      tinOf(
        Array.from(
          { length: 441 },
          (_, i) => [i % 21, Math.floor(i / 21), heightAt(i % 21, Math.floor(i / 21))] as const,
        ),
      );
    const result = prismoidalVolume(
      parsePolygon(square(20)),
      lattice(() => 1),
      lattice((e) => e / 10),
    );
    // ∫ (x/10 − 1) over 0 … 20, 20 wide: 100 on each side of x = 10
    expect(result.cutM3).toBeCloseTo(100, 9);
    expect(result.fillM3).toBeCloseTo(100, 9);
    expect(result.coveredAreaM2).toBeCloseTo(400, 9);
  });
});

describe('the point-height methods', () => {
  // the last number is ∫ |∇²d|, the edge at the rim included: 2π·10·0.5 twice, 16π and 2π·10·0.8
  const cases: [string, HeightAt, number, number][] = [
    ['a cone', (e, n) => Math.max(0, 5 * (1 - Math.hypot(e - 11, n - 11) / 10)), (Math.PI * 100 * 5) / 3, 20 * Math.PI],
    [
      'a paraboloid',
      (e, n) => Math.max(0, 4 * (1 - ((e - 11) ** 2 + (n - 11) ** 2) / 100)),
      (Math.PI * 100 * 4) / 2,
      32 * Math.PI,
    ],
  ];
  for (const [name, difference, exact, curvature] of cases) {
    it(`converge to the volume of ${name} with the square of the cell size`, () => {
      for (const s of [2, 1, 0.5, 0.25]) {
        for (const { fillM3 } of fourPoints(square(22), s, difference)) {
          // s²/12·∫ ∇²d is the error of corner means; slope and rim cancel but for the rim's place in its cells: a tenth
          expect(Math.abs(fillM3 - exact)).toBeLessThan((s ** 2 * curvature) / 120);
        }
      }
    });
  }

  it('find the cut and fill of a sinusoid', () => {
    // over whole waves: ∫ max(sin, 0) is 20 / π of a length of 20, 20 wide
    const errors = [1, 0.5, 0.25].map((s) => {
      const [mean] = fourPoints(square(20), s, (e) => Math.sin((2 * Math.PI * e) / 20));
      return Math.abs(mean.fillM3 - 400 / Math.PI) + Math.abs(mean.cutM3 - 400 / Math.PI);
    });
    errors.forEach((error, i) => {
      expect(error).toBeLessThan((1.1 * errors[0]!) / 4 ** i);
    });
  });

  it('swap cut and fill to the last digit, and cancel within a cell only by the mean', () => {
    const difference: HeightAt = (e, n) => Math.sin(e) + Math.cos(1.3 * n);
    const there = fourPoints(ODD_AREA, 0.5, difference);
    const back = fourPoints(ODD_AREA, 0.5, (e, n) => -difference(e, n));
    for (const i of [0, 1] as const) expect([back[i].cutM3, back[i].fillM3]).toEqual([there[i].fillM3, there[i].cutM3]);
    expect(there[0].netM3).toBeCloseTo(there[1].netM3, 9);
    expect(there[0].fillM3).toBeLessThan(there[1].fillM3);
    expect(there[1].coveredAreaM2).toBeCloseTo(polygonArea(parsePolygon(ODD_AREA)), 9);
  });

  it('count a cell with a missing corner as void', () => {
    const [mean, columns] = fourPoints(square(4), 1, (e, n) => (e === 2 && n === 2 ? Number.NaN : 3));
    for (const { voidAreaM2, coveredAreaM2, fillM3 } of [mean, columns]) {
      expect([voidAreaM2, coveredAreaM2, fillM3]).toEqual([4, 12, 36]);
    }
  });
});

describe('average-end-area', () => {
  it('lays sections across the longer side of a turned rectangle, the last interval shorter', () => {
    const turned = (u: number, v: number): [number, number] => [0.8 * u - 0.6 * v, 0.6 * u + 0.8 * v];
    const shape = area([turned(0, 0), turned(23, 0), turned(23, 9), turned(0, 9)]);
    const result = averageEndAreaVolume(parsePolygon(shape), plane(0, 1), plane(0, 3), {
      stationPitchM: 5,
      stepM: 0.5,
    });
    expect(result.sections.map(({ stationM }) => Math.round(stationM * 1e6) / 1e6)).toEqual([0, 5, 10, 15, 20, 23]);
    for (const section of result.sections) expect(section.fillM2).toBeCloseTo(18, 6);
    expect(result.fillM3).toBeCloseTo(2 * 23 * 9, 5);
    expect(result.coveredAreaM2).toBeCloseTo(23 * 9, 6);
  });

  it('converges to the exact volume between two TINs, and leaves holes and voids out', () => {
    const polygon = parsePolygon(ODD_AREA);
    const [before, after] = [randomTin(1, 400, ROLL), randomTin(2, 700, WAVE)];
    const exact = prismoidalVolume(polygon, before, after);
    const fine = averageEndAreaVolume(polygon, before, after, { stationPitchM: 0.1, stepM: 0.1 });
    expect(Math.abs(fine.fillM3 / exact.fillM3 - 1)).toBeLessThan(2e-3);
    expect(Math.abs(fine.cutM3 / exact.cutM3 - 1)).toBeLessThan(2e-3);
    const holey = averageEndAreaVolume(polygon, before, randomTin(2, 700, WAVE, 1.5), {
      stationPitchM: 0.5,
      stepM: 0.1,
    });
    expect(holey.voidAreaM2).toBeGreaterThan(1);
    expect(holey.fillM3).toBeLessThan(fine.fillM3);
  });

  it('refuses more heights than it can hold', () => {
    expect(() =>
      averageEndAreaVolume(parsePolygon(square(20)), plane(0, 0), plane(0, 1), { stationPitchM: 1e-6, stepM: 0.5 }),
    ).toThrow(/at most/);
  });
});

describe('surfaces of cell means', () => {
  it('are measured by grid alone', () => {
    const polygon = parsePolygon(square(4));
    const grid = gridOver(polygon.bounds, 1);
    const input = { polygon, grid, existing: exactSurface(grid, () => 0), compared: exactSurface(grid, () => 2) };
    expect(measureVolume('all', input, { stationPitchM: 5, contourIntervalM: 0.5 }).methods).toEqual([
      { method: 'grid', cutM3: 0, fillM3: 32, netM3: 32 },
    ]);
    for (const method of ['four-point', 'tin', 'tin-datum', 'average-end-area']) {
      expect(() => measureVolume(method, input, { stationPitchM: 5, contourIntervalM: 0.5 }), method).toThrow(
        /cell-mean/,
      );
    }
  });
});

describe('planes as surfaces', () => {
  it('are measured against each other where they cross', () => {
    const dipping: FacetShape = { kind: 'plane', plane: dippingPlane(E0 + 5, N0 + 5, 10, 45, 90) };
    const level: FacetShape = { kind: 'plane', plane: horizontalPlane(10) };
    const result = prismoidalVolume(parsePolygon(square(10)), level, dipping);
    // a wedge of 5 × 5 / 2 × 10 on each side
    expect(result.cutM3).toBeCloseTo(125, 9);
    expect(result.fillM3).toBeCloseTo(125, 9);
  });
});
