/**
 * The items of a collection as of one moment: a large pack, the base, and over it a small one with what was published
 * since the base was written. A publication rewrites the small one (at most {@link MAX_RECENT} rows) whatever the size of
 * the collection; when it is full, both become a new base.
 *
 * Rows have numbers: those of the base first, then the recent ones. A recent row hides the base row of the same id.
 */
import { FLOAT_DEGREES } from './box-tree.ts';
import { boundsOfShape } from './geometry-meet.ts';
import type { NativeBounds } from './index-summary.ts';
import { type ItemQuery, matches } from './item-filter.ts';
import { digestOf, ItemPack, writePack } from './item-pack.ts';
import type { ItemRecord } from './item-record.ts';
import { type PackedRow, packRow, type RowSums, rowDigest, type SharedFacts } from './packed-row.ts';
import type { LonLatBox } from './stac.ts';

/** Publications between two writings of the base. */
export const MAX_RECENT = 512;

const KEPT_BOXES = 1000;

/** A row and the pack that holds it. */
interface Place {
  readonly pack: ItemPack;
  readonly row: number;
}

export class ItemSet {
  readonly base: ItemPack;
  readonly recent: ItemPack;
  /** Rows of the base that a recent row hides. */
  readonly #hidden = new Set<number>();
  /** Of outermost rows. */
  readonly #boxes = new Map<number, LonLatBox>();
  /** Where each recent row stands among the base rows: before this one. */
  readonly #before: Uint32Array;

  constructor(base: ItemPack, recent: ItemPack) {
    this.base = base;
    this.recent = recent;
    this.#before = new Uint32Array(recent.count);
    for (let row = 0; row < recent.count; row++) {
      const id = recent.idAt(row);
      const at = base.lowerBound(id);
      this.#before[row] = at;
      if (at < base.count && base.idAt(at) === id) this.#hidden.add(at);
    }
  }

  /** Of records in any order, each id once. */
  static of(records: readonly ItemRecord[]): ItemSet {
    return ItemSet.ofRows(records.map(packRow).sort(byId), 0n);
  }

  /** @param rows in the order of ids */
  static ofRows(rows: readonly PackedRow[], previous: bigint): ItemSet {
    const digest = digestOf(rows);
    return new ItemSet(new ItemPack(writePack(rows, { digest, previous, base: digest })), emptyPack(digest));
  }

  get size(): number {
    return this.base.count - this.#hidden.size + this.recent.count;
  }

  /** Changes with anything that the index knows of any item, and does not depend on the order in which they came. */
  get digest(): bigint {
    return this.recent.count > 0 ? this.recent.state.digest : this.base.state.digest;
  }

  #placeOf(row: number): Place {
    const { base, recent } = this;
    return row < base.count ? { pack: base, row } : { pack: recent, row: row - base.count };
  }

  idAt(row: number): string {
    const place = this.#placeOf(row);
    return place.pack.idAt(place.row);
  }

  recordAt(row: number): ItemRecord {
    const place = this.#placeOf(row);
    return place.pack.recordAt(place.row);
  }

  sumsAt(row: number): RowSums {
    const place = this.#placeOf(row);
    return place.pack.sumsAt(place.row);
  }

  boundsAt(row: number): NativeBounds {
    const place = this.#placeOf(row);
    return place.pack.boundsAt(place.row);
  }

  versionAt(row: number): string {
    const place = this.#placeOf(row);
    return place.pack.versionAt(place.row);
  }

  startAt(row: number): number {
    const place = this.#placeOf(row);
    return place.pack.startAt(place.row);
  }

  endAt(row: number): number {
    const place = this.#placeOf(row);
    return place.pack.endAt(place.row);
  }

  factsAt(row: number): SharedFacts {
    const { base, recent } = this;
    if (row < base.count) return base.facts[base.factOf[row]!]!;
    return recent.facts[recent.factOf[row - base.count]!]!;
  }

  sheetAt(row: number): string {
    const { base, recent } = this;
    if (row < base.count) return base.sheets[base.sheetOf[row]!]!;
    return recent.sheets[recent.sheetOf[row - base.count]!]!;
  }

  /** One of the six bounds of a row, CRS units. */
  boundAt(row: number, side: number): number {
    const { base, recent } = this;
    return row < base.count ? base.bounds[6 * row + side]! : recent.bounds[6 * (row - base.count) + side]!;
  }

  /** All that the items share, each once a pack; some may be of rows that are hidden. */
  get facts(): readonly SharedFacts[] {
    return [...this.base.facts, ...this.recent.facts];
  }

  /** The row of an id, or -1. */
  find(id: string): number {
    const recent = this.recent.find(id);
    return recent >= 0 ? this.base.count + recent : this.base.find(id);
  }

  /** Computed by the projection, and asked for with every page that shows the catalogue. */
  #exactBox(row: number): LonLatBox {
    const known = this.#boxes.get(row);
    if (known) return known;
    const box = this.recordAt(row).bbox;
    if (this.#boxes.size < KEPT_BOXES) this.#boxes.set(row, box);
    return box;
  }

  /** The smallest box that holds the boxes of the rows, exactly. */
  extentOf(rows: Uint32Array): LonLatBox {
    const wanted = new Set(rows);
    const visitAll = (visit: (row: number, box: LonLatBox) => void) => {
      [this.base, this.recent].forEach(({ tree }, pack) => {
        const first = pack === 0 ? 0 : this.base.count;
        tree?.forEach((row, ...box) => {
          if (wanted.has(first + row)) visit(first + row, box);
        });
      });
    };
    const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    const unite = (box: LonLatBox) => {
      for (let side = 0; side < 4; side++) {
        const value = box[side]!;
        if (side < 2 ? value < extent[side]! : value > extent[side]!) extent[side] = value;
      }
    };
    // rounding keeps the order: the outermost box is among those whose rounded side is the outermost
    visitAll((_, box) => unite(box));
    const outermost: number[] = [];
    visitAll((row, box) => {
      if (box.some((value, side) => value === extent[side])) outermost.push(row);
    });
    extent.splice(0, 4, Infinity, Infinity, -Infinity, -Infinity);
    for (const row of outermost) unite(this.#exactBox(row));
    return extent;
  }

  /** All rows in the order of ids. */
  rows(): Uint32Array {
    const base = countFrom(0, this.base.count);
    const shown = this.#hidden.size > 0 ? base.filter((row) => !this.#hidden.has(row)) : base;
    return this.#merge(shown, countFrom(this.base.count, this.recent.count));
  }

  /** Two ascending lists of rows, of the base and recent ones, in the order of ids. */
  #merge(base: Uint32Array, recent: Uint32Array): Uint32Array {
    if (recent.length === 0) return base;
    const merged = new Uint32Array(base.length + recent.length);
    let next = 0;
    let at = 0;
    for (const row of recent) {
      const before = this.#before[row - this.base.count]!;
      while (next < base.length && base[next]! < before) merged[at++] = base[next++]!;
      merged[at++] = row;
    }
    merged.set(base.subarray(next), at);
    return merged;
  }

  /** The rows that a query wants, in the order of ids. `after` and `limit` are the caller's business. */
  select(query: ItemQuery, mayBeSeen: (facts: SharedFacts) => boolean): Uint32Array {
    const { bbox, heightsM, interval, shape, ids } = query;
    const seen = new Set(this.facts.filter(mayBeSeen));
    if (Object.keys(query).length === 0 && this.facts.every((facts) => seen.has(facts))) return this.rows();
    const box = bbox ?? (shape && boundsOfShape(shape));
    const { rows, unsure } = ids ? this.#ofIds(ids) : box ? this.#inBox(box) : { rows: this.rows(), unsure: NONE };
    // what the columns do not tell asks for the whole record: outlines, and places near the edge of the box
    const needsRecord = (row: number) => shape !== undefined || (bbox && (ids !== undefined || unsure.has(row)));
    const exact = { ...(bbox ? { bbox } : {}), ...(shape ? { shape } : {}) };
    return rows.filter((row) => {
      const facts = this.factsAt(row);
      if (!seen.has(facts)) return false;
      if (interval && (this.startAt(row) > interval.end || this.endAt(row) < interval.start)) return false;
      if (heightsM) {
        const [low, high] = [this.boundAt(row, 2), this.boundAt(row, 5)];
        if (low * facts.crs.verticalUnitM > heightsM[1] || high * facts.crs.verticalUnitM < heightsM[0]) return false;
      }
      return !needsRecord(row) || matches(this.recordAt(row), exact);
    });
  }

  #ofIds(ids: readonly string[]): Candidates {
    const found = new Set(ids.map((id) => this.find(id)).filter((row) => row >= 0));
    const sorted = Uint32Array.from(found).sort();
    const first = sorted.findIndex((row) => row >= this.base.count);
    const cut = first < 0 ? sorted.length : first;
    return { rows: this.#merge(sorted.subarray(0, cut), sorted.subarray(cut)), unsure: NONE };
  }

  /** Rows whose boxes touch a box in degrees (west > east crosses the antimeridian), and those that only may. */
  #inBox([west, south, east, north]: LonLatBox): Candidates {
    const unsure = new Set<number>();
    const parts: readonly LonLatBox[] =
      west <= east
        ? [[west, south, east, north]]
        : [
            [Number.NEGATIVE_INFINITY, south, east, north],
            [west, south, Number.POSITIVE_INFINITY, north],
          ];
    const [base, recent] = [this.base, this.recent].map(({ tree }, pack) => {
      const first = pack === 0 ? 0 : this.base.count;
      const found = new Set<number>();
      for (const part of parts) {
        tree?.search(part, (row, ...box) => {
          if (pack === 0 && this.#hidden.has(row)) return false;
          found.add(first + row);
          if (!touchesSurely(box, part)) unsure.add(first + row);
          return false;
        });
      }
      return Uint32Array.from(found).sort();
    }) as [Uint32Array, Uint32Array];
    return { rows: this.#merge(base, recent), unsure };
  }

  /** The set with a record added, or in the place of the one with its id. */
  put(record: ItemRecord): ItemSet {
    const row = packRow(record);
    const known = this.find(row.id);
    const without = known < 0 ? this.digest : this.digest - rowDigest(this.#rowAt(known));
    const digest = BigInt.asUintN(64, without + rowDigest(row));
    const recent = withRow(this.recent.rows(), row);
    const previous = this.digest;
    if (recent.length <= MAX_RECENT) {
      const state = { digest, previous, base: this.base.state.digest };
      return new ItemSet(this.base, new ItemPack(writePack(recent, state)));
    }
    const replaced = new Set(recent.map(({ id }) => id));
    const rows = [...this.base.rows().filter(({ id }) => !replaced.has(id)), ...recent].sort(byId);
    return new ItemSet(new ItemPack(writePack(rows, { digest, previous, base: digest })), emptyPack(digest));
  }

  /** The set without a record, as a new base; itself when it has none of the id. */
  without(id: string): ItemSet {
    const known = this.find(id);
    if (known < 0) return this;
    const gone = new Set([id, ...this.recent.rows().map((row) => row.id)]);
    const rows = [...this.base.rows().filter((row) => !gone.has(row.id)), ...this.recent.rows()];
    return ItemSet.ofRows(rows.filter((row) => row.id !== id).sort(byId), this.digest);
  }

  #rowAt(row: number): Omit<PackedRow, 'box'> {
    const place = this.#placeOf(row);
    return place.pack.rowAt(place.row);
  }
}

interface Candidates {
  /** In the order of ids. */
  readonly rows: Uint32Array;
  /** Those that were found by rounded boxes alone. */
  readonly unsure: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** Whether the true box behind a rounded one touches the query whatever was rounded. */
function touchesSurely([west, south, east, north]: LonLatBox, [w, s, e, n]: LonLatBox): boolean {
  const slack = FLOAT_DEGREES;
  return west + slack <= e && east - slack >= w && south + slack <= n && north - slack >= s;
}

function countFrom(first: number, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = first + row;
  return rows;
}

function withRow(rows: readonly PackedRow[], row: PackedRow): PackedRow[] {
  return [...rows.filter(({ id }) => id !== row.id), row].sort(byId);
}

/** A pack without rows, over a base. */
export function emptyPack(base: bigint): ItemPack {
  return new ItemPack(writePack([], { digest: base, previous: base, base }));
}

/** Order of code units: the same on every machine and in every language. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
