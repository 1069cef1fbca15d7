/** Rasters of heights: a plane comes back from stored surfaces and from points, bounded, with no data where nothing was measured. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeHeightRaster, type HeightRaster } from '#core/tiles/height-raster.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { buildLas, randomPoints, type TestPoint } from '../../helpers/las-builder.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

/** A tilted plane: exact in a TIN and in bilinear cells. A house of 8 m stands on it, without ground below. */
const heightAt = (east: number, north: number) => 200 + 0.1 * (east - 52_200) - 0.07 * (north + 97_050);
const inHouse = (east: number, north: number) => Math.abs(east - 52_100) < 12 && Math.abs(north + 97_050) < 12;
const BOX = { minE: 52_000, minN: -97_200, maxE: 52_400, maxN: -96_900 };

/**
 * Beside a void: an overview cell of 1 m, for a raster of 2.5 m, may be the mean of one of its cells of 0.5 m, with its centroid 0.25 m off
 * along each axis; and where neighbours are missing, a height goes on level for half a cell (0.5 m). Slopes of 0.1 and 0.07.
 */
const VOID_M = (0.25 + 0.5) * (0.1 + 0.07) + 0.006;

function planePoints(): TestPoint[] {
  const [template] = randomPoints(1, { format: 6 }) as [TestPoint];
  const points: TestPoint[] = [];
  for (let n = BOX.minN; n <= BOX.maxN; n += 5) {
    for (let e = BOX.minE; e <= BOX.maxE; e += 5) {
      const house = inHouse(e, n);
      const z = Math.round((heightAt(e, n) + (house ? 8 : 0) - 100) * 1000);
      const place = { x: (e - 52_000) * 1000, y: (n + 97_200) * 1000, z };
      points.push({ ...template, ...place, classification: house ? 6 : 2, returnNumber: 1, numberOfReturns: 1 });
    }
  }
  return points;
}

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-heights-'));
  const pool = createPool({ threads: 2 });
  const store = openStore(join(folder, 'store'));
  const file = join(folder, '08NF2330.las');
  await writeFile(file, buildLas(planePoints(), { format: 6 }));
  const options = { verticalDatum: 'JGD2011', license: 'CC-BY-4.0', accuracyM: 0.07 };
  await indexDelivery([file], { ...options, collection: 'points' }, { store, pool });
  await indexDelivery([file], { ...options, collection: 'stored', surfaceCellM: 0.5 }, { store, pool });
  const houses = planePoints().filter(({ classification }) => classification === 6);
  await writeFile(file, buildLas(houses, { format: 6 }));
  await indexDelivery([file], { ...options, collection: 'houses' }, { store, pool });
  await pool.close();
  server = await testServer(async () => {}, { storeDir: join(folder, 'store') });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url: `/api/collections/${path}`, headers });

async function raster(path: string): Promise<HeightRaster> {
  const answer = await get(path);
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
  return decodeHeightRaster(answer.rawPayload);
}

function centre(grid: HeightRaster, cell: number): [number, number] {
  const { west, south, cellSizeM, cols } = grid;
  return [west + ((cell % cols) + 0.5) * cellSizeM, south + (Math.floor(cell / cols) + 0.5) * cellSizeM];
}

describe.each(['stored', 'points'] as const)('the ground of %s', (collection) => {
  it('is the plane, below the house too', async () => {
    const grid = await raster(`${collection}/heights/dtm?cells=200`);
    expect(grid.source).toBe(collection);
    expect(grid.accuracyM).toBe(0.07);
    expect(Math.max(grid.cols, grid.rows)).toBeLessThanOrEqual(200);
    let [known, inside, house] = [0, 0, 0];
    for (const [cell, height] of grid.heights.entries()) {
      const [e, n] = centre(grid, cell);
      if (!(e > BOX.minE + 5 && e < BOX.maxE - 5 && n > BOX.minN + 5 && n < BOX.maxN - 5)) continue;
      inside++;
      if (Number.isNaN(height)) continue;
      known++;
      if (inHouse(e, n)) house++;
      expect(Math.abs(height - heightAt(e, n)), `${e},${n}`).toBeLessThan(collection === 'stored' ? VOID_M : 0.006);
    }
    expect(known / inside).toBeGreaterThan(0.99);
    expect(house).toBeGreaterThan(20);
  });

  it('of a part has smaller cells, and none beyond the data', async () => {
    const grid = await raster(`${collection}/heights/dtm?bbox=51900,-97300,52040,-97170&cells=128`);
    expect(grid.west).toBeGreaterThanOrEqual(BOX.minE - grid.cellSizeM);
    expect(grid.south).toBeGreaterThanOrEqual(BOX.minN - grid.cellSizeM);
    expect(grid.cellSizeM).toBeLessThanOrEqual(0.5);
    expect(grid.cols).toBeLessThanOrEqual(128);
    const middle = Math.floor(grid.rows / 2) * grid.cols + Math.floor(grid.cols / 2);
    expect(Math.abs(grid.heights[middle]! - heightAt(...centre(grid, middle)))).toBeLessThan(0.006);
  });
});

it('the surface of the first returns has the house', async () => {
  const grid = await raster('points/heights/dsm?bbox=52050,-97100,52150,-97000&cells=100');
  const cell = grid.heights.findIndex((_, at) => {
    const [e, n] = centre(grid, at);
    return Math.abs(e - 52_100) < 1.5 && Math.abs(n + 97_050) < 1.5;
  });
  expect(Math.abs(grid.heights[cell]! - heightAt(...centre(grid, cell)) - 8)).toBeLessThan(0.02);
});

it('is known again by its tag', async () => {
  const first = await get('points/heights/dtm?cells=64');
  const again = await get('points/heights/dtm?cells=64', { 'if-none-match': String(first.headers.etag) });
  expect(again.statusCode).toBe(304);
  expect(again.rawPayload.length).toBe(0);
});

it('says that there is no ground, and what lies outside', async () => {
  const none = await get('houses/heights/dtm');
  expect([none.statusCode, none.json().code]).toEqual([422, 'NO_GROUND_CLASS']);
  const beside = await get('points/heights/dtm?bbox=0,0,10,10');
  expect(beside.json().code).toBe('NO_DATA');
  expect((await get('nothing/heights/dtm')).statusCode).toBe(404);
});

it.each([
  'bbox=1,2,3',
  'bbox=1,2,3,4,5',
  'bbox=,,,',
  'bbox=NaN,0,1,1',
  'bbox=0,0,1e999,1',
  'bbox=52100,-97000,52000,-97100',
  'cells=0',
  'cells=1e9',
  'cells=-5',
  'step=1',
  `bbox=${'9'.repeat(300)},0,1,1`,
])('refuses %s', async (query) => {
  const answer = await get(`points/heights/dtm?${query}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().code).toBe('INVALID_INPUT');
});

it('knows two surfaces', async () => {
  expect((await get('points/heights/lava')).statusCode).toBe(400);
});
