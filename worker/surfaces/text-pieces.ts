/** A text file as pieces of string, in the encoding that it says or shows. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ReaderCheck } from '#core/surface/reader-check.ts';

const PIECE_BYTES = 1 << 18;
const PROBE_BYTES = 1 << 16;

/** Names that files use for Shift_JIS. */
const SHIFT_JIS = /^(shift[_-]?jis|s-?jis|x-sjis|windows-31j|ms_?932|cp932|ansi_932|932)$/i;

/** The first bytes of a file. */
export async function firstBytes(path: string, count = PROBE_BYTES): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(new Uint8Array(count), 0, count, 0);
  return buffer.subarray(0, bytesRead);
}

/** @param encoding a label of the WHATWG Encoding Standard */
export async function* textPieces(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    const piece = decoder.decode(bytes as Uint8Array, { stream: true });
    if (piece !== '') yield piece;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** The encoding of an XML document: byte order mark, then declaration, then UTF-8. */
export function xmlEncoding(first: Uint8Array): string {
  const marked = byteOrderMark(first);
  if (marked !== null) return marked;
  const start = Buffer.from(first.subarray(0, 400)).toString('latin1');
  return encodingByName(/<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? '') ?? 'utf-8';
}

/** The encoding of a DXF: UTF-8 from AC1021 on, before that the code page of the header. */
export function dxfEncoding(first: Uint8Array): string {
  const marked = byteOrderMark(first);
  if (marked !== null) return marked;
  const start = Buffer.from(first).toString('latin1');
  const version = /\$ACADVER\s+1\s+AC(\d{4})/.exec(start)?.[1];
  if (version !== undefined && Number(version) >= 1021) return 'utf-8';
  const page = /\$DWGCODEPAGE\s+3\s+(\S+)/.exec(start)?.[1] ?? '';
  return encodingByName(page) ?? encodingByName(page.replace(/^ansi_/i, 'windows-')) ?? guessEncoding(first);
}

/** What the bytes of a whole text file can be. */
export interface TextProbe {
  readonly isAscii: boolean;
  readonly isUtf8: boolean;
  readonly isShiftJis: boolean;
  /** Whether a word of ASCII letters was seen that was asked for. */
  readonly mentions: boolean;
}

/** Reads a file through once. @param word of ASCII letters; looked for byte by byte */
export async function probeText(path: string, word: string | null = null): Promise<TextProbe> {
  const fits = new Map(['utf-8', 'shift_jis'].map((name) => [name, new TextDecoder(name, { fatal: true })]));
  const feed = (bytes: Uint8Array | null): void => {
    for (const [name, decoder] of fits) {
      try {
        if (bytes) decoder.decode(bytes, { stream: true });
        else decoder.decode();
      } catch {
        fits.delete(name);
      }
    }
  };
  let [isAscii, mentions, tail] = [true, false, ''];
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    const piece = bytes as Buffer;
    isAscii &&= piece.every((byte) => byte < 0x80);
    feed(piece);
    if (word === null || mentions) continue;
    const text = tail + piece.toString('latin1');
    mentions = text.includes(word);
    tail = text.slice(-word.length);
  }
  feed(null);
  return { isAscii, isUtf8: fits.has('utf-8'), isShiftJis: fits.has('shift_jis'), mentions };
}

/**
 * The encoding of a file that says one: what it says, unless its bytes cannot be that and are the other of UTF-8 and Shift_JIS. Text in UTF-8
 * is hardly ever valid by chance, so a file that says Shift_JIS and is UTF-8 beyond ASCII is taken for UTF-8.
 */
export function settleEncoding(stated: string, probe: TextProbe): { encoding: string; checks: ReaderCheck[] } {
  const kept = { encoding: stated, checks: [] };
  if (probe.isAscii || (stated !== 'utf-8' && stated !== 'shift_jis')) return kept;
  const other = stated === 'utf-8' ? 'shift_jis' : 'utf-8';
  const isOther = stated === 'utf-8' ? !probe.isUtf8 && probe.isShiftJis : probe.isUtf8;
  if (isOther) {
    const message = `the file says ${stated}, its bytes are ${other}: it was read as ${other}`;
    return { encoding: other, checks: [{ code: 'ENCODING_CORRECTED', message }] };
  }
  if (stated === 'utf-8' ? probe.isUtf8 : probe.isShiftJis) return kept;
  const message = `the file says ${stated}, and has bytes that are neither UTF-8 nor Shift_JIS: names may be wrong`;
  return { encoding: stated, checks: [{ code: 'ENCODING_DAMAGED', message }] };
}

/** UTF-8 where the bytes are that, else Shift_JIS. */
export function guessEncoding(first: Uint8Array): string {
  const marked = byteOrderMark(first);
  if (marked !== null) return marked;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true });
    return 'utf-8';
  } catch {
    return 'shift_jis';
  }
}

function byteOrderMark(first: Uint8Array): string | null {
  const [a, b, c] = first;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

function encodingByName(name: string): string | null {
  if (SHIFT_JIS.test(name)) return 'shift_jis';
  try {
    return name === '' ? null : new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}
