/**
 * Edges of an area in another reference system than the data's: straight in the request's system, so slightly curved in
 * that of the data. Vertices are put between until the polyline stays within a quarter of a millimetre of the curve.
 *
 * What is put in depends on the edge's two ends alone, not on its direction nor on the ring around it: two polygons that
 * share an edge get the same vertices on it, to the last bit, and so divide the points exactly.
 */
import { isBefore } from '../geometry/orientation.ts';

export type Position = readonly [number, number];

/** Half of what is promised: the curve is looked at in three places of a piece, and may go a little further between them. */
const TOLERANCE_M = 0.00025;
/** Halvings of one edge; 2^20 pieces of the longest edge on Earth are shorter than 40 m. */
const MAX_HALVINGS = 20;
/** An edge is looked at in so many pieces at least when it is long: an S-curve may cross its chord where it is looked at. */
const LONG_M = 20_000;

export interface Densifier {
  /** From the request's coordinates to those of the data; NaN where that is not defined. */
  readonly project: (first: number, second: number) => Position;
  /** Metres per unit of the data's coordinates. */
  readonly unitM: number;
}

/**
 * The vertices of the edge from `a` up to, and without, `b`, in the coordinates of the data.
 * @param take receives them in the direction a → b
 */
export function densifyEdge(
  a: Position,
  b: Position,
  densifier: Densifier,
  take: (e: number, n: number) => void,
): void {
  const isForward = isBefore(a[0], a[1], b[0], b[1]);
  const [low, high] = isForward ? [a, b] : [b, a];
  const vertices: number[] = [];
  const from = densifier.project(low[0], low[1]);
  const to = densifier.project(high[0], high[1]);
  vertices.push(from[0], from[1]);
  halve(low, high, from, to, densifier, 0, vertices);
  if (isForward) {
    for (let i = 0; i < vertices.length; i += 2) take(vertices[i]!, vertices[i + 1]!);
    return;
  }
  take(to[0], to[1]);
  for (let i = vertices.length - 2; i > 0; i -= 2) take(vertices[i]!, vertices[i + 1]!);
}

/** Appends the vertices between two places, both left out. */
function halve(
  low: Position,
  high: Position,
  from: Position,
  to: Position,
  densifier: Densifier,
  depth: number,
  vertices: number[],
): void {
  const { project } = densifier;
  const middle = middleOf(low, high);
  const at = project(middle[0], middle[1]);
  if (depth >= MAX_HALVINGS || !isCurved(low, high, from, to, middle, at, densifier)) return;
  halve(low, middle, from, at, densifier, depth + 1, vertices);
  vertices.push(at[0], at[1]);
  halve(middle, high, at, to, densifier, depth + 1, vertices);
}

function middleOf(a: Position, b: Position): Position {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

function isCurved(
  low: Position,
  high: Position,
  from: Position,
  to: Position,
  middle: Position,
  at: Position,
  { project, unitM }: Densifier,
): boolean {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (!Number.isFinite(length)) return false;
  if (length * unitM > LONG_M) return true;
  const [first, last] = [middleOf(low, middle), middleOf(middle, high)];
  const limit = TOLERANCE_M / unitM;
  return [at, project(first[0], first[1]), project(last[0], last[1])].some(
    (place) => distanceFromLine(place, from, to, length) > limit,
  );
}

function distanceFromLine(place: Position, from: Position, to: Position, length: number): number {
  const [e, n] = [place[0] - from[0], place[1] - from[1]];
  if (length === 0) return Math.hypot(e, n);
  return Math.abs((to[0] - from[0]) * n - (to[1] - from[1]) * e) / length;
}
