import { describe, expect, it } from 'vitest';
import { elementEnd } from '#core/alignment/element.ts';
import { alignmentFromElements } from '#core/alignment/from-elements.ts';
import { alignmentFromLine, alignmentFromPoints } from '#core/alignment/from-points.ts';
import { axisPlace, axisPolyline, stationOffset } from '#core/alignment/place-on-axis.ts';
import { GeometryError, LimitError } from '#core/errors.ts';

const ip = (east: number, north: number, radiusM?: number, clothoidInM?: number, clothoidOutM?: number) => ({
  east,
  north,
  ...(radiusM === undefined ? {} : { radiusM }),
  ...(clothoidInM === undefined ? {} : { clothoidInM }),
  ...(clothoidOutM === undefined ? {} : { clothoidOutM }),
});
const axis = (...points: ReturnType<typeof ip>[]) => alignmentFromPoints({ name: 'A', points });
const line = (startE: number, startN: number, azimuthRad: number, lengthM: number, kind = 'line' as const) => ({
  kind,
  startE,
  startN,
  azimuthRad,
  lengthM,
  startCurvature: 0,
  endCurvature: 0,
});

function expectContinuous(alignment: ReturnType<typeof axis>): void {
  alignment.elements.slice(1).forEach((next, i) => {
    const end = elementEnd(alignment.elements[i]!);
    expect(Math.hypot(end.east - next.startE, end.north - next.startN)).toBeLessThan(1e-8);
    expect(Math.cos(end.azimuthRad - next.azimuthRad)).toBeCloseTo(1, 14);
  });
}

describe('alignment from points of intersection', () => {
  it('lays a plain arc: tangents R·tan(Δ/2), length R·Δ', () => {
    const made = axis(ip(0, 0), ip(0, 300, 100), ip(300, 300));
    expect(made.elements.map(({ kind }) => kind)).toEqual(['line', 'arc', 'line']);
    expect(made.elements[0]!.lengthM).toBeCloseTo(200, 9);
    expect(made.elements[1]!).toMatchObject({ startCurvature: 0.01, endCurvature: 0.01 });
    expect(made.elements[1]!.lengthM).toBeCloseTo((100 * Math.PI) / 2, 9);
    expect(made.points.map(({ name }) => name)).toEqual(['BP', 'BC.1', 'SP.1', 'EC.1', 'EP']);
    expectContinuous(made);
  });

  it('lays clothoids: A = 125 and R = 250 are 62.5 m that turn 0.125 rad', () => {
    const made = axis(ip(0, 0), ip(0, 400, 250, 125, 125), ip(-400, 600));
    expect(made.elements.map(({ kind }) => kind)).toEqual(['line', 'clothoid', 'arc', 'clothoid', 'line']);
    const [, into, arc] = made.elements;
    expect(into!.lengthM).toBeCloseTo(62.5, 12);
    expect(into!.azimuthRad - elementEnd(into!).azimuthRad).toBeCloseTo(0.125, 12);
    expect(arc!.startCurvature).toBeCloseTo(-1 / 250, 15);
    expect(made.points.map(({ name }) => name)).toEqual(['BP', 'KA.1-1', 'KE.1-1', 'SP.1', 'KE.1-2', 'KA.1-2', 'EP']);
    expectContinuous(made);
    const end = axisPlace(made, made.lengthM);
    expect([end.east, end.north]).toEqual([expect.closeTo(-400, 8), expect.closeTo(600, 8)]);
  });

  it('lays unequal clothoids and one on a single side', () => {
    const unequal = axis(ip(0, 0), ip(0, 400, 200, 110, 150), ip(350, 520, 180, 0.0001 + 90), ip(500, 1000));
    expectContinuous(unequal);
    expect(unequal.elements.map(({ kind }) => kind)).toEqual([
      'line',
      'clothoid',
      'arc',
      'clothoid',
      'line',
      'clothoid',
      'arc',
      'line',
    ]);
    expect(unequal.points.map(({ name }) => name)).toContain('EC.2');
    const end = axisPlace(unequal, unequal.lengthM);
    expect([end.east, end.north]).toEqual([expect.closeTo(500, 8), expect.closeTo(1000, 8)]);
  });

  it('lets two curves touch, and bends without a radius', () => {
    const touching = axis(ip(0, 0), ip(0, 100, 100), ip(200, 100, 100), ip(200, 300));
    expect(touching.elements.map(({ kind }) => kind)).toEqual(['arc', 'arc', 'line']);
    expectContinuous(touching);
    const bends = alignmentFromLine({
      name: 'river',
      line: [
        [0, 0],
        [0, 10],
        [0, 10],
        [5, 10],
      ],
    });
    expect(bends.points).toEqual([
      { name: 'BP', distanceM: 0 },
      { name: 'IP.1', distanceM: 10 },
      { name: 'EP', distanceM: 15 },
    ]);
    // outside the bend the way to the vertex, on its left
    expect(stationOffset(bends, -3, 14)).toEqual({ distanceM: 10, offsetM: -5 });
  });

  it('says by how much curves do not fit', () => {
    expect(() => axis(ip(0, 0), ip(0, 150, 100), ip(190, 150, 100), ip(190, 0))).toThrow(
      /between IP.1 and IP.2: their tangents take 200 m, there are 190 m: 10 m too few/,
    );
    expect(() => axis(ip(0, 0), ip(0, 90, 100), ip(200, 90))).toThrow(/between BP and IP.1.*10 m too few/);
    expect(() => axis(ip(0, 0), ip(0, 400, 250, 300, 300), ip(-400, 600))).toThrow(/IP.1: the clothoids turn .*° more/);
  });

  it.each([
    ['one point', [ip(0, 0)], /two or more/],
    ['two points at one place', [ip(0, 0), ip(0, 0)], /points 1 and 2 are 0 m apart/],
    ['a position that is not finite', [ip(0, 0), ip(Number.NaN, 0)], /point 2 is \[NaN, 0\]/],
    ['a clothoid without a radius', [ip(0, 0), ip(0, 50, undefined, 20), ip(50, 50)], /IP.1: expected a radius/],
    ['a curve at EP', [ip(0, 0), ip(0, 50, 20)], /no curve at the last point/],
    ['an axis that turns back', [ip(0, 0), ip(0, 50), ip(0, 10)], /turns back/],
    ['an axis that crosses itself', [ip(0, 0), ip(0, 50), ip(50, 50), ip(50, 20), ip(-20, 20)], /meets itself/],
    ['a loop', [ip(0, 0), ip(0, 50), ip(50, 50), ip(50, 0), ip(0, 0)], /meets itself/],
  ])('refuses %s', (_, points, message) => {
    expect(() => axis(...points)).toThrow(GeometryError);
    expect(() => axis(...points)).toThrow(message);
  });
});

describe('alignment from elements', () => {
  const chain = (...elements: ReturnType<typeof line>[]) => alignmentFromElements({ name: 'A', elements });

  it('says where a gap is and how large', () => {
    const broken = () => chain(line(0, 0, 0, 10), line(0, 10.0128, 0, 10));
    expect(broken).toThrow(GeometryError);
    expect(broken).toThrow(/a gap of 0.013 m between element 1 \(line\) and element 2 \(line\)/);
    expect(chain(line(0, 0, 0, 10), line(0, 10.001, 0, 10)).alignment.lengthM).toBe(20);
  });

  it('refuses an element without length, numbers that are none, and none at all', () => {
    expect(() => chain(line(0, 0, 0, 10), line(0, 10, 0, 0))).toThrow(/element 2 \(line\): expected a length above 0/);
    expect(() => chain(line(0, 0, Number.NaN, 10))).toThrow(/expected finite numbers/);
    expect(() => chain()).toThrow(/expected an element/);
  });

  it('reports bends, and refuses an arc that does not touch', () => {
    const { checks } = chain(line(0, 0, 0, 10), line(0, 10, 1, 10));
    expect(checks).toEqual([
      {
        code: 'DIRECTION_BREAK',
        message: 'the direction breaks by 57.296° between element 1 (line) and element 2 (line)',
      },
    ]);
    const arc = { ...line(0, 10, 0.1, 10), kind: 'arc' as const, startCurvature: 0.01, endCurvature: 0.01 };
    expect(() => alignmentFromElements({ name: 'A', elements: [line(0, 0, 0, 10), arc] })).toThrow(
      /direction breaks by 5.73° .*curve that touches/,
    );
  });

  it('refuses an arc that goes round', () => {
    const arc = { ...line(0, 0, 0, 700), kind: 'arc' as const, startCurvature: 0.01, endCurvature: 0.01 };
    expect(() => alignmentFromElements({ name: 'A', elements: [arc] })).toThrow(/meets itself/);
  });

  it('bounds the number of elements', () => {
    const many = Array.from({ length: 5_001 }, (_, i) => line(0, i, 0, 1));
    expect(() => chain(...many)).toThrow(LimitError);
  });

  it('places equations, and refuses those that are not on the axis', () => {
    const equations = [{ backM: 1005, aheadM: 2000 }];
    const made = alignmentFromElements({ name: 'A', elements: [line(0, 0, 0, 10)], startStationM: 1000, equations });
    expect(made.alignment.equations).toEqual([{ distanceM: 5, backM: 1005, aheadM: 2000 }]);
    const wrong = [{ backM: 1011, aheadM: 2000 }];
    expect(() =>
      alignmentFromElements({ name: 'A', elements: [line(0, 0, 0, 10)], startStationM: 1000, equations: wrong }),
    ).toThrow(/station equation 1: expected a station back from 1000 to 1010, got 1011/);
  });
});

describe('axis as chords', () => {
  it('has every boundary of elements and keeps to the axis', () => {
    const made = axis(ip(0, 0), ip(0, 400, 250, 125, 100), ip(-400, 600));
    const chords = axisPolyline(made, 0.001);
    for (const { startE, startN } of made.elements) {
      expect(chords.east.some((e, i) => Math.hypot(e - startE, chords.north[i]! - startN) < 1e-9)).toBe(true);
    }
    for (let i = 1; i < chords.east.length; i++) {
      const [e, n] = [(chords.east[i - 1]! + chords.east[i]!) / 2, (chords.north[i - 1]! + chords.north[i]!) / 2];
      expect(Math.abs(stationOffset(made, e, n)!.offsetM)).toBeLessThan(0.001);
    }
    expect(made.lengthM - chords.lengthM).toBeLessThan(0.01);
  });
});
