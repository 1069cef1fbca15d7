/** Items in the order of their properties, page by page: a page begins behind the place where the one before ended. */
import { RequestError } from '#core/errors.ts';
import { isId } from './ids.ts';
import { ITEM_FIELDS, type ItemRow } from './item-fields.ts';

export interface SortKey {
  /** A name of {@link ITEM_FIELDS}. */
  readonly field: string;
  readonly descending: boolean;
}

/** Null where an item has no such property: it comes last in either direction. */
type KeyValue = string | number | null;

/** Where an item stands: its keys, then its collection and id, so that no two stand at the same place. */
export interface SortPlace {
  readonly keys: readonly KeyValue[];
  readonly cid: string;
  readonly iid: string;
}

export const MAX_SORT_KEYS = 6;
/** Longer ones are none of ours. */
export const MAX_TOKEN_LENGTH = 2000;

/** @throws {RequestError} INVALID_INPUT for a property that items cannot be sorted by */
export function sortKey(name: string, descending: boolean): SortKey {
  const field = name.startsWith('properties.') ? name.slice('properties.'.length) : name;
  if (!Object.hasOwn(ITEM_FIELDS, field)) {
    const seen = JSON.stringify(name.slice(0, 60));
    throw new RequestError(
      'INVALID_INPUT',
      `sortby: expected some of ${Object.keys(ITEM_FIELDS).join(', ')}, seen ${seen}`,
    );
  }
  return { field, descending };
}

export function placeOf(row: ItemRow, order: readonly SortKey[]): SortPlace {
  const keys = order.map(({ field }) => {
    const value = ITEM_FIELDS[field]!.read(row);
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    return typeof value === 'object' ? value.start : Number(value);
  });
  return { keys, cid: row.cid, iid: row.set.idAt(row.row) };
}

/** Below 0 where `a` comes first. Texts in the order of code units, the same on every machine. */
export function comparePlaces(a: SortPlace, b: SortPlace, order: readonly SortKey[]): number {
  for (let i = 0; i < order.length; i++) {
    const [left, right] = [a.keys[i]!, b.keys[i]!];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right !== order[i]!.descending ? -1 : 1;
  }
  return compareText(a.cid, b.cid) || compareText(a.iid, b.iid);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first places of many, in order: `limit` is small beside their number. */
export class FirstPlaces {
  readonly #order: readonly SortKey[];
  readonly #limit: number;
  readonly #after: SortPlace | null;
  readonly places: SortPlace[] = [];

  constructor(order: readonly SortKey[], limit: number, after: SortPlace | null) {
    this.#order = order;
    this.#limit = limit;
    this.#after = after;
  }

  offer(place: SortPlace): void {
    const { places } = this;
    if (this.#after && comparePlaces(place, this.#after, this.#order) <= 0) return;
    const last = places.at(-1);
    if (places.length >= this.#limit && last && comparePlaces(place, last, this.#order) >= 0) return;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces(places[middle]!, place, this.#order) < 0) low = middle + 1;
      else high = middle;
    }
    places.splice(low, 0, place);
    if (places.length > this.#limit) places.pop();
  }
}

/** A place as a token of a link. It belongs to its order: with another one it is refused or leads elsewhere. */
export function writeToken({ keys, cid, iid }: SortPlace): string {
  return Buffer.from(JSON.stringify([...keys, cid, iid])).toString('base64url');
}

/** @throws {RequestError} INVALID_INPUT for what no link had */
export function readToken(token: string, order: readonly SortKey[]): SortPlace {
  const wrong = () =>
    new RequestError('INVALID_INPUT', 'token: expected the one of a link with rel next, with its sortby');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw wrong();
  }
  if (!Array.isArray(parts) || parts.length !== order.length + 2) throw wrong();
  const [cid, iid] = parts.slice(order.length);
  if (typeof cid !== 'string' || typeof iid !== 'string' || !isId(cid) || !isId(iid)) throw wrong();
  const keys = order.map(({ field }, i): KeyValue => {
    const key: unknown = parts[i];
    const isText = ITEM_FIELDS[field]!.type === 'string';
    if (key === null || (isText && typeof key === 'string') || (!isText && typeof key === 'number')) return key;
    throw wrong();
  });
  return { keys, cid, iid };
}
