/** Phase 3: the octree over sorted pieces: buckets in parallel, then the levels above them until the root is closed. */
import { cellCodeRange } from '#core/copc/morton.ts';
import { MAX_OCTREE_DEPTH } from '#core/copc/octree-grid.ts';
import { type Bucket, type CellCounts, lowerBound, mergeCellCounts, planBuckets } from '#core/copc/plan-buckets.ts';
import { keyText, parentKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { LimitError } from '#core/errors.ts';
import type { BuildFrame, BuildOutput } from '../jobs/build-bucket.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import type { LiftedPoints } from './encoded-node.ts';
import { PIECE_POINTS } from './piece.ts';
import { runAll, runInOrder } from './run-all.ts';
import { groupSlices, type Slice } from './slices.ts';
import type { TempFolder } from './temp-folder.ts';
import type { CopcWriter } from './write-copc.ts';

/** Most points that one thread holds while it builds a subtree. */
export const BUCKET_POINTS = 300_000;
/** Points in one spot, which no division takes apart, become one node; a node has an end. */
const SPOT_POINTS = 2_000_000;

/** A temporary file of records sorted by cell. */
export interface SortedPiece {
  readonly path: string;
  readonly cells: CellCounts;
}

export interface BuildTreeOptions {
  readonly build: BuildFrame;
  readonly temp: TempFolder;
  readonly pool: WorkerPool;
  readonly lanes: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Builds all nodes and appends them to the file. */
export async function buildTree(
  pieces: readonly SortedPiece[],
  pointCount: number,
  writer: CopcWriter,
  options: BuildTreeOptions,
): Promise<void> {
  let done = 0;
  const countPoints = (points: number) => {
    done += points;
    options.onProgress?.({ phase: 'build', fraction: done / pointCount, points });
  };
  await buildUnder(ROOT_KEY, pieces, writer, { ...options, countPoints });
}

type UnderOptions = BuildTreeOptions & { readonly countPoints: (points: number) => void };

/**
 * Builds the subtree of a node.
 * @param pieces sorted by the cells seven levels below it
 * @returns what it gives to its parent; null where it is the root of the whole tree
 */
async function buildUnder(
  root: VoxelKey,
  pieces: readonly SortedPiece[],
  writer: CopcWriter,
  options: UnderOptions,
): Promise<LiftedPoints | null> {
  const { build, pool, lanes, signal, countPoints } = options;
  const run = signal ? { signal } : {};
  const slicesOf = sliceFinder(root, pieces, build.layout.pointDataRecordLength);
  const buckets = planBuckets(mergeCellCounts(pieces.map(({ cells }) => cells)), BUCKET_POINTS, root);
  const isDense = ({ key, pointCount }: Bucket) => pointCount > BUCKET_POINTS && key[0] < MAX_OCTREE_DEPTH;
  const lifted: LiftedPoints[] = [];
  const take = async (output: BuildOutput) => {
    await writer.append(output.nodes);
    if (output.lifted) lifted.push(output.lifted);
  };
  await runInOrder(
    buckets.filter((bucket) => !isDense(bucket)),
    lanes,
    async (bucket) => {
      checkSpot(bucket);
      const { key, pointCount } = bucket;
      const output = await pool.run(
        'build-bucket',
        { ...build, key, slices: slicesOf(bucket), liftedPath: liftedPath(key, options) },
        run,
      );
      countPoints(pointCount);
      return output;
    },
    take,
  );
  for (const bucket of buckets.filter(isDense)) {
    const sample = await buildDense(bucket.key, slicesOf(bucket), writer, options);
    if (sample) lifted.push(sample);
  }
  return buildLevels(root, lifted, writer, options);
}

/** A cell with more points than a bucket may have: its points are sorted once more, by cells seven levels deeper. */
async function buildDense(
  key: VoxelKey,
  slices: readonly Slice[],
  writer: CopcWriter,
  options: UnderOptions,
): Promise<LiftedPoints | null> {
  const { build, temp, pool, lanes, signal } = options;
  const length = build.layout.pointDataRecordLength;
  const groups = groupSlices(slices, PIECE_POINTS * length, length);
  const pieces = await runAll(groups, lanes, async (group) => {
    const path = temp.newPath('cell');
    const input = { ...build, key, slices: group, outPath: path };
    return { path, cells: await pool.run('divide-cell', input, signal ? { signal } : {}) };
  });
  const lifted = await buildUnder(key, pieces, writer, options);
  await temp.remove(pieces.map(({ path }) => path));
  return lifted;
}

/** Builds parents from the deepest level upwards, up to `root`. */
async function buildLevels(
  root: VoxelKey,
  samples: readonly LiftedPoints[],
  writer: CopcWriter,
  options: UnderOptions,
): Promise<LiftedPoints | null> {
  const { build, temp, pool, lanes, signal } = options;
  let waiting = [...samples];
  for (let depth = Math.max(0, ...waiting.map(({ from }) => from[0])); depth > root[0]; depth--) {
    const parents = groupByParent(waiting.filter(({ from }) => from[0] === depth));
    waiting = waiting.filter(({ from }) => from[0] < depth);
    await runInOrder(
      parents,
      lanes,
      async ({ key, children }) => {
        const input = { ...build, key, children, liftedPath: liftedPath(key, options) };
        const output = await pool.run('build-parent', input, signal ? { signal } : {});
        await temp.remove(children.map(({ path }) => path));
        return output;
      },
      async ({ nodes, lifted }) => {
        await writer.append(nodes);
        if (lifted) waiting.push(lifted);
      },
    );
  }
  return waiting[0] ?? null;
}

function liftedPath([depth]: VoxelKey, { temp }: UnderOptions): string | null {
  return depth === 0 ? null : temp.newPath('lifted');
}

function checkSpot({ key, pointCount }: Bucket): void {
  if (pointCount <= SPOT_POINTS) return;
  throw new LimitError(
    `${pointCount} points lie in one spot (octree cell ${keyText(key)}): at most ${SPOT_POINTS} can be stored`,
    { limit: SPOT_POINTS, actual: pointCount },
  );
}

/** Where the points of a bucket lie in the sorted pieces: one run in each. */
function sliceFinder(
  root: VoxelKey,
  pieces: readonly SortedPiece[],
  recordLength: number,
): (bucket: Bucket) => Slice[] {
  const sorted = pieces.map(({ path, cells: { codes, counts } }) => {
    const before = new Float64Array(counts.length + 1);
    counts.forEach((count, i) => {
      before[i + 1] = before[i]! + count;
    });
    return { path, codes, before };
  });
  return ({ key }) => {
    const [begin, end] = cellCodeRange(key, root);
    return sorted.flatMap(({ path, codes, before }) => {
      const first = before[lowerBound(codes, begin)]!;
      const last = before[lowerBound(codes, end)]!;
      if (last === first) return [];
      return [{ path, byteOffset: first * recordLength, byteLength: (last - first) * recordLength }];
    });
  };
}

function groupByParent(samples: readonly LiftedPoints[]): { key: VoxelKey; children: LiftedPoints[] }[] {
  const groups = new Map<string, { key: VoxelKey; children: LiftedPoints[] }>();
  for (const sample of samples) {
    const key = sample.from[0] === 1 ? ROOT_KEY : parentKey(sample.from);
    const group = groups.get(keyText(key)) ?? { key, children: [] };
    group.children.push(sample);
    groups.set(keyText(key), group);
  }
  const octant = ({ from: [, x, y, z] }: LiftedPoints) => (x & 1) | ((y & 1) << 1) | ((z & 1) << 2);
  return Array.from(groups.values(), ({ key, children }) => ({
    key,
    children: children.sort((a, b) => octant(a) - octant(b)),
  }));
}
