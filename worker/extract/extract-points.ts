/**
 * The process `extract`: the stored points inside an area, as one file. Node by node: threads decode and choose, others
 * bring what was chosen into the form of the file; memory does not depend on how many points there are.
 * The same request on the same data gives the same bytes, whatever the number of threads.
 */

import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ExtractFormat } from '#core/contract/extract.ts';
import { LimitError, RequestError } from '#core/errors.ts';
import { AreaIndex } from '#core/extract/area-index.ts';
import { extraColumns } from '#core/extract/csv-rows.ts';
import { isLegacy, legacyLayout, type PointForm } from '#core/extract/point-form.ts';
import { emptySpacingTable, type SpacingTable, type ThinningFrame } from '#core/extract/thinning.ts';
import type { PointSummary } from '#core/las/point-summary.ts';
import type { Audience } from '../store/audience.ts';
import '../crs-registry.ts';
import { digestFile } from '../digest-file.ts';
import type { DiskFileResult } from '../file-result.ts';
import { runInOrder } from '../pipeline/run-all.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import { companionsOf } from './companions.ts';
import type { ExtractLimits } from './extract-limits.ts';
import type { ExtractionPlan, ExtractSource, SourceNode } from './extraction-plan.ts';
import { legacyWarnings } from './legacy-warnings.ts';
import { PointFile } from './point-file.ts';

export interface ExtractContext {
  readonly pool: WorkerPool;
  /** An existing folder of the caller's own: the file comes to stand here, and everything else that was needed goes again. */
  readonly dir: string;
  readonly limits: ExtractLimits;
  readonly audience?: Audience | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

const MEDIA_TYPES: Readonly<Record<ExtractFormat, string>> = {
  las: 'application/vnd.las',
  laz: 'application/vnd.laszip',
  copc: 'application/vnd.laszip+copc',
  csv: 'text/csv; charset=utf-8; header=present',
  las12: 'application/vnd.las',
  laz12: 'application/vnd.laszip',
};
const EXTENSIONS: Readonly<Record<ExtractFormat, string>> = {
  las: 'las',
  laz: 'laz',
  copc: 'copc.laz',
  csv: 'csv',
  las12: 'las',
  laz12: 'laz',
};
/** Points that a thread decodes at a time, about; of a constant size, so that the result does not know the threads. */
const BATCH_POINTS = 150_000;

/**
 * @throws as planExtraction does; {LimitError} when there are more points than allowed, or no room on disk; the signal's reason
 */
export async function extractPoints(
  { storeDir, request }: { readonly storeDir: string; readonly request: unknown },
  context: ExtractContext,
): Promise<DiskFileResult> {
  const { pool, dir, limits, audience, signal, onProgress } = context;
  onProgress?.({ phase: 'plan', fraction: 0 });
  const input = { storeDir, request, limits, ...(audience ? { audience } : {}) };
  const plan = await pool.run('plan-extraction', input, signal ? { signal } : {});
  const { format } = plan.request;
  await checkRoom(plan, dir);
  const form = formOf(plan);
  const path = join(dir, `points.${EXTENSIONS[format]}`);
  const written = format === 'copc' ? join(dir, 'points.las') : path;
  let summary: PointSummary;
  const warnings = [...plan.warnings];
  {
    await using file = await PointFile.create({
      path: written,
      plan,
      form,
      pool,
      maxPoints: limits.maxPoints,
      hint: limits.hint,
      ...(signal ? { signal } : {}),
    });
    await selectPoints(plan, file, context);
    if (file.pointCount === 0) throw nothingFound(plan);
    await file.finish();
    summary = file.summary;
    if (isLegacy(format)) warnings.push(...legacyWarnings(plan, file.legacy));
  }
  if (format === 'copc') {
    const { treeOf } = await import('./copc-of-las.ts');
    await treeOf(written, path, context);
    await rm(written);
  }
  onProgress?.({ phase: 'digest', fraction: 0 });
  let crc = 0;
  const onBytes = (bytes: Uint8Array) => {
    crc = crc32(bytes, crc);
  };
  const digest = await digestFile(path, { onBytes, ...(signal ? { signal } : {}) });
  const fileName = `${plan.request.collections.join('-')}-${plan.provenance.requestHash.slice(0, 8)}.${EXTENSIONS[format]}`;
  const facts = { plan, summary, warnings, fileName, ...digest };
  return {
    kind: 'disk-file',
    path,
    mediaType: MEDIA_TYPES[format],
    fileName,
    title: `Points of ${plan.request.collections.join(', ')}`,
    ...digest,
    crc32: crc,
    companions: companionsOf(facts),
    summary: {
      points: summary.pointCount,
      crs: plan.crs.code,
      format,
      warnings,
      provenance: plan.provenance,
    },
  };
}

function formOf({ request, records, hasGpsTime }: ExtractionPlan): PointForm {
  const { layout, scale, offset, dimensions } = records;
  switch (request.format) {
    case 'las':
    case 'copc':
      return { kind: 'las', isCompressed: false };
    case 'laz':
      return { kind: 'las', isCompressed: true };
    case 'las12':
    case 'laz12':
      return {
        kind: 'legacy',
        layout: legacyLayout(layout, hasGpsTime),
        isCompressed: request.format === 'laz12',
      };
    case 'csv':
      return { kind: 'csv', columns: { scale, offset, extras: extraColumns(dimensions, layout) } };
  }
}

/** Hands the table of kept points from job to job. */
class Thinner {
  private readonly frame: ThinningFrame;
  private readonly pool: WorkerPool;
  private table: SpacingTable = emptySpacingTable((bytes) => new SharedArrayBuffer(bytes));

  constructor({ records, unitM }: ExtractionPlan, spacingM: number, pool: WorkerPool) {
    const { scale, offset, layout } = records;
    this.frame = { spacingM, scale, offset, unitM: [...unitM], recordLength: layout.pointDataRecordLength };
    this.pool = pool;
  }

  async thin(
    nodes: readonly Uint8Array<ArrayBuffer>[],
    options: { readonly signal?: AbortSignal },
  ): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const { table, frame } = this;
    const run = { ...options, transfer: nodes.map(({ buffer }) => buffer) };
    const output = await this.pool.run('thin-points', { nodes, table, frame }, run);
    this.table = output.table;
    return output.nodes;
  }
}

interface Batch {
  readonly source: ExtractSource;
  readonly nodes: readonly SourceNode[];
}

/** Runs of nodes of one item. */
function batchesOf(sources: readonly ExtractSource[]): Batch[] {
  return sources.flatMap((source) => {
    const batches: Batch[] = [];
    let nodes: SourceNode[] = [];
    let points = 0;
    for (const one of source.nodes) {
      nodes.push(one);
      points += one.node.pointCount;
      if (points < BATCH_POINTS) continue;
      batches.push({ source, nodes });
      nodes = [];
      points = 0;
    }
    return nodes.length > 0 ? [...batches, { source, nodes }] : batches;
  });
}

async function selectPoints(
  plan: ExtractionPlan,
  file: PointFile,
  { pool, signal, onProgress }: ExtractContext,
): Promise<void> {
  const { area, records, request } = plan;
  const keep = request.classes ? new Uint8Array(256) : null;
  for (const code of request.classes ?? []) keep![code] = 1;
  const batches = batchesOf(plan.sources);
  const run = signal ? { signal } : {};
  const thinner = request.minSpacingM === undefined ? null : new Thinner(plan, request.minSpacingM, pool);
  let taken = 0;
  let read = 0;
  await runInOrder(
    batches,
    pool.threads,
    ({ source, nodes }) => {
      const { path, scale, offset, mapping } = source;
      return pool.run(
        'select-points',
        { path, scale, offset, nodes, area, keep, mapping, layout: records.layout },
        run,
      );
    },
    async ({ nodes }) => {
      const batch = batches[taken++]!;
      for (const part of thinner ? await thinner.thin(nodes, run) : nodes) await file.append(part);
      const points = batch.nodes.reduce((sum, { node }) => sum + node.pointCount, 0);
      read += points;
      onProgress?.({ phase: 'read', fraction: read / plan.readPoints, points, totalPoints: plan.readPoints });
    },
  );
}

function nothingFound({ area, crs, request }: ExtractionPlan): RequestError {
  const { minE, minN, maxE, maxN } = new AreaIndex(area).bounds;
  const digits = crs.kind === 'geographic' ? 6 : 1;
  const box = [minE, minN, maxE, maxN].map((value) => value.toFixed(digits)).join(', ');
  const what = request.classes ? ` of class ${request.classes.join(', ')}` : '';
  return new RequestError(
    'NO_DATA',
    `there is no point${what} in the area, which lies within [${box}] in ${crs.code ?? crs.name}`,
    { crs: crs.code },
  );
}

/** Bytes on disk that a point takes at most. */
const DISK_SHARES: Readonly<Record<ExtractFormat, number>> = {
  las: 1,
  laz: 0.7,
  copc: 3,
  csv: 5,
  las12: 1,
  laz12: 0.7,
};

/** @throws {LimitError} when the disk has no room for the file and what is needed on the way to it */
async function checkRoom({ readPoints, records, request }: ExtractionPlan, dir: string): Promise<void> {
  const needed = Math.ceil(readPoints * records.layout.pointDataRecordLength * DISK_SHARES[request.format]);
  const { bavail, bsize } = await statfs(dir);
  const free = bavail * bsize;
  if (free >= needed) return;
  const mb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new LimitError(`up to ${mb(needed)} are needed on disk, ${mb(free)} are free: ask for a smaller area`, {
    limit: free,
    actual: needed,
  });
}
