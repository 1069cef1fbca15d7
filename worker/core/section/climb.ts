/** What is climbed on the way along a line, and where it is steepest. How it is counted and when it fails: way.md. Metres. */
import { type HeightLine, partsOf } from './section-line.ts';

export interface ClimbOnLine {
  /** Rises higher than the tolerance, in the direction of the line; over a gap its net rise. */
  readonly upM: number;
  readonly downM: number;
  /** Net rises and falls over gaps. */
  readonly gapUpM: number;
  readonly gapDownM: number;
  /** [along, height] where what counts begins and ends. */
  readonly turns: readonly (readonly [along: number, height: number])[];
}

/**
 * Adds up the rises and falls of more than `toleranceM`: a fall of less inside a rise is noise, and so is a rise inside a fall.
 * Heights are right within half the tolerance: then a steady grade gives its own climb within the tolerance.
 */
export function climbOnLine(line: HeightLine, toleranceM: number): ClimbOnLine {
  const { along, height } = line;
  const turns = turnsOf(line, toleranceM);
  let [upM, downM] = [0, 0];
  for (let k = 1; k < turns.length; k++) {
    const rise = height[turns[k]!]! - height[turns[k - 1]!]!;
    if (rise > 0) upM += rise;
    else downM -= rise;
  }
  let [gapUpM, gapDownM] = [0, 0];
  const parts = partsOf(line);
  for (let k = 1; k < parts.length; k++) {
    const rise = height[parts[k]![0]]! - height[parts[k - 1]![1] - 1]!;
    if (rise > 0) gapUpM += rise;
    else gapDownM -= rise;
  }
  return { upM, downM, gapUpM, gapDownM, turns: turns.map((i) => [along[i]!, height[i]!] as const) };
}

/** Vertices at which a rise turns into a fall, or back; the first and the last end the way. */
function turnsOf({ height }: HeightLine, toleranceM: number): number[] {
  const turns: number[] = [];
  let [low, high] = [-1, -1];
  /** 1 in a rise, −1 in a fall, 0 before the first of them. */
  let direction = 0;
  for (let i = 0; i < height.length; i++) {
    const h = height[i]!;
    if (Number.isNaN(h)) continue;
    if (low < 0) [low, high] = [i, i];
    if (direction >= 0 && h > height[high]!) high = i;
    if (direction <= 0 && h < height[low]!) low = i;
    if (direction <= 0 && h - height[low]! > toleranceM) {
      turns.push(low);
      direction = 1;
      high = i;
    } else if (direction >= 0 && height[high]! - h > toleranceM) {
      turns.push(high);
      direction = -1;
      low = i;
    }
  }
  if (direction !== 0) turns.push(direction > 0 ? high : low);
  return turns;
}

/** Highest and lowest vertex; null for a line without any. Of equal ones the first. */
export function extremesOf({ height }: HeightLine): { highest: number; lowest: number } | null {
  let [highest, lowest] = [-1, -1];
  for (let i = 0; i < height.length; i++) {
    const h = height[i]!;
    if (Number.isNaN(h)) continue;
    if (highest < 0 || h > height[highest]!) highest = i;
    if (lowest < 0 || h < height[lowest]!) lowest = i;
  }
  return highest < 0 ? null : { highest, lowest };
}

export interface SteepStretch {
  readonly fromM: number;
  readonly toM: number;
  /** Rising positive; 1 is 45°. */
  readonly slope: number;
}

/** Places of a stretch that are tried: this share of its length apart. */
const TRIED_SHARE = 1 / 40;

/**
 * The steepest stretch of a length, up or down: the least-squares slope of the line over it, so that what a single vertex is
 * off counts little. Null where no known part is that long. Of equal ones the first.
 */
export function steepestStretch(line: HeightLine, lengthM: number): SteepStretch | null {
  let best: SteepStretch | null = null;
  for (const [begin, end] of partsOf(line)) {
    const own = steepestOfPart(line.along.subarray(begin, end), line.height.subarray(begin, end), lengthM);
    if (own && (!best || Math.abs(own.slope) > Math.abs(best.slope))) best = own;
  }
  return best;
}

function steepestOfPart(along: Float64Array, height: Float64Array, lengthM: number): SteepStretch | null {
  const [first, last] = [along[0]!, along.at(-1)!];
  const roomM = last - first - lengthM;
  if (!(roomM >= -1e-9)) return null;
  const tries = Math.max(1, Math.ceil(roomM / (lengthM * TRIED_SHARE)));
  const head = new Moments(along, height);
  const tail = new Moments(along, height);
  let best: SteepStretch | null = null;
  for (let k = 0; k <= tries; k++) {
    const from = Math.max(0, (k / tries) * roomM);
    const [a0, b0] = tail.upTo(from);
    const [a1, b1] = head.upTo(Math.min(last - first, from + lengthM));
    // 12/L³ · ∫ (s − middle) h ds
    const slope = (12 * (b1 - b0 - (from + lengthM / 2) * (a1 - a0))) / lengthM ** 3;
    if (!best || Math.abs(slope) > Math.abs(best.slope)) {
      best = { fromM: first + from, toM: first + from + lengthM, slope };
    }
  }
  return best;
}

/** ∫ h ds and ∫ s h ds from the beginning of a part, asked for at ascending places; s and h count from its first vertex. */
class Moments {
  private readonly along: Float64Array;
  private readonly height: Float64Array;
  private vertex = 0;
  private area = 0;
  private moment = 0;

  constructor(along: Float64Array, height: Float64Array) {
    this.along = along;
    this.height = height;
  }

  upTo(place: number): readonly [area: number, moment: number] {
    const { along, height } = this;
    const at = place + along[0]!;
    while (this.vertex + 1 < along.length && along[this.vertex + 1]! <= at) {
      const [area, moment] = this.add(along[this.vertex + 1]!, height[this.vertex + 1]!);
      [this.area, this.moment] = [area, moment];
      this.vertex++;
    }
    if (this.vertex + 1 >= along.length) return [this.area, this.moment];
    const [from, to] = [along[this.vertex]!, along[this.vertex + 1]!];
    const share = (at - from) / (to - from);
    return this.add(at, height[this.vertex]! + share * (height[this.vertex + 1]! - height[this.vertex]!));
  }

  /** With the stretch from the last vertex to a place and its height: Simpson's rule is exact for both. */
  private add(to: number, heightThere: number): readonly [number, number] {
    const { along, height, vertex } = this;
    const [s0, s1] = [along[vertex]! - along[0]!, to - along[0]!];
    const [h0, h1] = [height[vertex]! - height[0]!, heightThere - height[0]!];
    const width = s1 - s0;
    const middle = ((s0 + s1) / 2) * ((h0 + h1) / 2);
    return [this.area + (width * (h0 + h1)) / 2, this.moment + (width * (s0 * h0 + 4 * middle + s1 * h1)) / 6];
  }
}
