/** The rows of a ledger that a reader asks for: searched, filtered, in an order. */
import type { Ledger, LedgerField, LedgerValue } from './ledger.ts';
import { compareValues } from './style.ts';

export interface RowFilter {
  /** Index of the field. */
  readonly field: number;
  /** The value itself; null: those without one. Absent: the range. */
  readonly value?: LedgerValue;
  /** Of numbers and dates, both ends included; null: open. */
  readonly low?: number | string | null;
  readonly high?: number | string | null;
}

export interface RowOrder {
  readonly field: number;
  readonly descending: boolean;
}

export interface RowQuery {
  /** Words, each of which must stand in some value. */
  readonly search: string;
  readonly filter: RowFilter | null;
  readonly order: RowOrder | null;
}

export const ALL_ROWS: RowQuery = { search: '', filter: null, order: null };

/** @returns indices of features; without an order that of the ledger, and no data last whatever the order */
export function rowsOf({ fields, features }: Pick<Ledger, 'fields' | 'features'>, query: RowQuery): number[] {
  const words = folded(query.search)
    .split(/\s+/)
    .filter((word) => word !== '');
  const { filter, order } = query;
  const rows: number[] = [];
  for (const [index, { values }] of features.entries()) {
    if (filter && !passes(values[filter.field] ?? null, filter)) continue;
    if (words.length > 0 && !hasWords(values, fields, words)) continue;
    rows.push(index);
  }
  if (!order) return rows;
  const ownValue = (index: number) => features[index]!.values[order.field] ?? null;
  return rows.sort((i, j) => {
    const [a, b] = [ownValue(i), ownValue(j)];
    if (a === null || b === null) return a === b ? i - j : a === null ? 1 : -1;
    const way = compareValues(a, b);
    return (order.descending ? -way : way) || i - j;
  });
}

/** Full and half width, upper and lower case are one. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

function hasWords(values: readonly LedgerValue[], fields: readonly LedgerField[], words: readonly string[]): boolean {
  const texts = values.flatMap((value, at) =>
    // nobody looks for the bytes of a picture
    value === null || typeof value === 'boolean' || fields[at]?.kind === 'photo' ? [] : [folded(String(value))],
  );
  return words.every((word) => texts.some((text) => text.includes(word)));
}

function passes(value: LedgerValue, filter: RowFilter): boolean {
  if (filter.value !== undefined) return value === filter.value;
  const { low = null, high = null } = filter;
  if (low === null && high === null) return true;
  if (value === null) return false;
  return (low === null || compareValues(value, low) >= 0) && (high === null || compareValues(value, high) <= 0);
}
