/** A checked filter as a function of a row. What of it does not change from row to row is settled once. */
import type { Comparison, Expression, Scalar, Span, TimeRelation, Value } from './cql2.ts';

/** True, false, or unknown. */
type Truth = boolean | null;
type Test<Row> = (row: Row) => Truth;
type Read<Row> = (row: Row) => Value | null;

/**
 * @param readerOf how a property is read from a row; null where the row has none. Each is read once a row, however often
 *   the filter names it: rows must be objects of their own
 * @returns whether a row is wanted: unknown is not
 */
export function compileCql2<Row extends object>(
  expression: Expression,
  readerOf: (property: string) => Read<Row>,
): (row: Row) => boolean {
  const readers = new Map<string, Read<Row>>();
  const test = compile(expression, (property) => {
    const known = readers.get(property) ?? readOnce(readerOf(property));
    readers.set(property, known);
    return known;
  });
  return (row) => test(row) === true;
}

function readOnce<Row extends object>(read: Read<Row>): Read<Row> {
  let last: Row | null = null;
  let value: Value | null = null;
  return (row) => {
    if (row !== last) {
      value = read(row);
      last = row;
    }
    return value;
  };
}

function compile<Row>(expression: Expression, readerOf: (property: string) => Read<Row>): Test<Row> {
  const read = (scalar: Scalar): Read<Row> => (scalar.kind === 'property' ? readerOf(scalar.name) : () => scalar.value);
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => compile(part, readerOf));
      return joined(parts, expression.kind === 'or');
    }
    case 'not': {
      const part = compile(expression.part, readerOf);
      return (row) => {
        const truth = part(row);
        return truth === null ? null : !truth;
      };
    }
    case 'isNull': {
      const of = read(expression.of);
      return (row) => of(row) === null;
    }
    case 'compare':
      return known(read(expression.left), read(expression.right), comparer(expression.op));
    case 'time':
      return known(read(expression.left), read(expression.right), (a, b) =>
        RELATIONS[expression.op](a as Span, b as Span),
      );
    case 'between': {
      const of = read(expression.of);
      const parts = [known(of, read(expression.low), comparer('>=')), known(of, read(expression.high), comparer('<='))];
      return joined(parts, false);
    }
    case 'in': {
      const of = read(expression.of);
      if (expression.of.type === 'time') {
        return joined(
          expression.list.map((value) => known(of, read(value), comparer('='))),
          true,
        );
      }
      const values = new Set(expression.list.map((value) => (value.kind === 'literal' ? value.value : null)));
      return (row) => {
        const value = of(row);
        return value === null ? null : values.has(value);
      };
    }
    case 'like': {
      const of = read(expression.of);
      const { pattern } = expression;
      return (row) => {
        const value = of(row);
        return value === null ? null : isLike(value as string, pattern);
      };
    }
  }
}

/** One part that settles it settles it, whatever is unknown beside it. */
function joined<Row>(parts: readonly Test<Row>[], settling: boolean): Test<Row> {
  return (row) => {
    let truth: Truth = !settling;
    for (const part of parts) {
      const found = part(row);
      if (found === settling) return settling;
      if (found === null) truth = null;
    }
    return truth;
  };
}

function known<Row>(left: Read<Row>, right: Read<Row>, test: (a: Value, b: Value) => boolean): Test<Row> {
  return (row) => {
    const a = left(row);
    if (a === null) return null;
    const b = right(row);
    return b === null ? null : test(a, b);
  };
}

function comparer(op: Comparison): (a: Value, b: Value) => boolean {
  switch (op) {
    case '=':
      return isSame;
    case '<>':
      return (a, b) => !isSame(a, b);
    case '<':
      return (a, b) => (isSpan(a) && isSpan(b) ? a.end < b.start : a < b);
    case '<=':
      return (a, b) => (isSpan(a) && isSpan(b) ? a.end <= b.end : a <= b);
    case '>':
      return (a, b) => (isSpan(a) && isSpan(b) ? a.start > b.end : a > b);
    case '>=':
      return (a, b) => (isSpan(a) && isSpan(b) ? a.start >= b.start : a >= b);
  }
}

/** A span is the same as a day when it lies within it. */
function isSame(a: Value, b: Value): boolean {
  return isSpan(a) && isSpan(b) ? RELATIONS.t_during(a, b) : a === b;
}

const RELATIONS: Readonly<Record<TimeRelation, (a: Span, b: Span) => boolean>> = {
  t_after: (a, b) => a.start > b.end,
  t_before: (a, b) => a.end < b.start,
  t_during: (a, b) => a.start >= b.start && a.end <= b.end,
  t_intersects: (a, b) => a.start <= b.end && a.end >= b.start,
};

function isSpan(value: Value): value is Span {
  return typeof value === 'object';
}

/**
 * Wildcards: `%` any characters, `_` one; a backslash takes the next character as it is. Goes back to the last `%` only,
 * so that its time is bounded by the product of the lengths.
 */
export function isLike(text: string, pattern: string): boolean {
  let [at, in_] = [0, 0];
  let [star, from] = [-1, 0];
  while (at < text.length) {
    const escaped = pattern[in_] === '\\' && in_ + 1 < pattern.length;
    const sign = pattern[escaped ? in_ + 1 : in_];
    if (!escaped && sign === '%') {
      star = ++in_;
      from = at;
    } else if (sign !== undefined && (sign === text[at] || (!escaped && sign === '_'))) {
      in_ += escaped ? 2 : 1;
      at++;
    } else if (star >= 0) {
      in_ = star;
      at = ++from;
    } else return false;
  }
  while (pattern[in_] === '%') in_++;
  return in_ === pattern.length;
}
