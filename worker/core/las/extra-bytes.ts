/** The "extra bytes" VLR (LASF_Spec 4): names and types of what follows the standard fields. Source: LAS 1.4 R16 §2.6. */
import { ByteReader } from '../binary/byte-cursor.ts';
import { findVlr, type Vlr } from './vlr.ts';

export type ScalarType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float32'
  | 'float64';

export interface ExtraDimension {
  readonly name: string;
  readonly description: string;
  /** Null for undocumented bytes (data type 0), then `sizeBytes` says how many. */
  readonly type: ScalarType | null;
  readonly sizeBytes: number;
  /** Byte offset from the end of the standard fields. */
  readonly offset: number;
}

const TYPES: readonly (readonly [ScalarType, number])[] = [
  ['uint8', 1],
  ['int8', 1],
  ['uint16', 2],
  ['int16', 2],
  ['uint32', 4],
  ['int32', 4],
  ['uint64', 8],
  ['int64', 8],
  ['float32', 4],
  ['float64', 8],
];
const DESCRIPTOR_BYTES = 192;
export const EXTRA_BYTES_RECORD_ID = 4;

/**
 * The described dimensions that fit into `extraByteCount` bytes a record; bytes that no descriptor covers come back as
 * one last dimension without a type, so that the sizes always add up.
 */
export function readExtraDimensions(vlrs: readonly Vlr[], extraByteCount: number): ExtraDimension[] {
  const record = findVlr(vlrs, 'LASF_Spec', EXTRA_BYTES_RECORD_ID);
  const dimensions: ExtraDimension[] = [];
  let offset = 0;
  for (let at = 0; record && at + DESCRIPTOR_BYTES <= record.data.length; at += DESCRIPTOR_BYTES) {
    const dimension = parseDescriptor(record.data.subarray(at, at + DESCRIPTOR_BYTES), offset);
    if (dimension.sizeBytes === 0 || offset + dimension.sizeBytes > extraByteCount) break;
    dimensions.push(dimension);
    offset += dimension.sizeBytes;
  }
  if (offset < extraByteCount) {
    dimensions.push({
      name: 'extra_bytes',
      description: 'undescribed',
      type: null,
      sizeBytes: extraByteCount - offset,
      offset,
    });
  }
  return dimensions;
}

function parseDescriptor(bytes: Uint8Array, offset: number): ExtraDimension {
  const reader = new ByteReader(bytes);
  reader.u16();
  const dataType = reader.u8();
  const options = reader.u8();
  const name = reader.text(32);
  reader.position = 160;
  const description = reader.text(32);
  if (dataType === 0) return { name, description, type: null, sizeBytes: options, offset };
  // 11–30 are the deprecated arrays of two and three of the ten types
  const scalar = TYPES[(dataType - 1) % 10];
  const count = Math.floor((dataType - 1) / 10) + 1;
  if (!scalar || count > 3) return { name, description, type: null, sizeBytes: 0, offset };
  return { name, description, type: count === 1 ? scalar[0] : null, sizeBytes: scalar[1] * count, offset };
}
