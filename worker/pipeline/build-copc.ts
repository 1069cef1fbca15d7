/**
 * LAS/LAZ files in, one COPC file out. The phases: prepare → distribute (pieces to cells on disk) → build (buckets, then
 * the levels above them) → write. Work goes to the pool; what is decided here does not depend on its size.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopcContent } from '#core/copc/compose.ts';
import { cellCodeRange } from '#core/copc/morton.ts';
import { cubeAround } from '#core/copc/octree-grid.ts';
import { type Bucket, mergeCellCounts, planBuckets } from '#core/copc/plan-buckets.ts';
import { type Cube, keyText, parentKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import type { Triple } from '#core/las/header.ts';
import { emptySummary, mergeSummary, type PointSummary } from '#core/las/point-summary.ts';
import type { BuildOutput, OpenNode, Slice } from '../jobs/build-bucket.ts';
import type { DistributeOutput } from '../jobs/distribute-points.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import type { Prepared } from './prepare.ts';
import { runAll } from './run-all.ts';
import { writeCopc } from './write-copc.ts';

/** Most points that one thread holds while it builds a subtree. */
const BUCKET_POINTS = 1_000_000;

export interface BuildCopcOptions {
  readonly prepared: Prepared;
  readonly outPath: string;
  /** Folder for temporary files; made here and removed again whatever happens. */
  readonly tempDir: string;
  readonly pool: WorkerPool;
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
  readonly pieces: readonly (DistributeOutput & { readonly path: string })[];
  readonly summary: PointSummary;
}

export async function buildCopc(options: BuildCopcOptions): Promise<BuiltCopc> {
  const { prepared, tempDir, outPath, generatingSoftware } = options;
  await mkdir(tempDir, { recursive: true });
  try {
    const promised = promisedBounds(prepared);
    let cube = cubeAround(promised.min, promised.max);
    let distributed = await distribute(options, cube);
    const { min, max } = trueBounds(prepared, distributed.summary);
    const boundsWrong = !holds(promised, { min, max }, prepared.scale);
    const trueCube = cubeAround(min, max);
    if (JSON.stringify(trueCube) !== JSON.stringify(cube)) {
      // the header's bounds were a guess; the octree stands on the points' own
      cube = trueCube;
      distributed = await distribute(options, cube);
    }
    const built = await buildTree(options, cube, distributed);
    const content = contentOf(prepared, distributed.summary, { min, max, cube, generatingSoftware });
    options.onProgress?.({ phase: 'write', fraction: 0 });
    const { sizeBytes, nodeCount } = await writeCopc(outPath, content, built);
    return { summary: distributed.summary, min, max, cube, nodeCount, sizeBytes, boundsWrong };
  } finally {
    // a thread that was just ended may still be writing its last file
    await rm(tempDir, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  }
}

/** Phase 2: every piece is decoded once and written back sorted by cell. */
async function distribute(
  { prepared, tempDir, pool, signal, onProgress }: BuildCopcOptions,
  cube: Cube,
): Promise<Distributed> {
  const tasks = prepared.sources.flatMap(({ file, pieces }) => pieces.map((piece) => ({ file, piece })));
  const frame = { scale: prepared.scale, offset: prepared.offset };
  let done = 0;
  const pieces = await runAll(tasks, pool.threads, async ({ file, piece }, index) => {
    const path = join(tempDir, `piece-${index}`);
    const output = await pool.run(
      'distribute-points',
      { file, piece, layout: prepared.layout, frame, cube, outPath: path },
      signal ? { signal } : {},
    );
    done += piece.pointCount;
    onProgress?.({ phase: 'read', fraction: done / prepared.pointCount, points: piece.pointCount });
    return { ...output, path };
  });
  const summary = emptySummary();
  for (const piece of pieces) mergeSummary(summary, piece.summary);
  return { pieces, summary };
}

/** Phase 3: buckets in parallel, then parents level by level until the root is closed. */
async function buildTree(
  { prepared, tempDir, pool, signal, onProgress }: BuildCopcOptions,
  cube: Cube,
  { pieces, summary }: Distributed,
): Promise<BuildOutput[]> {
  const common = { layout: prepared.layout, frame: { scale: prepared.scale, offset: prepared.offset }, cube };
  const run = signal ? { signal } : {};
  const buckets = planBuckets(mergeCellCounts(pieces.map((piece) => piece.cells)), BUCKET_POINTS);
  const slicesOf = sliceFinder(pieces, prepared.layout.pointDataRecordLength);
  let done = 0;
  const outputs: BuildOutput[] = await runAll(buckets, pool.threads, async (bucket) => {
    const paths = tempPaths(tempDir, bucket.key);
    const output = await pool.run(
      'build-bucket',
      { ...common, ...paths, key: bucket.key, slices: slicesOf(bucket) },
      run,
    );
    done += bucket.pointCount;
    onProgress?.({ phase: 'build', fraction: done / summary.pointCount, points: bucket.pointCount });
    return output;
  });
  let open = outputs.flatMap((output) => output.open ?? []);
  for (let depth = Math.max(0, ...open.map((node) => node.key[0])); depth > 0; depth--) {
    const parents = groupByParent(open.filter((node) => node.key[0] === depth));
    const built = await runAll(parents, pool.threads, ({ key, children }) =>
      pool.run('build-parent', { ...common, ...tempPaths(tempDir, key), key, children }, run),
    );
    outputs.push(...built);
    open = [...open.filter((node) => node.key[0] < depth), ...built.flatMap((output) => output.open ?? [])];
  }
  return outputs;
}

function tempPaths(tempDir: string, key: VoxelKey): { chunkPath: string; openPath: string | null } {
  const name = keyText(key);
  return { chunkPath: join(tempDir, `chunks-${name}`), openPath: key[0] === 0 ? null : join(tempDir, `open-${name}`) };
}

/** Where the points of a bucket lie in the sorted pieces: one run in each. */
function sliceFinder(pieces: Distributed['pieces'], recordLength: number): (bucket: Bucket) => Slice[] {
  return ({ key }) => {
    const [begin, end] = cellCodeRange(key);
    return pieces.flatMap(({ path, cells }) => {
      let before = 0;
      let inside = 0;
      cells.codes.forEach((code, i) => {
        if (code < begin) before += cells.counts[i]!;
        else if (code < end) inside += cells.counts[i]!;
      });
      return inside > 0 ? [{ path, byteOffset: before * recordLength, byteLength: inside * recordLength }] : [];
    });
  };
}

function groupByParent(nodes: readonly OpenNode[]): { key: VoxelKey; children: OpenNode[] }[] {
  const groups = new Map<string, { key: VoxelKey; children: OpenNode[] }>();
  for (const node of nodes) {
    const key = node.key[0] === 1 ? ROOT_KEY : parentKey(node.key);
    const group = groups.get(keyText(key)) ?? { key, children: [] };
    group.children.push(node);
    groups.set(keyText(key), group);
  }
  const octant = ({ key: [, x, y, z] }: OpenNode) => (x & 1) | ((y & 1) << 1) | ((z & 1) << 2);
  return Array.from(groups.values(), ({ key, children }) => ({
    key,
    children: children.sort((a, b) => octant(a) - octant(b)),
  }));
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
