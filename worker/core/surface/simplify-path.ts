/** Leaves out vertices of a line in plan that lie within a tolerance of the line without them (Douglas & Peucker 1973). */

type Position = [east: number, north: number];

/** The ends stay; of a closed line the end and the vertex furthest from it. */
export function simplifyPath(line: readonly Position[], tolerance: number): Position[] {
  const last = line.length - 1;
  if (last < 2) return [...line];
  const keep = new Uint8Array(line.length);
  keep[0] = 1;
  keep[last] = 1;
  const isClosed = line[0]![0] === line[last]![0] && line[0]![1] === line[last]![1];
  const middle = isClosed ? furthestFrom(line, line[0]!) : last;
  keep[middle] = 1;
  const spans: [number, number][] =
    middle === last
      ? [[0, last]]
      : [
          [0, middle],
          [middle, last],
        ];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [begin, end] = span;
    const at = furthestFromSide(line, begin, end, tolerance);
    if (at < 0) continue;
    keep[at] = 1;
    spans.push([begin, at], [at, end]);
  }
  return line.filter((_, i) => keep[i] === 1);
}

function furthestFrom(line: readonly Position[], [e, n]: Position): number {
  let [best, widest] = [0, -1];
  for (const [i, [x, y]] of line.entries()) {
    const away = (x - e) ** 2 + (y - n) ** 2;
    if (away <= widest) continue;
    widest = away;
    best = i;
  }
  return best;
}

/** −1 when no vertex between the two is further from their side than the tolerance. */
function furthestFromSide(line: readonly Position[], begin: number, end: number, tolerance: number): number {
  const [aE, aN] = line[begin]!;
  const [dE, dN] = [line[end]![0] - aE, line[end]![1] - aN];
  const squared = dE * dE + dN * dN;
  let [at, widest] = [-1, tolerance];
  for (let i = begin + 1; i < end; i++) {
    const [e, n] = [line[i]![0] - aE, line[i]![1] - aN];
    const t = squared > 0 ? Math.min(1, Math.max(0, (e * dE + n * dN) / squared)) : 0;
    const away = Math.hypot(e - t * dE, n - t * dN);
    if (away <= widest) continue;
    widest = away;
    at = i;
  }
  return at;
}
