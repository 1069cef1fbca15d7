/** What the steps of a scrub share: counting, telling damage, and reading at the pace that is allowed. */
import { digestFile, type FileDigest } from '../digest-file.ts';
import type { WorkerPool } from '../pool.ts';
import { isErrno } from '../store/atomic-file.ts';
import { stampOf } from '../store/file-stamp.ts';
import { ItemIndex } from '../store/item-index.ts';
import type { ItemSet } from '../store/item-set.ts';
import type { StorePaths } from '../store/store-paths.ts';
import { type Damage, MAX_DAMAGE, type ScrubCounts, type ScrubReport } from './scrub-report.ts';
import type { Throttle } from './throttle.ts';

type MutableCounts = { -readonly [K in keyof ScrubCounts]: ScrubCounts[K] };

export class ScrubContext {
  readonly paths: StorePaths;
  readonly pool: WorkerPool;
  readonly throttle: Throttle;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since 1970; what is older is left out. */
  readonly since: number;
  readonly counts: MutableCounts;
  readonly damage: Damage[];
  readonly unchecked: Record<string, number>;
  moreDamage: number;
  #set: { readonly cid: string; readonly stamp: string | null; readonly set: ItemSet | null } | null = null;

  constructor(
    given: Pick<ScrubContext, 'paths' | 'pool' | 'throttle' | 'signal' | 'since'>,
    before: Pick<ScrubReport, 'counts' | 'damage' | 'moreDamage' | 'unchecked'>,
  ) {
    this.paths = given.paths;
    this.pool = given.pool;
    this.throttle = given.throttle;
    this.signal = given.signal;
    this.since = given.since;
    this.counts = { ...before.counts };
    this.damage = [...before.damage];
    this.unchecked = { ...before.unchecked };
    this.moreDamage = before.moreDamage;
  }

  /** The items of a collection as its index files have them; null where there are none that hold. */
  async setOf(cid: string): Promise<ItemSet | null> {
    const stamp = await stampOf(this.paths.collectionFile(cid));
    if (this.#set?.cid === cid && this.#set.stamp === stamp) return this.#set.set;
    const set = await new ItemIndex(this.paths).set(cid).catch(() => null);
    this.#set = { cid, stamp, set };
    return set;
  }

  tell(damage: Damage): void {
    if (this.damage.length < MAX_DAMAGE) this.damage.push(damage);
    else this.moreDamage += 1;
  }

  /** Counts a file without a checksum on record. */
  leave(kind: string): void {
    this.unchecked[kind] = (this.unchecked[kind] ?? 0) + 1;
  }

  /** Reads a file at the pace that is allowed; null when it is not there, the error's words when it cannot be read. */
  async digest(path: string): Promise<FileDigest | string | null> {
    try {
      const found = await digestFile(path, {
        ...(this.signal ? { signal: this.signal } : {}),
        pace: (bytes) => this.throttle.take(bytes, this.signal),
      });
      this.counts.files += 1;
      this.counts.sizeBytes += found.sizeBytes;
      return found;
    } catch (error) {
      this.signal?.throwIfAborted();
      if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
      return error instanceof Error ? error.message : String(error);
    }
  }
}
