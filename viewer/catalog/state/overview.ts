/** What `/api/sheets` answers, checked, and what map and list make of it. Pure. */
import type { LonLatBox, Position } from './area.ts';

export type Facet = Readonly<Record<string, number>>;
export const UNKNOWN = 'unknown';

/** The item as map and list know it. */
export interface Sheet {
  /** `collection/item`. */
  readonly key: string;
  readonly collection: string;
  readonly id: string;
  readonly sensor: string | null;
  readonly product: string | null;
  readonly year: number | null;
  readonly lastYear: number | null;
  readonly points: number;
  readonly code: string | null;
  readonly ring: readonly Position[];
}

/** A map sheet with too many items in sight to be drawn one by one. */
export interface Cell {
  readonly key: string;
  readonly code: string | null;
  readonly count: number;
  readonly points: number;
  readonly sensors: Facet;
  readonly years: Facet;
  readonly ring: readonly Position[];
}

export interface Overview {
  readonly matched: number;
  readonly points: number;
  readonly bbox: LonLatBox | null;
  readonly facets: { readonly [K in 'collections' | 'sensors' | 'products' | 'years']: Facet };
  /** One of both is empty. */
  readonly sheets: readonly Sheet[];
  readonly cells: readonly Cell[];
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const yearOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function facetOf(value: unknown): Facet {
  if (!isJson(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

function ringAt(corners: readonly unknown[], index: number): Position[] {
  return [0, 2, 4, 6].map((side) => [numberOf(corners[8 * index + side]), numberOf(corners[8 * index + side + 1])]);
}

/** @returns null for a document that is no overview */
export function parseOverview(doc: unknown): Overview | null {
  if (!isJson(doc) || typeof doc.matched !== 'number' || !isJson(doc.facets)) return null;
  const { facets, sheets, cells, bbox } = doc;
  const collections = listOf(doc.collections);
  const box = listOf(bbox);
  return {
    matched: doc.matched,
    points: numberOf(doc.points),
    bbox: box.length === 4 ? (box.map(numberOf) as unknown as LonLatBox) : null,
    facets: {
      collections: facetOf(facets.collections),
      sensors: facetOf(facets.sensors),
      products: facetOf(facets.products),
      years: facetOf(facets.years),
    },
    sheets: isJson(sheets) ? sheetsOf(sheets, collections) : [],
    cells: isJson(cells) ? cellsOf(cells) : [],
  };
}

function sheetsOf(columns: Json, collections: readonly unknown[]): Sheet[] {
  const column = (name: string) => listOf(columns[name]);
  const [collection, sensor, product] = [column('collection'), column('sensor'), column('product')];
  const [year, lastYear, points, code, corners] = ['year', 'lastYear', 'points', 'code', 'corners'].map(column) as [
    readonly unknown[],
    readonly unknown[],
    readonly unknown[],
    readonly unknown[],
    readonly unknown[],
  ];
  return column('id').map((value, i) => {
    const [id, cid] = [String(value), String(collections[numberOf(collection[i])] ?? '')];
    return {
      key: `${cid}/${id}`,
      collection: cid,
      id,
      sensor: textOf(sensor[i]),
      product: textOf(product[i]),
      year: yearOf(year[i]),
      lastYear: yearOf(lastYear[i]),
      points: numberOf(points[i]),
      code: textOf(code[i]),
      ring: ringAt(corners, i),
    };
  });
}

function cellsOf(columns: Json): Cell[] {
  const column = (name: string) => listOf(columns[name]);
  const [code, points, sensors, years, corners] = ['code', 'points', 'sensors', 'years', 'corners'].map(column) as [
    readonly unknown[],
    readonly unknown[],
    readonly unknown[],
    readonly unknown[],
    readonly unknown[],
  ];
  return column('count').map((count, i) => {
    const ring = ringAt(corners, i);
    return {
      key: textOf(code[i]) ?? `~${ring[0]!.join(',')}`,
      code: textOf(code[i]),
      count: numberOf(count),
      points: numberOf(points[i]),
      sensors: facetOf(sensors[i]),
      years: facetOf(years[i]),
      ring,
    };
  });
}

export function boxOfRing(ring: readonly Position[]): LonLatBox {
  const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** How much of the smaller box must be shared: the rims of neighbours touch, and their boxes overlap a little. */
const SHARED = 0.05;

/** Whether two boxes share more than their rims. */
export function sharesGround(a: LonLatBox, b: LonLatBox): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const least = (low: number, high: number) => SHARED * Math.min(a[high]! - a[low]!, b[high]! - b[low]!);
  return width > least(0, 2) && height > least(1, 3);
}

export const DIRECTIONS = ['nw', 'n', 'ne', 'w', 'e', 'sw', 's', 'se'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The sheets around one, by where their middles lie; of several in one place (epochs, sensors) all. */
export function neighboursOf(
  ring: readonly Position[],
  others: readonly Sheet[],
): { direction: Direction; sheet: Sheet }[] {
  const [west, south, east, north] = boxOfRing(ring);
  const names = ['n', '', 's'];
  return others.flatMap((sheet) => {
    const [w, s, e, n] = boxOfRing(sheet.ring);
    const right = Math.round(((w + e) / 2 - (west + east) / 2) / (east - west));
    const up = Math.round(((s + n) / 2 - (south + north) / 2) / (north - south));
    if (Math.abs(right) > 1 || Math.abs(up) > 1 || (right === 0 && up === 0)) return [];
    const direction = `${names[1 - up]}${['w', '', 'e'][right + 1]}` as Direction;
    return [{ direction, sheet }];
  });
}
