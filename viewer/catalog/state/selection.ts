/** What `POST /api/selection` answers, checked. Pure. */

export interface SelectedItem {
  readonly collection: string;
  readonly id: string;
  readonly sizeBytes: number;
  readonly points: number;
}

export interface SelectionAnswer {
  readonly count: number;
  readonly points: number;
  readonly sizeBytes: number;
  readonly collections: readonly {
    readonly id: string;
    readonly title: string;
    readonly count: number;
    readonly licence: string;
  }[];
  /** Collections that distances cannot choose from. */
  readonly skipped: readonly string[];
  /** The first of them. */
  readonly items: readonly SelectedItem[];
}

export const LIST_FORMATS = ['links', 'sha256', 'sh', 'ps1'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];
/** Names of the files, as the server gives them. */
export const LIST_FILES: Readonly<Record<ListFormat, { readonly name: string; readonly type: string }>> = {
  links: { name: 'links.txt', type: 'text/plain;charset=utf-8' },
  sha256: { name: 'SHA256SUMS', type: 'text/plain;charset=utf-8' },
  sh: { name: 'download.sh', type: 'text/x-shellscript;charset=utf-8' },
  ps1: { name: 'download.ps1', type: 'text/plain;charset=utf-8' },
};

type Json = Readonly<Record<string, unknown>>;
const jsonOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** @returns null for a document that is no selection */
export function parseSelection(doc: unknown): SelectionAnswer | null {
  const { count, points, bytes, collections, items, skipped } = jsonOf(doc);
  if (typeof count !== 'number') return null;
  return {
    count,
    points: numberOf(points),
    sizeBytes: numberOf(bytes),
    collections: listOf(collections)
      .map(jsonOf)
      .map(({ id, title, count: some, license }) => ({
        id: textOf(id),
        title: textOf(title),
        count: numberOf(some),
        licence: textOf(license),
      })),
    skipped: listOf(skipped).map((one) => textOf(jsonOf(one).collection)),
    items: listOf(items)
      .map(jsonOf)
      .map(({ collection, id, size, points: some }) => ({
        collection: textOf(collection),
        id: textOf(id),
        sizeBytes: numberOf(size),
        points: numberOf(some),
      })),
  };
}
