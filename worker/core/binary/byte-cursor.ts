/** Little-endian reading and writing of fixed structures, one field after the other. */
import { FormatError } from '../errors.ts';

/** Reads fields in order from a buffer; every read is bounded and an overrun is a FormatError with the file offset. */
export class ByteReader {
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly fileOffset: number;
  position = 0;

  /** @param fileOffset where `bytes` starts in its file, for error messages only */
  constructor(bytes: Uint8Array, fileOffset = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.fileOffset = fileOffset;
  }

  private advance(count: number): number {
    const at = this.position;
    if (at + count > this.bytes.length) {
      throw new FormatError(`data ends early: expected ${count} more bytes, seen ${this.bytes.length - at}`, {
        offset: this.fileOffset + at,
        expected: count,
        actual: this.bytes.length - at,
      });
    }
    this.position += count;
    return at;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }
  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }
  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }
  i32(): number {
    return this.view.getInt32(this.advance(4), true);
  }
  f64(): number {
    return this.view.getFloat64(this.advance(8), true);
  }
  /** An unsigned 64-bit integer as a number; values above 2^53 come back as the nearest double. */
  u64(): number {
    return Number(this.view.getBigUint64(this.advance(8), true));
  }
  /** A view, not a copy. */
  take(count: number): Uint8Array {
    const at = this.advance(count);
    return this.bytes.subarray(at, at + count);
  }
  /** A text field padded with zero bytes; Latin-1, ends at the first zero. */
  text(count: number): string {
    return latin1(this.take(count));
  }
  triple(): [number, number, number] {
    return [this.f64(), this.f64(), this.f64()];
  }
}

/** Writes fields in order into a buffer of known size. */
export class ByteWriter {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  position = 0;

  constructor(sizeBytes: number) {
    this.bytes = new Uint8Array(sizeBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  private advance(count: number): number {
    const at = this.position;
    this.position += count;
    return at;
  }

  u8(value: number): this {
    this.view.setUint8(this.advance(1), value);
    return this;
  }
  u16(value: number): this {
    this.view.setUint16(this.advance(2), value, true);
    return this;
  }
  u32(value: number): this {
    this.view.setUint32(this.advance(4), value, true);
    return this;
  }
  i32(value: number): this {
    this.view.setInt32(this.advance(4), value, true);
    return this;
  }
  f64(value: number): this {
    this.view.setFloat64(this.advance(8), value, true);
    return this;
  }
  u64(value: number): this {
    this.view.setBigUint64(this.advance(8), BigInt(value), true);
    return this;
  }
  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.advance(bytes.length));
    return this;
  }
  /** Latin-1 text, cut or padded with zeros to `count` bytes. */
  text(value: string, count: number): this {
    const at = this.advance(count);
    for (let i = 0; i < Math.min(count, value.length); i++) this.bytes[at + i] = value.charCodeAt(i) & 0xff;
    return this;
  }
  triple(values: readonly [number, number, number]): this {
    return this.f64(values[0]).f64(values[1]).f64(values[2]);
  }
}

/** Bytes to text, one character a byte, up to the first zero. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Text to bytes, UTF-8, without the encoder API that a pure module cannot name. */
export function utf8(text: string): Uint8Array {
  const escaped = unescape(encodeURIComponent(text));
  return Uint8Array.from(escaped, (c) => c.charCodeAt(0));
}
