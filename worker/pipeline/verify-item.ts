/** Proves that an item still holds every point: re-reads the index, and the source where it is found. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openCopc } from '#core/copc/copc.ts';
import { TengunError } from '#core/errors.ts';
import { checksumText, emptySummary, mergeSummary, type PointSummary } from '#core/las/point-summary.ts';
import { openFileSource } from '../file-source.ts';
import type { WorkerPool } from '../pool.ts';
import type { StacItem } from '../store/stac.ts';
import type { Store } from '../store/store.ts';
import { hashFile } from './hash-file.ts';
import { preparePoints } from './prepare.ts';
import { runAll } from './run-all.ts';

export interface VerifyReport {
  readonly id: string;
  readonly ok: boolean;
  readonly points: number;
  /** Checksum of the source: taken again where it was found, else as taken at index time. */
  readonly checksumSource: string;
  readonly checksumIndex: string | null;
  /** True when the source was not there to be read again. */
  readonly sourceMissing: boolean;
  /** What does not agree. */
  readonly faults: readonly string[];
}

export interface VerifyOptions {
  readonly store: Store;
  readonly pool: WorkerPool;
  /** Folder where the source may be found under its name. */
  readonly sourceDir?: string;
  readonly signal?: AbortSignal;
}

export async function verifyItem(item: StacItem, options: VerifyOptions): Promise<VerifyReport> {
  const { properties, id } = item;
  const faults: string[] = [];
  const summary = await summarizeIndex(item, options).catch((error) => {
    if (!(error instanceof TengunError)) throw error;
    faults.push(`index: ${error.message}`);
    return null;
  });
  const atIndexTime = properties['tengun:checksum'];
  const checksumIndex = summary && checksumText(summary);
  if (summary) faults.push(...compare(summary, item, checksumIndex!));
  const version = await hashFile(options.store.dataPath(item), options.signal).catch(() => null);
  if (version === null) faults.push('index: the data file is missing');
  else if (!version.startsWith(properties['tengun:version']))
    faults.push('index: the data file is not the one that was published');
  const source = await summarizeSource(item, options);
  const checksumSource = source ? checksumText(source) : atIndexTime;
  if (source && checksumSource !== atIndexTime)
    faults.push(`source: checksum ${checksumSource}, at index time ${atIndexTime}`);
  return {
    id,
    ok: faults.length === 0,
    points: summary?.pointCount ?? 0,
    checksumSource,
    checksumIndex,
    sourceMissing: source === null,
    faults,
  };
}

function compare(summary: PointSummary, { properties }: StacItem, checksum: string): string[] {
  const faults: string[] = [];
  if (checksum !== properties['tengun:checksum'])
    faults.push(`index: checksum ${checksum}, at index time ${properties['tengun:checksum']}`);
  if (summary.pointCount !== properties['pc:count'])
    faults.push(`index: ${summary.pointCount} points, catalogue says ${properties['pc:count']}`);
  summary.classCounts.forEach((count, code) => {
    const stored = properties['tengun:class_counts'][String(code)] ?? 0;
    if (count !== stored) faults.push(`index: ${count} points of class ${code}, catalogue says ${stored}`);
  });
  return faults;
}

async function summarizeIndex(item: StacItem, { store, pool, signal }: VerifyOptions): Promise<PointSummary> {
  const path = store.dataPath(item);
  await using source = await openFileSource(path);
  const keys = Array.from((await (await openCopc(source)).loadAllNodes()).keys());
  const batches: string[][] = [];
  for (let i = 0; i < keys.length; i += 16) batches.push(keys.slice(i, i + 16));
  const parts = await runAll(batches, pool.threads, (batch) =>
    pool.run('summarize-nodes', { path, keys: batch }, signal ? { signal } : {}),
  );
  return total(parts);
}

/** @returns null when the source is not found under its name, or is another file by now */
async function summarizeSource(
  { properties }: StacItem,
  { sourceDir, pool, signal }: VerifyOptions,
): Promise<PointSummary | null> {
  if (sourceDir === undefined) return null;
  const { name, sha256 } = properties['tengun:source'];
  const path = join(sourceDir, name);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || (await hashFile(path, signal)) !== sha256) return null;
  const { sources, layout } = await preparePoints([path]);
  const tasks = sources.flatMap(({ file, pieces }) => pieces.map((piece) => ({ file, piece, layout })));
  return total(
    await runAll(tasks, pool.threads, (task) => pool.run('summarize-source', task, signal ? { signal } : {})),
  );
}

function total(parts: readonly PointSummary[]): PointSummary {
  const sum = emptySummary();
  for (const part of parts) mergeSummary(sum, part);
  return sum;
}
