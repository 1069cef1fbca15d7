/**
 * LAS/LAZ files in, one COPC file out. The phases: prepare → distribute (pieces to cells on disk) → build (buckets, then
 * the levels above them), while the file is written. Work goes to the pool; what is decided here does not depend on its
 * size.
 */
import { mkdir, rm } from 'node:fs/promises';
import type { CopcContent } from '#core/copc/compose.ts';
import { cubeAround } from '#core/copc/octree-grid.ts';
import type { Cube } from '#core/copc/voxel-key.ts';
import type { Triple } from '#core/las/header.ts';
import { POINT_FORMATS } from '#core/las/point-format.ts';
import { emptySummary, mergeSummary, type PointSummary } from '#core/las/point-summary.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import { buildTree, type SortedPiece } from './build-tree.ts';
import type { Prepared } from './prepare.ts';
import { readPieces } from './read-pieces.ts';
import { runAll } from './run-all.ts';
import { TempFolder } from './temp-folder.ts';
import { CopcWriter } from './write-copc.ts';

export interface BuildCopcOptions {
  readonly prepared: Prepared;
  readonly outPath: string;
  /** Folder for temporary files; made here and removed again whatever happens. */
  readonly tempDir: string;
  readonly pool: WorkerPool;
  /** Jobs that run at the same time; default: the pool's threads. Changes nothing in the result. */
  readonly lanes?: number;
  readonly generatingSoftware: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface BuiltCopc {
  readonly summary: PointSummary;
  readonly min: Triple;
  readonly max: Triple;
  readonly cube: Cube;
  readonly nodeCount: number;
  readonly sizeBytes: number;
  /** True when points lie outside the bounds that the headers promise. */
  readonly boundsWrong: boolean;
}

interface Distributed {
  readonly pieces: readonly SortedPiece[];
  readonly summary: PointSummary;
}

export async function buildCopc(options: BuildCopcOptions): Promise<BuiltCopc> {
  const { prepared, tempDir, outPath, generatingSoftware } = options;
  await mkdir(tempDir, { recursive: true });
  try {
    const temp = new TempFolder(tempDir);
    const promised = promisedBounds(prepared);
    let cube = cubeAround(promised.min, promised.max);
    let distributed = await distribute(options, cube, temp);
    const { min, max } = trueBounds(prepared, distributed.summary);
    const boundsWrong = !holds(promised, { min, max }, prepared.scale);
    const trueCube = cubeAround(min, max);
    if (JSON.stringify(trueCube) !== JSON.stringify(cube)) {
      // the header's bounds were a guess; the octree stands on the points' own
      cube = trueCube;
      await temp.remove(distributed.pieces.map(({ path }) => path));
      distributed = await distribute(options, cube, temp);
    }
    const { summary } = distributed;
    const content = contentOf(prepared, summary, { min, max, cube, generatingSoftware });
    await using writer = await CopcWriter.create(outPath, content);
    await buildTree(distributed.pieces, summary.pointCount, writer, {
      build: {
        layout: prepared.layout,
        frame: { scale: prepared.scale, offset: prepared.offset },
        cube,
        sequenced: isSequenced(prepared),
      },
      temp,
      lanes: lanesOf(options),
      ...options,
    });
    options.onProgress?.({ phase: 'write', fraction: 0 });
    const { sizeBytes, nodeCount } = await writer.finish(content);
    return { summary, min, max, cube, nodeCount, sizeBytes, boundsWrong };
  } finally {
    // a thread that was just ended may still be writing its last file
    await rm(tempDir, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  }
}

const lanesOf = ({ pool, lanes }: BuildCopcOptions) => Math.min(pool.threads, lanes ?? pool.threads);

/** Points of sources without a GPS time keep the sources' order by their number. */
function isSequenced({ sources }: Prepared): boolean {
  return sources.every(({ header }) => POINT_FORMATS[header.pointDataRecordFormat]!.gpsTimeOffset < 0);
}

/** Phase 2: every piece is decoded once and written back sorted by cell. */
async function distribute(options: BuildCopcOptions, cube: Cube, temp: TempFolder): Promise<Distributed> {
  const { prepared, pool, signal, onProgress } = options;
  const isCounted = isSequenced(prepared);
  let points = 0;
  const frame = { scale: prepared.scale, offset: prepared.offset };
  let done = 0;
  const pieces = await runAll(readPieces(prepared.sources), lanesOf(options), async ({ file, piece, bytes }) => {
    const path = temp.newPath('piece');
    const firstPoint = isCounted ? points : null;
    points += piece.pointCount;
    const input = { file, piece, layout: prepared.layout, frame, cube, firstPoint, outPath: path };
    const output = await pool.run(
      'distribute-points',
      { ...input, ...(bytes ? { bytes } : {}) },
      { ...(signal ? { signal } : {}), ...(bytes ? { transfer: [bytes.buffer as ArrayBuffer] } : {}) },
    );
    done += piece.pointCount;
    onProgress?.({ phase: 'read', fraction: done / prepared.pointCount, points: piece.pointCount });
    return { ...output, path };
  });
  const summary = emptySummary();
  for (const piece of pieces) mergeSummary(summary, piece.summary);
  return { pieces, summary };
}

interface Bounds {
  readonly min: Triple;
  readonly max: Triple;
}

function promisedBounds({ sources }: Prepared): Bounds {
  const axis = (k: number) =>
    [
      Math.min(...sources.map(({ header }) => header.min[k]!)),
      Math.max(...sources.map(({ header }) => header.max[k]!)),
    ] as const;
  const ranges = [axis(0), axis(1), axis(2)];
  const usable = ranges.every(([low, high]) => Number.isFinite(low) && Number.isFinite(high) && high >= low);
  if (!usable) return { min: [0, 0, 0], max: [1, 1, 1] };
  return { min: ranges.map(([low]) => low) as Triple, max: ranges.map(([, high]) => high) as Triple };
}

function trueBounds({ scale, offset }: Prepared, { position }: PointSummary): Bounds {
  const ends = position.map(({ min, max }, axis) =>
    [min * scale[axis]! + offset[axis]!, max * scale[axis]! + offset[axis]!].sort((a, b) => a - b),
  );
  return { min: ends.map((pair) => pair[0]!) as Triple, max: ends.map((pair) => pair[1]!) as Triple };
}

function holds(outer: Bounds, inner: Bounds, scale: Triple): boolean {
  return scale.every(
    (s, axis) =>
      outer.min[axis]! <= inner.min[axis]! + 2 * Math.abs(s) && outer.max[axis]! >= inner.max[axis]! - 2 * Math.abs(s),
  );
}

function contentOf(
  prepared: Prepared,
  summary: PointSummary,
  more: Bounds & { cube: Cube; generatingSoftware: string },
): CopcContent {
  const { gpsTime } = summary;
  return {
    ...more,
    layout: prepared.layout,
    scale: prepared.scale,
    offset: prepared.offset,
    pointCount: summary.pointCount,
    returnCounts: summary.returnCounts,
    gpsTimeRange: gpsTime.min <= gpsTime.max ? [gpsTime.min, gpsTime.max] : [0, 0],
    wkt: prepared.wkt,
    vlrs: prepared.vlrs,
    source: prepared.sources[0]!.header,
  };
}
