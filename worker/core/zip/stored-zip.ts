/**
 * A zip whose entries are stored as they are, laid out without their bytes: what stands between the entries is made
 * here, so that an archive of any size can be served, and resumed, from the files themselves. All dates are the first that
 * a zip can hold (1980-01-01): the same entries are the same bytes. Zip64 where 32 bits are not enough.
 * Source: PKWARE APPNOTE 6.3.10, §4.3–4.5.
 */
import { ByteWriter, utf8 } from '../binary/byte-cursor.ts';

export interface StoredEntry {
  /** With `/` between folders. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
}

export interface StoredZip {
  /** The local header of each entry: its bytes follow, then the next header. */
  readonly headers: readonly Uint8Array[];
  /** Directory and end. */
  readonly tail: Uint8Array;
  readonly sizeBytes: number;
}

const UTF8_NAMES = 0x0800;
const VERSION = 20;
const VERSION_64 = 45;
const DATE_1980 = 0x21;
const LARGE = 0xffffffff;
const MANY = 0xffff;

export function storedZip(entries: readonly StoredEntry[]): StoredZip {
  let at = 0;
  const directory: Uint8Array[] = [];
  const headers = entries.map((entry) => {
    const header = localHeader(entry);
    directory.push(directoryEntry(entry, at));
    at += header.length + entry.sizeBytes;
    return header;
  });
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end = endOf(entries.length, directoryBytes, at);
  const tail = new Uint8Array(directoryBytes + end.length);
  let to = 0;
  for (const part of [...directory, end]) {
    tail.set(part, to);
    to += part.length;
  }
  return { headers, tail, sizeBytes: at + tail.length };
}

/** What local header and directory say alike. */
function putFacts(w: ByteWriter, { sizeBytes, crc32 }: StoredEntry, nameBytes: number, extraBytes: number): ByteWriter {
  const size = Math.min(sizeBytes, LARGE);
  w.u16(sizeBytes >= LARGE ? VERSION_64 : VERSION)
    .u16(UTF8_NAMES)
    .u16(0)
    .u16(0)
    .u16(DATE_1980);
  return w.u32(crc32).u32(size).u32(size).u16(nameBytes).u16(extraBytes);
}

function localHeader(entry: StoredEntry): Uint8Array {
  const name = utf8(entry.name);
  const extra = zip64Extra(entry.sizeBytes >= LARGE ? [entry.sizeBytes, entry.sizeBytes] : []);
  const w = new ByteWriter(30 + name.length + extra.length).u32(0x04034b50);
  return putFacts(w, entry, name.length, extra.length).put(name).put(extra).bytes;
}

function directoryEntry(entry: StoredEntry, offset: number): Uint8Array {
  const name = utf8(entry.name);
  const extra = zip64Extra([
    ...(entry.sizeBytes >= LARGE ? [entry.sizeBytes, entry.sizeBytes] : []),
    ...(offset >= LARGE ? [offset] : []),
  ]);
  const w = new ByteWriter(46 + name.length + extra.length).u32(0x02014b50).u16(VERSION_64);
  putFacts(w, entry, name.length, extra.length);
  // comment, disk, attributes inside and outside
  w.u16(0).u16(0).u16(0).u32(0).u32(Math.min(offset, LARGE));
  return w.put(name).put(extra).bytes;
}

function zip64Extra(values: readonly number[]): Uint8Array {
  if (values.length === 0) return new Uint8Array(0);
  const w = new ByteWriter(4 + 8 * values.length).u16(1).u16(8 * values.length);
  for (const value of values) w.u64(value);
  return w.bytes;
}

function endOf(count: number, directoryBytes: number, offset: number): Uint8Array {
  const isLarge = count >= MANY || offset >= LARGE || directoryBytes >= LARGE;
  const w = new ByteWriter(22 + (isLarge ? 56 + 20 : 0));
  if (isLarge) {
    w.u32(0x06064b50).u64(44).u16(VERSION_64).u16(VERSION_64).u32(0).u32(0);
    w.u64(count).u64(count).u64(directoryBytes).u64(offset);
    w.u32(0x07064b50)
      .u32(0)
      .u64(offset + directoryBytes)
      .u32(1);
  }
  w.u32(0x06054b50).u16(0).u16(0).u16(Math.min(count, MANY)).u16(Math.min(count, MANY));
  return w.u32(Math.min(directoryBytes, LARGE)).u32(Math.min(offset, LARGE)).u16(0).bytes;
}
