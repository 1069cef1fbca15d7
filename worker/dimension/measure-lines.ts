/** Point, distance, height, angle and polyline on one surface. Metres. */
import type { MeasureRequest, PointMeasure, SurfaceMeasure } from '#core/contract/measure.ts';
import { angleAt, distanceBetween, lengthAlong } from '#core/dimension/lines.ts';
import { TinLength } from '#core/dimension/tin-length.ts';
import { GeometryError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import { polylineOf } from '#core/measure/polyline.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { joinColumns } from '#core/surface/point-columns.ts';
import type { JobContext } from '../entry.ts';
import { loadLayer } from '../measuring/load-tin.ts';
import type { PointSource } from '../measuring/surface-source.ts';
import { loadStrip } from '../sections/load-strip.ts';
import {
  boxOf,
  errorOf,
  heightsOf,
  placesOf,
  pointsUnder,
  type ShapeHeights,
  type ShapeVertex,
  tinAround,
  type VertexTin,
  vertexAnswers,
} from './shape-heights.ts';
import { checkPointCount, type ShapeSource } from './shape-surface.ts';

/** No nearest point beyond that. */
const NEAREST_REACH_M = 50;

export interface ShapeWork {
  readonly inputs: MeasureRequest;
  readonly vertices: readonly ShapeVertex[];
  /** Metres per unit of the data's plane. */
  readonly unitM: number;
  readonly context: JobContext;
}

/** The part of the answer that is the same for every kind. */
export function baseAnswer(shape: ShapeSource, heights: ShapeHeights, unitM: number): SurfaceMeasure {
  return {
    collection: shape.source.collection,
    classes: [...shape.classes],
    pointsUsed: pointsUnder(heights),
    sigmaM: heights.sigmaM,
    vertices: vertexAnswers(heights, unitM),
  };
}

/** Vertices that may lie far apart: a TIN around each. */
export async function measureVertices(shape: ShapeSource, work: ShapeWork): Promise<SurfaceMeasure> {
  const { inputs, vertices, unitM, context } = work;
  const tins: VertexTin[] = [];
  for (const [i, vertex] of vertices.entries()) {
    context.progress({ phase: 'load', fraction: i / vertices.length });
    tins.push(await tinAround(shape.source, vertex, inputs.maxEdgeM));
  }
  const heights = heightsOf(vertices, tins, inputs);
  const base = baseAnswer(shape, heights, unitM);
  switch (inputs.kind) {
    case 'point':
      return { ...base, point: await pointAnswer(shape.source, heights, tins[0]!, unitM) };
    case 'height':
      return { ...base, height: heightAnswer(heights) };
    case 'angle':
      return { ...base, angle: angleAnswer(heights) };
    default:
      return { ...base, distance: distanceAnswer(heights) };
  }
}

async function pointAnswer(
  source: PointSource,
  heights: ShapeHeights,
  { points }: VertexTin,
  unitM: number,
): Promise<PointMeasure> {
  const [vertex, surface] = [heights.vertices[0]!, heights.surface[0]];
  return {
    heightM: surface?.heightM ?? null,
    standardErrorM:
      surface && heights.sigmaM !== null ? heights.sigmaM * rootOfSquares(surface.weights.values()) : null,
    aboveSurfaceM: surface && vertex.givenM !== null ? vertex.givenM - surface.heightM : null,
    nearest: await nearestPoint(source, vertex, points, unitM),
  };
}

function rootOfSquares(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** In space where the vertex has a height, else in plan. */
async function nearestPoint(
  source: PointSource,
  vertex: ShapeVertex,
  around: PointColumns,
  unitM: number,
): Promise<PointMeasure['nearest']> {
  let points = around;
  for (let reachM = 1; ; reachM = Math.min(NEAREST_REACH_M, reachM * 4)) {
    // what is at hand may lack points further out
    if (reachM > 1) points = await pointsWithin(source, growBounds(boxOf([vertex]), reachM));
    const found = nearestOf(points, vertex);
    // whatever is not loaded is further away than that in plan
    if (found && found.distanceM <= reachM) return answerOf(points, found, unitM);
    if (reachM >= NEAREST_REACH_M) return null;
  }
}

async function pointsWithin(source: PointSource, box: Parameters<typeof loadLayer>[2]): Promise<PointColumns> {
  let all: PointColumns | null = null;
  for (const layer of source.layers) {
    const own = await loadLayer(source, layer, box, { isAlone: true });
    all = all ? joinColumns(all, own) : own;
  }
  return all!;
}

interface Found {
  readonly index: number;
  readonly distanceM: number;
  readonly planDistanceM: number;
}

function nearestOf(
  { count, east, north, height }: PointColumns,
  { east: e, north: n, givenM }: ShapeVertex,
): Found | null {
  let best: Found | null = null;
  for (let index = 0; index < count; index++) {
    const planDistanceM = Math.hypot(east[index]! - e, north[index]! - n);
    const distanceM = givenM === null ? planDistanceM : Math.hypot(planDistanceM, height[index]! - givenM);
    if (!best || distanceM < best.distanceM) best = { index, distanceM, planDistanceM };
  }
  return best;
}

function answerOf(
  { east, north, height, classification }: PointColumns,
  { index, distanceM, planDistanceM }: Found,
  unitM: number,
): PointMeasure['nearest'] {
  return {
    position: [east[index]! / unitM, north[index]! / unitM],
    heightM: height[index]!,
    class: classification[index]!,
    distanceM,
    planDistanceM,
  };
}

function distanceAnswer(heights: ShapeHeights): NonNullable<SurfaceMeasure['distance']> {
  const [from, to] = placesOf(heights) as [ReturnType<typeof placesOf>[0], ReturnType<typeof placesOf>[0]];
  const distance = distanceBetween(from, to);
  const verticalStandardErrorM = errorOf(heights, [0, 1], [-1, 1]);
  const { verticalM, slopeM } = distance;
  const share = verticalM !== null && slopeM !== null && slopeM > 0 ? Math.abs(verticalM) / slopeM : null;
  return {
    ...distance,
    verticalStandardErrorM,
    slopeStandardErrorM: verticalStandardErrorM === null || share === null ? null : share * verticalStandardErrorM,
  };
}

function heightAnswer(heights: ShapeHeights): NonNullable<SurfaceMeasure['height']> {
  const [from, to] = placesOf(heights) as [ReturnType<typeof placesOf>[0], ReturnType<typeof placesOf>[0]];
  const { verticalM, horizontalM } = distanceBetween(from, to);
  return { differenceM: verticalM, standardErrorM: errorOf(heights, [0, 1], [-1, 1]), horizontalM };
}

function angleAnswer(heights: ShapeHeights): NonNullable<SurfaceMeasure['angle']> {
  const [from, middle, to] = placesOf(heights);
  const angle = angleAt(from!, middle!, to!);
  if (!angle) throw new GeometryError('expected three places apart in plan: an angle has two legs');
  const { planDeg, spaceDeg, gradient } = angle;
  return {
    planDeg,
    spaceDeg,
    spaceStandardErrorDeg: spaceDeg === null ? null : errorOf(heights, [0, 1, 2], gradient),
  };
}

/** Along the vertices and along the TIN of the points beside them. */
export async function measurePolyline(shape: ShapeSource, work: ShapeWork): Promise<SurfaceMeasure> {
  const { inputs, vertices, unitM, context } = work;
  const { maxEdgeM } = inputs;
  const line = polylineOf(vertices.map(({ east, north }) => [east, north] as const));
  const segments = Array.from({ length: line.east.length - 1 }, (_, i): Segment => {
    const [fromE, fromN, toE, toN] = [line.east[i]!, line.north[i]!, line.east[i + 1]!, line.north[i + 1]!];
    return { fromE, fromN, toE, toN };
  });
  // a strip is some longest edges wide
  const stripM2 = line.lengthM * 10 * maxEdgeM;
  const { minE, minN, maxE, maxN } = growBounds(line.bounds, 4 * maxEdgeM);
  checkPointCount(shape, { minE, minN, maxE, maxN }, Math.min(1, stripM2 / ((maxE - minE) * (maxN - minN))));
  const onProgress = (fraction: number) => context.progress({ phase: 'load', fraction });
  const { tin } = await loadStrip(shape.source, segments, { maxEdgeM, onProgress });
  const points = { count: 0, east: tin.east, north: tin.north, height: tin.height, classification: new Uint8Array(0) };
  const heights = heightsOf(vertices, [{ tin, points }], inputs);
  const along = new TinLength(tin, maxEdgeM, heights.sigmaM ?? 0);
  for (const segment of segments) along.add(segment);
  const { surfaceLengthM, knownM, noiseExcessM, standardErrorM, vertices: under } = along.result;
  const hasScatter = heights.sigmaM !== null && knownM > 0;
  const places = placesOf(heights);
  const [first, last] = [places[0]!.heightM, places.at(-1)!.heightM];
  return {
    ...baseAnswer(shape, heights, unitM),
    pointsUsed: under.length,
    polyline: {
      ...lengthAlong(places),
      surfaceLengthM: knownM > 0 ? surfaceLengthM : null,
      noiseExcessM: hasScatter ? noiseExcessM : null,
      surfaceStandardErrorM: hasScatter ? standardErrorM : null,
      knownM,
      unknownM: Math.max(0, line.lengthM - knownM),
      climbM: first === null || last === null ? null : last - first,
    },
  };
}
