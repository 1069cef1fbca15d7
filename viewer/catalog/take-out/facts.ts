/** What the dialog knows of the data under an area: collections with their terms, and the density of the items. */
import { isRecord, postJson, requestJson } from '../../api/client.ts';
import { parseCollection } from '../../api/collections.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import type { TakeOutArea } from './settings.ts';

export interface TakeOutCollection extends CollectionInfo {
  /** SPDX expression, or null where nothing is said. */
  readonly licence: string | null;
}

/** What an item brings to an estimate. */
export interface ItemShare {
  readonly collection: string;
  readonly bbox: readonly [west: number, south: number, east: number, north: number];
  readonly pointCount: number;
  /** Points a square metre. */
  readonly densityM2: number;
  /** Of the stored, compressed file. */
  readonly bytesPerPoint: number;
  readonly classCounts: ReadonlyMap<number, number>;
}

export interface TakeOutFacts {
  readonly collections: readonly TakeOutCollection[];
  readonly items: readonly ItemShare[];
  /** Whether there are more items than were read: the estimate is then too small. */
  readonly isPart: boolean;
}

const MAX_ITEMS = 400;
const FIELDS = ['pc:count', 'pc:density', 'tengun:class_counts'].map((name) => `properties.${name}`);

/** @throws {ApiError} */
export async function getFacts(
  area: TakeOutArea,
  collections: readonly string[],
  signal: AbortSignal,
): Promise<TakeOutFacts> {
  const documents = await Promise.all(
    collections.map((id) => requestJson(`/api/collections/${encodeURIComponent(id)}`, { signal })),
  );
  const answer = await postJson(
    '/api/search',
    {
      collections: [...collections],
      intersects: area,
      limit: MAX_ITEMS,
      fields: { include: ['id', 'collection', 'bbox', 'assets.data', ...FIELDS], exclude: ['links', 'geometry'] },
    },
    signal,
  );
  const features: unknown[] = isRecord(answer) && Array.isArray(answer.features) ? answer.features : [];
  const matched = isRecord(answer) && typeof answer.numberMatched === 'number' ? answer.numberMatched : features.length;
  return {
    collections: documents.flatMap((document) => {
      const info = parseCollection(document);
      return info ? [{ ...info, licence: licenceOf(document) }] : [];
    }),
    items: features.flatMap((feature) => itemShare(feature) ?? []),
    isPart: matched > features.length,
  };
}

export function itemShare(feature: unknown): ItemShare | null {
  if (!isRecord(feature) || !isRecord(feature.properties) || !Array.isArray(feature.bbox)) return null;
  const numbers = feature.bbox.filter((one): one is number => typeof one === 'number');
  const [west, south, east, north] = numbers.length === 6 ? [0, 1, 3, 4].map((at) => numbers[at]) : numbers;
  const pointCount = feature.properties['pc:count'];
  const density = feature.properties['pc:density'];
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  if (typeof pointCount !== 'number' || typeof density !== 'number') return null;
  const counts = feature.properties['tengun:class_counts'];
  const data = isRecord(feature.assets) ? feature.assets.data : null;
  const bytes = isRecord(data) && typeof data['file:size'] === 'number' ? data['file:size'] : 0;
  return {
    collection: String(feature.collection),
    bbox: [west, south, east, north],
    pointCount,
    densityM2: density,
    bytesPerPoint: bytes > 0 && pointCount > 0 ? bytes / pointCount : 8,
    classCounts: new Map(
      Object.entries(isRecord(counts) ? counts : {}).map(([code, count]) => [Number(code), Number(count)]),
    ),
  };
}

/** Several licences stand in a property of our own, because STAC has one identifier or `other`. */
function licenceOf(document: unknown): string | null {
  if (!isRecord(document)) return null;
  for (const name of ['tengun:license', 'license']) {
    const value = document[name];
    if (typeof value === 'string' && value !== '' && value !== 'other') return value;
  }
  return null;
}
