import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alignment, AlignmentElement } from '#core/alignment/alignment.ts';
import { elementEnd, elementPlace } from '#core/alignment/element.ts';
import { axisPlace, stationOffset } from '#core/alignment/place-on-axis.ts';
import { distanceAt, stationAt } from '#core/alignment/stations.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const piece = fc.record({
  kind: fc.constantFrom('line', 'arc', 'clothoid'),
  lengthM: number(5, 150),
  k: number(-1 / 40, 1 / 40),
});

/** Touching elements: lines, arcs, and clothoids from the curvature before to the next. */
const axis: fc.Arbitrary<Alignment> = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 8 }), number(-Math.PI, Math.PI), number(-1e5, 1e5))
  .map(([pieces, azimuthRad, at]) => {
    const elements: AlignmentElement[] = [];
    let [place, distanceM] = [{ east: at, north: -at / 3, azimuthRad, curvature: 0 }, 0];
    for (const { kind, lengthM, k } of pieces) {
      const [startCurvature, endCurvature] = kind === 'line' ? [0, 0] : kind === 'arc' ? [k, k] : [place.curvature, k];
      const shape = { startE: place.east, startN: place.north, azimuthRad: place.azimuthRad, lengthM };
      const element = { kind, ...shape, startCurvature, endCurvature, distanceM } as AlignmentElement;
      elements.push(element);
      place = elementEnd(element);
      distanceM += lengthM;
    }
    return { name: 'A', elements, lengthM: distanceM, startStationM: 0, equations: [], profile: null, points: [] };
  });

describe('clothoid', () => {
  it('equals a quadrature of its own, curvature to curvature, up to 2,000 m', () => {
    fc.assert(
      fc.property(number(-0.02, 0.02), number(-0.02, 0.02), number(1, 2000), number(-3, 3), (k0, k1, lengthM, az) => {
        const element: AlignmentElement = {
          kind: 'clothoid',
          startE: 0,
          startN: 0,
          azimuthRad: az,
          lengthM,
          startCurvature: k0,
          endCurvature: k1,
          distanceM: 0,
        };
        const end = elementEnd(element);
        const [east, north] = simpson(element);
        expect(Math.hypot(end.east - east, end.north - north)).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('is continuous with an arc where both curvatures are the same', () => {
    const shape = { startE: 0, startN: 0, azimuthRad: 0, lengthM: 500, distanceM: 0 };
    const arc = elementEnd({ ...shape, kind: 'arc', startCurvature: 0.004, endCurvature: 0.004 });
    const nearly = elementEnd({ ...shape, kind: 'clothoid', startCurvature: 0.004, endCurvature: 0.004 + 1e-14 });
    expect(Math.hypot(arc.east - nearly.east, arc.north - nearly.north)).toBeLessThan(1e-8);
  });
});

/** Composite Simpson's rule with Kahan sums: slow, and made of nothing but its definition. */
function simpson({ azimuthRad, lengthM, startCurvature, endCurvature }: AlignmentElement): [number, number] {
  const steps = 2 * Math.ceil(lengthM * 40 * (1 + 10 * Math.max(Math.abs(startCurvature), Math.abs(endCurvature))));
  const sums = [0, 0];
  const rests = [0, 0];
  for (let i = 0; i <= steps; i++) {
    const s = (lengthM * i) / steps;
    const az = azimuthRad + s * startCurvature + ((endCurvature - startCurvature) * s * s) / (2 * lengthM);
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    [Math.sin(az), Math.cos(az)].forEach((value, axisIndex) => {
      const term = weight * value - rests[axisIndex]!;
      const next = sums[axisIndex]! + term;
      rests[axisIndex] = next - sums[axisIndex]! - term;
      sums[axisIndex] = next;
    });
  }
  return [(sums[0]! * lengthM) / steps / 3, (sums[1]! * lengthM) / steps / 3];
}

describe('places on an axis', () => {
  it('join at the ends of elements', () => {
    fc.assert(
      fc.property(axis, (alignment) => {
        for (const element of alignment.elements) {
          const before = axisPlace(alignment, element.distanceM - 1e-9);
          const after = elementPlace(element, 0);
          expect(Math.hypot(before.east - after.east, before.north - after.north)).toBeLessThan(1e-8);
          expect(Math.abs(before.azimuthRad - after.azimuthRad)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('and their offsets come back to a millimetre, unless another part of the axis is nearer', () => {
    let returned = 0;
    fc.assert(
      fc.property(axis, number(0, 1), number(-30, 30), (alignment, share, offsetM) => {
        const distanceM = share * alignment.lengthM;
        const { east, north, azimuthRad } = axisPlace(alignment, distanceM);
        const [e, n] = [east + offsetM * Math.cos(azimuthRad), north - offsetM * Math.sin(azimuthRad)];
        const found = stationOffset(alignment, e, n);
        if (found === null) {
          // an end is nearer than the place it was set out from
          const ends = [0, alignment.lengthM].map((d) => axisPlace(alignment, d));
          const nearest = Math.min(...ends.map((end) => Math.hypot(end.east - e, end.north - n)));
          expect(nearest).toBeLessThanOrEqual(Math.abs(offsetM) + 1e-6);
          return;
        }
        expect(Math.abs(found.offsetM)).toBeLessThanOrEqual(Math.abs(offsetM) + 1e-6);
        const foot = axisPlace(alignment, found.distanceM);
        expect(Math.hypot(foot.east - e, foot.north - n)).toBeCloseTo(Math.abs(found.offsetM), 5);
        if (Math.abs(found.offsetM) < Math.abs(offsetM) - 1e-6) return;
        returned++;
        expect(Math.abs(found.offsetM - offsetM)).toBeLessThan(0.001);
        expect(Math.abs(found.distanceM - distanceM)).toBeLessThan(0.001);
      }),
      { numRuns: 1_000 },
    );
    expect(returned).toBeGreaterThan(500);
  });

  it('are the nearest there are', () => {
    fc.assert(
      fc.property(axis, number(-200, 200), number(-200, 200), (alignment, dE, dN) => {
        const first = alignment.elements[0]!;
        const [e, n] = [first.startE + dE, first.startN + dN];
        const found = stationOffset(alignment, e, n);
        if (!found) return;
        for (let d = 0; d <= alignment.lengthM; d += 0.5) {
          const place = axisPlace(alignment, d);
          expect(Math.hypot(place.east - e, place.north - n)).toBeGreaterThan(Math.abs(found.offsetM) - 1e-6);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('go on straight beyond the ends, where there is no station', () => {
    fc.assert(
      fc.property(axis, number(1, 100), (alignment, beyondM) => {
        const end = axisPlace(alignment, alignment.lengthM);
        const beyond = axisPlace(alignment, alignment.lengthM + beyondM);
        expect(Math.hypot(beyond.east - end.east, beyond.north - end.north)).toBeCloseTo(beyondM, 8);
        expect(beyond.azimuthRad).toBeCloseTo(end.azimuthRad, 14);
        expect(beyond.curvature).toBe(0);
      }),
    );
  });
});

describe('station equations', () => {
  it('come back wherever a number is unique', () => {
    const jumps = fc.array(fc.record({ runM: number(1, 500), aheadM: number(-2_000, 20_000) }), { maxLength: 5 });
    fc.assert(
      fc.property(number(-1_000, 1_000), jumps, number(0, 1), (startStationM, parts, share) => {
        let [distanceM, stationM] = [0, startStationM];
        const equations = parts.map(({ runM, aheadM }) => {
          distanceM += runM;
          const equation = { distanceM, backM: stationM + runM, aheadM };
          stationM = aheadM;
          return equation;
        });
        const counted = { startStationM, lengthM: distanceM + 100, equations };
        const at = share * counted.lengthM;
        let back: number;
        try {
          back = distanceAt(counted, stationAt(counted, at));
        } catch (error) {
          expect(String(error)).toMatch(/occurs \d times/);
          return;
        }
        expect(back).toBeCloseTo(at, 6);
      }),
      { numRuns: 500 },
    );
  });
});
