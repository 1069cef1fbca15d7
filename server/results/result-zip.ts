/** A large result with its texts as one zip that is never written: bytes before and behind the file as it lies on disk. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { storedZip } from '#core/zip/stored-zip.ts';
import type { ResultFile, ResultParcel } from './result-files.ts';

export interface ResultZip {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Strong, with quotes. */
  readonly etag: string;
}

export function resultZip(
  { fileName, sizeBytes }: ResultFile,
  { companions, crc32: crc, sha256 }: ResultParcel,
): ResultZip {
  const texts = companions.map((companion) => ({ name: companion.fileName, bytes: Buffer.from(companion.text) }));
  const zip = storedZip([
    ...texts.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length, crc32: crc32(bytes) })),
    { name: fileName, sizeBytes, crc32: crc },
  ]);
  // the file comes last: whoever reads from the beginning has the texts at once
  const before = Buffer.concat([...texts.flatMap(({ bytes }, i) => [zip.headers[i]!, bytes]), zip.headers.at(-1)!]);
  const digest = createHash('sha256').update(before).update(sha256).digest('hex');
  return { before, after: zip.tail, etag: `"${digest.slice(0, 32)}"` };
}
