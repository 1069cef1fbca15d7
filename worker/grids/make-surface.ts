/**
 * The process `surface`: heights of a collection on a grid, as a file. The main thread only says who does what: strips are
 * sampled on the pool into one shared grid, one thread writes the file.
 */

import { type MakeSurfaceRequest, parseMakeSurfaceRequest, type SurfaceKind } from '#core/contract/make-surface.ts';
import { RequestError } from '#core/errors.ts';
import type { Bounds } from '#core/geometry/bounds.ts';
import { type AreaGeometry, type Polygon, parsePolygon } from '#core/geometry/polygon.ts';
import { gridBounds, gridOver } from '#core/surface/grid.ts';
import type { FileResult } from '../file-result.ts';
import { provenanceOf } from '../measuring/provenance.ts';
import { requestFrame } from '../measuring/request-frame.ts';
import { extentOf, itemsTouching, type PointSource, resolvePoints } from '../measuring/surface-source.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import type { Audience } from '../store/audience.ts';
import { licenceText } from '../store/stac-collection.ts';
import { openStore } from '../store/store.ts';
import { assertWritable } from './formats/file-formats.ts';
import { sampleSurface } from './sample-surface.ts';
import type { SurfaceHeights } from './surface-heights.ts';
import { surfaceLayers } from './surface-layers.ts';

/** Most cells of one request: 16 km² at half a metre; 256 MB. */
export const MAX_SURFACE_CELLS = 64_000_000;

export interface MakeSurfaceInput {
  readonly storeDir: string;
  /** Body of the execution request: `{ inputs: {…} }`; checked here. */
  readonly request: unknown;
  readonly audience?: Audience | undefined;
}

export interface MakeSurfaceContext {
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Share of the time that goes into heights; the rest writes the file. */
const SAMPLING_SHARE = 0.8;

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {CrsError} for coordinates in degrees
 * @throws {LimitError} for more cells than allowed
 */
export async function makeSurface(input: MakeSurfaceInput, context: MakeSurfaceContext): Promise<FileResult> {
  const { pool, signal, onProgress } = context;
  const surface = await surfaceHeights(input, {
    ...context,
    onProgress: ({ phase, fraction }) => onProgress?.({ phase, fraction: SAMPLING_SHARE * fraction }),
  });
  return await pool.run('write-surface', surface, {
    ...(signal ? { signal } : {}),
    onProgress: ({ phase, fraction }) =>
      onProgress?.({ phase, fraction: SAMPLING_SHARE + (1 - SAMPLING_SHARE) * fraction }),
  });
}

/** The heights alone. @throws as makeSurface */
export async function surfaceHeights(
  { storeDir, request: body, audience }: MakeSurfaceInput,
  { pool, signal, onProgress }: MakeSurfaceContext,
): Promise<SurfaceHeights> {
  const request = parseMakeSurfaceRequest(body);
  const store = openStore(storeDir, { audience });
  const layers = surfaceLayers(request);
  const source = await resolvePoints(store, layers[0].surface);
  const area = areaOf(request, source);
  const grid = gridOver(area?.bounds ?? extentOf(source.items), request.cellSizeM, MAX_SURFACE_CELLS, request.anchor);
  assertWritable(request.format, grid.cols * grid.rows);
  const sources = [source, ...(layers[1] ? [await resolvePoints(store, layers[1].surface)] : [])];
  // before anything is read: no points, or none of the classes
  const used = sources.map((one) => ({ source: one, items: itemsTouching(one, gridBounds(grid)) }));
  const { heights, cellsWithData } = await sampleSurface(
    { storeDir, ...(audience ? { audience } : {}), layers, source, grid, maxEdgeM: request.maxEdgeM },
    pool,
    { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) },
  );
  if (cellsWithData === 0) throw noHeights(request, gridBounds(grid));
  const collection = await store.getCollection(request.collection);
  const datums = [...new Set(used.flatMap(({ items }) => items.map(({ record }) => record.verticalDatum)))];
  return {
    request,
    grid,
    heights,
    crs: source.crs,
    verticalDatum: datums.length === 1 ? datums[0]! : null,
    area: request.clip ? area : null,
    title: collection.title,
    licence: licenceText(collection),
    attribution: collection.attribution ?? null,
    provenance: provenanceOf('surface', request, used),
  };
}

function areaOf({ area, crs }: MakeSurfaceRequest, source: PointSource): Polygon | null {
  if (!area) return null;
  const frame = requestFrame([{ collection: source.collection, crs: source.crs }], crs);
  return parsePolygon(area as AreaGeometry, frame.toMetres);
}

const KIND_WORDS: Readonly<Record<SurfaceKind, string>> = {
  ground: 'ground points',
  surface: 'points of the surface',
  canopy: 'points of ground and surface',
};

function noHeights({ kind, maxEdgeM }: MakeSurfaceRequest, box: Bounds): RequestError {
  const extent = [box.minE, box.minN, box.maxE, box.maxN].map((value) => value.toFixed(1)).join(', ');
  return new RequestError(
    'NO_DATA',
    `no cell in [${extent}] (metres) has ${KIND_WORDS[kind]} near enough (maxEdgeM ${maxEdgeM})`,
  );
}
