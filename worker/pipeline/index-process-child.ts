/** The process that `index-process.ts` starts: one delivery into a store, within bounds; then it ends. */
import { basename } from 'node:path';
import yauzl from 'yauzl';
import { LimitError } from '#core/errors.ts';
import { createPool } from '../pool.ts';
import { compileInLine } from '../sound-compiler.ts';
import { openStore } from '../store/store.ts';
import { type WireError, wireError } from '../wire-error.ts';
import { type IndexOptions, type IndexReport, indexDelivery } from './index-delivery.ts';
import type { IndexingProgress } from './index-process.ts';
import { threadsWithin } from './memory-plan.ts';
import { type DeliveryProgress, ProgressClock, type ProgressNumbers } from './progress-clock.ts';

export interface ChildInput {
  /** A point file or a zip. */
  readonly source: string;
  readonly storeDir: string;
  readonly options: IndexOptions;
  readonly maxMemoryBytes: number;
  readonly threads: number;
  /** Of all files together. */
  readonly maxPoints: number;
  readonly maxFiles: number;
  /** Point files of a zip, unpacked. */
  readonly maxUnpackedBytes: number;
}

export type ChildReport = IndexReport;

export type ChildMessage =
  | { readonly kind: 'progress'; readonly progress: IndexingProgress }
  | { readonly kind: 'done'; readonly report: ChildReport }
  | { readonly kind: 'failed'; readonly error: WireError };

const TELL_EVERY_MS = 200;

// whoever started it is gone: nobody wants what is made
process.once('disconnect', () => process.exit(1));
process.once('message', (input: ChildInput) => void answer(input));

async function answer(input: ChildInput): Promise<void> {
  const message: ChildMessage = await index(input).then(
    (report) => ({ kind: 'done', report }),
    (error: unknown) => ({ kind: 'failed', error: wireError(error) }),
  );
  process.send!(message, () => process.exit(0));
}

async function index(input: ChildInput): Promise<ChildReport> {
  const { source, storeDir, options, maxMemoryBytes, threads, maxPoints } = input;
  await checkZip(input);
  compileInLine();
  const pool = createPool({ threads: threadsWithin(maxMemoryBytes, threads) });
  const clock = new WholeClock();
  let last = Number.NEGATIVE_INFINITY;
  let points = 0;
  const onProgress = (event: DeliveryProgress) => {
    // thrown here it is the verdict on the file, before a point of it is read
    if (event.phase === 'prepare') {
      points += event.totalPoints ?? 0;
      if (points > maxPoints) {
        throw new LimitError(`expected at most ${maxPoints} points, the file promises ${points}`, {
          limit: maxPoints,
          actual: points,
        });
      }
    }
    const numbers = clock.add(event);
    const now = performance.now();
    if (now - last < TELL_EVERY_MS) return;
    last = now;
    const { item, index: at, count } = event;
    const place = { ...(item === undefined ? {} : { item }), index: at ?? 0, count: count ?? 1 };
    process.send!({ kind: 'progress', progress: { ...place, ...numbers } } satisfies ChildMessage);
  };
  try {
    return await indexDelivery([source], options, { store: openStore(storeDir), pool, maxMemoryBytes, onProgress });
  } finally {
    await pool.close();
  }
}

/** Share of the time that goes into the points; the rest into the surfaces that are made of them. */
const POINTS_SHARE = 0.6;

/** One percentage over indexing and the products after it: it only grows. */
class WholeClock {
  readonly #clock = new ProgressClock();
  readonly #start = performance.now();
  #points: ProgressNumbers | null = null;
  #isPublished = false;
  /** Of the products: item, how many works on it have begun, part of the present one. */
  #place = 0;
  #works = 0;
  #part = 1;

  add(event: DeliveryProgress): ProgressNumbers & { readonly phase: string } {
    const { phase, fraction, index = 0, count = 1 } = event;
    if (!this.#isPublished) {
      this.#points = this.#clock.add(event);
      this.#isPublished = phase === 'publish' && index === count - 1;
      return { phase, ...this.#points, ...this.#whole(POINTS_SHARE * (this.#points.percent / 100)) };
    }
    if (index !== this.#place) this.#works = 0;
    if (index !== this.#place || fraction < this.#part) this.#works += 1;
    [this.#place, this.#part] = [index, fraction];
    // how many works an item takes is not known beforehand: each takes half of what is left
    const ofItem = 1 - (1 - fraction / 2) / 2 ** (this.#works - 1);
    const done = POINTS_SHARE + (1 - POINTS_SHARE) * ((index + ofItem) / count);
    return { phase: 'products', ...this.#points!, pointsPerSecond: 0, ...this.#whole(done) };
  }

  #whole(done: number): Pick<ProgressNumbers, 'percent' | 'seconds' | 'secondsLeft'> {
    const seconds = (performance.now() - this.#start) / 1000;
    return {
      percent: Math.round(done * 1000) / 10,
      seconds: Math.round(seconds * 10) / 10,
      secondsLeft: done > 0.02 ? Math.round((seconds * (1 - done)) / done) : null,
    };
  }
}

/** What a zip would unpack to, before anything of it is unpacked. @throws {LimitError} */
async function checkZip({ source, maxFiles, maxUnpackedBytes }: ChildInput): Promise<void> {
  if (!/\.zip$/i.test(source)) return;
  const zip = await yauzl.openPromise(source).catch(() => null);
  // one that cannot be read is told so by the indexer
  if (zip === null) return;
  try {
    let [files, bytes] = [0, 0];
    for await (const { fileName, uncompressedSize } of zip.eachEntry()) {
      if (!/\.(las|laz)$/i.test(fileName)) continue;
      files += 1;
      bytes += uncompressedSize;
      if (files > maxFiles)
        throw limit(`${basename(source)}: expected at most ${maxFiles} point files`, maxFiles, files);
      if (bytes > maxUnpackedBytes) {
        throw limit(
          `${basename(source)}: expected at most ${maxUnpackedBytes} bytes unpacked`,
          maxUnpackedBytes,
          bytes,
        );
      }
    }
  } catch (error) {
    if (error instanceof LimitError) throw error;
  } finally {
    zip.close();
  }
}

function limit(message: string, limit: number, actual: number): LimitError {
  return new LimitError(`${message}, seen ${actual}`, { limit, actual });
}
