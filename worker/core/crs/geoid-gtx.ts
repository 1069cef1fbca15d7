/** Geoid grids in GTX, NOAA's binary: big-endian header of 40 bytes, then float32 rows from south. */
import { FormatError } from '../errors.ts';
import type { GeoidGrid } from './geoid.ts';

const HEADER_BYTES = 40;
const NO_DATA = -88.8888;

/**
 * Reads a GTX grid: doubles latitude and longitude of the south-west node, steps in latitude and longitude; int32 rows
 * and columns; values in metres, −88.8888 is no data.
 * @throws {FormatError} when the length contradicts the header
 */
export function parseGtxGeoid(bytes: Uint8Array): GeoidGrid {
  if (bytes.length < HEADER_BYTES)
    throw new FormatError(`GTX: expected at least ${HEADER_BYTES} bytes, found ${bytes.length}`, {
      offset: bytes.length,
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [south, west, stepLat, stepLon] = [0, 8, 16, 24].map((at) => view.getFloat64(at)) as [
    number,
    number,
    number,
    number,
  ];
  const [rows, cols] = [view.getInt32(32), view.getInt32(36)];
  const sane = rows >= 2 && cols >= 2 && stepLat > 0 && stepLon > 0 && Math.abs(south) <= 90 && Math.abs(west) <= 360;
  if (!sane || bytes.length !== HEADER_BYTES + rows * cols * 4)
    throw new FormatError(
      `GTX: expected ${rows} × ${cols} values after the header, found ${bytes.length - HEADER_BYTES} bytes (steps ${stepLat}, ${stepLon})`,
      { offset: 32, actual: bytes.length },
    );
  const values = new Float32Array(rows * cols);
  for (let index = 0; index < values.length; index++) {
    const value = view.getFloat32(HEADER_BYTES + 4 * index);
    values[index] = Math.abs(value - NO_DATA) < 1e-3 ? Number.NaN : value;
  }
  return { south, west, stepLat, stepLon, rows, cols, values };
}
