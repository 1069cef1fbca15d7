/**
 * A line of a section: heights over distances along it, linear between its vertices, with gaps. Metres.
 * Vertices are in order; a vertical step is two vertices at one place. A vertex whose height is NaN stands in a gap: the
 * stretches to both of its neighbours are no data.
 */
export interface HeightLine {
  readonly along: Float64Array;
  readonly height: Float64Array;
}

/** Collects a line vertex by vertex; repeats and double gaps are dropped. */
export class LineBuilder {
  private readonly along: number[] = [];
  private readonly height: number[] = [];

  add(at: number, height: number): void {
    const last = this.along.length - 1;
    // rounding must not let it run backwards
    const along = last >= 0 ? Math.max(at, this.along[last]!) : at;
    if (last >= 0) {
      const known = this.height[last]!;
      if (Number.isNaN(height) && Number.isNaN(known)) return;
      if (along === this.along[last]! && height === known) return;
    }
    this.along.push(along);
    this.height.push(height);
  }

  /** A gap begins here, if there is anything before it. */
  breakAt(along: number): void {
    if (this.along.length > 0) this.add(along, Number.NaN);
  }

  finish(): HeightLine {
    while (this.height.length > 0 && Number.isNaN(this.height.at(-1)!)) {
      this.along.pop();
      this.height.pop();
    }
    return { along: Float64Array.from(this.along), height: Float64Array.from(this.height) };
  }
}

/** The known stretches as index ranges [begin, end), each of one or more vertices. */
export function partsOf({ height }: HeightLine): [begin: number, end: number][] {
  const parts: [number, number][] = [];
  let begin = -1;
  for (let i = 0; i <= height.length; i++) {
    const isKnown = i < height.length && !Number.isNaN(height[i]!);
    if (isKnown && begin < 0) begin = i;
    if (!isKnown && begin >= 0) {
      parts.push([begin, i]);
      begin = -1;
    }
  }
  return parts;
}

/** Places this close beyond an end are the end: lengths of legs are rounded. */
const END_SLACK_M = 1e-6;

/** Height at a place; NaN in gaps and beyond the ends. On a step the first of its heights. */
export function heightOn({ along, height }: HeightLine, place: number): number {
  let low = 0;
  let high = along.length - 1;
  if (high < 0 || place < along[0]! - END_SLACK_M || place > along[high]! + END_SLACK_M) return Number.NaN;
  const at = Math.min(along[high]!, Math.max(along[0]!, place));
  // the first vertex that is not before the place
  while (low < high) {
    const middle = (low + high) >> 1;
    if (along[middle]! < at) low = middle + 1;
    else high = middle;
  }
  if (along[low]! === at) {
    for (let i = low; i < along.length && along[i]! === at; i++) if (!Number.isNaN(height[i]!)) return height[i]!;
    return Number.NaN;
  }
  const share = (at - along[low - 1]!) / (along[low]! - along[low - 1]!);
  return height[low - 1]! + share * (height[low]! - height[low - 1]!);
}

/** The lines of consecutive stretches as one. @param parts each with the distance at which it begins */
export function joinLines(parts: readonly { readonly line: HeightLine; readonly beginM: number }[]): HeightLine {
  const builder = new LineBuilder();
  let end = Number.NaN;
  for (const { line, beginM } of parts) {
    if (line.along.length === 0) continue;
    // a stretch that begins later than the one before ended leaves a gap
    if (line.along[0]! + beginM > end + 1e-6) builder.breakAt(end);
    for (let i = 0; i < line.along.length; i++) builder.add(line.along[i]! + beginM, line.height[i]!);
    end = line.along.at(-1)! + beginM;
  }
  return builder.finish();
}
