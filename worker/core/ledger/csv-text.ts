/** Text tables: commas, tabs or semicolons, quoted fields (RFC 4180). Rows are counted while they are read, never after. */
import { FormatError, LimitError } from '../errors.ts';

export interface TextRows {
  readonly rows: readonly (readonly string[])[];
  /** Line of the file in which each row begins, from 1. */
  readonly lines: readonly number[];
}

export interface TableBounds {
  readonly rows: number;
  readonly columns: number;
}

/** The separator of the first line. */
function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const head = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const count = (mark: string) => head.split(mark).length;
  return [',', '\t', ';'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/**
 * @param name of the file, for the messages
 * @returns rows that are not blank
 * @throws {FormatError} for a quote that does not end, or text behind one @throws {LimitError} naming the bound
 */
export function readTextRows(name: string, text: string, bounds: TableBounds): TextRows {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const separator = separatorOf(body);
  const rows: string[][] = [];
  const lines: number[] = [];
  let row: string[] = [];
  let [line, begun, at] = [1, 1, 0];
  const fail = (expected: string, seen: string) =>
    new FormatError(`${name}, row ${rows.length + 1} (line ${line}): expected ${expected}, seen ${seen}`, {
      offset: at,
      expected,
    });
  const put = (field: string) => {
    if (row.length >= bounds.columns) {
      throw new LimitError(`${name}, row ${rows.length + 1}: expected at most ${bounds.columns} columns, seen more`, {
        limit: bounds.columns,
        actual: row.length + 1,
      });
    }
    row.push(field);
  };
  const endRow = () => {
    if (row.some((field) => field.trim() !== '')) {
      if (rows.length >= bounds.rows) {
        throw new LimitError(`${name}: expected at most ${bounds.rows} rows, seen more`, {
          limit: bounds.rows,
          actual: rows.length + 1,
        });
      }
      rows.push(row);
      lines.push(begun);
    }
    row = [];
  };
  while (at < body.length) {
    if (row.length === 0) begun = line;
    if (body[at] === '"') {
      const quoted = quotedField(body, at);
      if (quoted === null) throw fail('a closing quote', 'the end of the file');
      put(quoted.field);
      line += quoted.breaks;
      at = quoted.end;
      const next = body[at];
      if (next !== undefined && next !== separator && next !== '\r' && next !== '\n') {
        throw fail(`${JSON.stringify(separator)} or the end of the line behind a quoted field`, JSON.stringify(next));
      }
    } else {
      const start = at;
      while (at < body.length && body[at] !== separator && body[at] !== '\r' && body[at] !== '\n') at += 1;
      put(body.slice(start, at));
    }
    if (body[at] === separator) {
      at += 1;
      // a separator at the very end has an empty field behind it
      if (at < body.length) continue;
      put('');
    }
    if (body[at] === '\r') at += 1;
    if (body[at] === '\n') at += 1;
    line += 1;
    endRow();
  }
  return { rows, lines };
}

function quotedField(text: string, start: number): { field: string; end: number; breaks: number } | null {
  let field = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return null;
    field += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const breaks = field.split('\n').length - 1;
      return { field, end: quote + 1, breaks };
    }
    field += '"';
    at = quote + 2;
  }
}

/** What a spreadsheet would take for a formula, and what begins with an apostrophe before such. */
const FORMULA = /^'*[=+\-@\t\r]/;
const SHIELDED = /^'+[=+\-@\t\r]/;

/** A field of a file that spreadsheets open: text stays text there. */
export function shielded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function unshielded(text: string): string {
  return SHIELDED.test(text) ? text.slice(1) : text;
}

/** Quoted where it must be. */
export function csvField(text: string): string {
  return /[",;\t\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
