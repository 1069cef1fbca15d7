/** Makes the surfaces and pictures of items that have none, or old ones. Restartable: each item is published when it is done. */
import { join } from 'node:path';
import type { SurfaceKind } from '#core/contract/make-surface.ts';
import { DEFAULT_CLASSES, FIRST_RETURN_CLASSES } from '#core/contract/surface-input.ts';
import { TengunError } from '#core/errors.ts';
import type { GridSpec } from '#core/surface/grid.ts';
import { COG_MEDIA_TYPE } from '../grids/formats/grid-cog.ts';
import { sampleSurface } from '../grids/sample-surface.ts';
import type { SurfaceLayer } from '../grids/surface-layers.ts';
import { resolvePoints } from '../measuring/surface-source.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import type { ItemRecord } from '../store/item-record.ts';
import type { NewAsset } from '../store/publish-assets.ts';
import type { StacItem } from '../store/stac.ts';
import type { Store } from '../store/store.ts';
import { productGrid } from './product-frame.ts';
import { madeFrom, Neighbours } from './product-plan.ts';

/** Most cells of one surface. */
const MAX_CELLS = 64_000_000;
/** Longer edges of the TIN are no data; buildings and ponds are closed. */
const MAX_EDGE_M = 20;
/** Longest side of a picture, pixels. */
const PICTURE_PIXELS = 512;
/** What a thread takes for a point and its part of the TIN. */
const BYTES_A_POINT = 170;

export const DEFAULT_SURFACE_CELL_M = 0.5;

export interface ProductOptions {
  /** Null makes no surfaces, only pictures. */
  readonly surfaceCellM: number | null;
  /** Only these items and their neighbours; default: all of the collection. */
  readonly items?: readonly string[];
}

export interface ProductContext {
  readonly store: Store;
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  readonly maxMemoryBytes?: number;
  readonly onProgress?: (
    progress: Progress & { readonly item: string; readonly index: number; readonly count: number },
  ) => void;
}

export interface ProductReport {
  /** Items whose products were made; the others were up to date. */
  readonly made: number;
  readonly unchanged: number;
  /** What could not be made, and why: `item: reason`. */
  readonly skipped: readonly string[];
}

const SURFACES = [
  { key: 'dtm', kind: 'ground', title: 'Ground (DTM), GeoTIFF', classes: DEFAULT_CLASSES, returns: 'all' },
  { key: 'dsm', kind: 'surface', title: 'Surface (DSM), GeoTIFF', classes: FIRST_RETURN_CLASSES, returns: 'first' },
] as const;

/** @throws {RequestError} NOT_FOUND; errors of the machine */
export async function makeProducts(
  cid: string,
  options: ProductOptions,
  context: ProductContext,
): Promise<ProductReport> {
  const { store, signal } = context;
  const records = await store.listRecords(cid);
  const neighbours = new Neighbours(records);
  const wanted = options.items ? touched(records, neighbours, new Set(options.items)) : records;
  const skipped: string[] = [];
  let made = 0;
  for (const [index, record] of wanted.entries()) {
    signal?.throwIfAborted();
    const report = (progress: Progress) =>
      context.onProgress?.({ ...progress, item: record.id, index, count: wanted.length });
    const outcome = await makeItem(cid, record, neighbours.of(record), options, { ...context, report });
    if (outcome.made) made++;
    skipped.push(...outcome.skipped.map((reason) => `${record.id}: ${reason}`));
  }
  return { made, unchanged: wanted.length - made, skipped };
}

/** The items and those whose borders they may have changed. */
function touched(records: readonly ItemRecord[], neighbours: Neighbours, ids: ReadonlySet<string>): ItemRecord[] {
  const found = new Set<string>();
  for (const record of records) {
    if (ids.has(record.id)) for (const { id } of neighbours.of(record)) found.add(id);
  }
  return records.filter(({ id }) => found.has(id));
}

interface ItemContext extends ProductContext {
  readonly report: (progress: Progress) => void;
}

interface Outcome {
  readonly made: boolean;
  readonly skipped: readonly string[];
}

async function makeItem(
  cid: string,
  record: ItemRecord,
  members: readonly ItemRecord[],
  options: ProductOptions,
  context: ItemContext,
): Promise<Outcome> {
  const { store } = context;
  const item = await store.getItem(cid, record.id);
  const stale = staleProducts(item, record, members, options);
  if (stale.surfaces.length === 0 && stale.removed.length === 0 && !stale.picture) {
    return { made: false, skipped: stale.skipped };
  }
  const draft = await store.createDraft(cid, record.id);
  const skipped = [...stale.skipped];
  try {
    const assets = await Promise.all([
      ...stale.surfaces.map((surface) =>
        attempt(skipped, surface.key, () => makeSurface(item, record, members, surface, draft.scratchDir, context)),
      ),
      ...(stale.picture ? [makePicture(item, stale.picture, draft.scratchDir, context)] : []),
    ]);
    context.signal?.throwIfAborted();
    await store.publishAssets(
      item,
      assets.filter((asset) => asset !== null),
      stale.removed,
    );
  } finally {
    await draft.discard();
  }
  return { made: true, skipped };
}

type Surface = (typeof SURFACES)[number] & { readonly grid: GridSpec; readonly key: string; readonly from: string };

interface Stale {
  readonly surfaces: readonly Surface[];
  /** Made from; null when the picture is up to date. */
  readonly picture: string | null;
  /** Assets that go: nothing wants them any more. */
  readonly removed: readonly string[];
  readonly skipped: readonly string[];
}

function staleProducts(
  item: StacItem,
  record: ItemRecord,
  members: readonly ItemRecord[],
  { surfaceCellM }: ProductOptions,
): Stale {
  const skipped: string[] = [];
  const isStale = (key: string, from: string) => item.assets[key]?.['tengun:made_from'] !== from;
  const surfaces: Surface[] = [];
  const removed: string[] = [];
  for (const surface of SURFACES) {
    const reason = surfaceCellM === null ? null : whyNot(record, members, surface.kind);
    if (surfaceCellM === null) continue;
    if (reason !== null) {
      skipped.push(`${surface.key}: ${reason}`);
      if (item.assets[surface.key]) removed.push(surface.key);
      continue;
    }
    const grid = productGrid(record, surfaceCellM, MAX_CELLS);
    const from = madeFrom(record, members, { kind: surface.kind, cellSizeM: grid.cellSizeM, maxEdgeM: MAX_EDGE_M });
    if (isStale(surface.key, from)) surfaces.push({ ...surface, grid, from });
  }
  const picture = madeFrom(record, [], { picture: PICTURE_PIXELS });
  return { surfaces, picture: isStale('thumbnail', picture) ? picture : null, removed, skipped };
}

function whyNot({ crs }: ItemRecord, members: readonly ItemRecord[], kind: SurfaceKind): string | null {
  if (crs.kind !== 'projected') return 'coordinates are degrees';
  const hasGround = members.some(({ classCounts }) => DEFAULT_CLASSES.some((code) => (classCounts[code] ?? 0) > 0));
  return kind === 'ground' && !hasGround
    ? 'no ground class (2); the process classify-ground makes an item with ground'
    : null;
}

/** Errors of the data leave the product out; errors of the machine end the run. */
async function attempt(skipped: string[], key: string, make: () => Promise<NewAsset | null>): Promise<NewAsset | null> {
  try {
    const asset = await make();
    if (asset === null) skipped.push(`${key}: no cell has data`);
    return asset;
  } catch (error) {
    if (!(error instanceof TengunError)) throw error;
    skipped.push(`${key}: ${error.message}`);
    return null;
  }
}

async function makeSurface(
  item: StacItem,
  record: ItemRecord,
  members: readonly ItemRecord[],
  { key, kind, title, classes, returns, grid, from }: Surface,
  scratchDir: string,
  { store, pool, signal, report, maxMemoryBytes }: ItemContext,
): Promise<NewAsset | null> {
  const layer: SurfaceLayer = {
    surface: { collection: item.collection, items: members.map(({ id }) => id), classes: [...classes], returns },
    sampling: 'tin',
  };
  const source = await resolvePoints(store, layer.surface);
  const options = { ...(signal ? { signal } : {}), onProgress: report };
  const { heights, cellsWithData } = await sampleSurface(
    {
      storeDir: store.dir,
      layers: [layer],
      source,
      grid,
      maxEdgeM: MAX_EDGE_M,
      ...(maxMemoryBytes === undefined ? {} : { stripPoints: maxMemoryBytes / pool.threads / BYTES_A_POINT }),
    },
    pool,
    options,
  );
  if (cellsWithData === 0) return null;
  const path = join(scratchDir, `${key}.tif`);
  const { verticalDatum, crs } = record;
  await pool.run('write-product', { grid, heights, crs, verticalDatum, kind, sampling: 'tin', path }, options);
  const { cellSizeM, firstCol, firstRow, cols, rows } = grid;
  const unit = crs.horizontalUnitM;
  const step = cellSizeM / unit;
  return {
    key,
    path,
    extension: '.tif',
    asset: {
      type: COG_MEDIA_TYPE,
      title,
      roles: ['data'],
      gsd: cellSizeM,
      'proj:code': crs.code,
      'proj:shape': [rows, cols],
      'proj:transform': [step, 0, (firstCol * cellSizeM) / unit, 0, -step, ((firstRow + rows) * cellSizeM) / unit],
      'tengun:kind': kind,
      'tengun:max_edge_m': MAX_EDGE_M,
      'tengun:made_from': from,
    },
  };
}

async function makePicture(
  item: StacItem,
  from: string,
  scratchDir: string,
  { store, pool, signal }: ItemContext,
): Promise<NewAsset> {
  const path = join(scratchDir, 'thumbnail.png');
  const shape = await pool.run(
    'draw-top-view',
    { dataPath: store.dataPath(item), path, pixels: PICTURE_PIXELS },
    signal ? { signal } : {},
  );
  return {
    key: 'thumbnail',
    path,
    extension: '.png',
    asset: {
      type: 'image/png',
      title: 'Top view',
      roles: ['thumbnail'],
      'proj:shape': [shape.height, shape.width],
      'tengun:made_from': from,
    },
  };
}
