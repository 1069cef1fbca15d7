import { describe, expect, it } from 'vitest';
import type { Alignment } from '#core/alignment/alignment.ts';
import { alignmentFromLine } from '#core/alignment/from-points.ts';
import { distanceAt, parseStation, stationAt, stationList, stationName } from '#core/alignment/stations.ts';
import { LimitError, RequestError } from '#core/errors.ts';

const straight = (lengthM: number, more: Partial<Alignment> = {}): Alignment => ({
  ...alignmentFromLine({
    name: 'A',
    line: [
      [0, 0],
      [lengthM, 0],
    ],
  }),
  ...more,
});

describe('names of stations', () => {
  it.each([
    [0, 'NO.0'],
    [72.5, 'NO.3+12.50'],
    [-90, 'NO.-4-10.00'],
    [-80, 'NO.-4'],
    [-10, 'NO.0-10.00'],
    [60, 'NO.3'],
    [59.996, 'NO.3'],
    [72.505, 'NO.3+12.51'],
    [0.004, 'NO.0'],
    [-0.001, 'NO.0'],
  ])('calls %f at a pitch of 20 m %s', (stationM, name) => {
    expect(stationName(stationM, 20)).toBe(name);
  });

  it.each([
    ['NO.3+12.50', 72.5],
    ['NO.-4-10.00', -90],
    ['NO.-4-10', -90],
    ['No3+12.5', 72.5],
    ['ＮＯ．３＋１２．５０', 72.5],
    ['№3＋12.5', 72.5],
    ['no. 3 + 12.5', 72.5],
    ['3+12.5', 72.5],
    ['72.5', 72.5],
    ['−90', -90],
    ['ＮＯ．－４－１０', -90],
    ['NO.0-10.00', -10],
    ['BP (NO.-4-10)', -90],
    ['NO.7', 140],
  ])('reads %s as %f m', (text, stationM) => {
    expect(parseStation(text, 20)).toBe(stationM);
  });

  it.each(['', 'NO.', 'x', 'NO.3+', 'NO.3+25', 'NO.1.5+2', 'EP', '1e9', 'NO.3+12.5m'])('refuses %j', (text) => {
    expect(() => parseStation(text, 20)).toThrow(RequestError);
  });

  it('reads every name it writes, at other pitches too', () => {
    for (const pitchM of [20, 50, 100, 200, 12.5]) {
      for (let cm = -50_000; cm <= 50_000; cm += 137) {
        expect(parseStation(stationName(cm / 100, pitchM), pitchM)).toBeCloseTo(cm / 100, 9);
      }
    }
  });
});

describe('station equations', () => {
  // 0 … 100, then 80 … 180 (numbers come again), then 300 … 400 (numbers are missing)
  const broken = straight(300, {
    equations: [
      { distanceM: 100, backM: 100, aheadM: 80 },
      { distanceM: 200, backM: 180, aheadM: 300 },
    ],
  });

  it('counts on behind each jump', () => {
    expect([0, 99, 100, 150, 199.5, 200, 300].map((d) => stationAt(broken, d))).toEqual([
      0, 99, 80, 130, 179.5, 300, 400,
    ]);
    expect([50, 150, 300, 400].map((s) => distanceAt(broken, s))).toEqual([50, 170, 200, 300]);
    expect(distanceAt(broken, 180)).toBe(200);
  });

  it('says at which places a number occurs twice, and where numbers are', () => {
    expect(() => distanceAt(broken, 90)).toThrow(/station 90 occurs 2 times, at 90 m and 110 m/);
    expect(() => distanceAt(broken, 250)).toThrow(/counts 0 to 100, then 80 to 180, then 300 to 400/);
    expect(() => distanceAt(broken, -1)).toThrow(RequestError);
  });

  it('begins main stations anew', () => {
    const names = stationList(broken, { pitchM: 50, plusDistancesM: [], namedPoints: false }).map(({ name }) => name);
    expect(names).toEqual(['BP (NO.0)', 'NO.1', 'NO.2', 'NO.3', 'NO.6', 'NO.7', 'EP (NO.8)']);
  });
});

describe('list of stations', () => {
  it('takes main stations by the number, plus stations, and named points, each place once', () => {
    const axis = straight(75, {
      startStationM: -30,
      points: [
        { name: 'BP', distanceM: 0 },
        { name: 'BC.1', distanceM: 30.0004 },
        { name: 'EP', distanceM: 75 },
      ],
    });
    const list = stationList(axis, { pitchM: 20, plusDistancesM: [12.5, 50.0002], namedPoints: true });
    expect(list.map(({ name, distanceM }) => [name, distanceM])).toEqual([
      ['BP (NO.-1-10.00)', 0],
      ['NO.-1', 10],
      ['NO.0-17.50', 12.5],
      ['BC.1 (NO.0)', 30.0004],
      ['NO.1', 50.0002],
      ['NO.2', 70],
      ['EP (NO.2+5.00)', 75],
    ]);
    expect(list.map(({ stationM }) => Number(stationM.toFixed(6)))).toEqual([-30, -20, -17.5, 0.0004, 20.0002, 40, 45]);
  });

  it('keeps to a stretch', () => {
    const names = stationList(straight(100), {
      pitchM: 20,
      plusDistancesM: [50],
      namedPoints: false,
      fromM: 40,
      toM: 80,
    });
    expect(names.map(({ name }) => name)).toEqual(['NO.2', 'NO.2+10.00', 'NO.3', 'NO.4']);
  });

  it('refuses a hundred thousand stations', () => {
    const options = { pitchM: 0.5, plusDistancesM: [], namedPoints: false };
    expect(() => stationList(straight(50_000), options)).toThrow(LimitError);
    expect(() => stationList(straight(50_000), options)).toThrow(/at most 10000 stations, 50000 m .* make 100000/);
  });

  it('refuses a plus station that is not on the axis', () => {
    expect(() => stationList(straight(50), { pitchM: 20, plusDistancesM: [51], namedPoints: false })).toThrow(
      /0 to 50 m, got 51/,
    );
  });
});
