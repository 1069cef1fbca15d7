/** The process `surface` against rasters that others made of the same points. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSurface } from '#worker/grids/make-surface.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { sharedData } from '../../helpers/shared-data.ts';

const ign = sharedData('ign');
const multiepoch = sharedData('multiepoch');
let folder: string;
let pool: WorkerPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-rasters-'));
  pool = createPool({ threads: 2 });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

interface Raster {
  readonly cols: number;
  readonly rows: number;
  /** Centre of the north-western pixel. */
  readonly west: number;
  readonly north: number;
  readonly step: number;
  readonly epsg: number | undefined;
  readonly values: Float64Array;
}

/** NaN is no data. */
async function readRaster(bytes: Uint8Array): Promise<Raster> {
  const tiff = await fromArrayBuffer(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
  const image = await tiff.getImage();
  const noData = image.getGDALNoData();
  const [band] = (await image.readRasters()) as unknown as [ArrayLike<number>];
  const [x, y] = image.getOrigin() as [number, number];
  const step = image.getResolution()[0]!;
  return {
    cols: image.getWidth(),
    rows: image.getHeight(),
    west: x + step / 2,
    north: y - step / 2,
    step,
    epsg: image.getGeoKeys()?.ProjectedCSTypeGeoKey as number | undefined,
    values: Float64Array.from(band, (value) => (value === noData ? Number.NaN : value)),
  };
}

/** Differences ours − theirs at the same centres, where both have data, and how many of theirs we have not. */
function differences(ours: Raster, theirs: Raster, isWanted: (east: number, north: number) => boolean = () => true) {
  const found: number[] = [];
  let missing = 0;
  for (let row = 0; row < theirs.rows; row++) {
    for (let col = 0; col < theirs.cols; col++) {
      const value = theirs.values[row * theirs.cols + col]!;
      const [east, north] = [theirs.west + col * theirs.step, theirs.north - row * theirs.step];
      if (Number.isNaN(value) || !isWanted(east, north)) continue;
      const [c, r] = [(east - ours.west) / ours.step, (ours.north - north) / ours.step];
      expect(Math.abs(c - Math.round(c)) + Math.abs(r - Math.round(r))).toBeLessThan(1e-6);
      const own = ours.values[Math.round(r) * ours.cols + Math.round(c)];
      if (own === undefined || Number.isNaN(own)) missing++;
      else found.push(own - value);
    }
  }
  return { found, missing };
}

const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
const quantile = (values: readonly number[], share: number) =>
  values.map(Math.abs).sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;

describe.skipIf(!ign)('rasters of IGN, 0.5 m, from six tiles', () => {
  // the tile 77055_627760 and half a metre around it
  const ring = [
    [770_549, 6_277_549],
    [770_601, 6_277_549],
    [770_601, 6_277_601],
    [770_549, 6_277_601],
    [770_549, 6_277_549],
  ];
  const surface = async (inputs: object) => {
    const request = {
      inputs: {
        area: { type: 'Polygon', coordinates: [ring] },
        collection: 'ign',
        cellSizeM: 0.5,
        anchor: 'centres',
        maxEdgeM: 1000,
        ...inputs,
      },
    };
    return await readRaster((await makeSurface({ storeDir: join(folder, 'ign'), request }, { pool })).bytes);
  };
  const reference = async (name: string) => await readRaster(await readFile(join(ign!, 'ref', name)));

  beforeAll(async () => {
    const files = (await readdir(join(ign!, 'tiles'))).map((name) => join(ign!, 'tiles', name));
    const store = openStore(join(folder, 'ign'));
    const report = await indexDelivery(files, { collection: 'ign', crs: 'EPSG:2154' }, { store, pool });
    expect(report.items.map(({ verdict }) => verdict)).toEqual(Array(6).fill('indexed'));
  });

  it('the ground equals their DTM within a millimetre at pixel centres', async () => {
    const ours = await surface({});
    const { found, missing } = differences(ours, await reference('DTM_77055_627760_50CM.tif'));
    expect(found.length).toBeGreaterThan(9_900);
    expect(missing).toBe(0);
    expect(rms(found)).toBeLessThan(0.001);
    expect(ours.epsg).toBe(2154);
  });

  it('without the neighbouring tiles it does not: the borders differ', async () => {
    const { found } = differences(
      await surface({ items: ['test_data_77055_627760_LA93_IGN69'] }),
      await reference('DTM_77055_627760_50CM.tif'),
    );
    expect(rms(found)).toBeGreaterThan(0.01);
  });

  it('the TIN of all points is their DSM but for cells at doubled positions', async () => {
    const { found } = differences(
      await surface({ kind: 'surface', returns: 'all', classes: Array.from({ length: 256 }, (_, code) => code) }),
      await reference('DSM_77055_627760_50CM.tif'),
    );
    expect(quantile(found, 0.95)).toBeLessThan(0.001);
  });

  it('the canopy is DSM − DTM', async () => {
    const all = { returns: 'all', classes: Array.from({ length: 256 }, (_, code) => code) };
    const [top, ground, canopy] = [
      await surface({ kind: 'surface', ...all }),
      await surface({}),
      await surface({ kind: 'canopy', ...all }),
    ];
    const worst = canopy.values.reduce((most, value, i) => {
      const difference = Math.abs(value - (top.values[i]! - ground.values[i]!));
      return Number.isNaN(difference) ? most : Math.max(most, difference);
    }, 0);
    // each of the three is rounded to 32 bits: heights of 50 m to 4 µm
    expect(worst).toBeLessThan(1e-5);
    const { found } = differences(canopy, await reference('DHM_77055_627760_50CM.tif'));
    expect(quantile(found, 0.95)).toBeLessThan(0.001);
  });
});

describe.skipIf(!multiepoch)('a third party’s DTM, 1 m', () => {
  it('is met within 5 mm where the north half of the cloud is complete', async () => {
    const storeDir = join(folder, 'ttp');
    const store = openStore(storeDir);
    await indexDelivery([join(multiepoch!, 'ttp_2015_north.las')], { collection: 'ttp' }, { store, pool });
    const theirs = await readRaster(await readFile(join(multiepoch!, 'ttp_dtm_2015_1m.tif')));
    const item = await store.getItem('ttp', 'ttp_2015_north');
    const [, minN] = item.properties['tengun:bounds'];
    const east = theirs.west - theirs.step / 2;
    const isCentred = Math.abs(east - Math.round(east)) > 0.25;
    const request = {
      inputs: { collection: 'ttp', cellSizeM: 1, maxEdgeM: 1000, anchor: isCentred ? 'centres' : 'edges' },
    };
    const ours = await readRaster((await makeSurface({ storeDir, request }, { pool })).bytes);
    // the cut through the cloud changes triangles near it
    const { found } = differences(ours, theirs, (_, north) => north > minN + 60);
    expect(found.length).toBeGreaterThan(10_000);
    expect(rms(found)).toBeLessThan(0.005);
  });
});
