import { describe, expect, it } from 'vitest';
import { type CrossSectionResult, parseCrossSectionRequest } from '#core/contract/cross-section.ts';
import {
  elevationAxis,
  elevationExtent,
  groundLineRows,
  groundLines,
  pointRows,
} from '../../../../viewer/tools/section/chart-data.ts';
import {
  EMPTY_SECTION,
  pointAlong,
  reduceSection,
  sectionObstacle,
  sectionRequest,
} from '../../../../viewer/tools/section/state.ts';

const at = (east: number, north: number, height = 0) => ({ east, north, height });

const result: Pick<CrossSectionResult, 'lengthM' | 'surfaces' | 'points'> & Record<string, unknown> = {
  lengthM: 1,
  surfaces: [
    {
      collection: 'a',
      kind: 'ground',
      distancesM: [0, 0.5, 1],
      elevationsM: [10, null, 12],
      simplified: [],
      slopes: [],
    },
    { collection: 'b', kind: 'ground', distancesM: [0, 1], elevationsM: [11, 13], simplified: [], slopes: [] },
  ],
  points: {
    distanceM: [0.2, 0.9],
    offsetM: [0, -0.1],
    elevationM: [10.5, 25],
    class: [2, 5],
    surface: [0, 1],
    total: 2,
    returned: 2,
  },
};
const section = result as CrossSectionResult;

describe('the section tool', () => {
  it('asks what the contract takes', () => {
    let state = reduceSection(EMPTY_SECTION, {
      type: 'draw',
      action: { type: 'replace', vertices: [at(0, 0), at(10, 0)] },
    });
    expect(sectionObstacle(state)).toBe('needSurface');
    state = reduceSection(state, { type: 'settings', settings: { surfaces: ['a', 'b'] } });
    expect(sectionObstacle(state)).toBeNull();
    const request = parseCrossSectionRequest({ inputs: sectionRequest(state, { code: 'EPSG:6676', unitM: 1 }) });
    expect(request.surfaces).toMatchObject([{ collection: 'a' }, { collection: 'b' }]);
    expect(sectionObstacle(EMPTY_SECTION)).toBe('needLine');
  });

  it('finds the place at a distance along the line', () => {
    const line = [at(0, 0, 0), at(3, 4, 10), at(3, 14, 10)];
    expect(pointAlong(line, 2.5)).toEqual({ east: 1.5, north: 2, height: 5 });
    expect(pointAlong(line, 15)).toEqual({ east: 3, north: 14, height: 10 });
    expect(pointAlong(line, 16)).toBeNull();
    expect(pointAlong(line, -1)).toBeNull();
  });
});

describe('the chart', () => {
  it('puts all ground lines on one list of distances', () => {
    expect(groundLines(section)).toEqual({
      distancesM: [0, 0.5, 1],
      elevationsM: [
        [10, null, 12],
        [11, null, 13],
      ],
    });
  });

  it('spans lines and points', () => {
    expect(elevationExtent(section)).toEqual([10, 25]);
    const { points: _points, ...withoutPoints } = section;
    expect(elevationExtent({ ...withoutPoints, surfaces: [] })).toBeNull();
  });

  it('draws metres alike both ways at ×1 and stretches heights at ×2', () => {
    const box = { widthPx: 1000, heightPx: 250, lengthM: 200 };
    const [low, high] = elevationAxis([100, 110], 1, box);
    expect(high - low).toBeCloseTo(50, 9);
    expect((low + high) / 2).toBeCloseTo(105, 9);
    const stretched = elevationAxis([100, 110], 2, box);
    expect(stretched[1] - stretched[0]).toBeCloseTo(25, 9);
    const fitted = elevationAxis([100, 110], null, box);
    expect(fitted[0]).toBeLessThan(100);
    expect(fitted[1]).toBeGreaterThan(110);
  });

  it('writes its lines and points as rows', () => {
    expect(groundLineRows(section, 'distance_m')).toEqual([
      ['distance_m', 'a', 'b'],
      [0, 10, 11],
      [0.5, null, null],
      [1, 12, 13],
    ]);
    expect(pointRows(section)[2]).toEqual([0.9, -0.1, 25, 5, 'b']);
  });
});
