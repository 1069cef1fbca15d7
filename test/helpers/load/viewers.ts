/** Viewers that replay a visit: connections that are kept, requests at the times of the recording, over and over. */
import { isTile, type RecordedRequest, type Visit } from './browsing.ts';
import { LightClient } from './light-client.ts';

export interface Tally {
  /** By status; 0: the connection broke. */
  readonly statuses: Map<number, number>;
  /** Of tiles that were made before, from the request to the last byte. */
  readonly tileMs: number[];
  /** Of tiles that are taken out of the cache all the time. */
  readonly madeMs: number[];
  readonly otherMs: number[];
  /** Which those are. */
  readonly isMadeAnew: (path: string) => boolean;
  bytes: number;
  /** When everybody had come: times of answers count from then on, everything else from the beginning. */
  readonly timedFrom: number;
  /** The first few answers that should not have been. */
  readonly wrong: string[];
}

export const emptyTally = (timedFrom = 0, isMadeAnew: Tally['isMadeAnew'] = () => false): Tally => ({
  ...{ statuses: new Map(), tileMs: [], madeMs: [], otherMs: [], bytes: 0, timedFrom, isMadeAnew, wrong: [] },
});

/** As many as a browser opens to one server. */
const CONNECTIONS = 6;
const KEPT_WRONG = 10;

/** The time of a run. One place for thousands of waits: as many listeners of one signal would take longer than the requests. */
export class Run {
  readonly #waits = new Set<() => void>();
  #isOver = false;

  constructor(ms: number) {
    setTimeout(() => {
      this.#isOver = true;
      for (const wake of this.#waits) wake();
    }, ms);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Until then, or until the run is over. */
  until(time: number): Promise<void> {
    const ms = time - performance.now();
    if (ms <= 0 || this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waits.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waits.add(wake);
    });
  }
}

export interface Entry {
  /** When he comes. */
  readonly at: number;
  /** Where in his first visit he begins, so that not all do the same at once. */
  readonly visitMs: number;
}

/** One viewer. */
export async function browse(url: string, visit: Visit, entry: Entry, tally: Tally, run: Run): Promise<void> {
  await run.until(entry.at);
  const client = new LightClient(url);
  const running = new Set<Promise<void>>();
  for (let at = entry.visitMs; !run.isOver; at = 0) {
    let began = performance.now() - at;
    for (const asked of visit.requests) {
      if (asked.atMs < at) continue;
      await run.until(began + asked.atMs);
      // who waits for answers looks on later: a visit takes longer where the server is slow
      while (running.size >= CONNECTIONS) await Promise.race(running);
      began = Math.max(began, performance.now() - asked.atMs);
      if (run.isOver) break;
      const one = ask(client, asked, tally, run).finally(() => running.delete(one));
      running.add(one);
    }
    await run.until(began + visit.durationMs);
  }
  client.close();
  await Promise.all(running);
}

/** Counts the answer; never throws. */
export async function ask(client: LightClient, asked: RecordedRequest, tally: Tally, run?: Run): Promise<void> {
  const { method, path } = asked;
  const tell = (status: number, why: string) => {
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
    if ((status === 0 || status >= 400) && tally.wrong.length < KEPT_WRONG) {
      tally.wrong.push(`${method} ${path} → ${status} ${why}`.slice(0, 400));
    }
  };
  try {
    const { status, bodyBytes, ms, text } = await client.ask(asked);
    tally.bytes += bodyBytes;
    tell(status, text);
    if (status === 200 && performance.now() - ms >= tally.timedFrom) {
      const { isMadeAnew, tileMs, madeMs, otherMs } = tally;
      (isMadeAnew(path) ? madeMs : isTile(path) ? tileMs : otherMs).push(ms);
    }
  } catch (error) {
    // what the end of the run cut off is nobody's fault
    if (!run?.isOver) tell(0, error instanceof Error ? error.message : String(error));
  }
}

/** @returns the value below which the part lies; NaN of nothing */
export function percentile(values: readonly number[], part: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}
