import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const BUFFER_BYTES = 1 << 19;

export interface FileDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface DigestOptions {
  readonly signal?: AbortSignal;
  /** The part that is read; all when absent. */
  readonly window?: { readonly begin: number; readonly end: number };
  /** Called with all bytes that go by; they are valid during the call. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** Called with the size of what was just read; reading on waits for it. */
  readonly pace?: (bytes: number) => Promise<void>;
}

/** SHA-256 of a file, or a part of it, read once through one small buffer. */
export async function digestFile(path: string, options: DigestOptions = {}): Promise<FileDigest> {
  const { signal, window = { begin: 0, end: Number.POSITIVE_INFINITY }, onBytes, pace } = options;
  const hash = createHash('sha256');
  const buffer = new Uint8Array(BUFFER_BYTES);
  await using file = await open(path, 'r');
  for (let at = window.begin; ; ) {
    signal?.throwIfAborted();
    const wanted = Math.min(buffer.length, window.end - at);
    const { bytesRead } = wanted > 0 ? await file.read(buffer, 0, wanted, at) : { bytesRead: 0 };
    if (bytesRead > 0) await pace?.(bytesRead);
    if (bytesRead === 0) return { sha256: hash.digest('hex'), sizeBytes: at - window.begin };
    const bytes = buffer.subarray(0, bytesRead);
    hash.update(bytes);
    onBytes?.(bytes);
    at += bytesRead;
  }
}
