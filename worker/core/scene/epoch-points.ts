/** The points of one epoch, flown pulse by pulse and handed out as batches of LAS records, sheet by sheet. */
import { type Buildings, createBuildings } from './buildings.ts';
import { crownEcho } from './crown-echo.ts';
import { Echoes, type Ray } from './echoes.ts';
import type { EpochName, SceneGround } from './epoch-ground.ts';
import { type FlightPlan, type ScanLine, scanLines } from './flight.ts';
import { coverAfter, coverBefore } from './ground-cover.ts';
import { createGroundEcho, type GroundEcho } from './ground-echo.ts';
import { createSummary, type LasSummary, type PointRecord } from './las-12.ts';
import { SCENE_DEPTH_M, SCENE_EXTENT, SCENE_WIDTH_M } from './layout.ts';
import { createLight, type Light } from './light.ts';
import { createPowerLines, type PowerLines } from './power-lines.ts';
import { createRandom, type Random } from './random.ts';
import { BATCH_POINTS, createSheetWriter, type PointBatch, type SheetWriter } from './sheet-writer.ts';
import { mastEcho, solidEcho, wireEcho } from './solid-echo.ts';
import { surfaceHeight } from './surface-grid.ts';
import { FLIGHTS, NOISE_SIGMA_M, SHEETS } from './survey.ts';
import { createTrees, type Trees } from './trees.ts';

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
 * @param options.points points wanted; from 100,000 up the number made differs by less than 1 %
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
  const cover = epoch === 'before' ? before : coverAfter(ground, before, seed);
  const buildings = createBuildings(ground, epoch, seed);
  const trees = createTrees(ground, before, buildings, epoch, seed);
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
  if (mastEcho(ray, lines, echoes, random)) return;
  const passesWire = wireEcho(ray, lines, echoes, random);
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
    point.eastMm = Math.min(SCENE_EXTENT.maxE * 1000 - 1, Math.round((SCENE_EXTENT.minE + e) * 1000));
    point.northMm = Math.min(SCENE_EXTENT.maxN * 1000 - 1, Math.round((SCENE_EXTENT.minN + n) * 1000));
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
