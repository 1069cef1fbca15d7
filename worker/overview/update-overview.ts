/**
 * Keeps the overviews of a collection: one small COPC file a cell, `_overview/<cell>.<digest>.copc.laz`, where the
 * digest names everything that the file is made from. So what is there is current or has another name; nothing else
 * records what was made, and files of several makers never contradict each other.
 *
 * A changed item changes the digests of its cell and of those above it, nothing else: these files are made anew, from the
 * items of the cell and from the overviews beside them.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cellKey } from '#core/export/overview-cell.ts';
import type { WorkerPool } from '../pool.ts';
import { isErrno } from '../store/atomic-file.ts';
import { type CellTree, shownCells } from '../store/cell-tree.ts';
import { overviewPath } from '../store/overview-files.ts';
import type { Store } from '../store/store.ts';
import { withStoreLock } from '../store/store-lock.ts';

/** Collections with more public items than this have overviews. */
export const MAX_ITEMS_WITHOUT_OVERVIEW = 16;
/** Who finds another process at work leaves it the rest: it looks once more before it ends. */
const LOCK_TIMEOUT_MS = 2_000;

export interface OverviewReport {
  /** Files made; the others were current. */
  readonly built: number;
  readonly removed: number;
  /** Cells without overview because of a damaged item, and why: the cell, and then those above it. */
  readonly failed: readonly string[];
}

export interface UpdateOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  /** Cells in the making at the same time; default twice the pool's threads. */
  readonly parallel?: number;
}

/**
 * Makes the overviews that are missing, and removes those of former states. Only public items are in them.
 * @throws {RequestError} NOT_FOUND when there is no such collection
 */
export async function updateOverview(
  store: Store,
  cid: string,
  pool: WorkerPool,
  options: UpdateOptions = {},
): Promise<OverviewReport> {
  const dir = store.overviewDir(cid);
  const total = { built: 0, removed: 0, failed: [] as readonly string[] };
  let tree = await wantedCells(store, cid);
  if (!tree && (await filesIn(dir)).length === 0) return total;
  await mkdir(dir, { recursive: true });
  const work = async () => {
    // what is published meanwhile by somebody who found the lock is seen here
    for (let last: bigint | null = null; last !== tree?.set.digest; tree = await wantedCells(store, cid)) {
      last = tree?.set.digest ?? null;
      const once = await updateOnce(store, cid, dir, tree, pool, options);
      total.built += once.built;
      total.removed += once.removed;
      total.failed = once.failed;
      if (last === null) break;
    }
  };
  await withStoreLock(dir, work, { timeoutMs: LOCK_TIMEOUT_MS }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('store is locked'))) throw error;
  });
  return total;
}

/** After an indexing: null where there is no such collection, or nothing to do. */
export async function updateOverviewOf(
  cid: string,
  { store, pool, signal }: { readonly store: Store; readonly pool: WorkerPool; readonly signal?: AbortSignal },
): Promise<OverviewReport | null> {
  const isThere = (await store.listCollections()).some(({ id }) => id === cid);
  const report = isThere ? await updateOverview(store, cid, pool, signal ? { signal } : {}) : null;
  return report && report.built + report.removed + report.failed.length > 0 ? report : null;
}

async function wantedCells(store: Store, cid: string): Promise<CellTree | null> {
  const { set } = await store.findItems(cid);
  const tree = shownCells(set);
  const isSmall = tree === null || tree.itemCount <= MAX_ITEMS_WITHOUT_OVERVIEW;
  return isSmall || !tree.isUniform ? null : tree;
}

async function updateOnce(
  store: Store,
  cid: string,
  dir: string,
  tree: CellTree | null,
  pool: WorkerPool,
  { signal, onProgress, parallel = 2 * pool.threads }: UpdateOptions,
): Promise<OverviewReport> {
  const there = new Set(await filesIn(dir));
  const nameOf = (cells: CellTree, number: number) =>
    basename(overviewPath(dir, cells.cellAt(number), cells.digestAt(number)));
  const wanted = tree ? Array.from({ length: tree.count }, (_, number) => nameOf(tree, number)) : [];
  const missing = wanted.flatMap((name, number) => (there.has(name) ? [] : [number]));
  const failed = new Map<number, string>();
  let done = 0;
  const build = async (cells: CellTree, number: number) => {
    try {
      // without what it is made from it is no overview of all that is below
      if (cells.childrenOf(number).some((child) => failed.has(child))) throw new Error('a cell below has none');
      await pool.run('build-overview', inputOf(store, cid, dir, cells, number), signal ? { signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      failed.set(number, `${cellKey(cells.cellAt(number))}: ${error instanceof Error ? error.message : error}`);
    }
    onProgress?.(++done / missing.length);
  };
  for (const level of tree ? levelsOf(tree, missing) : []) {
    const waiting = level.values();
    // each lane takes the next cell when it has made one
    const lane = async () => {
      for (const number of waiting) await build(tree!, number);
    };
    await Promise.all(Array.from({ length: parallel }, lane));
  }
  const current = new Set(wanted);
  const old = [...there].filter((name) => !current.has(name));
  for (const name of old) await rm(join(dir, name), { force: true });
  return { built: missing.length - failed.size, removed: old.length, failed: [...failed.values()] };
}

/** Cells that may be made at the same time, those of the lowest level first. */
function levelsOf(tree: CellTree, numbers: readonly number[]): number[][] {
  const levels = new Map<number, number[]>();
  for (const number of numbers) {
    const { level } = tree.cellAt(number);
    levels.set(level, [...(levels.get(level) ?? []), number]);
  }
  return [...levels].sort(([a], [b]) => a - b).map(([, cells]) => cells);
}

function inputOf(store: Store, cid: string, dir: string, tree: CellTree, number: number) {
  const { set } = tree;
  const items = Array.from(tree.itemsOf(number), (row) => store.filePath(cid, set.idAt(row), set.versionAt(row)));
  const children = tree.childrenOf(number).map((child) => overviewPath(dir, tree.cellAt(child), tree.digestAt(child)));
  const { horizontalUnitM, verticalUnitM, wkt } = tree.crs;
  const cell = tree.cellAt(number);
  return {
    cell,
    crs: { horizontalUnitM, verticalUnitM, wkt },
    sources: [...items, ...children],
    outPath: overviewPath(dir, cell, tree.digestAt(number)),
  };
}

/** Overviews that are there; with the lock held also what a process that died has left of one (`.….tmp`). */
async function filesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.') || name.endsWith('.tmp'));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
