/** Looks at memory, the event loop and answers on their way twice a second, and says when there is too much of them. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Strain, type StrainLimits, type StrainReason } from './strain.ts';

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

const EVERY_MS = 500;
/** How often the event loop is asked; what is measured beyond it is delay. */
const RESOLUTION_MS = 20;
/** Percentiles that are told go over this many samples: what a scraper sees between two visits. */
const TOLD_SAMPLES = 30;

interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export class Watch {
  readonly strain: Strain;
  readonly #short: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #long: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #told: LoopDelay = { p50Ms: 0, p99Ms: 0 };
  #samples = 0;

  /** @param pendingBytes answers that clients have not taken yet */
  constructor(limits: StrainLimits, pendingBytes: () => number) {
    this.strain = new Strain(limits);
    this.#short.enable();
    this.#long.enable();
    this.#timer = setInterval(() => {
      this.strain.add({
        rssBytes: process.memoryUsage.rss(),
        pendingBytes: pendingBytes(),
        loopDelayMs: delayMs(this.#short, 99),
      });
      this.#short.reset();
      if (++this.#samples % TOLD_SAMPLES !== 0) return;
      this.#told = this.#percentiles();
      this.#long.reset();
    }, EVERY_MS).unref();
  }

  get reason(): StrainReason | null {
    return this.strain.reason;
  }

  /** Over the last quarter of a minute; over the time since the start when that is less. */
  get loopDelay(): LoopDelay {
    return this.#samples < TOLD_SAMPLES ? this.#percentiles() : this.#told;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#short.disable();
    this.#long.disable();
  }

  #percentiles(): LoopDelay {
    return { p50Ms: delayMs(this.#long, 50), p99Ms: delayMs(this.#long, 99) };
  }
}

function delayMs(histogram: IntervalHistogram, percentile: number): number {
  return histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(percentile) / 1e6 - RESOLUTION_MS);
}
