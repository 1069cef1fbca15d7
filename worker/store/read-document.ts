/** Reading the store's JSON documents. They were written whole or not at all, so a broken one is damage, and said so. */
import { close, open, read } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { FormatError } from '#core/errors.ts';
import { isErrno } from './atomic-file.ts';
import { stampOf } from './file-stamp.ts';
import type { StacCatalog, StacCollection, StacItem } from './stac.ts';

const openFile = promisify(open);
const readFrom = promisify(read);
/** More than an item's document has. */
const READ_BYTES = 16 * 1024;

/** @returns null when there is no such file */
export function readItem(path: string): Promise<StacItem | null> {
  return readDocument<StacItem>(path, 'Feature');
}

/** @returns null when there is no such file */
export function readCollection(path: string): Promise<StacCollection | null> {
  return readDocument<StacCollection>(path, 'Collection');
}

/** @returns null when there is no such file */
export function readCatalog(path: string): Promise<StacCatalog | null> {
  return readDocument<StacCatalog>(path, 'Catalog');
}

/** Documents as last read: read again only when their file was replaced. */
export class DocumentCache<T extends object> {
  readonly #read: (path: string) => Promise<T | null>;
  readonly #kept: number;
  readonly #known = new Map<string, { readonly stamp: string; readonly document: T }>();

  /** @param kept documents, those that were asked for last; all of them where they are few, such as collections */
  constructor(read: (path: string) => Promise<T | null>, kept = Number.POSITIVE_INFINITY) {
    this.#read = read;
    this.#kept = kept;
  }

  /** @returns null when there is no such file; the document is shared: not to be changed */
  async read(path: string): Promise<T | null> {
    return (await this.look(path)).document;
  }

  /** Tells a file that is not there from one that went while it was read. */
  async look(path: string): Promise<{ readonly isThere: boolean; readonly document: T | null }> {
    const stamp = await stampOf(path);
    const known = this.#known.get(path);
    this.#known.delete(path);
    if (stamp === null) return { isThere: false, document: null };
    if (known?.stamp === stamp) {
      this.#known.set(path, known);
      return { isThere: true, document: known.document };
    }
    const document = await this.#read(path);
    if (document) this.#keep(path, { stamp, document });
    return { isThere: true, document };
  }

  #keep(path: string, known: { readonly stamp: string; readonly document: T }): void {
    this.#known.delete(path);
    this.#known.set(path, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#kept && oldest !== undefined) this.#known.delete(oldest);
  }
}

/**
 * The whole file as text. A page of search results is a hundred small files: one read of the usual size instead of the
 * four calls of `readFile`, and nobody waits for the closing: a quarter less time.
 */
async function readText(path: string): Promise<string> {
  const file = await openFile(path, 'r');
  try {
    const parts: Buffer[] = [];
    for (let at = 0; ; ) {
      const part = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await readFrom(file, part, 0, READ_BYTES, at);
      parts.push(part.subarray(0, bytesRead));
      at += bytesRead;
      if (bytesRead === 0 || (parts.length === 1 && bytesRead < READ_BYTES)) break;
    }
    return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
  } finally {
    close(file, () => undefined);
  }
}

async function readDocument<T extends { readonly type: string }>(path: string, type: T['type']): Promise<T | null> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
  const damaged = (actual: string) =>
    new FormatError(`store document ${basename(path)}: expected a STAC ${type}, seen ${actual}`, {
      offset: 0,
      expected: type,
      actual,
    });
  let value: T;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged('text that is not JSON');
  }
  if (value?.type !== type) throw damaged(`type ${JSON.stringify(value?.type)}`);
  return value;
}
