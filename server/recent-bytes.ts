/** Small files as last asked for, in memory: the tiles that many look at are the same few. */

/** One large answer is not to push out a thousand small ones. */
const LARGEST_PART = 1 / 16;
/** Let go of when nobody asked for so long, so that what was deleted elsewhere does not stay in memory. */
const KEPT_MS = 60_000;

export class RecentBytes {
  readonly #limitBytes: number;
  readonly #now: () => number;
  /** In the order of use. */
  readonly #entries = new Map<string, { readonly bytes: Uint8Array; usedAt: number }>();
  #bytes = 0;

  /** @param limitBytes of all of them; 0 keeps nothing */
  constructor(limitBytes: number, now: () => number = Date.now) {
    this.#limitBytes = limitBytes;
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The bytes are shared: not to be changed. */
  get(name: string): Uint8Array | null {
    const entry = this.#entries.get(name);
    if (!entry) return null;
    if (this.#now() - entry.usedAt > KEPT_MS) {
      this.#drop(name);
      return null;
    }
    entry.usedAt = this.#now();
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.bytes;
  }

  add(name: string, bytes: Uint8Array): void {
    this.#drop(name);
    if (bytes.length > this.#limitBytes * LARGEST_PART) return;
    const now = this.#now();
    this.#entries.set(name, { bytes, usedAt: now });
    this.#bytes += bytes.length;
    for (const [oldest, { usedAt }] of this.#entries) {
      if (this.#bytes <= this.#limitBytes && now - usedAt <= KEPT_MS) break;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#entries.delete(name);
    this.#bytes -= entry.bytes.length;
  }
}
