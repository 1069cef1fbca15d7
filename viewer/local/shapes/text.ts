/** Text of a file in the encoding that it says or shows; UTF-8 and Shift_JIS are what Japanese files are written in. */
import { LimitError } from '#core/errors.ts';

/** Files of text are read as a whole. */
const MAX_BYTES = 256 * 1024 * 1024;
const PROBE_BYTES = 1 << 16;
const SHIFT_JIS = /shift[_-]?jis|sjis|windows-31j|cp932|ansi_932/i;

export async function textOf(blob: Blob): Promise<string> {
  if (blob.size > MAX_BYTES) {
    throw new LimitError(`expected a file of text of at most ${MAX_BYTES} bytes, seen ${blob.size}`, {
      limit: MAX_BYTES,
      actual: blob.size,
    });
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  try {
    // UTF-8 beyond ASCII is hardly ever valid by chance
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    const start = new TextDecoder('latin1').decode(bytes.subarray(0, PROBE_BYTES));
    const stated = /encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? '';
    return stated === '' || SHIFT_JIS.test(stated) || /^utf-?8$/i.test(stated) ? 'shift_jis' : knownOr(stated);
  }
}

function knownOr(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return 'shift_jis';
  }
}
