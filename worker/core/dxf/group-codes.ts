/**
 * The lines of a text DXF as pairs of group code and value, piece by piece.
 * Source: AutoCAD DXF Reference (2012), "Group Codes in Numerical Order".
 */
import { FormatError, LimitError } from '../errors.ts';

/** @param line number of the value's line, from 1 */
export type PairSink = (code: number, value: string, line: number) => void;

/** Longest line that is taken. */
const MAX_LINE = 1 << 20;

export class GroupCodes {
  private readonly sink: PairSink;
  private rest = '';
  private code: number | null = null;
  private line = 0;

  constructor(sink: PairSink) {
    this.sink = sink;
  }

  /**
   * @throws {FormatError} when a line that should hold a group code does not
   * @throws {LimitError} for a line without end
   */
  write(piece: string): void {
    const text = this.rest + piece;
    let begin = 0;
    for (let end = text.indexOf('\n', begin); end >= 0; end = text.indexOf('\n', begin)) {
      this.take(text.slice(begin, text.charCodeAt(end - 1) === 13 ? Math.max(begin, end - 1) : end));
      begin = end + 1;
    }
    this.rest = text.slice(begin);
    if (this.rest.length > MAX_LINE) {
      throw new LimitError(`DXF line ${this.line + 1}: expected at most ${MAX_LINE} characters, seen more`, {
        limit: MAX_LINE,
        actual: this.rest.length,
      });
    }
  }

  /** @throws {FormatError} when the last group code has no value */
  end(): void {
    if (this.rest.trim() !== '') this.take(this.rest);
    this.rest = '';
    if (this.code !== null) {
      throw new FormatError(
        `DXF line ${this.line}: expected a value for group code ${this.code}, seen the end of the file`,
        {
          offset: this.line,
          expected: 'a value',
        },
      );
    }
  }

  private take(text: string): void {
    this.line++;
    if (this.code !== null) {
      this.sink(this.code, text, this.line);
      this.code = null;
      return;
    }
    const word = text.trim();
    if (!/^-?\d{1,5}$/.test(word)) {
      const seen = JSON.stringify(word.slice(0, 40));
      throw new FormatError(`DXF line ${this.line}: expected a group code, seen ${seen}`, {
        offset: this.line,
        expected: 'a group code',
        actual: word.slice(0, 40),
      });
    }
    this.code = Number(word);
  }
}

/** @throws {FormatError} when the value is no finite number */
export function numberOf(value: string, code: number, line: number): number {
  const word = value.trim();
  const number = word === '' ? Number.NaN : Number(word);
  if (Number.isFinite(number)) return number;
  throw new FormatError(
    `DXF line ${line}: expected a finite number for group code ${code}, seen ${JSON.stringify(word.slice(0, 40))}`,
    {
      offset: line,
      expected: 'a finite number',
      actual: word.slice(0, 40),
    },
  );
}
