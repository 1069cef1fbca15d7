import { describe, expect, it } from 'vitest';
import { LineNoder } from '#core/design/node-lines.ts';
import { GeometryError } from '#core/errors.ts';
import { triangulateConstrained } from '#core/geometry/constrained-delaunay.ts';
import { insideCircle, turn } from '#core/geometry/orientation.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

/** Throws unless every wanted edge is there, triangles turn left, twins agree, and only wanted edges are not Delaunay. */
function validate(east: Float64Array, north: Float64Array, edges: Uint32Array): number {
  const { triangles, halfedges } = triangulateConstrained(east, north, edges);
  const wanted = new Set<string>();
  for (let i = 0; i < edges.length; i += 2) wanted.add([edges[i]!, edges[i + 1]!].sort((a, b) => a - b).join(' '));
  const next = (e: number) => (e % 3 === 2 ? e - 2 : e + 1);
  const found = new Set<string>();
  let twiceArea = 0;
  for (let e = 0; e < triangles.length; e++) {
    const [a, b, c] = [triangles[e]!, triangles[next(e)]!, triangles[next(next(e))]!];
    const side = turn(east[a]!, north[a]!, east[b]!, north[b]!, east[c]!, north[c]!);
    if (!(side > 0)) throw new Error(`triangle at ${e} does not turn left`);
    if (e % 3 === 0) {
      twiceArea += (east[b]! - east[a]!) * (north[c]! - north[a]!) - (north[b]! - north[a]!) * (east[c]! - east[a]!);
    }
    const key = [a, b].sort((p, q) => p - q).join(' ');
    found.add(key);
    const twin = halfedges[e]!;
    if (twin < 0) continue;
    if (halfedges[twin] !== e || triangles[twin] !== b || triangles[next(twin)] !== a) throw new Error(`twins at ${e}`);
    const d = triangles[next(next(twin))]!;
    const isInside = insideCircle(...at(a), ...at(b), ...at(c), ...at(d)) > 0;
    if (isInside && !wanted.has(key)) throw new Error(`edge ${key} is neither wanted nor Delaunay`);
  }
  function at(v: number): [number, number] {
    return [east[v]!, north[v]!];
  }
  for (const key of wanted) if (!found.has(key)) throw new Error(`edge ${key} is missing`);
  return twiceArea / 2;
}

describe('triangulateConstrained', () => {
  it('holds a long edge through many triangles', () => {
    const random = seededRandom(3);
    const east = Float64Array.from({ length: 200 }, () => random() * 100);
    const north = Float64Array.from({ length: 200 }, () => random() * 100);
    east.set([-1, 101], 0);
    north.set([50.1234, 50.4321], 0);
    validate(east, north, Uint32Array.of(0, 1));
  });

  it('holds a comb of edges that Delaunay would not take', () => {
    const [east, north, edges]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i < 30; i++) {
      edges.push(east.length, east.length + 1);
      east.push(0, 100);
      north.push(i * 0.5, i * 0.5 + 0.01 * (i % 3));
    }
    const area = validate(Float64Array.from(east), Float64Array.from(north), Uint32Array.from(edges));
    expect(area).toBeCloseTo(1450 + 1, 6);
  });

  it('refuses edges that cross, and edges over a vertex', () => {
    const east = Float64Array.of(0, 10, 0, 10, 5);
    const north = Float64Array.of(0, 10, 10, 0, 8);
    expect(() => triangulateConstrained(east, north, Uint32Array.of(0, 1, 2, 3))).toThrow(GeometryError);
    const onLine = Float64Array.of(0, 10, 0, 10, 5);
    expect(() => triangulateConstrained(east, onLine, Uint32Array.of(0, 3, 1, 2))).toThrow(GeometryError);
  });

  it('is not needed by a convex outline', () => {
    expect(
      validate(Float64Array.of(0, 4, 4, 0), Float64Array.of(0, 0, 3, 3), Uint32Array.of(0, 1, 1, 2, 2, 3, 3, 0)),
    ).toBe(12);
  });
});

describe('LineNoder', () => {
  it('cuts lines where they cross and where they touch', () => {
    const lines = new LineNoder();
    lines.addLine(0, 0, 1000, 1000);
    lines.addLine(0, 1000, 1000, 0);
    lines.addLine(500, 500, 500, 2000);
    lines.addLine(0, 0.2, 1000, 1000.2);
    const { x, edges } = lines.finish();
    expect(x.length).toBe(6);
    expect(edges.length / 2).toBe(5);
  });

  it('makes of any tangle of lines what a constrained triangulation can hold', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed);
      const lines = new LineNoder();
      // a narrow field of few millimetres: everything meets everything
      const size = seed % 2 === 0 ? 60 : 5_000;
      for (let i = 0; i < 40; i++) {
        lines.addLine(random() * size, random() * size, random() * size, random() * size);
      }
      const { x, y, edges } = lines.finish();
      validate(x, y, edges);
    }
  });
});
