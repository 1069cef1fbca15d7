/**
 * One month of downloads as a file of the store, `.counts/<yyyy-mm>.json`: how often each file was taken on each day, and nothing
 * about who took it.
 */
import { isId } from '../store/ids.ts';

/** What is counted of an item: its points, its surfaces. */
export const ITEM_KINDS = ['points', 'dtm', 'dsm'] as const;
/** What is counted of a collection: files that were made of an area. */
export const AREA_KINDS = ['extract', 'surface'] as const;
export type CountKind = (typeof ITEM_KINDS)[number] | (typeof AREA_KINDS)[number];

/** One kind of download of one day; `item` is null of what was made of an area. */
export interface CountKey {
  readonly collection: string;
  readonly item: string | null;
  readonly kind: CountKind;
  /** `2026-11-21`, UTC. */
  readonly day: string;
}

export interface DownloadCount extends CountKey {
  readonly count: number;
}

export interface CountFile {
  /** Day on which counting began in this month. */
  readonly since: string;
  readonly counts: readonly DownloadCount[];
}

const KINDS: readonly string[] = [...ITEM_KINDS, ...AREA_KINDS];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Sums what is of the same file, kind and day, in a fixed order. */
export function sumCounts(counts: Iterable<DownloadCount>): DownloadCount[] {
  const sums = new Map<string, DownloadCount>();
  for (const one of counts) {
    const key = keyOfCount(one);
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Sorts by collection, item, kind, day. */
export function keyOfCount({ collection, item, kind, day }: CountKey): string {
  return `${collection}/${item ?? ''}/${kind}/${day}`;
}

/** Rows `[collection, item | null, kind, day, count]`: short, and one line each. */
export function formatCountFile({ since, counts }: CountFile): string {
  const rows = counts.map(({ collection, item, kind, day, count }) =>
    JSON.stringify([collection, item, kind, day, count]),
  );
  return `{"since":${JSON.stringify(since)},"counts":[\n${rows.join(',\n')}\n]}\n`;
}

/** @throws {SyntaxError} when the text is no such file; rows of another kind are left out */
export function parseCountFile(text: string): CountFile {
  const value: unknown = JSON.parse(text);
  const { since, counts } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof since !== 'string' || !DAY.test(since) || !Array.isArray(counts)) {
    throw new SyntaxError('counts: expected {"since": day, "counts": [rows]}');
  }
  return { since, counts: counts.flatMap((row: unknown) => parseRow(row) ?? []) };
}

function parseRow(row: unknown): DownloadCount | null {
  if (!Array.isArray(row) || row.length !== 5) return null;
  const [collection, item, kind, day, count] = row as unknown[];
  if (typeof collection !== 'string' || !isId(collection)) return null;
  if (item !== null && (typeof item !== 'string' || !isId(item))) return null;
  if (typeof kind !== 'string' || !KINDS.includes(kind) || typeof day !== 'string' || !DAY.test(day)) return null;
  if (!Number.isSafeInteger(count) || (count as number) < 1) return null;
  return { collection, item, kind: kind as CountKind, day, count: count as number };
}
