import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '#core/cql2/cql2.ts';
import { compileCql2, isLike } from '#core/cql2/evaluate-cql2.ts';
import { parseCql2 } from '#core/cql2/parse-cql2.ts';
import { TengunError } from '#core/errors.ts';
import { spanOf } from '#worker/store/date-time.ts';

const properties = { name: 'string', size: 'number', open: 'boolean', when: 'time' } as const;
type Row = Partial<Record<keyof typeof properties, Value>>;
const parse = (filter: unknown) => parseCql2(filter, { properties, spanOf });
const wants = (filter: unknown, row: Row) =>
  compileCql2<Row>(parse(filter), (name) => (one) => one[name as keyof Row] ?? null)(row);
const op = (name: string, ...args: unknown[]) => ({ op: name, args });
const size = { property: 'size' };
const isSmall = op('<', size, 10);

describe('logic with three values', () => {
  const unknown = isSmall;
  it.each([
    [unknown, false],
    [op('not', unknown), false],
    [op('or', unknown, true), true],
    [op('or', unknown, false), false],
    [op('and', unknown, true), false],
    [op('not', op('and', unknown, false)), true],
    [op('not', op('or', unknown, false)), false],
    [op('isNull', size), true],
    [op('in', size, [1, 2]), false],
    [op('not', op('in', size, [1, 2])), false],
    [op('not', op('between', size, 1, 2)), false],
    [op('not', op('like', { property: 'name' }, '%')), false],
  ])('%j without the property: %s', (filter, expected) => {
    expect(wants(filter, {})).toBe(expected);
  });
});

describe('comparisons', () => {
  it('of booleans and of two properties', () => {
    expect(wants(op('=', { property: 'open' }, true), { open: true })).toBe(true);
    expect(wants(op('<>', { property: 'open' }, true), { open: true })).toBe(false);
    expect(wants(op('=', size, size), { size: 3 })).toBe(true);
    expect(() => parse(op('<', { property: 'open' }, true))).toThrow(/= or <> of booleans/);
    expect(() => parse(op('=', size, { property: 'name' }))).toThrow(/expected a number, seen "name, a text"/);
  });

  it('of times: a period lies before, after or in another as a whole', () => {
    const winter = { when: { start: Date.parse('2019-11-01T00:00:00Z'), end: Date.parse('2020-03-31T00:00:00Z') } };
    const when = { property: 'when' };
    const day = (date: string) => ({ date });
    expect(wants(op('<', when, day('2020-04-01')), winter)).toBe(true);
    expect(wants(op('<', when, day('2020-02-01')), winter)).toBe(false);
    expect(wants(op('>', when, day('2019-10-31')), winter)).toBe(true);
    expect(wants(op('=', when, { interval: ['2019-11', '2020-03-31'] }), winter)).toBe(true);
    expect(wants(op('t_during', when, { interval: ['2019-12-01', '..'] }), winter)).toBe(false);
    expect(wants(op('t_intersects', when, { interval: [{ date: '2020-03-31' }, '..'] }), winter)).toBe(true);
    expect(wants(op('in', when, ['2018', '2019-11-01']), { when: spanOf('2019-11-01T05:00:00Z') })).toBe(true);
    expect(() => parse(op('t_after', when, { interval: ['2020-01-02', '2020-01-01'] }))).toThrow(
      /start before its end/,
    );
    expect(() => parse(op('in', when, Array(200).fill('2019')))).toThrow(/at most 200/);
  });
});

describe('wildcards', () => {
  it.each([
    ['08NF2330', '08NF%', true],
    ['08NF2330', '%30', true],
    ['08NF2330', '%NF%3_', true],
    ['08NF2330', '08NF23', false],
    ['08NF2330', '08NF2330_', false],
    ['', '', true],
    ['', '%', true],
    ['', '_', false],
    ['50%', '50\\%', true],
    ['500', '50\\%', false],
    ['a_b', 'a\\_b', true],
    ['axb', 'a\\_b', false],
    ['abab', '%ab', true],
    ['aaab', '%aab', true],
    ['a', 'a%%%', true],
    ['a\\', 'a\\', true],
  ])('%j like %j: %s', (text, pattern, expected) => {
    expect(isLike(text, pattern)).toBe(expected);
  });

  it('agree with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '%'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_'), maxLength: 8 });
    fc.assert(
      fc.property(text, pattern, (a, b) => {
        const source = b.replaceAll('%', '[^]*').replaceAll('_', '[^]');
        expect(isLike(a, b)).toBe(new RegExp(`^${source}$`).test(a));
      }),
      { numRuns: 2000, seed: 11 },
    );
  });

  it('take no longer for a pattern that is made to be slow', () => {
    const start = performance.now();
    for (let i = 0; i < 100; i++) isLike('a'.repeat(128), `${'%a'.repeat(400)}b`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

it('whatever JSON comes, a filter is read or refused', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('lp', 5, true, null, '2020-01-01', Number.MAX_VALUE, '__proto__', ''),
      fc.record({ property: fc.constantFrom('name', 'size', 'when', 'other', '__proto__') }),
      fc.record({ date: fc.constantFrom('2020-01-01', 'x', 3) }),
      fc.record({
        op: fc.constantFrom('and', 'or', 'not', '=', '<', 'in', 'like', 'between', 'isNull', 't_after', 'x'),
        args: fc.array(tie('value'), { maxLength: 3 }),
      }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (filter) => {
      try {
        const test = compileCql2<Row>(parse(filter), (name) => (row) => row[name as keyof Row] ?? null);
        expect(typeof test({ name: 'lp', size: 5, when: spanOf('2020-01-01') })).toBe('boolean');
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
      }
    }),
    { numRuns: 5000, seed: 5 },
  );
});
