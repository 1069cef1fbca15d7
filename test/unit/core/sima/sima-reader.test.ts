import { describe, expect, it } from 'vitest';
import { FormatError, TengunError } from '#core/errors.ts';
import { readSima } from '#core/sima/sima-reader.ts';

const SITE = `G00,01,SITE,
Z00,座標ﾃﾞｰﾀ,,
A00,
A01,1,T-1,-113490.457,-10677.167,20.375,
A01,2,T-2,-113480.000,-10660.000,20.500,
A01,3,ｷｮｳｶｲ-3,-113470.000,-10670.000,,
A99,
Z00,区画ﾃﾞｰﾀ,
D00,1,1-1,1,
B01,1,T-1,
B01,2,T-2,
B01,3,ｷｮｳｶｲ-3,
D99,
D00,2,道路,0,
B01,1,T-1,
B01,2,T-2,
D99,
`;

describe('readSima', () => {
  it('reads closed figures, X as north, Y as east', () => {
    for (const text of [SITE, SITE.replaceAll('\n', '\r\n'), `\uFEFF${SITE}`]) {
      expect(readSima(text)).toEqual({
        areas: [
          {
            name: '1-1',
            ring: [
              [-10_677.167, -113_490.457],
              [-10_660, -113_480],
              [-10_670, -113_470],
            ],
          },
        ],
        broken: [],
        openFigures: 1,
        lines: [
          {
            name: '道路',
            line: [
              [-10_677.167, -113_490.457],
              [-10_660, -113_480],
            ],
          },
        ],
        brokenLines: [],
        points: [
          { name: 'T-1', east: -10_677.167, north: -113_490.457, height: 20.375 },
          { name: 'T-2', east: -10_660, north: -113_480, height: 20.5 },
          { name: 'ｷｮｳｶｲ-3', east: -10_670, north: -113_470, height: Number.NaN },
        ],
      });
    }
  });

  it('finds points by name where numbers differ, drops a repeated first corner, names figures whose points are missing', () => {
    const { areas } = readSima(SITE.replace('B01,3,ｷｮｳｶｲ-3,\nD99', 'B01,99,ｷｮｳｶｲ-3,\nB01,1,T-1,\nD99'));
    expect(areas[0]!.ring).toHaveLength(3);
    const { broken } = readSima(SITE.replace('B01,3,ｷｮｳｶｲ-3,', 'B01,9,T-9,'));
    expect(broken).toEqual([{ name: '1-1', message: expect.stringContaining('9 (T-9)') }]);
  });

  it('refuses what is no SIMA, and coordinates that are no numbers', () => {
    expect(() => readSima('X,Y,Z\n1,2,3')).toThrow(FormatError);
    expect(() => readSima(SITE.replace('-10660.000', 'ten'))).toThrow(/line 5.*"ten"/);
    expect(() => readSima('G00,01,\nB01,1,T-1,')).toThrow(/without a figure/);
    for (let length = 0; length < SITE.length; length++) {
      try {
        readSima(SITE.slice(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
      }
    }
  });
});
