/** CQL2-JSON, from any JSON value to a checked tree: operators, types, properties and bounds. */
import { RequestError } from '../errors.ts';
import {
  type Comparison,
  CQL2_LIMITS,
  type Expression,
  type PropertyTypes,
  type Scalar,
  type Span,
  type TimeRelation,
  type ValueType,
} from './cql2.ts';

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const TIME_RELATIONS: readonly string[] = ['t_after', 't_before', 't_during', 't_intersects'];
const OPERATORS = ['and', 'or', 'not', ...COMPARISONS, 'between', 'in', 'like', 'isNull', ...TIME_RELATIONS];
/** The same comparison read from the other side. */
const FLIPPED: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

export interface ParseOptions {
  readonly properties: PropertyTypes;
  /**
   * The span that a text of a time names.
   * @throws {RequestError} when it is none
   */
  readonly spanOf: (text: string) => Span;
}

/**
 * @param value a JSON value: CQL2-JSON
 * @throws {RequestError} INVALID_INPUT that says where, what was expected and what was seen
 */
export function parseCql2(value: unknown, options: ParseOptions): Expression {
  return new Parser(options).expression(value, 'filter', 1);
}

class Parser {
  readonly #properties: PropertyTypes;
  readonly #spanOf: ParseOptions['spanOf'];
  #nodes = 0;

  constructor({ properties, spanOf }: ParseOptions) {
    this.#properties = properties;
    this.#spanOf = spanOf;
  }

  expression(value: unknown, at: string, depth: number): Expression {
    this.#count(at);
    if (depth > CQL2_LIMITS.depth) fail(at, `at most ${CQL2_LIMITS.depth} operators within each other`, 'more');
    if (typeof value === 'boolean') return { kind: 'constant', value };
    if (!isObject(value) || !('op' in value)) fail(at, 'an operator {"op": …, "args": […]}', value);
    const { op, args } = value;
    if (typeof op !== 'string' || !OPERATORS.includes(op)) fail(`${at}.op`, `one of ${OPERATORS.join(' ')}`, op);
    if (!Array.isArray(args)) fail(`${at}.args`, 'a list', args);
    if (op === 'and' || op === 'or') {
      if (args.length < 2) fail(`${at}.args`, 'at least 2 parts', args.length);
      return { kind: op, parts: args.map((part, i) => this.expression(part, `${at}.args[${i}]`, depth + 1)) };
    }
    const expected = op === 'not' || op === 'isNull' ? 1 : op === 'between' ? 3 : 2;
    if (args.length !== expected) fail(`${at}.args`, `${expected} of them for ${op}`, args.length);
    if (op === 'not') return { kind: 'not', part: this.expression(args[0], `${at}.args[0]`, depth + 1) };
    return this.#predicate(op, args, at);
  }

  #predicate(op: string, args: readonly unknown[], at: string): Expression {
    if (op === 'in') return this.#in(args, at);
    if (op === 'isNull') return { kind: 'isNull', of: this.#property(args[0], `${at}.args[0]`) };
    if (op === 'like') {
      const of = this.#scalar(args[0], `${at}.args[0]`);
      const pattern = this.#scalar(args[1], `${at}.args[1]`);
      if (of.type !== 'string') fail(`${at}.args[0]`, 'a text', of.type);
      if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') fail(`${at}.args[1]`, 'a pattern', args[1]);
      return { kind: 'like', of, pattern: pattern.value };
    }
    if (op === 'between') {
      const [of, low, high] = this.#alike(args, at);
      if (of!.type === 'boolean') fail(`${at}.args[0]`, 'something that has an order', 'boolean');
      return { kind: 'between', of: of!, low: low!, high: high! };
    }
    const [left, right] = this.#alike(args, at) as [Scalar, Scalar];
    if (TIME_RELATIONS.includes(op)) {
      if (left.type !== 'time') fail(at, 'times', left.type);
      return { kind: 'time', op: op as TimeRelation, left, right };
    }
    const comparison = op as Comparison;
    if (left.type === 'boolean' && comparison !== '=' && comparison !== '<>') fail(at, '= or <> of booleans', op);
    // the property stands on the left: spans are compared with what is asked for
    return left.kind === 'literal' && right.kind === 'property'
      ? { kind: 'compare', op: FLIPPED[comparison], left: right, right: left }
      : { kind: 'compare', op: comparison, left, right };
  }

  #in([of, list]: readonly unknown[], at: string): Expression {
    const place = `${at}.args[1]`;
    if (!Array.isArray(list)) fail(place, 'a list', list);
    if (list.length === 0 || list.length > CQL2_LIMITS.listValues) {
      fail(place, `1 to ${CQL2_LIMITS.listValues} values`, list.length);
    }
    const property = this.#scalar(of, `${at}.args[0]`);
    // each of them is compared with every row; texts and numbers are looked up
    if (property.type === 'time') for (const _ of list) this.#count(place);
    return {
      kind: 'in',
      of: property,
      list: list.map((value, i) =>
        this.#asType(this.#literal(value, `${place}[${i}]`), property.type, `${place}[${i}]`),
      ),
    };
  }

  /** Operands of one type; a text beside a time is read as a time. */
  #alike(args: readonly unknown[], at: string): Scalar[] {
    const scalars = args.map((arg, i) => this.#scalar(arg, `${at}.args[${i}]`));
    const leading = scalars.find(({ kind }) => kind === 'property') ?? scalars.find(({ type }) => type === 'time');
    const type = (leading ?? scalars[0]!).type;
    return scalars.map((scalar, i) => this.#asType(scalar, type, `${at}.args[${i}]`));
  }

  #asType(scalar: Scalar, type: ValueType, at: string): Scalar {
    if (scalar.type === type) return scalar;
    if (type === 'time' && scalar.kind === 'literal' && typeof scalar.value === 'string') {
      return { kind: 'literal', type, value: this.#time(scalar.value, at) };
    }
    return fail(at, NOUNS[type], scalar.kind === 'literal' ? scalar.value : `${scalar.name}, ${NOUNS[scalar.type]}`);
  }

  #scalar(value: unknown, at: string): Scalar {
    this.#count(at);
    return isObject(value) && 'property' in value ? this.#property(value, at) : this.#literal(value, at);
  }

  #property(value: unknown, at: string): Scalar {
    const name = isObject(value) ? value.property : undefined;
    if (typeof name !== 'string') fail(at, 'a property {"property": …}', value);
    const bare = name.startsWith('properties.') ? name.slice('properties.'.length) : name;
    if (!Object.hasOwn(this.#properties, bare)) {
      fail(at, `one of the properties ${Object.keys(this.#properties).join(', ')}`, name);
    }
    return { kind: 'property', name: bare, type: this.#properties[bare]! };
  }

  #literal(value: unknown, at: string): Scalar {
    if (typeof value === 'string') {
      if (value.length > CQL2_LIMITS.textLength) fail(at, `at most ${CQL2_LIMITS.textLength} characters`, value.length);
      return { kind: 'literal', type: 'string', value };
    }
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'literal', type: 'number', value };
    if (typeof value === 'boolean') return { kind: 'literal', type: 'boolean', value };
    if (isObject(value)) {
      const [kind = '', ...others] = Object.keys(value);
      const content = value[kind];
      if (others.length === 0 && (kind === 'date' || kind === 'timestamp')) {
        return { kind: 'literal', type: 'time', value: this.#time(content, `${at}.${kind}`) };
      }
      if (others.length === 0 && kind === 'interval') {
        return { kind: 'literal', type: 'time', value: this.#interval(content, `${at}.interval`) };
      }
    }
    return fail(at, 'a property, a text, a number, true, false, a date, a timestamp or an interval', value);
  }

  #interval(value: unknown, at: string): Span {
    if (!Array.isArray(value) || value.length !== 2) fail(at, 'a list of 2 times', value);
    const [from, to] = value.map((end, i) => {
      if (end === '..') return i === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      const text = isObject(end) ? (end.date ?? end.timestamp) : end;
      const span = this.#time(text, `${at}[${i}]`);
      return i === 0 ? span.start : span.end;
    }) as [number, number];
    if (from > to) fail(at, 'its start before its end', value);
    return { start: from, end: to };
  }

  #time(value: unknown, at: string): Span {
    if (typeof value !== 'string') return fail(at, 'a text', value);
    try {
      return this.#spanOf(value);
    } catch (error) {
      if (error instanceof RequestError) return fail(at, 'a day or an RFC 3339 time', value);
      throw error;
    }
  }

  #count(at: string): void {
    this.#nodes += 1;
    if (this.#nodes > CQL2_LIMITS.nodes) fail(at, `at most ${CQL2_LIMITS.nodes} operators and operands`, 'more');
  }
}

const NOUNS: Readonly<Record<ValueType, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  time: 'a time',
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(at: string, expected: string, seen: unknown): never {
  const text = typeof seen === 'string' ? JSON.stringify(seen) : (JSON.stringify(seen) ?? 'nothing');
  throw new RequestError('INVALID_INPUT', `${at.slice(0, 200)}: expected ${expected}, seen ${text.slice(0, 100)}`);
}
