/**
 * Counts of downloads in a store. Several processes may count at the same time: each adds what it has to the month's file under a
 * lock. What is in memory is written every minute and at the end; a crash loses no more than that.
 */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, writeFileAtomic } from '../store/atomic-file.ts';
import { withStoreLock } from '../store/store-lock.ts';
import {
  type CountFile,
  type CountKey,
  type DownloadCount,
  formatCountFile,
  keyOfCount,
  parseCountFile,
  sumCounts,
} from './count-file.ts';

const FOLDER = '.counts';
const FILE = /^(\d{4}-\d{2})\.json$/;
/** A month of a prefecture in which every sheet is taken on every day is smaller. */
const MAX_FILE_BYTES = 256 * 2 ** 20;
/** Different files and days that wait to be written; more are not counted. */
const MAX_PENDING = 200_000;
/** No file gains more than this in a minute: what asks more often is no person. */
const MAX_PER_MINUTE = 30;
const MINUTE_MS = 60_000;

export interface DownloadCounterOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Downloads {
  /** Day on which counting began; null: nothing was ever counted. */
  readonly since: string | null;
  readonly counts: readonly DownloadCount[];
}

export class DownloadCounter {
  readonly #dir: string;
  readonly #now: () => number;
  #pending = new Map<string, DownloadCount>();
  /** Reading and writing, one after the other: so that nothing is seen twice, or not at all. */
  #line: Promise<unknown> = Promise.resolve();
  #minute = 0;
  #inMinute = new Map<string, number>();
  readonly #files = new Map<string, { readonly stamp: string; readonly file: CountFile }>();

  constructor(storeDir: string, { now = Date.now }: DownloadCounterOptions = {}) {
    this.#dir = join(storeDir, FOLDER);
    this.#now = now;
  }

  /** One download, now. */
  add(key: Omit<CountKey, 'day'>): void {
    const time = this.#now();
    const day = new Date(time).toISOString().slice(0, 10);
    const name = keyOfCount({ ...key, day });
    if (!this.#hasRoom(name, time)) return;
    this.#pending.set(name, { ...key, day, count: 1 + (this.#pending.get(name)?.count ?? 0) });
  }

  /** Everything that was counted, written or not. */
  read(): Promise<Downloads> {
    return this.#inTurn(async () => {
      const files = await this.#readFiles();
      const rest = [...this.#pending.values()];
      const days = [...files.map(({ since }) => since), ...rest.map(({ day }) => day)].sort();
      return { since: days[0] ?? null, counts: sumCounts([...files.flatMap(({ counts }) => counts), ...rest]) };
    });
  }

  /** Writes what is in memory. @throws what writing throws; nothing is lost then */
  flush(): Promise<void> {
    return this.#inTurn(() => this.#write());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#line.then(work);
    this.#line = own.catch(() => undefined);
    return own;
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return;
    const left = new Set(this.#pending.values());
    this.#pending = new Map();
    try {
      await mkdir(this.#dir, { recursive: true });
      for (const [month, counts] of byMonth([...left])) {
        await withStoreLock(this.#dir, () => this.#addTo(month, counts));
        for (const one of counts) left.delete(one);
      }
    } finally {
      for (const one of left) {
        const key = keyOfCount(one);
        this.#pending.set(key, { ...one, count: one.count + (this.#pending.get(key)?.count ?? 0) });
      }
    }
  }

  async #addTo(month: string, counts: readonly DownloadCount[]): Promise<void> {
    const path = join(this.#dir, `${month}.json`);
    const known = await readCountFile(path);
    const first = counts.map(({ day }) => day).sort()[0] as string;
    const since = known && known.since < first ? known.since : first;
    await writeFileAtomic(path, formatCountFile({ since, counts: sumCounts([...(known?.counts ?? []), ...counts]) }));
  }

  #hasRoom(name: string, time: number): boolean {
    const minute = Math.floor(time / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#inMinute = new Map();
    }
    const count = 1 + (this.#inMinute.get(name) ?? 0);
    if (count > MAX_PER_MINUTE) return false;
    if (!this.#pending.has(name) && this.#pending.size >= MAX_PENDING) return false;
    this.#inMinute.set(name, count);
    return true;
  }

  /** Months are read again when they have changed. */
  async #readFiles(): Promise<CountFile[]> {
    const names = await readdir(this.#dir).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    });
    const files: CountFile[] = [];
    for (const name of names.filter((one) => FILE.test(one)).sort()) {
      const path = join(this.#dir, name);
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = `${ino}/${mtimeMs}/${size}`;
      let known = this.#files.get(name);
      if (known?.stamp !== stamp) {
        const file = await readCountFile(path);
        if (!file) continue;
        known = { stamp, file };
        this.#files.set(name, known);
      }
      files.push(known.file);
    }
    return files;
  }
}

function byMonth(counts: readonly DownloadCount[]): Map<string, DownloadCount[]> {
  const months = new Map<string, DownloadCount[]>();
  for (const one of counts) {
    const month = one.day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), one]);
  }
  return months;
}

/** @throws {Error} naming the file when it is not as we write it: it is never overwritten then */
async function readCountFile(path: string): Promise<CountFile | null> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new Error(`${path}: expected at most ${MAX_FILE_BYTES} bytes, seen ${size}`);
    return parseCountFile(await readFile(path, 'utf8'));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    if (error instanceof SyntaxError) throw new Error(`${path}: ${error.message}`);
    throw error;
  }
}
