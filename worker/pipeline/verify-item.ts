/** Proves that an item still holds every point: re-reads the index, and the source where it is found. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Copc, openCopc } from '#core/copc/copc.ts';
import { NODE_HASH_BYTES, NODE_HASH_RECORD_ID, NODE_HASH_USER_ID, parseNodeHashes } from '#core/copc/node-hashes.ts';
import { TengunError } from '#core/errors.ts';
import { checksumText, emptySummary, mergeSummary, type PointSummary } from '#core/las/point-summary.ts';
import { findVlr } from '#core/las/vlr.ts';
import { digestFile } from '../digest-file.ts';
import { openFileSource } from '../file-source.ts';
import type { NodeFault } from '../jobs/summarize-nodes.ts';
import type { WorkerPool } from '../pool.ts';
import { isErrno } from '../store/atomic-file.ts';
import type { StacItem } from '../store/stac.ts';
import type { Store } from '../store/store.ts';
import { hashChunk } from './encoded-node.ts';
import { preparePoints } from './prepare.ts';
import { readPieces } from './read-pieces.ts';
import { runAll } from './run-all.ts';
import { SourceFolder } from './source-folder.ts';

export interface VerifyReport {
  readonly id: string;
  readonly ok: boolean;
  readonly points: number;
  /** Checksum of the source: taken again where it was found, else as taken at index time. */
  readonly checksumSource: string;
  readonly checksumIndex: string | null;
  /** True when the source was not there to be read again. */
  readonly sourceMissing: boolean;
  /** What does not agree, in words. */
  readonly faults: readonly string[];
  /** Nodes of the octree that are damaged. */
  readonly damagedNodes: readonly string[];
}

export interface VerifyOptions {
  readonly store: Store;
  readonly pool: WorkerPool;
  /** Folder where the source may be found under its name, in a zip too. */
  readonly sourceDir?: string | SourceFolder;
  readonly signal?: AbortSignal;
}

export async function verifyItem(item: StacItem, options: VerifyOptions): Promise<VerifyReport> {
  const { properties, id } = item;
  const faults: string[] = [];
  const index = await summarizeIndex(item, options).catch((error) => {
    if (!(error instanceof TengunError) && !isErrno(error, 'ENOENT')) throw error;
    faults.push(isErrno(error, 'ENOENT') ? 'index: the data file is missing' : `index: ${error.message}`);
    return null;
  });
  const checksumIndex = index && checksumText(index.summary);
  if (index) {
    for (const { node, reason } of index.nodeFaults) faults.push(`index: node ${node}: ${reason}`);
    faults.push(...index.faults, ...compare(index.summary, item, checksumIndex!));
    const { sha256 } = await digestFile(options.store.dataPath(item), options.signal ? { signal: options.signal } : {});
    if (!sha256.startsWith(properties['tengun:version'])) {
      const where = index.nodeFaults.length > 0 ? '' : ': header, records, chunk table or hierarchy have changed';
      faults.push(`index: the data file is not the one that was published${where}`);
    }
  }
  const atIndexTime = properties['tengun:checksum'];
  const source = await summarizeSource(item, options);
  const checksumSource = source ? checksumText(source) : atIndexTime;
  if (source && checksumSource !== atIndexTime)
    faults.push(`source: checksum ${checksumSource}, at index time ${atIndexTime}`);
  return {
    id,
    ok: faults.length === 0,
    points: index?.summary.pointCount ?? 0,
    checksumSource,
    checksumIndex,
    sourceMissing: source === null,
    faults,
    damagedNodes: index?.nodeFaults.map(({ node }) => node) ?? [],
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
  summary.returnCounts.subarray(1).forEach((count, i) => {
    const stored = properties['tengun:return_counts'][i] ?? 0;
    if (count !== stored) faults.push(`index: ${count} points of return ${i + 1}, catalogue says ${stored}`);
  });
  return faults;
}

interface IndexSums {
  readonly summary: PointSummary;
  readonly nodeFaults: readonly NodeFault[];
  readonly faults: readonly string[];
}

async function summarizeIndex(item: StacItem, { store, pool, signal }: VerifyOptions): Promise<IndexSums> {
  const path = store.dataPath(item);
  await using source = await openFileSource(path);
  const copc = await openCopc(source);
  const keys = Array.from((await copc.loadAllNodes()).keys());
  const { hashes, faults } = readNodeHashes(copc);
  const nodes = keys.map((key) => ({ key, hash: hashes?.get(key) ?? null }));
  if (hashes && nodes.some(({ hash }) => hash === null))
    faults.push('index: nodes without a hash: the hierarchy has changed');
  const batches: (typeof nodes)[] = [];
  for (let i = 0; i < nodes.length; i += 16) batches.push(nodes.slice(i, i + 16));
  const parts = await runAll(batches, pool.threads, (batch) =>
    pool.run('summarize-nodes', { path, nodes: batch }, signal ? { signal } : {}),
  );
  return {
    summary: total(parts.map(({ summary }) => summary)),
    nodeFaults: parts.flatMap((part) => part.faults),
    faults,
  };
}

/** The record of node hashes, where the file has one that is whole. */
export function readNodeHashes({ vlrs }: Copc): { hashes: Map<string, Uint8Array> | null; faults: string[] } {
  const record = findVlr(vlrs, NODE_HASH_USER_ID, NODE_HASH_RECORD_ID);
  if (!record) return { hashes: null, faults: [] };
  const entries = record.data.subarray(0, Math.max(0, record.data.length - NODE_HASH_BYTES));
  const closing = record.data.subarray(entries.length);
  if (Buffer.compare(hashChunk(entries), closing) !== 0)
    return { hashes: null, faults: ['index: the record of node hashes has changed'] };
  return { hashes: parseNodeHashes(entries), faults: [] };
}

/** @returns null when the source is not found under its name, or is another file by now */
async function summarizeSource(
  { properties }: StacItem,
  { sourceDir, pool, signal }: VerifyOptions,
): Promise<PointSummary | null> {
  // the points of a derived item have other classes than those they come from
  if (sourceDir === undefined || properties['tengun:derived_from']) return null;
  const { name, sha256 } = properties['tengun:source'];
  const scratchDir = await mkdtemp(join(tmpdir(), 'tengun-verify-'));
  try {
    const folder = typeof sourceDir === 'string' ? new SourceFolder(sourceDir) : sourceDir;
    const place = await folder.find(name, sha256, scratchDir, signal);
    if (!place) return null;
    const { sources, layout } = await preparePoints([place], properties['tengun:swapped_xy'] === true);
    const parts = await runAll(readPieces(sources), pool.threads, ({ file, piece, bytes }) =>
      pool.run('summarize-source', { file, piece, layout, ...(bytes ? { bytes } : {}) }, signal ? { signal } : {}),
    );
    return total(parts);
  } finally {
    await rm(scratchDir, { recursive: true, force: true });
  }
}

function total(parts: readonly PointSummary[]): PointSummary {
  const sum = emptySummary();
  for (const part of parts) mergeSummary(sum, part);
  return sum;
}
