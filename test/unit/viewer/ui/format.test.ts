import { describe, expect, it } from 'vitest';
import { formatDay, formatDecimal, formatInterval, formatNumber, formatSigned } from '../../../../viewer/ui/format.ts';
import { en } from '../../../../viewer/ui/locales/en.ts';
import { ja } from '../../../../viewer/ui/locales/ja.ts';

describe('numbers', () => {
  it('have separators, fixed decimals and a real minus sign', () => {
    expect(formatNumber(1234567.891, 1)).toBe('1,234,567.9');
    expect(formatNumber(-2396.87, 1)).toBe('−2,396.9');
  });

  it('never show a negative zero', () => {
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatSigned(-0.0004, 3)).toBe('0.000');
  });

  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])('show no data as a dash: %s', (value) => {
    expect(formatNumber(value)).toBe('–');
  });

  it('of the server keep their digits as they are rounded', () => {
    expect(formatDecimal('1234567.50')).toBe('1,234,567.50');
    expect(formatDecimal('-123.4')).toBe('−123.4');
    expect(formatDecimal('12', true)).toBe('+12');
    expect(formatDecimal('0.0', true)).toBe('0.0');
    expect(formatDecimal(null)).toBe('–');
  });

  it('carry a sign where it matters', () => {
    expect(formatSigned(1.25, 2)).toBe('+1.25');
    expect(formatSigned(0.001, 2)).toBe('0.00');
  });

  it('come as intervals', () => {
    expect(formatInterval([1, 2.55], 1, ' to ')).toBe('1.0 to 2.6');
    expect(formatInterval(undefined, 1, ' to ')).toBe('–');
  });
});

describe('days', () => {
  it('are the day that STAC means', () => {
    expect(formatDay('2019-11-01')).toBe('2019-11-01');
    expect(formatDay('2019-11-01T00:00:00Z')).toBe('2019-11-01');
    expect(formatDay(null)).toBe('–');
    expect(formatDay('soon')).toBe('soon');
  });
});

describe('the locales', () => {
  const flatten = (texts: object, path = ''): [string, string][] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as [string, string]] : flatten(value, `${path}${key}.`),
    );
  const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([name]) => name).sort();

  it('have the same keys and the same placeholders', () => {
    const english = new Map(flatten(en));
    const japanese = flatten(ja);
    expect([...english.keys()].sort()).toEqual(japanese.map(([key]) => key).sort());
    for (const [key, text] of japanese)
      expect([key, placeholders(english.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('leave no text empty, and no English one Japanese but the names of the languages', () => {
    for (const [key, text] of [...flatten(en), ...flatten(ja)])
      expect([key, text.trim().length > 0 || key === 'volume.to']).toEqual([key, true]);
    const mixed = flatten(en)
      .filter(([, text]) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(text))
      .map(([key]) => key);
    expect(mixed).toEqual(['app.title', 'language.ja']);
  });
});
