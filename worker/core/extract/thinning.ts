/**
 * Thinning to a least distance: of the points as they come, each is kept unless one that was kept before is nearer than
 * the distance, in space. Coarser octree nodes come first, so that what is kept is spread well from the beginning.
 *
 * Kept points stand in a hash table by cells whose diagonal is a little less than the distance: a cell holds one of
 * them at most, and a point nearer than the distance lies within two cells. 24 bytes a place, at most 60 % of them taken.
 */
import { LimitError } from '../errors.ts';
import type { Triple } from '../las/header.ts';

/** Points that may be kept: the table then takes 400 MB. */
export const MAX_THINNED_POINTS = 10_000_000;
const MAX_LOAD = 0.6;
const FIRST_PLACES = 1 << 16;
const REACH = 2;

/** Plain data, which may be shared by threads that take turns. */
export interface SpacingTable {
  /** Metres: x, y, z of each place; NaN where it is free. */
  readonly places: Float64Array;
  readonly count: number;
}

export interface ThinningFrame {
  readonly spacingM: number;
  readonly scale: Triple;
  readonly offset: Triple;
  /** Metres in one unit of each axis. */
  readonly unitM: Triple;
  readonly recordLength: number;
}

type Allocate = (bytes: number) => ArrayBufferLike;

export function emptySpacingTable(allocate: Allocate): SpacingTable {
  return { places: freePlaces(FIRST_PLACES, allocate), count: 0 };
}

function freePlaces(count: number, allocate: Allocate): Float64Array {
  return new Float64Array(allocate(24 * count)).fill(Number.NaN);
}

/** Places with room for so many points; the same when there is room already. */
export function withRoom(table: SpacingTable, points: number, frame: ThinningFrame, allocate: Allocate): SpacingTable {
  let count = table.places.length / 3;
  while (points > MAX_LOAD * count && count < MAX_THINNED_POINTS / MAX_LOAD) count *= 2;
  if (count === table.places.length / 3) return table;
  const grown = new Spacing({ places: freePlaces(count, allocate), count: 0 }, frame.spacingM);
  const { places } = table;
  for (let at = 0; at < places.length; at += 3) {
    if (!Number.isNaN(places[at]!)) grown.put(places[at]!, places[at + 1]!, places[at + 2]!);
  }
  return grown.table;
}

/**
 * @param records packed records of any point format
 * @returns indices of the points to keep, ascending, and the table with them
 * @throws {LimitError} when more than {@link MAX_THINNED_POINTS} points would be kept
 */
export function thin(
  records: Uint8Array,
  table: SpacingTable,
  { spacingM, scale, offset, unitM, recordLength }: ThinningFrame,
): { kept: Uint32Array; table: SpacingTable } {
  const spacing = new Spacing(table, spacingM);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const kept = new Uint32Array(Math.floor(records.length / recordLength));
  let count = 0;
  for (let i = 0, at = 0; i < kept.length; i++, at += recordLength) {
    const x = (view.getInt32(at, true) * scale[0] + offset[0]) * unitM[0];
    const y = (view.getInt32(at + 4, true) * scale[1] + offset[1]) * unitM[1];
    const z = (view.getInt32(at + 8, true) * scale[2] + offset[2]) * unitM[2];
    if (spacing.isTaken(x, y, z)) continue;
    if (spacing.table.count >= MAX_THINNED_POINTS) {
      throw new LimitError(
        `thinning keeps more than ${MAX_THINNED_POINTS} points: ask for a larger minSpacingM or a smaller area`,
        { limit: MAX_THINNED_POINTS, actual: spacing.table.count + 1 },
      );
    }
    spacing.put(x, y, z);
    kept[count++] = i;
  }
  return { kept: kept.slice(0, count), table: spacing.table };
}

class Spacing {
  private readonly places: Float64Array;
  private readonly mask: number;
  private readonly perCell: number;
  private readonly limit: number;
  private count: number;

  constructor({ places, count }: SpacingTable, spacingM: number) {
    this.places = places;
    this.mask = places.length / 3 - 1;
    // two points of one cell are nearer than the spacing, whatever the rounding
    this.perCell = Math.sqrt(3) / (spacingM * (1 - 1e-9));
    this.limit = spacingM * spacingM;
    this.count = count;
  }

  get table(): SpacingTable {
    return { places: this.places, count: this.count };
  }

  /** Whether a kept point is too near. */
  isTaken(x: number, y: number, z: number): boolean {
    const { perCell } = this;
    const [i, j, k] = [Math.floor(x * perCell), Math.floor(y * perCell), Math.floor(z * perCell)];
    // most are settled by their own cell
    if (this.isNear(i, j, k, x, y, z)) return true;
    for (let a = i - REACH; a <= i + REACH; a++)
      for (let b = j - REACH; b <= j + REACH; b++)
        for (let c = k - REACH; c <= k + REACH; c++) if (this.isNear(a, b, c, x, y, z)) return true;
    return false;
  }

  put(x: number, y: number, z: number): void {
    const { places, mask, perCell } = this;
    let place = hash(Math.floor(x * perCell), Math.floor(y * perCell), Math.floor(z * perCell)) & mask;
    while (!Number.isNaN(places[3 * place]!)) place = (place + 1) & mask;
    places[3 * place] = x;
    places[3 * place + 1] = y;
    places[3 * place + 2] = z;
    this.count += 1;
  }

  /** Whether the point of a cell is too near; a cell has one at most, but shares its places with others. */
  private isNear(i: number, j: number, k: number, x: number, y: number, z: number): boolean {
    const { places, mask, limit } = this;
    for (let place = hash(i, j, k) & mask; ; place = (place + 1) & mask) {
      const px = places[3 * place]!;
      if (Number.isNaN(px)) return false;
      const [dx, dy, dz] = [px - x, places[3 * place + 1]! - y, places[3 * place + 2]! - z];
      if (dx * dx + dy * dy + dz * dz < limit) return true;
    }
  }
}

function hash(i: number, j: number, k: number): number {
  let h = Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca77) ^ Math.imul(k, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}
