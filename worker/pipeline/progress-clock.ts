/** What people want to know of a long run: percent, rate, time left. From the events that the phases report. */
import type { Progress } from '../pool.ts';

export interface DeliveryProgress extends Progress {
  readonly item?: string;
  /** Place of the item among `count`, from 0. */
  readonly index?: number;
  readonly count?: number;
}

export interface ProgressNumbers {
  /** Of the whole run, one digit behind the point. */
  readonly percent: number;
  readonly points: number;
  readonly pointsPerSecond: number;
  readonly seconds: number;
  /** Null as long as nobody can tell. */
  readonly secondsLeft: number | null;
}

/** Indexing goes over the points twice; these are the shares of the time that it takes. Other work has one phase. */
const SHARES: Readonly<Record<string, { readonly from: number; readonly share: number }>> = {
  hash: { from: 0, share: 0 },
  prepare: { from: 0, share: 0 },
  read: { from: 0, share: 0.4 },
  build: { from: 0.4, share: 0.58 },
  write: { from: 0.98, share: 0.01 },
  publish: { from: 0.99, share: 0.01 },
};
/** Before this share of the work is done, time left is a guess. */
const TELLING_SHARE = 0.02;

export class ProgressClock {
  private points = 0;
  private readonly start: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now = performance.now()) {
    this.start = now;
  }

  /** Takes an event in. Every event has to pass here: points are counted. */
  add(
    { phase, fraction, points = 0, index = 0, count = 1 }: DeliveryProgress,
    now = performance.now(),
  ): ProgressNumbers {
    const shares = SHARES[phase];
    this.points += points * (shares?.share ?? 1);
    const ofItem = shares ? shares.from + shares.share * fraction : fraction;
    const done = Math.min(1, Math.max(0, (index + ofItem) / count));
    const seconds = (now - this.start) / 1000;
    return {
      percent: Math.round(done * 1000) / 10,
      points: Math.round(this.points),
      pointsPerSecond: seconds > 0 ? Math.round(this.points / seconds) : 0,
      seconds: Math.round(seconds * 10) / 10,
      secondsLeft: done > TELLING_SHARE ? Math.round((seconds * (1 - done)) / done) : null,
    };
  }
}
