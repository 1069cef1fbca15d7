/** The checks along a road: gradient, cross falls and wires, stretch by stretch. */

import type { Alignment } from '#core/alignment/alignment.ts';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import { type ListedStation, MAX_STATIONS, stationAt } from '#core/alignment/stations.ts';
import type {
  AlignmentChecksRequest,
  AlignmentChecksResult,
  CheckedStation,
  CheckedStretch,
} from '#core/contract/alignment-checks.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { LimitError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { roadHeightAt } from '#core/road/road-height.ts';
import {
  crossFallShape,
  judgeCrossFall,
  judgeGrade,
  judgeResultant,
  limitsOf,
  type RoadLimits,
  resultantOf,
} from '#core/road/road-limits.ts';
import type { RoadPoints } from '#core/road/road-points.ts';
import { crossFallBetween, gradeBetween } from '#core/road/road-slopes.ts';
import { countsOf, worstOf } from '#core/road/road-summary.ts';
import { type Carriageway, wireOverRoad } from '#core/road/wire-clearance.ts';
import type { WireCurve } from '#core/road/wire-fit.ts';
import { axisPieces } from '#core/section/axis-pieces.ts';
import { boundsOfSegments } from '#core/section/cut-tin.ts';
import { alignmentOfRequest } from '../alignments/request-alignment.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { itemsTouching, type PointSource, resolveSurface } from '../measuring/surface-source.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';
import { alignmentAnswer, requestedStations } from './requested-stations.ts';
import { loadHighPoints, loadRoad, loadWires } from './road-stretch.ts';
import { type FoundWire, joinWires, type LoosePoints, pickedWire, wiresAnswer, wiresOfStretch } from './road-wires.ts';
import { densityAlong, stretchLength } from './stretches.ts';
import { commonDatum, surfacesAnswer } from './surface-credits.ts';

export interface RoadInput {
  readonly storeDir: string;
  readonly inputs: AlignmentChecksRequest;
  readonly audience?: Audience | undefined;
  /** Longest stretch that is loaded at once, metres; default: what fits into memory. The numbers do not depend on it. */
  readonly stretchM?: number;
}

/** Strips are at least this wide for memory's sake: what else a thread holds. */
const LEAST_STRIP_M = 20;

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for an alignment that is none
 * @throws {LimitError} above 10,000 stations or stretches
 */
export async function measureRoad(
  { storeDir, inputs, audience, stretchM }: RoadInput,
  context: JobContext,
): Promise<AlignmentChecksResult> {
  const store = openStore(storeDir, { audience });
  // the contract lets only points through
  const source = (await resolveSurface(store, storeDir, inputs.surface)) as PointSource;
  const frame = frameOfSources([source], inputs.crs);
  const alignment = await alignmentOfRequest(store, inputs.alignment, frame);
  const stations = requestedStations(alignment, inputs);
  const stretches = stretchesBetween(stations, inputs.baseM);
  const [fromM, toM] = [stations[0]!.distanceM, stations.at(-1)!.distanceM];
  const whole = axisPieces(alignment, fromM, Math.max(toM, fromM + 1e-3)).map(({ segment }) => segment);
  const items = itemsTouching(source, growBounds(boundsOfSegments(whole), inputs.halfWidthM));
  const used: UsedSource[] = [{ source, items }];
  const limits = limitsOf(inputs);
  const wireSource = wireSourceOf(inputs, items);
  const widthM = 2 * Math.max(inputs.wires?.reachM ?? 0, inputs.halfWidthM, LEAST_STRIP_M / 2);
  const longestM = stretchM ?? stretchLength(densityAlong([source], whole), widthM);
  const { horizontalUnitM: unitM } = frame.crs;
  const work: Work = { source, alignment, unitM, inputs, limits, wireSource, picked: pickedOf(inputs, frame) };
  const answer = await measureStretches({ stations, stretches, longestM }, work, context);
  const [surface] = await surfacesAnswer(store, [source], undefined);
  const { name, licences, attributions } = surface!;
  const wires = wireSource && wiresAnswer({ alignment, unitM }, answer.wires, answer.loose, wireSource, inputs, limits);
  return {
    alignment: alignmentAnswer(alignment),
    surface: { name, licences, attributions },
    halfWidthM: inputs.halfWidthM,
    crownM: inputs.crownM,
    baseM: inputs.baseM,
    fit: inputs.fit,
    minPoints: inputs.minPoints,
    limits,
    stations: answer.stations,
    stretches: answer.stretches,
    wires,
    worst: worstOf(answer.stations, wires, limits),
    counts: countsOf(answer.stations, wires),
    crs: frame.crs.code,
    verticalDatum: commonDatum(used),
    provenance: provenanceOf('alignment', inputs, used),
    warnings: [...dataWarnings(used), ...roadWarnings(answer.stations, limits, inputs), ...wireWarnings(wires)],
    links: [],
  };
}

interface Work {
  readonly source: PointSource;
  readonly alignment: Alignment;
  /** Of the answer's positions: metres a unit of the CRS. */
  readonly unitM: number;
  readonly inputs: AlignmentChecksRequest;
  readonly limits: RoadLimits;
  /** Null when none are sought. */
  readonly wireSource: 'classes' | 'heights' | 'picked' | null;
  readonly picked: WireCurve | null;
}

type Stretch = readonly [fromM: number, toM: number];

interface Plan {
  readonly stations: readonly ListedStation[];
  readonly stretches: readonly Stretch[];
  readonly longestM: number;
}

interface Measured {
  readonly stations: CheckedStation[];
  readonly stretches: CheckedStretch[];
  readonly wires: readonly FoundWire[];
  readonly loose: LoosePoints;
}

async function measureStretches(
  { stations, stretches, longestM }: Plan,
  work: Work,
  context: JobContext,
): Promise<Measured> {
  const { source, alignment, inputs, wireSource, picked } = work;
  const [fromM, toM] = [stations[0]!.distanceM, stations.at(-1)!.distanceM];
  const count = Math.max(1, Math.ceil((toM - fromM) / longestM));
  const checked: CheckedStation[] = [];
  const graded: CheckedStretch[] = [];
  let wires: FoundWire[] = [];
  let loose: LoosePoints = { count: 0, lowest: null };
  for (let k = 0; k < count; k++) {
    context.progress({ phase: 'measure', fraction: k / count });
    const own: Stretch = [fromM + (k / count) * (toM - fromM), fromM + ((k + 1) / count) * (toM - fromM)];
    const isLast = k + 1 === count;
    const isOwn = (at: number) => at >= own[0] && (at < own[1] || isLast);
    const pieces = piecesAround(alignment, own, inputs.baseM);
    const { points, locator } = await loadRoad(source, pieces, inputs.halfWidthM);
    for (const station of stations) if (isOwn(station.distanceM)) checked.push(checkStation(station, points, work));
    for (const stretch of stretches) if (isOwn(stretch[0])) graded.push(checkStretch(stretch, points, work));
    if (!wireSource) continue;
    const heights = new Map<string, ReturnType<typeof roadHeightAt>>();
    const road: Carriageway = {
      locator,
      halfWidthM: inputs.halfWidthM,
      fromM: own[0],
      toM: own[1],
      heightAt: (at, offset) => {
        const key = `${at},${offset}`;
        const kept = heights.get(key);
        if (kept !== undefined) return kept;
        const height = roadHeightAt(points, at, offset);
        heights.set(key, height);
        return height;
      },
    };
    if (wireSource === 'picked') {
      if (!picked) continue;
      const over = wireOverRoad(picked, road);
      wires = lowestOfPicked(wires, { curve: picked, classes: [], over });
      continue;
    }
    const { reachM, classes, minHeightM, toleranceM } = inputs.wires!;
    const around = piecesAround(alignment, own, reachM);
    const isMixed = wireSource === 'heights';
    const wirePoints = isMixed
      ? await loadHighPoints(source, around, reachM, minHeightM)
      : await loadWires(source, around, reachM, classes);
    const found = wiresOfStretch(wirePoints, around, road, { toleranceM }, isMixed);
    wires = joinWires(wires, found.wires);
    loose = addLoose(loose, found.loose);
  }
  return { stations: checked, stretches: graded, wires, loose };
}

/** A stretch with some more of the axis on both sides. */
function piecesAround(alignment: Alignment, [fromM, toM]: Stretch, moreM: number) {
  return axisPieces(alignment, Math.max(0, fromM - moreM), Math.min(alignment.lengthM, toM + moreM));
}

/** The same wire in every stretch: where it hangs lowest; over a road rather than beside it. */
function lowestOfPicked(known: readonly FoundWire[], wire: FoundWire): FoundWire[] {
  const [before] = known;
  if (!before) return [wire];
  const [a, b] = [before.over, wire.over];
  const isBetter = b.lowest !== null && (a.lowest === null || b.lowest.heightM < a.lowest.heightM);
  const best = isBetter || (a.lowest === null && a.kind === 'beside') ? wire : before;
  const kinds = [a.kind, b.kind];
  const kind = kinds.includes('crosses') ? 'crosses' : kinds.includes('overhangs') ? 'overhangs' : 'beside';
  return [{ ...best, over: { ...best.over, kind } }];
}

function addLoose(known: LoosePoints, more: LoosePoints): LoosePoints {
  const isLower = more.lowest !== null && (known.lowest === null || more.lowest.heightM < known.lowest.heightM);
  return { count: known.count + more.count, lowest: isLower ? more.lowest : known.lowest };
}

/** One base length after the other; what would be left over belongs to the last when it is shorter than half of one. */
function stretchesBetween(stations: readonly ListedStation[], baseM: number): Stretch[] {
  const [fromM, toM] = [stations[0]!.distanceM, stations.at(-1)!.distanceM];
  const count = Math.max(1, Math.round((toM - fromM) / baseM));
  if (count > MAX_STATIONS) {
    throw new LimitError(`a base of ${baseM} m gives ${count} stretches; at most ${MAX_STATIONS} are allowed`, {
      limit: MAX_STATIONS,
      actual: count,
    });
  }
  if (!(toM > fromM)) return [];
  return Array.from(
    { length: count },
    (_, k): Stretch => [fromM + k * baseM, k + 1 === count ? toM : fromM + (k + 1) * baseM],
  );
}

/** The base around a place; at an end of the axis it begins or ends there. */
function baseAround(distanceM: number, { lengthM }: Alignment, baseM: number): Stretch {
  const length = Math.min(baseM, lengthM);
  const from = Math.min(lengthM - length, Math.max(0, distanceM - length / 2));
  return [from, from + length];
}

function checkStation(
  { name, stationM, distanceM }: ListedStation,
  points: RoadPoints,
  { alignment, unitM, inputs, limits }: Work,
): CheckedStation {
  const base = baseAround(distanceM, alignment, inputs.baseM);
  const grade = gradeBetween(points, base, distanceM, inputs);
  const left = crossFallBetween(points, base, -1, inputs);
  const right = crossFallBetween(points, base, 1, inputs);
  const falls = crossFallShape(left.slope.percent, right.slope.percent);
  const lack = left.reason ?? right.reason;
  const resultantPercent = resultantOf(grade.slope.percent, left.slope.percent, right.slope.percent);
  const errors = [grade.slope, left.slope, right.slope].map((slope) => slope.standardErrorPercent ?? 0);
  const { east, north } = axisPlace(alignment, distanceM);
  return {
    name,
    stationM,
    distanceM,
    position: [east / unitM, north / unitM],
    elevationM: grade.elevationM,
    grade: grade.slope,
    gradeJudgement: judgeGrade(grade.slope, grade.reason, limits),
    left: left.slope,
    right: right.slope,
    ...falls,
    crossFallJudgement: judgeCrossFall(left.slope, right.slope, lack, falls, limits),
    resultantPercent,
    resultantJudgement: judgeResultant(resultantPercent, Math.max(...errors), grade.reason ?? lack, limits),
  };
}

function checkStretch([fromM, toM]: Stretch, points: RoadPoints, { alignment, inputs, limits }: Work): CheckedStretch {
  const { slope, reason } = gradeBetween(points, [fromM, toM], (fromM + toM) / 2, inputs);
  return {
    fromM,
    toM,
    fromStationM: stationAt(alignment, fromM),
    toStationM: stationAt(alignment, toM),
    grade: slope,
    judgement: judgeGrade(slope, reason, limits),
  };
}

function wireSourceOf(
  { wires }: AlignmentChecksRequest,
  items: UsedSource['items'],
): 'classes' | 'heights' | 'picked' | null {
  if (!wires) return null;
  if (wires.points) return 'picked';
  if (wires.source !== 'auto') return wires.source;
  const isThere = items.some(({ record }) => wires.classes.some((code) => (record.classCounts[code] ?? 0) > 0));
  return isThere ? 'classes' : 'heights';
}

/** @throws {RequestError} INVALID_INPUT for fewer than two points */
function pickedOf({ wires }: AlignmentChecksRequest, { toMetres }: RequestFrame): WireCurve | null {
  if (!wires?.points) return null;
  return pickedWire(
    wires.points.map(([a, b, height]) => [...toMetres(a ?? Number.NaN, b ?? Number.NaN), height ?? Number.NaN]),
  );
}

function roadWarnings(
  stations: readonly CheckedStation[],
  { designSpeedKmh, unverified }: RoadLimits,
  { isSpeedGiven }: AlignmentChecksRequest,
): Warning[] {
  const warnings: Warning[] = [];
  if (!isSpeedGiven) {
    const message = `no design speed was named: ${designSpeedKmh} km/h is assumed for the limits`;
    const messageJa = `設計速度の指定がないため、${designSpeedKmh} km/h として照査した`;
    warnings.push({ code: 'DESIGN_SPEED_ASSUMED', message, messageJa });
  }
  if (unverified.length > 0) {
    const message = `not held against the ordinance yet: ${unverified.join(', ')}; give your own with "limits"`;
    const messageJa = `法令の本文と未照合の基準値がある（${unverified.join('、')}）。必要に応じて基準値を指定すること`;
    warnings.push({ code: 'LIMITS_UNVERIFIED', message, messageJa });
  }
  const unknown = stations.filter(
    ({ gradeJudgement, crossFallJudgement }) =>
      gradeJudgement.verdict === 'unknown' || crossFallJudgement.verdict === 'unknown',
  );
  if (unknown.length > 0) {
    const message = `${unknown.length} of ${stations.length} stations have too little ground for a slope (first ${unknown[0]!.name}); they are unknown, not fine`;
    const messageJa = `${stations.length} 測点のうち ${unknown.length} 測点は、地面の点が少なく勾配を判定できない（最初は ${unknown[0]!.name}）。適合とは見なさない`;
    warnings.push({ code: 'VOID', message, messageJa });
  }
  return warnings;
}

function wireWarnings(wires: AlignmentChecksResult['wires']): Warning[] {
  if (!wires) return [];
  const warnings: Warning[] = [];
  if (wires.spans.length > 0) {
    warnings.push({
      code: 'WIRE_CONDITIONS',
      message:
        'wires are as they hung during the flight: heat, current, ice and wind lower them by decimetres, more on long spans; keep a margin',
      messageJa:
        '架空線は計測時の状態である。気温・電流・着氷・風により数十 cm、長い径間ではさらに下がるため、余裕を見ること',
    });
  }
  if (wires.source === 'heights') {
    warnings.push({
      code: 'WIRES_UNCLASSIFIED',
      message:
        'the data have no wire class: thin lines among the high points were taken for wires, some may be missing',
      messageJa: 'データに電線の分類がないため、高い点のうち細い線状のものを架空線とした。抜けがありうる',
    });
  }
  if (wires.loose.points > 0) {
    const lowest = wires.loose.lowest ? `, the lowest ${wires.loose.lowest.heightM.toFixed(2)} m above the road` : '';
    const message = `${wires.loose.points} points of wire classes over the carriageway belong to no span${lowest}`;
    const lowestJa = wires.loose.lowest ? `（最低で路面上 ${wires.loose.lowest.heightM.toFixed(2)} m）` : '';
    const messageJa = `車道上の電線分類の点のうち ${wires.loose.points} 点は、どの径間にも属さない${lowestJa}`;
    warnings.push({ code: 'LOOSE_WIRE_POINTS', message, messageJa });
  }
  return warnings;
}
