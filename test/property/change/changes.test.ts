import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedCells } from '#core/change/changed-cells.ts';
import { type Change, connectedChanges } from '#core/change/changes.ts';
import { differenceHistogram, sortedDifferences } from '#core/change/histogram.ts';
import { outlineOf } from '#core/change/outline.ts';
import { traceRings } from '#core/change/trace-rings.ts';
import { parsePolygon } from '#core/geometry/polygon.ts';
import { sumCells } from '#core/measure/cut-fill.ts';
import { gridOver } from '#core/surface/grid.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { measureScene } from '../../helpers/volume-scenes.ts';

interface Field {
  readonly cols: number;
  readonly rows: number;
  readonly differencesM: Float64Array;
  readonly areasM2: Float64Array;
  readonly thresholdM: number;
  readonly reach: number;
}

/** Blotches of change, noise, voids, and cells that the area cuts. */
const fields = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    cols: fc.integer({ min: 1, max: 40 }),
    rows: fc.integer({ min: 1, max: 40 }),
    waves: fc.double({ min: 0.1, max: 2, noNaN: true }),
    thresholdM: fc.constantFrom(0, 0.3, 0.8),
    reach: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ seed, cols, rows, waves, thresholdM, reach }): Field => {
    const random = seededRandom(seed);
    const phase = random.uniform() * 6;
    const differencesM = new Float64Array(cols * rows);
    const areasM2 = new Float64Array(cols * rows);
    for (let cell = 0; cell < differencesM.length; cell++) {
      const [col, row] = [cell % cols, Math.floor(cell / cols)];
      const d = Math.sin(waves * col + phase) * Math.cos(waves * row) + 0.3 * random.normal();
      const isOutside = random.uniform() < 0.05;
      areasM2[cell] = isOutside ? 0 : random.uniform() < 0.1 ? random.uniform() : 1;
      differencesM[cell] = isOutside || random.uniform() < 0.05 ? Number.NaN : d;
    }
    return { cols, rows, differencesM, areasM2, thresholdM, reach };
  });

function changesOf({ cols, rows, differencesM, areasM2, thresholdM, reach }: Field) {
  const grid = { cellSizeM: 1, firstCol: 52_000, firstRow: -97_000, cols, rows };
  const kinds = changedCells({ cols, rows, differencesM, thresholdM, reach });
  return { grid, kinds, ...connectedChanges(grid, areasM2, differencesM, kinds) };
}

const volume = (changes: readonly Change[], kind: Change['kind']) =>
  changes.reduce((sum, change) => (change.kind === kind ? sum + change.volumeM3 : sum), 0);

describe('connected changes', () => {
  it('and what is in none of them add up to all cut and fill', () => {
    fc.assert(
      fc.property(fields, (field) => {
        const { changes, kinds } = changesOf(field);
        const rest = field.differencesM.map((d, cell) => (kinds[cell] === 0 ? d : Number.NaN));
        const all = sumCells(field.areasM2, field.differencesM, 0);
        const left = sumCells(field.areasM2, rest, 0);
        expect(volume(changes, 'cut') + left.cutM3).toBeCloseTo(all.cutM3, 8);
        expect(volume(changes, 'fill') + left.fillM3).toBeCloseTo(all.fillM3, 8);
        const areaM2 = changes.reduce((sum, change) => sum + change.areaM2, 0);
        expect(areaM2 + left.coveredAreaM2).toBeCloseTo(all.coveredAreaM2, 8);
      }),
    );
  });

  it('of swapped epochs are the same with cut and fill swapped', () => {
    fc.assert(
      fc.property(fields, (field) => {
        const there = changesOf(field);
        const back = changesOf({ ...field, differencesM: field.differencesM.map((d) => -d) });
        expect(back.labels).toEqual(there.labels);
        const swapped = there.changes.map((change) => ({ ...change, kind: change.kind === 'cut' ? 'fill' : 'cut' }));
        expect(back.changes).toEqual(swapped);
        for (const [i, change] of there.changes.entries()) {
          expect(outlineOf(back.grid, back.labels, back.changes[i]!, 0)).toEqual(
            outlineOf(there.grid, there.labels, change, 0),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have outlines that are valid polygons, and rings with exactly the area of their cells', () => {
    fc.assert(
      fc.property(fields, (field) => {
        const { grid, labels, changes } = changesOf(field);
        for (const { label, cells } of changes) {
          const count = labels.reduce((sum, own) => (own === label ? sum + 1 : sum), 0);
          const rings = traceRings(labels, grid.cols, label, cells);
          expect(rings.reduce((sum, ring) => sum + ring.area, 0)).toBe(count);
          parsePolygon(outlineOf(grid, labels, { label, cells }, 0));
        }
      }),
    );
  });

  it('have a valid outline of few corners even when everything is specks', () => {
    const [cols, rows] = [400, 400];
    const random = seededRandom(3);
    const kinds = Int8Array.from({ length: cols * rows }, () => (random.uniform() < 0.6 ? 1 : 0));
    const grid = { cellSizeM: 1, firstCol: 0, firstRow: 0, cols, rows };
    const ones = new Float64Array(cols * rows).fill(1);
    const { changes, labels } = connectedChanges(grid, ones, ones, kinds);
    for (const minAreaM2 of [0, 10]) {
      const polygon = parsePolygon(outlineOf(grid, labels, changes[0]!, minAreaM2));
      expect(polygon.bounds).toEqual({ minE: 0, minN: 0, maxE: 400, maxN: 400 });
    }
  });

  it('put every covered square metre into one bin of the histogram', () => {
    fc.assert(
      fc.property(fields, ({ areasM2, differencesM }) => {
        const sorted = sortedDifferences(areasM2, differencesM);
        const histogram = differenceHistogram(areasM2, differencesM, sorted);
        const { coveredAreaM2 } = sumCells(areasM2, differencesM, 0);
        expect(histogram.areasM2.reduce((sum, area) => sum + area, 0)).toBeCloseTo(coveredAreaM2, 8);
      }),
    );
  });

  it('are not made by noise alone, though many cells are beyond the level of detection', () => {
    let beyond = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const ground = { sideM: 60, pointsPerM2: 1, noiseSigmaM: 0.05, accuracyM: 0, changedShare: 0, changeM: 1 };
      const { measured } = measureScene({ seed, cellSizeM: 0.5, ...ground });
      const { differencesM, significant } = measured;
      const grid = gridOver({ minE: 52_000, minN: -97_000, maxE: 52_060, maxN: -96_940 }, 0.5);
      const options = { ...grid, differencesM, thresholdM: significant.lodM };
      beyond += changedCells({ ...options, reach: 0 }).filter((kind) => kind !== 0).length;
      const kinds = changedCells({ ...options, reach: 2 });
      const { changes } = connectedChanges(grid, measured.cellAreasM2, differencesM, kinds);
      expect(changes.filter(({ areaM2 }) => areaM2 >= 10)).toEqual([]);
    }
    expect(beyond).toBeGreaterThan(1000);
  });
});
