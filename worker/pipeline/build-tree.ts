/** Phase 3: the octree over sorted pieces: buckets in parallel, then the levels above them until the root is closed. */
import { cellCodeRange } from '#core/copc/morton.ts';
import { MAX_OCTREE_DEPTH } from '#core/copc/octree-grid.ts';
import { type Bucket, type CellCounts, lowerBound, mergeCellCounts, planBuckets } from '#core/copc/plan-buckets.ts';
import { keyText, parentKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { LimitError } from '#core/errors.ts';
import type { BuildFrame, BuildOutput } from '../jobs/build-bucket.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import type { LiftedPoints } from './encoded-node.ts';
import { runAll, runInOrder } from './run-all.ts';
import type { Slice } from './slices.ts';
import type { TempFolder } from './temp-folder.ts';
import type { CopcWriter } from './write-copc.ts';

/** Most points that one thread holds while it builds a subtree. */
export const BUCKET_POINTS = 250_000;
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
  const { build, temp, pool, lanes, signal, countPoints } = options;
  const run = signal ? { signal } : {};
  const slicesOf = new SliceFinder(root, pieces, build.layout.pointDataRecordLength);
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
        { ...build, key, slices: slicesOf.all(key), liftedPath: liftedPath(key, options) },
        run,
      );
      countPoints(pointCount);
      return output;
    },
    take,
  );
  const dense = buckets.filter(isDense);
  const divided = await divideCells(dense, slicesOf, pieces.length, options);
  for (const { key } of dense) {
    const parts = divided.get(keyText(key))!;
    const sample = await buildUnder(key, parts, writer, options);
    if (sample) lifted.push(sample);
  }
  await temp.remove(pieces.map(({ path }) => path));
  return buildLevels(root, lifted, writer, options);
}

/**
 * Sorts the points of cells that hold more than a bucket may have once more, by cells seven levels deeper, piece by piece.
 * The pieces are gone afterwards.
 */
async function divideCells(
  dense: readonly Bucket[],
  slicesOf: SliceFinder,
  pieceCount: number,
  { build, temp, pool, lanes, signal }: UnderOptions,
): Promise<Map<string, SortedPiece[]>> {
  const parts = new Map(dense.map(({ key }) => [keyText(key), [] as SortedPiece[]]));
  if (dense.length === 0) return parts;
  const divided = await runAll(Array(pieceCount).keys(), lanes, async (piece) => {
    const cells = dense.flatMap(({ key }) => {
      const slice = slicesOf.inPiece(piece, key);
      return slice ? [{ key, slice, outPath: temp.newPath('cell') }] : [];
    });
    const input = { ...build, piecePath: slicesOf.pathOf(piece), cells };
    const counts = await pool.run('divide-piece', input, signal ? { signal } : {});
    return cells.map(({ key, outPath }, i) => ({ key, part: { path: outPath, cells: counts[i]! } }));
  });
  for (const { key, part } of divided.flat()) parts.get(keyText(key))!.push(part);
  return parts;
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

/** Where the points of a node lie in the sorted pieces: one run in each. */
class SliceFinder {
  private readonly root: VoxelKey;
  private readonly recordLength: number;
  private readonly pieces: readonly { path: string; codes: Uint32Array; before: Uint32Array }[];

  constructor(root: VoxelKey, pieces: readonly SortedPiece[], recordLength: number) {
    this.root = root;
    this.recordLength = recordLength;
    this.pieces = pieces.map(({ path, cells: { codes, counts } }) => {
      const before = new Uint32Array(counts.length + 1);
      counts.forEach((count, i) => {
        before[i + 1] = before[i]! + count;
      });
      return { path, codes, before };
    });
  }

  pathOf(piece: number): string {
    return this.pieces[piece]!.path;
  }

  inPiece(piece: number, key: VoxelKey): Slice | null {
    const { path, codes, before } = this.pieces[piece]!;
    const [begin, end] = cellCodeRange(key, this.root);
    const first = before[lowerBound(codes, begin)]!;
    const last = before[lowerBound(codes, end)]!;
    if (last === first) return null;
    return { path, byteOffset: first * this.recordLength, byteLength: (last - first) * this.recordLength };
  }

  all(key: VoxelKey): Slice[] {
    return Array.from(this.pieces.keys(), (piece) => this.inPiece(piece, key)).filter((slice) => slice !== null);
  }
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
