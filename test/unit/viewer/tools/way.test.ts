/** Profile and wires along a line: requests, charts and rows from results made by hand. */
import { describe, expect, it } from 'vitest';
import { parseAlignmentChecksRequest } from '#core/contract/alignment-checks.ts';
import { parseProfileRequest } from '#core/contract/profile.ts';
import type { AlignmentChecksResult, ProfileResult } from '../../../../viewer/api/way.ts';
import { EMPTY_ALIGNMENT, reduceAlignment } from '../../../../viewer/tools/alignment/state.ts';
import { EMPTY_SECTION, reduceSection } from '../../../../viewer/tools/section/state.ts';
import { hangingLine } from '../../../../viewer/tools/way/overlay.ts';
import { placeAt } from '../../../../viewer/tools/way/places.ts';
import { clearanceExtremes, grades, profileChart, profileRows } from '../../../../viewer/tools/way/profile-model.ts';
import { lowestSpan, profileFileRows, wireFileRows, wireRows } from '../../../../viewer/tools/way/rows.ts';
import {
  EMPTY_WAY,
  hasWayResult,
  profileRequest,
  reduceWay,
  wayObstacle,
  wiresRequest,
} from '../../../../viewer/tools/way/state.ts';

const FOOT_M = 0.3048;
const vertices = [
  { east: 0, north: 0, height: 0 },
  { east: 30.48, north: 0, height: 0 },
];
const drawn = reduceSection(
  reduceSection(EMPTY_SECTION, { type: 'settings', settings: { surfaces: ['before', 'after'] } }),
  { type: 'draw', action: { type: 'replace', vertices } },
);
const frame = { code: 'EPSG:2992', unitM: FOOT_M, labelOf: () => '', titleOf: (id: string) => id };

describe('what is asked along a line', () => {
  it('is the line in units of its system, lengths in metres; the server reads it', () => {
    const way = reduceWay(reduceWay(EMPTY_WAY, { type: 'mode', mode: 'profile' }), {
      type: 'profileSettings',
      part: { waterLevelM: 12.5 },
    });
    const inputs = { way, section: drawn, alignment: EMPTY_ALIGNMENT };
    expect(wayObstacle(inputs)).toBeNull();
    const request = profileRequest(inputs, frame);
    expect(parseProfileRequest({ inputs: request })).toMatchObject({
      alignment: {
        line: {
          coordinates: [
            [0, 0],
            [100, 0],
          ],
        },
      },
      crs: 'EPSG:2992',
      surfaces: [
        { collection: 'before', classes: [2] },
        { collection: 'after', classes: [2] },
      ],
      labels: ['before', 'after'],
      pitchM: 20,
      waterLevelM: 12.5,
    });
  });

  it('asks for wires with the limit that was given', () => {
    const wires = reduceWay(reduceWay(EMPTY_WAY, { type: 'mode', mode: 'wires' }), {
      type: 'wireSettings',
      part: { clearanceM: 5 },
    });
    const inputs = { way: wires, section: drawn, alignment: EMPTY_ALIGNMENT };
    expect(wayObstacle(inputs)).toBe('needCollection');
    const way = reduceWay(wires, { type: 'wireSettings', part: { collection: 'after' } });
    const request = wiresRequest({ ...inputs, way }, frame);
    expect(parseAlignmentChecksRequest({ inputs: request })).toMatchObject({
      surface: { collection: 'after' },
      halfWidthM: 3,
      limits: { clearanceM: 5 },
      wires: { source: 'auto' },
    });
  });

  it('can be the axis of the alignment tool instead', () => {
    const way = reduceWay(reduceWay(EMPTY_WAY, { type: 'mode', mode: 'profile' }), { type: 'axis', axis: 'alignment' });
    const none = { way, section: EMPTY_SECTION, alignment: EMPTY_ALIGNMENT };
    expect(wayObstacle(none)).toBe('needAxis');
    const alignment = reduceAlignment(EMPTY_ALIGNMENT, { type: 'draw', action: { type: 'replace', vertices } });
    const section = reduceSection(EMPTY_SECTION, { type: 'settings', settings: { surfaces: ['a'] } });
    expect(wayObstacle({ way, section, alignment })).toBeNull();
    expect(profileRequest({ way, section, alignment }, frame).alignment).toMatchObject({
      points: [{ position: [0, 0] }, { position: [100, 0] }],
    });
    const stored = { ...alignment, source: 'file' as const, stored: { id: 'x', name: 'CL' } };
    expect(profileRequest({ way, section, alignment: stored }, frame).alignment).toEqual({ stored: 'x', name: 'CL' });
  });

  it('says what is missing', () => {
    const way = reduceWay(EMPTY_WAY, { type: 'mode', mode: 'profile' });
    expect(wayObstacle({ way, section: EMPTY_SECTION, alignment: EMPTY_ALIGNMENT })).toBe('needLine');
    const section = reduceSection(drawn, { type: 'settings', settings: { surfaces: [] } });
    expect(wayObstacle({ way, section, alignment: EMPTY_ALIGNMENT })).toBe('needSurface');
    expect(hasWayResult(way)).toBe(false);
  });
});

const alignment = {
  name: 'CL',
  lengthM: 40,
  startStationM: 0,
  elements: [
    {
      kind: 'line',
      startE: 100,
      startN: 200,
      azimuthRad: 0,
      lengthM: 40,
      startCurvature: 0,
      endCurvature: 0,
      distanceM: 0,
    },
  ],
  equations: [],
  points: [],
  profile: null,
} satisfies ProfileResult['alignment'];

const station = (distanceM: number, elevationsM: (number | null)[]) => ({
  name: `NO.${distanceM / 20}`,
  stationM: distanceM,
  distanceM,
  position: [100, 200 + distanceM],
  elevationsM,
  groundElevationM: elevationsM[0] ?? null,
  designElevationM: null,
  aboveWaterM: elevationsM[0] === null ? null : (elevationsM[0] ?? 0) - 11,
});
const spot = (distanceM: number, elevationM: number) => ({
  distanceM,
  stationM: distanceM,
  elevationM,
  position: [100, 200],
});

const profile = {
  alignment,
  surfaces: [
    { name: 'before', kind: 'ground', licences: [], attributions: [] },
    { name: 'bridge', kind: 'design', licences: [], attributions: [] },
  ],
  existing: 0,
  fromM: 0,
  toM: 40,
  stations: [station(0, [10, 15]), station(20, [12, 15]), station(40, [null, 15])],
  profile: {
    lines: [
      { offsetsM: [0, 10, 20, 30, 40], elevationsM: [10, 11, 12, 12.5, null], simplified: [] },
      { offsetsM: [0, 10, 20, 30, 40], elevationsM: [15, 15, 15, 15, 15], simplified: [] },
    ],
    design: null,
  },
  climb: [
    {
      turns: [
        [0, 10],
        [30, 12.5],
      ],
      highest: spot(30, 12.5),
      lowest: spot(0, 10),
      steepest: { fromM: 0, toM: 20, fromStationM: 0, toStationM: 20, percent: 10, position: [100, 200] },
    },
    null,
  ],
  water: {
    levelM: 11,
    below: [
      {
        fromM: 0,
        toM: 10,
        fromStationM: 0,
        toStationM: 10,
        lengthM: 10,
        deepestM: 1,
        deepestAtM: 0,
        deepestStationM: 0,
      },
    ],
    unknown: [],
    belowM: 10,
    aboveM: 20,
    unknownM: 10,
  },
} as unknown as ProfileResult;

describe('a profile', () => {
  const words = {
    title: 'Profile',
    distance: 'd',
    elevation: 'h',
    highest: 'high',
    lowest: 'low',
    steepest: 'steep',
    water: 'Water',
  };

  it('has grades between stations and clearances over the ground; no data stays no data', () => {
    const rows = profileRows(profile);
    expect(rows.map(({ gradePercent }) => gradePercent)).toEqual([null, 10, null]);
    expect(rows.map(({ clearancesM }) => clearancesM[1])).toEqual([5, 3, null]);
    expect(rows.map(({ aboveWaterM }) => aboveWaterM)).toEqual([-1, 1, null]);
    expect(profileFileRows(profile)[1]).toEqual(['NO.0', 0, 10, 15, null, 5, null, -1]);
  });

  it('has its least and greatest clearance among all samples', () => {
    expect(clearanceExtremes(profile)).toEqual([
      { surface: 1, least: { distanceM: 30, clearanceM: 2.5 }, most: { distanceM: 0, clearanceM: 5 } },
    ]);
  });

  it('has mean grades between the turns of its climb', () => {
    const [grade, ...others] = grades(profile.climb[0] ?? null);
    expect(others).toEqual([]);
    expect(grade).toMatchObject({ fromM: 0, toM: 30, heightM: 2.5 });
    expect(grade?.percent).toBeCloseTo(100 / 12, 12);
    expect(grades(null)).toEqual([]);
  });

  it('is drawn with its lines, water, grades and the places that count', () => {
    const model = profileChart(profile, 0, words);
    expect(model.lines.map(({ label }) => label)).toEqual(['before', 'bridge', 'Water 11.00 m']);
    expect(model.texts.map(({ text }) => text)).toEqual(['+8.3 %']);
    expect(model.marks.map(({ label, x }) => [label, x])).toEqual([
      ['high', 30],
      ['low', 0],
      ['steep', 10],
    ]);
    expect(model.fills).toEqual([{ kind: 'plain', ring: [0, 10, 10, 11, 10, 11, 0, 11] }]);
    expect(model.xNames?.map(({ name }) => name)).toEqual(['NO.0', 'NO.1', 'NO.2']);
    expect(profileChart(profile, 1, words).marks).toEqual([]);
  });

  it('knows the place of a distance along the axis', () => {
    const place = placeAt(alignment, 25);
    expect(place?.east).toBeCloseTo(100, 9);
    expect(place?.north).toBeCloseTo(225, 9);
    expect(placeAt(alignment, -1)).toBeNull();
    expect(placeAt(alignment, 60)).toBeNull();
  });
});

const span = (id: number, heightM: number | null) => ({
  id,
  kind: heightM === null ? 'beside' : 'crosses',
  lengthM: 30,
  sagM: 0.5,
  points: 20,
  judgement: { verdict: 'ok', reason: null, uncertain: false },
  clearance:
    heightM === null
      ? null
      : {
          heightM,
          standardErrorM: 0.01,
          distanceM: 5,
          stationM: 5,
          station: 'NO.0+5.00',
          offsetM: -1,
          position: [1, 2],
          wireElevationM: 10 + heightM,
          roadElevationM: 10,
        },
});

describe('wires', () => {
  const result = { wires: { spans: [span(1, null), span(2, 6.5), span(3, 5.2)] } } as unknown as AlignmentChecksResult;

  it('are listed with the lowest one first, those beside the road last', () => {
    expect(wireRows(result).map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(lowestSpan(result)?.id).toBe(3);
    expect(wireFileRows(result)[1]?.slice(0, 5)).toEqual([3, 'crosses', 5.2, 0.01, 'NO.0+5.00']);
    expect(wireFileRows(result)[3]?.[2]).toBeNull();
  });

  it('are none where none were sought, and no lowest one where none is over the road', () => {
    expect(wireRows({ wires: null } as unknown as AlignmentChecksResult)).toEqual([]);
    expect(lowestSpan({ wires: { spans: [span(1, null)] } } as unknown as AlignmentChecksResult)).toBeNull();
  });

  it('hang between their ends, lowest in the middle, plan units converted and heights not', () => {
    const line = hangingLine([0, 0, 20], [100, 0, 20], 0.8, FOOT_M);
    expect(line[0]).toEqual({ east: 0, north: 0, height: 20 });
    expect(line.at(-1)?.east).toBeCloseTo(30.48, 12);
    expect(line[6]?.height).toBeCloseTo(19.2, 12);
  });
});
