/** Indexes a delivery: every input becomes an item of a collection, and every input gets a verdict. */
import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import { crsFromCode } from '#core/crs/crs.ts';
import { verticalDatumOf } from '#core/crs/vertical-datum.ts';
import { RequestError, StorageError, TengunError } from '#core/errors.ts';
import { checksumText } from '#core/las/point-summary.ts';
import { type OverviewReport, updateOverviewOf } from '../overview/update-overview.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import { makeProducts, type ProductReport } from '../products/make-products.ts';
import { SOFTWARE } from '../software.ts';
import type { CollectionAccess } from '../store/collection-access.ts';
import type { Contact } from '../store/contact.ts';
import type { IndexSummary, Visibility } from '../store/index-summary.ts';
import type { CollectionSettings } from '../store/stac-collection.ts';
import type { Draft, Store } from '../store/store.ts';
import { buildCopc } from './build-copc.ts';
import { planDisk } from './disk-plan.ts';
import { expandInputs, type InputFile } from './expand-inputs.ts';
import { DEFAULT_MAX_MEMORY_BYTES, lanesWithin, type MemoryNeed } from './memory-plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { digestPlace, type SourcePlace } from './source-place.ts';
import { pointFacts } from './summary-to-catalogue.ts';

/** What the user says of the data; names and values as on the command line. */
export interface IndexOptions {
  readonly collection: string;
  readonly title?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  /** Of the collection: whom to ask. */
  readonly contact?: Contact;
  /** Of the collection: SPDX expression, or a name. */
  readonly license?: string;
  /** Of the collection: whom to name beside what is made of the data. */
  readonly attribution?: string;
  readonly crs?: string;
  readonly verticalDatum?: string;
  readonly datetime?: string | readonly [string, string];
  readonly sensor?: 'lp' | 'alb' | 'mms' | 'uav' | 'tls';
  readonly product?: 'original' | 'ground';
  readonly accuracyM?: number;
  readonly visibility?: Visibility;
  /** Of a collection that is new; one that is there must be as closed. */
  readonly access?: CollectionAccess;
  /** All inputs into one item. */
  readonly merge?: boolean;
  /** Replace items whose source changed; without it a changed source is rejected. */
  readonly replace?: boolean;
  /** X and Y stand in each other's place in the sources: exchanges them. */
  readonly swapXy?: boolean;
  /** Cell size of surfaces that are made beside the items; null makes pictures only; absent: neither. */
  readonly surfaceCellM?: number | null;
}

export type Verdict = 'indexed' | 'unchanged' | 'repaired' | 'rejected';

export interface ItemReport {
  readonly id: string;
  /** File name of the source. */
  readonly source: string;
  readonly verdict: Verdict;
  /** Why, for `rejected` and `repaired`; null otherwise. */
  readonly reason: string | null;
  /** Stable name of the reason, for `rejected`; null otherwise. */
  readonly code: string | null;
  readonly pointsIn: number;
  readonly pointsOut: number;
  /** Size of the stored file. */
  readonly bytes: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

function collectionSettings(options: IndexOptions): CollectionSettings {
  const { title, description, keywords, license, attribution, contact } = options;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(keywords === undefined ? {} : { keywords }),
    ...(contact === undefined ? {} : { contact }),
    ...(license === undefined ? {} : { license }),
    ...(attribution === undefined ? {} : { attribution }),
  };
}

export interface IndexReport {
  readonly collection: string;
  readonly items: readonly ItemReport[];
  /** What was done to the overview of a large collection. */
  readonly overview?: OverviewReport;
  /** Surfaces and pictures beside the items. */
  readonly products?: ProductReport;
}

export interface IndexContext {
  readonly store: Store;
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  /** Bytes that indexing may take in memory; default 1 GiB. */
  readonly maxMemoryBytes?: number;
  readonly onProgress?: (
    progress: Progress & { readonly item: string; readonly index: number; readonly count: number },
  ) => void;
}

/** One future item: its id, the files that go into it, and what is said of them by the user or by their folders. */
interface ItemPlan {
  readonly id: string;
  readonly name: string;
  readonly files: readonly InputFile[];
  readonly declared: DeclaredFacts;
}

/**
 * Indexes files, folders, globs and zips. A bad input is a `rejected` item and never stops the others; cancelling and
 * errors of the machine (disk full) do. Nothing is published half.
 * @throws {RequestError} NOT_FOUND for an input that names nothing, INVALID_INPUT for ids that cannot be
 */
export async function indexDelivery(
  inputs: readonly string[],
  options: IndexOptions,
  context: IndexContext,
): Promise<IndexReport> {
  const plans = planItems(await expandInputs(inputs), options);
  if (plans.length === 0) throw new RequestError('NOT_FOUND', `no .las, .laz or .zip in ${inputs.join(', ')}`);
  const items: ItemReport[] = [];
  const saveReport = () =>
    context.store.addToReport(
      options.collection,
      items.map((item) => fileVerdict(item, options)),
    );
  try {
    for (const [index, plan] of plans.entries()) {
      const progress = (p: Progress) => context.onProgress?.({ ...p, item: plan.id, index, count: plans.length });
      items.push(await indexItem(plan, options, context, progress));
    }
  } catch (error) {
    // what ended the run is what its caller has to know
    await saveReport().catch(() => {});
    throw error;
  }
  await saveReport();
  const overview = await updateOverviewOf(options.collection, context);
  const products = await productsOf(items, options, context);
  return {
    collection: options.collection,
    items,
    ...(overview ? { overview } : {}),
    ...(products ? { products } : {}),
  };
}

/** Points are published by now: what is made from them may take its time. */
async function productsOf(
  items: readonly ItemReport[],
  { collection, surfaceCellM }: IndexOptions,
  context: IndexContext,
): Promise<ProductReport | null> {
  const ids = items.flatMap(({ id, verdict }) => (verdict === 'rejected' ? [] : [id]));
  if (surfaceCellM === undefined || ids.length === 0) return null;
  return await makeProducts(collection, { surfaceCellM, items: ids }, context);
}

function fileVerdict({ id, source, verdict, reason, pointsOut, bytes, warnings }: ItemReport, options: IndexOptions) {
  return {
    id,
    source,
    verdict,
    reason,
    points: pointsOut,
    bytes,
    warnings,
    visibility: options.visibility ?? 'public',
  };
}

function planItems(files: readonly InputFile[], options: IndexOptions): ItemPlan[] {
  if (options.merge && files.length > 0) {
    return [
      {
        id: withSuffix(options.collection, options),
        name: files.length === 1 ? files[0]!.name : `${files.length} files`,
        files,
        declared: declaredFacts(options, files),
      },
    ];
  }
  const plans = files.map((file) => ({
    stem: itemIdOf(file.name),
    id: withSuffix(itemIdOf(file.name), options),
    name: file.name,
    files: [file],
    declared: declaredFacts(options, [file]),
  }));
  // one sheet under LP, ALB and MMS: told apart by what their folders say, and by number where they say nothing
  const times = Map.groupBy(plans, ({ id }) => id);
  const taken = new Map<string, number>();
  return plans.map(({ stem, id: plain, ...plan }) => {
    const isAlone = times.get(plain)!.length === 1;
    const id = isAlone ? plain : withSuffix(stem, { ...options, ...plan.declared });
    const number = (taken.get(id) ?? 0) + 1;
    taken.set(id, number);
    return { ...plan, id: number === 1 ? id : `${id}-${number}` };
  });
}

/** File stem with what an id may not hold replaced; `.copc.laz` counts as one ending. */
export function itemIdOf(fileName: string): string {
  const stem = basename(fileName, extname(fileName)).replace(/\.copc$/i, '');
  const safe = stem
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
  return safe || `item-${createHash('sha256').update(fileName).digest('hex').slice(0, 8)}`;
}

/** `-SENSOR-PRODUCT-YEAR` for those that are given, so that one sheet under several sensors makes several items. */
function withSuffix(id: string, { sensor, product, datetime }: IndexOptions): string {
  const year = (typeof datetime === 'string' ? datetime : datetime?.[0])?.slice(0, 4);
  return [id, sensor, product, year].filter((part) => part !== undefined).join('-');
}

async function indexItem(
  plan: ItemPlan,
  options: IndexOptions,
  context: IndexContext,
  onProgress: (p: Progress) => void,
): Promise<ItemReport> {
  const start = performance.now();
  const report = (part: Omit<ItemReport, 'id' | 'source' | 'code' | 'seconds'>, code: string | null): ItemReport => ({
    id: plan.id,
    source: plan.name,
    ...part,
    code,
    seconds: Math.round(performance.now() - start) / 1000,
  });
  const draft = await context.store.createDraft(options.collection, plan.id);
  try {
    return report(await fillDraft(draft, plan, options, context, onProgress), null);
  } catch (error) {
    if (!isVerdict(error)) throw error;
    const none = { pointsIn: 0, pointsOut: 0, bytes: 0, warnings: [] };
    const code = error instanceof TengunError ? error.code : 'UNREADABLE';
    return report({ verdict: 'rejected', reason: error.message, ...none }, code);
  } finally {
    await draft.discard();
  }
}

/** Errors of the input are verdicts; errors of the machine and cancelling are not. */
function isVerdict(error: unknown): error is Error {
  if (error instanceof StorageError) return false;
  return (
    error instanceof TengunError ||
    (error instanceof Error && 'code' in error && (error.code === 'EISDIR' || error.code === 'EACCES'))
  );
}

async function fillDraft(
  draft: Draft,
  plan: ItemPlan,
  options: IndexOptions,
  context: IndexContext,
  onProgress: (p: Progress) => void,
): Promise<Omit<ItemReport, 'id' | 'source' | 'code' | 'seconds'>> {
  const { store, pool, signal } = context;
  onProgress({ phase: 'hash', fraction: 0 });
  const places: SourcePlace[] = [];
  for (const [i, file] of plan.files.entries()) places.push(await file.locate(`${draft.scratchDir}/input-${i}`));
  const source = await sourceOf(plan, places, signal);
  const { declared } = plan;
  const unchanged = await sameAsStored(store, plan, options, source.sha256, declared);
  if (unchanged) return unchanged;
  const prepared = await prepare(places, {
    ...(options.crs === undefined ? {} : { crs: options.crs }),
    swapXy: options.swapXy ?? false,
  });
  await store.assertFits(options.collection, plan.id, prepared.crs);
  const lanes = lanesWithin(context.maxMemoryBytes ?? DEFAULT_MAX_MEMORY_BYTES, pool.threads, memoryNeed(prepared));
  const disk = await planDisk(prepared, draft.scratchDir);
  onProgress({ phase: 'prepare', fraction: 1, totalPoints: prepared.pointCount, ...disk });
  const built = await buildCopc({
    prepared,
    lanes,
    outPath: draft.dataPath,
    tempDir: `${draft.scratchDir}/build`,
    pool,
    generatingSoftware: SOFTWARE,
    onProgress,
    ...(signal ? { signal } : {}),
  });
  if (built.summary.pointCount !== prepared.pointCount) {
    throw new RequestError('CHECKSUM', `${prepared.pointCount} points in the source, ${built.summary.pointCount} read`);
  }
  const warnings = [
    ...prepared.warnings,
    ...(built.boundsWrong ? ['header bounds do not hold all points: taken from the points'] : []),
  ];
  const datum = options.verticalDatum ?? verticalDatumOf(prepared.crs);
  const summary: IndexSummary = {
    id: plan.id,
    collection: options.collection,
    ...pointFacts(prepared, built),
    ...declared,
    ...(datum === null ? {} : { verticalDatum: datum }),
    ...(options.swapXy ? { swapXy: true } : {}),
    datetime: options.datetime ?? null,
    visibility: options.visibility ?? 'public',
    source,
    checksum: checksumText(built.summary),
    warnings,
    software: SOFTWARE,
  };
  signal?.throwIfAborted();
  onProgress({ phase: 'publish', fraction: 0 });
  const published = await draft.publish(summary, collectionSettings(options), options.access ?? null);
  return {
    verdict: built.boundsWrong ? 'repaired' : 'indexed',
    reason: built.boundsWrong ? 'header bounds did not hold all points; the index has the true ones' : null,
    pointsIn: prepared.pointCount,
    pointsOut: built.summary.pointCount,
    bytes: published.sizeBytes,
    warnings,
  };
}

function memoryNeed({ layout, sources }: Prepared): MemoryNeed {
  const points = sources.flatMap(({ pieces }) => pieces.map(({ pointCount }) => pointCount));
  return {
    recordBytes: layout.pointDataRecordLength,
    largestPiecePoints: points.reduce((most, count) => Math.max(most, count), 0),
  };
}

async function sourceOf(
  plan: ItemPlan,
  places: readonly SourcePlace[],
  signal?: AbortSignal,
): Promise<IndexSummary['source']> {
  const hashes: string[] = [];
  let sizeBytes = 0;
  for (const place of places) {
    const digest = await digestPlace(place, signal);
    sizeBytes += digest.sizeBytes;
    hashes.push(digest.sha256);
  }
  const sha256 = hashes.length === 1 ? hashes[0]! : createHash('sha256').update(hashes.join('\n')).digest('hex');
  return { name: plan.name, sizeBytes, sha256 };
}

type DeclaredFacts = Pick<IndexOptions, 'sensor' | 'product' | 'accuracyM'>;

/** What the user says; where he says nothing, what the folders of the delivery say (`2019/LP/Original/…`). */
function declaredFacts(options: IndexOptions, files: readonly InputFile[]): DeclaredFacts {
  const common = <T extends string>(words: readonly T[]): T | undefined => {
    const found = files.map(({ folders }) => words.filter((word) => folders.some((f) => f.toLowerCase() === word)));
    return found.every((list) => list.length === 1 && list[0] === found[0]![0]) ? found[0]![0] : undefined;
  };
  const sensor = options.sensor ?? common(['lp', 'alb', 'mms', 'uav', 'tls']);
  const product = options.product ?? common(['original', 'ground']);
  return {
    ...(sensor === undefined ? {} : { sensor }),
    ...(product === undefined ? {} : { product }),
    ...(options.accuracyM === undefined ? {} : { accuracyM: options.accuracyM }),
  };
}

/** @returns the report `unchanged` when the item holds this very source with what is declared now; null when it is new */
async function sameAsStored(
  store: Store,
  plan: ItemPlan,
  options: IndexOptions,
  sha256: string,
  declared: DeclaredFacts,
) {
  if (!(await store.hasItem(options.collection, plan.id))) return null;
  const { properties } = await store.getItem(options.collection, plan.id);
  const sameSource = properties['tengun:source'].sha256 === sha256;
  const same =
    sameSource &&
    agrees(declared.sensor, properties['tengun:sensor']) &&
    agrees(declared.product, properties['tengun:product']) &&
    agrees(declared.accuracyM, properties['tengun:accuracy_m']) &&
    agrees(options.verticalDatum, properties['tengun:vertical_datum']) &&
    agrees(options.visibility, properties['tengun:visibility']) &&
    (options.swapXy ?? false) === (properties['tengun:swapped_xy'] ?? false) &&
    agrees(options.crs && crsFromCode(options.crs).code, properties['tengun:crs']) &&
    sameTime(options.datetime, properties);
  if (same || (sameSource && options.replace !== true)) {
    const count = properties['pc:count'];
    const warnings = same
      ? []
      : ['the item holds this source already; what is declared of it now differs: use --replace to index it anew'];
    return { verdict: 'unchanged' as const, reason: null, pointsIn: count, pointsOut: count, bytes: 0, warnings };
  }
  if (options.replace !== true) {
    throw new RequestError(
      'INVALID_INPUT',
      `item ${plan.id} exists and its source has changed: use --replace to replace it`,
    );
  }
  return null;
}

const agrees = <T>(declared: T | undefined, stored: T | undefined) => declared === undefined || declared === stored;

function sameTime(
  declared: IndexOptions['datetime'],
  stored: { datetime: string | null; start_datetime?: string; end_datetime?: string },
): boolean {
  if (declared === undefined) return true;
  if (typeof declared === 'string') return (stored.datetime ?? '').startsWith(declared.slice(0, 10));
  return (
    (stored.start_datetime ?? '').startsWith(declared[0].slice(0, 10)) &&
    (stored.end_datetime ?? '').startsWith(declared[1].slice(0, 10))
  );
}
