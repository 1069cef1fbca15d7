/** Data sets of the server in the order of the catalogue. Pure. */
import type { CollectionInfo } from '../../state/collection.ts';

export interface YearGroup {
  /** Of the survey's beginning; null: unknown. */
  readonly year: string | null;
  readonly collections: readonly CollectionInfo[];
}

/** The latest year first; what has none last. In a year by title. */
export function byYear(collections: readonly CollectionInfo[]): YearGroup[] {
  const groups = new Map<string | null, CollectionInfo[]>();
  for (const one of collections) {
    const year = one.start?.slice(0, 4) ?? null;
    groups.set(year, [...(groups.get(year) ?? []), one]);
  }
  return [...groups]
    .map(([year, list]) => ({ year, collections: list.sort((a, b) => (a.title < b.title ? -1 : 1)) }))
    .sort((a, b) => (b.year ?? '').localeCompare(a.year ?? ''));
}

/** Those that have every word in their title, name or description, whatever the width and case of the letters. */
export function matching(collections: readonly CollectionInfo[], text: string): CollectionInfo[] {
  const plain = (value: string) => value.normalize('NFKC').toLowerCase();
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return collections.filter(({ id, title, description }) => {
    const all = plain(`${id} ${title} ${description}`);
    return words.every((word) => all.includes(word));
  });
}
