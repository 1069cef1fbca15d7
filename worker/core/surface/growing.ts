/** Columns of numbers whose length is not known beforehand: they double as they fill, and never pass a limit. */
import { LimitError } from '../errors.ts';

const FIRST_LENGTH = 1024;

abstract class Growing<A extends Float64Array | Uint32Array> {
  length = 0;
  private values: A;
  private readonly limit: number;
  private readonly what: string;

  /**
   * @param limit most numbers that it takes
   * @param what what is counted, for the error
   */
  constructor(limit: number, what: string) {
    this.limit = limit;
    this.what = what;
    this.values = this.make(FIRST_LENGTH);
  }

  protected abstract make(length: number): A;

  /** @throws {LimitError} above the limit */
  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index]!;
  }

  /** A view of what is there; valid until the next push. */
  filled(): A {
    return this.values.subarray(0, this.length) as A;
  }

  /** A copy that takes no more memory than its numbers need. */
  trimmed(): A {
    return this.values.slice(0, this.length) as A;
  }

  private grow(): void {
    if (this.length >= this.limit) {
      throw new LimitError(`expected at most ${this.limit} ${this.what}, seen more`, {
        limit: this.limit,
        actual: this.length + 1,
      });
    }
    const next = this.make(Math.min(this.limit, 2 * this.length));
    next.set(this.values);
    this.values = next;
  }
}

export class GrowingDoubles extends Growing<Float64Array> {
  protected make(length: number): Float64Array {
    return new Float64Array(length);
  }
}

export class GrowingIndices extends Growing<Uint32Array> {
  protected make(length: number): Uint32Array {
    return new Uint32Array(length);
  }
}
