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
import { type DeliveryProgress, ProgressClock } from './progress-clock.ts';

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
  const clock = new ProgressClock();
  let told = Number.NEGATIVE_INFINITY;
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
    if (now - told < TELL_EVERY_MS) return;
    told = now;
    const { phase, item, index: at, count } = event;
    const place = { ...(item === undefined ? {} : { item }), index: at ?? 0, count: count ?? 1 };
    process.send!({ kind: 'progress', progress: { phase, ...place, ...numbers } } satisfies ChildMessage);
  };
  try {
    return await indexDelivery([source], options, { store: openStore(storeDir), pool, maxMemoryBytes, onProgress });
  } finally {
    await pool.close();
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
