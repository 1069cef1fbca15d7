/** Whether the server has too much to do: memory, event loop, answers that clients do not take. With hysteresis, so that it does not flutter. */

export type StrainReason = 'memory' | 'event-loop' | 'pending';

interface StrainSample {
  readonly rssBytes: number;
  readonly pendingBytes: number;
  /** 99th percentile since the sample before, milliseconds. */
  readonly loopDelayMs: number;
}

export interface StrainLimits {
  readonly maxRssBytes: number;
  readonly maxPendingBytes: number;
  /** 0: none. */
  readonly maxEventLoopDelayMs: number;
}

/** Strain ends below this part of the limit. */
const RELEASE = { memory: 0.92, pending: 0.8, 'event-loop': 0.8 } as const;
/** One long turn of the event loop is over when it is seen; so many samples in a row are not. */
const LOOP_SAMPLES = 3;

export class Strain {
  readonly #limits: StrainLimits;
  readonly #reasons = new Set<StrainReason>();
  #slowSamples = 0;

  constructor(limits: StrainLimits) {
    this.#limits = limits;
  }

  /** The first of them; null: all is well. */
  get reason(): StrainReason | null {
    for (const reason of ['memory', 'pending', 'event-loop'] as const) if (this.#reasons.has(reason)) return reason;
    return null;
  }

  add({ rssBytes, pendingBytes, loopDelayMs }: StrainSample): void {
    const { maxRssBytes, maxPendingBytes, maxEventLoopDelayMs } = this.#limits;
    this.#hold('memory', rssBytes / maxRssBytes, rssBytes > maxRssBytes);
    this.#hold('pending', pendingBytes / maxPendingBytes, pendingBytes > maxPendingBytes);
    if (maxEventLoopDelayMs === 0) return;
    const isSlow = loopDelayMs > maxEventLoopDelayMs;
    this.#slowSamples = isSlow ? this.#slowSamples + 1 : 0;
    this.#hold('event-loop', loopDelayMs / maxEventLoopDelayMs, this.#slowSamples >= LOOP_SAMPLES);
  }

  #hold(reason: StrainReason, part: number, isOver: boolean): void {
    if (isOver) this.#reasons.add(reason);
    else if (part < RELEASE[reason]) this.#reasons.delete(reason);
  }
}
