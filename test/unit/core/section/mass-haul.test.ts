import { describe, expect, it } from 'vitest';
import { lobesOf } from '#core/section/mass-haul.ts';

const curve = (...points: [distanceM: number, massM3: number][]) =>
  points.map(([distanceM, massM3]) => ({ distanceM, massM3 }));

describe('lobesOf', () => {
  it('reads a triangle: the haul is half its base', () => {
    expect(lobesOf(curve([0, 0], [40, 200], [100, 0]))).toEqual([
      { kind: 'balanced', fromM: 0, toM: 100, volumeM3: 200, direction: 'forward', haulM: 50 },
    ]);
    expect(lobesOf(curve([0, 0], [40, -200], [100, 0]))).toMatchObject([{ direction: 'backward', haulM: 50 }]);
  });

  it('finds lobes between crossings, and what is left over', () => {
    // crosses zero at 30; ends at −60: the last 60 m³ are borrowed
    const lobes = lobesOf(curve([0, 0], [20, 100], [40, -100], [60, -160], [80, -60]));
    expect(lobes).toEqual([
      { kind: 'balanced', fromM: 0, toM: 30, volumeM3: 100, direction: 'forward', haulM: 15 },
      { kind: 'borrow', fromM: 30, toM: 36, volumeM3: 60, direction: null, haulM: null },
      {
        kind: 'balanced',
        fromM: 36,
        toM: 80,
        volumeM3: 100,
        direction: 'backward',
        haulM: expect.closeTo(26.666667, 5),
      },
    ]);
  });

  it('keeps the balance: lobes and rest carry what the curve rises and falls', () => {
    const points = curve([0, 0], [20, 279], [40, 488.1], [53.2, 437.7]);
    const lobes = lobesOf(points);
    expect(lobes.map(({ kind, volumeM3 }) => [kind, Number(volumeM3.toFixed(6))])).toEqual([
      ['surplus', 437.7],
      ['balanced', 50.4],
    ]);
  });

  it('says nothing of nothing', () => {
    expect(lobesOf([])).toEqual([]);
    expect(lobesOf(curve([0, 0], [20, 0], [40, 0]))).toEqual([]);
  });
});
