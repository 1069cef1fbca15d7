import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import '#worker/crs-registry.ts';
import { type Crs, compoundCode, createProjection, crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { CrsError } from '#core/errors.ts';
import { type LasFile, openLas } from '#core/las/las-file.ts';
import { openFileSource } from '#worker/file-source.ts';
import { sharedData } from '../helpers/shared-data.ts';

const root = sharedData('.');
const US_FOOT = 1200 / 3937;

/** [file, code, horizontal unit, vertical unit, longitude and latitude of the middle to a few metres where that is known]. */
const KNOWN: readonly [string, string | null, number, number, (readonly [number, number])?][] = [
  ['japan/kyobashi_B-01_epsg6674.las', 'EPSG:6674', 1, 1, [135.528, 34.695]],
  ['japan/epsg6676_random/v2d3.las', 'EPSG:6676', 1, 1],
  ['japan/epsg6676_random/v4d7.las', 'EPSG:6676', 1, 1],
  ['ign/tiles/test_data_77055_627760_LA93_IGN69.laz', 'EPSG:2154', 1, 1, [3.8737, 43.5937]],
  ['ign/ground/test_data_77055_627760_LA93_IGN69.las', 'EPSG:2154', 1, 1, [3.8737, 43.5937]],
  ['bench/autzen.laz', null, 0.3048, 0.3048, [-123.0688, 44.0562]],
  ['als/autzen_2010_1000ft.las', 'EPSG:2994', 0.3048, 0.3048, [-123.0687, 44.0562]],
  ['als/autzen_trim.las', null, 0.3048, 0.3048, [-123.0712, 44.0507]],
  ['copc/autzen_clip_native.copc.laz', 'EPSG:2991+6360', 1, US_FOOT, [-123.0733, 44.0664]],
  ['copc/autzen_clip_4326.copc.laz', 'EPSG:4326', (6378137 * Math.PI) / 180, 1, [-123.0738, 44.0664]],
  ['copc/ellipsoid.laz', 'EPSG:3857', 1, 1, [-74.0445, 40.6892]],
  ['multiepoch/ttp_2015_north.las', 'EPSG:26917', 1, 1, [-79.336, 43.6277]],
  ['multiepoch/ttp_2023_north.las', 'EPSG:26917', 1, 1, [-79.335, 43.6276]],
  ['formats/laspy/1_4_w_evlr.las', 'EPSG:2903+6360', US_FOOT, US_FOOT],
  ['formats/pdal/4_6_crop.las', 'EPSG:2903+6360', US_FOOT, US_FOOT],
  ['formats/pdal/mvk-thin.las', null, US_FOOT, US_FOOT, [-91.1457, 32.9889]],
  ['formats/pdal/lots_of_vlr.las', null, US_FOOT, US_FOOT],
  ['formats/rlas/las14_prf6.laz', null, 1, 1, [-123.1632, 47.9774]],
  ['formats/lazperf/1815.laz', 'EPSG:6580+5703', 1, 1],
];
/** Files whose record names something that does not exist. */
const WRONG = ['ign/misc/test_pdalfail_0643_6319_LA93_IGN69.laz'];

async function open(path: string): Promise<LasFile> {
  await using source = await openFileSource(path);
  return await openLas(source);
}

const crsOf = (las: LasFile): Crs | null =>
  las.wkt !== null ? crsFromWkt(las.wkt) : las.geoKeys && crsFromGeoKeys(las.geoKeys);

function middle({ header }: LasFile, crs: Crs): [number, number] {
  return createProjection(crs).toLonLat((header.min[0] + header.max[0]) / 2, (header.min[1] + header.max[1]) / 2);
}

describe.runIf(root)('the CRS records of real files', () => {
  test.each(KNOWN)('%s', async (name, code, horizontalUnitM, verticalUnitM, place) => {
    const las = await open(sharedData(name)!);
    const crs = crsOf(las)!;
    expect(compoundCode(crs)).toBe(code);
    expect(crs).toMatchObject({ horizontalUnitM, verticalUnitM });
    const [lon, lat] = middle(las, crs);
    // 0.001 degrees: the places are known from maps, not from surveys
    if (place) expect(Math.hypot(lon - place[0], lat - place[1])).toBeLessThan(0.001);
  });

  test('every record of every file is a system that its own WKT gives again, or names something that does not exist', async () => {
    let systems = 0;
    for (const path of readdirSync(root!, { recursive: true, encoding: 'utf8' }).map((name) => join(root!, name))) {
      if (!/\.la[sz]$/.test(path) || !existsSync(path)) continue;
      const name = relative(root!, path);
      const las = await open(path).catch(() => null);
      if (!las || (las.wkt === null && las.geoKeys === null)) continue;
      if (WRONG.includes(name)) {
        expect(() => crsOf(las), name).toThrow(CrsError);
        continue;
      }
      for (const crs of [las.wkt === null ? null : crsFromWkt(las.wkt), las.geoKeys && crsFromGeoKeys(las.geoKeys)]) {
        if (!crs) continue;
        systems++;
        const { name: _, wkt: __, proj4: ___, ...meaning } = crs;
        const again = crsFromWkt(crs.wkt);
        expect(again, name).toMatchObject(meaning);
        const [lon, lat] = middle(las, crs);
        const [lonAgain, latAgain] = middle(las, again);
        if (!Number.isFinite(lon)) continue;
        // 1e-9 degrees is 0.1 mm
        expect(Math.hypot(lon - lonAgain, lat - latAgain), name).toBeLessThan(1e-9);
      }
    }
    expect(systems).toBeGreaterThan(80);
  }, 60_000);
});
