import { describe, expect, it } from 'vitest';
import { dxfAreas } from '#core/dxf/dxf-areas.ts';
import { DxfReader } from '#core/dxf/dxf-reader.ts';
import { FormatError, TengunError } from '#core/errors.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

type Pair = readonly [number, string | number];

const dxf = (entities: readonly Pair[], header: readonly Pair[] = []) =>
  [
    [0, 'SECTION'],
    [2, 'HEADER'],
    ...header,
    [0, 'ENDSEC'],
    [0, 'SECTION'],
    [2, 'ENTITIES'],
    ...entities,
    [0, 'ENDSEC'],
    [0, 'EOF'],
  ]
    .map(([code, value]) => `${String(code).padStart(3)}\r\n${value}\r\n`)
    .join('');

function read(text: string, pieceLength = text.length) {
  const reader = new DxfReader();
  for (let at = 0; at < text.length; at += pieceLength) reader.write(text.slice(at, at + pieceLength));
  return reader.end();
}

const face = (layer: string, ...corners: (readonly [number, number, number])[]): Pair[] => [
  [0, '3DFACE'],
  [8, layer],
  ...corners.flatMap(([x, y, z], i): Pair[] => [
    [10 + i, x],
    [20 + i, y],
    [30 + i, z],
  ]),
];
const vertex = (x: number, y: number, z: number, ...more: Pair[]): Pair[] => [
  [0, 'VERTEX'],
  [8, 'M'],
  [10, x],
  [20, y],
  [30, z],
  ...more,
];
const outline = (layer: string, flags: number, vertices: readonly (readonly [number, number, number?])[]): Pair[] => [
  [0, 'LWPOLYLINE'],
  [8, layer],
  [90, vertices.length],
  [70, flags],
  [43, 0],
  ...vertices.flatMap(([x, y, bulge]): Pair[] => [
    [10, x],
    [20, y],
    ...(bulge === undefined ? [] : [[42, bulge] as Pair]),
  ]),
];
const SQUARE = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
] as const;

describe('DxfReader: faces', () => {
  it('reads 3DFACE as triangles and quadrilaterals, by layer, in pieces of any length', () => {
    const text = dxf([
      ...face('DESIGN', [0, 0, 1], [10, 0, 2], [10, 10, 3], [10, 10, 3]),
      ...face('DESIGN', [0, 0, 1], [10, 0, 2], [10, 10, 3], [0, 10, 4]),
      ...face('OTHER', [5, 5, 0], [6, 5, 0], [6, 6, 0], [5, 6, 0]),
    ]);
    for (const length of [1, 5, 1000, text.length]) {
      const { faces } = read(text, length);
      expect([...faces].map(([layer, { count }]) => [layer, count])).toEqual([
        ['DESIGN', 3],
        ['OTHER', 2],
      ]);
      expect(Array.from(faces.get('DESIGN')!.height.filled())).toEqual([1, 2, 3, 1, 2, 3, 4]);
    }
  });

  it('reads polyface meshes, whose faces name vertices from 1 and hide edges by a minus sign', () => {
    const { faces } = read(
      dxf([
        [0, 'POLYLINE'],
        [8, 'M'],
        [66, 1],
        [70, 64],
        [71, 4],
        [72, 2],
        ...SQUARE.flatMap(([x, y]) => vertex(x, y, 5, [70, 192])),
        ...vertex(0, 0, 0, [70, 128], [71, 1], [72, 2], [73, -3]),
        ...vertex(0, 0, 0, [70, 128], [71, -1], [72, 3], [73, 4], [74, 0]),
        [0, 'SEQEND'],
      ]),
    );
    expect(Array.from(faces.get('M')!.triangles.filled())).toEqual([0, 1, 2, 0, 2, 3]);
  });

  it('reads polygon meshes, open and closed', () => {
    const mesh = (flags: number) =>
      read(
        dxf([
          [0, 'POLYLINE'],
          [8, 'M'],
          [70, flags],
          [71, 3],
          [72, 4],
          ...Array.from({ length: 12 }, (_, i) => vertex(i % 4, Math.floor(i / 4), i, [70, 64])).flat(),
          [0, 'SEQEND'],
        ]),
      ).faces.get('M')!.count;
    expect(mesh(16)).toBe(2 * 2 * 3);
    expect(mesh(16 | 32)).toBe(2 * 2 * 4);
    expect(mesh(16 | 1)).toBe(2 * 3 * 3);
  });

  it('reads MESH', () => {
    const { faces } = read(
      dxf([
        [0, 'MESH'],
        [8, 'M'],
        [71, 2],
        [91, 0],
        [92, 5],
        ...[...SQUARE, [20, 5]].flatMap(([x, y]): Pair[] => [
          [10, x!],
          [20, y!],
          [30, 1],
        ]),
        [93, 9],
        ...[4, 0, 1, 2, 3, 3, 1, 4, 2].map((n): Pair => [90, n]),
        [94, 1],
        [90, 0],
        [90, 1],
        [95, 1],
        [140, 0],
      ]),
    );
    expect(faces.get('M')!.count).toBe(3);
  });

  it('refuses vertices that are not there, and numbers that are none', () => {
    const broken = (index: number) =>
      dxf([
        [0, 'POLYLINE'],
        [70, 64],
        ...SQUARE.flatMap(([x, y]) => vertex(x, y, 5, [70, 192])),
        ...vertex(0, 0, 0, [70, 128], [71, 1], [72, 2], [73, index]),
        [0, 'SEQEND'],
      ]);
    expect(() => read(broken(5))).toThrow(/vertices 1 to 4, seen 5/);
    expect(read(broken(3)).faces.get('0')!.count).toBe(1);
    const text = dxf(face('D', [0, 0, 1], [10, 0, 2], [10, 10, 3]));
    for (const wrong of ['1.5x', 'abc', '', 'NaN', 'Infinity']) {
      expect(() => read(text.replace('\r\n10\r\n', `\r\n${wrong}\r\n`)), wrong).toThrow(FormatError);
    }
  });
});

describe('DxfReader: areas', () => {
  it('takes closed outlines, counts open ones, names them by a text inside or their layer', () => {
    const moved = (by: number) => SQUARE.map(([x, y]) => [x + by, y] as const);
    const drawing = read(
      dxf([
        ...outline('LOT', 1, moved(0)),
        ...outline('LOT', 1, moved(100)),
        ...outline('LOT', 1, moved(200)),
        ...outline('LOT', 0, moved(300)),
        // closed by its last vertex
        ...outline('OLD', 0, [...moved(400), moved(400)[0]!]),
        // a large one around the first: its text is that of the small one
        ...outline('SITE', 1, [
          [-5, -5],
          [50, -5],
          [50, 50],
          [-5, 50],
        ]),
        [0, 'TEXT'],
        [8, 'TXT'],
        [10, 105],
        [20, 5],
        [30, 0],
        [40, 1],
        [1, '12-3番地'],
        [0, 'MTEXT'],
        [10, 5],
        [20, 5],
        [1, '{\\fArial|b0;A\\P1}'],
        [0, 'INSERT'],
        [2, 'BLOCK'],
        [10, 0],
        [20, 0],
      ]),
    );
    expect(drawing).toMatchObject({ openPolylines: 1, inserts: 1 });
    expect(dxfAreas(drawing, 1).map(({ name }) => name)).toEqual(['A 1', '12-3番地', 'LOT', 'OLD', 'SITE']);
    expect(dxfAreas(drawing, 1)[3]!.ring).toHaveLength(4);
    expect(dxfAreas(drawing, 0.001)[1]!.ring[1]).toEqual([0.11, 0]);
  });

  it('flattens arcs to within a millimetre, on the right side', () => {
    // two half circles of radius 50 make a disc; bulge 1 is a half circle to the left of its chord's direction
    const disc = (bulge: number) =>
      dxfAreas(
        read(
          dxf(
            outline('A', 1, [
              [-50, 0, bulge],
              [50, 0, bulge],
            ]),
          ),
        ),
        1,
      )[0]!.ring;
    for (const bulge of [1, -1]) {
      const ring = disc(bulge);
      const radii = ring.map(([e, n]) => Math.hypot(e, n));
      expect(Math.max(...radii.map((radius) => Math.abs(radius - 50)))).toBeLessThan(1e-9);
      const middles = ring.map(
        ([e, n], i) => Math.hypot(e + ring[(i + 1) % ring.length]![0], n + ring[(i + 1) % ring.length]![1]) / 2,
      );
      expect(50 - Math.min(...middles)).toBeLessThanOrEqual(0.001);
      const twice = ring.reduce(
        (sum, [e, n], i) => sum + e * ring[(i + 1) % ring.length]![1] - n * ring[(i + 1) % ring.length]![0],
        0,
      );
      expect(Math.sign(twice)).toBe(bulge);
    }
    // a quarter circle bulges out of the square's east side: (π/4 − 1/2) r²
    const quarter = Math.tan(Math.PI / 8);
    const [a, b, c, d] = SQUARE;
    const ring = dxfAreas(read(dxf(outline('A', 1, [a, [...b, quarter], c, d]))), 1)[0]!.ring;
    const area =
      ring.reduce(
        (sum, [e, n], i) => sum + e * ring[(i + 1) % ring.length]![1] - n * ring[(i + 1) % ring.length]![0],
        0,
      ) / 2;
    expect(area).toBeCloseTo(100 + (Math.PI / 4 - 1 / 2) * 50, 1);
    expect(area).toBeGreaterThan(100);
  });

  it('reads old polylines, mirrored planes, and leaves tilted ones out', () => {
    const polyline = (...extrusion: Pair[]): Pair[] => [
      [0, 'POLYLINE'],
      [8, 'OLD'],
      [70, 1],
      ...extrusion,
      ...SQUARE.flatMap(([x, y]) => vertex(x, y, 0)),
      [0, 'SEQEND'],
    ];
    const drawing = read(dxf([...polyline(), ...polyline([230, -1]), ...polyline([210, 0.5], [230, 0.8])]));
    expect(drawing.tilted).toBe(1);
    expect(dxfAreas(drawing, 1).map(({ ring }) => ring[1]![0])).toEqual([10, -10]);
  });

  it('knows the unit of the drawing', () => {
    const unit = (code: number) =>
      read(
        dxf(
          [],
          [
            [9, '$INSUNITS'],
            [70, code],
          ],
        ),
      ).unitM;
    expect([unit(4), unit(6), unit(2), unit(0)]).toEqual([0.001, 1, 0.3048, null]);
  });
});

describe('DxfReader: broken files', () => {
  it('gives typed errors for every cut and for broken bytes', () => {
    const text = dxf([...face('D', [0, 0, 1], [10, 0, 2], [10, 10, 3]), ...outline('A', 1, SQUARE)]);
    const attempt = (broken: string) => {
      try {
        read(broken, 17);
        return 'read';
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
        return 'error';
      }
    };
    // behind the word EOF only its line end is missing
    for (let length = 0; length < text.length - 2; length++)
      expect(attempt(text.slice(0, length)), String(length)).toBe('error');
    const { uniform: random } = seededRandom(5);
    const outcomes = Array.from({ length: 2000 }, () => {
      const at = Math.floor(random() * text.length);
      return attempt(
        text.slice(0, at) +
          String.fromCharCode(text.charCodeAt(at) ^ (1 << Math.floor(random() * 7))) +
          text.slice(at + 1),
      );
    });
    expect(new Set(outcomes)).toEqual(new Set(['read', 'error']));
  });
});
