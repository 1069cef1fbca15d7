/**
 * The process `classify-ground`: an item with ground classes out of a stored item, which stays as it is. Octree, chunk
 * order and every attribute but the class are those of the source. The phases: lowest points of all nodes → one grid →
 * provisional terrain → every node once more with its new classes. What is held is the grid and the nodes at work, not
 * the points; the grid is of the whole item, so there are no seams inside it.
 */

import { canonicalJson } from '#core/contract/canonical-json.ts';
import {
  type ClassifyGroundRequest,
  type ClassifyGroundResult,
  parseClassifyGroundRequest,
} from '#core/contract/classify-ground.ts';
import type { Warning } from '#core/contract/provenance.ts';
import type { CopcContent } from '#core/copc/compose.ts';
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import { keyText, parentKey, type VoxelKey } from '#core/copc/voxel-key.ts';
import { CrsError, RequestError } from '#core/errors.ts';
import { type CellFrame, cellFrame, emptyCells, mergeLowest } from '#core/ground/lowest-grid.ts';
import type { Terrain } from '#core/ground/terrain.ts';
import { readExtraDimensions } from '#core/las/extra-bytes.ts';
import { POINT_RECORD_BYTES } from '#core/las/point-format.ts';
import { checksumText, emptySummary, mergeSummary, type PointSummary } from '#core/las/point-summary.ts';
import { openFileSource } from '../file-source.ts';
import { itemProvenance } from '../measuring/provenance.ts';
import { updateOverviewOf } from '../overview/update-overview.ts';
import { runInOrder } from '../pipeline/run-all.ts';
import { pointFacts } from '../pipeline/summary-to-catalogue.ts';
import { CopcWriter } from '../pipeline/write-copc.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import { SOFTWARE } from '../software.ts';
import type { Audience } from '../store/audience.ts';
import type { CollectionAccess } from '../store/collection-access.ts';
import { crsOf } from '../store/crs-properties.ts';
import type { DerivedFrom, IndexSummary } from '../store/index-summary.ts';
import type { StacItem } from '../store/stac.ts';
import { type Draft, openStore, type Store } from '../store/store.ts';
import type { GroundItem } from './ground-item.ts';

const PROCESS = 'classify-ground';
const METHOD = 'SMRF (Pingel, Clarke & McBride 2013)';
/** Nodes of one job. */
const BATCH_NODES = 8;

export interface ClassifyGroundContext {
  readonly pool: WorkerPool;
  /** What it does not see is not found. Default `all`. */
  readonly audience?: Audience | undefined;
  /** Of what is made; null or absent: as its source. */
  readonly access?: CollectionAccess | null;
  /** Whose it is, where it is as open as its source. */
  readonly owner?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Runs on the main thread, its work on the pool. The same request once more answers `unchanged`.
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA without a point that may be ground, CHECKSUM for a damaged source
 * @throws {CrsError} for coordinates in degrees
 * @throws {LimitError} for more cells than allowed
 */
export async function classifyGround(
  { storeDir, request: body }: { readonly storeDir: string; readonly request: unknown },
  context: ClassifyGroundContext,
): Promise<ClassifyGroundResult> {
  const request = parseClassifyGroundRequest(body);
  const { audience = 'all', pool, signal } = context;
  const seen = openStore(storeDir, { audience });
  const source = await seen.getItem(request.collection, request.item);
  const store = openStore(storeDir);
  await assertMayWrite(store, seen, request.targetCollection, audience);
  const id = `${source.id}-ground`;
  const derivedFrom = derivedFromOf(source, request);
  const known = (await store.hasItem(request.targetCollection, id))
    ? await store.getItem(request.targetCollection, id)
    : null;
  if (known && isSame(known, derivedFrom)) return resultOf(known, source, request, 'unchanged');
  if (known) assertMayReplace(known, source);
  const crs = crsOf(source.properties);
  if (crs.kind !== 'projected') {
    throw new CrsError(`item ${source.id} is in degrees (${crs.name}): the ground filter needs a projected system`);
  }
  assertStaysHidden(source, request);
  await store.assertFits(request.targetCollection, id, crs);
  const draft = await store.createDraft(request.targetCollection, id);
  try {
    const summary = await writeDerived(draft, { id, source, store, request, derivedFrom, context });
    signal?.throwIfAborted();
    context.onProgress?.({ phase: 'publish', fraction: 0 });
    const access = context.access ?? closedAs(await store.accessOf(request.collection), context.owner);
    const { item } = await draft.publish(summary, await titleFor(store, request), access);
    await updateOverviewOf(request.targetCollection, { store, pool, ...(signal ? { signal } : {}) });
    return resultOf(item, source, request, 'indexed');
  } finally {
    await draft.discard();
  }
}

/** What is made of closed data is as closed. */
function closedAs(source: CollectionAccess, owner: string | null = null): CollectionAccess | null {
  if (owner !== null) return { ...source, owner };
  return source.visibility === null ? null : source;
}

/**
 * Users write into collections of their own, and into new ones.
 * @throws {RequestError} INVALID_INPUT for one of somebody else: whether there is one that he does not see is not told
 */
async function assertMayWrite(all: Store, seen: Store, cid: string, audience: Audience): Promise<void> {
  if (typeof audience === 'string' || audience.isAdmin) return;
  const isThere = await all.getCollection(cid).then(
    () => true,
    (error: unknown) => {
      if (error instanceof RequestError && error.code === 'NOT_FOUND') return false;
      throw error;
    },
  );
  const isOwn = isThere && (await seen.accessOf(cid).catch(() => null))?.owner === audience.user;
  if (!isThere || isOwn) return;
  throw new RequestError('INVALID_INPUT', `targetCollection: ${cid} is not yours to write into: take another name`);
}

function derivedFromOf({ collection, id, properties }: StacItem, { parameters }: ClassifyGroundRequest): DerivedFrom {
  return {
    collection,
    item: id,
    version: properties['tengun:version'],
    process: PROCESS,
    method: METHOD,
    parameters: { ...parameters },
  };
}

function isSame({ properties }: StacItem, { collection, item, version, process, method, parameters }: DerivedFrom) {
  const stored = {
    from: properties['tengun:derived_from'],
    process: properties['tengun:process'],
    method: properties['tengun:method'],
    parameters: properties['tengun:parameters'],
    software: properties['tengun:software'],
  };
  const wanted = { from: { collection, item, version }, process, method, parameters, software: SOFTWARE };
  return canonicalJson(stored) === canonicalJson(wanted);
}

/** A delivery that happens to have the name of the derived item is not overwritten. */
function assertMayReplace(known: StacItem, source: StacItem): void {
  const from = known.properties['tengun:derived_from'];
  if (from?.collection === source.collection && from.item === source.id) return;
  throw new RequestError(
    'INVALID_INPUT',
    `collection ${known.collection} has an item ${known.id} that was not made from ${source.collection}/${source.id}: choose another targetCollection`,
  );
}

/** What is made of points that only their id opens is opened by that id too: a name of one's own might be guessed. */
function assertStaysHidden({ properties }: StacItem, { collection, targetCollection }: ClassifyGroundRequest): void {
  const isHidden = properties['tengun:visibility'] === 'unlisted';
  if (!isHidden || targetCollection === collection || targetCollection.startsWith(`${collection}-`)) return;
  throw new RequestError(
    'INVALID_INPUT',
    `targetCollection: ${collection} is unlisted: expected it, or a name that begins with ${collection}-`,
  );
}

async function titleFor(store: Store, { collection, targetCollection }: ClassifyGroundRequest) {
  const isNew = !(await store.listCollections()).some(({ id }) => id === targetCollection);
  return isNew ? { title: `${(await store.getCollection(collection)).title} (ground)` } : {};
}

interface Derivation {
  readonly id: string;
  readonly source: StacItem;
  readonly store: Store;
  readonly request: ClassifyGroundRequest;
  readonly derivedFrom: DerivedFrom;
  readonly context: ClassifyGroundContext;
}

/** Fills the draft's file. @returns what the catalogue says of it */
async function writeDerived(draft: Draft, derivation: Derivation): Promise<IndexSummary> {
  const { id, source, store, request, derivedFrom } = derivation;
  const { properties } = source;
  const crs = crsOf(properties);
  const path = store.dataPath(source);
  await using file = await openFileSource(path);
  const copc = await openCopc(file);
  const nodes = await nodesInFileOrder(copc);
  const item = { path, horizontalUnitM: crs.horizontalUnitM, verticalUnitM: crs.verticalUnitM };
  const terrain = await terrainOf(item, copc, nodes, derivation);
  const { header, info, layout, vlrs, wkt } = copc;
  const content: Omit<CopcContent, 'pointCount' | 'returnCounts'> = {
    layout: {
      pointDataRecordFormat: layout.pointDataRecordFormat,
      pointDataRecordLength: layout.pointDataRecordLength,
    },
    scale: header.scale,
    offset: header.offset,
    min: header.min,
    max: header.max,
    cube: info,
    gpsTimeRange: info.gpsTimeRange,
    wkt,
    vlrs,
    source: header,
    generatingSoftware: SOFTWARE,
  };
  await using writer = await CopcWriter.create(draft.dataPath, content);
  await writer.append(emptyAncestors(nodes));
  const { before, after } = await classifyNodes(item, nodes, terrain, writer, derivation);
  assertWhole(before, source);
  await writer.finish({ ...content, pointCount: after.pointCount, returnCounts: after.returnCounts });
  const extraBytes = layout.pointDataRecordLength - POINT_RECORD_BYTES[layout.pointDataRecordFormat]!;
  const points = { crs, layout, scale: header.scale, offset: header.offset };
  return {
    id,
    collection: request.targetCollection,
    ...pointFacts(
      { ...points, extraDimensions: readExtraDimensions(vlrs, extraBytes) },
      { summary: after, min: header.min, max: header.max, cube: info },
    ),
    ...declaredOf(source),
    source: {
      name: `${source.id}.copc.laz`,
      sizeBytes: file.sizeBytes,
      sha256: (source.assets.data['file:checksum'] ?? '').slice(4),
    },
    derivedFrom,
    checksum: checksumText(after),
    warnings: properties['tengun:warnings'],
    software: SOFTWARE,
  };
}

/** What is said of the source holds for its points in the derived item too. */
function declaredOf({ properties }: StacItem) {
  const { datetime, start_datetime: start, end_datetime: end } = properties;
  const sensor = properties['tengun:sensor'];
  const product = properties['tengun:product'];
  const verticalDatum = properties['tengun:vertical_datum'];
  const accuracyM = properties['tengun:accuracy_m'];
  const isKnown = properties['tengun:datetime_unknown'] !== true;
  return {
    datetime: isKnown ? (datetime ?? ([start!, end!] as const)) : null,
    visibility: properties['tengun:visibility'],
    ...(sensor === undefined ? {} : { sensor }),
    ...(product === undefined ? {} : { product }),
    ...(verticalDatum === undefined ? {} : { verticalDatum }),
    ...(accuracyM === undefined ? {} : { accuracyM }),
    ...(properties['tengun:swapped_xy'] ? { swapXy: true } : {}),
  };
}

async function nodesInFileOrder(copc: Copc): Promise<CopcNode[]> {
  return Array.from((await copc.loadAllNodes()).values()).sort((a, b) => a.offset - b.offset);
}

/** Nodes without points that stand above nodes with points: the hierarchy names them, and the reader does not give them. */
function emptyAncestors(nodes: readonly CopcNode[]) {
  const known = new Set(nodes.map(({ key }) => keyText(key)));
  const empty = new Map<string, VoxelKey>();
  for (const { key } of nodes) {
    for (let above = key; above[0] > 0; ) {
      above = parentKey(above);
      const text = keyText(above);
      if (known.has(text) || empty.has(text)) break;
      empty.set(text, above);
    }
  }
  const none = new Uint8Array(0);
  return Array.from(empty.values(), (key) => ({ key, pointCount: 0, chunk: none, hash: none }));
}

async function terrainOf(
  item: GroundItem,
  { header }: Copc,
  nodes: readonly CopcNode[],
  { request, context, source }: Derivation,
): Promise<Terrain> {
  const { pool, signal, onProgress } = context;
  const { parameters } = request;
  const unitM = item.horizontalUnitM;
  const [minE, minN] = header.min;
  const [maxE, maxN] = header.max;
  const frame: CellFrame = cellFrame(
    { minE: minE * unitM, minN: minN * unitM, maxE: maxE * unitM, maxN: maxN * unitM },
    parameters.cellSizeM,
  );
  const lowest = emptyCells(frame);
  const options = signal ? { signal } : {};
  await eachBatch(
    nodes,
    pool,
    async (keys) => {
      return await pool.run('lowest-points', { item, nodes: keys, cellSizeM: parameters.cellSizeM }, options);
    },
    (patches, points, fraction) => {
      for (const patch of patches) mergeLowest(lowest, frame, patch.lowest, patch.frame);
      onProgress?.({ phase: 'lowest-points', fraction, points });
    },
  );
  if (lowest.every(Number.isNaN)) {
    throw new RequestError('NO_DATA', `item ${source.id} has no last returns that could be ground`);
  }
  const run = { ...options, ...(onProgress ? { onProgress } : {}), transfer: [lowest.buffer as ArrayBuffer] };
  const terrain = await pool.run('find-terrain', { frame, lowest, parameters }, run);
  return { frame, heights: shared(terrain.heights), slopes: shared(terrain.slopes) };
}

/** Read by every thread at once, without a copy for each. */
function shared(cells: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(cells.byteLength));
  copy.set(cells);
  return copy;
}

async function classifyNodes(
  item: GroundItem,
  nodes: readonly CopcNode[],
  terrain: Terrain,
  writer: CopcWriter,
  { request, context }: Derivation,
): Promise<{ before: PointSummary; after: PointSummary }> {
  const { pool, signal, onProgress } = context;
  const { parameters } = request;
  const [before, after] = [emptySummary(), emptySummary()];
  await eachBatch(
    nodes,
    pool,
    async (keys) => {
      return await pool.run('classify-nodes', { item, nodes: keys, terrain, parameters }, signal ? { signal } : {});
    },
    async (output, points, fraction) => {
      await writer.append(output.nodes);
      mergeSummary(before, output.before);
      mergeSummary(after, output.after);
      onProgress?.({ phase: 'classify', fraction, points });
    },
  );
  return { before, after };
}

/** Batches are cut by a constant and taken in their order: the result does not know how many threads there were. */
async function eachBatch<R>(
  nodes: readonly CopcNode[],
  { threads }: WorkerPool,
  step: (keys: readonly string[]) => Promise<R>,
  take: (result: R, points: number, fraction: number) => void | Promise<void>,
): Promise<void> {
  const batches: CopcNode[][] = [];
  for (let i = 0; i < nodes.length; i += BATCH_NODES) batches.push(nodes.slice(i, i + BATCH_NODES));
  let done = 0;
  await runInOrder(
    batches,
    threads,
    (batch) => step(batch.map(({ key }) => keyText(key))),
    async (result) => {
      const points = batches[done]!.reduce((sum, { pointCount }) => sum + pointCount, 0);
      done += 1;
      await take(result, points, done / batches.length);
    },
  );
}

/** @throws {RequestError} CHECKSUM when the source's points are no longer those that were indexed */
function assertWhole(before: PointSummary, { id, properties }: StacItem): void {
  const checksum = checksumText(before);
  if (checksum === properties['tengun:checksum'] && before.pointCount === properties['pc:count']) return;
  throw new RequestError(
    'CHECKSUM',
    `item ${id}: checksum ${checksum} of ${before.pointCount} points, at index time ${properties['tengun:checksum']} of ${properties['pc:count']}`,
  );
}

function resultOf(
  derived: StacItem,
  source: StacItem,
  request: ClassifyGroundRequest,
  verdict: ClassifyGroundResult['verdict'],
): ClassifyGroundResult {
  const { properties } = derived;
  const classCounts = { ...properties['tengun:class_counts'] };
  const groundPoints = classCounts['2'] ?? 0;
  return {
    collection: derived.collection,
    item: derived.id,
    version: properties['tengun:version'],
    verdict,
    points: properties['pc:count'],
    groundPoints,
    classCounts,
    method: METHOD,
    parameters: { ...request.parameters },
    provenance: itemProvenance(PROCESS, request, source),
    warnings: warningsOf(derived, source, groundPoints),
    links: [],
  };
}

function warningsOf(derived: StacItem, source: StacItem, groundPoints: number): Warning[] {
  const warnings: Warning[] = [];
  if (groundPoints === 0) warnings.push({ code: 'NO_GROUND', message: 'no point was found to be ground' });
  if (derived.collection === source.collection) {
    warnings.push({
      code: 'ITEMS_OVERLAP',
      message: `${derived.collection} now holds the same points twice: name one of the items with "items" when measuring`,
    });
  }
  if ((source.properties['tengun:class_counts']['2'] ?? 0) > 0) {
    warnings.push({
      code: 'GROUND_REPLACED',
      message: `the source has a ground class already; the one of ${derived.collection}/${derived.id} is the filter's`,
    });
  }
  return warnings;
}
