/** The process `pipe-check`: cover and clearances of the pipes of a request. */

import type { PipeCheckRequest, PipeCheckResult, PipeInput } from '#core/contract/pipe-check.ts';
import { MAX_PIPES_LENGTH_M } from '#core/contract/pipe-check.ts';
import { GeometryError, LimitError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { axisLine, coverFacts, coverLine, shortStretches, unknownLengthM } from '#core/pipes/axis-line.ts';
import { axisParts, type Clearance, findClearances } from '#core/pipes/clearances.ts';
import { outerRadiusM, type Pipe, pipeLengthM, placeAt, stationsOf } from '#core/pipes/pipe.ts';
import { boundsOfSegments } from '#core/section/cut-tin.ts';
import { type HeightLine, heightOn } from '#core/section/section-line.ts';
import { type AnswerFrame, answerFrame } from '../change/request-area.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { itemsTouching, resolveSurface } from '../measuring/surface-source.ts';
import { sectionSurfaces } from '../sections/section-surfaces.ts';
import { storedRecords } from '../sections/source-words.ts';
import { commonDatum, surfacesAnswer } from '../sections/surface-credits.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';
import { groundAlong } from './ground-along.ts';
import { PIPE_ASSUMPTIONS, pipeWarnings } from './pipe-words.ts';

const MAX_STATIONS = 200_000;
/** Lengths without data below this are rounding. */
const KNOWN_SLACK_M = 1e-3;

export interface CheckPipesInput {
  readonly storeDir: string;
  readonly inputs: PipeCheckRequest;
  readonly audience?: Audience | undefined;
}

/**
 * @throws {RequestError} NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for places that cannot be projected, and pipes without length
 * @throws {LimitError} above 50 km of pipes, or 200,000 stations
 */
export async function checkPipes(
  { storeDir, inputs, audience }: CheckPipesInput,
  context: JobContext,
): Promise<PipeCheckResult> {
  const store = openStore(storeDir, { audience });
  const source = await resolveSurface(store, storeDir, inputs.surface);
  const frame = frameOfSources([source], inputs.crs);
  const pipes = inputs.pipes.map((pipe) => pipeOf(pipe, frame));
  const lengthM = pipes.reduce((sum, pipe) => sum + pipeLengthM(pipe), 0);
  assertSize(pipes, lengthM, inputs.intervalM);
  const bounds = boundsOfSegments(
    pipes.flatMap(({ east, north }) =>
      Array.from(east, (_, i) => ({ fromE: east[i]!, fromN: north[i]!, toE: east[i]!, toN: north[i]! })),
    ),
  );
  const used: UsedSource[] =
    source.kind === 'points' ? [{ source, items: itemsTouching(source, growBounds(bounds, 1)) }] : [];
  const [surface] = await sectionSurfaces(storeDir, [source], frame);
  const ground = await groundAlong(pipes, { source, surface: surface!, maxEdgeM: inputs.maxEdgeM }, context);
  const axes = pipes.map((pipe, i) => axisLine(pipe, ground[i]!, inputs.depthHolds));
  const place = answerFrame(frame, inputs.crs);
  const checked = pipes.map((pipe, i) =>
    checkedPipe({ given: inputs.pipes[i]!, pipe, ground: ground[i]!, axis: axes[i]!, inputs, place }),
  );
  const clearances = findClearances(pipes, axes, inputs.nearM).map((one) =>
    clearanceAnswer(one, pipes, inputs.requiredClearanceM, place),
  );
  const judged = clearances.filter(({ joined }) => !joined);
  const countOf = (list: readonly { readonly verdict: string }[], verdict: string) =>
    list.filter((one) => one.verdict === verdict).length;
  const [credit] = await surfacesAnswer(store, [source], undefined);
  const { requiredClearanceM, nearM, intervalM, depthHolds, maxEdgeM } = inputs;
  const { axes: _, ...measured } = inputs;
  return {
    label: '台帳データの照査',
    assumptions: PIPE_ASSUMPTIONS(depthHolds),
    pipes: checked,
    clearances,
    counts: {
      pipes: checked.length,
      coverShort: countOf(checked, 'short'),
      coverUnknown: countOf(checked, 'unknown'),
      clearances: judged.length,
      clearanceShort: countOf(judged, 'short'),
      clearanceUnknown: countOf(judged, 'unknown'),
    },
    lengthM: rounded(lengthM),
    requiredClearanceM,
    nearM,
    intervalM,
    depthHolds,
    maxEdgeM,
    surface: { name: credit!.name, licences: credit!.licences, attributions: credit!.attributions },
    crs: place.crs,
    verticalDatum: commonDatum(used),
    provenance: provenanceOf('pipe-check', measured, used, storedRecords([source])),
    warnings: pipeWarnings(checked, used),
    links: [],
  };
}

function assertSize(pipes: readonly Pipe[], lengthM: number, intervalM: number): void {
  if (lengthM > MAX_PIPES_LENGTH_M) {
    const actual = Math.ceil(lengthM);
    throw new LimitError(`expected at most ${MAX_PIPES_LENGTH_M} m of pipes, seen ${actual} m: check a part of them`, {
      limit: MAX_PIPES_LENGTH_M,
      actual,
    });
  }
  const actual = Math.ceil(lengthM / intervalM) + 2 * pipes.length;
  if (actual <= MAX_STATIONS) return;
  throw new LimitError(
    `an interval of ${intervalM} m gives ${actual} stations; at most ${MAX_STATIONS} are allowed: ask for a longer one`,
    { limit: MAX_STATIONS, actual },
  );
}

/** In the plane of the data; vertices that repeat the one before are left out, with their level. */
function pipeOf({ id, kind, diameterMm, wallMm = 0, line, level }: PipeInput, frame: RequestFrame): Pipe {
  const [east, north, values]: [number[], number[], number[]] = [[], [], []];
  const perVertex = level && level.valuesM.length > 1;
  for (const [i, [first, second]] of line.entries()) {
    const [e, n] = frame.toMetres(first!, second!);
    if (!Number.isFinite(e) || !Number.isFinite(n)) {
      throw new GeometryError(`pipe ${id}, vertex ${i + 1}: [${first}, ${second}] cannot be projected`);
    }
    if (e === east.at(-1) && n === north.at(-1)) continue;
    east.push(e);
    north.push(n);
    if (perVertex) values.push(level.valuesM[i] ?? Number.NaN);
  }
  if (east.length < 2)
    throw new GeometryError(`pipe ${id}: expected two places apart, seen ${line.length} at one place`);
  const [easts, norths] = [Float64Array.from(east), Float64Array.from(north)];
  return {
    kind,
    diameterM: diameterMm / 1000,
    wallM: wallMm / 1000,
    east: easts,
    north: norths,
    station: stationsOf(easts, norths),
    level: level
      ? {
          reference: level.reference,
          valuesM: perVertex ? Float64Array.from(values) : Float64Array.of(level.valuesM[0] ?? Number.NaN),
        }
      : null,
  };
}

interface CheckedInput {
  readonly given: PipeInput;
  readonly pipe: Pipe;
  readonly ground: HeightLine;
  readonly axis: HeightLine;
  readonly inputs: PipeCheckRequest;
  readonly place: AnswerFrame;
}

function checkedPipe({ given, pipe, ground, axis, inputs, place }: CheckedInput): PipeCheckResult['pipes'][number] {
  const under = given.under ?? inputs.under;
  const requiredM = inputs.requiredCoverM[given.kind][under];
  const cover = coverLine(pipe, ground, axis);
  const facts = coverFacts(cover);
  const short = shortStretches(cover, requiredM);
  const unknownM = unknownLengthM(pipe, facts);
  const at = (stationM: number) => place.fromMetres(...placeAt(pipe, stationM));
  return {
    id: given.id,
    name: given.name ?? null,
    kind: given.kind,
    under,
    accuracy: given.accuracy ?? null,
    diameterMm: given.diameterMm,
    outerDiameterM: rounded(2 * outerRadiusM(pipe)),
    lengthM: rounded(pipeLengthM(pipe)),
    levelFrom: given.level?.reference ?? null,
    requiredCoverM: requiredM,
    cover: facts && {
      minM: rounded(facts.minM),
      minAtM: rounded(facts.minAtM),
      minPosition: at(facts.minAtM),
      meanM: rounded(facts.meanM),
      knownM: rounded(facts.knownM),
    },
    unknownM: rounded(unknownM),
    verdict: short.length > 0 ? 'short' : unknownM > KNOWN_SLACK_M ? 'unknown' : 'ok',
    short: short.map(({ fromM, toM, minM, minAtM }) => ({
      fromM: rounded(fromM),
      toM: rounded(toM),
      minM: rounded(minM),
      minAtM: rounded(minAtM),
      position: at(minAtM),
    })),
    stations: listedStations(pipeLengthM(pipe), inputs.intervalM).map((atM) => ({
      atM: rounded(atM),
      position: at(atM),
      groundM: known(heightOn(ground, atM)),
      axisM: known(heightOn(axis, atM)),
      coverM: known(heightOn(cover, atM)),
    })),
    ...(inputs.axes
      ? {
          axis: axisParts(pipe, axis).map((part) =>
            Array.from({ length: part.length / 4 }, (_, i) => [
              ...place.fromMetres(part[4 * i]!, part[4 * i + 1]!),
              rounded(part[4 * i + 2]!),
            ]),
          ),
        }
      : {}),
  };
}

/** Every interval, and the end. */
function listedStations(lengthM: number, intervalM: number): number[] {
  const whole = Math.ceil(lengthM / intervalM - 1e-9);
  return Array.from({ length: whole + 1 }, (_, i) => (i === whole ? lengthM : i * intervalM));
}

function clearanceAnswer(
  { form, a, b, atAM, atBM, fromAM, toAM, axisAM, axisBM, clearanceM, joined }: Clearance,
  pipes: readonly Pipe[],
  requiredM: number,
  place: AnswerFrame,
): PipeCheckResult['clearances'][number] {
  const isKnown = !Number.isNaN(clearanceM);
  return {
    form,
    a,
    b,
    position: place.fromMetres(...placeAt(pipes[a]!, atAM)),
    atAM: rounded(atAM),
    atBM: rounded(atBM),
    lengthM: rounded(toAM - fromAM),
    axisAM: known(axisAM),
    axisBM: known(axisBM),
    upper: !isKnown || axisAM === axisBM ? null : axisAM > axisBM ? 'a' : 'b',
    clearanceM: known(clearanceM),
    joined,
    // rounding of the given numbers makes nothing short
    verdict: !isKnown ? 'unknown' : joined || clearanceM >= requiredM - 1e-6 ? 'ok' : 'short',
  };
}

const DIGIT = 10_000;
const rounded = (value: number): number => Math.round(value * DIGIT) / DIGIT;
const known = (value: number): number | null => (Number.isNaN(value) ? null : rounded(value));
