/** The one file in a zip that can be brought in, unpacked within bounds. */
import { createWriteStream } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry } from 'yauzl';
import { FormatError, LimitError, TengunError, UnsupportedError } from '#core/errors.ts';

/** Text packs to a tenth, rarely to a fiftieth. */
const MAX_RATIO = 100;
const MAX_UNPACKED_BYTES = 4 * 2 ** 30;
const MAX_ENTRIES = 10_000;
const STORED = 0;
const DEFLATED = 8;

/**
 * @param wanted whether a name is of a kind that can be brought in
 * @param dir a folder for the unpacked file
 * @throws {FormatError} when the zip is broken or holds no such file
 * @throws {UnsupportedError} when it holds several, or one that is encrypted
 * @throws {LimitError} when it unpacks to far more than it is
 */
export async function unpackOne(
  path: string,
  wanted: (name: string) => boolean,
  dir: string,
): Promise<{ readonly path: string; readonly name: string }> {
  try {
    const zip = await yauzl.openPromise(path, { autoClose: false });
    try {
      const entry = await onlyEntry(zip, wanted);
      assertBounded(entry);
      const target = join(dir, `unpacked${extname(entry.fileName).toLowerCase()}`);
      await pipeline(await zip.openReadStreamPromise(entry), checked(entry), createWriteStream(target));
      return { path: target, name: basename(entry.fileName) };
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof TengunError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`zip: expected an archive that can be read, seen: ${reason.slice(0, 200)}`, { offset: 0 });
  }
}

async function onlyEntry(
  zip: Awaited<ReturnType<typeof yauzl.openPromise>>,
  wanted: (name: string) => boolean,
): Promise<Entry> {
  const found: Entry[] = [];
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    if (++count > MAX_ENTRIES) {
      throw new LimitError(`zip: expected at most ${MAX_ENTRIES} entries, seen more`, {
        limit: MAX_ENTRIES,
        actual: count,
      });
    }
    const isHidden = /(^|\/)(__MACOSX\/|\.)/.test(entry.fileName);
    if (!isHidden && wanted(entry.fileName)) found.push(entry);
  }
  const [entry] = found;
  if (!entry)
    throw new FormatError('zip: expected one file that can be brought in, seen none', { offset: 0, actual: count });
  if (found.length > 1) {
    const names = found.slice(0, 5).map(({ fileName }) => basename(fileName).slice(0, 80));
    throw new UnsupportedError(`zip of ${found.length} files (${names.join(', ')}); expected one`);
  }
  return entry;
}

function assertBounded(entry: Entry): void {
  if (entry.isEncrypted()) throw new UnsupportedError('encrypted zip');
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw new UnsupportedError(`zip with compression method ${entry.compressionMethod}`);
  }
  const limit = Math.min(MAX_UNPACKED_BYTES, MAX_RATIO * entry.compressedSize + 2 ** 20);
  if (entry.uncompressedSize <= limit) return;
  throw new LimitError(`zip: expected at most ${limit} bytes unpacked, it says ${entry.uncompressedSize}`, {
    limit,
    actual: entry.uncompressedSize,
  });
}

/** Passes the bytes on; yauzl holds their number against the entry, this the checksum. */
function checked(entry: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(bytes: Uint8Array, _encoding, done) {
      sum = crc32(bytes, sum);
      done(null, bytes);
    },
    flush(done) {
      const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
      const message = `zip: expected CRC-32 ${hex(entry.crc32)}, seen ${hex(sum)}`;
      done(
        sum === entry.crc32
          ? null
          : new FormatError(message, { offset: 0, expected: hex(entry.crc32), actual: hex(sum) }),
      );
    },
  });
}
