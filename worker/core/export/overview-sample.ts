/**
 * The points that stand for a cell: of each square of its grid the one nearest to the square's middle. What is chosen
 * depends on the points alone, not on the order in which they come: equal distances are decided by what the points say.
 */

import type { NodePoints } from './node-points.ts';
import { CELL_GRID, type Cell, cellCenter, cellSizeM, cellSpacingM } from './overview-cell.ts';
import type { ColorBits } from './point-color.ts';

/** Squares along a side, with half a cell around it for points of items that overhang. */
const SIDE = 2 * CELL_GRID;
/** Columns of integers that are kept of a chosen point, in the order in which they decide between equals. */
const COLUMNS = 9;
const [X, Y, Z, CLASS, INTENSITY, RED] = [0, 1, 2, 3, 4, 5] as const;
/** White: what a point without colour is beside coloured ones. */
const NO_COLOR = 0xffff;
const LAST_OFFSET = 2 ** 31 - 1;

export interface OverviewPlace {
  readonly cell: Cell;
  readonly crs: { readonly horizontalUnitM: number; readonly verticalUnitM: number };
}

/** LAS records of format 7, or 6 where no source has colour. */
export interface OverviewRecords {
  readonly records: Uint8Array;
  readonly hasColor: boolean;
  readonly pointCount: number;
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
  /** CRS units. */
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

export class OverviewSampler {
  readonly #scale: readonly [number, number, number];
  readonly #center: readonly [number, number, number];
  readonly #square: number;
  readonly #distance = new Float64Array(SIDE * SIDE).fill(Number.POSITIVE_INFINITY);
  readonly #kept = new Int32Array(SIDE * SIDE * COLUMNS);
  #hasColor = false;

  constructor({ cell, crs }: OverviewPlace) {
    this.#center = cellCenter(cell, crs);
    this.#square = cellSpacingM(cell) / crs.horizontalUnitM;
    const reach = (2 * cellSizeM(cell)) / crs.horizontalUnitM;
    this.#scale = [decimalAbove(reach), decimalAbove(reach), crs.verticalUnitM > 0.5 ? 0.001 : 0.01];
  }

  /** @param verticalFactor takes the heights to the overview's unit */
  add(points: NodePoints, colorBits: ColorBits, verticalFactor = 1): void {
    const [scaleX, scaleY, scaleZ] = this.#scale;
    const [centerE, centerN] = this.#center;
    const half = SIDE / 2;
    const candidate = new Int32Array(COLUMNS);
    if (colorBits !== null) this.#hasColor = true;
    for (let point = 0; point < points.count; point++) {
      candidate[X] = Math.round((points.east[point]! - centerE) / scaleX);
      candidate[Y] = Math.round((points.north[point]! - centerN) / scaleY);
      candidate[Z] = Math.max(
        -LAST_OFFSET,
        Math.min(LAST_OFFSET, Math.round((points.height[point]! * verticalFactor) / scaleZ)),
      );
      const [along, across] = [(candidate[X]! * scaleX) / this.#square, (candidate[Y]! * scaleY) / this.#square];
      const [col, row] = [Math.floor(along) + half, Math.floor(across) + half];
      if (!(col >= 0 && col < SIDE && row >= 0 && row < SIDE)) continue;
      const square = row * SIDE + col;
      const distance = (along - Math.floor(along) - 0.5) ** 2 + (across - Math.floor(across) - 0.5) ** 2;
      if (distance > this.#distance[square]!) continue;
      candidate[CLASS] = points.classification[point]!;
      candidate[INTENSITY] = points.intensity[point]!;
      for (let channel = 0; channel < 3; channel++) {
        candidate[RED + channel] = colorOf(points.rgb, 3 * point + channel, colorBits);
      }
      if (distance < this.#distance[square]! || this.#isBefore(candidate, square)) {
        this.#distance[square] = distance;
        this.#kept.set(candidate, square * COLUMNS);
      }
    }
  }

  #isBefore(candidate: Int32Array, square: number): boolean {
    for (let column = 0; column < COLUMNS; column++) {
      const difference = candidate[column]! - this.#kept[square * COLUMNS + column]!;
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  /** The chosen points, neighbours near each other; null when there are none. */
  finish(): OverviewRecords | null {
    const squares: number[] = [];
    for (let square = 0; square < SIDE * SIDE; square++) {
      if (this.#distance[square]! < Number.POSITIVE_INFINITY) squares.push(square);
    }
    if (squares.length === 0) return null;
    const order = squares.map((square) => [zOrder(square % SIDE, Math.floor(square / SIDE)), square] as const);
    order.sort(([a], [b]) => a - b);
    const length = this.#hasColor ? 36 : 30;
    const records = new Uint8Array(length * squares.length);
    const view = new DataView(records.buffer);
    const min = [Infinity, Infinity, Infinity];
    const max = [-Infinity, -Infinity, -Infinity];
    order.forEach(([, square], place) => {
      const kept = this.#kept.subarray(square * COLUMNS, (square + 1) * COLUMNS);
      const at = place * length;
      for (let axis = 0; axis < 3; axis++) {
        view.setInt32(at + 4 * axis, kept[axis]!, true);
        min[axis] = Math.min(min[axis]!, kept[axis]!);
        max[axis] = Math.max(max[axis]!, kept[axis]!);
      }
      view.setUint16(at + 12, kept[INTENSITY]!, true);
      // return 1 of 1
      records[at + 14] = 0x11;
      records[at + 16] = kept[CLASS]!;
      for (let channel = 0; this.#hasColor && channel < 3; channel++) {
        view.setUint16(at + 30 + 2 * channel, kept[RED + channel]!, true);
      }
    });
    const place = (integers: readonly number[]) =>
      integers.map((value, axis) => value * this.#scale[axis]! + this.#center[axis]!) as [number, number, number];
    return {
      records,
      hasColor: this.#hasColor,
      pointCount: squares.length,
      scale: this.#scale,
      offset: this.#center,
      min: place(min),
      max: place(max),
    };
  }
}

/** The smallest power of ten, from a thousandth on for lengths, at which a reach fits into 31 bits. */
function decimalAbove(reach: number): number {
  let exponent = reach < 1000 ? -9 : -3;
  while (reach / 10 ** exponent > LAST_OFFSET) exponent++;
  return 10 ** exponent;
}

/** As 16 bits whose upper byte is the colour, never 1 to 255: readers then see at once that it is not 8 bits. */
function colorOf(rgb: Uint16Array | null, at: number, bits: ColorBits): number {
  if (!rgb || bits === null) return NO_COLOR;
  const byte = bits === 16 ? rgb[at]! >> 8 : Math.min(255, rgb[at]!);
  return byte * 257;
}

/** Bits of column and row interleaved. */
function zOrder(col: number, row: number): number {
  let code = 0;
  for (let bit = 0; bit < 10; bit++) code |= (((col >> bit) & 1) << (2 * bit)) | (((row >> bit) & 1) << (2 * bit + 1));
  return code;
}
