/** What one looks over: the surfaces of a request near → far, what it places and takes away, and where the eye stands. Metres. */

import type { Static, TSchema } from 'typebox';
import { alignmentFromLine } from '#core/alignment/from-points.ts';
import type { SightInputs } from '#core/contract/sight-input.ts';
import type { CollectionSurface, Surface } from '#core/contract/surface-input.ts';
import { createProjection } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { type Bounds, boundsOf } from '#core/geometry/bounds.ts';
import { type AreaGeometry, type Polygon, parsePolygon } from '#core/geometry/polygon.ts';
import { type Cutter, cutterOf } from '#core/section/cut-shape.ts';
import { type Segment, segmentLength } from '#core/section/cut-tin.ts';
import type { HeightLine } from '#core/section/section-line.ts';
import { cutClipped } from '#core/sight/cut-clipped.ts';
import { bareOnLine, type Obstacle, placeOnLine } from '#core/sight/obstacles.ts';
import { type SightLine, sightLineOf } from '#core/sight/sight-line.ts';
import { type FacetShape, meshShape, shapeHeights } from '#core/surface/surface-shape.ts';
import { type AnswerFrame, answerFrame } from '../change/request-area.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { placeSurface } from '../measuring/stored-surface.ts';
import { type PointSource, resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { cutAxis } from '../sections/cut-axis.ts';
import { type SurfaceStretch, sectionSurfaces } from '../sections/section-surfaces.ts';
import type { Audience } from '../store/audience.ts';
import { openStore, type Store } from '../store/store.ts';

type Members<S extends Record<string, TSchema>> = { [K in keyof S]: Static<S[K]> };
type Inputs = Members<typeof SightInputs>;

export interface SightRequest {
  readonly crs?: string | undefined;
  readonly observer: Inputs['observer'];
  readonly surfaces: readonly Surface[];
  readonly obstacles?: Inputs['obstacles'] | undefined;
  readonly removed?: Inputs['removed'] | undefined;
  readonly ground?: Surface | undefined;
  readonly maxEdgeM: number;
  readonly refraction: number;
}

/** One of the surfaces. */
export interface SceneSurface {
  readonly source: SurfaceSource;
  /** Loaded around what is asked: the points. */
  readonly stretch: SurfaceStretch;
  /** Loaded as a whole: delivered grids, designs, planes. Null of points. */
  readonly whole: WholeSurface | null;
}

export interface WholeSurface {
  readonly cut: Cutter;
  readonly heightsAt: (east: Float64Array, north: Float64Array) => Float64Array;
  readonly bounds: Bounds;
  /** Distance of the nodes of a grid; null of what has none. */
  readonly stepM: number | null;
}

export interface Eye {
  readonly east: number;
  readonly north: number;
  readonly groundM: number;
  readonly eyeHeightM: number;
  readonly eyeM: number;
}

export interface SightScene {
  readonly storeDir: string;
  readonly store: Store;
  readonly request: SightRequest;
  readonly frame: RequestFrame;
  readonly answer: AnswerFrame;
  readonly surfaces: readonly SceneSurface[];
  /** What is under what is removed; null where nothing is, and nobody stands on it. */
  readonly ground: SceneSurface | null;
  readonly obstacles: readonly Obstacle[];
  readonly removed: readonly Polygon[];
  readonly eye: Eye;
  /** Direction of true north clockwise from the grid's, at the eye. */
  readonly convergenceDeg: number;
  readonly hasScenario: boolean;
}

const ANYWHERE: Bounds = {
  minE: Number.NEGATIVE_INFINITY,
  minN: Number.NEGATIVE_INFINITY,
  maxE: Number.POSITIVE_INFINITY,
  maxN: Number.POSITIVE_INFINITY,
};

/**
 * @throws {RequestError} NOT_FOUND; NO_DATA where no surface tells what the eye stands on; INVALID_INPUT for obstacles without a height
 * @throws {GeometryError} for polygons that are none
 */
export async function openSightScene(
  { storeDir, audience, request }: { storeDir: string; audience?: Audience | undefined; request: SightRequest },
  context: JobContext,
): Promise<SightScene> {
  const store = openStore(storeDir, { audience });
  const sources: SurfaceSource[] = [];
  for (const surface of request.surfaces) sources.push(await resolveSurface(store, storeDir, surface));
  const frame = frameOfSources(sources, request.crs);
  const surfaces = await sceneSurfaces(storeDir, sources, frame);
  const areas = request.removed === undefined ? [] : [request.removed].flat();
  const removed = areas.map((area) => parsePolygon(area as AreaGeometry, frame.toMetres));
  const standsOnGround = request.observer.standOn === 'ground' && request.observer.position.length < 3;
  const ground = removed.length > 0 || standsOnGround ? await groundOf(storeDir, store, request, frame) : null;
  const options = { maxEdgeM: request.maxEdgeM };
  const [a, b] = request.observer.position as [number, number];
  const [east, north] = frame.toMetres(a, b);
  if (!Number.isFinite(east + north)) {
    throw new RequestError('INVALID_INPUT', `inputs.observer.position: [${a}, ${b}] cannot be projected`);
  }
  const stood = standsOnGround && ground ? [ground] : surfaces;
  const groundM = request.observer.position[2] ?? (await heightAt(stood, east, north, options.maxEdgeM));
  if (Number.isNaN(groundM)) {
    throw new RequestError(
      'NO_DATA',
      `no surface has a height where the eye stands, [${a}, ${b}]: give its elevation as the third number of the position`,
    );
  }
  const eyeHeightM = request.observer.eyeHeightM ?? 1.5;
  context.progress({ phase: 'load', fraction: 0 });
  const scene = {
    storeDir,
    store,
    request,
    frame,
    answer: answerFrame(frame, request.crs),
    surfaces,
    ground,
    removed,
    eye: { east, north, groundM, eyeHeightM, eyeM: groundM + eyeHeightM },
    convergenceDeg: convergenceDeg(frame, east, north),
  };
  const obstacles: Obstacle[] = [];
  for (const feature of request.obstacles?.features ?? []) {
    obstacles.push(await obstacleOf(feature, ground ? [ground, ...surfaces] : surfaces, frame, options.maxEdgeM));
  }
  return { ...scene, obstacles, hasScenario: obstacles.length > 0 || removed.length > 0 };
}

async function sceneSurfaces(
  storeDir: string,
  sources: readonly SurfaceSource[],
  frame: RequestFrame,
): Promise<SceneSurface[]> {
  const surfaces: SceneSurface[] = [];
  for (const source of sources) {
    if (source.kind === 'points') {
      const [stretch] = await sectionSurfaces(storeDir, [source], frame);
      surfaces.push({ source, stretch: stretch!, whole: null });
      continue;
    }
    if (source.kind === 'plane') {
      const [stretch] = await sectionSurfaces(storeDir, [source], frame);
      const { cut, heightsAt } = await stretch!([], { maxEdgeM: 1 });
      surfaces.push({ source, stretch: stretch!, whole: { cut, heightsAt, bounds: ANYWHERE, stepM: null } });
      continue;
    }
    const { data, bounds } = await placeSurface(storeDir, source, frame.crs);
    const shape: FacetShape = data.kind === 'raster' ? { kind: 'raster', raster: data.raster } : meshShape(data.mesh);
    const cut = cutterOf(shape);
    const heightsAt = (east: Float64Array, north: Float64Array) => shapeHeights(shape, east, north);
    const stretch: SurfaceStretch = async () => ({ cut, heightsAt, points: null, sigmaM: () => 0 });
    const stepM = data.kind === 'raster' ? data.raster.stepM : null;
    surfaces.push({ source, stretch, whole: { cut, heightsAt, bounds, stepM } });
  }
  return surfaces;
}

/** Class 2 of the collections among the surfaces, unless the request names another. */
async function groundOf(
  storeDir: string,
  store: Store,
  { ground, surfaces }: SightRequest,
  frame: RequestFrame,
): Promise<SceneSurface> {
  const collections = surfaces.flatMap((surface) => ('collection' in surface ? [bareOf(surface)] : []));
  const [first] = collections;
  if (!ground && !first) {
    throw new RequestError(
      'INVALID_INPUT',
      'inputs.ground: expected a surface; there is no collection whose ground could be taken',
    );
  }
  const asked: Surface = ground ?? (collections.length > 1 ? { stack: collections } : first!);
  const source = await resolveSurface(store, storeDir, asked);
  const [surface] = await sceneSurfaces(storeDir, [source], frame);
  return surface!;
}

function bareOf({ returns: _, classes: __, ...rest }: CollectionSurface): CollectionSurface {
  return rest;
}

/** Of the first surface that has one there. */
export async function heightAt(
  surfaces: readonly SceneSurface[],
  east: number,
  north: number,
  maxEdgeM: number,
): Promise<number> {
  const heights = await heightsAt(surfaces, [[east, north]], maxEdgeM);
  return heights[0]!;
}

async function heightsAt(
  surfaces: readonly SceneSurface[],
  places: readonly (readonly [number, number])[],
  maxEdgeM: number,
): Promise<Float64Array> {
  const heights = new Float64Array(places.length).fill(Number.NaN);
  for (const { stretch } of surfaces) {
    for (const [i, [east, north]] of places.entries()) {
      if (!Number.isNaN(heights[i]!)) continue;
      const segment: Segment = { fromE: east - 0.5, fromN: north, toE: east + 0.5, toN: north };
      const loaded = await stretch([segment], { maxEdgeM });
      heights[i] = loaded.heightsAt(Float64Array.of(east), Float64Array.of(north))[0]!;
    }
  }
  return heights;
}

type ObstacleFeature = NonNullable<SightRequest['obstacles']>['features'][number];

async function obstacleOf(
  { geometry, properties }: ObstacleFeature,
  surfaces: readonly SceneSurface[],
  frame: RequestFrame,
  maxEdgeM: number,
): Promise<Obstacle> {
  const polygon = parsePolygon(geometry as AreaGeometry, frame.toMetres);
  const { name = 'obstacle', baseM, heightM, elevationM } = properties;
  if (elevationM !== undefined) return { polygon, topM: elevationM, kind: 'instead' };
  if (heightM === undefined) {
    throw new RequestError('INVALID_INPUT', `inputs.obstacles: ${name} has no height; expected heightM or elevationM`);
  }
  if (baseM !== undefined) return { polygon, topM: baseM + heightM, kind: 'over' };
  const corners = polygon.parts.flatMap(({ outer }) =>
    Array.from(outer.east, (east, i): [number, number] => [east, outer.north[i]!]),
  );
  const known = [...(await heightsAt(surfaces, corners.slice(0, 64), maxEdgeM))].filter((one) => !Number.isNaN(one));
  if (known.length === 0) {
    throw new RequestError('NO_DATA', `inputs.obstacles: no surface has a height under ${name}: give its baseM`);
  }
  return { polygon, topM: Math.min(...known) + heightM, kind: 'over' };
}

/** Direction of true north at a place, degrees clockwise from the grid's north. */
export function convergenceDeg({ crs }: RequestFrame, east: number, north: number): number {
  const projection = createProjection(crs);
  const unitM = crs.horizontalUnitM;
  const [lon, lat] = projection.toLonLat(east / unitM, north / unitM);
  const [e, n] = projection.fromLonLat(lon, lat + 1e-4);
  return (Math.atan2(e * unitM - east, n * unitM - north) * 180) / Math.PI;
}

/** The eye as longitude and latitude, for the sun. */
export function eyeLonLat({ frame, eye }: Pick<SightScene, 'frame' | 'eye'>): [lon: number, lat: number] {
  const unitM = frame.crs.horizontalUnitM;
  return createProjection(frame.crs).toLonLat(eye.east / unitM, eye.north / unitM);
}

/** The end of a ray of a length from the eye. @param azimuthDeg from true north */
export function segmentTowards(
  { eye, convergenceDeg: turnDeg }: SightScene,
  azimuthDeg: number,
  lengthM: number,
): Segment {
  const angle = ((azimuthDeg + turnDeg) * Math.PI) / 180;
  return {
    fromE: eye.east,
    fromN: eye.north,
    toE: eye.east + Math.sin(angle) * lengthM,
    toN: eye.north + Math.cos(angle) * lengthM,
  };
}

/** True azimuth of a segment from the eye, 0 ≤ a < 360. */
export function azimuthOf({ convergenceDeg: turnDeg }: SightScene, { fromE, fromN, toE, toN }: Segment): number {
  const grid = (Math.atan2(toE - fromE, toN - fromN) * 180) / Math.PI;
  return (((grid - turnDeg) % 360) + 360) % 360;
}

/** The ground along a segment from every point of every surface, as it is stored: the exact TIN. */
export async function exactLine(
  surfaces: readonly SceneSurface[],
  segment: Segment,
  maxEdgeM: number,
  context: JobContext,
): Promise<SightLine> {
  const lengthM = segmentLength(segment);
  const line: [number, number][] = [
    [segment.fromE, segment.fromN],
    [segment.toE, segment.toN],
  ];
  const alignment = alignmentFromLine({ name: 'ray', startStationM: 0, equations: [], line });
  const lines: HeightLine[] = [];
  for (const { source, stretch, whole } of surfaces) {
    if (whole) lines.push(cutClipped(whole.cut, whole.bounds, segment));
    else {
      const [own] = await cutAxis(
        { alignment, fromM: 0, toM: lengthM, sources: [source], surfaces: [stretch], maxEdgeM },
        context,
      );
      lines.push(own!);
    }
  }
  return sightLineOf(lines, lengthM);
}

/** A line with what the request places and takes away. @param ground along the same segment; null where nothing is removed */
export function withScenario(
  { removed, obstacles }: Pick<SightScene, 'removed' | 'obstacles'>,
  line: SightLine,
  segment: Segment,
  ground: SightLine | null,
): SightLine {
  const bared = ground ? removed.reduce((now, area) => bareOnLine(now, segment, area, ground), line) : line;
  return obstacles.reduce((now, obstacle, i) => placeOnLine(now, segment, obstacle, i), bared);
}

export const pointSources = (surfaces: readonly SceneSurface[]): PointSource[] =>
  surfaces.flatMap(({ source }) => (source.kind === 'points' ? [source] : []));

export const boundsOfSegment = ({ fromE, fromN, toE, toN }: Segment): Bounds => boundsOf([fromE, toE], [fromN, toN]);
