/**
 * Items of a collection as one block of bytes, in memory as on the disk: columns of fixed width, the spatial index, the
 * variable parts of the rows, and a table of what many rows share. Rows are in the order of ids.
 *
 *   header 96 | bounds 6 f64 a row | times 2 f64 each | version 8 bytes a row | heap offset, facts, time, sheet u32 a row
 *   | flatbush | heap | table (JSON)          every section begins at a multiple of 8; little-endian
 *
 * A file is never believed: its hash is checked, then every offset, number and id of every row.
 */
import { createHash } from 'node:crypto';
import type { Crs } from '#core/crs/crs.ts';
import { FormatError } from '#core/errors.ts';
import { type BoxTree, boxTreeBytes, buildBoxTree, readBoxTree } from './box-tree.ts';
import type { NativeBounds } from './index-summary.ts';
import type { ItemRecord } from './item-record.ts';
import {
  checkHeap,
  factsOf,
  type HeapPart,
  heapId,
  heapSums,
  type PackedRow,
  type RowSums,
  rowDigest,
  type SharedFacts,
  unpackRow,
} from './packed-row.ts';
import type { LonLatBox } from './stac.ts';

const MAGIC = 'TGNITEM1';
const HEADER_BYTES = 96;
const HASH_AT = 56;
/** Fixed bytes a row: bounds, version, four numbers. */
const ROW_BYTES = 48 + 8 + 16;

/** What the pack belongs to; digests are sums of `rowDigest` modulo 2^64. */
export interface PackState {
  /** Of the whole collection, when this pack is laid over its base. */
  readonly digest: bigint;
  /** Of the collection before the publication that wrote this pack. */
  readonly previous: bigint;
  /** Of the base that the pack is laid over; its own for a base. */
  readonly base: bigint;
}

interface Table {
  readonly crs: readonly Crs[];
  readonly facts: readonly (Omit<SharedFacts, 'crs'> & { readonly crs: number })[];
  readonly sheets: readonly string[];
}

interface Sections {
  readonly count: number;
  readonly timeCount: number;
  readonly heapBytes: number;
  readonly tableBytes: number;
}

export class ItemPack {
  readonly count: number;
  readonly state: PackState;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tree: BoxTree | null;
  readonly facts: readonly SharedFacts[];
  readonly sheets: readonly string[];
  /** Six numbers a row. */
  readonly bounds: Float64Array;
  readonly factOf: Uint32Array;
  readonly sheetOf: Uint32Array;
  readonly #times: Float64Array;
  readonly #timeOf: Uint32Array;
  readonly #versions: Buffer;
  readonly #heapOf: Uint32Array;
  readonly #heap: Buffer;

  /** @throws {FormatError} when the bytes are no whole pack */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const { state, sections } = readHeader(bytes);
    const { count } = sections;
    const { buffer } = bytes;
    const place = placesOf(sections);
    this.bytes = bytes;
    this.count = count;
    this.state = state;
    this.bounds = new Float64Array(buffer, place.bounds, 6 * count);
    this.#times = new Float64Array(buffer, place.times, 2 * sections.timeCount);
    this.#versions = Buffer.from(buffer, place.versions, 8 * count);
    this.#heapOf = new Uint32Array(buffer, place.heapOf, count);
    this.factOf = new Uint32Array(buffer, place.factOf, count);
    this.#timeOf = new Uint32Array(buffer, place.timeOf, count);
    this.sheetOf = new Uint32Array(buffer, place.sheetOf, count);
    this.tree = count > 0 ? readBoxTree(new Uint8Array(buffer, place.tree, boxTreeBytes(count)), count) : null;
    this.#heap = Buffer.from(buffer, place.heap, sections.heapBytes);
    const table = parseTable(new Uint8Array(buffer, place.table, sections.tableBytes));
    this.facts = table.facts.map((facts) => {
      const crs = table.crs[facts.crs] ?? fail('a CRS outside its table', place.table);
      return factsOf({ ...facts, crs });
    });
    // they become names of folders
    if (!table.sheets.every((sheet) => /^[A-Za-z0-9-]{1,40}$/.test(sheet))) fail('a sheet without a name', place.table);
    this.sheets = table.sheets;
    this.#check(sections.timeCount);
  }

  #check(timeCount: number): void {
    let last = '';
    for (let row = 0; row < this.count; row++) {
      const part = this.#heapPart(row);
      if (part.begin > part.end || part.end > this.#heap.length) fail(`row ${row}: heap offset ${part.begin}`, row);
      const id = checkHeap(part);
      if (row > 0 && id <= last) fail(`row ${row}: ids out of order`, row);
      last = id;
      const isKnown =
        this.factOf[row]! < this.facts.length &&
        this.#timeOf[row]! < timeCount &&
        this.sheetOf[row]! < this.sheets.length;
      if (!isKnown) fail(`row ${row}: a number outside its table`, row);
    }
  }

  #heapPart(row: number): HeapPart {
    const end = row + 1 < this.count ? this.#heapOf[row + 1]! : this.#heap.length;
    return { heap: this.#heap, begin: this.#heapOf[row]!, end };
  }

  idAt(row: number): string {
    return heapId(this.#heapPart(row));
  }

  /** Points of a row and of its classes, and its spacing. */
  sumsAt(row: number): RowSums {
    return heapSums(this.#heapPart(row), this.boundsAt(row));
  }

  /** Milliseconds since 1970. */
  startAt(row: number): number {
    return this.#times[2 * this.#timeOf[row]!]!;
  }

  endAt(row: number): number {
    return this.#times[2 * this.#timeOf[row]! + 1]!;
  }

  versionAt(row: number): string {
    return this.#versions.toString('hex', 8 * row, 8 * row + 8);
  }

  boundsAt(row: number): NativeBounds {
    const { bounds } = this;
    const at = 6 * row;
    return [bounds[at]!, bounds[at + 1]!, bounds[at + 2]!, bounds[at + 3]!, bounds[at + 4]!, bounds[at + 5]!];
  }

  recordAt(row: number): ItemRecord {
    return unpackRow(this.#heapPart(row), this.#fixedAt(row));
  }

  #fixedAt(row: number) {
    return {
      version: this.versionAt(row),
      bounds: this.boundsAt(row),
      start: this.startAt(row),
      end: this.endAt(row),
      facts: this.facts[this.factOf[row]!]!,
    };
  }

  /** All rows as they are written. */
  rows(): PackedRow[] {
    const boxes: LonLatBox[] = [];
    this.tree?.forEach((row, ...box) => {
      boxes[row] = box;
    });
    return boxes.map((box, row) => ({ ...this.rowAt(row), box }));
  }

  /** A row as it is written, but for its box. */
  rowAt(row: number): Omit<PackedRow, 'box'> {
    const sheet = this.sheets[this.sheetOf[row]!]!;
    const { heap, begin, end } = this.#heapPart(row);
    return { ...this.#fixedAt(row), id: this.idAt(row), sheet, heap: heap.subarray(begin, end) };
  }

  /** The first row whose id is not below the given one; `count` when there is none. */
  lowerBound(id: string): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.idAt(middle) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row of an id, or -1. */
  find(id: string): number {
    const row = this.lowerBound(id);
    return row < this.count && this.idAt(row) === id ? row : -1;
  }
}

/** @param rows in the order of ids, each id once */
export function writePack(rows: readonly PackedRow[], state: PackState): Uint8Array<ArrayBuffer> {
  const tables = new Tables();
  const numbers = rows.map((row) => tables.add(row));
  const table = Buffer.from(JSON.stringify(tables.table()));
  const sections: Sections = {
    count: rows.length,
    timeCount: tables.times.length / 2,
    heapBytes: rows.reduce((sum, { heap }) => sum + heap.length, 0),
    tableBytes: table.length,
  };
  const place = placesOf(sections);
  const bytes = new Uint8Array(place.end);
  const { buffer } = bytes;
  const bounds = new Float64Array(buffer, place.bounds, 6 * rows.length);
  const columns = [place.heapOf, place.factOf, place.timeOf, place.sheetOf].map(
    (at) => new Uint32Array(buffer, at, rows.length),
  );
  const boxes = new Float32Array(4 * rows.length);
  let heapAt = 0;
  rows.forEach((row, index) => {
    bounds.set(row.bounds, 6 * index);
    boxes.set(row.box, 4 * index);
    bytes.set(Buffer.from(row.version, 'hex'), place.versions + 8 * index);
    const { fact, time, sheet } = numbers[index]!;
    [heapAt, fact, time, sheet].forEach((value, column) => {
      columns[column]![index] = value;
    });
    bytes.set(row.heap, place.heap + heapAt);
    heapAt += row.heap.length;
  });
  new Float64Array(buffer, place.times, tables.times.length).set(tables.times);
  if (rows.length > 0) bytes.set(buildBoxTree(boxes).bytes, place.tree);
  bytes.set(table, place.table);
  writeHeader(bytes, state, sections);
  return bytes;
}

/** Sum of the rows' digests, modulo 2^64. */
export function digestOf(rows: readonly PackedRow[]): bigint {
  return rows.reduce((sum, row) => BigInt.asUintN(64, sum + rowDigest(row)), 0n);
}

/** Collects what rows share while they are written. */
class Tables {
  readonly times: number[] = [];
  readonly #crs: Crs[] = [];
  readonly #facts: Table['facts'][number][] = [];
  readonly #sheets: string[] = [];
  readonly #known = new Map<string, number>();
  readonly #factsOf = new Map<SharedFacts, number>();
  readonly #crsOf = new Map<Crs, number>();

  add({ facts, start, end, sheet }: PackedRow): { fact: number; time: number; sheet: number } {
    return {
      fact: this.#fact(facts),
      time: this.#number(`t${start}/${end}`, () => this.times.push(start, end) / 2 - 1),
      sheet: this.#number(`s${sheet}`, () => this.#sheets.push(sheet) - 1),
    };
  }

  table(): Table {
    return { crs: this.#crs, facts: this.#facts, sheets: this.#sheets };
  }

  /** Rows of one pack share their objects: most are found without looking at what is in them. */
  #fact(facts: SharedFacts): number {
    const known = this.#factsOf.get(facts);
    if (known !== undefined) return known;
    const entry = { ...factsOf(facts), crs: this.#crsNumber(facts.crs) };
    const number = this.#number(`f${JSON.stringify(entry)}`, () => this.#facts.push(entry) - 1);
    this.#factsOf.set(facts, number);
    return number;
  }

  #crsNumber(crs: Crs): number {
    const number = this.#crsOf.get(crs) ?? this.#number(`c${JSON.stringify(crs)}`, () => this.#crs.push(crs) - 1);
    this.#crsOf.set(crs, number);
    return number;
  }

  #number(key: string, make: () => number): number {
    const number = this.#known.get(key) ?? make();
    this.#known.set(key, number);
    return number;
  }
}

function placesOf({ count, timeCount, heapBytes, tableBytes }: Sections) {
  let at = HEADER_BYTES;
  const take = (bytes: number): number => {
    const begin = at;
    at += Math.ceil(bytes / 8) * 8;
    return begin;
  };
  return {
    bounds: take(48 * count),
    times: take(16 * timeCount),
    versions: take(8 * count),
    heapOf: take(4 * count),
    factOf: take(4 * count),
    timeOf: take(4 * count),
    sheetOf: take(4 * count),
    tree: take(count > 0 ? boxTreeBytes(count) : 0),
    heap: take(heapBytes),
    table: take(tableBytes),
    end: at,
  };
}

function writeHeader(bytes: Uint8Array<ArrayBuffer>, state: PackState, sections: Sections): void {
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from(MAGIC, 'latin1'));
  [sections.count, sections.timeCount, sections.heapBytes, sections.tableBytes].forEach((value, index) => {
    view.setUint32(8 + 4 * index, value, true);
  });
  [state.digest, state.previous, state.base].forEach((value, index) => {
    view.setBigUint64(24 + 8 * index, value, true);
  });
  bytes.set(hashOf(bytes), HASH_AT);
}

function readHeader(bytes: Uint8Array<ArrayBuffer>): { state: PackState; sections: Sections } {
  if (bytes.byteOffset !== 0 || bytes.length < HEADER_BYTES) fail(`${bytes.length} bytes`, 0);
  const seen = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (seen !== MAGIC) fail(`expected ${MAGIC}, seen ${JSON.stringify(seen)}`, 0);
  const view = new DataView(bytes.buffer);
  const [count, timeCount, heapBytes, tableBytes] = [8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  const sections = { count, timeCount, heapBytes, tableBytes };
  if (count * ROW_BYTES > bytes.length || placesOf(sections).end !== bytes.length) {
    fail(`${bytes.length} bytes do not hold ${count} rows`, 8);
  }
  if (Buffer.compare(hashOf(bytes), bytes.subarray(HASH_AT, HASH_AT + 32)) !== 0) fail('its hash is another', HASH_AT);
  const [digest, previous, base] = [24, 32, 40].map((at) => view.getBigUint64(at, true)) as [bigint, bigint, bigint];
  return { state: { digest, previous, base }, sections };
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256')
    .update(bytes.subarray(0, HASH_AT))
    .update(bytes.subarray(HASH_AT + 32))
    .digest();
}

function parseTable(bytes: Uint8Array): Table {
  let table: Partial<Table> | null = null;
  try {
    table = JSON.parse(Buffer.from(bytes).toString('utf8').replace(/\0+$/, ''));
  } catch {
    fail('its table is not JSON', 0);
  }
  const { crs, facts, sheets } = table ?? {};
  if (!Array.isArray(crs) || !Array.isArray(facts) || !Array.isArray(sheets)) fail('its table is incomplete', 0);
  return table as Table;
}

function fail(what: string, offset: number): never {
  throw new FormatError(`item index: ${what}`, { offset });
}
