import { describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { cleanMesh, type RawMesh } from '#core/surface/clean-mesh.ts';
import { trianglesOfQuad } from '#core/surface/split-quad.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const raw = (vertices: number[][], triangles: number[]) => ({
  east: Float64Array.from(vertices, ([e]) => e!),
  north: Float64Array.from(vertices, ([, n]) => n!),
  height: Float64Array.from(vertices, ([, , z]) => z!),
  triangles: Uint32Array.from(triangles),
});
const square = [
  [0, 0, 1],
  [10, 0, 2],
  [10, 10, 3],
  [0, 10, 4],
];

function signedArea({ east, north, triangles }: RawMesh): number[] {
  return Array.from({ length: triangles.length / 3 }, (_, t) => {
    const [a, b, c] = triangles.subarray(3 * t, 3 * t + 3) as unknown as [number, number, number];
    return ((east[b]! - east[a]!) * (north[c]! - north[a]!) - (north[b]! - north[a]!) * (east[c]! - east[a]!)) / 2;
  });
}

describe('cleanMesh', () => {
  it('turns triangles counter-clockwise, whatever their direction was', () => {
    const { mesh, faults } = cleanMesh(raw(square, [0, 2, 1, 0, 2, 3]), { mergeM: 0 });
    expect(signedArea(mesh)).toEqual([50, 50]);
    expect(faults).toEqual({ withoutArea: 0, repeated: 0, sharedEdges: 0, firstSharedEdge: null });
  });

  it('drops and counts vertical faces, lines, points and repeated triangles', () => {
    const vertices = [...square, [10, 0, 9], [20, 0, 0]];
    const faces = [
      0, 1, 2, /* vertical */ 0, 1, 4, /* line */ 0, 1, 5, /* point */ 1, 1, 2, /* repeated, turned */ 2, 1, 0,
    ];
    const { mesh, faults } = cleanMesh(raw(vertices, faces), { mergeM: 0 });
    expect(faults).toMatchObject({ withoutArea: 3, repeated: 1, sharedEdges: 0 });
    expect(Array.from(mesh.east)).toEqual([0, 10, 10]);
    expect(Array.from(mesh.triangles)).toEqual([0, 1, 2]);
  });

  it('finds faces above each other by their edges, and says where', () => {
    const vertices = [...square, [20, 5, 0], [30, 5, 7]];
    // both lie to the east of the edge 1–2
    const { faults } = cleanMesh(raw(vertices, [0, 1, 2, 1, 4, 2, 1, 5, 2]), { mergeM: 0 });
    expect(faults).toMatchObject({ sharedEdges: 1, firstSharedEdge: { east: 10, north: 5 } });
  });

  it('merges vertices at one place: equal ones, or within a tenth of a millimetre', () => {
    const vertices = [...square, [10.00003, 0, 2], [10, 10, 3], [0, 10, 4]];
    const faces = [0, 1, 2, 0, 5, 6];
    expect(cleanMesh(raw(vertices, faces), { mergeM: 0 }).mesh.east).toHaveLength(4);
    const off = [0, 4, 2, 0, 1, 5];
    expect(cleanMesh(raw(vertices, off), { mergeM: 0 }).faults.repeated).toBe(0);
    expect(cleanMesh(raw(vertices, off), { mergeM: 1e-4 }).faults.repeated).toBe(1);
  });

  it('keeps the area of random meshes, and reports no shared edge in a grid', () => {
    const { uniform: random } = seededRandom(7);
    const n = 40;
    const vertices = Array.from({ length: (n + 1) * (n + 1) }, (_, i) => [
      i % (n + 1),
      Math.floor(i / (n + 1)),
      random(),
    ]);
    const faces: number[] = [];
    for (let row = 0; row < n; row++) {
      for (let col = 0; col < n; col++) {
        const [a, b, c, d] = [
          row * (n + 1) + col,
          row * (n + 1) + col + 1,
          (row + 1) * (n + 1) + col + 1,
          (row + 1) * (n + 1) + col,
        ];
        faces.push(...(random() < 0.5 ? [a, b, c, d, c, a] : [c, b, a, a, c, d]));
      }
    }
    const { mesh, faults } = cleanMesh(raw(vertices, faces), { mergeM: 0 });
    expect(faults.sharedEdges).toBe(0);
    expect(signedArea(mesh).reduce((sum, area) => sum + area, 0)).toBe(n * n);
    expect(signedArea(mesh).every((area) => area > 0)).toBe(true);
  });

  it('refuses coordinates that are not finite', () => {
    expect(() => cleanMesh(raw([[0, 0, Number.NaN], ...square], [1, 2, 3]), { mergeM: 0 })).toThrow(FormatError);
  });
});

describe('trianglesOfQuad', () => {
  it('never lays the two triangles upon each other', () => {
    const places = [
      [0, 0],
      [10, 10],
      [0, 3],
      [-10, 10],
    ] as const;
    for (const turn of [0, 1, 2, 3]) {
      const quad = [0, 1, 2, 3].map((i) => (i + turn) % 4) as [number, number, number, number];
      const split = trianglesOfQuad(quad, (v) => places[v]!);
      const areas = signedArea(
        raw(
          places.map(([e, n]) => [e, n, 0]),
          [...split],
        ),
      ).map(Math.sign);
      expect(areas[0]).toBe(areas[1]);
    }
  });
});
