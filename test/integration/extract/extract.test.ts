import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { LimitError } from '#core/errors.ts';
import { extractLimits } from '#worker/extract/extract-limits.ts';
import { createPool } from '#worker/pool.ts';
import { type ExtractStore, extractStore, lasParts, recordTexts } from '../../helpers/extract-store.ts';
import { buildLas, randomPoints, type TestPoint } from '../../helpers/las-builder.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { type SlowRing, slowHolds } from '../../helpers/slow-area.ts';

type Point = [number, number];

/** Enough for an octree of several levels. */
const COUNT = 450_000;
const LENGTH = 36 + 3;
const WKT = crsFromCode('EPSG:6676').wkt;
const [SCALE, E0, N0] = [0.001, 52_000, -97_200];
const POINTS = randomPoints(COUNT, { format: 7, seed: 5, extraBytes: 3 });
const SOURCE = buildLas(POINTS, { format: 7, extraBytes: 3, wkt: WKT });
const RECORDS = lasParts(SOURCE).records;
const place = (p: TestPoint): Point => [p.x * SCALE + E0, p.y * SCALE + N0];

let store: ExtractStore;
beforeAll(async () => {
  store = await extractStore();
  await store.add('08NF2330.las', SOURCE, { collection: 'c', license: 'CC-BY-4.0', attribution: '静岡県' });
});
afterAll(() => store.close());

const closed = (ring: readonly Point[]) => [...ring, ring[0]!];
const area = (...rings: (readonly Point[])[]) => ({ type: 'Polygon', coordinates: rings.map(closed) });

/** All attributes of the points that a look at every point chooses. */
function expected(isWanted: (point: TestPoint) => boolean): string[] {
  const chosen = POINTS.flatMap((point, i) => (isWanted(point) ? [i] : []));
  return chosen.map((i) => Buffer.from(RECORDS.subarray(i * LENGTH, (i + 1) * LENGTH)).toString('latin1')).sort();
}

async function recordsOf(inputs: object): Promise<string[]> {
  const result = await store.extract({ collection: 'c', format: 'las', ...inputs });
  const las = lasParts(new Uint8Array(await readFile(result.path)));
  expect(las.count).toBe(result.summary.points);
  return recordTexts(las.records, las.length);
}

/** A concave ring whose vertices are points of the data. */
function ringOfPoints(uniform: () => number, centre: Point, reach: number, count: number): Point[] {
  const angles = Array.from({ length: count }, () => 2 * Math.PI * uniform()).sort((a, b) => a - b);
  return angles.map((angle) => {
    const radius = reach * (0.3 + 0.7 * uniform());
    const wanted: Point = [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
    let best: Point = place(POINTS[0]!);
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < POINTS.length; i += 97) {
      const candidate = place(POINTS[i]!);
      const distance = Math.hypot(candidate[0] - wanted[0], candidate[1] - wanted[1]);
      if (distance < nearest) [best, nearest] = [candidate, distance];
    }
    return best;
  });
}

describe('exactly the points inside', () => {
  it('is what a look at every point gives, every attribute of it: concave, holes, vertices on points', async () => {
    const { uniform } = seededRandom(3);
    for (let round = 0; round < 8; round++) {
      const centre: Point = [E0 + 100 + 200 * uniform(), N0 + 80 + 140 * uniform()];
      const outer = ringOfPoints(uniform, centre, 90, 4 + round * 5);
      const hole = ringOfPoints(uniform, centre, 25, 5);
      const rings: SlowRing[] = [outer, hole];
      const found = await recordsOf({ area: area(outer, hole) });
      expect(found.length).toBeGreaterThan(100);
      expect(found).toEqual(expected((point) => slowHolds(rings, place(point))));
    }
  });

  it('parts the points among areas that share borders through points', async () => {
    const columns = [0, 1, 2].map((i) => place(POINTS[1000 * i]!)[0]).sort((a, b) => a - b);
    const east = [E0 - 1, ...columns, E0 + 401];
    const middle = (i: number): Point => [east[i]!, place(POINTS[77 * i + 5]!)[1]];
    let sum = 0;
    const all: string[] = [];
    for (let i = 0; i + 1 < east.length; i++) {
      const [left, right] = [east[i]!, east[i + 1]!];
      const south = area([[left, N0 - 1], [right, N0 - 1], middle(i + 1), middle(i)]);
      const north = area([middle(i), middle(i + 1), [right, N0 + 301], [left, N0 + 301]]);
      for (const one of [south, north]) {
        const found = await recordsOf({ area: one });
        sum += found.length;
        all.push(...found);
      }
    }
    expect(sum).toBe(COUNT);
    expect(all.sort()).toEqual(expected(() => true));
  });

  it('takes classes, and everything in one file whatever the number of threads', async () => {
    const everything = area([
      [E0 - 10, N0 - 10],
      [E0 + 500, N0 - 10],
      [E0 + 500, N0 + 400],
      [E0 - 10, N0 + 400],
    ]);
    expect(await recordsOf({ area: everything, classes: [2, 9, 200] })).toEqual(
      expected(({ classification }) => [2, 9, 200].includes(classification)),
    );
    const digests = new Set<string>();
    for (const threads of [1, 3]) {
      const pool = createPool({ threads });
      for (const format of ['laz', 'csv', 'copc', 'las12']) {
        const inputs = { collection: 'c', area: everything, format, ...(format === 'csv' ? { minSpacingM: 2 } : {}) };
        const { sha256, path } = await store.extract(inputs, { pool });
        digests.add(sha256);
        expect(await readdir(path.replace(/\/[^/]*$/, ''))).toHaveLength(1);
      }
      await pool.close();
    }
    expect(digests.size).toBe(4);
  });

  it('understands areas in other systems, as straight there', async () => {
    const { createProjection } = await import('#core/crs/crs.ts');
    const here = createProjection(crsFromCode('EPSG:6676'));
    const next = createProjection(crsFromCode('EPSG:6675'));
    const corners: Point[] = [
      [E0 + 50, N0 + 40],
      [E0 + 330, N0 + 60],
      [E0 + 300, N0 + 270],
      [E0 + 190, N0 + 90],
      [E0 + 70, N0 + 250],
    ];
    const lonLat = corners.map((corner): Point => here.toLonLat(...corner));
    const zone7 = lonLat.map((corner): Point => next.fromLonLat(...corner));
    // the slow way: the point into the request's system, where edges are straight
    const cases = [
      ['OGC:CRS84', lonLat, (p: Point) => here.toLonLat(...p)],
      ['EPSG:4326', lonLat, (p: Point) => here.toLonLat(...p)],
      ['EPSG:6675', zone7, (p: Point) => next.fromLonLat(...here.toLonLat(...p))],
    ] as const;
    for (const [crs, ring, toRequest] of cases) {
      const found = await recordsOf({ area: area(ring), crs });
      const slow = expected((point) => slowHolds([ring], toRequest(place(point))));
      const difference = new Set([...found, ...slow]).size - Math.min(found.length, slow.length);
      // within a millimetre of an edge either may be right
      expect(difference).toBeLessThanOrEqual(2);
      expect(found.length).toBeGreaterThan(80_000);
    }
  });

  it('keeps no two points nearer than the spacing, and leaves no gap', async () => {
    const square = area([
      [E0, N0],
      [E0 + 60, N0],
      [E0 + 60, N0 + 80],
      [E0, N0 + 80],
    ]);
    const spacing = 4;
    const kept = await store.extract({ collection: 'c', area: square, format: 'las', minSpacingM: spacing });
    const all = await store.extract({ collection: 'c', area: square, format: 'las' });
    const placesOf = async (path: string) => {
      const { records, length, count } = lasParts(new Uint8Array(await readFile(path)));
      const view = new DataView(records.buffer, records.byteOffset);
      return Array.from({ length: count }, (_, i) =>
        [0, 4, 8].map((at) => view.getInt32(i * length + at, true) * SCALE),
      );
    };
    const [few, many] = [await placesOf(kept.path), await placesOf(all.path)];
    expect(few.length).toBeLessThan(many.length / 4);
    const distance = (a: readonly number[], b: readonly number[]) =>
      Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
    few.forEach((a, i) => {
      for (let j = 0; j < i; j++) if (distance(a, few[j]!) < spacing) throw new Error(`${a} and ${few[j]}`);
    });
    for (const point of many)
      if (!few.some((one) => distance(one, point) < spacing)) throw new Error(`gap at ${point}`);
  });
});

describe('what cannot be done', () => {
  const small = area([
    [E0 + 10, N0 + 10],
    [E0 + 40, N0 + 10],
    [E0 + 40, N0 + 40],
  ]);
  const refusal = (inputs: object, more = {}) =>
    store.extract({ collection: 'c', ...inputs }, more).catch((error) => error);

  it('says where the data are when the area lies elsewhere, or between the points', async () => {
    const far = area([
      [0, 0],
      [10, 0],
      [10, 10],
    ]);
    expect(await refusal({ area: far })).toMatchObject({
      code: 'NO_DATA',
      message: expect.stringContaining('extend over [52000'),
    });
    const tiny = area([
      [E0 + 10, N0 + 10],
      [E0 + 10.0001, N0 + 10],
      [E0 + 10, N0 + 10.0001],
    ]);
    expect(await refusal({ area: tiny })).toMatchObject({ code: 'NO_DATA' });
  });

  it('refuses too many points, before and while it reads', async () => {
    const limits = extractLimits(1000);
    const whole = area([
      [E0 - 10, N0 - 10],
      [E0 + 500, N0 - 10],
      [E0 + 500, N0 + 400],
      [E0 - 10, N0 + 400],
    ]);
    expect(await refusal({ area: whole }, { limits })).toBeInstanceOf(LimitError);
    expect(
      await refusal({ area: whole, classes: [2] }, { limits: { ...limits, maxPoints: 100, maxReadPoints: 1e9 } }),
    ).toMatchObject({
      code: 'LIMIT',
      details: { limit: 100 },
    });
    expect(await refusal({ area: small }, { limits: { ...limits, maxVertices: 3 } })).toMatchObject({
      code: 'LIMIT',
      message: expect.stringContaining('4 vertices'),
    });
  });

  it('names what is wrong with an area, a system, a collection', async () => {
    expect(
      await refusal({
        area: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
            ],
          ],
        },
      }),
    ).toMatchObject({
      code: 'GEOMETRY',
      message: expect.stringContaining('not closed'),
    });
    expect(
      await refusal({
        area: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [0, 0],
            ],
          ],
        },
      }),
    ).toMatchObject({ code: 'GEOMETRY' });
    expect(await refusal({ area: small, crs: 'EPSG:99999' })).toMatchObject({ code: 'CRS' });
    expect(await refusal({ area: small, collection: 'd' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal({ area: small, collections: ['c'] })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await refusal({ area: small, items: ['x'] })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal({ area: small, sensors: ['lp'] })).toMatchObject({ code: 'NOT_FOUND' });
    const faults: [unknown, string][] = [
      [{ type: 'Point', coordinates: [0, 0] }, 'inputs.area.type: expected Polygon'],
      [{ type: 'Polygon', coordinates: [] }, 'inputs.area.coordinates: expected a list'],
      [
        {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 'x'],
            ],
          ],
        },
        'inputs.area.coordinates[0][1]: expected',
      ],
      [{ type: 'MultiPolygon', coordinates: [[[[0]]]] }, 'inputs.area.coordinates[0][0][0]: expected'],
      [{ type: 'FeatureCollection', features: [{ type: 'Polygon' }] }, 'inputs.area.features[0]: expected a Feature'],
      [{ type: 'Feature', geometry: { type: 'Feature', geometry: null } }, 'inputs.area.geometry: is a Feature'],
      [{ type: 'GeometryCollection', geometries: [{ type: 'GeometryCollection', geometries: [] }] }, 'not read'],
    ];
    for (const [wrong, message] of faults) {
      expect(await refusal({ area: wrong })).toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(message),
      });
    }
    expect(await refusal({ area: [] })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await refusal({ area: { type: 'Feature', geometry: null } })).toMatchObject({ code: 'GEOMETRY' });
    expect(await refusal({ area: small, format: 'shp' })).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('stops when it is told to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('plan', 'read', 'digest'), async (phase) => {
        const controller = new AbortController();
        const whole = area([
          [E0 - 10, N0 - 10],
          [E0 + 500, N0 - 10],
          [E0 + 500, N0 + 400],
          [E0 - 10, N0 + 400],
        ]);
        const onProgress = (progress: { readonly phase: string }) => {
          if (progress.phase === phase) controller.abort();
        };
        const error = await refusal({ area: whole, format: 'laz' }, { signal: controller.signal, onProgress });
        expect(error).toMatchObject({ name: 'AbortError' });
      }),
      { numRuns: 6 },
    );
  });
});
