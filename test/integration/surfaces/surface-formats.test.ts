/** Every form that the process `surface` writes, read back by somebody else's reader. The ground is a plane with a dome on it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import validator from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { makeSurface } from '#worker/grids/make-surface.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { buildLas, randomPoints, type TestPoint } from '../../helpers/las-builder.ts';
import { parseSync } from '../../helpers/parse-dxf.ts';

const [WEST, SOUTH, SIZE] = [52_000, -97_200, 60];
const CENTRE = [52_030, -97_170] as const;
const RADIUS = 20;
/** A plane that rises to the east by 1 in 10, and a cone of 10 m on it. */
const heightAt = (east: number, north: number) =>
  150 + (east - WEST) / 10 + Math.max(0, 10 * (1 - Math.hypot(east - CENTRE[0], north - CENTRE[1]) / RADIUS));

let folder: string;
let pool: WorkerPool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-formats-'));
  pool = createPool({ threads: 2 });
  const [template] = randomPoints(1, { format: 6 }) as [TestPoint];
  const points: TestPoint[] = [];
  for (let row = 0; row <= 2 * SIZE; row++) {
    for (let col = 0; col <= 2 * SIZE; col++) {
      const [east, north] = [WEST + col / 2, SOUTH + row / 2];
      const z = Math.round((heightAt(east, north) - 100) * 1000);
      const own = { ...template, x: col * 500, y: row * 500, classification: 2, returnNumber: 1, numberOfReturns: 1 };
      points.push({ ...own, z });
      // something 3 m above the ground in the south-western corner
      if (row < 20 && col < 20) points.push({ ...own, z: z + 3000, classification: 5 });
    }
  }
  await writeFile(join(folder, 'dome.las'), buildLas(points, { format: 6 }));
  const store = openStore(join(folder, 'store'));
  await indexDelivery(
    [join(folder, 'dome.las')],
    { collection: 'dome', crs: 'EPSG:6676', verticalDatum: 'JGD2011', license: 'CC-BY-4.0', attribution: '静岡県' },
    { store, pool },
  );
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const surface = (inputs: object) =>
  makeSurface({ storeDir: join(folder, 'store'), request: { inputs: { collection: 'dome', ...inputs } } }, { pool });
const text = async (inputs: object) => new TextDecoder().decode((await surface(inputs)).bytes);

interface ContourFeature {
  readonly geometry: { readonly coordinates: readonly (readonly [number, number])[] };
  readonly properties: { readonly elevationM: number; readonly index: boolean; readonly kind: string };
}

describe('contours', () => {
  it('as GeoJSON lie where the height is; every fifth is an index line', async () => {
    const file = JSON.parse(await text({ format: 'contours-geojson', intervalM: 1, cellSizeM: 1 }));
    expect(file.crs.properties.name).toBe('urn:ogc:def:crs:EPSG::6676');
    expect(file.credit).toMatch(/静岡県.*CC-BY-4\.0.*加工して作成/);
    const features: ContourFeature[] = file.features;
    expect(new Set(features.map(({ properties }) => properties.elevationM))).toEqual(
      new Set(Array.from({ length: 12 }, (_, i) => 151 + i)),
    );
    for (const { geometry, properties } of features) {
      expect(properties.index).toBe(properties.elevationM % 5 === 0);
      expect(properties.kind).toBe(properties.index ? '計曲線' : '主曲線');
      for (const [east, north] of geometry.coordinates) {
        const away = Math.hypot(east - CENTRE[0], north - CENTRE[1]);
        // smoothing rounds the tip and the foot of the cone
        const isSmooth = away > 4 && Math.abs(away - RADIUS) > 4;
        if (isSmooth) expect(Math.abs(heightAt(east, north) - properties.elevationM)).toBeLessThan(0.1);
      }
    }
  });

  it('in longitude and latitude name no other system', async () => {
    const file = JSON.parse(
      await text({
        format: 'contours-geojson',
        crs: 'OGC:CRS84',
        area: {
          type: 'Polygon',
          coordinates: [
            [
              [139.0705, 35.1224],
              [139.0711, 35.1224],
              [139.0711, 35.123],
              [139.0705, 35.123],
              [139.0705, 35.1224],
            ],
          ],
        },
      }),
    );
    expect(file.crs).toBeUndefined();
    const [lon, lat] = file.features[0].geometry.coordinates[0];
    expect(Math.abs(lon - 139.07)).toBeLessThan(0.01);
    expect(Math.abs(lat - 35.1227)).toBeLessThan(0.01);
  });

  it('as DXF stand in the world on the layers of the CAD standard, with their height', async () => {
    const dxf = parseSync(await text({ format: 'contours-dxf', intervalM: 1 }));
    const lines = dxf.entities.filter(({ type }) => type === 'LWPOLYLINE') as unknown as {
      layer: string;
      elevation?: number;
      vertices: { x: number; y: number }[];
    }[];
    expect(new Set(lines.map(({ layer }) => layer))).toEqual(new Set(['S-BGD-HICN', 'S-BGD-LWCN']));
    for (const { layer, elevation, vertices } of lines) {
      expect(layer === 'S-BGD-HICN').toBe(elevation! % 5 === 0);
      for (const { x, y } of vertices) {
        expect(x).toBeGreaterThanOrEqual(WEST);
        expect(y).toBeGreaterThanOrEqual(SOUTH);
        expect(Math.abs(heightAt(x, y) - elevation!)).toBeLessThan(1.5);
      }
    }
    expect(dxf.entities.filter(({ type }) => type === 'TEXT').map((entity) => entity.text)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^15[05]$|^160$/), expect.stringContaining('静岡県')]),
    );
  });
});

describe('triangles', () => {
  it('as glTF are valid and keep to the ground', async () => {
    const { bytes, mediaType } = await surface({ format: 'glb', cellSizeM: 0.5, maxErrorM: 0.05 });
    expect(mediaType).toBe('model/gltf-binary');
    const report = await validator.validateBytes(bytes);
    expect(report.issues.messages.filter(({ severity }: { severity: number }) => severity < 2)).toEqual([]);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + view.getUint32(12, true))));
    const { origin, crs } = json.asset.extras;
    expect(crs).toBe('EPSG:6676');
    expect(json.asset.copyright).toContain('静岡県');
    const [positions] = json.accessors;
    const at = 28 + view.getUint32(12, true);
    for (let v = 0; v < positions.count; v++) {
      const [x, y, z] = [0, 4, 8].map((shift) => view.getFloat32(at + 12 * v + shift, true)) as [
        number,
        number,
        number,
      ];
      expect(Math.abs(origin[2] + y - heightAt(origin[0] + x, origin[1] - z))).toBeLessThan(0.3);
    }
    // far fewer than two for each cell
    expect(json.accessors[2].count / 3).toBeLessThan(2 * 120 * 120 * 0.5);
  });

  it('as LandXML are read back by our own reader', async () => {
    const reader = new LandXmlTinReader();
    reader.write(await text({ format: 'landxml', cellSizeM: 1 }));
    const { raw: mesh } = reader.end();
    for (let v = 0; v < mesh.east.length; v++) {
      expect(Math.abs(mesh.height[v]! - heightAt(mesh.east[v]!, mesh.north[v]!))).toBeLessThan(0.3);
    }
  });
});

describe('grids', () => {
  it('the canopy is what stands above the ground', async () => {
    const rows = (await text({ kind: 'canopy', format: 'grid-txt', cellSizeM: 1, sampling: 'max' }))
      .trim()
      .split('\r\n');
    const heights = rows.map((row) => row.split(' ').map(Number) as [number, number, number]);
    for (const [east, north, height] of heights) {
      const isUnder = east < WEST + 9 && north < SOUTH + 9;
      const isFree = east > WEST + 11 || north > SOUTH + 11;
      if (isUnder) expect(height).toBeGreaterThan(2.8);
      if (isFree) expect(height).toBeLessThan(0.7);
    }
  });

  it('counts of points are told as such', async () => {
    const rows = (await text({ format: 'grid-csv', sampling: 'count', cellSizeM: 1 })).trim().split('\r\n');
    // four points a square metre, its west and south sides included
    expect(rows.filter((row) => row.split(',')[3] === '4.000').length).toBeGreaterThan(SIZE * SIZE * 0.95);
    await expect(surface({ format: 'png', sampling: 'count' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('a picture has a pixel a cell, clear outside of the area', async () => {
    const ring = [
      [WEST, SOUTH],
      [WEST + 30, SOUTH],
      [WEST, SOUTH + 30],
      [WEST, SOUTH],
    ];
    const { bytes } = await surface({
      format: 'png',
      style: 'cs',
      cellSizeM: 0.5,
      area: { type: 'Polygon', coordinates: [ring] },
    });
    const { width, height, data, channels } = decodePng(bytes);
    expect([width, height, channels]).toEqual([60, 60, 4]);
    const clear = Array.from({ length: 3600 }, (_, i) => data[4 * i + 3]).filter((alpha) => alpha === 0).length;
    expect(Math.abs(clear - 1800)).toBeLessThan(70);
  });

  it('refuses what is too large before anything is read, and areas without points', async () => {
    const square = (size: number, east = WEST) => ({
      type: 'Polygon',
      coordinates: [
        [
          [east, SOUTH],
          [east + size, SOUTH],
          [east + size, SOUTH + size],
          [east, SOUTH + size],
          [east, SOUTH],
        ],
      ],
    });
    await expect(surface({ area: square(9000), cellSizeM: 0.5 })).rejects.toMatchObject({ code: 'LIMIT' });
    await expect(surface({ area: square(2500), cellSizeM: 0.5, format: 'xyz' })).rejects.toMatchObject({
      code: 'LIMIT',
    });
    await expect(surface({ area: square(10, 60_000) })).rejects.toMatchObject({ code: 'NO_DATA' });
    await expect(surface({ classes: [9] })).rejects.toMatchObject({ code: 'NO_GROUND_CLASS' });
    await expect(surface({ cellSizeM: 0.1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
