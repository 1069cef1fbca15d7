import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { densifyEdge, type Position } from '#core/extract/densify.ts';

const zone8 = createProjection(crsFromCode('EPSG:6676'));
const zone7 = createProjection(crsFromCode('EPSG:6675'));
const densifier = (project: (a: number, b: number) => Position) => ({ unitM: 1, project });
const fromLonLat = densifier((lon, lat) => zone8.fromLonLat(lon, lat));
const fromZone7 = densifier((e, n) => zone8.fromLonLat(...zone7.toLonLat(e, n)));

const verticesOf = (a: Position, b: Position, using = fromLonLat) => {
  const vertices: Position[] = [];
  densifyEdge(a, b, using, (e, n) => vertices.push([e, n]));
  return vertices;
};

const lonLat = fc.tuple(fc.double({ min: 137, max: 140, noNaN: true }), fc.double({ min: 34, max: 36, noNaN: true }));

describe('edges straight in another system', () => {
  it('have the same vertices in both directions, to the last bit', () => {
    fc.assert(
      fc.property(lonLat, lonLat, (a, b) => {
        fc.pre(a[0] !== b[0] || a[1] !== b[1]);
        const forth = [...verticesOf(a, b), fromLonLat.project(...b)];
        const back = [...verticesOf(b, a), fromLonLat.project(...a)];
        expect(back.reverse()).toEqual(forth);
      }),
      { numRuns: 200 },
    );
  });

  it('stay within a millimetre of the curve, wherever one looks', () => {
    const check = (a: Position, b: Position, using: typeof fromLonLat) => {
      const vertices = [...verticesOf(a, b, using), using.project(...b)];
      let segment = 0;
      for (let i = 0; i <= 3_000; i++) {
        const t = i / 3_000;
        const [e, n] = using.project(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
        const distance = (k: number) => {
          const [[aE, aN], [bE, bN]] = [vertices[k]!, vertices[k + 1]!];
          const length2 = (bE - aE) ** 2 + (bN - aN) ** 2;
          const s = Math.min(1, Math.max(0, ((e - aE) * (bE - aE) + (n - aN) * (bN - aN)) / length2));
          return Math.hypot(e - aE - s * (bE - aE), n - aN - s * (bN - aN));
        };
        while (segment + 2 < vertices.length && distance(segment + 1) < distance(segment)) segment += 1;
        expect(distance(segment)).toBeLessThan(0.001);
      }
    };
    fc.assert(
      fc.property(
        lonLat,
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        fc.constantFrom(0.0001, 0.001, 0.01, 0.1, 1),
        (a, angle, reach) => {
          check(a, [a[0] + reach * Math.cos(angle), a[1] + reach * Math.sin(angle)], fromLonLat);
          const there = zone7.fromLonLat(...a);
          check(there, [there[0] + 1e5 * reach * Math.cos(angle), there[1] + 1e5 * reach * Math.sin(angle)], fromZone7);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('need no vertices where they are short', () => {
    expect(verticesOf([138.5, 35], [138.5001, 35.0001])).toHaveLength(1);
    expect(verticesOf([138.5, 35], [138.6, 35]).length).toBeGreaterThan(20);
  });
});
