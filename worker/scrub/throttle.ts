/** So many bytes a second and no more: whoever takes more waits. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes that may be taken at once after a pause. */
const BURST_SECONDS = 0.25;
const LONGEST_WAIT_MS = 60_000;

export class Throttle {
  readonly #bytesPerSecond: number;
  #free: number;
  #last = performance.now();

  /** @param bytesPerSecond Infinity never waits */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#free = bytesPerSecond * BURST_SECONDS;
  }

  /** @throws the signal's reason when it aborts meanwhile */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    const earned = ((now - this.#last) / 1000) * this.#bytesPerSecond;
    this.#last = now;
    this.#free = Math.min(this.#free + earned, this.#bytesPerSecond * BURST_SECONDS) - bytes;
    if (this.#free >= 0) return;
    const waitMs = Math.min(LONGEST_WAIT_MS, (-this.#free / this.#bytesPerSecond) * 1000);
    await sleep(waitMs, undefined, signal ? { signal } : {});
  }
}
