/**
 * The syntax of Well-Known Text (WKT 1, WKT 2, Esri): KEYWORD["text", 1.5, NORTH, CHILD[…]]. Brackets may be round,
 * blanks may stand anywhere, a quote inside a text is doubled. Meaning is left to `crs-from-wkt.ts`.
 * Source: OGC 01-009 §7, ISO 19162:2019 §6.
 */
import { CrsError } from '../errors.ts';

export interface WktNode {
  /** In upper case. */
  readonly keyword: string;
  /** Texts, numbers and bare words (`NORTH`) in order. */
  readonly values: readonly (string | number)[];
  readonly children: readonly WktNode[];
  /** Where the node stands in the text, half-open. */
  readonly begin: number;
  readonly end: number;
}

/** Deeper nesting is no CRS; real ones reach 9. */
const MAX_DEPTH = 40;
/** Longer texts are no CRS either; they would overflow the stack of regular expressions. */
const MAX_LENGTH = 2 ** 20;
const TOKEN = /\s*(?:"((?:[^"]|"")*)"|([A-Za-z_][\w.]*)|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([[\](),]))/y;

interface Token {
  readonly kind: 'text' | 'word' | 'number' | 'sign' | 'end';
  readonly value: string;
  readonly begin: number;
  readonly end: number;
}

/**
 * Parses one WKT definition.
 * @throws {CrsError} naming the position and what stood there
 */
export function parseWkt(text: string): WktNode {
  if (text.length > MAX_LENGTH) {
    throw new CrsError(`WKT: expected at most ${MAX_LENGTH} characters, found ${text.length}`);
  }
  const tokens = tokenize(text);
  let next = 0;
  const peek = (): Token => tokens[next]!;
  const fail = (expected: string): never => {
    const { value, begin } = peek();
    throw new CrsError(
      `WKT: expected ${expected} at character ${begin}, found ${value === '' ? 'the end' : `"${value}"`}`,
    );
  };

  function node(depth: number): WktNode {
    const head = peek();
    if (head.kind !== 'word') fail('a keyword');
    next++;
    if (!isOpen(peek())) fail('"["');
    next++;
    const values: (string | number)[] = [];
    const children: WktNode[] = [];
    if (depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} levels`);
    while (!isClose(peek())) {
      const token = peek();
      if (token.kind === 'word' && isOpen(tokens[next + 1]!)) children.push(node(depth + 1));
      else if (token.kind === 'text' || token.kind === 'word' || token.kind === 'number') {
        values.push(token.kind === 'number' ? Number(token.value) : token.value);
        next++;
      } else fail('a value');
      if (peek().value === ',' && peek().kind === 'sign') next++;
      else if (!isClose(peek())) fail('"," or "]"');
    }
    const end = peek().end;
    next++;
    return { keyword: head.value.toUpperCase(), values, children, begin: head.begin, end };
  }

  const root = node(0);
  const rest: WktNode[] = [];
  // one writer closes COMPD_CS before its vertical part: what follows belongs to the root
  while (peek().value === ',' && peek().kind === 'sign') {
    next++;
    rest.push(node(1));
  }
  while (rest.length > 0 && isClose(peek())) next++;
  if (peek().kind !== 'end') fail('the end');
  return rest.length > 0 ? { ...root, children: [...root.children, ...rest], end: text.length } : root;
}

const isOpen = (token: Token): boolean => token.kind === 'sign' && (token.value === '[' || token.value === '(');
const isClose = (token: Token): boolean => token.kind === 'sign' && (token.value === ']' || token.value === ')');

function tokenize(text: string): Token[] {
  // writers pad with zero bytes and blanks
  let length = text.length;
  while (length > 0 && text.charCodeAt(length - 1) <= 32) length--;
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  let position = 0;
  while (position < length) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (!match) {
      const seen = text.slice(position, position + 12).replace(/[^\x20-\x7e]/g, '?');
      throw new CrsError(`WKT: expected a keyword, text or number at character ${position}, found "${seen}"`);
    }
    const end = pattern.lastIndex;
    const [whole, quoted, word, number, sign] = match;
    const begin = end - whole.trimStart().length;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll('""', '"'), begin, end });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word, begin, end });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number, begin, end });
    else tokens.push({ kind: 'sign', value: sign ?? '', begin, end });
    position = end;
  }
  tokens.push({ kind: 'end', value: '', begin: length, end: length });
  return tokens;
}

/** First child with one of the keywords; null when there is none. */
export function childOf(node: WktNode, ...keywords: string[]): WktNode | null {
  return node.children.find((child) => keywords.includes(child.keyword)) ?? null;
}

/** First text of the node: its name in all WKT CRS nodes. */
export function nameOf(node: WktNode): string {
  const value = node.values[0];
  return typeof value === 'string' ? value : '';
}

/** EPSG number of the node's own AUTHORITY or ID; null when it has none or another authority's. */
export function epsgOf(node: WktNode): number | null {
  const id = childOf(node, 'AUTHORITY', 'ID');
  if (!id || String(id.values[0]).toUpperCase() !== 'EPSG') return null;
  const code = Number(id.values[1]);
  return Number.isInteger(code) && code > 0 ? code : null;
}
