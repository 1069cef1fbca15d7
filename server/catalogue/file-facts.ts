/** Size and checksum of items' files: they stand in the documents, and never change for a version. */
import type { Store } from '#worker/store/store.ts';

export interface FileFacts {
  readonly version: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Some 20 MB. */
const MAX_KNOWN = 60_000;
/** Documents read at the same time. */
const BATCH = 64;

export class FileFactsReader {
  readonly #known = new Map<string, FileFacts>();

  /** In the order of the names, which `store` has given; null for an item that is gone by now. */
  async read(
    store: Store,
    names: readonly { cid: string; iid: string; version: string }[],
  ): Promise<(FileFacts | null)[]> {
    const facts: (FileFacts | null)[] = [];
    for (let begin = 0; begin < names.length; begin += BATCH) {
      facts.push(...(await Promise.all(names.slice(begin, begin + BATCH).map((name) => this.#one(store, name)))));
    }
    return facts;
  }

  async #one(
    store: Store,
    { cid, iid, version }: { cid: string; iid: string; version: string },
  ): Promise<FileFacts | null> {
    const key = `${cid}/${iid}/${version}`;
    const known = this.#known.get(key);
    if (known) return known;
    const item = await store.getItem(cid, iid).catch(() => null);
    if (!item) return null;
    const { 'file:size': sizeBytes = 0, 'file:checksum': checksum = '' } = item.assets.data;
    // a multihash: two bytes say that it is a SHA-256 of 32 bytes
    const facts = { version: item.properties['tengun:version'], sizeBytes, sha256: checksum.slice(4) };
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(`${cid}/${iid}/${facts.version}`, facts);
    return facts;
  }
}
