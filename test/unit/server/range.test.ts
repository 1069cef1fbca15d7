import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../server/http/range.ts';

describe('parseRange', () => {
  it.each([
    ['bytes=0-99', { begin: 0, end: 100 }],
    ['bytes=0-0', { begin: 0, end: 1 }],
    ['bytes=990-', { begin: 990, end: 1000 }],
    ['bytes=-10', { begin: 990, end: 1000 }],
    ['bytes=-5000', { begin: 0, end: 1000 }],
    ['bytes=900-5000', { begin: 900, end: 1000 }],
    ['BYTES=1-2', { begin: 1, end: 3 }],
    ['bytes=999-999', { begin: 999, end: 1000 }],
  ])('reads %s of 1000 bytes', (header, range) => {
    expect(parseRange(header, 1000)).toEqual(range);
  });

  it.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0', 'bytes=99999999999999999999-'])(
    'cannot satisfy %s',
    (header) => {
      expect(parseRange(header, 1000)).toBe('unsatisfiable');
    },
  );

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=5-2',
    'bytes=0-1,5-6',
    'items=0-5',
    'bytes=a-b',
    'bytes=1.5-2',
    'bytes=0x1-2',
  ])('answers the whole file for %j', (header) => {
    expect(parseRange(header, 1000)).toBe('whole');
  });

  it('satisfies no range of an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable');
  });

  it('never leaves the file, whatever the header', () => {
    const header = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
      fc.nat().map((n) => `bytes=-${n}`),
    );
    fc.assert(
      fc.property(header, fc.nat(5000), (text, size) => {
        const range = parseRange(text, size);
        if (typeof range === 'string') return true;
        return range.begin >= 0 && range.begin < range.end && range.end <= size;
      }),
    );
  });
});
