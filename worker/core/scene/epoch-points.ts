/** The points of one epoch, flown pulse by pulse and handed out as batches of LAS records, sheet by sheet. */
import { type Buildings, createBuildings } from './buildings.ts';
import { crownEcho } from './crown-echo.ts';
import { Echoes, type Ray } from './echoes.ts';
import type { EpochName, SceneGround } from './epoch-ground.ts';
import { type FlightPlan, type ScanLine, scanLines } from './flight.ts';
import { coverAfter, coverBefore } from './ground-cover.ts';
import { createGroundEcho, type GroundEcho } from './ground-echo.ts';
import { createSummary, type LasSummary, type PointRecord, RECORD_BYTES, writeRecord } from './las-12.ts';
import { SCENE_DEPTH_M, SCENE_EXTENT, SCENE_WIDTH_M } from './layout.ts';
import { createLight, type Light } from './light.ts';
import { createPowerLines, type PowerLines } from './power-lines.ts';
import { createRandom, type Random } from './random.ts';
import { mastEcho, solidEcho, wireEcho } from './solid-echo.ts';
import { surfaceHeight } from './surface-grid.ts';
import { createTrees, type Trees } from './trees.ts';

/** Standard deviation of the heights' noise (normal, independent from point to point). */
export const NOISE_SIGMA_M = 0.02;
/** Points a batch at most. */
export const BATCH_POINTS = 65_536;

/** The level-500 sheets that the scene lies in; a sheet's file holds the points with west ≤ east < next sheet. */
export const SHEETS = [
  { code: '08NF2330', minE: 52_000 },
  { code: '08NF2331', minE: 52_400 },
] as const;

/** Both flights; the sensor's angles stay within ±15.2°. */
export const FLIGHTS: Readonly<Record<EpochName, FlightPlan>> = {
  before: {
    azimuthRad: (83 * Math.PI) / 180,
    heightAboveGroundM: 480,
    halfSwathM: 130,
    stripSpacingM: 130,
    speedMps: 50,
    firstStripId: 101,
    // 2019-11-18 02:00 UTC
    startTimeS: 258_077_618,
    betweenStripsS: 420,
  },
  after: {
    azimuthRad: (79 * Math.PI) / 180,
    heightAboveGroundM: 480,
    halfSwathM: 130,
    stripSpacingM: 130,
    speedMps: 50,
    firstStripId: 201,
    // 2024-11-08 02:00 UTC
    startTimeS: 415_066_418,
    betweenStripsS: 390,
  },
};

/** Dates of the files, as their headers state them. */
export const FLIGHT_DATES: Readonly<Record<EpochName, { readonly year: number; readonly dayOfYear: number }>> = {
  before: { year: 2019, dayOfYear: 322 },
  after: { year: 2024, dayOfYear: 313 },
};

/** Records of one sheet, ready to be written; the bytes belong to the receiver. */
export interface PointBatch {
  readonly sheet: string;
  readonly records: Uint8Array;
}

/** Everything that stands on the ground of an epoch. */
interface Scenery {
  readonly ground: SceneGround;
  readonly epoch: EpochName;
  readonly trees: Trees;
  readonly buildings: Buildings;
  readonly lines: PowerLines;
  readonly light: Light;
  readonly groundEcho: GroundEcho;
}

/**
 * Streams the points of an epoch in the order they were measured. Memory stays flat: one batch a sheet.
 * @param options.points points wanted; the number made differs by less than 1 %
 * @param summaries one a sheet, in the order of {@link SHEETS}; filled on the way, complete at the end
 */
export function* epochPoints(
  ground: SceneGround,
  epoch: EpochName,
  options: { readonly seed: number; readonly points: number },
  summaries: readonly LasSummary[] = SHEETS.map(createSummary),
): Generator<PointBatch> {
  const scenery = createScenery(ground, epoch, options.seed);
  const plan = FLIGHTS[epoch];
  const random = createRandom(options.seed, epoch === 'before' ? 11 : 12);
  const areaM2 = SCENE_WIDTH_M * SCENE_DEPTH_M;
  const pulsesPerM2 = options.points / areaM2 / meanEchoes(scenery, options.seed);
  const sheets = summaries.map((summary, index) => createSheetWriter(SHEETS[index]!.code, summary));
  const scratch = createScratch();
  const flightSeed = options.seed + (epoch === 'before' ? 0 : 5000);
  for (const line of scanLines(plan, pulsesPerM2, flightSeed)) {
    measureLine(scenery, plan, line, scratch, random, sheets);
    for (const sheet of sheets) if (sheet.room() < 5 * SCENE_PULSES_PER_LINE) yield sheet.take();
  }
  for (const sheet of sheets) if (sheet.room() < BATCH_POINTS) yield sheet.take();
}

/** No scan line has more pulses than this within the swath, up to 600 pulses a square metre. */
const SCENE_PULSES_PER_LINE = 4500;

/** What one pulse needs, used again for the next. */
interface Scratch {
  readonly ray: Ray;
  readonly echoes: Echoes;
  readonly point: PointRecord;
}

const createScratch = (): Scratch => ({
  ray: { e: 0, n: 0, groundM: 0, leanE: 0, leanN: 0 },
  echoes: new Echoes(),
  point: {
    eastMm: 0,
    northMm: 0,
    heightMm: 0,
    intensity: 0,
    returnNumber: 1,
    returnCount: 1,
    edgeOfLine: false,
    classification: 0,
    scanAngleDeg: 0,
    sourceId: 0,
    gpsTimeS: 0,
    red: 0,
    green: 0,
    blue: 0,
  },
});

function createScenery(ground: SceneGround, epoch: EpochName, seed: number): Scenery {
  const before = coverBefore(ground, seed);
  const cover = epoch === 'before' ? before : coverAfter(ground, before);
  const trees = createTrees(ground, before, epoch, seed);
  const buildings = createBuildings(ground, epoch, seed);
  const light = createLight(ground[epoch], trees, buildings);
  const groundEcho = createGroundEcho(ground, cover, light, seed);
  return { ground, epoch, trees, buildings, lines: createPowerLines(ground, epoch), light, groundEcho };
}

/** Mean number of echoes of a pulse, from pulses spread evenly over the scene. */
function meanEchoes(scenery: Scenery, seed: number): number {
  const random = createRandom(seed, 21);
  const { ray, echoes } = createScratch();
  const spacingM = 3;
  let pulses = 0;
  let total = 0;
  for (let n = spacingM / 2; n < SCENE_DEPTH_M; n += spacingM) {
    for (let e = spacingM / 2; e < SCENE_WIDTH_M; e += spacingM) {
      ray.e = e + spacingM * (random.next() - 0.5);
      ray.n = n + spacingM * (random.next() - 0.5);
      ray.leanE = 0.2 * (random.next() - 0.5);
      ray.leanN = 0.4 * (random.next() - 0.5);
      castPulse(scenery, ray, echoes, random);
      pulses++;
      total += echoes.count;
    }
  }
  return total / pulses;
}

/** Fires one pulse: what it meets from the top down. */
function castPulse(scenery: Scenery, ray: Ray, echoes: Echoes, random: Random): void {
  const { ground, epoch, trees, buildings, lines, light } = scenery;
  echoes.clear();
  ray.groundM = surfaceHeight(ground[epoch], ray.e, ray.n);
  const passesWire = wireEcho(ray, lines, echoes, random);
  if (mastEcho(ray, lines, echoes, random)) return;
  if (solidEcho(ray, buildings, light, echoes, random)) return;
  const energy = passesWire ? 0.6 : crownEcho(ray, trees, light, echoes, random);
  if (energy > 0) scenery.groundEcho(ray, energy, echoes, random);
}

function measureLine(
  scenery: Scenery,
  plan: FlightPlan,
  line: ScanLine,
  scratch: Scratch,
  random: Random,
  sheets: readonly SheetWriter[],
): void {
  const { ray, echoes, point } = scratch;
  const rightE = Math.cos(plan.azimuthRad);
  const rightN = -Math.sin(plan.azimuthRad);
  point.sourceId = line.stripId;
  for (let k = 0; k < line.count; k++) {
    // pulses do not fall exactly where they should
    ray.e = Math.min(
      SCENE_WIDTH_M - 1e-3,
      Math.max(0, line.e + k * line.stepE + 0.3 * line.stepM * (random.next() - 0.5)),
    );
    ray.n = Math.min(
      SCENE_DEPTH_M - 1e-3,
      Math.max(0, line.n + k * line.stepN + 0.3 * line.stepM * (random.next() - 0.5)),
    );
    const tangent = (line.offsetM + k * line.stepM) / plan.heightAboveGroundM;
    ray.leanE = -tangent * rightE;
    ray.leanN = -tangent * rightN;
    castPulse(scenery, ray, echoes, random);
    const angleRad = Math.atan(tangent);
    point.scanAngleDeg = Math.round((angleRad * 180) / Math.PI);
    point.gpsTimeS = line.timeS + k * line.stepS;
    point.edgeOfLine = k === 0 || k === line.count - 1;
    record(plan, scratch, Math.cos(angleRad), random, sheets);
  }
}

/** Writes the echoes of a pulse as points: noise, range fall-off, the sheet they lie in. */
function record(
  plan: FlightPlan,
  scratch: Scratch,
  cosAngle: number,
  random: Random,
  sheets: readonly SheetWriter[],
): void {
  const { ray, echoes, point } = scratch;
  point.returnCount = echoes.count;
  for (let k = 0; k < echoes.count; k++) {
    const rise = echoes.riseM[k]!;
    const e = ray.e + ray.leanE * rise;
    const n = ray.n + ray.leanN * rise;
    const heightM = ray.groundM + rise + NOISE_SIGMA_M * random.gaussian();
    if (e < 0 || n < 0 || e >= SCENE_WIDTH_M || n >= SCENE_DEPTH_M) continue;
    point.eastMm = Math.floor((SCENE_EXTENT.minE + e) * 1000);
    point.northMm = Math.floor((SCENE_EXTENT.minN + n) * 1000);
    point.heightMm = Math.round(heightM * 1000);
    const range = plan.heightAboveGroundM / (plan.heightAboveGroundM - rise);
    point.intensity = Math.min(65_535, Math.round(echoes.intensity[k]! * (cosAngle * range) ** 2));
    point.returnNumber = k + 1;
    point.classification = echoes.classification[k]!;
    point.red = toByte(echoes.rgb[3 * k]!);
    point.green = toByte(echoes.rgb[3 * k + 1]!);
    point.blue = toByte(echoes.rgb[3 * k + 2]!);
    sheets[point.eastMm < SHEETS[1].minE * 1000 ? 0 : 1]!.write(point);
  }
}

const toByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

interface SheetWriter {
  write(point: PointRecord): void;
  /** Points that still fit. */
  room(): number;
  take(): PointBatch;
}

function createSheetWriter(sheet: string, summary: LasSummary): SheetWriter {
  let records = new Uint8Array(0);
  let view = new DataView(records.buffer);
  let used = 0;
  return {
    write(point) {
      if (used === 0) {
        records = new Uint8Array(BATCH_POINTS * RECORD_BYTES);
        view = new DataView(records.buffer);
      }
      writeRecord(view, used * RECORD_BYTES, point, summary);
      used++;
    },
    room: () => BATCH_POINTS - used,
    take() {
      const batch = { sheet, records: records.subarray(0, used * RECORD_BYTES) };
      used = 0;
      return batch;
    },
  };
}
