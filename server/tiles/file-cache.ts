/**
 * Bytes that can be made again, kept as files: found by name, made once however many ask at the same time, written under
 * a temporary name and renamed, the least recently used removed above a limit. The folder may be deleted at any time; files that are not
 * as they were written are made again. What was asked for last is kept in memory too.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { RecentBytes } from '../recent-bytes.ts';
import { SEAL_BYTES, sealOf, unsealed } from './sealed-bytes.ts';
import { SharedWork } from './shared-work.ts';

export interface FileCacheOptions {
  readonly dir: string;
  /** Bytes kept; 0 keeps nothing. */
  readonly limitBytes: number;
  /** Bytes kept in memory beside; 0, the default, keeps nothing there. */
  readonly memoryBytes?: number;
  /** Told of folders that cannot be written and the like; the cache then simply does not keep. */
  readonly onError?: (error: unknown) => void;
}

interface Entry {
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  usedAt: number;
}

export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly files: number;
  readonly bytes: number;
}

/** Times of use are written to the disk when they are this much older: they order the files after a restart. */
const TOUCH_AFTER_MS = 3_600_000;
/** Eviction goes down to this part of the limit, so that it is rare. */
const EVICT_TO = 0.9;
/** Temporary files older than this belong to a process that died. */
const STALE_AFTER_MS = 600_000;

export class FileCache {
  readonly #dir: string;
  readonly #limitBytes: number;
  readonly #onError: (error: unknown) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #making = new Map<string, SharedWork<Uint8Array>>();
  readonly #writing = new Set<Promise<void>>();
  readonly #recent: RecentBytes;
  /** Made, and not yet on the disk. */
  readonly #fresh = new Map<string, Uint8Array>();
  #scan: Promise<void> | null = null;
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #temporary = 0;
  #evicting = false;

  constructor({ dir, limitBytes, memoryBytes = 0, onError = () => undefined }: FileCacheOptions) {
    this.#dir = dir;
    this.#recent = new RecentBytes(limitBytes > 0 ? memoryBytes : 0);
    this.#limitBytes = limitBytes;
    this.#onError = onError;
  }

  counts(): CacheCounts {
    return { hits: this.#hits, misses: this.#misses, files: this.#entries.size, bytes: this.#bytes };
  }

  /**
   * @param name relative path made of letters, digits, `.`, `_`, `-` and `/`; never of a client's text unchecked
   * @param make makes the bytes; called once for all who ask meanwhile, and its error reaches all of them. Its signal
   *   aborts when all of them have left.
   */
  async get(
    name: string,
    make: (signal: AbortSignal) => Promise<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const recent = this.#recent.get(name);
    if (recent) {
      this.#hits++;
      return recent;
    }
    let making = this.#making.get(name);
    if (!making?.isJoinable) {
      const started = new SharedWork((allGone) => this.#find(name, () => make(allGone)));
      const forget = () => {
        if (this.#making.get(name) === started) this.#making.delete(name);
      };
      started.settled.then(forget);
      this.#making.set(name, started);
      making = started;
    }
    return await making.join(signal);
  }

  /** Waits until everything is written that was made. */
  async settle(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #find(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    if (this.#limitBytes > 0) {
      this.#scan ??= this.#readFolder();
      await this.#scan;
      const bytes = this.#fresh.get(name) ?? (await this.#read(name));
      if (bytes) {
        this.#hits++;
        this.#recent.add(name, bytes);
        return bytes;
      }
    }
    this.#misses++;
    const bytes = await make();
    this.#recent.add(name, bytes);
    if (this.#limitBytes > 0) this.#write(name, bytes);
    return bytes;
  }

  async #read(name: string): Promise<Uint8Array | null> {
    const entry = this.#entries.get(name);
    const path = join(this.#dir, name);
    try {
      // also when it is not in the list: another server on the same folder may have made it
      const file = (entry && (await readKnown(path, entry.sizeBytes))) ?? (await readFile(path));
      const bytes = unsealed(file);
      if (!bytes) throw new Error('damaged');
      const now = Date.now();
      if (!entry) this.#add(name, file.length, now);
      else if (now - entry.usedAt > TOUCH_AFTER_MS) await utimes(path, now / 1000, now / 1000).catch(this.#onError);
      if (entry) entry.usedAt = now;
      return bytes;
    } catch {
      this.#drop(name);
      return null;
    }
  }

  /** The answer does not wait for the disk. */
  #write(name: string, bytes: Uint8Array): void {
    const path = join(this.#dir, name);
    const temporary = `${path}.${process.pid}-${this.#temporary++}.tmp`;
    const write = async () => {
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(temporary, [bytes, sealOf(bytes)]);
        await rename(temporary, path);
        this.#add(name, bytes.length + SEAL_BYTES, Date.now());
        await this.#evict();
      } catch (error) {
        this.#onError(error);
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    };
    this.#fresh.set(name, bytes);
    const writing = write().finally(() => {
      this.#fresh.delete(name);
      this.#writing.delete(writing);
    });
    this.#writing.add(writing);
  }

  #add(name: string, sizeBytes: number, usedAt: number): void {
    this.#drop(name);
    this.#entries.set(name, { sizeBytes, usedAt });
    this.#bytes += sizeBytes;
  }

  #drop(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#entries.delete(name);
    this.#bytes -= entry.sizeBytes;
  }

  async #evict(): Promise<void> {
    if (this.#bytes <= this.#limitBytes || this.#evicting) return;
    this.#evicting = true;
    const oldest = [...this.#entries].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [name] of oldest) {
      if (this.#bytes <= this.#limitBytes * EVICT_TO) break;
      this.#drop(name);
      await rm(join(this.#dir, name), { force: true }).catch(this.#onError);
    }
    this.#evicting = false;
  }

  /** What a server before this one left. */
  async #readFolder(): Promise<void> {
    const files = await readdir(this.#dir, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const file of files) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      const found = await stat(path).catch(() => null);
      if (!found) continue;
      if (!file.name.endsWith('.tmp')) {
        this.#add(relative(this.#dir, path).split(sep).join('/'), found.size, found.mtimeMs);
      } else if (Date.now() - found.mtimeMs > STALE_AFTER_MS) {
        await rm(path, { force: true }).catch(this.#onError);
      }
    }
    await this.#evict();
  }
}

/** A file of a length that is known, in two steps instead of four: each waits for a turn of the event loop. Null when it has another one. */
async function readKnown(path: string, sizeBytes: number): Promise<Uint8Array | null> {
  const file = await open(path, 'r');
  try {
    // one more than there should be
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(sizeBytes + 1), 0, sizeBytes + 1, 0);
    return bytesRead === sizeBytes ? buffer.subarray(0, sizeBytes) : null;
  } finally {
    void file.close().catch(() => undefined);
  }
}
