import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { createTileFrame } from '#core/export/tile-frame.ts';
import { readGeoidFile } from '#worker/geoid/geoid-file.ts';
import { sharedData } from '../helpers/shared-data.ts';

const tif = sharedData('geoid/jp_gsi_gsigeo2011.tif');

/** GSI's reference values [lat, lon, N, decimals printed]. */
const REFERENCE: readonly [number, number, number, number][] = [
  [34.29, 135.63, 39.8601, 4],
  [36.103, 140.087, 40.1817, 4],
  [36.344, 137.654, 42.8956, 4],
  [38.675, 139.886, 40.1281, 4],
  [37.12378643, 138.28398171, 39.47387, 5],
  [43.06539278, 141.36199968, 31.90071, 5],
];
/** [place, lat, lon, N] of Shizuoka, to the millimetre. */
const SHIZUOKA: readonly [string, number, number, number][] = [
  ['prefectural office', 34.97694, 138.38306, 40.375],
  ['Mt Fuji', 35.36072, 138.72743, 42.508],
  ['Atami Izusan', 35.1128, 139.079, 40.0],
  ['Kawazu loop bridge', 34.7935, 138.9355, 40.812],
  ['Hamamatsu station', 34.7036, 137.7346, 39.6],
  ['Omaezaki', 34.5959, 138.2256, 39.499],
  ['Shimoda station', 34.6793, 138.9455, 40.446],
  ['Ikawa dam', 35.211, 138.222, 42.875],
];

describe.runIf(tif)('GSIGEO2011', async () => {
  const geoid = tif ? await readGeoidFile(tif) : undefined;

  test.each(REFERENCE)('the reference value at %f, %f', (lat, lon, height, decimals) => {
    // half of the last printed digit, and a tenth of a millimetre for the file's float32
    expect(Math.abs(geoid!.heightAt(lon, lat) - height)).toBeLessThan(0.5 * 10 ** -decimals + 1e-4);
  });

  test.each(SHIZUOKA)('%s to the millimetre', (_, lat, lon, height) => {
    expect(Math.abs(geoid!.heightAt(lon, lat) - height)).toBeLessThan(0.001);
  });

  test('the cut-out of Shizuoka agrees with the whole to 0.1 mm wherever both have nodes', async () => {
    const cut = await readGeoidFile(sharedData('geoid/gsigeo2011_v2.1_shizuoka.json')!);
    for (let lat = 34.6; lat < 35.7; lat += 0.0437) {
      for (let lon = 137.6; lon < 139; lon += 0.0371) {
        expect(Math.abs(cut.heightAt(lon, lat) - geoid!.heightAt(lon, lat))).toBeLessThan(1e-4);
      }
    }
  });

  test('out on Sagami Bay the nearest node answers, out on the ocean EGM96', () => {
    const [bay, coast] = [geoid!.heightAt(139.3, 34.9), geoid!.heightAt(139.12, 34.9)];
    expect(Math.abs(bay - coast)).toBeLessThan(1.5);
    expect(geoid!.heightAt(150, 30.5)).toBeCloseTo(18.33, 2);
  });

  test("EGM96 in GSI's neighbour file agrees with the one from npm to a centimetre", async () => {
    const world = await readGeoidFile(sharedData('geoid/us_nga_egm96_15.tif')!);
    const { egm96 } = await import('#worker/geoid/egm96.ts');
    for (const [lon, lat] of [
      [138.4, 35],
      [-100, 40],
      [0.1, 0.1],
      [179.95, -20],
      [-179.95, -20],
    ] as const) {
      expect(Math.abs(world.heightAt(lon, lat) - egm96.heightAt(lon, lat))).toBeLessThan(0.01);
    }
  });

  test('the prefectural office at 20 m in earth-centred coordinates, through the whole chain', () => {
    const crs = crsFromCode('EPSG:6676+6695');
    const frame = createTileFrame('ecef', { crs, geoid: geoid!, center: [-10677.167, -113490.457, 20] });
    // E, N and N(geoid) of the vector are printed to 1 mm
    [-3911410.001, 3474780.868, 3635805.6].forEach((expected, axis) => {
      expect(Math.abs(frame.transform[12 + axis]! - expected)).toBeLessThan(0.0015);
    });
  });
});

test.runIf(tif)('the geoid file of the tests is the one that the vectors were made with', () => {
  expect(readFileSync(tif!).length).toBe(428043);
});
