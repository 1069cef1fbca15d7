/**
 * Where the bytes of an input stand: a file, or an entry of a zip, which is read in place. A stored entry is a window of
 * the zip; a deflated one can only be read from its beginning on, which is enough for LAS (not for LAZ: its chunk table
 * stands at the end).
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { crc32, createInflateRaw } from 'node:zlib';
import { FormatError } from '#core/errors.ts';
import { digestFile, type FileDigest } from '../digest-file.ts';
import { type FileSource, openFileSource } from '../file-source.ts';

export interface SourcePlace {
  /** Name of the file, as its maker gave it. */
  readonly name: string;
  /** The file, or the zip that holds it. */
  readonly path: string;
  /** The part of `path` that holds the bytes; null for all of it. */
  readonly window: { readonly begin: number; readonly end: number } | null;
  /** Of an entry of a zip: what the zip promises of the bytes when they are unpacked. */
  readonly zipped: { readonly isDeflated: boolean; readonly sizeBytes: number; readonly crc32: number } | null;
}

export const filePlace = (path: string): SourcePlace => ({ name: basename(path), path, window: null, zipped: null });

/** Most bytes in front of the points of a deflated LAS file that are kept in memory. */
export const HEAD_LIMIT_BYTES = 16 * 1024 * 1024;

/** Opens the bytes for reading by ranges; of a deflated entry only its first {@link HEAD_LIMIT_BYTES}. */
export async function openPlace(place: SourcePlace): Promise<FileSource> {
  if (!place.zipped?.isDeflated) return openFileSource(place.path, place.window ?? undefined);
  const { sizeBytes } = place.zipped;
  let head = new Uint8Array(0);
  const read = async (begin: number, end: number) => {
    if (end > sizeBytes || end > HEAD_LIMIT_BYTES) {
      throw new FormatError(`bytes ${begin} to ${end} of a deflated entry: expected at most ${HEAD_LIMIT_BYTES}`, {
        offset: begin,
        expected: HEAD_LIMIT_BYTES,
        actual: end,
      });
    }
    if (end > head.length) head = await inflateHead(place, end);
    return head.slice(begin, end);
  };
  return {
    sizeBytes,
    read,
    readInto: async (target, begin) => {
      target.set(await read(begin, begin + target.length));
      return target;
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The unpacked bytes of a deflated entry, from the first on. */
export async function* inflate({ path, window, zipped, name }: SourcePlace): AsyncGenerator<Uint8Array> {
  const { begin, end } = window!;
  // even nothing is two bytes when it is deflated
  if (end <= begin) throw new FormatError(`${name}: the zip entry is damaged (it has no bytes)`, { offset: begin });
  const packed = createReadStream(path, { start: begin, end: end - 1, highWaterMark: 1 << 18 });
  const unpacked = packed.pipe(createInflateRaw({ chunkSize: 1 << 18 }));
  packed.on('error', (error) => unpacked.destroy(error));
  let seen = 0;
  try {
    for await (const bytes of unpacked) {
      seen += (bytes as Uint8Array).length;
      // a zip may promise little and hold a lot
      if (seen > zipped!.sizeBytes) break;
      yield bytes as Uint8Array;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw new FormatError(`${name}: the zip entry is damaged (${error.message})`, { offset: begin + seen });
    throw error;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (seen !== zipped!.sizeBytes) {
    throw new FormatError(
      `${name}: the zip promises ${zipped!.sizeBytes} bytes, the entry holds ${seen > zipped!.sizeBytes ? 'more' : seen}`,
      {
        offset: begin,
        expected: zipped!.sizeBytes,
        actual: seen,
      },
    );
  }
}

async function inflateHead(place: SourcePlace, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array(sizeBytes);
  let filled = 0;
  for await (const bytes of inflate(place)) {
    head.set(bytes.subarray(0, sizeBytes - filled), filled);
    filled += Math.min(bytes.length, sizeBytes - filled);
    if (filled === sizeBytes) break;
  }
  return head;
}

/**
 * SHA-256 and size of the bytes.
 * @throws {FormatError} when they are not those that the zip promises
 */
export async function digestPlace(place: SourcePlace, signal?: AbortSignal): Promise<FileDigest> {
  const { zipped, name, window, path } = place;
  if (!zipped) return digestFile(path, signal ? { signal } : {});
  let crc = 0;
  const see = (bytes: Uint8Array) => {
    crc = crc32(bytes, crc);
  };
  let digest: FileDigest;
  if (zipped.isDeflated) {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const bytes of inflate(place)) {
      signal?.throwIfAborted();
      hash.update(bytes);
      see(bytes);
      sizeBytes += bytes.length;
    }
    digest = { sha256: hash.digest('hex'), sizeBytes };
  } else digest = await digestFile(path, { ...(signal ? { signal } : {}), window: window!, onBytes: see });
  if (crc !== zipped.crc32) {
    const hex = (value: number) => value.toString(16).padStart(8, '0');
    throw new FormatError(`${name}: the zip promises CRC-32 ${hex(zipped.crc32)}, the bytes have ${hex(crc)}`, {
      offset: window?.begin ?? 0,
      expected: hex(zipped.crc32),
      actual: hex(crc),
    });
  }
  return digest;
}
