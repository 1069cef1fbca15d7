import { describe, expect, it } from 'vitest';
import { GeometryError } from '#core/errors.ts';
import { endAreaTable, type TableStation } from '#core/section/end-area-table.ts';

const station = (name: string, distanceM: number, cutM2: number, fillM2: number, more: Partial<TableStation> = {}) => ({
  name,
  stationM: distanceM,
  distanceM,
  cutM2,
  fillM2,
  cutOffsetM: 0,
  fillOffsetM: 0,
  turnRad: 0,
  ...more,
});

describe('endAreaTable', () => {
  it('gives the worked example of 平均断面法 with C = 0.9, digit for digit', () => {
    const { rows, ...total } = endAreaTable(
      [
        station('No.0', 0, 12.4, 0),
        station('No.1', 20, 18.6, 0),
        station('No.2', 40, 9.3, 4.2),
        station('No.2+13.20', 53.2, 0, 11.8),
      ],
      { C: 0.9, centroid: 'auto' },
    );
    expect(rows.map(({ lengthM, cutM3, fillM3, massM3 }) => [lengthM, cutM3, fillM3, massM3])).toEqual([
      [null, null, null, 0],
      [20, 310, 0, 279],
      [20, 279, 42, 488.1],
      [13.2, 61.4, 105.6, 437.7],
    ]);
    expect(total).toEqual({ cutM3: 650.4, fillM3: 147.6, lengthM: 53.2 });
  });

  it('rounds half up where binary numbers would round down', () => {
    // (0.3 + 0.4) / 2 · 0.5 = 0.175 → 0.2; (1.1 + 0) / 2 · 0.1 = 0.055 → 0.1; 1.005 m² is 1.0 m²
    const { rows } = endAreaTable(
      [station('a', 0, 0.3, 1.1), station('b', 0.5, 0.4, 0), station('c', 0.6, 1.005, 0.05)],
      {
        C: 1,
        centroid: 'never',
      },
    );
    expect(rows.map(({ cutM3 }) => cutM3)).toEqual([null, 0.2, 0.1]);
    expect(rows[2]).toMatchObject({ cutM2: 1, fillM2: 0.1, fillM3: 0 });
  });

  it('takes the length between the centroids in tight bends: a torus is exact (Pappus)', () => {
    // radius 30 m to the right; areas stand 4 m right of the axis: their way is 26 m a radian
    const turnRad = 20 / 30;
    const stations = [0, 1, 2, 3].map((i) =>
      station(`s${i}`, 20 * i, 10, 5, { cutOffsetM: 4, fillOffsetM: -3, turnRad: i === 0 ? 0 : turnRad }),
    );
    const { rows, cutM3, fillM3 } = endAreaTable(stations, { C: 1, centroid: 'auto' });
    expect(rows[1]).toMatchObject({ lengthM: 20, cutLengthM: 17.33, fillLengthM: 22 });
    expect(cutM3).toBeCloseTo(3 * 173.3, 9);
    expect(fillM3).toBeCloseTo(330, 9);
    // a wide bend counts along the axis, unless asked
    const wide = stations.map((own) => ({ ...own, turnRad: own.turnRad / 2 }));
    expect(endAreaTable(wide, { C: 1, centroid: 'auto' }).rows[1]!.cutLengthM).toBeNull();
    expect(endAreaTable(wide, { C: 1, centroid: 'always' }).rows[1]!.cutLengthM).toBe(18.67);
    expect(endAreaTable(stations, { C: 1, centroid: 'never' }).cutM3).toBe(600);
  });

  it('refuses centroids beyond the centre of the bend', () => {
    const bend = [station('a', 0, 1, 0, { cutOffsetM: 12 }), station('b', 20, 1, 0, { cutOffsetM: 12, turnRad: 2 })];
    expect(() => endAreaTable(bend, { C: 1, centroid: 'auto' })).toThrow(GeometryError);
  });
});
