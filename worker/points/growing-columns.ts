/** Point columns that are filled point by point. */
import { LimitError } from '#core/errors.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';

/** Columns that double when they are full. */
export class GrowingColumns {
  private count = 0;
  private east: Float64Array<ArrayBuffer>;
  private north: Float64Array<ArrayBuffer>;
  private height: Float64Array<ArrayBuffer>;
  private classification: Uint8Array<ArrayBuffer>;
  private readonly maxPoints: number;

  /** @param expected points that may come at most, as far as is known: room that is not used costs no memory */
  constructor(maxPoints: number, expected = 0) {
    this.maxPoints = maxPoints;
    const room = Math.max(1024, Math.min(expected, maxPoints));
    this.east = new Float64Array(room);
    this.north = new Float64Array(room);
    this.height = new Float64Array(room);
    this.classification = new Uint8Array(room);
  }

  /** Makes room for `more` points. */
  reserve(more: number): void {
    if (this.count + more <= this.east.length) return;
    const size = Math.max(this.count + more, 2 * this.east.length);
    this.east = grown(this.east, size);
    this.north = grown(this.north, size);
    this.height = grown(this.height, size);
    const classes = new Uint8Array(size);
    classes.set(this.classification);
    this.classification = classes;
  }

  /** Of all points so far; a node more than allowed is the most that is ever held. */
  checkLimit(): void {
    if (this.count <= this.maxPoints) return;
    throw new LimitError(
      `too many points for one measurement: expected at most ${this.maxPoints}, seen more; measure a smaller area`,
      { limit: this.maxPoints, actual: this.count },
    );
  }

  push(east: number, north: number, height: number, code: number): void {
    const i = this.count++;
    this.east[i] = east;
    this.north[i] = north;
    this.height[i] = height;
    this.classification[i] = code;
  }

  finish(): PointColumns {
    const { count } = this;
    return {
      count,
      east: this.east.subarray(0, count),
      north: this.north.subarray(0, count),
      height: this.height.subarray(0, count),
      classification: this.classification.subarray(0, count),
    };
  }
}

function grown(column: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(size);
  next.set(column);
  return next;
}
