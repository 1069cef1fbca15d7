import { describe, expect, it } from 'vitest';
import { parseInterval, spanOf } from '#worker/store/date-time.ts';

const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : String(ms));
const span = (text: string) => {
  const { start, end } = parseInterval(text);
  return [iso(start), iso(end)];
};

describe('parseInterval', () => {
  it.each([
    ['2019-11-01T09:00:00+09:00', '2019-11-01T00:00:00.000Z', '2019-11-01T00:00:00.000Z'],
    ['2020-02-29', '2020-02-29T00:00:00.000Z', '2020-02-29T23:59:59.000Z'],
    ['2019-12', '2019-12-01T00:00:00.000Z', '2019-12-31T23:59:59.000Z'],
    ['2019', '2019-01-01T00:00:00.000Z', '2019-12-31T23:59:59.000Z'],
    ['2019-01-01/2020-01-01', '2019-01-01T00:00:00.000Z', '2020-01-01T23:59:59.000Z'],
    ['../2020-01-01', '-Infinity', '2020-01-01T23:59:59.000Z'],
    ['2020-01-01/', '2020-01-01T00:00:00.000Z', 'Infinity'],
  ])('reads %s', (text, start, end) => {
    expect(span(text)).toEqual([start, end]);
  });

  it.each([
    '',
    '/',
    '../..',
    'yesterday',
    '2019-13-01',
    '2019-02-30',
    '2020-01-01/2019-01-01',
    'a/b/c',
    '2019-02-30T00:00:00Z',
  ])('refuses %j', (text) => {
    expect(() => parseInterval(text)).toThrow(/datetime/);
  });

  it('cuts a long hostile text in its message', () => {
    expect(() => spanOf('9'.repeat(100_000))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,200}$/) }),
    );
  });
});
