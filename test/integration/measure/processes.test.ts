import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { TengunError } from '#core/errors.ts';
import { run as computeVolume } from '#worker/jobs/compute-volume.ts';
import { run as cutSectionOrDraw } from '#worker/jobs/cut-section.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { CREST_M, CROSSING_LINE, EMBANKMENT_AREA, earthworkLas, FILL_M3 } from '../../helpers/earthwork.ts';

let folder: string;
let storeDir: string;
let pool: WorkerPool;
const context = { progress: () => {}, transfer: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-measure-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 2 });
  const store = openStore(storeDir);
  for (const epoch of ['before', 'after'] as const) {
    const file = join(folder, `08NF2331-${epoch}.las`);
    const las = earthworkLas(epoch, 40_000);
    await writeFile(file, las);
    const options = { crs: 'EPSG:6676', accuracyM: 0.05, verticalDatum: epoch === 'before' ? 'JGD2011' : 'JGD2024' };
    await indexDelivery([file], { collection: epoch, ...options }, { store, pool });
    await indexDelivery([file], { collection: `${epoch}-feet`, crs: 'EPSG:2994' }, { store, pool });
    if (epoch === 'after') {
      const halves = [0, 1].map((half) => join(folder, `half-${half}.las`));
      await Promise.all(halves.map((path, half) => writeFile(path, everySecondPoint(las, half))));
      await indexDelivery(halves, { collection: 'after-halves', crs: 'EPSG:6676' }, { store, pool });
    }
  }
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** A LAS 1.2 file of format 3 with every second point of another. */
function everySecondPoint(las: Uint8Array, first: number): Uint8Array {
  const view = new DataView(las.buffer, las.byteOffset, las.byteLength);
  const begin = view.getUint32(96, true);
  const length = view.getUint16(105, true);
  const count = view.getUint32(107, true);
  const records: Uint8Array[] = [];
  for (let i = first; i < count; i += 2) records.push(las.subarray(begin + i * length, begin + (i + 1) * length));
  const half = new Uint8Array(begin + records.length * length);
  half.set(las.subarray(0, begin));
  records.forEach((record, i) => {
    half.set(record, begin + i * length);
  });
  const header = new DataView(half.buffer);
  header.setUint32(107, records.length, true);
  header.setUint32(111, records.length, true);
  return half;
}

const cutSection = async (...args: Parameters<typeof cutSectionOrDraw>) =>
  (await cutSectionOrDraw(...args)) as CrossSectionResult;
const inputs = {
  area: EMBANKMENT_AREA,
  crs: 'EPSG:6676',
  existing: { collection: 'before' },
  compared: { collection: 'after' },
  cellSizeM: 0.5,
  maxEdgeM: 8,
};
const volume = (changes: object = {}) =>
  computeVolume({ storeDir, request: { inputs: { ...inputs, ...changes } } }, context);

describe('cut-fill-volume', () => {
  it('finds the volume of an embankment, with everything that a result promises', async () => {
    const result = await volume();
    // the TIN of 1.1 points/m² rounds the edges off: a few parts in a thousand
    expect(Math.abs(result.fillM3! / FILL_M3 - 1)).toBeLessThan(0.005);
    expect(result.netM3).toBe(result.fillM3! - result.cutM3!);
    expect(result.areaM2).toBeCloseTo(68 ** 2, 6);
    expect(result.coveredAreaM2).toBeCloseTo(68 ** 2, 6);
    expect(result.uncertainty95.netM3[0]).toBeLessThan(FILL_M3);
    expect(result.uncertainty95.netM3[1]).toBeGreaterThan(FILL_M3);
    // triangular noise of ±0.02 m has σ 0.0082
    expect(result.noise.existingSigmaM).toBeCloseTo(0.0082, 3);
    expect(result.provenance.items.map(({ collection, accuracyM }) => [collection, accuracyM])).toEqual([
      ['before', 0.05],
      ['after', 0.05],
    ]);
    expect(result.provenance.requestHash).toMatch(/^[0-9a-f]{64}$/);
    expect(result.points.existing).toBeGreaterThan(4000);
    expect(result.warnings.map(({ code }) => code)).toContain('VERTICAL_DATUMS_DIFFER');
    expect(result).not.toHaveProperty('difference');
  });

  it('gives the same digits in a worker thread and from points spread over two items', async () => {
    const direct = await volume();
    const thread = await pool.run('compute-volume', { storeDir, request: { inputs } });
    expect(thread).toEqual(direct);
    const halves = await volume({ compared: { collection: 'after-halves' } });
    expect([halves.cutM3, halves.fillM3, halves.netM3, halves.points]).toEqual([
      direct.cutM3,
      direct.fillM3,
      direct.netM3,
      direct.points,
    ]);
    expect(halves.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ITEMS_OVERLAP', 'ACCURACY_UNKNOWN']),
    );
  });

  it('swaps cut and fill to the last digit when the epochs swap', async () => {
    const there = await volume();
    const back = await volume({ existing: inputs.compared, compared: inputs.existing });
    expect([back.cutM3, back.fillM3, back.netM3]).toEqual([there.fillM3, there.cutM3, -there.netM3]);
    expect(back.provenance.requestHash).not.toBe(there.provenance.requestHash);
  });

  it('takes the area as longitude and latitude', async () => {
    const projection = createProjection(crsFromCode('EPSG:6676'));
    const coordinates = EMBANKMENT_AREA.coordinates.map((ring) => ring.map(([e, n]) => projection.toLonLat(e!, n!)));
    const result = await volume({ area: { type: 'Polygon', coordinates }, crs: 'OGC:CRS84' });
    const direct = await volume();
    // the way there and back is exact to far below a millimetre
    expect(result.areaM2).toBeCloseTo(direct.areaM2, 3);
    expect(result.fillM3).toBeCloseTo(direct.fillM3!, 2);
    expect(result.crs).toBe('EPSG:6676');
  });

  it('measures in metres whatever the units of the data', async () => {
    const foot = 0.3048;
    const result = await volume({
      crs: 'EPSG:2994',
      existing: { collection: 'before-feet' },
      compared: { collection: 'after-feet' },
      cellSizeM: 0.5 * foot,
      maxEdgeM: 8 * foot,
    });
    expect(result.areaM2).toBeCloseTo((68 * foot) ** 2, 4);
    expect(Math.abs(result.fillM3! / (FILL_M3 * foot ** 3) - 1)).toBeLessThan(0.005);
  });

  it('measures against planes: given, dipping and fitted to the boundary', async () => {
    const east = EMBANKMENT_AREA.coordinates[0]![0]![0]!;
    const north = EMBANKMENT_AREA.coordinates[0]![0]![1]!;
    const high = await volume({ compared: { plane: { elevationM: 300 } } });
    expect(high.cutM3).toBe(0);
    expect(high.points).toMatchObject({ compared: 0 });
    // the ground is 200 + 0.03·e + 0.01·n from the scene's corner: its own plane, dip and azimuth from the gradient
    const dipDeg = (Math.atan(Math.hypot(0.03, 0.01)) * 180) / Math.PI;
    const azimuthDeg = (Math.atan2(-0.03, -0.01) * 180) / Math.PI;
    const ground = 200 + 0.03 * (east - 52_400) + 0.01 * (north + 97_200);
    const own = await volume({ compared: { plane: { point: [east, north, ground], dipDeg, azimuthDeg } } });
    // scatter of 8 mm averages out over 4,600 m²
    expect(Math.abs(own.meanDifferenceM)).toBeLessThan(0.002);
    const fitted = await volume({ existing: { plane: { fit: 'boundary' } } });
    expect(Math.abs(fitted.fillM3! / FILL_M3 - 1)).toBeLessThan(0.01);
  });

  it('averages points in cells when asked to', async () => {
    const result = await volume({ sampling: 'cell-mean', cellSizeM: 4 });
    expect(Math.abs(result.netM3 / FILL_M3 - 1)).toBeLessThan(0.02);
  });

  for (const method of ['four-point', 'four-point-columns', 'tin', 'average-end-area', 'tin-datum']) {
    it(`measures by ${method}`, async () => {
      const [result, grid] = [await volume({ method }), await volume()];
      expect(result.method).toBe(method);
      // edges are rounded off over one spacing of the points (0.9 m), alike in all methods; sections stand 5 m apart
      expect(Math.abs(result.netM3 / FILL_M3 - 1)).toBeLessThan(0.005);
      expect(Math.abs(result.netM3 / grid.netM3 - 1)).toBeLessThan(method === 'average-end-area' ? 0.003 : 1e-4);
      expect(result.coveredAreaM2).toBeCloseTo(68 ** 2, 5);
      expect(result.voidAreaM2).toBe(0);
      expect(result.uncertainty95.netM3[0]).toBeLessThan(FILL_M3);
      expect(result.uncertainty95.netM3[1]).toBeGreaterThan(FILL_M3);
      expect(result.provenance.requestHash).not.toBe(grid.provenance.requestHash);
      expect(result.points).toEqual(grid.points);
      const codes = result.warnings.map(({ code }) => code);
      if (method === 'tin-datum') {
        expect([result.cutM3, result.fillM3, result.cutAreaM2, result.fillAreaM2]).toEqual([null, null, null, null]);
        expect(codes).toContain('NET_ONLY');
      } else {
        expect(result.netM3).toBe(result.fillM3! - result.cutM3!);
        expect(codes).not.toContain('NET_ONLY');
      }
      const back = await volume({ method, existing: inputs.compared, compared: inputs.existing });
      expect(Math.abs(back.netM3 / result.netM3 + 1)).toBeLessThan(1e-9);
      expect(result).not.toHaveProperty('methods');
      const thread = await pool.run('compute-volume', { storeDir, request: { inputs: { ...inputs, method } } });
      expect(thread).toEqual(result);
    });
  }

  it('measures by all methods at once, against a plane too', async () => {
    for (const changes of [{}, { existing: { plane: { elevationM: 199.5 } } }]) {
      const { methods, ...all } = await volume({ ...changes, method: 'all' });
      const grid = await volume(changes);
      expect([all.cutM3, all.fillM3, all.netM3, all.uncertainty95]).toEqual([
        grid.cutM3,
        grid.fillM3,
        grid.netM3,
        grid.uncertainty95,
      ]);
      expect(methods!.map(({ method }) => method)).toEqual([
        'grid',
        'four-point-columns',
        'four-point',
        'tin-datum',
        'tin',
        'average-end-area',
        'contour',
      ]);
      for (const one of methods!) {
        const alone = await volume({ ...changes, method: one.method });
        expect(one).toEqual({ method: one.method, cutM3: alone.cutM3, fillM3: alone.fillM3, netM3: alone.netM3 });
      }
    }
  });

  it('lists the methods that apply to cell means, and refuses the others', async () => {
    const means = { sampling: 'cell-mean', cellSizeM: 4 };
    expect((await volume({ ...means, method: 'all' })).methods!.map(({ method }) => method)).toEqual(['grid']);
    await expect(volume({ ...means, method: 'tin' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('adds a grid of differences for drawing when asked to', async () => {
    const { difference } = await volume({ differenceGrid: true, cellSizeM: 2 });
    expect(difference).toMatchObject({ cols: 34, rows: 35, originE: 52_466, originN: -97_160, cellSizeM: 2 });
    expect(difference!.valuesM.length).toBe(34 * 35);
    expect(Math.max(...difference!.valuesM.map((value) => value ?? 0))).toBeCloseTo(CREST_M, 0);
    expect(difference!.heightsM[17 * 34 + 17]).toBeGreaterThan(205);
  });

  const bow = {
    type: 'Polygon',
    coordinates: [
      [
        [52_450, -97_150],
        [52_500, -97_100],
        [52_450, -97_100],
        [52_500, -97_150],
        [52_450, -97_150],
      ],
    ],
  };
  const away = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 0],
      ],
    ],
  };
  const faults: [string, object, string, RegExp][] = [
    ['an unknown collection', { compared: { collection: 'nope' } }, 'NOT_FOUND', /nope/],
    ['an unknown item', { compared: { collection: 'after', items: ['x'] } }, 'NOT_FOUND', /no item x/],
    [
      'an unknown sensor',
      { compared: { collection: 'after', sensors: ['mms'] } },
      'NOT_FOUND',
      /no items of sensor mms/,
    ],
    [
      'classes that are not there',
      { compared: { collection: 'after', classes: [9] } },
      'NO_GROUND_CLASS',
      /no points of class 9 here; its classes are 2, 5/,
    ],
    ['an area outside the data', { area: away }, 'NO_DATA', /no points here; it extends over/],
    ['edges shorter than the points are apart', { maxEdgeM: 0.01 }, 'NO_DATA', /nowhere in the area/],
    ['a self-crossing polygon', { area: bow }, 'GEOMETRY', /crosses itself at \[52475, -97125\]/],
    ['too many cells', { cellSizeM: 0.01 }, 'LIMIT', /at most/],
    ['a method that does not exist', { method: 'guess' }, 'INVALID_INPUT', /expected one of "grid"/],
    ['a design that is not there', { compared: { design: '0'.repeat(32) } }, 'NOT_FOUND', /no surface 0{32}/],
    ['a surface id that is none', { compared: { grid: '../x' } }, 'NOT_FOUND', /expected 32 hex digits/],
    [
      'two planes',
      { existing: { plane: { elevationM: 1 } }, compared: { plane: { elevationM: 2 } } },
      'INVALID_INPUT',
      /two planes/,
    ],
    ['another system', { compared: { collection: 'after-feet' } }, 'CRS', /different systems/],
    ['an unknown system', { crs: 'EPSG:1' }, 'CRS', /EPSG:1/],
    ['an unknown field', { cellsize: 1 }, 'INVALID_INPUT', /^inputs\.cellsize: is not known/],
  ];
  for (const [name, changes, code, message] of faults) {
    it(`refuses ${name} with ${code}`, async () => {
      const error = await volume(changes).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TengunError);
      expect((error as TengunError).code).toBe(code);
      expect((error as TengunError).message).toMatch(message);
    });
  }

  it('does not see private data with the eyes of the public', async () => {
    const store = openStore(storeDir);
    const file = join(folder, '08NF2331-before.las');
    await indexDelivery([file], { collection: 'secret', crs: 'EPSG:6676', visibility: 'private' }, { store, pool });
    const request = { inputs: { ...inputs, compared: { collection: 'secret' } } };
    await expect(computeVolume({ storeDir, request, audience: 'public' }, context)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(computeVolume({ storeDir, request }, context)).resolves.toHaveProperty('netM3');
  });
});

describe('cross-section', () => {
  const section = (changes: object = {}) =>
    cutSection(
      {
        storeDir,
        request: {
          inputs: {
            line: CROSSING_LINE,
            crs: 'EPSG:6676',
            widthM: 1,
            stepM: 0.5,
            maxEdgeM: 8,
            surfaces: [{ collection: 'before' }, { collection: 'after' }],
            ...changes,
          },
        },
      },
      context,
    );

  it('cuts both ground lines and finds the crest above the ground', async () => {
    const { lengthM, surfaces, warnings } = await section();
    expect(lengthM).toBe(120);
    expect(surfaces.map(({ collection }) => collection)).toEqual(['before', 'after']);
    const [before, after] = surfaces;
    expect(before!.distancesM).toEqual(Array.from({ length: 241 }, (_, i) => i / 2));
    expect(before!.elevationsM.length).toBe(241);
    // scatter of 8 mm on both
    expect(after!.elevationsM[120]! - before!.elevationsM[120]!).toBeCloseTo(CREST_M, 1);
    expect(after!.elevationsM[0]! - before!.elevationsM[0]!).toBeCloseTo(0, 1);
    expect(warnings.map(({ code }) => code)).toEqual(['VERTICAL_DATUMS_DIFFER']);
  });

  it('lists the points of the corridor, of all classes, or says how many there are', async () => {
    const { points } = await section();
    expect(points!.returned).toBe(points!.total);
    expect(points!.distanceM.length).toBe(points!.total);
    // 120 m × 1 m × 1.33 points/m² × two surfaces: 320 ± 4·√320
    expect(Math.abs(points!.total - 320)).toBeLessThan(72);
    expect(Math.max(...points!.offsetM.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(new Set(points!.class)).toEqual(new Set([2, 5]));
    expect(new Set(points!.surface)).toEqual(new Set([0, 1]));
    const few = (await section({ maxPoints: 10 })).points!;
    expect([few.total, few.returned, few.offsetM.length]).toEqual([points!.total, 10, 10]);
    expect(await section({ points: false })).not.toHaveProperty('points');
  });

  it('is null where the line leaves the data, and right is positive', async () => {
    const [[e0, n], [e1]] = CROSSING_LINE.coordinates as [[number, number], [number, number]];
    const { surfaces, warnings } = await section({
      line: {
        type: 'LineString',
        coordinates: [
          [e0 - 300, n],
          [e1, n],
        ],
      },
      stepM: 10,
    });
    expect(surfaces[0]!.elevationsM[0]).toBeNull();
    expect(surfaces[0]!.elevationsM.at(-1)).not.toBeNull();
    expect(warnings.map(({ code }) => code)).toContain('VOID');
    const forth = (await section()).points!;
    const back = (
      await section({ line: { type: 'LineString', coordinates: [...CROSSING_LINE.coordinates].reverse() } })
    ).points!;
    expect(back.total).toBe(forth.total);
    const sorted = (values: number[]) => values.map((value) => Math.round(value * 1e6)).sort((a, b) => a - b);
    expect(sorted(back.offsetM.map((offset) => -offset))).toEqual(sorted(forth.offsetM));
  });

  it('cuts a long line in stretches as if in one piece', async () => {
    const short = await section({ stepM: 1 });
    const [[e0, n], [e1]] = CROSSING_LINE.coordinates as [[number, number], [number, number]];
    const long = await section({
      stepM: 1,
      line: {
        type: 'LineString',
        coordinates: [
          [e0 - 500, n],
          [e1 + 300, n],
        ],
      },
    });
    const part = long.surfaces[1]!.elevationsM.slice(500, 621);
    expect(part).toEqual(short.surfaces[1]!.elevationsM);
  });

  it('refuses a line of one place, an unknown collection and a line outside the data', async () => {
    await expect(
      section({
        line: {
          type: 'LineString',
          coordinates: [
            [1, 1],
            [1, 1],
          ],
        },
      }),
    ).rejects.toMatchObject({ code: 'GEOMETRY' });
    await expect(section({ surfaces: [{ collection: 'nope' }] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      section({
        line: {
          type: 'LineString',
          coordinates: [
            [1, 1],
            [9, 1],
          ],
        },
      }),
    ).rejects.toMatchObject({ code: 'NO_DATA' });
    await expect(
      section({
        line: {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [1e9, 0],
          ],
        },
      }),
    ).rejects.toMatchObject({ code: 'LIMIT' });
    await expect(section({ surfaces: [] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
