/**
 * What a collection's document says of all its items together. Added up once from the index, then kept up with every
 * item that comes new; an item that is replaced makes it be added up again. No document is read for it.
 *
 * While a public item exists, private ones do not count: the document tells nothing of them.
 */
import type { Crs } from '#core/crs/crs.ts';
import { projectedCode, sameHorizontalCrs } from './crs-properties.ts';
import type { NativeBounds, Visibility } from './index-summary.ts';
import type { ItemRecord } from './item-record.ts';
import type { ItemSet } from './item-set.ts';
import type { RowSums, SharedFacts } from './packed-row.ts';
import type { LonLatBox } from './stac.ts';

type Sums = RowSums & SharedFacts & Pick<ItemRecord, 'id' | 'bounds' | 'start' | 'end'>;

export class CollectionTotals {
  itemCount = 0;
  pointCount = 0;
  /** Finest root spacing, CRS units. */
  spacing = Number.POSITIVE_INFINITY;
  bbox: LonLatBox = [Infinity, Infinity, -Infinity, -Infinity];
  bounds: NativeBounds = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  /** Milliseconds since 1970 of the items whose time is known; start > end when none is. */
  start = Number.POSITIVE_INFINITY;
  end = Number.NEGATIVE_INFINITY;
  readonly classCounts = new Map<number, number>();
  readonly codes = new Set<string>();
  readonly sensors = new Set<string>();
  readonly products = new Set<string>();
  readonly verticalDatums = new Set<string | null>();
  /** Of the item whose id comes first. */
  #first: Sums | null = null;

  /** Of the public items, or of all where none is public. */
  static of(set: ItemSet): CollectionTotals {
    const totals = new CollectionTotals();
    const rows = shownRows(set);
    for (const row of rows) {
      const [start, end] = [set.startAt(row), set.endAt(row)];
      totals.#add({
        id: set.idAt(row),
        start,
        end,
        bounds: set.boundsAt(row),
        ...set.factsAt(row),
        ...set.sumsAt(row),
      });
    }
    totals.#addBox(set.extentOf(rows));
    return totals;
  }

  /** @throws {Error} when nothing was added */
  get crs(): Crs {
    return this.#firstItem.crs;
  }

  get visibility(): Visibility {
    return this.#firstItem.visibility;
  }

  get #firstItem(): Sums {
    if (!this.#first) throw new Error('totals of no item');
    return this.#first;
  }

  /** @returns whether these totals still hold with an item that is new; if not, they have to be added up again */
  take(record: ItemRecord): boolean {
    const mine = this.#first?.visibility ?? record.visibility;
    if (mine === 'private' && record.visibility === 'public') return false;
    // bounds are united in the system of the first item: an item of another system would change the choice
    if (this.#first && !sameHorizontalCrs(this.#first.crs, record.crs)) return false;
    if (mine === record.visibility) {
      this.#add(record);
      this.#addBox(record.bbox);
    }
    return true;
  }

  #add(record: Sums): void {
    const { crs, bounds, classCounts, verticalDatum, sensor, product } = record;
    if (!this.#first || record.id < this.#first.id) this.#first = record;
    this.itemCount += 1;
    this.pointCount += record.pointCount;
    this.spacing = Math.min(this.spacing, record.spacing);
    if (sameHorizontalCrs(this.#first.crs, crs)) this.bounds = uniteBounds(this.bounds, bounds);
    if (record.timeKnown) {
      this.start = Math.min(this.start, record.start);
      this.end = Math.max(this.end, record.end);
    }
    for (const [code, count] of Object.entries(classCounts)) {
      this.classCounts.set(Number(code), (this.classCounts.get(Number(code)) ?? 0) + count);
    }
    const code = projectedCode(crs.code);
    if (code !== null) this.codes.add(code);
    if (sensor !== null) this.sensors.add(sensor);
    if (product !== null) this.products.add(product);
    this.verticalDatums.add(verticalDatum);
  }

  #addBox([west, south, east, north]: LonLatBox): void {
    const [w, s, e, n] = this.bbox;
    this.bbox = [Math.min(w, west), Math.min(s, south), Math.max(e, east), Math.max(n, north)];
  }
}

/** The rows that the collection's documents, tiles and maps tell of: those that are as open as the most open one. */
export function shownRows(set: ItemSet): Uint32Array {
  const shown = shownVisibility(set);
  return set.select({}, ({ visibility }) => visibility === shown);
}

const visibilities = new WeakMap<ItemSet, Visibility>();

/** Of the most open item; `private` of an empty set. */
export function shownVisibility(set: ItemSet): Visibility {
  let found = visibilities.get(set);
  if (found === undefined) {
    const seen = new Set<Visibility>();
    for (const row of set.rows()) seen.add(set.factsAt(row).visibility);
    found = seen.has('public') ? 'public' : seen.has('unlisted') ? 'unlisted' : 'private';
    visibilities.set(set, found);
  }
  return found;
}

function uniteBounds(a: NativeBounds, b: NativeBounds): NativeBounds {
  return [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.max(a[3], b[3]),
    Math.max(a[4], b[4]),
    Math.max(a[5], b[5]),
  ];
}
