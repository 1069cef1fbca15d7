/** The COPC info VLR (user "copc", record 1, 160 bytes). Source: COPC 1.0 specification. */
import { ByteReader, ByteWriter } from '../binary/byte-cursor.ts';
import { FormatError } from '../errors.ts';
import type { Cube } from './voxel-key.ts';

export const COPC_USER_ID = 'copc';
export const INFO_RECORD_ID = 1;
export const HIERARCHY_RECORD_ID = 1000;
export const INFO_BYTES = 160;

export interface CopcInfo extends Cube {
  readonly center: readonly [number, number, number];
  readonly halfsize: number;
  /** Point spacing of the root node, CRS units; halves with every level. */
  readonly spacing: number;
  readonly rootHierarchy: { readonly offset: number; readonly sizeBytes: number };
  readonly gpsTimeRange: readonly [number, number];
}

/** @throws {FormatError} when the record is short or its cube cannot be one */
export function parseInfo(bytes: Uint8Array, fileOffset: number): CopcInfo {
  const reader = new ByteReader(bytes, fileOffset);
  const center = reader.triple();
  const halfsize = reader.f64();
  const spacing = reader.f64();
  const offset = reader.u64();
  const sizeBytes = reader.u64();
  const gpsTimeRange: [number, number] = [reader.f64(), reader.f64()];
  if (!center.every(Number.isFinite) || !(halfsize > 0) || !Number.isFinite(halfsize)) {
    throw new FormatError(
      `COPC cube: expected a finite centre and a positive halfsize, seen ${center.join(', ')} and ${halfsize}`,
      { offset: fileOffset },
    );
  }
  return { center, halfsize, spacing, rootHierarchy: { offset, sizeBytes }, gpsTimeRange };
}

export function writeInfo({ center, halfsize, spacing, rootHierarchy, gpsTimeRange }: CopcInfo): Uint8Array {
  const w = new ByteWriter(INFO_BYTES);
  w.triple([...center])
    .f64(halfsize)
    .f64(spacing)
    .u64(rootHierarchy.offset)
    .u64(rootHierarchy.sizeBytes);
  return w.f64(gpsTimeRange[0]).f64(gpsTimeRange[1]).bytes;
}
