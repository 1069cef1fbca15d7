/** Collections of the server as `CollectionInfo`. */
import type { OwnBasemap } from '../state/appearance.ts';
import type { Bounds, CollectionInfo } from '../state/collection.ts';
import { ApiError, requestJson } from './client.ts';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const numbers = (value: unknown, count: number): number[] | null =>
  Array.isArray(value) && value.length === count && value.every((part) => finite(part) !== null)
    ? (value as number[])
    : null;

function boundsInMetres(doc: Json, unitM: number, verticalUnitM: number): Bounds | null {
  const native = numbers(doc['tengun:bounds'], 6);
  if (native === null) return null;
  const scale = (index: number) => (native[index] as number) * (index % 3 === 2 ? verticalUnitM : unitM);
  return [scale(0), scale(1), scale(2), scale(3), scale(4), scale(5)];
}

function classCountsOf(doc: Json): CollectionInfo['classCounts'] {
  const counts = doc['tengun:class_counts'];
  if (!isJson(counts)) return [];
  return Object.entries(counts)
    .map(([code, count]) => [Number(code), finite(count) ?? 0] as const)
    .filter(([code, count]) => Number.isInteger(code) && count > 0)
    .sort((a, b) => a[0] - b[0]);
}

function sensorsOf(doc: Json): string[] {
  const sensors = isJson(doc.summaries) ? doc.summaries['tengun:sensor'] : null;
  return Array.isArray(sensors) ? sensors.filter((sensor) => typeof sensor === 'string') : [];
}

function intervalOf(extent: Json): [string | null, string | null] {
  const temporal = isJson(extent.temporal) ? extent.temporal : {};
  const intervals: unknown = temporal.interval;
  const first: unknown = Array.isArray(intervals) ? intervals[0] : null;
  return Array.isArray(first) ? [text(first[0]), text(first[1])] : [null, null];
}

function bboxOf(extent: Json): CollectionInfo['bbox'] {
  const spatial = isJson(extent.spatial) ? extent.spatial : {};
  const boxes: unknown = spatial.bbox;
  const first: unknown = Array.isArray(boxes) ? boxes[0] : null;
  const flat = numbers(first, 4);
  if (flat) return flat as [number, number, number, number];
  const deep = numbers(first, 6);
  return deep ? [deep[0] as number, deep[1] as number, deep[3] as number, deep[4] as number] : null;
}

/** @returns null for a document without an id */
export function parseCollection(doc: unknown): CollectionInfo | null {
  if (!isJson(doc)) return null;
  const id = text(doc.id);
  if (id === null) return null;
  const extent = isJson(doc.extent) ? doc.extent : {};
  const [start, end] = intervalOf(extent);
  const unitM = finite(doc['tengun:horizontal_unit_m']) ?? 1;
  const verticalUnitM = finite(doc['tengun:vertical_unit_m']) ?? 1;
  return {
    id,
    title: text(doc.title) ?? id,
    description: text(doc.description) ?? '',
    start,
    end,
    crsCode: text(doc['tengun:crs']),
    crsName: text(doc['tengun:crs_name']),
    proj4: text(doc['tengun:proj4']),
    unitM,
    verticalUnitM,
    boundsM: boundsInMetres(doc, unitM, verticalUnitM),
    bbox: bboxOf(extent),
    pointCount: finite(doc['tengun:point_count']),
    classCounts: classCountsOf(doc),
    geoidHeightM: 0,
    firstTiles: [],
    hasColour: true,
    intensityRange: [0, 65535],
    verticalDatum: text(doc['tengun:vertical_datum']),
    hasSurfaces: isJson(doc.assets) && isJson(doc.assets.terrain),
    sensors: sensorsOf(doc),
    attribution: text(doc.attribution),
  };
}

/** The first collections of the server's list. */
export async function listCollections(signal?: AbortSignal): Promise<CollectionInfo[]> {
  const body = await requestJson('/api/collections', signal ? { signal } : {});
  const documents: unknown = isJson(body) ? body.collections : null;
  if (!Array.isArray(documents)) throw new ApiError(200, 'FORMAT', 'expected a list of collections');
  return documents.map(parseCollection).filter((collection) => collection !== null);
}

/** One collection, or null when the server does not know it. */
export async function getCollection(id: string, signal?: AbortSignal): Promise<CollectionInfo | null> {
  try {
    return parseCollection(await requestJson(`/api/collections/${encodeURIComponent(id)}`, signal ? { signal } : {}));
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}

export function tilesetUrl(kind: '3dtiles' | '3dtiles-local', collectionId: string): string {
  return `/api/collections/${encodeURIComponent(collectionId)}/${kind}/tileset.json`;
}

/** Folder of a collection's terrain. */
export function terrainUrl(collectionId: string): string {
  return `/api/collections/${encodeURIComponent(collectionId)}/terrain`;
}

/** TileJSON of a map of a collection's ground. */
export function mapUrl(collectionId: string, style: OwnBasemap): string {
  return `/api/collections/${encodeURIComponent(collectionId)}/map/dtm/${style}/tilejson.json`;
}

/** The page that tells what became of each delivered file. */
export function reportUrl(collectionId: string, language: string): string {
  return `/api/collections/${encodeURIComponent(collectionId)}/report?lang=${language === 'en' ? 'en' : 'ja'}`;
}
