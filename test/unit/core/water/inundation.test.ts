import { describe, expect, it } from 'vitest';
import { parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { alterGrid } from '#core/water/alter-grid.ts';
import { classOutlines } from '#core/water/class-outlines.ts';
import { connectionLevels } from '#core/water/connection-levels.ts';
import { dataEdge, edgeLevel } from '#core/water/data-edge.ts';
import { DEPTH_CLASSES, depthClassOf } from '#core/water/depth-classes.ts';
import { drawnLevels } from '#core/water/drawn-levels.ts';
import { cellOf, cellsOfPolygon } from '#core/water/grid-marks.ts';
import { depthsAt, waterAt } from '#core/water/water-level.ts';

const GRID = { cellSizeM: 0.5, firstCol: 104_000, firstRow: -194_000, cols: 200, rows: 160 };
const AREAS = new Float64Array(GRID.cols * GRID.rows).fill(0.25);
const heightsOf = (z: (x: number, y: number) => number) =>
  Float64Array.from(AREAS, (_, cell) => z(((cell % 200) + 0.5) / 2, (Math.floor(cell / 200) + 0.5) / 2));
const flood = (heights: Float64Array, seed: number, connectivity: 4 | 8 = 8) => ({
  heights,
  connections: connectionLevels({ ...GRID, heights }, [seed], connectivity),
  cellAreasM2: AREAS,
});
const at = (x: number, y: number) => cellOf(GRID, [52_000 + x, -97_000 + y]);

describe('standing water', () => {
  it('fills a ramp as a prism', () => {
    // z = x/10, level 6: wet up to x = 60; area 60 × 80, volume 80 · 60² / 20
    const ground = flood(
      heightsOf((x) => x / 10),
      at(0.2, 40),
    );
    const { areaM2, volumeM3, maxDepthM } = waterAt(ground, 6);
    expect(areaM2).toBeCloseTo(4800, 9);
    expect(volumeM3).toBeCloseTo(14_400, 6);
    expect(maxDepthM).toBeCloseTo(6 - 0.025, 12);
  });

  it('fills a bowl as a paraboloid: π r⁴ / 2a', () => {
    const ground = flood(
      heightsOf((x, y) => ((x - 50) ** 2 + (y - 40) ** 2) / 50),
      at(50, 40),
    );
    const { areaM2, volumeM3 } = waterAt(ground, 18);
    const r2 = 18 * 50;
    expect(areaM2 / (Math.PI * r2)).toBeCloseTo(1, 2);
    expect(volumeM3 / ((Math.PI * r2 * r2) / 100)).toBeCloseTo(1, 3);
  });

  it('crosses a step only above its saddle, and fills the second bowl at once', () => {
    // two halls of floor 0 and 2 with a wall of 5 and a door of 3 in it
    const heights = heightsOf((x, y) => (x < 48 ? 0 : x >= 52 ? 2 : y > 39 && y < 41 ? 3 : 5));
    const ground = flood(heights, at(10, 10));
    expect(waterAt(ground, 3).areaM2).toBe(48 * 80);
    expect(waterAt(ground, 3.5).areaM2).toBe(48 * 80 + 4 * 2 + 48 * 80);
    expect(waterAt(ground, 3.5).volumeM3).toBe(48 * 80 * 3.5 + 8 * 0.5 + 48 * 80 * 1.5);
    expect(ground.connections[at(80, 20)]).toBe(3);
    expect(waterAt(ground, 3.5).classAreasM2).toEqual([0, 48 * 80 + 8, 48 * 80, 0, 0, 0]);
  });

  it('is dry when the seed stands above the level, and wet exactly below the level', () => {
    const ground = flood(new Float64Array(AREAS.length).fill(2), at(10, 10));
    expect(waterAt(ground, 2)).toMatchObject({ wetCells: 0, areaM2: 0, volumeM3: 0, maxDepthM: 0 });
    expect(waterAt(ground, 2.25).volumeM3).toBe(0.25 * 8000);
  });

  it('slips through corners with eight neighbours only', () => {
    const grid = { cols: 2, rows: 2, heights: Float64Array.of(0, 9, 9, 0) };
    expect(connectionLevels(grid, [0], 8)[3]).toBe(0);
    expect(connectionLevels(grid, [0], 4)[3]).toBe(9);
  });

  it('does not cross what has no data', () => {
    const ground = flood(
      heightsOf((x) => (x > 49 && x < 51 ? Number.NaN : 0)),
      at(10, 10),
    );
    expect(waterAt(ground, 1).areaM2).toBe(49 * 80);
    expect(ground.connections[at(80, 10)]).toBeNaN();
  });
});

describe('walls and channels', () => {
  const line = [
    [52_050, -97_010],
    [52_050, -96_910],
  ] as const;
  it('a wall holds up to its crest; a channel through it is a gate with a bed', () => {
    const heights = new Float64Array(AREAS.length);
    const wall = [
      [52_050, -97_010],
      [52_050, -96_900],
    ] as const;
    const gate = [
      [52_045, -96_960],
      [52_055, -96_960],
    ] as const;
    expect(alterGrid(GRID, heights, [{ line: wall, levelM: 4, widthM: 0 }], []).raised).toBe(160);
    expect(flood(heights, at(10, 10)).connections[at(80, 10)]).toBe(4);
    alterGrid(GRID, heights, [], [{ line: gate, levelM: 1.5, widthM: 0 }]);
    expect(flood(heights, at(10, 10)).connections[at(80, 10)]).toBe(1.5);
  });

  it('a wall lowers nothing and fills no gap; a channel lifts nothing and bridges a gap inside the area', () => {
    const heights = heightsOf((_, y) => (y < 20 ? 9 : y < 30 ? Number.NaN : 0));
    const before = heights.slice();
    expect(alterGrid(GRID, heights, [{ line, levelM: 4, widthM: 0 }], []).raised).toBe(100);
    expect(heights[at(50, 10)]).toBe(9);
    expect(heights[at(50, 25)]).toBeNaN();
    const again = before.slice();
    const { lowered } = alterGrid(GRID, again, [], [{ line, levelM: 1, widthM: 0 }], (cell) => cell !== at(50, 25));
    expect(lowered).toBe(40 + 19);
    expect(again[at(50, 22)]).toBe(1);
    expect(again[at(50, 25)]).toBeNaN();
    expect(again[at(50, 60)]).toBe(0);
  });

  it('a width takes the cells beside the line', () => {
    const heights = new Float64Array(AREAS.length);
    expect(alterGrid(GRID, heights, [{ line, levelM: 4, widthM: 3 }], []).raised).toBe(6 * 160);
  });
});

describe('the edge of the data', () => {
  it('is the border and the gaps that are open to it; voids inside are not', () => {
    const heights = heightsOf((x, y) =>
      x > 90 ? Number.NaN : x > 40 && x < 42 && y > 40 && y < 42 ? Number.NaN : x / 10,
    );
    const edge = dataEdge({ ...GRID, heights });
    expect(edge.voidCells).toBe(16);
    expect(edge.outside[at(95, 10)]).toBe(1);
    expect(edge.outside[at(41, 41)]).toBe(0);
    // the ramp begins at the border
    expect(edgeLevel(GRID, flood(heights, at(50, 50)).connections, edge)).toBeCloseTo(5.025, 9);
  });

  it('is never reached in a bowl below its rim', () => {
    const heights = heightsOf((x, y) => Math.hypot(x - 50, y - 40));
    const ground = flood(heights, at(50, 40));
    const level = edgeLevel(GRID, ground.connections, dataEdge({ ...GRID, heights }));
    expect(level).toBeGreaterThan(39);
    expect(level).toBeLessThan(40);
  });
});

describe('depth classes', () => {
  it('hold their lower ends', () => {
    expect([0.01, 0.49, 0.5, 2.99, 3, 4.9, 5, 9.9, 10, 19.9, 20, 300].map(depthClassOf)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ]);
    expect(DEPTH_CLASSES.map(({ fromM }) => fromM)).toEqual([0, 0.5, 3, 5, 10, 20]);
  });

  it('have outlines of the same area', () => {
    const ground = flood(
      heightsOf((x) => x / 10),
      at(0.2, 40),
    );
    const outlines = classOutlines(GRID, depthsAt(ground, 6), 1);
    expect(outlines.map(({ depthClass }) => depthClass)).toEqual([0, 1, 2, 3]);
    const areas = outlines.map(({ outline }) => polygonArea(parsePolygon(outline)));
    // 0.5 m of depth is 5 m of the ramp
    for (const [i, expected] of [400, 2000, 1600, 800].entries()) expect(areas[i]).toBeCloseTo(expected, 6);
  });
});

describe('the grid for drawing', () => {
  it('is the grid itself while it is small, to the millimetre', () => {
    const heights = heightsOf((x) => (x > 90 ? Number.NaN : x / 3));
    const { connections } = flood(heights, at(60, 40));
    const drawn = drawnLevels(GRID, heights, connections, 1);
    expect([drawn.cols, drawn.rows, drawn.cellSizeM, drawn.originE]).toEqual([200, 160, 0.5, 52_000]);
    expect(drawn.heightsM[3]).toBe(Math.round((1.75 / 3) * 1000) / 1000);
    expect(drawn.heightsM[190]).toBeNull();
    expect(drawn.connectsAboveM[190]).toBeNull();
    expect(drawn.connectsAboveM[150]).toBe(0);
    // behind the seed the ramp falls: joined at the height of the seed
    expect((drawn.heightsM[3] ?? 0) + (drawn.connectsAboveM[3] ?? 0)).toBeCloseTo(60.25 / 3, 2);
  });

  it('takes blocks when there are more cells than may be drawn', () => {
    const heights = heightsOf((x) => x);
    const { connections } = flood(heights, at(0, 0));
    const drawn = drawnLevels(GRID, heights, connections, 0.3048, 1000);
    expect(drawn.cols * drawn.rows).toBeLessThanOrEqual(1000);
    expect(drawn.originE).toBeCloseTo(52_000 / 0.3048, 6);
    expect(drawn.heightsM[0]).toBeCloseTo(drawn.cellSizeM / 2, 3);
  });
});

describe('cells of a polygon', () => {
  it('are those whose centres it holds and those of its border', () => {
    const polygon = parsePolygon({
      type: 'Polygon',
      coordinates: [
        [
          [52_010.1, -96_990],
          [52_020, -96_990],
          [52_020, -96_980],
          [52_010.1, -96_980],
          [52_010.1, -96_990],
        ],
      ],
    });
    const cells = cellsOfPolygon(GRID, polygon);
    expect(cells.has(at(15, 15))).toBe(true);
    expect(cells.has(at(10.2, 15))).toBe(true);
    expect(cells.has(at(25, 15))).toBe(false);
    expect(cells.size).toBe(21 * 21);
  });
});
