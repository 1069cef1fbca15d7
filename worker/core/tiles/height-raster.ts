/**
 * A raster of heights for a view: what points stand on, or what another survey measured. Little-endian: `TGHR`, version, columns,
 * rows, source (four times uint32), west, south, cell size, accuracy (four times float64), then heights as float32, row by row from
 * the south-west. Metres of the plane system; a height stands for the centre of its cell; NaN is no data.
 */
import { FormatError } from '#core/errors.ts';

/** Longest side: as a texture it fits every device, as a file it has at most 4 MiB. */
export const MAX_RASTER_SIDE = 1024;
export const LEAST_RASTER_SIDE = 16;

/** `stored`: surfaces that were made beside the items; `points`: made from their points for this answer. */
export const RASTER_SOURCES = ['stored', 'points'] as const;
export type RasterSource = (typeof RASTER_SOURCES)[number];

export interface HeightRaster {
  readonly cols: number;
  readonly rows: number;
  /** South-west corner of the first cell. */
  readonly west: number;
  readonly south: number;
  readonly cellSizeM: number;
  readonly source: RasterSource;
  /** Vertical standard deviation of the survey, metres, as it states it; null where it does not say. */
  readonly accuracyM: number | null;
  readonly heights: Float32Array;
}

const MAGIC = 0x52484754;
const VERSION = 1;
const HEADER_BYTES = 4 * 5 + 8 * 4 + 4;

export function encodeHeightRaster(raster: HeightRaster): Uint8Array<ArrayBuffer> {
  const { cols, rows, heights } = raster;
  const bytes = new Uint8Array(HEADER_BYTES + 4 * cols * rows);
  const view = new DataView(bytes.buffer);
  const whole = [MAGIC, VERSION, cols, rows, RASTER_SOURCES.indexOf(raster.source)];
  for (const [index, value] of whole.entries()) view.setUint32(4 * index, value, true);
  const real = [raster.west, raster.south, raster.cellSizeM, raster.accuracyM ?? Number.NaN];
  for (const [index, value] of real.entries()) view.setFloat64(24 + 8 * index, value, true);
  for (let cell = 0; cell < cols * rows; cell++) view.setFloat32(HEADER_BYTES + 4 * cell, heights[cell]!, true);
  return bytes;
}

/** @throws {FormatError} for bytes that are no raster of heights */
export function decodeHeightRaster(bytes: Uint8Array): HeightRaster {
  const fail = (what: string, offset: number, expected: string | number, actual: string | number) =>
    new FormatError(`raster of heights: ${what}: expected ${expected}, seen ${actual}`, { offset, expected, actual });
  if (bytes.length < HEADER_BYTES) throw fail('header', 0, `${HEADER_BYTES} bytes`, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number) => view.getUint32(4 * index, true);
  if (word(0) !== MAGIC) throw fail('magic', 0, MAGIC, word(0));
  if (word(1) !== VERSION) throw fail('version', 4, VERSION, word(1));
  const [cols, rows] = [word(2), word(3)];
  const isSide = (side: number) => side >= 1 && side <= MAX_RASTER_SIDE;
  if (!isSide(cols) || !isSide(rows)) throw fail('size', 8, `1 to ${MAX_RASTER_SIDE} a side`, `${cols} × ${rows}`);
  if (bytes.length !== HEADER_BYTES + 4 * cols * rows) {
    throw fail('length', 0, HEADER_BYTES + 4 * cols * rows, bytes.length);
  }
  const source = RASTER_SOURCES[word(4)];
  if (!source) throw fail('source', 16, `0 to ${RASTER_SOURCES.length - 1}`, word(4));
  const real = (index: number) => view.getFloat64(24 + 8 * index, true);
  const [west, south, cellSizeM, accuracyM] = [real(0), real(1), real(2), real(3)];
  if (!Number.isFinite(west) || !Number.isFinite(south) || !(cellSizeM > 0 && cellSizeM < Infinity)) {
    throw fail('place', 24, 'finite numbers and a cell size above 0', `${west}, ${south}, ${cellSizeM}`);
  }
  const heights = new Float32Array(cols * rows);
  for (let cell = 0; cell < heights.length; cell++) heights[cell] = view.getFloat32(HEADER_BYTES + 4 * cell, true);
  return { cols, rows, west, south, cellSizeM, source, accuracyM: accuracyM > 0 ? accuracyM : null, heights };
}

/** Sizes of cells that people use. */
const NICE_STEPS = [1, 1.25, 1.5, 2, 2.5, 4, 5, 8];

/** The smallest usual cell (0.1, 0.2, 0.25, 0.5, 1 m, …) with which `spanM` has at most `cells` of them. */
export function niceCellSize(spanM: number, cells: number): number {
  // a grid whose lines stand at multiples of the cell may need one more on each side
  const least = spanM / Math.max(1, cells - 2);
  for (let exponent = -1; exponent < 9; exponent++) {
    for (const step of NICE_STEPS) {
      const cell = Number((step * 10 ** exponent).toPrecision(3));
      if (cell >= least) return cell;
    }
  }
  return least;
}
