import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InundationResult } from '#core/contract/inundation.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { TengunError } from '#core/errors.ts';
import type { FileResult } from '#worker/file-result.ts';
import { run as computeVolume } from '#worker/jobs/compute-volume.ts';
import { run as inundate } from '#worker/jobs/inundate.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { saveSurface } from '#worker/surfaces/surface-store.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';
import { assertCloudOptimized } from '../../helpers/tiff-structure.ts';

let folder: string;
let storeDir: string;
let pool: WorkerPool;
const context = { progress: () => {}, transfer: () => {} };
const HILLS = 'a'.repeat(32);
const BOWL = 'b'.repeat(32);
const [WEST, SOUTH, COLS, ROWS] = [52_400, -97_200, 120, 90];

/** Hills and hollows, a gap in the middle, a gap at the side. */
function hillHeight(col: number, row: number): number {
  if (col > 60 && col < 66 && row > 40 && row < 45) return Number.NaN;
  if (col > 115 && row < 20) return Number.NaN;
  return 100 + 5 * Math.sin(col / 9) * Math.cos(row / 7) + 0.02 * col + 0.3 * Math.sin(col * row);
}
const bowlHeight = (col: number, row: number) => 100 + ((col + 0.5 - 60) ** 2 + (row + 0.5 - 45) ** 2) / 100;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-water-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 1 });
  const store = openStore(storeDir);
  const file = join(folder, '08NF2331.las');
  await writeFile(file, earthworkLas('after', 40_000));
  await indexDelivery([file], { collection: 'after', crs: 'EPSG:6676', accuracyM: 0.05 }, { store, pool });
  await indexDelivery([file], { collection: 'feet', crs: 'EPSG:2994' }, { store, pool });
  for (const [id, heightAt] of [
    [HILLS, hillHeight],
    [BOWL, bowlHeight],
  ] as const) {
    const heights = Float64Array.from({ length: COLS * ROWS }, (_, i) => heightAt(i % COLS, Math.floor(i / COLS)));
    const raster = { originE: WEST + 0.5, originN: SOUTH + 0.5, stepM: 1, cols: COLS, rows: ROWS, heights };
    const facts = {
      id,
      name: id === HILLS ? 'hills' : 'bowl',
      source: { format: 'geotiff' as const, fileName: 'grid.tif', sizeBytes: 1, sha256: null },
      crs: 'EPSG:6676',
      verticalDatum: 'JGD2011',
      datetime: null,
      accuracyM: 0,
      checks: [],
    };
    await saveSurface(storeDir, facts, { kind: 'raster', raster });
  }
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const rectangle = (west: number, south: number, east: number, north: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
const run = async (inputs: object) => (await inundate({ storeDir, request: { inputs } }, context)) as InundationResult;
const runFile = async (inputs: object) => (await inundate({ storeDir, request: { inputs } }, context)) as FileResult;
const hills = (changes: object = {}) => ({
  surface: { grid: HILLS },
  area: rectangle(WEST + 1, SOUTH + 1, WEST + 119, SOUTH + 89),
  seeds: [{ type: 'Point', coordinates: [WEST + 42.5, SOUTH + 43.5] }],
  cellSizeM: 1,
  ...changes,
});
const codes = ({ warnings }: InundationResult) => warnings.map(({ code }) => code);

/** From the definition, on the heights of the function. */
function floodFill(levelM: number, seeds: readonly [number, number][], reach: 4 | 8) {
  const wet = new Set<number>();
  const queue = [...seeds];
  let volumeM3 = 0;
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [col, row] = next;
    if (col < 1 || row < 1 || col >= COLS - 1 || row >= ROWS - 1 || wet.has(row * COLS + col)) continue;
    const height = hillHeight(col, row);
    if (!(height < levelM)) continue;
    wet.add(row * COLS + col);
    volumeM3 += levelM - height;
    for (let dCol = -1; dCol <= 1; dCol++) {
      for (let dRow = -1; dRow <= 1; dRow++) {
        if (reach === 8 || dCol === 0 || dRow === 0) queue.push([col + dCol, row + dRow]);
      }
    }
  }
  return { areaM2: wet.size, volumeM3 };
}

describe('inundation', () => {
  it.each([4, 8] as const)('equals a brute-force flood fill at every level, %i neighbours', async (connectivity) => {
    const levels = [95, 96.5, 98.5, 99.5, 100.2, 101, 103, 106, 110];
    const result = await run(hills({ levels, connectivity }));
    expect(result.levels.map(({ levelM }) => levelM)).toEqual(levels);
    let reached = 0;
    for (const { levelM, areaM2, volumeM3, classAreasM2, isDry } of result.levels) {
      const truth = floodFill(levelM, [[42, 43]], connectivity);
      expect(areaM2).toBe(truth.areaM2);
      // heights of the raster pass through the surface's facets: the last digits differ
      expect(Math.abs(volumeM3 - truth.volumeM3)).toBeLessThan(1e-6);
      expect(classAreasM2.reduce((a, b) => a + b)).toBe(areaM2);
      expect(isDry).toBe(areaM2 === 0);
      if (areaM2 > 0) reached++;
    }
    expect(reached).toBeGreaterThan(5);
    expect(codes(result)).toEqual(expect.arrayContaining(['SIMPLIFIED', 'SEED_ABOVE_LEVEL', 'OPEN_EDGE']));
    expect(result.label).toBe('簡易');
  });

  it('fills a bowl as the formula says, closed below the rim', async () => {
    const result = await run({
      surface: { grid: BOWL },
      area: rectangle(WEST + 1, SOUTH + 1, WEST + 119, SOUTH + 89),
      seeds: [{ type: 'Point', coordinates: [WEST + 60.5, SOUTH + 45.5] }],
      levelM: 115,
      cellSizeM: 0.5,
    });
    const [level] = result.levels;
    // π r⁴ / 2a with r² = 15 · 100, a = 100; the facets of a raster of 1 m lie above the bowl by up to 5 mm
    expect(level!.volumeM3 / ((Math.PI * 1500 ** 2) / 200)).toBeCloseTo(1, 2);
    expect(level!.areaM2 / (Math.PI * 1500)).toBeCloseTo(1, 2);
    expect(level!.isOpen).toBe(false);
    // the nearest rim is 44 m from the middle
    expect(result.edgeLevelM!).toBeGreaterThan(100 + 43 ** 2 / 100);
    expect(result.edgeLevelM!).toBeLessThan(100 + 44 ** 2 / 100);
    expect(codes(result)).not.toContain('OPEN_EDGE');
    expect(codes(result)).not.toContain('VOID');
  });

  it('takes seeds as lines and faces, walls and channels, and tells where places become wet', async () => {
    const bowl = {
      surface: { grid: BOWL },
      area: rectangle(WEST + 1, SOUTH + 1, WEST + 119, SOUTH + 89),
      levelM: 110,
      cellSizeM: 1,
      seeds: [{ type: 'Point', coordinates: [WEST + 40.5, SOUTH + 45.5] }],
    };
    const whole = (await run(bowl)).levels[0]!;
    const wall = {
      type: 'LineString',
      coordinates: [
        [WEST + 60.5, SOUTH - 5],
        [WEST + 60.5, SOUTH + 95],
      ],
    };
    const places = [
      { name: '避難所', position: [WEST + 80.5, SOUTH + 45.5] },
      { position: [WEST + 40.5, SOUTH + 45.5] },
      { position: [0, 0] },
    ];
    const parted = await run({ ...bowl, barriers: [{ line: wall, crestM: 112 }], places });
    expect(parted.levels[0]!.volumeM3).toBeLessThan(0.52 * whole.volumeM3);
    expect(parted.altered.raisedCells).toBeGreaterThan(60);
    expect(parted.places[0]).toMatchObject({ name: '避難所', wetAboveM: 112 });
    expect(parted.places[0]!.groundM).toBeCloseTo(104.2, 1);
    expect(parted.places[1]!.wetAboveM).toBeCloseTo(103.8, 1);
    expect(parted.places[2]).toMatchObject({ name: null, groundM: null, wetAboveM: null });
    const gate = {
      type: 'LineString',
      coordinates: [
        [WEST + 58.5, SOUTH + 45.5],
        [WEST + 62.5, SOUTH + 45.5],
      ],
    };
    const opened = await run({
      ...bowl,
      barriers: [{ line: wall, crestM: 112 }],
      openings: [{ line: gate, bedM: 105 }],
      places,
    });
    expect(opened.places[0]!.wetAboveM).toBe(105);
    expect(opened.levels[0]!.volumeM3).toBeGreaterThan(0.95 * whole.volumeM3);
    for (const seed of [
      {
        type: 'LineString',
        coordinates: [
          [WEST + 55, SOUTH + 40],
          [WEST + 65, SOUTH + 50],
        ],
      },
      rectangle(WEST + 55, SOUTH + 40, WEST + 65, SOUTH + 50),
    ]) {
      expect((await run({ ...bowl, seeds: [seed] })).levels[0]!.volumeM3).toBe(whole.volumeM3);
    }
  });

  it('counts parts of cells at the border of the area, and takes degrees', async () => {
    const ring = rectangle(WEST + 40.25, SOUTH + 30.25, WEST + 80.75, SOUTH + 60.75);
    const inputs = {
      surface: { grid: BOWL },
      area: ring,
      seeds: [{ type: 'Point', coordinates: [WEST + 60.5, SOUTH + 45.5] }],
      levelM: 130,
      cellSizeM: 1,
    };
    const result = await run(inputs);
    expect(result.levels[0]!.areaM2).toBeCloseTo(40.5 * 30.5, 8);
    expect(result.levels[0]!.isOpen).toBe(true);
    const projection = createProjection(crsFromCode('EPSG:6676'));
    const lonLat = ring.coordinates[0]!.map(([e, n]) => projection.toLonLat(e!, n!));
    const again = await run({
      ...inputs,
      crs: 'OGC:CRS84',
      area: { type: 'Polygon', coordinates: [lonLat] },
      seeds: [{ type: 'Point', coordinates: projection.toLonLat(WEST + 60.5, SOUTH + 45.5) }],
      outlines: true,
    });
    expect(again.levels[0]!.volumeM3).toBeCloseTo(result.levels[0]!.volumeM3, 3);
    const [first] = again.levels[0]!.outlines!;
    expect(first!.outline.coordinates.flat(3)[0]).toBeGreaterThan(138);
  });

  it('agrees with the volume between the ground and a level plane where everything is wet', async () => {
    const area = rectangle(52_470, -97_155, 52_530, -97_095);
    const result = await run({
      surface: { collection: 'after' },
      area,
      seeds: [area],
      levelM: 230,
      cellSizeM: 0.5,
      maxEdgeM: 8,
    });
    const volume = await computeVolume(
      {
        storeDir,
        request: {
          inputs: {
            area,
            existing: { collection: 'after' },
            compared: { plane: { elevationM: 230 } },
            cellSizeM: 0.5,
            maxEdgeM: 8,
          },
        },
      },
      context,
    );
    expect(result.levels[0]!.volumeM3).toBeCloseTo(volume.fillM3!, 6);
    expect(result.levels[0]!.areaM2).toBeCloseTo(volume.coveredAreaM2, 6);
    expect(result.surface).toMatchObject({ name: 'after', accuracyM: 0.05 });
    expect(result.provenance.items).toHaveLength(1);
  });

  it('answers in metres for a survey in feet', async () => {
    const foot = 0.3048;
    const area = rectangle(52_450, -97_150, 52_550, -97_080);
    const seeds = [{ type: 'Point', coordinates: [52_455, -97_140] }];
    const metres = await run({ surface: { collection: 'after' }, area, seeds, levelM: 203, cellSizeM: 1, maxEdgeM: 8 });
    const feet = await run({
      surface: { collection: 'feet' },
      area,
      seeds,
      levelM: 203 * foot,
      cellSizeM: foot,
      maxEdgeM: 8 * foot,
      levelGrid: true,
    });
    expect(metres.levels[0]!.areaM2).toBeGreaterThan(1000);
    expect(feet.levels[0]!.areaM2).toBeCloseTo(metres.levels[0]!.areaM2 * foot ** 2, 3);
    expect(feet.levels[0]!.volumeM3).toBeCloseTo(metres.levels[0]!.volumeM3 * foot ** 3, 2);
    expect(feet.grid!.originE).toBeCloseTo(52_450, 6);
    expect(feet.grid!.cellSizeM).toBeCloseTo(foot, 9);
  });

  it('gives the grid from which any level can be drawn', async () => {
    const { grid, levels } = await run(hills({ levelM: 101, levelGrid: true }));
    expect([grid!.cols, grid!.rows, grid!.originE, grid!.originN]).toEqual([118, 88, WEST + 1, SOUTH + 1]);
    const wet = grid!.heightsM.filter((z, i) => z !== null && z + (grid!.connectsAboveM[i] ?? 1e9) < 101);
    expect(Math.abs(wet.length - levels[0]!.areaM2)).toBeLessThan(3);
  });

  it('writes depths as a cloud optimized GeoTIFF and outlines as GeoJSON', async () => {
    const json = await run(hills({ levelM: 101 }));
    const cog = await runFile(hills({ levelM: 101, format: 'cog' }));
    assertCloudOptimized(cog.bytes);
    const image = await (await fromArrayBuffer(cog.bytes.buffer)).getImage();
    const [band] = (await image.readRasters()) as unknown as [Float32Array];
    const wet = band.filter((depth) => !Number.isNaN(depth));
    expect(wet.length).toBe(json.levels[0]!.areaM2);
    expect(wet.reduce((a, b) => a + b, 0)).toBeCloseTo(json.levels[0]!.volumeM3, 1);
    expect(image.getOrigin().slice(0, 2)).toEqual([WEST + 1, SOUTH + 89]);
    const { bytes, mediaType } = await runFile(hills({ levelM: 101, format: 'geojson' }));
    expect(mediaType).toBe('application/geo+json');
    const collection = JSON.parse(new TextDecoder().decode(bytes));
    expect(collection).toMatchObject({ label: '簡易', levelM: 101, areaM2: json.levels[0]!.areaM2 });
    expect(collection.crs.properties.name).toBe('urn:ogc:def:crs:EPSG::6676');
    const sum = collection.features.reduce(
      (total: number, { properties }: { properties: { areaM2: number } }) => total + properties.areaM2,
      0,
    );
    expect(sum).toBe(json.levels[0]!.areaM2);
  });

  it.each([
    ['no level', {}, 'INVALID_INPUT', /levelM or levels, got neither/],
    ['two kinds of level', { levelM: 1, levels: [2] }, 'INVALID_INPUT', /got both/],
    ['a file of many levels', { levels: [1, 2], format: 'cog' }, 'INVALID_INPUT', /a file shows one level, got 2/],
    ['a level in the sky', { levelM: 1e9 }, 'INVALID_INPUT', /inputs\.levelM/],
    ['three neighbours', { levelM: 1, connectivity: 3 }, 'INVALID_INPUT', /inputs\.connectivity/],
    ['no seeds', { levelM: 1, seeds: [] }, 'INVALID_INPUT', /inputs\.seeds/],
    ['a seed elsewhere', { levelM: 1, seeds: [{ type: 'Point', coordinates: [0, 0] }] }, 'NO_DATA', /outside of it/],
    [
      'a seed in a gap',
      { levelM: 1, seeds: [{ type: 'Point', coordinates: [WEST + 63.5, SOUTH + 42.5] }] },
      'NO_DATA',
      /1 cells have no heights/,
    ],
    ['too many cells', { levelM: 1, area: rectangle(0, 0, 1e5, 1e5) }, 'LIMIT', /take larger cells/],
    ['a fitted plane', { levelM: 1, surface: { plane: { fit: 'mean' } } }, 'INVALID_INPUT', /fitted plane/],
    ['a file of private life', { levelM: 1, surface: { collection: 'nowhere' } }, 'NOT_FOUND', /nowhere/],
  ])('refuses %s', async (_, changes, code, message) => {
    const error = await run(hills(changes)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TengunError);
    expect((error as TengunError).code).toBe(code);
    expect((error as TengunError).message).toMatch(message);
  });
});
