/** The points of a large file that stay in memory: every k-th of the file, as flat columns. Pure. */
import type { NodeBox, PointColumns } from '../../streaming/point-tree.ts';

/** Bytes of a kept point: position, colour and class, detail, time. */
export const KEPT_BYTES = 12 + 4 + 8 + 4;

/** Every how many points one is kept, so that at most `limit` are. */
export function keepEvery(pointCount: number, limit: number): number {
  return Math.max(1, Math.ceil(pointCount / Math.max(1, limit)));
}

/** Points `first` … `first + count − 1` of a file that are kept (`kept`), or not, as places in their chunk. */
export function keptOf(first: number, count: number, every: number, kept: boolean): Uint32Array {
  const chosen = new Uint32Array(count);
  let length = 0;
  for (let at = 0; at < count; at++) if (((first + at) % every === 0) === kept) chosen[length++] = at;
  return chosen.subarray(0, length);
}

/** Whole steps of a length that a 32-bit integer holds over the whole file. */
const STEPS = 2 ** 30;
/** A tenth of a millimetre: finer than any survey. */
const FINEST_M = 1e-4;

export class PointSample {
  readonly position: Int32Array;
  readonly colour: Uint8Array;
  readonly detail: Uint16Array;
  readonly time: Float32Array | null;
  readonly stepM: number;
  count = 0;
  /** Points so far from the others that the header cannot be true; they are not kept. */
  outside = 0;
  hasColour = false;
  timeBase = 0;
  private base: readonly [number, number, number] | null = null;

  /** @param extentM largest side of the file, as its header says it */
  constructor(capacity: number, hasTime: boolean, extentM: number) {
    this.position = new Int32Array(3 * capacity);
    this.colour = new Uint8Array(4 * capacity);
    this.detail = new Uint16Array(4 * capacity);
    this.time = hasTime ? new Float32Array(capacity) : null;
    this.stepM = Math.max(FINEST_M, Number.isFinite(extentM) ? extentM / STEPS : FINEST_M);
  }

  get origin(): readonly [number, number, number] {
    return this.base ?? [0, 0, 0];
  }

  add(columns: PointColumns): void {
    if (columns.count === 0) return;
    if (!this.base) {
      this.base = columns.origin;
      this.timeBase = columns.timeBase;
    }
    this.hasColour ||= columns.hasColour;
    const [e, n, h] = [0, 1, 2].map((axis) => columns.origin[axis]! - this.base![axis]!) as [number, number, number];
    const shiftS = columns.timeBase - this.timeBase;
    for (let point = 0; point < columns.count; point++) {
      const x = Math.round((columns.position[3 * point]! + e) / this.stepM);
      const y = Math.round((columns.position[3 * point + 1]! + n) / this.stepM);
      const z = Math.round((columns.position[3 * point + 2]! + h) / this.stepM);
      if (!(Math.abs(x) <= 0x7fffffff && Math.abs(y) <= 0x7fffffff && Math.abs(z) <= 0x7fffffff)) {
        this.outside++;
        continue;
      }
      const to = this.count++;
      this.position[3 * to] = x;
      this.position[3 * to + 1] = y;
      this.position[3 * to + 2] = z;
      for (let part = 0; part < 4; part++) {
        this.colour[4 * to + part] = columns.colour[4 * point + part]!;
        this.detail[4 * to + part] = columns.detail[4 * point + part]!;
      }
      if (this.time && columns.time) this.time[to] = columns.time[point]! + shiftS;
    }
  }

  /** Metres of the site. */
  boxOf(points: Uint32Array): NodeBox {
    const low = [0x7fffffff, 0x7fffffff, 0x7fffffff];
    const high = [-0x7fffffff, -0x7fffffff, -0x7fffffff];
    for (const point of points) {
      for (let axis = 0; axis < 3; axis++) {
        const value = this.position[3 * point + axis]!;
        if (value < low[axis]!) low[axis] = value;
        if (value > high[axis]!) high[axis] = value;
      }
    }
    const at = (axis: number, value: number) => this.origin[axis]! + value * this.stepM;
    return [at(0, low[0]!), at(1, low[1]!), at(2, low[2]!), at(0, high[0]!), at(1, high[1]!), at(2, high[2]!)];
  }

  columnsOf(points: Uint32Array): PointColumns {
    const count = points.length;
    const box = count > 0 ? this.boxOf(points) : [...this.origin, ...this.origin];
    const origin = [Math.floor(box[0]!), Math.floor(box[1]!), Math.floor(box[2]!)] as const;
    const position = new Float32Array(3 * count);
    const colour = new Uint8Array(4 * count);
    const detail = new Uint16Array(4 * count);
    const time = this.time ? new Float32Array(count) : null;
    points.forEach((from, to) => {
      for (let axis = 0; axis < 3; axis++) {
        position[3 * to + axis] = this.origin[axis]! - origin[axis]! + this.position[3 * from + axis]! * this.stepM;
      }
      for (let part = 0; part < 4; part++) {
        colour[4 * to + part] = this.colour[4 * from + part]!;
        detail[4 * to + part] = this.detail[4 * from + part]!;
      }
      if (time) time[to] = this.time![from]!;
    });
    return { count, origin, position, colour, detail, time, timeBase: this.timeBase, hasColour: this.hasColour };
  }

  /** Intensities below which 2 % and 98 % of the points lie. */
  intensityRange(): [low: number, high: number] {
    const counts = new Uint32Array(65_536);
    for (let point = 0; point < this.count; point++) counts[this.detail[4 * point]!]!++;
    const below = (share: number) => {
      let left = share * this.count;
      for (let value = 0; value < counts.length; value++) {
        left -= counts[value]!;
        if (left < 0) return value;
      }
      return 65_535;
    };
    const [low, high] = [below(0.02), below(0.98)];
    return [low, Math.max(low + 1, high)];
  }
}
