import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormatError, RequestError, UnsupportedError } from '#core/errors.ts';
import { egm96 } from '#worker/geoid/egm96.ts';
import { readGeoidFile } from '#worker/geoid/geoid-file.ts';
import { chooseGeoidFile, geoidFor, loadGeoid } from '#worker/geoid/load-geoid.ts';
import { GEOID_JSON } from '../../helpers/geoid-text.ts';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-geoid-'));
  for (const name of ['jpgeo2024.json', 'gsigeo2011_v2.1.json', 'zz.json', 'readme.md'])
    await writeFile(file(name), GEOID_JSON);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('which geoid', () => {
  test('the file that is named comes first', async () => {
    expect(await chooseGeoidFile({ file: '/x/some.gtx', directory: folder })).toBe('/x/some.gtx');
  });

  test('in the folder, the model that belongs to the datum of the heights', async () => {
    expect(await chooseGeoidFile({ directory: folder, verticalDatum: 'JGD2024' })).toBe(file('jpgeo2024.json'));
    expect(await chooseGeoidFile({ directory: folder, verticalDatum: 'JGD2011' })).toBe(file('gsigeo2011_v2.1.json'));
    expect(await chooseGeoidFile({ directory: folder })).toBe(file('gsigeo2011_v2.1.json'));
  });

  test('without folder or file EGM96, and it says that it is a fallback', async () => {
    const choice = await chooseGeoidFile({ directory: file('nothing-here') });
    expect(choice).toBeNull();
    expect(await loadGeoid(choice)).toMatchObject({ name: 'EGM96', fallback: true, accuracyM: 1.5 });
  });

  test('a model of the other datum stands in, flagged; ellipsoidal heights need none', async () => {
    const geoid = await loadGeoid(file('gsigeo2011_v2.1.json'));
    expect(geoidFor(geoid, 'JGD2011')).toBe(geoid);
    expect(geoidFor(geoid, null)).toBe(geoid);
    expect(geoidFor(geoid, 'JGD2024')).toMatchObject({ name: 'GSIGEO2011', fallback: true });
    expect(geoidFor(geoid, 'ellipsoid').heightAt(138, 35)).toBe(0);
  });
});

describe('geoid files', () => {
  test('a model is recognised by its name, and EGM96 answers outside its grid', async () => {
    const geoid = await loadGeoid(file('gsigeo2011_v2.1.json'));
    expect(geoid).toMatchObject({ name: 'GSIGEO2011', fallback: false });
    expect(geoid.heightAt(138.5, 34.5)).toBeCloseTo(2.5, 12);
    expect(geoid.heightAt(10, 50)).toBe(egm96.heightAt(10, 50));
  });

  test.each([
    ['points', 2, 0],
    ['areas', 1, 0.5],
  ])('a GeoTIFF of %s: values stand on nodes or in the middle of cells', async (_, rasterType, shift) => {
    const bytes = writeArrayBuffer(Float32Array.from([30, 40, 10, 20]), {
      width: 2,
      height: 2,
      GTRasterTypeGeoKey: rasterType,
      GTModelTypeGeoKey: 2,
      GeographicTypeGeoKey: 6668,
      ModelTiepoint: [0, 0, 0, 138, 35, 0],
      ModelPixelScale: [1, 0.5, 0],
      BitsPerSample: [32],
      SampleFormat: [3],
    });
    await writeFile(file('grid.tif'), new Uint8Array(bytes as ArrayBuffer));
    const geoid = await readGeoidFile(file('grid.tif'));
    const [west, north] = [138 + shift, 35 - shift * 0.5];
    expect(geoid.heightAt(west, north)).toBe(30);
    expect(geoid.heightAt(west + 1, north - 0.5)).toBe(20);
    expect(geoid.heightAt(west + 0.5, north - 0.25)).toBe(25);
  });

  test('a missing file, a broken one and an unknown kind are errors of their own, and may be mended', async () => {
    await expect(loadGeoid(file('missing.json'))).rejects.toThrow(RequestError);
    await expect(readGeoidFile(file('readme.md'))).rejects.toThrow(UnsupportedError);
    await writeFile(file('late.json'), '{');
    await expect(loadGeoid(file('late.json'))).rejects.toThrow(FormatError);
    await writeFile(file('late.json'), GEOID_JSON);
    expect((await loadGeoid(file('late.json'))).heightAt(138, 34)).toBe(1);
  });
});

describe('EGM96', () => {
  test('the heights that the vectors state for Shizuoka, to the millimetre', () => {
    for (const [lat, lon, height] of [
      [34.97694, 138.38306, 40.316],
      [35.36072, 138.72743, 41.251],
      [34.6793, 138.9455, 39.417],
    ] as const) {
      expect(Math.abs(egm96.heightAt(lon, lat) - height)).toBeLessThan(0.001);
    }
  });

  test('longitudes of any turn', () => {
    expect(egm96.heightAt(138 - 360, 35)).toBeCloseTo(egm96.heightAt(138, 35), 9);
    expect(egm96.heightAt(181, 0)).toBeCloseTo(egm96.heightAt(-179, 0), 9);
  });
});
