import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleTinAt } from '#core/surface/tin-surface.ts';
import { run as computeVolume } from '#worker/jobs/compute-volume.ts';
import { loadTin } from '#worker/measuring/load-tin.ts';
import { resolvePoints } from '#worker/measuring/surface-source.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { sharedData } from '../../helpers/shared-data.ts';

const multiepoch = sharedData('multiepoch');
const ign = sharedData('ign');
const context = { progress: () => {}, transfer: () => {} };
let folder: string;
let store: Store;
let pool: WorkerPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-real-'));
  store = openStore(join(folder, 'store'));
  pool = createPool({ threads: 2 });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!multiepoch)('the pair of surveys with published volumes', () => {
  const request = (changes: object) => ({
    inputs: {
      area: {
        type: 'Polygon',
        coordinates: [
          [
            [634140, 4831695],
            [634380, 4831695],
            [634380, 4831815],
            [634140, 4831815],
            [634140, 4831695],
          ],
        ],
      },
      crs: 'EPSG:26917',
      existing: { collection: 'ttp2015' },
      compared: { collection: 'ttp2023' },
      cellSizeM: 1,
      ...changes,
    },
  });

  beforeAll(async () => {
    for (const year of [2015, 2023]) {
      await indexDelivery([join(multiepoch!, `ttp_${year}_north.las`)], { collection: `ttp${year}` }, { store, pool });
    }
  });

  it('has the published cut, fill and net with edges of any length', async () => {
    const result = await computeVolume({ storeDir: store.dir, request: request({ maxEdgeM: 1000 }) }, context);
    // published to the centimetre, from another program's TIN of the same points
    expect(result.cutM3).toBeCloseTo(8644.25, 1);
    expect(result.fillM3).toBeCloseTo(1387.42, 1);
    expect(result.netM3).toBeCloseTo(-7256.82, 1);
    expect([result.coveredAreaM2, result.voidAreaM2]).toEqual([28_800, 0]);
  });

  it('measures the same by the other methods, each within its order', async () => {
    const asked = request({ maxEdgeM: 1000, method: 'all' });
    const { methods, netM3 } = await computeVolume({ storeDir: store.dir, request: asked }, context);
    const of = (name: string) => methods!.find(({ method }) => method === name)!;
    const tin = of('tin');
    // points 2 m apart: 1 m cells see a triangle at two or three places
    expect(Math.abs(tin.netM3 / netM3 - 1)).toBeLessThan(0.005);
    for (const { method, netM3: own } of methods!) expect(Math.abs(own / tin.netM3 - 1), method).toBeLessThan(0.02);
    expect(Math.abs(of('tin-datum').netM3 / tin.netM3 - 1)).toBeLessThan(1e-9);
    expect(of('four-point').netM3).toBeCloseTo(of('four-point-columns').netM3, 6);
    // a mean cancels what a column keeps
    expect(of('four-point').cutM3!).toBeLessThan(of('four-point-columns').cutM3!);
    const alone = await computeVolume(
      { storeDir: store.dir, request: request({ maxEdgeM: 1000, method: 'tin' }) },
      context,
    );
    expect(Math.abs(alone.coveredAreaM2 / 28_800 - 1)).toBeLessThan(1e-9);
    expect([alone.voidAreaM2, alone.netM3]).toEqual([0, tin.netM3]);
  });

  it('has the void of long edges to the triangle, not to the cell', async () => {
    const tin = await computeVolume({ storeDir: store.dir, request: request({ method: 'tin' }) }, context);
    const grid = await computeVolume({ storeDir: store.dir, request: request({}) }, context);
    expect(tin.coveredAreaM2 + tin.voidAreaM2).toBeCloseTo(28_800, 6);
    // a border of many hundred metres, cells of 1 m on either side of it
    expect(Math.abs(tin.voidAreaM2 / grid.voidAreaM2 - 1)).toBeLessThan(0.01);
  });

  it('says how much of the area is void with the default limit on edges', async () => {
    const result = await computeVolume({ storeDir: store.dir, request: request({}) }, context);
    expect(result.coveredAreaM2 + result.voidAreaM2).toBeCloseTo(28_800, 6);
    expect(result.voidAreaM2 / 28_800).toBeCloseTo(0.43, 1);
    expect(result.warnings.map(({ code }) => code)).toContain('VOID');
  });
});

describe.skipIf(!ign)('a published terrain model of 0.5 m', () => {
  it('is our TIN of the ground points of the tile and its neighbours, at the centres of its pixels', async () => {
    await indexDelivery([join(ign!, 'tiles')], { collection: 'ign' }, { store, pool });
    const file = await readFile(join(ign!, 'ref', 'DTM_77055_627760_50CM.tif'));
    const tiff = await fromArrayBuffer(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
    const image = await tiff.getImage();
    const [raster] = await image.readRasters();
    const [cols, rows] = [image.getWidth(), image.getHeight()];
    const [originE, originN] = image.getOrigin() as [number, number];
    const east = Float64Array.from({ length: cols * rows }, (_, i) => originE + 0.5 * ((i % cols) + 0.5));
    const north = Float64Array.from({ length: cols * rows }, (_, i) => originN - 0.5 * (Math.floor(i / cols) + 0.5));
    const bounds = { minE: originE, minN: originN - 0.5 * rows, maxE: originE + 0.5 * cols, maxN: originN };
    const { tin } = await loadTin(await resolvePoints(store, { collection: 'ign' }), bounds, 1000);
    const heights = sampleTinAt(tin, east, north, 1000);
    let squares = 0;
    let count = 0;
    heights.forEach((height, i) => {
      const expected = (raster as Float32Array)[i]!;
      if (expected < -1000 || Number.isNaN(height)) return;
      squares += (height - expected) ** 2;
      count++;
    });
    expect(count).toBeGreaterThan(0.99 * cols * rows);
    // float32 and the millimetres of the points; half a pixel off would be 0.03 m, without neighbours 0.02 m
    expect(Math.sqrt(squares / count)).toBeLessThan(0.0003);
  });
});
