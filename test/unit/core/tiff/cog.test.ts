import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { fromArrayBuffer } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { type Band, type CogImage, writeCog } from '#core/tiff/cog.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';
import { sharedData } from '../../../helpers/shared-data.ts';
import { assertCloudOptimized, readDirectories } from '../../../helpers/tiff-structure.ts';

const place = { west: 52_000, north: -96_900, step: 0.5, crs: crsFromCode('EPSG:6676'), noData: Number.NaN };
const write = (image: Partial<CogImage> & Pick<CogImage, 'cols' | 'rows' | 'bands'>) =>
  writeCog({ ...place, tileSize: 256, ...image }, (bytes) => deflateSync(bytes));
const open = (bytes: Uint8Array<ArrayBuffer>) => fromArrayBuffer(bytes.buffer);

function values<B extends Band>(Type: new (length: number) => B, length: number, seed: number, scale: number): B {
  const random = seededRandom(seed);
  const band = new Type(length);
  for (let i = 0; i < length; i++) band[i] = scale * random.normal();
  return band;
}

function floats(cols: number, rows: number): Float32Array {
  const band = values(Float32Array, cols * rows, 5, 3);
  for (let i = 0; i < band.length; i += 17) band[i] = Number.NaN;
  band.set([Infinity, -Infinity, -0, 1e-42, 3.4e38].slice(0, band.length));
  return band;
}

describe('writeCog', () => {
  it('is read back bit by bit: values, place, system, no data', async () => {
    const [cols, rows] = [700, 530];
    const band = floats(cols, rows);
    const tiff = await open(write({ cols, rows, bands: [band], descriptions: ['after - before'], software: 'tengun' }));
    const image = await tiff.getImage(0);
    const [read] = await image.readRasters();
    expect(read).toBeInstanceOf(Float32Array);
    expect(new Uint32Array((read as Float32Array).buffer)).toEqual(new Uint32Array(band.buffer));
    expect(image.getOrigin().slice(0, 2)).toEqual([52_000, -96_900]);
    expect(image.getResolution().slice(0, 2)).toEqual([0.5, -0.5]);
    expect(image.getBoundingBox()).toEqual([52_000, -97_165, 52_350, -96_900]);
    expect(image.getGDALNoData()).toBeNaN();
    expect(image.pixelIsArea()).toBe(true);
    expect(image.getGeoKeys()).toMatchObject({
      ProjectedCSTypeGeoKey: 6676,
      GTModelTypeGeoKey: 1,
      ProjLinearUnitsGeoKey: 9001,
    });
    expect(await image.getGDALMetadata(0)).toMatchObject({ DESCRIPTION: 'after - before' });
  });

  it('has overviews of means down to one tile', async () => {
    const [cols, rows] = [700, 530];
    const band = floats(cols, rows).map((value) =>
      Number.isFinite(value) && Math.abs(value) < 1e30 ? value : Number.NaN,
    );
    const bytes = write({ cols, rows, bands: [band] });
    expect(assertCloudOptimized(bytes)).toEqual([
      [700, 530],
      [350, 265],
      [175, 133],
    ]);
    const tiff = await open(bytes);
    expect(await tiff.getImageCount()).toBe(3);
    const [half] = (await (await tiff.getImage(1)).readRasters()) as unknown as Float32Array[];
    for (const [col, row] of [
      [0, 0],
      [200, 100],
      [349, 264],
    ] as const) {
      const four = [0, 1, cols, cols + 1].map((step) => band[2 * row * cols + 2 * col + step]!);
      const known = four.filter((value) => !Number.isNaN(value));
      expect(half![row * 350 + col]).toBe(Math.fround(known.reduce((a, b) => a + b) / known.length));
    }
  });

  it('is in the order that a cloud optimized GeoTIFF has, whatever the size', () => {
    for (const [cols, rows] of [
      [1, 1],
      [256, 256],
      [257, 1],
      [3, 900],
      [1025, 513],
    ] as const) {
      expect(assertCloudOptimized(write({ cols, rows, bands: [floats(cols, rows)] }))[0]).toEqual([cols, rows]);
    }
  });

  it.each([
    ['bytes', Uint8Array, 90, 1],
    ['colours', Uint8Array, 90, 3],
    ['colours with opacity', Uint8Array, 90, 4],
    ['unsigned shorts', Uint16Array, 20_000, 1],
    ['signed shorts', Int16Array, 12_000, 2],
    ['floats', Float32Array, 12, 3],
  ] as const)('writes bands of %s', async (name, Type, scale, count) => {
    const [cols, rows] = [300, 270];
    const bands = Array.from({ length: count }, (_, i) => values<Band>(Type, cols * rows, 40 + i, scale));
    const bytes = write({
      cols,
      rows,
      bands,
      noData: null,
      isColour: name.startsWith('colours'),
      resampling: 'nearest',
    });
    assertCloudOptimized(bytes);
    const tiff = await open(bytes);
    const read = await (await tiff.getImage(0)).readRasters();
    for (const [i, band] of bands.entries()) expect(read[i]).toEqual(band);
    const half = await (await tiff.getImage(1)).readRasters();
    expect((half[0] as Band)[1]).toBe(bands[0]![2]);
  });

  it('leaves no data of whole numbers out of the means', async () => {
    const band = Int16Array.from({ length: 257 * 2 }, () => -9999);
    band.set([10, -9999, 20]);
    band.set([13], 257);
    const tiff = await open(write({ cols: 257, rows: 2, bands: [band], noData: -9999 }));
    const [half] = (await (await tiff.getImage(1)).readRasters()) as unknown as Int16Array[];
    expect([...half!.subarray(0, 3)]).toEqual([12, 20, -9999]);
  });

  it('tells a system without a code by its WKT', () => {
    const crs = { ...crsFromCode('EPSG:6676'), code: null };
    const [first] = readDirectories(write({ cols: 2, rows: 2, bands: [new Float32Array(4)], crs }));
    expect(String.fromCharCode(...first!.tags.get(34737)!)).toContain('PROJCS["JGD2011');
    const keys = first!.tags.get(34735)!;
    expect(keys.slice(keys.indexOf(3072), keys.indexOf(3072) + 4)).toEqual([3072, 0, 1, 32767]);
  });

  it('describes bands in sound XML of ASCII', () => {
    const [first] = readDirectories(
      write({ cols: 1, rows: 1, bands: [new Float32Array(1)], descriptions: ['a < b & 差'] }),
    );
    expect(String.fromCharCode(...first!.tags.get(42112)!)).toBe(
      '<GDALMetadata><Item name="DESCRIPTION" sample="0" role="description">a &lt; b &amp; ?</Item></GDALMetadata>\0',
    );
  });

  it('refuses bands that do not fit', () => {
    expect(() => write({ cols: 3, rows: 2, bands: [new Float32Array(5)] })).toThrow('3 × 2');
    expect(() => write({ cols: 1, rows: 1, bands: [new Float32Array(1), new Uint8Array(1)] })).toThrow('one type');
    expect(() => write({ cols: 1, rows: 1, bands: [] })).toThrow('1 to 4 bands');
  });

  it('gives the same bytes every time', () => {
    const once = write({ cols: 300, rows: 300, bands: [floats(300, 300)] });
    expect(write({ cols: 300, rows: 300, bands: [floats(300, 300)] })).toEqual(once);
  });

  const reference = sharedData('ign/ref/DTM_77055_627760_50CM.tif');
  it.skipIf(!reference)('says its place and no data in the tags that an agency uses', async () => {
    const theirs = await (await fromArrayBuffer(new Uint8Array(readFileSync(reference!)).buffer)).getImage(0);
    const ours = await (await open(write({ cols: 4, rows: 4, bands: [new Float32Array(16)] }))).getImage(0);
    for (const tag of ['ModelPixelScale', 'ModelTiepoint', 'GeoKeyDirectory', 'GDAL_NODATA', 'SampleFormat'] as const) {
      expect(theirs.getFileDirectory().hasTag(tag), tag).toBe(true);
      expect(ours.getFileDirectory().hasTag(tag), tag).toBe(true);
    }
    expect(ours.pixelIsArea()).toBe(theirs.pixelIsArea());
    expect(Object.keys(ours.getGeoKeys() ?? {})).toEqual(
      expect.arrayContaining(['GTModelTypeGeoKey', 'GTRasterTypeGeoKey', 'ProjectedCSTypeGeoKey']),
    );
  });
});
