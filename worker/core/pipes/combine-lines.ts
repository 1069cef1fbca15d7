/** Two lines of heights as one, exactly: between the vertices of both everything is linear. */
import { type HeightLine, LineBuilder } from '../section/section-line.ts';

/** Combines the lines wherever both are known; elsewhere is a gap. @param combine must be linear in both heights */
export function combineLines(a: HeightLine, b: HeightLine, combine: (a: number, b: number) => number): HeightLine {
  const places = Float64Array.from([...a.along, ...b.along]).sort();
  const builder = new LineBuilder();
  const [first, second] = [new Walker(a), new Walker(b)];
  for (let i = 0; i + 1 < places.length; i++) {
    const [from, to] = [places[i]!, places[i + 1]!];
    if (!(to > from)) continue;
    if (first.enters(from, to) && second.enters(from, to)) {
      builder.add(from, combine(first.at(from), second.at(from)));
      builder.add(to, combine(first.at(to), second.at(to)));
    } else builder.breakAt(from);
  }
  return builder.finish();
}

/** Goes along a line once. */
class Walker {
  private readonly line: HeightLine;
  private vertex = 0;

  constructor(line: HeightLine) {
    this.line = line;
  }

  /** Whether the line is known over a stretch that has no vertex inside. */
  enters(from: number, to: number): boolean {
    const { along, height } = this.line;
    while (this.vertex + 1 < along.length && along[this.vertex + 1]! <= from) this.vertex++;
    const next = this.vertex + 1;
    if (next >= along.length || along[this.vertex]! > from || along[next]! < to) return false;
    return !Number.isNaN(height[this.vertex]!) && !Number.isNaN(height[next]!);
  }

  at(place: number): number {
    const { along, height } = this.line;
    const [i, j] = [this.vertex, this.vertex + 1];
    // both ends are met exactly
    if (place === along[j]!) return height[j]!;
    return height[i]! + ((place - along[i]!) / (along[j]! - along[i]!)) * (height[j]! - height[i]!);
  }
}
