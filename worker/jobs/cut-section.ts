/** The process `cross-section`: request in, result out. */
import {
  type CrossSectionRequest,
  type CrossSectionResult,
  parseCrossSectionRequest,
} from '#core/contract/cross-section.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { LimitError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { CorridorCollector, type CorridorPoints } from '#core/measure/corridor-points.ts';
import { type Polyline, polylineOf, positionsAlong, stationsAlong } from '#core/measure/polyline.ts';
import { areaBetween } from '#core/section/area-between.ts';
import { type Segment, segmentLength } from '#core/section/cut-tin.ts';
import { knownLength } from '#core/section/section-answer.ts';
import { type HeightLine, joinLines } from '#core/section/section-line.ts';
import { simplifyLine } from '#core/section/simplify-line.ts';
import { DESIGN_SLOPES, GROUND_SLOPES, slopeLabels } from '#core/section/slope-labels.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { itemsTouching, resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { type SurfaceStretch, sectionSurfaces } from '../sections/section-surfaces.ts';
import { isDesign, sourceName, storedRecords } from '../sections/source-words.ts';
import { densityAlong, groupByLength, stretchLength } from '../sections/stretches.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

const MAX_STATIONS = 1_000_000;

/** A drawing shows no more points than that. */
const MAX_DRAWN_POINTS = 20_000;

/**
 * The numbers, or a drawing or table of them.
 * @throws {TengunError} as `crossSection` does
 */
export async function run(input: MeasureInput, context: JobContext): Promise<CrossSectionResult | FileResult> {
  const inputs = parseCrossSectionRequest(input.request);
  if (inputs.format === 'json') return (await crossSection(input, inputs, context)).result;
  const drawn = { ...inputs, maxPoints: Math.min(inputs.maxPoints, MAX_DRAWN_POINTS) };
  const { result, line } = await crossSection(input, drawn, context);
  context.progress({ phase: 'draw', fraction: 0 });
  // loaded here: numbers alone need no fonts
  const { singleSectionPaper } = await import('../sections/single-section.ts');
  const store = openStore(input.storeDir, input.audience ? { audience: input.audience } : {});
  const file = await singleSectionPaper(result, line, inputs, store);
  context.transfer(file.bytes.buffer);
  return file;
}

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for a line of fewer than two distinct vertices
 * @throws {LimitError} when there are too many stations or points
 */
async function crossSection(
  { storeDir, audience }: MeasureInput,
  inputs: CrossSectionRequest,
  context: JobContext,
): Promise<{ result: CrossSectionResult; line: Polyline }> {
  const store = openStore(storeDir, audience ? { audience } : {});
  const sources: SurfaceSource[] = [];
  for (const surface of inputs.surfaces) sources.push(await resolveSurface(store, storeDir, surface));
  const frame = frameOfSources(sources, inputs.crs);
  const line = polylineOf(inputs.line.coordinates.map(([a, b]) => frame.toMetres(a ?? Number.NaN, b ?? Number.NaN)));
  const stationCount = line.lengthM / inputs.stepM;
  if (stationCount > MAX_STATIONS) {
    throw new LimitError(
      `a step of ${inputs.stepM} m gives ${Math.ceil(stationCount)} stations; at most ${MAX_STATIONS} are allowed`,
      {
        limit: MAX_STATIONS,
        actual: Math.ceil(stationCount),
      },
    );
  }
  const used = sources.flatMap((source): UsedSource[] =>
    source.kind === 'points'
      ? [{ source, items: itemsTouching(source, growBounds(line.bounds, inputs.widthM / 2)) }]
      : [],
  );
  const surfaces = await sectionSurfaces(storeDir, sources, frame);
  const section = await cutAlong(line, { inputs, sources, surfaces, context });
  const result: CrossSectionResult = {
    lengthM: line.lengthM,
    surfaces: sources.map((source, i) => surfaceAnswer(source, section, i, inputs)),
    areas: areasOf(section.lines, line),
    ...(section.points ? { points: pointsAnswer(section.points) } : {}),
    widthM: inputs.widthM,
    stepM: inputs.stepM,
    simplifyM: inputs.simplifyM,
    maxEdgeM: inputs.maxEdgeM,
    crs: frame.crs.code,
    provenance: provenanceOf('cross-section', measured(inputs), used, storedRecords(sources)),
    warnings: [...dataWarnings(used), ...voidWarnings(sources, section.lines, line)],
    links: [],
  };
  return { result, line };
}

/** What of a request the numbers depend on. */
function measured({ format: _, labels: __, header: ___, lang: ____, ...inputs }: CrossSectionRequest) {
  return inputs;
}

interface Work {
  readonly inputs: CrossSectionRequest;
  readonly sources: readonly SurfaceSource[];
  readonly surfaces: readonly SurfaceStretch[];
  readonly context: JobContext;
}

interface Section {
  readonly distancesM: Float64Array;
  /** Of each surface; NaN is no data. */
  readonly elevationsM: readonly Float64Array[];
  /** Of each surface, exact. */
  readonly lines: readonly HeightLine[];
  readonly points: CorridorPoints | null;
}

interface Piece {
  readonly segment: Segment;
  readonly beginM: number;
}

async function cutAlong(line: Polyline, { inputs, sources, surfaces, context }: Work): Promise<Section> {
  const distancesM = stationsAlong(line, inputs.stepM);
  const elevationsM = sources.map(() => new Float64Array(distancesM.length).fill(Number.NaN));
  const density = densityAlong(
    sources,
    segmentsOf(line).map(({ segment }) => segment),
  );
  const stretchM = stretchLength(density, 2 * inputs.maxEdgeM + inputs.widthM);
  const groups = groupByLength(piecesOf(line, stretchM), ({ segment }) => segmentLength(segment), stretchM);
  const parts: { line: HeightLine; beginM: number }[][] = sources.map(() => []);
  const collector = inputs.points ? new CorridorCollector(line, inputs) : null;
  let station = 0;
  for (const [g, group] of groups.entries()) {
    const beginM = group[0]!.beginM;
    const endM = groups[g + 1]?.[0]?.beginM ?? line.lengthM;
    const segments = group.map(({ segment }) => segment);
    const next = g + 1 === groups.length ? distancesM.length : firstAtOrAfter(distancesM, endM);
    const own = positionsAlong(line, distancesM.subarray(station, next));
    for (const [i, surface] of surfaces.entries()) {
      const fraction = (g * surfaces.length + i) / (groups.length * surfaces.length);
      context.progress({ phase: 'cut', fraction });
      const { cut, heightsAt, points } = await surface(segments, {
        maxEdgeM: inputs.maxEdgeM,
        ...(collector ? { pointsReachM: inputs.widthM / 2 } : {}),
      });
      for (const piece of group) parts[i]!.push({ line: cut(piece.segment), beginM: piece.beginM });
      elevationsM[i]!.set(heightsAt(own.east, own.north), station);
      if (collector && points) collector.add(points, i, beginM, endM);
    }
    station = next;
  }
  const lines = parts.map((own) => joinLines(own));
  return { distancesM, elevationsM, lines, points: collector?.finish() ?? null };
}

function firstAtOrAfter(ascending: Float64Array, value: number): number {
  const at = ascending.findIndex((own) => own >= value);
  return at < 0 ? ascending.length : at;
}

function segmentsOf({ east, north, distance }: Polyline): Piece[] {
  return Array.from({ length: distance.length - 1 }, (_, i) => ({
    segment: { fromE: east[i]!, fromN: north[i]!, toE: east[i + 1]!, toN: north[i + 1]! },
    beginM: distance[i]!,
  }));
}

/** The legs of a line, none longer than a stretch. */
function piecesOf(line: Polyline, stretchM: number): Piece[] {
  return segmentsOf(line).flatMap(({ segment, beginM }) => {
    const { fromE, fromN, toE, toN } = segment;
    const lengthM = segmentLength(segment);
    const count = Math.max(1, Math.ceil(lengthM / stretchM));
    const at = (k: number): [number, number] =>
      k === count ? [toE, toN] : [fromE + (k / count) * (toE - fromE), fromN + (k / count) * (toN - fromN)];
    return Array.from({ length: count }, (_, k): Piece => {
      const [ownE, ownN] = at(k);
      const [nextE, nextN] = at(k + 1);
      return {
        segment: { fromE: ownE, fromN: ownN, toE: nextE, toN: nextN },
        beginM: beginM + (k / count) * lengthM,
      };
    });
  });
}

function surfaceAnswer(
  source: SurfaceSource,
  { distancesM, elevationsM, lines }: Section,
  i: number,
  { simplifyM }: CrossSectionRequest,
): CrossSectionResult['surfaces'][number] {
  const exact = lines[i]!;
  return {
    collection: sourceName(source),
    kind: isDesign(source) ? 'design' : 'ground',
    distancesM: Array.from(distancesM),
    elevationsM: Array.from(elevationsM[i]!, (height) => (Number.isNaN(height) ? null : height)),
    simplified: simplifyLine(exact, simplifyM),
    slopes: slopeLabels(exact, isDesign(source) ? DESIGN_SLOPES : GROUND_SLOPES),
  };
}

function areasOf(lines: readonly HeightLine[], { lengthM }: Polyline): CrossSectionResult['areas'] {
  return lines.flatMap((existing, i) =>
    lines.slice(i + 1).map((compared, k) => {
      const { cutM2, fillM2, coveredM } = areaBetween(existing, compared);
      return { existing: i, compared: i + 1 + k, cutM2, fillM2, coveredM, voidM: Math.max(0, lengthM - coveredM) };
    }),
  );
}

function voidWarnings(
  sources: readonly SurfaceSource[],
  lines: readonly HeightLine[],
  { lengthM }: Polyline,
): Warning[] {
  return sources.flatMap((source, i) => {
    const share = 1 - knownLength(lines[i]!) / lengthM;
    // a design ends where it ends
    if (share <= 0.01 || isDesign(source)) return [];
    return [
      {
        code: 'VOID',
        message: `${(100 * share).toFixed(1)} % of the ground line of ${sourceName(source)} has no data`,
        messageJa: `${sourceName(source)} の地盤線の ${(100 * share).toFixed(1)} % にデータがない`,
      },
    ];
  });
}

function pointsAnswer(points: CorridorPoints): NonNullable<CrossSectionResult['points']> {
  return {
    distanceM: Array.from(points.distanceM),
    offsetM: Array.from(points.offsetM),
    elevationM: Array.from(points.elevationM),
    class: Array.from(points.classification),
    surface: Array.from(points.surface),
    total: points.total,
    returned: points.returned,
  };
}
