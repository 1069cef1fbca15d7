import { describe, expect, it } from 'vitest';
import { httpDate, precondition, rangeApplies } from '../../../server/http/conditional.ts';

const lastModified = Date.parse('2026-03-01T12:00:00.700Z');
const here = { etag: '"abc"', lastModified };
const at = (seconds: number) => httpDate(Date.parse('2026-03-01T12:00:00Z') + seconds * 1000);

describe('precondition', () => {
  it.each([
    ['no conditions', {}, 'proceed'],
    ['the same tag', { 'if-none-match': '"abc"' }, 304],
    ['the same tag in a list, weak', { 'if-none-match': '"x", W/"abc"' }, 304],
    ['any tag', { 'if-none-match': '*' }, 304],
    ['another tag', { 'if-none-match': '"abd"' }, 'proceed'],
    ['a tag without quotes', { 'if-none-match': 'abc' }, 'proceed'],
    ['not modified since', { 'if-modified-since': at(0) }, 304],
    ['modified since', { 'if-modified-since': at(-1) }, 'proceed'],
    ['a date that is none', { 'if-modified-since': 'yesterday' }, 'proceed'],
    ['a tag before a date', { 'if-none-match': '"x"', 'if-modified-since': at(10) }, 'proceed'],
    ['a required tag that is here', { 'if-match': '"abc"' }, 'proceed'],
    ['a required tag that is weak', { 'if-match': 'W/"abc"' }, 412],
    ['a required tag that is not here', { 'if-match': '"x", "y"' }, 412],
    ['required to be unchanged, and is', { 'if-unmodified-since': at(0) }, 'proceed'],
    ['required to be unchanged, and is not', { 'if-unmodified-since': at(-1) }, 412],
    ['a required tag before a date', { 'if-match': '"abc"', 'if-unmodified-since': at(-10) }, 'proceed'],
    ['412 before 304', { 'if-match': '"x"', 'if-none-match': '"abc"' }, 412],
  ] as const)('%s', (_name, headers, verdict) => {
    expect(precondition(headers, here)).toBe(verdict);
  });
});

describe('rangeApplies', () => {
  it.each([
    ['no If-Range', {}, true],
    ['the same strong tag', { 'if-range': '"abc"' }, true],
    ['a weak tag', { 'if-range': 'W/"abc"' }, false],
    ['another tag', { 'if-range': '"x"' }, false],
    ['the exact date', { 'if-range': at(0) }, true],
    ['a later date', { 'if-range': at(1) }, false],
  ] as const)('%s', (_name, headers, applies) => {
    expect(rangeApplies(headers, here)).toBe(applies);
  });
});
