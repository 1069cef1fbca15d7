/**
 * What lies in a place, small enough for a map of fifty thousand sheets: either the outlines of the items as columns, or
 * counts in the cells of the map-sheet system. By the index alone, no document is read.
 */
import { type Crs, createProjection, epsgNumber } from '#core/crs/crs.ts';
import { crsFromCode } from '#core/crs/crs-from-code.ts';
import { encodeSheet, type SheetLevel, sheetReadings } from '#core/crs/map-sheet.ts';
import { planeRectangularZone } from '#core/crs/plane-rectangular.ts';
import { ITEM_FIELDS } from '#worker/store/item-fields.ts';
import type { ItemSet } from '#worker/store/item-set.ts';
import type { LonLatBox } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';

export interface SheetsRequest {
  readonly bbox: LonLatBox | null;
  /** Null: any. */
  readonly collections: readonly string[] | null;
  readonly sensors: readonly string[] | null;
  readonly products: readonly string[] | null;
  readonly years: readonly number[] | null;
  /** Part of the item's id, whatever its case; empty: any. */
  readonly text: string;
  readonly detail: 'auto' | 'sheets' | 'cells';
  /** Of sheets that are listed. */
  readonly limit: number;
}

/** How many items have a value, those counted that pass all filters but the one of this very property. */
export type Facet = Readonly<Record<string, number>>;

export interface SheetColumns {
  readonly id: string[];
  /** Index into the list of collections. */
  readonly collection: number[];
  readonly sensor: (string | null)[];
  readonly product: (string | null)[];
  /** First and last year of the survey. */
  readonly year: (number | null)[];
  readonly lastYear: (number | null)[];
  readonly points: number[];
  /** Code of the map sheet. */
  readonly code: (string | null)[];
  /** Eight numbers an item: lon, lat of its corners, south-west first, counter-clockwise. */
  readonly corners: number[];
}

export interface CellColumns {
  /** Of the map sheet; null for cells of degrees, where items are in no plane rectangular system. */
  readonly code: (string | null)[];
  readonly count: number[];
  readonly points: number[];
  readonly corners: number[];
  /** One object a cell: items by sensor, and by first year. */
  readonly sensors: Facet[];
  readonly years: Facet[];
}

export interface SheetOverview {
  readonly matched: number;
  readonly points: number;
  /** Smallest box that holds what matches; null: nothing does. */
  readonly bbox: LonLatBox | null;
  readonly collections: readonly string[];
  readonly facets: { readonly [K in 'collections' | 'sensors' | 'products' | 'years']: Facet };
  readonly sheets?: SheetColumns;
  readonly cells?: CellColumns & { readonly level: SheetLevel | null };
}

/** In facets: what has no value. */
export const UNKNOWN = 'unknown';
/** More cells than these, and the next larger sheets are counted. */
const MAX_CELLS = 2000;
const CELL_LEVELS = [5000, 50000] as const;
/** Side of a cell where there are no map sheets, degrees; the larger one if there are too many. */
const DEGREE_CELLS = [0.05, 1] as const;

interface Row {
  readonly set: ItemSet;
  readonly row: number;
  readonly collection: number;
  readonly year: number | null;
  readonly lastYear: number | null;
  readonly points: number;
}

/** Unknown collections are passed over. */
export async function sheetOverview(store: Store, request: SheetsRequest): Promise<SheetOverview> {
  const collections = (await store.listCollections()).map(({ id }) => id).sort();
  const counts = new FacetCounts();
  const rows: Row[] = [];
  let points = 0;
  const text = request.text.toLowerCase();
  for (const [collection, cid] of collections.entries()) {
    const { set, rows: found } = await store.findItems(cid, request.bbox ? { bbox: request.bbox } : {});
    for (const row of found) {
      if (text !== '' && !set.idAt(row).toLowerCase().includes(text)) continue;
      const { sensor, product, timeKnown } = set.factsAt(row);
      const year = timeKnown ? yearOf(set.startAt(row)) : null;
      const lastYear = timeKnown ? yearOf(set.endAt(row)) : null;
      if (!counts.add({ cid, sensor, product, year, lastYear }, request)) continue;
      const { pointCount } = set.sumsAt(row);
      points += pointCount;
      rows.push({ set, row, collection, year, lastYear, points: pointCount });
    }
  }
  const whole = { matched: rows.length, points, bbox: extentOf(rows), collections, facets: counts.facets() };
  const asSheets = request.detail === 'sheets' || (request.detail === 'auto' && rows.length <= request.limit);
  return asSheets
    ? { ...whole, sheets: sheetColumns(rows.slice(0, request.limit)) }
    : { ...whole, cells: cellColumns(rows) };
}

interface Values {
  readonly cid: string;
  readonly sensor: string | null;
  readonly product: string | null;
  readonly year: number | null;
  readonly lastYear: number | null;
}

class FacetCounts {
  readonly #counts = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()] as const;
  readonly #years = new Map<string, number>();

  /** Counts an item; @returns whether it passes all filters */
  add({ cid, sensor, product, year, lastYear }: Values, request: SheetsRequest): boolean {
    const { collections, sensors, products, years } = request;
    const passes = [
      collections === null || collections.includes(cid),
      sensors === null || (sensor !== null && sensors.includes(sensor)),
      products === null || (product !== null && products.includes(product)),
      years === null || (year !== null && years.some((wanted) => year <= wanted && wanted <= lastYear!)),
    ];
    const failed = passes.filter((pass) => !pass).length;
    if (failed > 1) return false;
    for (const [i, value] of [cid, sensor, product].entries()) {
      if (failed === 0 || !passes[i]) increase(this.#counts[i]!, value ?? UNKNOWN);
    }
    if (failed === 0 || !passes[3]) {
      if (year === null) increase(this.#years, UNKNOWN);
      else for (let each = year; each <= lastYear!; each++) increase(this.#years, String(each));
    }
    return failed === 0;
  }

  facets(): SheetOverview['facets'] {
    const [collections, sensors, products] = this.#counts;
    return {
      collections: sorted(collections),
      sensors: sorted(sensors),
      products: sorted(products),
      years: sorted(this.#years),
    };
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Facet {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const yearOf = (milliseconds: number): number => new Date(milliseconds).getUTCFullYear();

function extentOf(rows: readonly Row[]): LonLatBox | null {
  const bySet = new Map<ItemSet, number[]>();
  for (const { set, row } of rows) {
    const known = bySet.get(set);
    if (known) known.push(row);
    else bySet.set(set, [row]);
  }
  let box: LonLatBox | null = null;
  for (const [set, some] of bySet) {
    const [west, south, east, north] = set.extentOf(Uint32Array.from(some));
    box = box
      ? [Math.min(box[0], west), Math.min(box[1], south), Math.max(box[2], east), Math.max(box[3], north)]
      : [west, south, east, north];
  }
  return box;
}

function sheetColumns(rows: readonly Row[]): SheetColumns {
  const columns: SheetColumns = {
    id: [],
    collection: [],
    sensor: [],
    product: [],
    year: [],
    lastYear: [],
    points: [],
    code: [],
    corners: [],
  };
  const readCode = ITEM_FIELDS['tengun:sheet']!.read;
  for (const { set, row, collection, year, lastYear, points } of rows) {
    const { sensor, product, crs } = set.factsAt(row);
    columns.id.push(set.idAt(row));
    columns.collection.push(collection);
    columns.sensor.push(sensor);
    columns.product.push(product);
    columns.year.push(year);
    columns.lastYear.push(lastYear);
    columns.points.push(points);
    columns.code.push(readCode({ cid: '', set, row }) as string | null);
    const bounds = [set.boundAt(row, 0), set.boundAt(row, 1), set.boundAt(row, 3), set.boundAt(row, 4)] as const;
    columns.corners.push(...cornersOf(bounds, lonLatOf(crs)));
  }
  return columns;
}

type ToLonLat = (east: number, north: number) => readonly [number, number];
const projections = new WeakMap<Crs, ToLonLat>();

function lonLatOf(crs: Crs): ToLonLat {
  const known = projections.get(crs);
  if (known) return known;
  const { toLonLat } = createProjection(crs);
  projections.set(crs, toLonLat);
  return toLonLat;
}

type Rectangle = readonly [minX: number, minY: number, maxX: number, maxY: number];

function cornersOf([minX, minY, maxX, maxY]: Rectangle, toLonLat: ToLonLat): number[] {
  return [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ].flatMap(([x, y]) => toLonLat(x!, y!).map((degrees) => Math.round(degrees * 1e7) / 1e7));
}

interface Cell {
  readonly code: string | null;
  readonly corners: number[];
  count: number;
  points: number;
  readonly sensors: Map<string, number>;
  readonly years: Map<string, number>;
}

function cellColumns(rows: readonly Row[]): NonNullable<SheetOverview['cells']> {
  let step = 0;
  let cells = cellsOf(rows, step);
  while (cells.size > MAX_CELLS && step + 1 < CELL_LEVELS.length) cells = cellsOf(rows, ++step);
  const all = [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
  return {
    level: all.some(({ code }) => code !== null) ? CELL_LEVELS[step]! : null,
    code: all.map(({ code }) => code),
    count: all.map(({ count }) => count),
    points: all.map(({ points }) => points),
    corners: all.flatMap(({ corners }) => corners),
    sensors: all.map(({ sensors }) => sorted(sensors)),
    years: all.map(({ years }) => sorted(years)),
  };
}

function cellsOf(rows: readonly Row[], step: number): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const { set, row, year, points } of rows) {
    const { key, code, rectangle, toLonLat } = placeOf(set, row, step);
    let cell = cells.get(key);
    if (!cell) {
      const corners = cornersOf(rectangle(), toLonLat());
      cell = { code, corners, count: 0, points: 0, sensors: new Map(), years: new Map() };
      cells.set(key, cell);
    }
    cell.count++;
    cell.points += points;
    increase(cell.sensors, set.factsAt(row).sensor ?? UNKNOWN);
    increase(cell.years, year === null ? UNKNOWN : String(year));
  }
  return cells;
}

interface CellPlace {
  readonly key: string;
  readonly code: string | null;
  readonly rectangle: () => Rectangle;
  readonly toLonLat: () => ToLonLat;
}

/** The cell that holds the middle of an item. */
function placeOf(set: ItemSet, row: number, step: number): CellPlace {
  const { crs } = set.factsAt(row);
  const east = (set.boundAt(row, 0) + set.boundAt(row, 3)) / 2;
  const north = (set.boundAt(row, 1) + set.boundAt(row, 4)) / 2;
  const zone = planeRectangularZone(epsgNumber(crs.code) ?? 0)?.zone.zone;
  if (zone !== undefined && Math.abs(east) < 160_000 && Math.abs(north) < 300_000) {
    const code = encodeSheet(zone, east, north, CELL_LEVELS[step]!);
    const sheet = () => sheetReadings(code)[0]!;
    return {
      key: code,
      code,
      rectangle: () => [sheet().minE, sheet().minN, sheet().maxE, sheet().maxN],
      toLonLat: () => lonLatOfZone(sheet().epsg),
    };
  }
  const [lon, lat] = lonLatOf(crs)(east, north);
  const side = DEGREE_CELLS[step]!;
  const [column, line] = [Math.floor(lon / side), Math.floor(lat / side)];
  return {
    key: `~${column},${line}`,
    code: null,
    rectangle: () => [column * side, line * side, (column + 1) * side, (line + 1) * side],
    toLonLat: () => (x, y) => [x, y],
  };
}

const zones = new Map<number, ToLonLat>();

function lonLatOfZone(epsg: number): ToLonLat {
  const known = zones.get(epsg) ?? createProjection(crsFromCode(`EPSG:${epsg}`)).toLonLat;
  zones.set(epsg, known);
  return known;
}
