/** How much of a mountain is seen from an eye: its summit on the exact surfaces, its outline direction by direction. */
import type { MountainViewRequest, MountainViewResult } from '#core/contract/mountain-view.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { createProjection } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { growBounds, uniteBounds } from '#core/geometry/bounds.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import { horizonOf } from '#core/sight/horizon.ts';
import { lineOfSight } from '#core/sight/line-of-sight.ts';
import { lowestSeenM, type MountainColumn, mountainColumn, mountainSum } from '#core/sight/mountain.ts';
import { gapsOf, type SightLine } from '#core/sight/sight-line.ts';
import type { Raster } from '#core/surface/raster.ts';
import type { JobContext } from '../entry.ts';
import { extentOf } from '../measuring/surface-source.ts';
import { checkSegment, exactGround, type SightMeasureInput } from './measure-line-of-sight.ts';
import { gridAround, gridLine, gridWithin, nearGround } from './near-grid.ts';
import { gapWarning, rayAnswer, sceneAnswer } from './scene-answer.ts';
import {
  azimuthOf,
  boundsOfSegment,
  openSightScene,
  pointSources,
  type SightScene,
  segmentTowards,
} from './sight-scene.ts';

const degOf = (tangent: number): number => (Math.atan(tangent) * 180) / Math.PI;
const rounded = (value: number, digit = 10_000): number => Math.round(value * digit) / digit;
/** Seen or hidden but for rounding. */
const WHOLE = 0.999;

/** @throws as `openSightScene`; {RequestError} INVALID_INPUT for an eye on the mountain */
export async function measureMountainView(
  { storeDir, inputs, audience }: SightMeasureInput<MountainViewRequest>,
  context: JobContext,
): Promise<MountainViewResult> {
  const scene = await openSightScene({ storeDir, audience, request: inputs }, context);
  const { eye, frame } = scene;
  const { mountain } = inputs;
  const unitM = frame.crs.horizontalUnitM;
  const [e, n] = createProjection(frame.crs).fromLonLat(mountain.lon, mountain.lat);
  const segment: Segment = { fromE: eye.east, fromN: eye.north, toE: e * unitM, toN: n * unitM };
  const lengthM = checkSegment(segment, 'inputs.mountain');
  if (lengthM <= 1.2 * mountain.radiusM) {
    throw new RequestError(
      'INVALID_INPUT',
      `inputs.mountain: the eye stands on it (${(lengthM / 1000).toFixed(1)} km from the summit, radius ${mountain.radiusM / 1000} km): give a smaller radiusM`,
    );
  }
  const question = {
    eyeM: eye.eyeM,
    targetM: mountain.elevationM,
    refraction: inputs.refraction,
    ceilingM: inputs.ceilingM,
  };
  const summit = await exactGround(scene, segment, context);
  const summitAnswer = lineOfSight(summit.asked, question);
  const grid = gridAround(eye.east, eye.north, inputs.nearM, inputs.cellSizeM);
  const data = pointSources(scene.surfaces);
  const within = data.length > 0 ? gridWithin(grid, extentOf(data.flatMap(({ items }) => items))) : null;
  const near = await nearGround(scene, within, context);
  const look = (raster: Raster | null, ownScene: SightScene) =>
    columnsOf(ownScene, inputs, raster, azimuthOf(scene, segment), lengthM);
  const columns = look(near.asked, scene);
  const before = scene.hasScenario ? look(near.stored, { ...scene, obstacles: [], removed: [] }) : null;
  const box = uniteBounds(
    boundsOfSegment(segment),
    growBounds(boundsOfSegment({ ...segment, toE: eye.east, toN: eye.north }), inputs.nearM),
  );
  const answer = sceneAnswer('mountain-view', scene, inputs, box);
  const unknown = columns.filter(({ column }) => column.seen === null).length;
  return {
    ...answer,
    warnings: [...gapWarning(unknown, columns.length), ...ceilingWarning(inputs.ceilingM), ...answer.warnings],
    mountain,
    ...seenOf(columns.map(({ column }) => column)),
    summit: rayAnswer(scene, segment, summit.asked, question, summitAnswer),
    foreground: foregroundOf(summit.asked, inputs, eye.eyeM),
    columns: columns.map(({ azimuthDeg, column, front }) => ({
      azimuthDeg: rounded(azimuthDeg),
      topDeg: column.top === null ? null : rounded(degOf(column.top)),
      beforeDeg: Number.isFinite(front) ? rounded(degOf(front)) : null,
      footDeg: rounded(degOf(column.foot)),
      verdict: column.seen === null ? 'unknown' : column.seen > 0 ? 'visible' : 'hidden',
      gaps: column.gaps.map(([fromM, toM]) => ({ fromM: rounded(fromM), toM: rounded(toM) })),
    })),
    before: before && seenOf(before.map(({ column }) => column)),
    nearM: inputs.nearM,
    cellSizeM: inputs.cellSizeM,
  };
}

interface Looked {
  readonly azimuthDeg: number;
  readonly column: MountainColumn;
  /** Upper edge of known ground before the mountain, whatever the gaps. */
  readonly front: number;
}

function columnsOf(
  scene: SightScene,
  { mountain, columns, refraction, ceilingM }: MountainViewRequest,
  near: Raster | null,
  summitDeg: number,
  lengthM: number,
): Looked[] {
  const half = (Math.asin(mountain.radiusM / lengthM) * 180) / Math.PI;
  return Array.from({ length: columns }, (_, i) => {
    const turnDeg = -half + (2 * half * i) / (columns - 1);
    const azimuthDeg = (summitDeg + turnDeg + 360) % 360;
    // where this direction enters and leaves the circle around the summit
    const middleM = lengthM * Math.cos((turnDeg * Math.PI) / 180);
    const chordM = Math.sqrt(Math.max(0, mountain.radiusM ** 2 - (lengthM * Math.sin((turnDeg * Math.PI) / 180)) ** 2));
    const [nearM, farM] = [middleM - chordM, Math.max(middleM + chordM, middleM + 1)];
    const segment = segmentTowards(scene, azimuthDeg, farM);
    const line = closeAbove(gridLine(near, scene.surfaces, segment), nearM, ceilingM, scene.eye.eyeM);
    const question = {
      eyeM: scene.eye.eyeM,
      refraction,
      nearM,
      farM,
      footM: mountain.footM,
      middleM,
      summitM: mountain.elevationM,
    };
    const column = mountainColumn(line, question);
    return { azimuthDeg, column, front: horizonOf(line, scene.eye.eyeM, refraction, 0, nearM).tangent };
  });
}

/**
 * Where somebody states how high the ground before the mountain is at most, its gaps are taken to be that high: what is seen over them is
 * seen in any case. Ground lower than the eye counts as level with it.
 */
function closeAbove(line: SightLine, nearM: number, ceilingM: number | undefined, eyeM: number): SightLine {
  if (ceilingM === undefined) return line;
  const level = Math.max(ceilingM, eyeM - 1000);
  const filled = gapsOf(line).flatMap(([from, to]) => {
    const end = Math.min(to, nearM);
    if (!(end > from) || from <= 0) return [];
    return [{ source: -1, along: Float64Array.of(from, end), height: Float64Array.of(level, level) }];
  });
  return { ...line, parts: [...line.parts, ...filled].sort((a, b) => a.along[0]! - b.along[0]!) };
}

function seenOf(columns: readonly MountainColumn[]): Pick<MountainViewResult, 'verdict' | 'share'> {
  const { share, seesSome, knownShare } = mountainSum(columns);
  if (knownShare < 1) return { verdict: 'unknown', share: null };
  if (share === null) return { verdict: seesSome ? 'part' : 'unknown', share: null };
  return { verdict: share >= WHOLE ? 'visible' : share > 0 ? 'part' : 'hidden', share: rounded(share) };
}

function ceilingWarning(ceilingM: number | undefined): Warning[] {
  if (ceilingM === undefined) return [];
  return [
    {
      code: 'LOWER_BOUND',
      message: `gaps before the mountain are taken to be ground of ${ceilingM} m, as it was stated: at least the given part is seen`,
      messageJa: `山より手前のデータの途切れは、指定された標高 ${ceilingM} m の地面とみなしている。見える割合は少なくともこの値になる`,
    },
  ];
}

function foregroundOf(
  line: SightLine,
  { mountain, refraction }: MountainViewRequest,
  eyeM: number,
): MountainViewResult['foreground'] {
  const { lengthM } = line;
  const { tangent, distanceM } = horizonOf(line, eyeM, refraction, 0, lengthM - mountain.radiusM);
  const knownToM = gapsOf(line)[0]?.[0] ?? lengthM;
  if (!Number.isFinite(tangent)) {
    return {
      tangentDeg: null,
      distanceM: null,
      knownToM: rounded(knownToM),
      hidesBelowM: null,
      seenAtMostM: mountain.elevationM,
    };
  }
  const hidesBelowM = lowestSeenM(tangent, eyeM, lengthM, refraction);
  return {
    tangentDeg: rounded(degOf(tangent)),
    distanceM: rounded(distanceM),
    knownToM: rounded(knownToM),
    hidesBelowM: rounded(hidesBelowM, 100),
    seenAtMostM: rounded(Math.max(0, mountain.elevationM - Math.max(0, hidesBelowM)), 100),
  };
}
