/** Fewer vertices for a drawing: Douglas and Peucker (1973) with the difference in height as the measure. Metres. */
import { type HeightLine, partsOf } from './section-line.ts';

/** A known stretch of a line as [along, height]. */
export type LinePart = [along: number, height: number][];

/**
 * The known stretches with the vertices that are needed for the height to differ nowhere by more than `toleranceM`.
 * The ends of stretches and vertical steps stay. Single vertices are left out.
 */
export function simplifyLine(line: HeightLine, toleranceM: number): LinePart[] {
  return partsOf(line)
    .filter(([begin, end]) => end - begin > 1)
    .map(([begin, end]) => {
      const keep = keptVertices(line, begin, end - 1, toleranceM);
      return keep.map((i): [number, number] => [line.along[i]!, line.height[i]!]);
    });
}

function keptVertices({ along, height }: HeightLine, first: number, last: number, toleranceM: number): number[] {
  const keep = new Uint8Array(last - first + 1);
  keep[0] = 1;
  keep[last - first] = 1;
  // both vertices of a step stay
  for (let i = first; i < last; i++) {
    if (along[i + 1]! > along[i]!) continue;
    keep[i - first] = 1;
    keep[i + 1 - first] = 1;
  }
  const anchors: number[] = [];
  for (let i = first; i <= last; i++) if (keep[i - first]) anchors.push(i);
  const stack: [number, number][] = [];
  for (let k = 0; k + 1 < anchors.length; k++) stack.push([anchors[k]!, anchors[k + 1]!]);
  for (let range = stack.pop(); range; range = stack.pop()) {
    const [begin, end] = range;
    const length = along[end]! - along[begin]!;
    if (end - begin < 2 || !(length > 0)) continue;
    const slope = (height[end]! - height[begin]!) / length;
    let worst = -1;
    let worstM = toleranceM;
    for (let i = begin + 1; i < end; i++) {
      const differenceM = Math.abs(height[i]! - height[begin]! - slope * (along[i]! - along[begin]!));
      if (differenceM <= worstM) continue;
      worstM = differenceM;
      worst = i;
    }
    if (worst < 0) continue;
    keep[worst - first] = 1;
    stack.push([begin, worst], [worst, end]);
  }
  const kept: number[] = [];
  for (let i = first; i <= last; i++) if (keep[i - first]) kept.push(i);
  return kept;
}
