/** Names of collections and items: they become folder names and URL segments, so one narrow alphabet holds for both. */
import { RequestError } from '#core/errors.ts';

/** What an id looks like. No separator, no leading dot: joining one to a folder never leaves that folder. */
export const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$';
/** A version: the first 16 hex digits of the data file's sha256. */
export const VERSION_PATTERN = '^[0-9a-f]{16}$';

const idRegExp = new RegExp(ID_PATTERN);
const versionRegExp = new RegExp(VERSION_PATTERN);

/** File names of the store's own that stand beside the item folders of a collection. */
const RESERVED = new Set(['collection.json', 'catalog.json', 'item.json', 'access.json']);

export function isId(text: string): boolean {
  return idRegExp.test(text) && !RESERVED.has(text);
}

export function isVersion(text: string): boolean {
  return versionRegExp.test(text);
}

/**
 * The id itself when it is one.
 * @throws {RequestError} INVALID_INPUT otherwise; the seen text is cut to 80 characters
 */
export function checkId(kind: 'collection' | 'item', text: string): string {
  if (isId(text)) return text;
  const seen = JSON.stringify(text.slice(0, 80));
  throw new RequestError('INVALID_INPUT', `${kind} id: expected ${ID_PATTERN}, not a reserved name; seen ${seen}`);
}
