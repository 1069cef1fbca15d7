import { describe, expect, it } from 'vitest';
import { clampLimit, parseBoxText, parseList } from '../../../server/query.ts';

describe('parseBoxText', () => {
  it('reads four numbers, and six with heights', () => {
    expect(parseBoxText('138, 35,139,36')).toEqual({ bbox: [138, 35, 139, 36] });
    expect(parseBoxText('138,35,0,139,36,4000')).toEqual({ bbox: [138, 35, 139, 36], heightsM: [0, 4000] });
  });

  it('lets a box cross the antimeridian', () => {
    expect(parseBoxText('170,-10,-170,10')).toEqual({ bbox: [170, -10, -170, 10] });
  });

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,5',
    '1,2,3,4,5,6,7',
    'a,b,c,d',
    '1,,2,3',
    'NaN,0,1,1',
    '0,0,Infinity,1',
    '0,5,1,4',
    '0,0,0,181,1,1',
    '0,-91,1,1',
    '0,0,9,1,1,3',
  ])('refuses %j', (text) => {
    expect(() => parseBoxText(text)).toThrow(/^bbox:/);
  });

  it('does not choke on a megabyte of commas', () => {
    expect(() => parseBoxText(','.repeat(1e6))).toThrow(/^bbox: expected 4 or 6 numbers.{0,100}$/);
  });
});

describe('clampLimit and parseList', () => {
  it('cuts a large limit instead of refusing it', () => {
    expect([clampLimit(undefined), clampLimit(5), clampLimit(1e9)]).toEqual([100, 5, 1000]);
  });

  it('leaves empty parts of a list out', () => {
    expect(parseList(' a,,b ,')).toEqual(['a', 'b']);
    expect(parseList(undefined)).toBeUndefined();
  });
});
