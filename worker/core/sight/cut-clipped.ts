/** A surface along a long ray: only where the surface is, so that a ray of fifty kilometres over a small grid costs no more than the grid. */
import type { Bounds } from '../geometry/bounds.ts';
import type { Cutter } from '../section/cut-shape.ts';
import { type Segment, segmentLength } from '../section/cut-tin.ts';
import type { HeightLine } from '../section/section-line.ts';

const NOTHING: HeightLine = { along: new Float64Array(0), height: new Float64Array(0) };

/** The line of a surface over a segment, distances from the segment's beginning. @param bounds of the surface */
export function cutClipped(cut: Cutter, bounds: Bounds, segment: Segment): HeightLine {
  const lengthM = segmentLength(segment);
  const shares = clipShares(bounds, segment);
  if (!shares || lengthM === 0) return NOTHING;
  const [from, to] = shares;
  if (from === 0 && to === 1) return cut(segment);
  const { fromE, fromN, toE, toN } = segment;
  const at = (share: number): [number, number] => [fromE + share * (toE - fromE), fromN + share * (toN - fromN)];
  const [beginE, beginN] = at(from);
  const [endE, endN] = at(to);
  const { along, height } = cut({ fromE: beginE, fromN: beginN, toE: endE, toN: endN });
  return { along: along.map((one) => one + from * lengthM), height };
}

/** The shares of a segment between which it is in a box (Liang and Barsky 1984); null where it is not. */
function clipShares(
  { minE, minN, maxE, maxN }: Bounds,
  { fromE, fromN, toE, toN }: Segment,
): [from: number, to: number] | null {
  let [from, to] = [0, 1];
  const sides = [
    [fromE - toE, fromE - minE],
    [toE - fromE, maxE - fromE],
    [fromN - toN, fromN - minN],
    [toN - fromN, maxN - fromN],
  ] as const;
  for (const [run, room] of sides) {
    if (run === 0) {
      if (room < 0) return null;
    } else if (run < 0) from = Math.max(from, room / run);
    else to = Math.min(to, room / run);
  }
  return from < to ? [from, to] : null;
}
