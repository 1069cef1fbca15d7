/** Values of ledgers: dates of eras, links that may be followed, kinds and their misfits. */
import { describe, expect, it } from 'vitest';
import { LEDGER_BOUNDS } from '#core/ledger/ledger.ts';
import {
  convertValues,
  photoSource,
  readDate,
  readNumber,
  readValue,
  safeLink,
  valueProblem,
} from '#core/ledger/values.ts';

describe('dates', () => {
  it.each([
    ['2024-02-29', '2024-02-29'],
    ['2024/2/9', '2024-02-09'],
    ['２０２４年２月９日', '2024-02-09'],
    ['R元.5.1', '2019-05-01'],
    ['令和6年1月5日', '2024-01-05'],
    ['H31.4.30', '2019-04-30'],
    ['昭和64年1月7日', '1989-01-07'],
    ['S39.10.10', '1964-10-10'],
  ])('reads %s', (text, date) => expect(readDate(text)).toBe(date));
  it.each(['2023-02-29', '2024-13-01', 'H31.5.1', 'R1.4.30', '12-3-4', 'soon', '2024-1', ''])('refuses %s', (text) =>
    expect(readDate(text)).toBeNull(),
  );
});

describe('links', () => {
  it.each(['https://example.jp/a?b=1#c', 'http://localhost:8080/', 'mailto:a@example.jp'])('follows %s', (link) =>
    expect(safeLink(link)).toBe(link),
  );
  it.each([
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://bank.jp@evil.jp/',
    'https://',
    '//example.jp',
    'https://a.jp/"onclick=x',
    'https://a.jp/\u202egpj.exe',
    'mailto:a@b.jp?bcc=c@d.jp',
  ])('does not follow %s', (link) => expect(safeLink(link)).toBeNull());
});

describe('photos', () => {
  it('tells those that ask another server from those that do not', () => {
    expect(photoSource('data:image/png;base64,iVBORw0KGgo=')).toMatchObject({ kind: 'own' });
    expect(photoSource('https://example.jp:8443/p.jpg?x')).toMatchObject({ kind: 'outside', host: 'example.jp:8443' });
  });
  it.each(['data:image/svg+xml;base64,AAAA', 'data:image/png;base64,<>', 'mailto:a@b.jp', 'p.jpg'])(
    'refuses %s',
    (text) => expect(photoSource(text)).toBeNull(),
  );
  it('is bounded', () => {
    expect(photoSource(`data:image/png;base64,${'A'.repeat(LEDGER_BOUNDS.photo)}`)).toBeNull();
  });
});

describe('numbers', () => {
  it.each([
    ['1,234.5', 1234.5],
    ['１２．５', 12.5],
    ['-3e2', -300],
    ['−5', -5],
  ])('reads %s', (text, value) => expect(readNumber(text)).toBe(value));
  it.each(['', '1,23', '0x10', 'Infinity', '1 2', 'NaN', '1e999'])('refuses %s', (text) =>
    expect(readNumber(text)).toBeNull(),
  );
});

describe('fields', () => {
  it('reads what was typed', () => {
    expect(readValue({ name: 'a', kind: 'boolean' }, '有')).toEqual({ value: true });
    expect(readValue({ name: 'a', kind: 'boolean' }, 'なし')).toEqual({ value: false });
    expect(readValue({ name: 'a', kind: 'boolean' }, 'maybe')).toEqual({ problem: 'boolean' });
    expect(readValue({ name: 'a', kind: 'choice', choices: ['x'] }, 'y')).toEqual({ problem: 'choice' });
    expect(readValue({ name: 'a', kind: 'link' }, 'javascript:x')).toEqual({ problem: 'link' });
    expect(readValue({ name: 'a', kind: 'number' }, '  ')).toEqual({ value: null });
    expect(readValue({ name: 'a', kind: 'text' }, 'x'.repeat(5000))).toEqual({ problem: 'long' });
  });
  it('lets no value of another kind in', () => {
    expect(valueProblem({ name: 'a', kind: 'date' }, '2023-02-29')).toBe('date');
    expect(valueProblem({ name: 'a', kind: 'number' }, Number.NaN)).toBe('number');
    expect(valueProblem({ name: 'a', kind: 'text' }, 5)).toBe('text');
    expect(valueProblem({ name: 'a', kind: 'text' }, null)).toBeNull();
  });
  it('converts a whole column or names what does not fit', () => {
    const text = { name: 'a', kind: 'text' } as const;
    expect(convertValues(text, 'number', ['1', null, '2.5'])).toMatchObject({ values: [1, null, 2.5], misfits: [] });
    expect(convertValues(text, 'date', ['2024-01-01', 'soon', null, '?'])).toMatchObject({ misfits: [1, 3] });
    expect(convertValues(text, 'choice', ['x', 'y', 'x']).field.choices).toEqual(['x', 'y']);
  });
});
