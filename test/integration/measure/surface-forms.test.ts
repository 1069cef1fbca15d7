import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { TengunError } from '#core/errors.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import type { Raster } from '#core/surface/raster.ts';
import { run as computeVolume } from '#worker/jobs/compute-volume.ts';
import { run as estimateVolume } from '#worker/jobs/estimate-volume.ts';
import { run as judgeFitness } from '#worker/jobs/judge-fitness.ts';
import { run as measureSeries } from '#worker/jobs/measure-series.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import type { SurfaceData, SurfaceFacts } from '#worker/surfaces/surface-record.ts';
import { deleteSurface, loadSurface, saveSurface } from '#worker/surfaces/surface-store.ts';
import { EMBANKMENT_AREA, earthworkLas, FILL_M3 } from '../../helpers/earthwork.ts';
import { buildLas, seededRandom, type TestPoint } from '../../helpers/las-builder.ts';

let folder: string;
let storeDir: string;
let pool: WorkerPool;
const context = { progress: () => {}, transfer: () => {} };
const ORIGIN = { east: 52_400, north: -97_200 };
const ID = (digit: string) => digit.repeat(32);
const AREA_M2 = 68 * 68;

/** Points on z = height(e, n), of one class, with first returns 5 m above as second of two returns' first where asked. */
function sensorLas(
  count: number,
  box: { readonly e: readonly [number, number]; readonly n: readonly [number, number] },
  heightAt: (e: number, n: number) => number,
  crownM = 0,
): Uint8Array {
  const random = seededRandom(count);
  const point = (x: number, y: number, z: number, returnNumber: number): TestPoint => ({
    x: Math.round(1000 * x),
    y: Math.round(1000 * y),
    z: Math.round(1000 * z),
    intensity: 1,
    returnNumber,
    numberOfReturns: crownM > 0 ? 2 : 1,
    scanDirection: 0,
    edgeOfFlightLine: 0,
    classification: returnNumber === 1 && crownM > 0 ? 5 : 2,
    synthetic: 0,
    keyPoint: 0,
    withheld: 0,
    overlap: 0,
    scannerChannel: 0,
    scanAngle: 0,
    userData: 0,
    pointSourceId: 1,
    gpsTime: 1e8,
    red: 0,
    green: 0,
    blue: 0,
    nir: 0,
    extra: new Uint8Array(0),
  });
  const points: TestPoint[] = [];
  for (let i = 0; i < count; i++) {
    const e = box.e[0] + random() * (box.e[1] - box.e[0]);
    const n = box.n[0] + random() * (box.n[1] - box.n[0]);
    if (crownM > 0) points.push(point(e, n, heightAt(e, n) + crownM, 1));
    points.push(point(e, n, heightAt(e, n), crownM > 0 ? 2 : 1));
  }
  return buildLas(points, { format: 3, offset: [ORIGIN.east, ORIGIN.north, 0] });
}

const level = (e: number) => 100 + 0.02 * e;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-forms-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 2 });
  const store = openStore(storeDir);
  const index = async (name: string, las: Uint8Array, options: object) => {
    const file = join(folder, name, '08NF2331.las');
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(file, las);
    const { items } = await indexDelivery([file], { crs: 'EPSG:6676', ...options } as never, { store, pool });
    expect(items[0]?.verdict).toBe('indexed');
  };
  for (const epoch of ['before', 'after'] as const) {
    const datetime = epoch === 'before' ? '2019-11-01' : '2024-11-01';
    await index(epoch, earthworkLas(epoch, 40_000), {
      collection: epoch,
      accuracyM: 0.05,
      verticalDatum: 'JGD2011',
      datetime,
    });
  }
  // from the air everywhere, 0.3 m too high against the car, which saw the middle strip only
  const air = sensorLas(12_000, { e: [0, 200], n: [0, 150] }, (e) => level(e) + 0.3, 5);
  const car = sensorLas(16_000, { e: [80, 120], n: [0, 150] }, level);
  await index('air', air, { collection: 'mixed', sensor: 'lp' });
  await index('car', car, { collection: 'mixed', sensor: 'mms' });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const inputs = {
  area: EMBANKMENT_AREA,
  existing: { collection: 'before' },
  compared: { collection: 'after' },
  maxEdgeM: 8,
};
const volume = (changes: object = {}): Promise<CutFillResult> =>
  computeVolume({ storeDir, request: { inputs: { ...inputs, ...changes } } }, context);
const failure = async (changes: object): Promise<TengunError> => {
  const error = await volume(changes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TengunError);
  return error as TengunError;
};

function facts(id: string, rest: Partial<SurfaceFacts> = {}): SurfaceFacts {
  return {
    id,
    name: 'design',
    source: { format: 'landxml', fileName: 'design.xml', sizeBytes: 1, sha256: null },
    crs: 'EPSG:6676',
    verticalDatum: 'JGD2011',
    datetime: null,
    accuracyM: 0,
    checks: [],
    ...rest,
  };
}
const save = (data: SurfaceData, surface: SurfaceFacts) => saveSurface(storeDir, surface, data);

/** The plane of the ground before, 2 m higher, as two triangles over the whole scene. */
function designMesh(): Mesh {
  const east = Float64Array.of(0, 200, 200, 0).map((e) => ORIGIN.east + e);
  const north = Float64Array.of(0, 0, 150, 150).map((n) => ORIGIN.north + n);
  const height = east.map((e, i) => 202 + 0.03 * (e - ORIGIN.east) + 0.01 * (north[i]! - ORIGIN.north));
  return { east, north, height, triangles: Uint32Array.of(0, 1, 2, 0, 2, 3) };
}

function oldGrid(): Raster {
  const [cols, rows, stepM] = [200, 150, 1];
  const heights = Float64Array.from({ length: cols * rows }, (_, i) => {
    const [e, n] = [(i % cols) + 0.5, Math.floor(i / cols) + 0.5];
    return 200 + 0.03 * e + 0.01 * n;
  });
  return { originE: ORIGIN.east + 0.5, originN: ORIGIN.north + 0.5, stepM, cols, rows, heights };
}

describe('a design as the compared surface', () => {
  it('has its volume by every method, whole and by name', async () => {
    await save({ kind: 'mesh', mesh: designMesh() }, facts(ID('a')));
    const result = await volume({ compared: { design: ID('a') }, method: 'all', stationPitchM: 4 });
    for (const { method, netM3 } of result.methods!) expect(Math.abs(netM3 - 2 * AREA_M2), method).toBeLessThan(15);
    expect(result.methodName.ja).toContain('1点法');
    expect(result.points.compared).toBe(0);
    expect(result.provenance.surfaces).toMatchObject([{ id: ID('a'), name: 'design', accuracyM: 0 }]);
    expect(result.warnings.map(({ code }) => code)).not.toContain('ACCURACY_UNKNOWN');
    // the design is exact: only the survey's 0.05 m is common error
    expect(result.noise.systematicM).toBeCloseTo(0.05, 12);
    expect(result.noise.comparedSigmaM).toBe(0);
  });

  it('may have its axes swapped back, its zone said and its heights shifted, in the request', async () => {
    const { east, north, height, triangles } = designMesh();
    const mirrored = Uint32Array.of(...[0, 3].flatMap((i) => [triangles[i]!, triangles[i + 2]!, triangles[i + 1]!]));
    await save(
      { kind: 'mesh', mesh: { east: north, north: east, height, triangles: mirrored } },
      facts(ID('b'), { crs: null }),
    );
    const lost = await failure({ compared: { design: ID('b') } });
    expect([lost.code, lost.details.swapXY]).toEqual(['NO_DATA', true]);
    expect(lost.message).toMatch(/with its axes swapped it would be here: "swapXY": true/);
    const straight = await volume({ compared: { design: ID('a') } });
    const swapped = await volume({ compared: { design: ID('b'), swapXY: true } });
    expect([swapped.cutM3, swapped.fillM3, swapped.netM3]).toEqual([straight.cutM3, straight.fillM3, straight.netM3]);
    const raised = await volume({ compared: { design: ID('a'), heightShiftM: 0.5 } });
    expect(raised.netM3 - straight.netM3).toBeCloseTo(0.5 * AREA_M2, 6);
    expect(raised.provenance.requestHash).not.toBe(straight.provenance.requestHash);
  });

  it('in another zone is brought to the zone of the points, and in a wrong one is nowhere near', async () => {
    const mesh = designMesh();
    const [eight, nine] = [createProjection(crsFromCode('EPSG:6676')), createProjection(crsFromCode('EPSG:6677'))];
    const moved = Array.from(mesh.east, (e, i) => nine.fromLonLat(...eight.toLonLat(e, mesh.north[i]!)));
    const inNine = {
      ...mesh,
      east: Float64Array.from(moved, ([e]) => e),
      north: Float64Array.from(moved, ([, n]) => n),
    };
    await save({ kind: 'mesh', mesh: inNine }, facts(ID('c'), { crs: 'EPSG:6677' }));
    const result = await volume({ compared: { design: ID('c') } });
    expect(Math.abs(result.netM3 - 2 * AREA_M2)).toBeLessThan(15);
    await save({ kind: 'mesh', mesh }, facts(ID('d'), { crs: 'EPSG:6677' }));
    const lost = await failure({ compared: { design: ID('d') } });
    expect(lost.code).toBe('NO_DATA');
    expect(lost.message).toMatch(/say the right one with "crs"/);
    expect((await volume({ compared: { design: ID('d'), crs: 'EPSG:6676' } })).voidAreaM2).toBeLessThan(1);
  });

  it('with two heights at one place is refused, not summed', async () => {
    const { east, north, height, triangles } = designMesh();
    const twice = (values: Float64Array, lift = 0) =>
      Float64Array.of(...values, ...values.map((value) => value + lift));
    const stacked: Mesh = {
      east: twice(east),
      north: twice(north),
      height: twice(height, 1),
      triangles: Uint32Array.of(...triangles, ...triangles.map((vertex) => vertex + 4)),
    };
    await save({ kind: 'mesh', mesh: stacked }, facts(ID('e')));
    const error = await failure({ compared: { design: ID('e') } });
    expect(error.code).toBe('GEOMETRY');
    expect(error.message).toMatch(/two heights at/);
  });

  it('is not a grid, and a grid no design', async () => {
    expect((await failure({ compared: { grid: ID('a') } })).message).toMatch(/name it with "design"/);
  });
});

describe('a delivered grid as the existing surface', () => {
  it('stands for an older epoch with date, datum and accuracy', async () => {
    const record = facts(ID('1'), { name: 'DEM 2009', datetime: '2009-04-01T00:00:00Z', accuracyM: 0.3 });
    await save({ kind: 'raster', raster: oldGrid() }, record);
    const result = await volume({ existing: { grid: ID('1') } });
    expect(Math.abs(result.fillM3! / FILL_M3 - 1)).toBeLessThan(0.01);
    expect(result.noise.systematicM).toBeCloseTo(Math.hypot(0.3, 0.05), 9);
    const [low, high] = result.uncertainty95.netM3 as [number, number];
    expect(high - low).toBeGreaterThan(2 * 1.9 * 0.3 * AREA_M2);
    const exact = await volume({ existing: { grid: ID('1') }, method: 'tin' });
    expect(Math.abs(exact.fillM3! / FILL_M3 - 1)).toBeLessThan(0.01);
    expect(result.provenance.surfaces).toMatchObject([{ name: 'DEM 2009', datetime: '2009-04-01T00:00:00Z' }]);
  });

  it('of unknown datum and accuracy warns with the size of the error', async () => {
    const record = facts(ID('2'), { verticalDatum: null, accuracyM: null });
    await save({ kind: 'raster', raster: oldGrid() }, record);
    const { warnings } = await volume({ existing: { grid: ID('2') } });
    const message = (code: string) => warnings.find((warning) => warning.code === code)?.message;
    expect(message('VERTICAL_DATUMS_DIFFER')).toMatch(/unknown, JGD2011.*0\.1 m 462 m³/);
    expect(message('ACCURACY_UNKNOWN')).toMatch(/0\.1 m would be 462 m³/);
    const stated = await volume({ existing: { grid: ID('2'), accuracyM: 0.2 } });
    expect(stated.warnings.map(({ code }) => code)).not.toContain('ACCURACY_UNKNOWN');
  });

  it('with a hole leaves it void', async () => {
    const raster = oldGrid();
    for (let row = 70; row < 80; row++)
      for (let col = 95; col < 105; col++) raster.heights[row * 200 + col] = Number.NaN;
    await save({ kind: 'raster', raster }, facts(ID('3')));
    const result = await volume({ existing: { grid: ID('3') }, method: 'tin' });
    // 10 × 10 missing nodes: 11 × 11 squares, of which the corner ones on the diagonal keep half
    expect(result.voidAreaM2).toBeGreaterThan(115);
    expect(result.voidAreaM2).toBeLessThanOrEqual(121);
  });

  it('is stored once and for all, and gone when deleted', async () => {
    const first = await loadSurface(storeDir, ID('3'));
    const again = await save({ kind: 'mesh', mesh: designMesh() }, facts(ID('3')));
    expect(again).toEqual(first.record);
    await deleteSurface(storeDir, ID('3'));
    expect((await failure({ existing: { grid: ID('3') } })).code).toBe('NOT_FOUND');
  });
});

describe('several sensors', () => {
  const strip = {
    type: 'Polygon',
    coordinates: [
      [
        [ORIGIN.east + 60, ORIGIN.north + 50],
        [ORIGIN.east + 140, ORIGIN.north + 50],
        [ORIGIN.east + 140, ORIGIN.north + 100],
        [ORIGIN.east + 60, ORIGIN.north + 100],
        [ORIGIN.east + 60, ORIGIN.north + 50],
      ],
    ],
  };
  const against = (surface: object) =>
    volume({ area: strip, existing: { plane: { elevationM: 100 } }, compared: surface, maxEdgeM: 12 });

  it('are stacked: the car over the aeroplane, with coverage and the step between them', async () => {
    const result = await against({ collection: 'mixed' });
    const [car, air] = result.surfaces.compared.layers!;
    expect([car?.sensor, air?.sensor]).toEqual(['mms', 'lp']);
    expect(Math.abs(car!.coverageM2 - 40 * 50)).toBeLessThan(40);
    expect(Math.abs(air!.coverageM2 - 40 * 50)).toBeLessThan(40);
    expect(Math.abs(air!.stepM! - 0.3)).toBeLessThan(0.005);
    // 0.02·e over the level of 100: mean 2 m over the strip; the aeroplane's half is 0.3 m too high
    expect(Math.abs(result.netM3 - (2 * 4000 + 0.3 * 2000))).toBeLessThan(25);
    expect(result.warnings.map(({ code }) => code)).not.toContain('ITEMS_OVERLAP');
  });

  it('go in the order that is asked for', async () => {
    const airFirst = await against({ collection: 'mixed', sensors: ['lp', 'mms'] });
    expect(Math.abs(airFirst.netM3 - 2.3 * 4000)).toBeLessThan(25);
    const carOnly = await against({ collection: 'mixed', sensors: ['mms'] });
    expect(carOnly.coveredAreaM2).toBeLessThan(2050);
    const stacked = await against({
      stack: [
        { collection: 'mixed', sensors: ['mms'] },
        { collection: 'mixed', sensors: ['lp'] },
      ],
    });
    expect(stacked.netM3).toBe((await against({ collection: 'mixed' })).netM3);
  });

  it('are stacked by cells too', async () => {
    const cells = await volume({
      area: strip,
      existing: { plane: { elevationM: 100 } },
      compared: { collection: 'mixed' },
      sampling: 'cell-mean',
      cellSizeM: 5,
    });
    expect(cells.voidAreaM2).toBe(0);
    expect(Math.abs(cells.netM3 - (2 * 4000 + 0.3 * 2000))).toBeLessThan(40);
  });

  it('show crowns where first returns are asked for', async () => {
    const crowns = await against({ collection: 'mixed', sensors: ['lp'], returns: 'first' });
    expect(Math.abs(crowns.netM3 - (2.3 + 5) * 4000)).toBeLessThan(25);
  });
});

describe('many areas', () => {
  const box = (e: number, n: number, side = 10) => ({
    type: 'Polygon',
    coordinates: [
      [
        [ORIGIN.east + e, ORIGIN.north + n],
        [ORIGIN.east + e + side, ORIGIN.north + n],
        [ORIGIN.east + e + side, ORIGIN.north + n + side],
        [ORIGIN.east + e, ORIGIN.north + n + side],
        [ORIGIN.east + e, ORIGIN.north + n],
      ],
    ],
  });
  const areas = (...features: [string, object][]) => ({
    area: undefined,
    areas: {
      type: 'FeatureCollection',
      features: features.map(([name, geometry]) => ({ type: 'Feature', properties: { name }, geometry })),
    },
  });

  it('are a table and its total, each as if alone', async () => {
    const named = areas(['A', box(90, 60)], ['B', box(100, 60)], ['C', box(90, 70, 20)]);
    const result = await volume({ ...named, method: 'tin' });
    expect(result.blocks!.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    const alone = await volume({ area: box(100, 60), method: 'tin' });
    expect(result.blocks![1]).toMatchObject({
      cutM3: alone.cutM3,
      fillM3: alone.fillM3,
      uncertainty95: alone.uncertainty95,
    });
    const sum = result.blocks!.reduce((total, { netM3 }) => total + netM3!, 0);
    expect(result.netM3).toBeCloseTo(sum, 9);
    expect(result.areaM2).toBeCloseTo(600, 6);
    const whole = await volume({
      area: {
        type: 'MultiPolygon',
        coordinates: [box(90, 60, 10), box(100, 60), box(90, 70, 20)].map(({ coordinates }) => coordinates),
      },
      method: 'tin',
    });
    expect(result.netM3).toBeCloseTo(whole.netM3, 6);
    // the common error of the surveys moves all blocks alike: the total's interval is nearly the sum of theirs
    const width = ([low, high]: readonly number[]) => high! - low!;
    const widths = result.blocks!.map(({ uncertainty95 }) => width(uncertainty95!.netM3));
    expect(width(result.uncertainty95.netM3) / widths.reduce((a, b) => a + b)).toBeGreaterThan(0.95);
    expect(Math.abs(width(result.uncertainty95.netM3) / width(whole.uncertainty95.netM3) - 1)).toBeLessThan(0.02);
  });

  it('with a fault or no data say so by name and leave the others alone', async () => {
    const bow = {
      type: 'Polygon',
      coordinates: [
        [
          [52450, -97150],
          [52460, -97140],
          [52460, -97150],
          [52450, -97140],
          [52450, -97150],
        ],
      ],
    };
    const result = await volume(areas(['good', box(90, 60)], ['bow', bow], ['far', box(90_000, 60)]));
    expect(result.blocks!.map(({ problem }) => problem?.code)).toEqual([undefined, 'GEOMETRY', 'NO_DATA']);
    expect(result.netM3).toBe((await volume({ area: box(90, 60) })).netM3);
    expect(result.voidAreaM2).toBeCloseTo(100, 6);
  });

  it('that overlap warn that the total counts ground twice', async () => {
    const { warnings } = await volume(areas(['A', box(90, 60)], ['B', box(95, 65)]));
    expect(warnings.map(({ code }) => code)).toContain('AREAS_OVERLAP');
  });

  it('and one area exclude each other', async () => {
    expect((await failure({ ...areas(['A', box(90, 60)]), area: box(1, 1) })).code).toBe('INVALID_INPUT');
    expect((await failure({ area: undefined })).message).toMatch(/^inputs\.area: is missing/);
  });
});

describe('a tie', () => {
  const corner = {
    type: 'Polygon',
    coordinates: [
      [
        [ORIGIN.east + 5, ORIGIN.north + 5],
        [ORIGIN.east + 55, ORIGIN.north + 5],
        [ORIGIN.east + 55, ORIGIN.north + 145],
        [ORIGIN.east + 5, ORIGIN.north + 145],
        [ORIGIN.east + 5, ORIGIN.north + 5],
      ],
    ],
  };

  it('reports the shift on stable ground and applies it only when asked', async () => {
    const off = { compared: { collection: 'after', heightShiftM: 0.2 } };
    const plain = await volume();
    const reported = await volume({ ...off, tie: { area: corner } });
    expect(Math.abs(reported.tie!.medianM - 0.2)).toBeLessThan(0.002);
    expect(reported.tie!.applied).toBe(false);
    expect(reported.netM3 - plain.netM3).toBeCloseTo(0.2 * AREA_M2, 4);
    for (const method of ['grid', 'tin', 'four-point', 'contour']) {
      const tied = await volume({ ...off, tie: { area: corner, apply: true }, method });
      const straight = await volume({ method });
      expect(tied.tie!.applied).toBe(true);
      expect(Math.abs(tied.netM3 - straight.netM3), method).toBeLessThan(0.003 * AREA_M2);
      expect(tied.noise.systematicM).toBe(tied.tie!.standardErrorM);
    }
  });

  it('is not for planes, and needs ground', async () => {
    expect((await failure({ compared: { plane: { elevationM: 1 } }, tie: { area: corner } })).code).toBe(
      'INVALID_INPUT',
    );
  });
});

describe('what people read', () => {
  it('is rounded half up, in words, with soil and trucks', async () => {
    const result = await volume({ soil: { class: 'sandy' }, rounding: 'total' });
    expect(Number(result.rounded.netM3)).toBe(Number(result.rounded.fillM3) - Number(result.rounded.cutM3));
    expect(result.soil).toMatchObject({ L: 1.2, C: 0.9, name: '砂・砂質土' });
    expect(result.soil!.surplusInSituM3).toBeCloseTo(result.cutM3! - result.fillM3! / 0.9, 9);
    expect(result.words.ja).toMatch(/^差引（盛土−切土）\+\d+,\d{3} m³、不足土 \d+,\d{3} m³（地山、C = 0\.9）$/);
    const cut = await volume({ existing: { collection: 'after' }, compared: { collection: 'before' } });
    expect(cut.words.ja).toMatch(/^差引（盛土−切土）−[\d,.]+ m³、残土 [\d,.]+ m³（土量変化率を考えない）$/);
    expect(cut.words.en).toContain('surplus');
  });

  it('is an estimate unless the data meet the purpose', async () => {
    expect((await volume()).quality).toMatchObject({ purpose: 'estimate', isEstimate: true });
    const progress = await volume({ purpose: 'progress' });
    expect(progress.quality).toMatchObject({ verdict: 'resurvey', isEstimate: true });
    expect(progress.quality.reasons.map(({ code }) => code)).toContain('DENSITY');
  });
});

describe('estimate-volume', () => {
  const estimate = (changes: object) => estimateVolume({ storeDir, request: { inputs: { ...inputs, ...changes } } });

  it('foresees the points and cells of a measurement', async () => {
    const foreseen = await estimate({});
    const { points } = await volume();
    expect(Math.abs(foreseen.points / (points.existing + points.compared) - 1)).toBeLessThan(0.1);
    expect(foreseen).toMatchObject({ cells: 136 * 136, isPossible: true, advice: null, shouldBeJob: false });
  });

  it('says what to change when 100 km² are asked for at 0.1 m, which the measurement itself refuses', async () => {
    const [e, n] = [52_400, -97_200];
    const large = {
      type: 'Polygon',
      coordinates: [
        [
          [e, n],
          [e + 10_000, n],
          [e + 10_000, n + 10_000],
          [e, n + 10_000],
          [e, n],
        ],
      ],
    };
    const foreseen = await estimate({ area: large, cellSizeM: 0.1 });
    expect(foreseen).toMatchObject({ isPossible: false, suggestedCellSizeM: 5, cells: 1e10, shouldBeJob: true });
    expect(foreseen.advice?.ja).toContain('5 m');
    const error = await failure({ area: large, cellSizeM: 0.1 });
    expect([error.code, error.message]).toEqual([
      'LIMIT',
      expect.stringMatching(/take larger cells or a smaller area/),
    ]);
  });
});

describe('fit-for-purpose', () => {
  it('judges density, accuracy, voids and age of an area, with the reason in words', async () => {
    const request = { inputs: { area: EMBANKMENT_AREA, surface: { collection: 'before' }, date: '2026-11-01' } };
    const result = await judgeFitness({ storeDir, request }, context);
    expect(result).toMatchObject({ accuracyM: 0.05, verticalDatum: 'JGD2011', ageYears: 7 });
    // 40,000 points on 30,000 m², 85 % of them ground
    expect(Math.abs(result.densityPerM2 - 1.13)).toBeLessThan(0.06);
    expect(Math.abs(result.filledShare['1m'] - (1 - Math.exp(-result.densityPerM2)))).toBeLessThan(0.03);
    const of = (purpose: string) => result.purposes.find((one) => one.purpose === purpose)!;
    expect(of('estimate')).toMatchObject({
      verdict: 'conditional',
      words: { ja: '条件付' },
      reasons: [{ code: 'AGE' }],
    });
    expect(of('as-built').words.ja).toBe('再測量');
    expect(of('as-built').reasons.map(({ code }) => code)).toEqual(['DENSITY', 'ACCURACY', 'AGE']);
    expect(of('as-built').reasons[0]!.words.ja).toMatch(/点のある格子が \d+ %（必要 90 %）/);
  });
});

describe('epoch-series', () => {
  it('tells placed, moved and remaining volume, which add up', async () => {
    const request = {
      inputs: {
        area: EMBANKMENT_AREA,
        surfaces: [{ collection: 'before' }, { collection: 'after' }, { design: ID('a') }],
        labels: ['ground', 'fill', 'after the slide'],
        maxEdgeM: 8,
      },
    };
    const result = await measureSeries({ storeDir, request }, context);
    expect(result.pairs.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    const [, first, last] = result.cumulative;
    expect(Math.abs(first!.placedM3 / FILL_M3 - 1)).toBeLessThan(0.01);
    expect(last!.remainingM3).toBeCloseTo(last!.placedM3 - last!.movedM3, 6);
    expect(Math.abs(last!.remainingM3 - 2 * AREA_M2)).toBeLessThan(15);
    const [a, c, b] = result.pairs;
    expect(a!.netM3 + b!.netM3).toBeCloseTo(c!.netM3, 6);
    expect(result.epochs.map(({ label }) => label)).toEqual(request.inputs.labels);
  });
});
