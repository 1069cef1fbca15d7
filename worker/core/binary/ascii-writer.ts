/** Numbers as text, straight into bytes: many times faster than strings where there are millions of lines. */

const [ZERO, COMMA, DOT, MINUS, NEWLINE] = [48, 44, 46, 45, 10];
/** Digits that a double's whole part can have where it is exact. */
const MAX_DIGITS = 17;

export class AsciiWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private at = 0;
  private readonly digits = new Uint8Array(MAX_DIGITS + 24);

  /** @param expected bytes that will come, about */
  constructor(expected: number) {
    this.bytes = new Uint8Array(Math.max(1024, expected));
  }

  /** Makes room for so many bytes. Numbers and separators need it; texts make their own. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.at + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }

  comma(): void {
    this.reserve(1);
    this.bytes[this.at++] = COMMA;
  }

  line(): void {
    this.reserve(1);
    this.bytes[this.at++] = NEWLINE;
  }

  /** A whole number from 0 on below 2^31, and a comma. */
  column(value: number): void {
    this.whole(value);
    this.comma();
  }

  /** A comma, and such a number. */
  next(value: number): void {
    this.comma();
    this.whole(value);
  }

  /** ASCII. */
  text(value: string): void {
    this.reserve(value.length);
    for (let i = 0; i < value.length; i++) this.bytes[this.at++] = value.charCodeAt(i);
  }

  /** A whole number (exact as a double) of 10^-count, as a decimal number with so many decimals. */
  decimals(value: number, count: number): void {
    this.reserve(MAX_DIGITS + count + 3);
    if (value < 0) this.bytes[this.at++] = MINUS;
    let left = Math.abs(value);
    let used = 0;
    do {
      const rest = Math.floor(left / 10);
      this.digits[used++] = ZERO + (left - 10 * rest);
      left = rest;
    } while (left > 0 || used <= count);
    while (used > 0) {
      if (used === count) this.bytes[this.at++] = DOT;
      this.bytes[this.at++] = this.digits[--used]!;
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at);
  }

  private whole(value: number): void {
    this.decimals(value, 0);
  }
}
