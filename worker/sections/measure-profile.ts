/** Surfaces along an alignment, and the checks on that way: its climb, and what of it lies under water. */

import type { Alignment } from '#core/alignment/alignment.ts';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import { stationAt } from '#core/alignment/stations.ts';
import { profileElevation } from '#core/alignment/vertical.ts';
import type { SectionLine } from '#core/contract/cross-sections.ts';
import type { Climb, ProfileRequest, ProfileResult, ProfileStation, WaterOnWay } from '#core/contract/profile.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { LimitError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { axisPieces } from '#core/section/axis-pieces.ts';
import { climbOnLine, extremesOf, steepestStretch } from '#core/section/climb.ts';
import { boundsOfSegments } from '#core/section/cut-tin.ts';
import { knownLength } from '#core/section/section-answer.ts';
import { type HeightLine, heightOn } from '#core/section/section-line.ts';
import { simplifyLine } from '#core/section/simplify-line.ts';
import { underLevel } from '#core/section/under-level.ts';
import { alignmentOfRequest } from '../alignments/request-alignment.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { itemsTouching, resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';
import { cutAxis } from './cut-axis.ts';
import { alignmentAnswer, designAnswer, requestedStations } from './requested-stations.ts';
import { sectionSurfaces } from './section-surfaces.ts';
import { isDesign, storedRecords } from './source-words.ts';
import { commonDatum, surfacesAnswer } from './surface-credits.ts';

const MAX_SAMPLES = 1_000_000;
/** A share of the way without data that is worth a warning. */
const VOID_SHARE = 0.01;

export interface ProfileInput {
  readonly storeDir: string;
  readonly inputs: ProfileRequest;
  readonly audience?: Audience | undefined;
}

/** The way between two distances, and one surface on it. */
interface Way {
  readonly alignment: Alignment;
  readonly fromM: number;
  readonly toM: number;
  /** Of the answer's positions: metres a unit of the CRS. */
  readonly unitM: number;
}

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for an alignment that is none
 * @throws {LimitError} above 10,000 stations or a million samples
 */
export async function measureProfile(
  { storeDir, inputs, audience }: ProfileInput,
  context: JobContext,
): Promise<ProfileResult> {
  const store = openStore(storeDir, { audience });
  const sources: SurfaceSource[] = [];
  for (const surface of inputs.surfaces) sources.push(await resolveSurface(store, storeDir, surface));
  const frame = frameOfSources(sources, inputs.crs);
  const alignment = await alignmentOfRequest(store, inputs.alignment, frame);
  const stations = requestedStations(alignment, inputs);
  const [fromM, toM] = endsOf(alignment, stations[0]!.distanceM, stations.at(-1)!.distanceM);
  const distances = samplesOf(fromM, toM, inputs.stepM);
  const segments = axisPieces(alignment, fromM, toM).map(({ segment }) => segment);
  const used = sources.flatMap((source): UsedSource[] =>
    source.kind === 'points'
      ? [{ source, items: itemsTouching(source, growBounds(boundsOfSegments(segments), 1)) }]
      : [],
  );
  const surfaces = await sectionSurfaces(storeDir, sources, frame);
  const { maxEdgeM, existing, simplifyM, stepM, waterLevelM } = inputs;
  const lines = await cutAxis({ alignment, fromM, toM, sources, surfaces, maxEdgeM }, context);
  const way = { alignment, fromM, toM, unitM: frame.crs.horizontalUnitM };
  const designs = sources.map(isDesign);
  return {
    alignment: alignmentAnswer(alignment),
    surfaces: await surfacesAnswer(store, sources, inputs.labels),
    existing,
    fromM,
    toM,
    stations: stations.map((station) => stationAnswer(station, lines, designs, way, inputs)),
    profile: {
      lines: lines.map((line) => sampledLine(line, distances, simplifyM)),
      design: designAnswer(alignment),
    },
    climb: lines.map((line) => climbAnswer(line, way, inputs)),
    water: waterLevelM === undefined ? null : waterAnswer(lines[existing]!, waterLevelM, way),
    stepM,
    maxEdgeM,
    simplifyM,
    crs: frame.crs.code,
    verticalDatum: commonDatum(used),
    provenance: provenanceOf('profile', measured(inputs), used, storedRecords(sources)),
    warnings: [...dataWarnings(used), ...voidWarnings(lines, designs, way, inputs)],
    links: [],
  };
}

/** What of a request the numbers depend on. */
function measured({ format: _, header: __, lang: ___, ...inputs }: ProfileRequest) {
  return inputs;
}

/** A single station has no way: it is looked at with a millimetre to either side. */
function endsOf({ lengthM }: Alignment, fromM: number, toM: number): [number, number] {
  if (toM > fromM) return [fromM, toM];
  return [Math.max(0, fromM - 0.001), Math.min(lengthM, toM + 0.001)];
}

function samplesOf(fromM: number, toM: number, stepM: number): Float64Array {
  const count = (toM - fromM) / stepM;
  if (count > MAX_SAMPLES) {
    const actual = Math.ceil(count);
    throw new LimitError(`a step of ${stepM} m gives ${actual} samples; at most ${MAX_SAMPLES} are allowed`, {
      limit: MAX_SAMPLES,
      actual,
    });
  }
  const whole = Math.ceil(count - 1e-9);
  return Float64Array.from({ length: whole + 1 }, (_, i) => (i === whole ? toM : fromM + i * stepM));
}

const DIGIT = 10_000;
const rounded = (value: number): number => Math.round(value * DIGIT) / DIGIT;
const known = (height: number): number | null => (Number.isNaN(height) ? null : rounded(height));

function sampledLine(line: HeightLine, distances: Float64Array, simplifyM: number): SectionLine {
  return {
    offsetsM: Array.from(distances, rounded),
    elevationsM: Array.from(distances, (at) => known(heightOn(line, at))),
    simplified: simplifyLine(line, simplifyM).map((part) =>
      part.map(([at, height]): [number, number] => [rounded(at), rounded(height)]),
    ),
  };
}

function stationAnswer(
  { name, stationM, distanceM }: { readonly name: string; readonly stationM: number; readonly distanceM: number },
  lines: readonly HeightLine[],
  designs: readonly boolean[],
  way: Way,
  { existing, waterLevelM }: ProfileRequest,
): ProfileStation {
  const elevationsM = lines.map((line) => known(heightOn(line, distanceM)));
  const design = designs.findIndex((isDrawn, i) => isDrawn && i !== existing);
  const groundElevationM = elevationsM[existing] ?? null;
  return {
    name,
    stationM,
    distanceM,
    position: positionOf(way, distanceM),
    elevationsM,
    groundElevationM,
    designElevationM: profileElevation(way.alignment.profile, distanceM) ?? elevationsM[design] ?? null,
    aboveWaterM:
      waterLevelM === undefined || groundElevationM === null ? null : rounded(groundElevationM - waterLevelM),
  };
}

function positionOf({ alignment, unitM }: Way, distanceM: number): [number, number] {
  const { east, north } = axisPlace(alignment, distanceM);
  return [rounded(east / unitM), rounded(north / unitM)];
}

function climbAnswer(line: HeightLine, way: Way, { climbToleranceM, steepestOverM }: ProfileRequest): Climb | null {
  const { alignment, fromM, toM } = way;
  const extremes = extremesOf(line);
  if (!extremes) return null;
  const { upM, downM, gapUpM, gapDownM, turns } = climbOnLine(line, climbToleranceM);
  const spot = (vertex: number) => {
    const distanceM = line.along[vertex]!;
    return {
      distanceM: rounded(distanceM),
      stationM: rounded(stationAt(alignment, distanceM)),
      elevationM: rounded(line.height[vertex]!),
      position: positionOf(way, distanceM),
    };
  };
  const steepest = steepestStretch(line, steepestOverM);
  const knownM = knownLength(line);
  return {
    upM,
    downM,
    gapUpM,
    gapDownM,
    toleranceM: climbToleranceM,
    turns: turns.map(([at, height]) => [rounded(at), rounded(height)]),
    highest: spot(extremes.highest),
    lowest: spot(extremes.lowest),
    steepest: steepest && {
      ...stretchOf(alignment, steepest),
      percent: 100 * steepest.slope,
      position: positionOf(way, (steepest.fromM + steepest.toM) / 2),
    },
    knownM,
    unknownM: Math.max(0, toM - fromM - knownM),
  };
}

function stretchOf(alignment: Alignment, { fromM, toM }: { readonly fromM: number; readonly toM: number }) {
  return {
    fromM: rounded(fromM),
    toM: rounded(toM),
    fromStationM: rounded(stationAt(alignment, fromM)),
    toStationM: rounded(stationAt(alignment, toM)),
  };
}

function waterAnswer(line: HeightLine, levelM: number, { alignment, fromM, toM }: Way): WaterOnWay {
  const { below, unknown, ...sums } = underLevel(line, levelM, fromM, toM);
  return {
    levelM,
    below: below.map(({ deepestM, deepestAtM, ...stretch }) => ({
      ...stretchOf(alignment, stretch),
      lengthM: stretch.toM - stretch.fromM,
      deepestM,
      deepestAtM: rounded(deepestAtM),
      deepestStationM: rounded(stationAt(alignment, deepestAtM)),
    })),
    unknown: unknown.map((stretch) => ({ ...stretchOf(alignment, stretch), lengthM: stretch.toM - stretch.fromM })),
    ...sums,
  };
}

function voidWarnings(
  lines: readonly HeightLine[],
  designs: readonly boolean[],
  { fromM, toM }: Way,
  { existing, waterLevelM }: ProfileRequest,
): Warning[] {
  return lines.flatMap((line, i) => {
    const share = 1 - knownLength(line) / (toM - fromM);
    // a design ends where it ends
    if (designs[i] || share <= VOID_SHARE) return [];
    const water = waterLevelM !== undefined && i === existing ? '; whether water stands there is unknown' : '';
    const message = `${(100 * share).toFixed(1)} % of the way has no data on surface ${i}: only its net rise is in the climb${water}`;
    const waterJa = water ? '。水位より低いかどうかは不明' : '';
    const messageJa = `面 ${i} は延長の ${(100 * share).toFixed(1)} % にデータがなく、登り高さには前後の差だけを含む${waterJa}`;
    return [{ code: 'VOID', message, messageJa }];
  });
}
