/** What the catalogue asks the server. */
import { ApiError, isRecord, postJson, request, requestJson } from '../api/client.ts';
import { listCollections } from '../api/collections.ts';
import { areaMembers, type LonLatBox, type SelectionArea } from './state/area.ts';
import type { CollectionFacts } from './state/collection.ts';
import { type Filters, selectionMembers, sheetParameters } from './state/filters.ts';
import { type ItemInfo, parseItem } from './state/item.ts';
import { type Overview, parseOverview } from './state/overview.ts';
import { type ListFormat, parseSelection, type SelectionAnswer } from './state/selection.ts';
import type { ItemName } from './state/url.ts';

/** Sheets that the map draws one by one; more are shown as cells. */
export const MAX_SHEETS = 2500;
/** Rows of the selection's list. */
const LISTED = 50;

export const getCollections = (): Promise<readonly CollectionFacts[]> => listCollections();

/** @throws {ApiError} */
export async function getOverview(filters: Filters, box: LonLatBox | null, signal?: AbortSignal): Promise<Overview> {
  const query = sheetParameters(filters, box);
  query.set('limit', String(MAX_SHEETS));
  return overviewOf(await requestJson(`/api/sheets?${query}`, signal ? { signal } : {}));
}

/** The first few sheets in a box or with a text in their names. @throws {ApiError} */
export async function findSheets(
  { filters, box = null, limit }: { filters: Filters; box?: LonLatBox | null; limit: number },
  signal?: AbortSignal,
): Promise<Overview> {
  const query = sheetParameters(filters, box);
  query.set('detail', 'sheets');
  query.set('limit', String(limit));
  return overviewOf(await requestJson(`/api/sheets?${query}`, signal ? { signal } : {}));
}

function overviewOf(doc: unknown): Overview {
  const overview = parseOverview(doc);
  if (!overview) throw new ApiError(200, 'FORMAT', 'expected an overview of sheets');
  return overview;
}

/** @throws {ApiError} */
export async function getItem({ collection, item }: ItemName, signal?: AbortSignal): Promise<ItemInfo> {
  const path = `/api/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(item)}`;
  const info = parseItem(await requestJson(path, signal ? { signal } : {}));
  if (!info) throw new ApiError(200, 'FORMAT', `expected an item, seen something else at ${path}`);
  return info;
}

/** How often an item was downloaded; null where the server does not count. */
export async function getDownloads({ collection, item }: ItemName, signal?: AbortSignal): Promise<number | null> {
  try {
    const path = `/api/collections/${encodeURIComponent(collection)}/downloads`;
    const doc = await requestJson(path, signal ? { signal } : {});
    const items = isRecord(doc) && isRecord(doc.items) ? doc.items : null;
    const count = items?.[item];
    return items === null ? null : typeof count === 'number' ? count : 0;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** @throws {ApiError} LIMIT where too many sheets lie in the area */
export async function selectSheets(
  area: SelectionArea,
  filters: Filters,
  signal?: AbortSignal,
): Promise<SelectionAnswer> {
  const body = { ...areaMembers(area), ...selectionMembers(filters), limit: LISTED };
  const answer = parseSelection(await postJson('/api/selection', body, signal));
  if (!answer) throw new ApiError(200, 'FORMAT', 'expected a selection');
  return answer;
}

/** A list or script of a selection, as text. @throws {ApiError} */
export async function selectionList(area: SelectionArea, filters: Filters, format: ListFormat): Promise<string> {
  const body = JSON.stringify({ ...areaMembers(area), ...selectionMembers(filters), format });
  const answer = await request('/api/selection', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answer.text();
}

/** An address of this server as its path: pages behind another name still find it. */
export function ownPath(href: string): string {
  try {
    const { pathname, search } = new URL(href, window.location.href);
    return `${pathname}${search}`;
  } catch {
    return href;
  }
}
