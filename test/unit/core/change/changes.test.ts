import { describe, expect, it } from 'vitest';
import { changedCells } from '#core/change/changed-cells.ts';
import { connectedChanges } from '#core/change/changes.ts';
import { labelComponents } from '#core/change/components.ts';
import { handyNumber } from '#core/change/handy-number.ts';
import { differenceHistogram, sortedDifferences, symmetricRange } from '#core/change/histogram.ts';
import { outlineOf } from '#core/change/outline.ts';
import { traceRings } from '#core/change/trace-rings.ts';
import { type AreaGeometry, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { differencesOfDrawing, drawnGrid, kindsOfDrawing } from '../../../helpers/drawn-grid.ts';

/** One letter a label, north up. */
function labelled(drawing: string): string {
  const { cols, rows } = drawnGrid(drawing);
  const { labels } = labelComponents(kindsOfDrawing(drawing), cols, rows);
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from(labels.subarray(row * cols, (row + 1) * cols), (label) =>
      label ? String.fromCharCode(96 + label) : '.',
    ),
  );
  return lines
    .reverse()
    .map((line) => line.join(''))
    .join('\n');
}

const lines = (text: string) => text.trim().replace(/ /g, '');

describe('labelComponents', () => {
  it('joins cells that touch at a side or a corner', () => {
    expect(
      labelled(`
        #..#
        .##.
        ...#
        #...`),
    ).toBe(
      lines(`
        b..b
        .bb.
        ...b
        a...`),
    );
  });

  it('never joins cut and fill', () => {
    expect(
      labelled(`
        ##--
        ##--
        --##`),
    ).toBe(
      lines(`
        bbaa
        bbaa
        aabb`),
    );
  });

  it('joins arms that meet late', () => {
    expect(
      labelled(`
        #####
        #...#
        #.#.#
        #.#.#
        #.#.#`),
    ).toBe(
      lines(`
        aaaaa
        a...a
        a.b.a
        a.b.a
        a.b.a`),
    );
  });
});

describe('changedCells', () => {
  const cleaned = (drawing: string, reach: number) => {
    const { cols, rows } = drawnGrid(drawing);
    const kinds = changedCells({ cols, rows, differencesM: differencesOfDrawing(drawing), thresholdM: 0.5, reach });
    const signs = Array.from(kinds, (kind) => (kind > 0 ? '#' : kind < 0 ? '-' : '.'));
    return Array.from({ length: rows }, (_, row) => signs.slice(row * cols, (row + 1) * cols).join(''))
      .reverse()
      .join('\n');
  };

  it('drops single cells and thin lines, keeps straight edges, rounds corners', () => {
    expect(
      cleaned(
        `
        #........
        ....#####
        ....#####
        -...#####
        ....#####
        .........`,
        1,
      ),
    ).toBe(
      lines(`
        .........
        .....####
        ....#####
        ....#####
        .....####
        .........`),
    );
  });

  it('counts voids neither for nor against', () => {
    // ? has no data: beside it four of six cells are fill
    expect(
      cleaned(
        `
        ..##??
        ..##??
        ..##??`,
        1,
      ),
    ).toBe(
      lines(`
        ..##..
        ..##..
        ..##..`),
    );
  });

  it('leaves a cell out that says the opposite of its neighbours', () => {
    expect(
      cleaned(
        `
        #####
        ##-##
        #####`,
        1,
      ),
    ).toBe(
      lines(`
        #####
        ##.##
        #####`),
    );
  });

  it('takes every cell for itself without a window, and everything that is not nothing at 0', () => {
    const differencesM = Float64Array.of(0, 1e-9, -1e-9, Number.NaN);
    expect([...changedCells({ cols: 4, rows: 1, differencesM, thresholdM: 0, reach: 0 })]).toEqual([0, 1, -1, 0]);
  });
});

describe('connectedChanges', () => {
  const drawing = `
    ##....
    ##..--
    ....--
    .#..--`;
  const grid = { ...drawnGrid(drawing), cellSizeM: 2, firstCol: 100, firstRow: -50 };
  const areas = new Float64Array(24).fill(4);
  const differences = differencesOfDrawing(drawing);
  const { changes } = connectedChanges(grid, areas, differences, kindsOfDrawing(drawing));

  it('sums volume and area and finds the centre', () => {
    expect(changes.map(({ kind, volumeM3, areaM2, centroid }) => ({ kind, volumeM3, areaM2, centroid }))).toEqual([
      { kind: 'cut', volumeM3: 24, areaM2: 24, centroid: [210, -97] },
      { kind: 'fill', volumeM3: 16, areaM2: 16, centroid: [202, -94] },
      { kind: 'fill', volumeM3: 4, areaM2: 4, centroid: [203, -99] },
    ]);
  });

  it('weighs the centre with the thickness', () => {
    const lopsided = Float64Array.of(1, 3);
    const [change] = connectedChanges(
      { cellSizeM: 1, firstCol: 0, firstRow: 0, cols: 2, rows: 1 },
      Float64Array.of(1, 1),
      lopsided,
      Int8Array.of(1, 1),
    ).changes;
    expect(change!.centroid).toEqual([0.5 * 0.25 + 1.5 * 0.75, 0.5]);
    expect(change!.maxThicknessM).toBe(3);
  });
});

describe('outlineOf', () => {
  const outline = (drawing: string, minAreaM2 = 0): AreaGeometry[] => {
    const grid = { ...drawnGrid(drawing), cellSizeM: 1, firstCol: 10, firstRow: 20 };
    const areas = new Float64Array(grid.cols * grid.rows).fill(1);
    const { changes, labels } = connectedChanges(grid, areas, differencesOfDrawing(drawing), kindsOfDrawing(drawing));
    return changes.map((change) => outlineOf(grid, labels, change, minAreaM2));
  };

  it('goes along the sides of the cells', () => {
    expect(outline('##\n##')).toEqual([
      {
        type: 'Polygon',
        coordinates: [
          [
            [10, 20],
            [12, 20],
            [12, 22],
            [10, 22],
            [10, 20],
          ],
        ],
      },
    ]);
  });

  it.each([
    ['cells that meet at a corner', '#.\n.#', 2, 2, 0],
    ['a hole', '###\n#.#\n###', 8, 1, 1],
    ['a hole that meets the outside at a corner', '.###\n#.##\n####', 10, 1, 1],
    ['a part within a hole, joined over a corner', '#####\n#...#\n#.#.#\n##..#\n#####', 18, 2, 1],
    ['two holes that meet at a corner', '####\n#.##\n##.#\n####', 14, 1, 2],
  ])('of %s is a valid polygon with the area of its cells', (_, drawing, area, parts, holes) => {
    const { cols } = drawnGrid(drawing);
    const box = { beginCol: 0, endCol: cols, beginRow: 0, endRow: drawnGrid(drawing).rows };
    const rings = traceRings(Int32Array.from(kindsOfDrawing(drawing)), cols, 1, box);
    expect(rings.reduce((sum, ring) => sum + ring.area, 0)).toBe(area);
    const [geometry] = outline(drawing);
    const polygon = parsePolygon(geometry!);
    // a notch of a cell is straightened
    expect(Math.abs(polygonArea(polygon) - area)).toBeLessThanOrEqual(0.5);
    expect(polygon.parts).toHaveLength(parts);
    expect(polygon.parts.flatMap((part) => part.holes)).toHaveLength(holes);
  });

  it('leaves out holes and parts below the least area, but never the largest part', () => {
    const [geometry] = outline('####.\n#.##.\n####.\n....#', 2);
    expect(polygonArea(parsePolygon(geometry!))).toBe(12);
    expect(polygonArea(parsePolygon(outline('#.\n.#', 5)[0]!))).toBe(1);
  });

  it('straightens stairs by less than a cell', () => {
    const drawing = Array.from({ length: 12 }, (_, row) => '#'.repeat(row + 1).padEnd(14, '.')).join('\n');
    const [geometry] = outline(drawing);
    const vertices = geometry!.coordinates[0]!.length;
    expect(vertices).toBeLessThan(8);
    expect(Math.abs(polygonArea(parsePolygon(geometry!)) - 78)).toBeLessThan(8);
  });
});

describe('differenceHistogram', () => {
  it('gives every covered square metre to one bin', () => {
    const differences = Float64Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? Number.NaN : (i - 500) / 250));
    const areas = new Float64Array(1000).fill(0.25).fill(0, 0, 5);
    const { binM, fromM, areasM2 } = differenceHistogram(areas, differences, sortedDifferences(areas, differences));
    expect(binM).toBe(0.1);
    // the first cells that count: −1.976 m
    expect(fromM).toBe(-2);
    expect(areasM2.reduce((a, b) => a + b)).toBeCloseTo(0.25 * (900 - 4), 9);
    expect(areasM2.every((area) => area > 0)).toBe(true);
  });

  it('does not let one spike blow up the bins', () => {
    const differences = Float64Array.from({ length: 5000 }, (_, i) => (i === 7 ? 60 : Math.sin(i)));
    const areas = new Float64Array(5000).fill(1);
    const { binM, areasM2 } = differenceHistogram(areas, differences, sortedDifferences(areas, differences));
    expect(binM).toBe(0.05);
    expect(areasM2.at(-1)).toBe(1);
  });
});

describe('ranges', () => {
  it.each([
    [0.9, 1],
    [1, 1],
    [1.01, 2],
    [0.3, 0.5],
    [0.05, 0.05],
    [3e-4, 5e-4],
    [700, 1000],
  ])('%s is rounded up to %s', (value, handy) => {
    expect(handyNumber(value)).toBe(handy);
  });

  it('holds 98 % of the cells', () => {
    expect(symmetricRange(Float32Array.from({ length: 100 }, (_, i) => i / 25 - 3))).toBe(3);
    expect(symmetricRange(Float32Array.from({ length: 100 }, (_, i) => i / 10 - 7))).toBe(8);
    expect(symmetricRange(new Float32Array(10))).toBe(0.05);
  });
});
