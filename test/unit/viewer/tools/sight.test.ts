import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLineOfSightRequest } from '#core/contract/line-of-sight.ts';
import { parseMountainViewRequest } from '#core/contract/mountain-view.ts';
import { parseSunlightRequest } from '#core/contract/sunlight.ts';
import { parseViewshedRequest } from '#core/contract/viewshed.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { clockText, formatClock, minutesOf, parseClock, timeOf } from '../../../../viewer/tools/sight/clock.ts';
import { rayChart } from '../../../../viewer/tools/sight/ray-model.ts';
import {
  aroundRequest,
  EMPTY_SIGHT,
  lineRequest,
  mountainRequest,
  reduceSight,
  type SightAction,
  type SightState,
  sightObstacle,
  sunlightRequest,
} from '../../../../viewer/tools/sight/state.ts';
import { askedSight, sightUrl } from '../../../../viewer/tools/sight/url.ts';
import {
  FUJI,
  formatViewpoint,
  lookingAt,
  parseViewpoint,
  settled,
  type Viewpoint,
} from '../../../../viewer/tools/sight/viewpoint.ts';
import { NO_SURFACE } from '../../../../viewer/tools/volume/surface-choice.ts';

const viewpoint = fc
  .record({
    lon: fc.double({ min: 122, max: 154, noNaN: true }),
    lat: fc.double({ min: 20, max: 46, noNaN: true }),
    groundM: fc.double({ min: -10, max: 3776, noNaN: true }),
    eyeHeightM: fc.double({ min: 0, max: 200, noNaN: true }),
    headingDeg: fc.double({ min: -720, max: 720, noNaN: true }),
    pitchDeg: fc.double({ min: -120, max: 120, noNaN: true }),
    lensMm: fc.double({ min: 1, max: 900, noNaN: true }),
    groundFrom: fc.constantFrom('computed' as const, 'screen' as const),
  })
  .map((part): Viewpoint => settled({ name: '駅前 & 広場', elevationM: 0, ...part }));

const opened = { open: ['before', 'after'], collection: 'after', day: '2020-01-01' };

describe('a viewpoint', () => {
  it('comes back from its text to the last digit', () => {
    fc.assert(
      fc.property(viewpoint, (one) => {
        expect(parseViewpoint(formatViewpoint(one), one.name)).toEqual(one);
        expect(settled(one)).toEqual(one);
        expect(one.headingDeg).toBeGreaterThanOrEqual(0);
        expect(one.headingDeg).toBeLessThan(360);
      }),
      { seed: 1 },
    );
    expect(parseViewpoint('1,2,3', '')).toBeNull();
    expect(parseViewpoint('139,95,3,1.5,0,0,35', '')).toBeNull();
  });

  it('comes back from the address too, with its time', () => {
    fc.assert(
      fc.property(viewpoint, (one) => {
        const clock = { day: '2026-12-21', minutes: 905, utcOffsetMinutes: 540 };
        const state: SightState = { ...EMPTY_SIGHT, viewpoint: one, looking: true, clock, sunOn: true, shadows: false };
        const read = parseUrl(formatUrl({ sight: sightUrl(state, true, 1), tool: 'sight' }));
        const asked = askedSight(read.sight, { ...opened, unitM: 1 });
        expect(asked).toMatchObject({ viewpoint: one, looking: true, clock, sunOn: true, shadows: false });
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('turns to Mt Fuji', () => {
    // from the prefectural office: 55 km to the north-east, 3.7° up less the earth's curve
    const { headingDeg, pitchDeg } = lookingAt({ lon: 138.38306, lat: 34.97694, elevationM: 20 }, FUJI);
    expect(headingDeg).toBeCloseTo(36.2, 0);
    expect(pitchDeg).toBeCloseTo(3.9, 0);
    expect(
      lookingAt({ lon: 138, lat: 35, elevationM: 0 }, { lon: 137, lat: 35, elevationM: 0 }).headingDeg,
    ).toBeCloseTo(270, 0);
  });
});

describe('the clock', () => {
  it('reads what it writes, and refuses what is none', () => {
    const clock = { day: '2026-02-28', minutes: 1439, utcOffsetMinutes: -210 };
    expect(formatClock(clock)).toBe('2026-02-28T23:59-03:30');
    expect(parseClock(formatClock(clock))).toEqual(clock);
    for (const wrong of ['2026-02-30T10:00+09:00', '2026-02-28T24:00+09:00', 'now', '2026-02-28T10:00+15:00']) {
      expect(parseClock(wrong)).toBeNull();
    }
    expect(timeOf({ day: '2026-06-21', minutes: 540, utcOffsetMinutes: 540 })).toBe(Date.parse('2026-06-21T00:00:00Z'));
    expect(minutesOf(Date.parse('2026-06-21T20:30:00Z'), { day: '2026-06-22', utcOffsetMinutes: 540 })).toBe(330);
    expect(clockText(65)).toBe('01:05');
  });
});

const stateAfter = (...actions: SightAction[]): SightState =>
  actions.reduce(reduceSight, { ...EMPTY_SIGHT, settings: { ...EMPTY_SIGHT.settings, collection: 'before' } });
const place = (east: number, north: number): SightAction => ({
  type: 'draw',
  action: { type: 'add', position: { east, north, height: 9 } },
});
const start: SightAction = { type: 'draw', action: { type: 'start' } };

describe('questions', () => {
  const frame = { code: 'EPSG:2927', unitM: 0.3048 };

  it('make requests that the contract takes, in units of the CRS', () => {
    const seen = stateAfter({ type: 'tab', tab: 'sight' }, start, place(304.8, 609.6), place(914.4, 609.6));
    expect(sightObstacle(seen)).toBeNull();
    const line = lineRequest(seen, frame);
    expect(line.observer.position).toEqual([expect.closeTo(1000, 6), expect.closeTo(2000, 6)]);
    expect(line.targets[0]?.position).toEqual([expect.closeTo(3000, 6), expect.closeTo(2000, 6)]);
    expect(line.surfaces).toEqual([{ collection: 'before', returns: 'first' }]);
    expect(() => parseLineOfSightRequest({ inputs: line })).not.toThrow();
    const around = stateAfter(
      { type: 'tab', tab: 'sight' },
      { type: 'question', question: 'around' },
      start,
      place(3, 4),
    );
    for (const radiusM of [10, 100, 300, 2000]) {
      const request = aroundRequest(reduceSight(around, { type: 'settings', part: { radiusM } }), frame);
      // as many cells as can be drawn
      expect(request.cellSizeM! * 500).toBeGreaterThanOrEqual(2 * radiusM);
      expect(() => parseViewshedRequest({ inputs: request })).not.toThrow();
    }
    expect(() => parseMountainViewRequest({ inputs: mountainRequest(around, frame) })).not.toThrow();
    expect(() => parseSunlightRequest({ inputs: sunlightRequest(around, frame) })).not.toThrow();
  });

  it('come back from the address, with places, surfaces and settings', () => {
    const part = { collection: 'before', firstReturns: false, eyeHeightM: 10, radiusM: 120, ceilingM: 3776 };
    const far = [
      {
        ...NO_SURFACE,
        kind: 'file' as const,
        file: { id: 'f'.repeat(32), form: 'grid' as const, crs: null, swapXY: false },
      },
    ];
    for (const question of ['line', 'around', 'mountain'] as const) {
      const places = question === 'line' ? [place(304.8, 609.6), place(914.4, 609.6)] : [place(304.8, 609.6)];
      const ask: SightAction[] = [
        { type: 'tab', tab: 'sight' },
        { type: 'question', question },
      ];
      const asked = stateAfter(...ask, { type: 'settings', part: { ...part, far } }, start, ...places);
      const read = parseUrl(formatUrl({ tool: 'sight', sight: sightUrl(asked, true, 1) }));
      const again = askedSight(read.sight, { ...opened, unitM: 1 });
      const request = { line: lineRequest, around: aroundRequest, mountain: mountainRequest }[question];
      expect(request(again, { code: 'EPSG:2927', unitM: 1 })).toEqual(request(asked, { code: 'EPSG:2927', unitM: 1 }));
      expect(again.settings).toEqual(asked.settings);
    }
    const usual = askedSight(undefined, { ...opened, unitM: 1 });
    expect(usual.settings.collection).toBe('after');
    expect(sightUrl(usual, false, 1)).toEqual({});
  });

  it('want their places first, and forget answers of other places', () => {
    const empty = stateAfter({ type: 'tab', tab: 'sight' });
    expect(sightObstacle(empty)).toBe('needLine');
    expect(sightObstacle(reduceSight(empty, { type: 'question', question: 'around' }))).toBe('needPoint');
    const asked = stateAfter({ type: 'tab', tab: 'sight' }, start, place(0, 0), place(5, 5), {
      type: 'line',
      run: { type: 'run' },
    });
    expect(asked.lineRun.state).toBe('running');
    expect(reduceSight(asked, start).lineRun.state).toBe('idle');
    const lifted = reduceSight(asked, { type: 'draw', action: { type: 'lift', vertices: asked.line.vertices } });
    expect(lifted.lineRun.state).toBe('running');
    const other = { ...EMPTY_SIGHT.settings, collection: null };
    expect(sightObstacle(reduceSight(asked, { type: 'settings', part: other }))).toBe('needCollection');
  });
});

describe('the chart of a ray', () => {
  it('has the ground of each surface, and the ray in its parts', () => {
    const model = rayChart(
      {
        distanceM: 100,
        block: { distanceM: 40, position: [], aboveM: 3, source: 0, beyondGap: false },
        ray: [
          { fromM: 0, toM: 40, state: 'visible', line: [] },
          { fromM: 40, toM: 100, state: 'hidden', line: [] },
        ],
        profile: {
          parts: [
            {
              source: 0,
              points: [
                [0, 1],
                [50, 9],
              ],
            },
            {
              source: 1,
              points: [
                [50, 5],
                [100, 2],
              ],
            },
          ],
          ray: [
            [0, 2],
            [50, 4],
            [100, 6],
          ],
          simplifyM: 0.02,
        },
      },
      {
        title: 't',
        along: 'x',
        elevation: 'y',
        block: 'b',
        states: { visible: 'v', hidden: 'h', unknown: 'u' },
        nameOf: (source) => `s${source}`,
      },
    );
    expect(model.lines.map(({ label }) => label)).toEqual(['s0', 's1', 'v', 'h']);
    expect(model.lines[2]!.parts).toEqual([
      [
        [0, 2],
        [40, 3.6],
      ],
    ]);
    expect(model.lines[3]!.parts).toEqual([
      [
        [40, 3.6],
        [50, 4],
        [100, 6],
      ],
    ]);
    expect(model.yExtent).toEqual([1, 9]);
    expect(model.marks).toEqual([expect.objectContaining({ x: 40 })]);
  });
});
