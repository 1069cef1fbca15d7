/** Where a LAS file keeps its CRS: WKT (LASF_Projection 2112) or GeoTIFF keys (34735–34737). Source: LAS 1.4 R16 §3. */
import { latin1 } from '../binary/byte-cursor.ts';
import { LimitError } from '../errors.ts';
import { findVlr, type Vlr } from './vlr.ts';

export interface GeoKeys {
  /** GeoKeyDirectoryTag as it stands: version, revision, minor, count, then four numbers a key. */
  readonly directory: Uint16Array;
  readonly doubles: Float64Array;
  readonly ascii: string;
}

const USER_ID = 'LASF_Projection';
export const WKT_RECORD_ID = 2112;
export const GEO_KEY_RECORD_IDS: readonly number[] = [34735, 34736, 34737];

/** Real records have some kB; an extended one could have any size. */
const RECORD_LIMIT_BYTES = 1024 * 1024;

function findCrsRecord(vlrs: readonly Vlr[], recordId: number): Vlr | undefined {
  const record = findVlr(vlrs, USER_ID, recordId);
  const size = record?.data.length ?? 0;
  if (size <= RECORD_LIMIT_BYTES) return record;
  throw new LimitError(`CRS record ${recordId}: expected at most ${RECORD_LIMIT_BYTES} bytes, seen ${size}`, {
    limit: RECORD_LIMIT_BYTES,
    actual: size,
  });
}

/**
 * @returns the WKT text, or null when there is none or it is empty
 * @throws {LimitError} when the record has more than 1 MiB, here and below
 */
export function readWkt(vlrs: readonly Vlr[]): string | null {
  const record = findCrsRecord(vlrs, WKT_RECORD_ID);
  if (!record) return null;
  const text = decodeUtf8(record.data)
    .replace(/\0[\s\S]*$/, '')
    .trim();
  // some writers store a pair of quotes for “none”
  return /^[\s'"]*$/.test(text) ? null : text;
}

/** @returns the GeoTIFF keys, or null when there is no directory */
export function readGeoKeys(vlrs: readonly Vlr[]): GeoKeys | null {
  const directory = findCrsRecord(vlrs, 34735);
  if (!directory || directory.data.length < 8) return null;
  const doubles = findCrsRecord(vlrs, 34736);
  const ascii = findCrsRecord(vlrs, 34737);
  return {
    directory: new Uint16Array(alignedCopy(directory.data, 2)),
    doubles: new Float64Array(alignedCopy(doubles?.data ?? new Uint8Array(), 8)),
    ascii: ascii ? latin1(ascii.data) : '',
  };
}

function alignedCopy(bytes: Uint8Array, elementBytes: number): ArrayBuffer {
  const whole = bytes.length - (bytes.length % elementBytes);
  const copy = new Uint8Array(whole);
  copy.set(bytes.subarray(0, whole));
  return copy.buffer;
}

function decodeUtf8(bytes: Uint8Array): string {
  const text = Array.from(bytes, (b) => String.fromCharCode(b)).join('');
  try {
    return decodeURIComponent(escape(text));
  } catch {
    return text;
  }
}

export function isCrsRecord({ userId, recordId }: Vlr): boolean {
  return userId === USER_ID && (recordId === WKT_RECORD_ID || GEO_KEY_RECORD_IDS.includes(recordId));
}
