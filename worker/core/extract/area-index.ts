/**
 * Which points lie in an area, exactly, and fast for many points and many vertices.
 *
 * **The rule.** Every edge goes from its lower to its upper end (north decides; an edge of equal northings never counts),
 * whichever way its ring runs. A point is to the left of it when northing(low) ≤ n < northing(up) and
 * `turn(low, up, point) > 0`, an exact sign: a point on the edge is not. Edges that a point is to the left of are
 * those that a ray from it to the east crosses; each counts +1 when its ring runs upwards there, −1 when downwards. The
 * sum is the winding number, and the area is where it is not 0. Outer rings run counter-clockwise and holes clockwise, so
 * parts that overlap make 2 where they do, and a point of two parts is there once.
 *
 * **Half-open.** Ends are ordered before the sign is taken, so both polygons beside a shared edge get the same answer
 * of it. In effect a point stands for the place infinitely little to its east, and still less to its north: a point on a
 * shared edge, or in a vertex of many polygons, belongs to exactly one of those that meet there.
 *
 * **Speed.** The plane is cut into rows at northings of vertices (quantiles of them, so that rows hold about the same number).
 * Edges that go through the whole of a row are sorted by their western limit in it, with sums of their directions:
 * those wholly to the east of a point are counted by bisection, and few stand where an exact sign is needed.
 *
 * Flat arrays, which may be shared by threads.
 */
import { type Bounds, boundsOf, EMPTY_BOUNDS, uniteBounds } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import { turn } from '../geometry/orientation.ts';
import type { Ring } from '../geometry/ring.ts';

/** Plain data: may cross to another thread, without a copy when its arrays are shared. */
export interface AreaIndexData {
  readonly bounds: Bounds;
  /** Edges that are not level: lowE, lowN, upE, upN. */
  readonly edges: Float64Array;
  /** +1 where the ring runs upwards, −1 downwards; one an edge. */
  readonly directions: Int8Array;
  /** Level edges, in the same form: no point counts them, but boxes must not lie across them unseen. */
  readonly levels: Float64Array;
  /** Northings that begin the rows, ascending; the last one ends the last row. */
  readonly rows: Float64Array;
  /** Where each row's edges begin that go through the whole of it; one more entry ends the last. */
  readonly throughBegin: Uint32Array;
  readonly through: Uint32Array;
  /** Western limit in the row, ascending; here and below one for each entry of `through`. */
  readonly west: Float64Array;
  /** Greatest eastern limit of this one and those before it in its row. */
  readonly reach: Float64Array;
  /** Sum of the directions from this one to the end of its row. */
  readonly sums: Int32Array;
  /** The same for edges that begin or end inside a row. */
  readonly partBegin: Uint32Array;
  readonly part: Uint32Array;
}

const MAX_ROWS = 1 << 16;
/** Entries that all rows together may have; fewer rows where long edges would make more. */
const MAX_ENTRIES = 8_000_000;
const ENTRIES_AN_EDGE = 24;

/** @param allocate where the arrays stand; e.g. in memory that threads share */
export function buildAreaIndex(
  rings: readonly Ring[],
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): AreaIndexData {
  const f64 = (count: number) => new Float64Array(allocate(8 * count));
  const u32 = (count: number) => new Uint32Array(allocate(4 * count));
  const bounds = rings.reduce((sum, { east, north }) => uniteBounds(sum, boundsOf(east, north)), EMPTY_BOUNDS);
  const { edges, directions, levels } = edgesOf(rings, f64, (count) => new Int8Array(allocate(count)));
  const count = directions.length;
  const chosen = rowsOf(edges);
  const rows = f64(chosen.length);
  rows.set(chosen);
  const rowCount = Math.max(0, rows.length - 1);
  const throughBegin = u32(rowCount + 1);
  const partBegin = u32(rowCount + 1);
  const eachRow = (visit: (edge: number, row: number, isThrough: boolean) => void) => {
    for (let edge = 0; edge < count; edge++) {
      const [low, up] = [edges[4 * edge + 1]!, edges[4 * edge + 3]!];
      for (let row = rowAt(rows, low); row < rowCount && rows[row]! < up; row++) {
        visit(edge, row, low <= rows[row]! && up >= rows[row + 1]!);
      }
    }
  };
  eachRow((_, row, isThrough) => {
    (isThrough ? throughBegin : partBegin)[row + 1]! += 1;
  });
  for (let row = 0; row < rowCount; row++) {
    throughBegin[row + 1]! += throughBegin[row]!;
    partBegin[row + 1]! += partBegin[row]!;
  }
  const through = u32(throughBegin[rowCount]!);
  const part = u32(partBegin[rowCount]!);
  const [nextThrough, nextPart] = [throughBegin.slice(), partBegin.slice()];
  eachRow((edge, row, isThrough) => {
    if (isThrough) through[nextThrough[row]!++] = edge;
    else part[nextPart[row]!++] = edge;
  });
  const [west, reach, sums] = [f64(through.length), f64(through.length), new Int32Array(allocate(4 * through.length))];
  const index = { bounds, edges, directions, levels, rows, throughBegin, through, west, reach, sums, partBegin, part };
  for (let row = 0; row < rowCount; row++) sortRow(index, row);
  return index;
}

function edgesOf(
  rings: readonly Ring[],
  f64: (count: number) => Float64Array,
  i8: (count: number) => Int8Array,
): Pick<AreaIndexData, 'edges' | 'directions' | 'levels'> {
  let [count, levelCount] = [0, 0];
  eachEdge(rings, (_, aN, __, bN) => {
    if (aN === bN) levelCount += 1;
    else count += 1;
  });
  const edges = f64(4 * count);
  const levels = f64(4 * levelCount);
  const directions = i8(count);
  let [at, levelAt] = [0, 0];
  eachEdge(rings, (aE, aN, bE, bN) => {
    if (aN === bN) levels.set([aE, aN, bE, bN], 4 * levelAt++);
    else {
      const isUpward = bN > aN;
      edges.set(isUpward ? [aE, aN, bE, bN] : [bE, bN, aE, aN], 4 * at);
      directions[at++] = isUpward ? 1 : -1;
    }
  });
  return { edges, directions, levels };
}

function eachEdge(rings: readonly Ring[], visit: (aE: number, aN: number, bE: number, bN: number) => void): void {
  for (const { east, north } of rings) {
    for (let i = 0; i < east.length; i++) {
      const j = i + 1 === east.length ? 0 : i + 1;
      visit(east[i]!, north[i]!, east[j]!, north[j]!);
    }
  }
}

/** Quantiles of the northings of all ends; fewer of them where the rows would hold too many entries. */
function rowsOf(edges: Float64Array): Float64Array {
  const ends = new Float64Array(edges.length / 2);
  for (let i = 0; i < ends.length; i++) ends[i] = edges[2 * i + 1]!;
  ends.sort();
  const distinct = ends.filter((value, i) => i === 0 || value !== ends[i - 1]);
  const limit = Math.max(MAX_ENTRIES / 8, Math.min(MAX_ENTRIES, (ENTRIES_AN_EDGE * edges.length) / 4));
  for (let count = Math.min(MAX_ROWS, Math.max(0, distinct.length - 1)); ; count = Math.ceil(count / 2)) {
    const rows = quantiles(distinct, count);
    if (count <= 1 || entriesOf(edges, rows) <= limit) return rows;
  }
}

function quantiles(sorted: Float64Array, rowCount: number): Float64Array {
  if (rowCount === 0) return new Float64Array(0);
  const last = sorted.length - 1;
  return Float64Array.from({ length: rowCount + 1 }, (_, i) => sorted[Math.round((i * last) / rowCount)]!);
}

function entriesOf(edges: Float64Array, rows: Float64Array): number {
  let entries = 0;
  for (let at = 0; at < edges.length; at += 4) {
    const [first, last] = [rowAt(rows, edges[at + 1]!), rowAt(rows, edges[at + 3]!)];
    entries += last - first + (rows[last]! < edges[at + 3]! ? 1 : 0);
  }
  return entries;
}

/** The row that a northing lies in: the last that begins at or below it; −1 below all, the number of rows at the end or above. */
function rowAt(rows: Float64Array, northing: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! <= northing) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function sortRow(index: AreaIndexData, row: number): void {
  const { rows, throughBegin, through, west, reach, sums, directions } = index;
  const [begin, end] = [throughBegin[row]!, throughBegin[row + 1]!];
  const own = Array.from(through.subarray(begin, end), (edge) => ({
    edge,
    limits: limitsIn(index, edge, rows[row]!, rows[row + 1]!),
  }));
  own.sort((a, b) => a.limits[0] - b.limits[0] || a.edge - b.edge);
  let furthest = Number.NEGATIVE_INFINITY;
  own.forEach(({ edge, limits }, i) => {
    furthest = Math.max(furthest, limits[1]);
    through[begin + i] = edge;
    west[begin + i] = limits[0];
    reach[begin + i] = furthest;
  });
  let sum = 0;
  for (let i = end - 1; i >= begin; i--) {
    sum += directions[through[i]!]!;
    sums[i] = sum;
  }
}

/** How far west and east an edge goes in a row: a little more than it does, so that rounding leaves nothing out. */
function limitsIn({ edges }: AreaIndexData, edge: number, south: number, north: number): [west: number, east: number] {
  const [lowE, lowN, upE, upN] = edges.subarray(4 * edge, 4 * edge + 4) as unknown as [number, number, number, number];
  const share = (n: number) => lowE + ((n - lowN) / (upN - lowN)) * (upE - lowE);
  const [a, b] = [share(south), share(north)];
  const slack = 1e-12 * (Math.abs(lowE) + Math.abs(upE)) + 1e-9 * Math.abs(upE - lowE);
  return [Math.max(Math.min(lowE, upE), Math.min(a, b) - slack), Math.min(Math.max(lowE, upE), Math.max(a, b) + slack)];
}

/** Answers for points and boxes. Making one is cheap but for the tree of edges, made when a box is first asked for. */
export class AreaIndex {
  private readonly data: AreaIndexData;
  private tree: BoxTree | null = null;
  private all: Float64Array | null = null;

  constructor(data: AreaIndexData) {
    this.data = data;
  }

  get bounds(): Bounds {
    return this.data.bounds;
  }

  /** Whether a point lies in the area, by the rule above. */
  holds(east: number, north: number): boolean {
    const { rows, throughBegin, through, west, reach, sums, partBegin, part, directions, bounds, edges } = this.data;
    if (east < bounds.minE || east > bounds.maxE || north < bounds.minN || north >= bounds.maxN) return false;
    const row = rowAt(rows, north);
    const [begin, end] = [throughBegin[row]!, throughBegin[row + 1]!];
    // the first edge that lies wholly to the east
    let [low, high] = [begin, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (west[middle]! > east) high = middle;
      else low = middle + 1;
    }
    let winding = low < end ? sums[low]! : 0;
    // from there back to where no edge reaches as far
    for (let i = low - 1; i >= begin && reach[i]! >= east; i--) {
      const edge = through[i]!;
      if (isLeftOf(edges, edge, east, north)) winding += directions[edge]!;
    }
    for (let i = partBegin[row]!; i < partBegin[row + 1]!; i++) {
      const edge = part[i]!;
      if (edges[4 * edge + 1]! > north || edges[4 * edge + 3]! <= north) continue;
      if (isLeftOf(edges, edge, east, north)) winding += directions[edge]!;
    }
    return winding !== 0;
  }

  /** Whether every point of a box lies inside, or none, or the box has to be looked at point by point. */
  stateOf(box: Bounds): 'inside' | 'outside' | 'mixed' {
    const { bounds } = this.data;
    if (box.minE > bounds.maxE || box.maxE < bounds.minE || box.minN > bounds.maxN || box.maxN < bounds.minN) {
      return 'outside';
    }
    const all = this.allEdges();
    this.tree ??= new BoxTree(boxesOf(all));
    let touches = false;
    this.tree.search(box, (edge) => {
      touches ||= edgeMeets(all, edge, box);
    });
    if (touches) return 'mixed';
    return this.holds((box.minE + box.maxE) / 2, (box.minN + box.maxN) / 2) ? 'inside' : 'outside';
  }

  private allEdges(): Float64Array {
    const { edges, levels } = this.data;
    if (!this.all) {
      this.all = new Float64Array(edges.length + levels.length);
      this.all.set(edges);
      this.all.set(levels, edges.length);
    }
    return this.all;
  }
}

/** The point lies between the northings of the ends. */
function isLeftOf(edges: Float64Array, edge: number, east: number, north: number): boolean {
  const at = 4 * edge;
  const [lowE, upE] = [edges[at]!, edges[at + 2]!];
  if (east < lowE && east < upE) return true;
  if (east > lowE && east > upE) return false;
  return turn(lowE, edges[at + 1]!, upE, edges[at + 3]!, east, north) > 0;
}

function boxesOf(edges: Float64Array): Float64Array {
  const boxes = new Float64Array(edges.length);
  for (let at = 0; at < edges.length; at += 4) {
    boxes[at] = Math.min(edges[at]!, edges[at + 2]!);
    boxes[at + 1] = edges[at + 1]!;
    boxes[at + 2] = Math.max(edges[at]!, edges[at + 2]!);
    boxes[at + 3] = edges[at + 3]!;
  }
  return boxes;
}

/** Whether an edge comes into a box (closed). The boxes of both touch already. */
function edgeMeets(edges: Float64Array, edge: number, { minE, minN, maxE, maxN }: Bounds): boolean {
  const at = 4 * edge;
  const side = (east: number, north: number) =>
    turn(edges[at]!, edges[at + 1]!, edges[at + 2]!, edges[at + 3]!, east, north);
  const corners = [side(minE, minN), side(maxE, minN), side(minE, maxN), side(maxE, maxN)];
  return corners.some((sign) => sign >= 0) && corners.some((sign) => sign <= 0);
}
