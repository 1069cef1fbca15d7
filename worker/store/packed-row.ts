/**
 * One item's record as the index keeps it: about 110 bytes instead of some kilobytes of objects. What follows from the
 * rest is left out (the outline from bounds and projection, the cube from the bounds, the spacing from the cube) where it
 * follows exactly; a record that does not come back as it was is kept as JSON. So reading always gives what was written.
 *
 * The heap part of a row: u8 length of the id, the id, u8 flags, then
 * - compact: varint points, varint number of classes, (varint class, varint points) …, 4 doubles of the cube unless it
 *   follows, a double of the spacing unless it follows;
 * - else: varint length, JSON of {@link Loose}.
 */
import { createHash } from 'node:crypto';
import { cubeAround, GRID_CELLS } from '#core/copc/octree-grid.ts';
import { type Crs, createProjection, type Projection } from '#core/crs/crs.ts';
import { FormatError } from '#core/errors.ts';
import { roundOutward } from './box-tree.ts';
import { type Footprint, footprint } from './footprint.ts';
import { isId, isVersion } from './ids.ts';
import type { NativeBounds } from './index-summary.ts';
import type { ItemRecord } from './item-record.ts';
import { sheetOf } from './sheet-catalog.ts';
import type { LonLatBox } from './stac.ts';

/** What many items have in common: kept once. */
export type SharedFacts = Pick<
  ItemRecord,
  'visibility' | 'timeKnown' | 'crs' | 'sensor' | 'product' | 'verticalDatum' | 'accuracyM'
>;

/** A record taken apart, ready to be written. */
export interface PackedRow {
  readonly id: string;
  /** 16 hex digits. */
  readonly version: string;
  readonly bounds: NativeBounds;
  readonly start: number;
  readonly end: number;
  readonly facts: SharedFacts;
  /** See `sheetOf`. */
  readonly sheet: string;
  /** Rounded outward. */
  readonly box: LonLatBox;
  readonly heap: Uint8Array;
}

/** What a compact row leaves out. */
type Loose = Pick<ItemRecord, 'bbox' | 'outline' | 'pointCount' | 'classCounts' | 'spacing' | 'cube'>;
export type FixedParts = Pick<PackedRow, 'version' | 'bounds' | 'start' | 'end' | 'facts'>;

const FLAG = { json: 1, cube: 2, spacing: 4 } as const;
const MAX_CLASSES = 256;

const projections = new WeakMap<Crs, Projection>();

function projectionOf(crs: Crs): Projection {
  const known = projections.get(crs) ?? createProjection(crs);
  projections.set(crs, known);
  return known;
}

/** Takes a record apart. */
export function packRow(record: ItemRecord): PackedRow {
  const { id, version } = record;
  if (!isVersion(version)) {
    throw new FormatError(`item ${id}: expected a version of 16 hex digits, seen ${JSON.stringify(version)}`, {
      offset: 0,
    });
  }
  const box = roundOutward(record.bbox);
  return { id, ...fixedParts(record), facts: factsOf(record), sheet: sheetOf(record), box, heap: packHeap(record) };
}

function packHeap(record: ItemRecord): Uint8Array {
  const compact = compactHeap(record);
  if (compact && sameLoose(record, unpackRow(wholeHeap(compact), { ...fixedParts(record), facts: record })))
    return compact;
  const { bbox, outline, pointCount, classCounts, spacing, cube } = record;
  const json = Buffer.from(JSON.stringify({ bbox, outline, pointCount, classCounts, spacing, cube } satisfies Loose));
  return joined([...idBytes(record.id), FLAG.json, ...varint(json.length)], json);
}

function fixedParts({ version, bounds, start, end }: ItemRecord): Omit<FixedParts, 'facts'> {
  return { version, bounds, start, end };
}

function idBytes(id: string): number[] {
  return [id.length, ...Buffer.from(id, 'latin1')];
}

function compactHeap({ id, bounds, pointCount, classCounts, spacing, cube }: ItemRecord): Uint8Array | null {
  const counts = Object.entries(classCounts).map(([code, count]) => [Number(code), count] as const);
  if (counts.length > MAX_CLASSES || ![pointCount, ...counts.flat()].every(isCount)) return null;
  const follows = followingCube(bounds);
  const hasCube = !sameCube(cube, follows);
  const hasSpacing = spacing !== (2 * cube.halfsize) / GRID_CELLS;
  const flags = (hasCube ? FLAG.cube : 0) | (hasSpacing ? FLAG.spacing : 0);
  const doubles = [...(hasCube ? [...cube.center, cube.halfsize] : []), ...(hasSpacing ? [spacing] : [])];
  const numbers = [pointCount, counts.length, ...counts.flat()].flatMap(varint);
  return joined([...idBytes(id), flags, ...numbers], new Uint8Array(Float64Array.from(doubles).buffer));
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function followingCube([minE, minN, minH, maxE, maxN, maxH]: NativeBounds): ItemRecord['cube'] {
  return cubeAround([minE, minN, minH], [maxE, maxN, maxH]);
}

function sameCube(a: ItemRecord['cube'], b: ItemRecord['cube']): boolean {
  return a.halfsize === b.halfsize && a.center.every((value, axis) => value === b.center[axis]);
}

function sameLoose(a: Loose, b: Loose): boolean {
  const codes = Object.keys(a.classCounts);
  return (
    a.pointCount === b.pointCount &&
    a.spacing === b.spacing &&
    sameCube(a.cube, b.cube) &&
    codes.length === Object.keys(b.classCounts).length &&
    codes.every((code) => a.classCounts[code] === b.classCounts[code]) &&
    a.bbox.every((side, at) => side === b.bbox[at]) &&
    a.outline.length === b.outline.length &&
    a.outline.every(([lon, lat], at) => lon === b.outline[at]![0] && lat === b.outline[at]![1])
  );
}

/** Walks through a heap part. @throws {FormatError} when it is not whole @returns its id */
export function checkHeap(part: HeapPart): string {
  const at = new HeapReader(part);
  const id = at.id();
  if (!isId(id)) at.fail(`the id ${JSON.stringify(id)}`);
  const flags = at.byte();
  if (flags > 7) at.fail(`flags ${flags}`);
  if (flags & FLAG.json) {
    const loose: Partial<Loose> | null = parseJson(at);
    if (!Array.isArray(loose?.bbox) || !Array.isArray(loose.outline) || !loose.cube) at.fail('incomplete JSON');
  } else {
    at.varint();
    for (let left = at.varint(); left > 0; left--) at.skip();
    at.take((flags & FLAG.cube ? 32 : 0) + (flags & FLAG.spacing ? 8 : 0));
  }
  if (!at.isAtEnd) at.fail('bytes behind the row');
  return id;
}

export function heapId(part: HeapPart): string {
  return new HeapReader(part).id();
}

/** What a collection adds up. */
export type RowSums = Pick<ItemRecord, 'pointCount' | 'classCounts' | 'spacing'>;

export function heapSums(part: HeapPart, bounds: NativeBounds): RowSums {
  const at = new HeapReader(part);
  at.id();
  const flags = at.byte();
  return flags & FLAG.json ? (parseJson(at) as Loose) : compactPart(at, flags, bounds);
}

function compactPart(at: HeapReader, flags: number, bounds: NativeBounds): RowSums & Pick<ItemRecord, 'cube'> {
  const counts = at.counts();
  const cube =
    flags & FLAG.cube
      ? { center: [at.double(), at.double(), at.double()] as const, halfsize: at.double() }
      : followingCube(bounds);
  return { ...counts, cube, spacing: flags & FLAG.spacing ? at.double() : (2 * cube.halfsize) / GRID_CELLS };
}

/** The record of a row; outline and box are computed when they are asked for. */
export function unpackRow(part: HeapPart, fixed: FixedParts): ItemRecord {
  const { version, bounds, start, end, facts } = fixed;
  const at = new HeapReader(part);
  const id = at.id();
  const flags = at.byte();
  const own = { id, version, bounds, start, end };
  if (flags & FLAG.json) return { ...own, ...factsOf(facts), ...(parseJson(at) as Loose) };
  let place: Footprint | null = null;
  const [minE, minN, , maxE, maxN] = bounds;
  const placed = (): Footprint => {
    place ??= footprint([minE, minN, maxE, maxN], projectionOf(facts.crs).toLonLat);
    return place;
  };
  return {
    ...own,
    ...factsOf(facts),
    ...compactPart(at, flags, bounds),
    get bbox() {
      return placed().bbox;
    },
    get outline() {
      const { geometry } = placed();
      return geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates[0]!;
    },
  };
}

/** The shared part of a record. */
export function factsOf({
  visibility,
  timeKnown,
  crs,
  sensor,
  product,
  verticalDatum,
  accuracyM,
}: SharedFacts): SharedFacts {
  return { visibility, timeKnown, crs, sensor, product, verticalDatum, accuracyM };
}

/** 64 bits that change with anything that the row says. */
export function rowDigest({ version, bounds, start, end, facts, heap }: Omit<PackedRow, 'box'>): bigint {
  const hash = createHash('sha256');
  hash.update(heap).update(new Uint8Array(Float64Array.from([...bounds, start, end]).buffer));
  hash.update(version).update(factsDigest(facts));
  return hash.digest().readBigUInt64LE(0);
}

const factsDigests = new WeakMap<SharedFacts, string>();

/** A name for shared facts: rows of one pack share the objects, so most ask for one that is known. */
export function factsDigest(facts: SharedFacts): string {
  let digest = factsDigests.get(facts);
  if (digest === undefined) {
    digest = createHash('sha256')
      .update(JSON.stringify(factsOf(facts)))
      .digest('hex')
      .slice(0, 16);
    factsDigests.set(facts, digest);
  }
  return digest;
}

function parseJson(at: HeapReader): Partial<Loose> | null {
  const text = at.text();
  try {
    return JSON.parse(text);
  } catch {
    return at.fail('text that is not JSON');
  }
}

/** Little-endian base 128; the upper bit says that more follows. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function joined(first: readonly number[], second: Uint8Array): Uint8Array {
  const out = new Uint8Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}

/** The variable part of a row, in the heap of its pack. */
export interface HeapPart {
  readonly heap: Buffer;
  readonly begin: number;
  readonly end: number;
}

/** A heap part that stands alone. */
export function wholeHeap(bytes: Uint8Array): HeapPart {
  return { heap: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), begin: 0, end: bytes.length };
}

/** Reads a heap part from its front. Makes no objects on the way: fifty thousand rows are walked through at a start. */
class HeapReader {
  readonly #heap: Buffer;
  readonly #end: number;
  #at: number;

  constructor({ heap, begin, end }: HeapPart) {
    this.#heap = heap;
    this.#at = begin;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  fail(what: string): never {
    throw new FormatError(`item index row: ${what}`, { offset: this.#at });
  }

  /** Steps over bytes. @returns where they begin */
  take(count: number): number {
    if (count > this.#end - this.#at) this.fail(`expected ${count} more bytes`);
    this.#at += count;
    return this.#at - count;
  }

  byte(): number {
    if (this.#at >= this.#end) this.fail('expected one more byte');
    return this.#heap[this.#at++]!;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 53; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return Number.isSafeInteger(value) ? value : this.fail('a number above 2^53');
    }
    return this.fail('a number above 2^53');
  }

  /** One class and its points. */
  skip(): void {
    this.varint();
    this.varint();
  }

  id(): string {
    const length = this.byte();
    const begin = this.take(length);
    return this.#heap.toString('latin1', begin, begin + length);
  }

  text(): string {
    const length = this.varint();
    const begin = this.take(length);
    return this.#heap.toString('utf8', begin, begin + length);
  }

  counts(): Pick<ItemRecord, 'pointCount' | 'classCounts'> {
    const pointCount = this.varint();
    const classCounts: Record<string, number> = {};
    for (let left = this.varint(); left > 0; left--) classCounts[this.varint()] = this.varint();
    return { pointCount, classCounts };
  }

  double(): number {
    return this.#heap.readDoubleLE(this.take(8));
  }
}
