/** Profiles and checks along the road of the synthetic scene, held against what it was drawn from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import {
  type AlignmentChecksResult,
  parseAlignmentChecksRequest,
  type WireSpan,
} from '#core/contract/alignment-checks.ts';
import type { ProfileResult } from '#core/contract/profile.ts';
import { createGround, type SceneGround } from '#core/scene/epoch-ground.ts';
import { BRIDGE_EAST, LINK, linkHeight, ROAD, roadNorth, roadOffset, SCENE_EXTENT } from '#core/scene/layout.ts';
import { createPowerLines, type Wire, wireHeight } from '#core/scene/power-lines.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';
import type { SceneTruth } from '#core/scene/truth.ts';
import { isFileResult } from '#worker/file-result.ts';
import { run as checkAlignment } from '#worker/jobs/check-alignment.ts';
import { run as cutProfile } from '#worker/jobs/cut-profile.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { measureRoad } from '#worker/sections/measure-road.ts';
import { openStore } from '#worker/store/store.ts';

const SEED = 3;
const { minE, minN } = SCENE_EXTENT;
let folder: string;
let storeDir: string;
let pool: WorkerPool;
let truth: SceneTruth;
let ground: SceneGround;
let wires: readonly Wire[];
const context = { progress: () => {}, transfer: () => {} };
const axis = roadAlignment();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-road-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 2 });
  truth = await writeScene(join(folder, 'scene'), { seed: SEED, points: 900_000 }, { pool });
  const files = truth.before.files.map((file) => join(folder, 'scene', file));
  await indexDelivery(
    files,
    { collection: 'before', crs: 'EPSG:6676', verticalDatum: 'JGD2011', accuracyM: 0.03, license: 'CC-BY-4.0' },
    { store: openStore(storeDir), pool },
  );
  ground = createGround(SEED);
  wires = createPowerLines(ground, 'before').wires;
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** The road's alignment as a request draws it. */
const ROAD_INPUT = {
  points: [
    { position: [minE + 8, minN + 116.91] },
    { position: [minE + 150.13, minN + 152.11], radiusM: 420, clothoidInM: 210, clothoidOutM: 275 },
    { position: [minE + 504.83, minN + 98.91], radiusM: 430, clothoidInM: 260, clothoidOutM: 90 },
    { position: [minE + 592, minN + 114.09] },
  ],
};
/** From the village over the bridge, across the road and under the distribution line on its far side. */
const LINK_INPUT = {
  line: {
    type: 'LineString',
    coordinates: [
      [minE + BRIDGE_EAST, minN + LINK.south.n],
      [minE + BRIDGE_EAST, minN + roadNorth(BRIDGE_EAST) + 9],
    ],
  },
};
const surface = { collection: 'before', classes: [2, 17] };
const checks = (inputs: object): Promise<AlignmentChecksResult> =>
  checkAlignment({ storeDir, request: { inputs: { alignment: ROAD_INPUT, surface, ...inputs } } }, context);
const profile = async (inputs: object): Promise<ProfileResult> =>
  (await cutProfile(
    { storeDir, request: { inputs: { alignment: ROAD_INPUT, surfaces: [surface], ...inputs } } },
    context,
  )) as ProfileResult;
const heightOf = (e: number, n: number) => surfaceHeight(ground.before, e - minE, n - minN);

/** Outward fall of the true ground across the axis, per cent: −1 left, 1 right. */
function trueFall(distanceM: number, side: -1 | 1): number {
  const { east, north, azimuthRad } = axisPlace(axis, distanceM);
  const at = (offset: number) => heightOf(east + offset * Math.cos(azimuthRad), north - offset * Math.sin(azimuthRad));
  return (100 * (at(side * 0.5) - at(side * 2.75))) / 2.25;
}

/**
 * The same over a base. Where the road bears away from the east its fall has a share across the axis: the truth is the ground itself,
 * not 2 % alone.
 */
function meanFall(distanceM: number, side: -1 | 1, baseM: number): number {
  const places = Array.from({ length: baseM + 1 }, (_, k) => distanceM - baseM / 2 + k);
  return places.reduce((sum, at) => sum + trueFall(at, side), 0) / places.length;
}

describe('the slopes of the road', () => {
  it('has the gradients it was built with, within 0.2 %', async () => {
    const { stations, stretches, counts, worst } = await checks({ pitchM: 10, designSpeedKmh: 40, wires: false });
    const known = new Map(truth.road.gradesAt.map(({ distanceM, percent }) => [distanceM, percent]));
    let compared = 0;
    for (const { distanceM, grade, elevationM, gradeJudgement, position } of stations) {
      // at the ends the base lies on one side
      if (distanceM < 10 || distanceM > axis.lengthM - 10) continue;
      const percent = known.get(distanceM)!;
      expect(Math.abs(grade.percent! - percent), `at ${distanceM}`).toBeLessThan(0.1);
      expect(grade.standardErrorPercent!).toBeGreaterThan(0.005);
      expect(grade.standardErrorPercent!).toBeLessThan(0.05);
      expect(Math.abs(grade.sigmaM! - truth.noiseSigmaM)).toBeLessThan(0.01);
      expect(Math.abs(elevationM! - heightOf(position[0]!, position[1]!))).toBeLessThan(0.03);
      expect(gradeJudgement).toEqual({ verdict: 'ok', reason: null, uncertain: false });
      compared++;
    }
    expect(compared).toBeGreaterThan(55);
    expect(counts.grade!.ok).toBe(stations.length);
    expect(worst.grade!.value).toBeCloseTo(-2.19, 1);
    expect(stretches.length).toBe(29);
    for (const { fromM, toM, grade } of stretches) {
      const nearest = known.get(Math.round((fromM + toM) / 20) * 10)!;
      expect(Math.abs(grade.percent! - nearest)).toBeLessThan(0.15);
    }
  });

  it('has its cross falls: a crown of 2 %, within ±0.2 % where the base has points enough', async () => {
    const baseM = 160;
    const { stations } = await checks({ baseM, pitchM: 20, designSpeedKmh: 40, wires: false });
    let [crown, compared] = [0, 0];
    for (const { distanceM, left, right } of stations) {
      if (distanceM < baseM / 2 || distanceM > axis.lengthM - baseM / 2) continue;
      for (const [side, slope] of [
        [-1, left],
        [1, right],
      ] as const) {
        expect(Math.abs(slope.percent! - meanFall(distanceM, side, baseM)), `at ${distanceM}`).toBeLessThan(0.2);
      }
      crown += (left.percent! + right.percent!) / 2;
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
    expect(Math.abs(crown / compared - truth.road.crossFallPercent)).toBeLessThan(0.05);
    expect(truth.road.crossFallPercent).toBe(100 * ROAD.crossFall);
  });

  it('tells with its standard errors how far off a slope may be', async () => {
    const { stations } = await checks({ pitchM: 20, designSpeedKmh: 40, wires: false });
    const errors: number[] = [];
    for (const { distanceM, left, right } of stations) {
      if (distanceM < 10 || distanceM > axis.lengthM - 10) continue;
      errors.push((left.percent! - meanFall(distanceM, -1, 20)) / left.standardErrorPercent!);
      errors.push((right.percent! - meanFall(distanceM, 1, 20)) / right.standardErrorPercent!);
    }
    expect(errors.length).toBeGreaterThan(50);
    expect(errors.filter((error) => Math.abs(error) < 2).length / errors.length).toBeGreaterThan(0.88);
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(rms).toBeGreaterThan(0.7);
    expect(rms).toBeLessThan(1.3);
  });

  it('names a crown by its shape and holds it against the limits', async () => {
    const asked = { baseM: 80, pitchM: 80, wires: false, limits: { crossFallTolerancePercent: 0.8 } };
    const good = await checks({ ...asked, designSpeedKmh: 60 });
    expect(good.stations.every(({ shape }) => shape === 'crown')).toBe(true);
    expect(good.counts.crossFall!.ok).toBe(good.stations.length);
    const strict = await checks({
      ...asked,
      limits: { gradePercent: 1.5, gradeExceptionPercent: 1.9, crossFallMaxPercent: 1.5, crossFallTolerancePercent: 0 },
    });
    expect(strict.counts.grade!.exceeded).toBeGreaterThan(0);
    expect(strict.counts.grade!.exceptional).toBeGreaterThan(0);
    expect(strict.counts.crossFall!.exceeded).toBeGreaterThan(5);
    expect(strict.limits.given).toContain('gradePercent');
    expect(strict.warnings.map(({ code }) => code)).toContain('DESIGN_SPEED_ASSUMED');
  });

  it('is the same in stretches as at once, and whenever it is asked for', async () => {
    const body = { inputs: { alignment: ROAD_INPUT, surface, designSpeedKmh: 40, halfWidthM: 6 } };
    const inputs = parseAlignmentChecksRequest(body);
    const whole = await measureRoad({ storeDir, inputs }, context);
    const pieces = await measureRoad({ storeDir, inputs, stretchM: 90 }, context);
    const again = await measureRoad({ storeDir, inputs }, context);
    expect(JSON.stringify(again)).toBe(JSON.stringify(whole));
    expect(pieces.stations.length).toBe(whole.stations.length);
    for (const [i, station] of whole.stations.entries()) {
      expect(pieces.stations[i]!.grade.percent).toBeCloseTo(station.grade.percent!, 6);
      expect(pieces.stations[i]!.left.points).toBe(station.left.points);
    }
    expect(pieces.stretches.length).toBe(whole.stretches.length);
    // spans at a border are fitted twice and told once
    const [a, b] = [whole.wires!.spans, pieces.wires!.spans];
    expect(Math.abs(a.length - b.length)).toBeLessThanOrEqual(2);
    const lowest = (spans: readonly WireSpan[]) => Math.min(...spans.map(({ clearance }) => clearance!.heightM));
    expect(lowest(b)).toBeCloseTo(lowest(a), 1);
  });
});

/** Distance in plan from a place to a wire, and the wire's height beside it. */
function onWire(wire: Wire, e: number, n: number): { awayM: number; heightM: number; share: number } {
  const [dE, dN] = [wire.toE - wire.fromE, wire.toN - wire.fromN];
  const lengthM = Math.hypot(dE, dN);
  const share = ((e - minE - wire.fromE) * dE + (n - minN - wire.fromN) * dN) / (lengthM * lengthM);
  const awayM = Math.abs((e - minE - wire.fromE) * dN - (n - minN - wire.fromN) * dE) / lengthM;
  return { awayM, heightM: wireHeight(wire, share), share };
}

/** The wire of the scene that a span is. */
function wireOf(span: WireSpan): Wire {
  const [e, n] = [(span.from[0]! + span.to[0]!) / 2, (span.from[1]! + span.to[1]!) / 2];
  const height = (span.from[2]! + span.to[2]!) / 2 - span.sagM;
  const found = wires
    .map((wire) => ({ wire, ...onWire(wire, e, n) }))
    .filter(({ share, awayM }) => share > 0 && share < 1 && awayM < 0.2)
    .sort((a, b) => Math.abs(a.heightM - height) - Math.abs(b.heightM - height));
  expect(found.length, `no wire at ${e}, ${n}`).toBeGreaterThan(0);
  return found[0]!.wire;
}

function expectTrue(span: WireSpan): void {
  const wire = wireOf(span);
  const { position, wireElevationM, roadElevationM, heightM } = span.clearance!;
  const [e, n] = position as [number, number];
  const own = onWire(wire, e, n);
  expect(own.awayM).toBeLessThan(0.15);
  expect(Math.abs(wireElevationM - own.heightM), `wire at ${e}, ${n}`).toBeLessThan(0.1);
  // a plane cuts the corners of the ditch beside the road
  const isRoad = Math.abs(roadOffset(e - minE, n - minN)) < ROAD.pavedHalfWidthM;
  const isDeck =
    Math.abs(e - minE - BRIDGE_EAST) < LINK.halfWidthM + 0.5 &&
    n - minN > LINK.deck.south &&
    n - minN < LINK.deck.north;
  const road = isDeck ? linkHeight(n - minN) : heightOf(e, n);
  expect(Math.abs(roadElevationM - road), `road at ${e}, ${n}`).toBeLessThan(isRoad ? 0.05 : 0.25);
  expect(heightM).toBeCloseTo(wireElevationM - roadElevationM, 9);
  expect(span.sigmaM).toBeLessThan(0.075);
}

describe('the wires', () => {
  it('of the transmission line cross the road where truth.json says', async () => {
    const { wires: found, warnings } = await checks({ designSpeedKmh: 40, halfWidthM: 3.25 });
    const planted = truth.wires.filter(({ epoch, clearance }) => epoch === 'before' && clearance);
    expect(found!.source).toBe('classes');
    expect(found!.spans.length).toBe(planted.length);
    for (const { clearance } of planted) {
      const own = found!.spans.find((span) => Math.abs(span.clearance!.heightM - clearance!.heightM) < 0.1);
      expect(own, `${clearance!.heightM} m at ${clearance!.distanceM}`).toBeDefined();
      expect(Math.abs(own!.clearance!.distanceM - clearance!.distanceM)).toBeLessThan(0.5);
      expect(own!.kind).toBe('crosses');
      expect(own!.judgement.verdict).toBe('ok');
      expectTrue(own!);
    }
    expect(warnings.map(({ code }) => code)).toContain('WIRE_CONDITIONS');
  });

  it('of the distribution line cross the way from the village, each on its own', async () => {
    const { wires: found } = await checks({ alignment: LINK_INPUT, designSpeedKmh: 20, pitchM: 10 });
    const low = found!.spans.filter(({ clearance }) => clearance && clearance.heightM < 15);
    for (const span of low) expectTrue(span);
    // three conductors and the telephone cable
    expect(low.length).toBe(4);
    expect(new Set(low.map(wireOf)).size).toBe(4);
    for (const { sagM, lengthM } of low.filter(({ points }) => points > 15)) {
      // of the part that has points: sag grows with the square of the length
      expect(Math.abs(sagM - 0.55 * (lengthM / 37) ** 2)).toBeLessThan(0.08);
    }
    const strict = await checks({ alignment: LINK_INPUT, designSpeedKmh: 20, limits: { clearanceM: 8 } });
    const under = strict.wires!.spans.filter(({ judgement }) => judgement.verdict === 'exceeded');
    expect(under.length).toBe(1);
    expect(under[0]!.judgement.reason).toBe('too-low');
    expect(strict.worst.clearance!.value).toBe(under[0]!.clearance!.heightM);
  });

  it('along the road are the spans of the distribution line, none twice', async () => {
    const { wires: found } = await checks({ halfWidthM: 6.5, designSpeedKmh: 40, limits: { clearanceM: 4.5 } });
    const low = found!.spans.filter(({ clearance }) => clearance && clearance.heightM < 15);
    for (const span of low) expectTrue(span);
    const names = low.map(wireOf);
    // some cable has too few points: those are told as loose
    const spans = wires.filter(({ sagM }) => sagM < 1).length;
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0.9 * spans);
    expect(names.length).toBeLessThanOrEqual(spans);
  });

  it('are found without their classes too', async () => {
    const { wires: found, warnings } = await checks({
      alignment: LINK_INPUT,
      designSpeedKmh: 20,
      wires: { source: 'heights' },
    });
    expect(found!.source).toBe('heights');
    expect(found!.spans.length).toBeGreaterThanOrEqual(7);
    for (const span of found!.spans) expectTrue(span);
    expect(warnings.map(({ code }) => code)).toContain('WIRES_UNCLASSIFIED');
  });

  it('can be picked', async () => {
    const wire = wires[9 * 4 + 3]!;
    const points = [0.1, 0.3, 0.5, 0.6, 0.9].map((t) => [
      minE + wire.fromE + t * (wire.toE - wire.fromE),
      minN + wire.fromN + t * (wire.toN - wire.fromN),
      wireHeight(wire, t),
    ]);
    const { wires: found } = await checks({ halfWidthM: 6.5, designSpeedKmh: 40, wires: { points } });
    expect(found!.source).toBe('picked');
    const [span, ...others] = found!.spans;
    expect(others).toEqual([]);
    expect(span!.kind).toBe('overhangs');
    expect(span!.sagM).toBeCloseTo(wire.sagM * 0.8 * 0.8, 6);
    expectTrue(span!);
    const [point] = points;
    await expect(checks({ wires: { points: [point] } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(checks({ wires: { points: [] } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a profile', () => {
  it('has the heights of the ground, and the road climbs nowhere', async () => {
    const result = await profile({ pitchM: 20, stepM: 2 });
    for (const { position, elevationsM } of result.stations) {
      expect(Math.abs(elevationsM[0]! - heightOf(position[0]!, position[1]!))).toBeLessThan(0.1);
    }
    const [climb] = result.climb;
    // it falls all the way, and noise is no climb
    expect(climb!.upM).toBe(0);
    const [first, last] = [result.stations[0]!, result.stations.at(-1)!];
    expect(Math.abs(climb!.downM - (first.elevationsM[0]! - last.elevationsM[0]!))).toBeLessThan(0.15);
    expect(climb!.steepest!.percent).toBeLessThan(-2);
    expect(climb!.steepest!.percent).toBeGreaterThan(-2.6);
    expect(result.profile.lines[0]!.offsetsM.length).toBe(Math.floor(result.alignment.lengthM / 2) + 2);
    expect(result.water).toBeNull();
  });

  it('tells what lies under water, and the river bed that nobody measured as unknown', async () => {
    const level = 196.2;
    const line = LINK_INPUT.line;
    const result = await profile({
      alignment: undefined,
      line,
      surfaces: [{ collection: 'before' }],
      waterLevelM: level,
      pitchM: 5,
    });
    const { water, toM, stations } = result;
    const covered = water!.belowM + water!.aboveM + water!.unknownM;
    expect(covered).toBeCloseTo(toM, 6);
    // without the bridge's class the deck is void
    expect(water!.unknownM).toBeGreaterThan(10);
    for (const { distanceM, aboveWaterM, elevationsM } of stations) {
      const inside = (list: readonly { fromM: number; toM: number }[]) =>
        list.some(({ fromM, toM: to }) => distanceM > fromM + 0.01 && distanceM < to - 0.01);
      if (elevationsM[0] === null) expect(aboveWaterM).toBeNull();
      else if (inside(water!.below)) expect(aboveWaterM).toBeLessThanOrEqual(0);
      else expect(aboveWaterM! > 0 || !inside(water!.below)).toBe(true);
      if (inside(water!.unknown)) expect(elevationsM[0]).toBeNull();
    }
    for (const { fromM, toM: to, lengthM, deepestM, deepestAtM } of water!.below) {
      expect(lengthM).toBeCloseTo(to - fromM, 3);
      expect(deepestM).toBeGreaterThan(0);
      expect(deepestAtM).toBeGreaterThanOrEqual(fromM - 1e-3);
      expect(deepestAtM).toBeLessThanOrEqual(to + 1e-3);
    }
    expect(water!.below.length).toBeGreaterThan(0);
    expect(result.warnings.map(({ code }) => code)).toContain('VOID');
  });

  it('is drawn and written', async () => {
    const starts = { csv: '\ufeffstation', svg: '<', dxf: '0\nSECTION', pdf: '%PDF-1.7' } as const;
    for (const [format, start] of Object.entries(starts)) {
      const inputs = { format, header: { date: '2026-03-31' }, line: LINK_INPUT.line, surfaces: [surface], pitchM: 10 };
      const file = await cutProfile({ storeDir, request: { inputs } }, context);
      if (!isFileResult(file)) throw new Error(`expected a file for ${format}`);
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes.subarray(0, 20));
      expect(text.startsWith(start), `${format}: ${JSON.stringify(text)}`).toBe(true);
      const again = await cutProfile({ storeDir, request: { inputs } }, context);
      expect(isFileResult(again) && again.bytes).toEqual(file.bytes);
    }
  });

  it('and the checks refuse what they cannot answer', async () => {
    const fault = (work: Promise<unknown>) =>
      work.then(
        () => 'taken',
        (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
      );
    const far = {
      line: {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [100, 0],
        ],
      },
    };
    const long = {
      line: {
        type: 'LineString',
        coordinates: [
          [minE, minN],
          [minE + 100_000, minN],
        ],
      },
    };
    expect(await fault(checks({ alignment: far }))).toMatch(/^NO_DATA/);
    expect(await fault(profile({ alignment: far }))).toMatch(/^NO_DATA/);
    expect(await fault(checks({ alignment: long, pitchM: 1 }))).toMatch(/^LIMIT: .*10000 stations/);
    expect(await fault(profile({ alignment: long, pitchM: 1 }))).toMatch(/^LIMIT/);
    expect(await fault(checks({ alignment: long, pitchM: 100, baseM: 1 }))).toMatch(/^LIMIT: .*stretches/);
    expect(await fault(profile({ alignment: long, pitchM: 100, stepM: 0.01 }))).toMatch(/^LIMIT: .*samples/);
    expect(await fault(checks({ halfWidthM: 0 }))).toMatch(/^INVALID_INPUT: inputs.halfWidthM/);
    expect(await fault(checks({ halfWidthM: 0.2 }))).toMatch(/^INVALID_INPUT: inputs.crownM/);
    expect(await fault(checks({ surface: { plane: { elevationM: 3 } } }))).toMatch(/^INVALID_INPUT: inputs.surface/);
    expect(await fault(checks({ roadClass: 'class-4', designSpeedKmh: 80 }))).toMatch(
      /^INVALID_INPUT: inputs.designSpeed/,
    );
    expect(await fault(profile({ waterLevelM: Number.NaN }))).toMatch(/^INVALID_INPUT: inputs.waterLevelM/);
    expect(await fault(profile({ line: LINK_INPUT.line }))).toMatch(/^INVALID_INPUT: inputs.line/);
    expect(await fault(profile({ alignment: undefined }))).toMatch(/^INVALID_INPUT: inputs.alignment/);
    expect(await fault(profile({ existing: 3 }))).toMatch(/^INVALID_INPUT: inputs.existing/);
  });
});
