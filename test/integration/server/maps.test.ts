/** Map tiles and terrain of two made sheets: heights come back, borders meet, addresses name what they hold. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decode as decodePng } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { decodeElevation, ELEVATION_ENCODINGS, ENCODING_STEP_M } from '#core/tiles/elevation-encoding.ts';
import { terrainBox } from '#core/tiles/quantized-mesh.ts';
import { latAt, lonAt, tileOf } from '#core/tiles/web-mercator.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { FileCache } from '../../../server/tiles/file-cache.ts';
import { GeoidChooser } from '../../../server/tiles/geoid-choice.ts';
import { MapTiles } from '../../../server/tiles/map-tiles.ts';
import { buildLas, randomPoints, type TestPoint } from '../../helpers/las-builder.ts';
import { readQuantizedMesh } from '../../helpers/quantized-mesh.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';
import { sharedData } from '../../helpers/shared-data.ts';

const SHEETS = { '08NF2330': 52_000, '08NF2331': 52_400 } as const;
/** A tilted plane: what is bilinear in the cells is exact on it. */
const heightAt = (east: number, north: number) => 200 + 0.1 * (east - 52_400) - 0.07 * (north + 97_050);
const projection = createProjection(crsFromCode('EPSG:6676'));
const [MID_LON, MID_LAT] = projection.toLonLat(52_400, -97_050);

/** Points every 5 m, over the border too. */
function sheetPoints(west: number): TestPoint[] {
  const [template] = randomPoints(1, { format: 6 }) as [TestPoint];
  const points: TestPoint[] = [];
  for (let n = -97_200; n <= -96_900; n += 5) {
    for (let e = west; e <= west + 400; e += 5) {
      const place = { x: (e - 52_000) * 1000, y: (n + 97_200) * 1000, z: Math.round((heightAt(e, n) - 100) * 1000) };
      points.push({ ...template, ...place, classification: 2, returnNumber: 1, numberOfReturns: 1 });
    }
  }
  return points;
}

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-maps-'));
  const pool = createPool({ threads: 2 });
  const store = openStore(join(folder, 'store'));
  for (const [sheet, west] of Object.entries(SHEETS)) {
    await writeFile(join(folder, `${sheet}.las`), buildLas(sheetPoints(west), { format: 6 }));
    const options = { collection: 'izu', surfaceCellM: 0.5, verticalDatum: 'JGD2011', license: 'CC-BY-4.0' };
    await indexDelivery([join(folder, `${sheet}.las`)], options, { store, pool });
  }
  await pool.close();
  const geoidPath = sharedData('geoid/jp_gsi_gsigeo2011.tif');
  server = await testServer(async () => {}, { storeDir: join(folder, 'store'), ...(geoidPath ? { geoidPath } : {}) });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url: `/api/collections/izu/${path}`, headers });

describe('elevation tiles', () => {
  it.each(ELEVATION_ENCODINGS)(
    '%s gives the surface back to the encoding’s step, across the border of two sheets',
    async (encoding) => {
      const { z, x, y } = tileOf(MID_LON, MID_LAT, 17);
      const answer = await get(`map/dtm/${encoding}/${z}/${x}/${y}.png`);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/png']);
      const { width, data } = decodePng(answer.rawPayload);
      expect(width).toBe(256);
      let seen = 0;
      for (let row = 0; row < 256; row++) {
        for (let col = 0; col < 256; col++) {
          const at = 4 * (row * 256 + col);
          const [e, n] = projection.fromLonLat(lonAt(x + (col + 0.5) / 256, z), latAt(y + (row + 0.5) / 256, z));
          const isInside = e > 52_000.3 && e < 52_799.7 && n > -97_199.7 && n < -96_900.3;
          const isVoid =
            data[at + 3] === 0 || Number.isNaN(decodeElevation(data[at]!, data[at + 1]!, data[at + 2]!, encoding));
          if (e < 51_999 || n < -97_201 || n > -96_899) expect(isVoid).toBe(true);
          if (!isInside) continue;
          seen++;
          const height = decodeElevation(data[at]!, data[at + 1]!, data[at + 2]!, encoding);
          // points and surface are whole millimetres
          expect(Math.abs(height - heightAt(e, n))).toBeLessThan(
            ENCODING_STEP_M[encoding] / (encoding === 'terrarium' ? 1 : 2) + 0.0015,
          );
        }
      }
      expect(seen).toBeGreaterThan(20_000);
    },
  );

  it('a small scale is the mean of what is below', async () => {
    const { z, x, y } = tileOf(MID_LON, MID_LAT, 13);
    const { data } = decodePng((await get(`map/dtm/gsi/${z}/${x}/${y}.png`)).rawPayload);
    let seen = 0;
    for (let i = 0; i < 256 * 256; i++) {
      const height = decodeElevation(data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!, 'gsi');
      if (Number.isNaN(height)) continue;
      seen++;
      const [col, row] = [i % 256, Math.floor(i / 256)];
      const [e, n] = projection.fromLonLat(lonAt(x + (col + 0.5) / 256, z), latAt(y + (row + 0.5) / 256, z));
      // at the border of an overview a pixel may lie up to a cell further in
      expect(Math.abs(height - heightAt(e, n))).toBeLessThan(2);
    }
    expect(seen).toBeGreaterThan(500);
  });
});

describe('pictures', () => {
  it.each(['hillshade', 'slope', 'cs', 'openness', 'elevation'])(
    '%s of a plane is one colour, without a line between tiles and sheets',
    async (style) => {
      const { z, x, y } = tileOf(MID_LON, MID_LAT, 18);
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
      ] as const) {
        const { data } = decodePng((await get(`map/dtm/${style}/${z}/${x + dx}/${y + dy}.png`)).rawPayload);
        const shades = new Set<number>();
        for (let i = 0; i < 256 * 256; i += 7) if (data[4 * i + 3] === 255) shades.add(data[4 * i]!);
        // heights colour two of the styles
        const allowed = style === 'elevation' ? 60 : 4;
        expect(Math.max(...shades) - Math.min(...shades)).toBeLessThanOrEqual(allowed);
      }
    },
  );

  it('where nothing was measured the tile is clear; outside of the world there is none', async () => {
    const empty = await get('map/dtm/hillshade/10/100/100.png');
    expect(empty.statusCode).toBe(200);
    expect(decodePng(empty.rawPayload).data.every((value) => value === 0)).toBe(true);
    expect((await get('map/dtm/hillshade/3/8/0.png')).statusCode).toBe(404);
    expect((await get('map/dtm/hillshade/23/0/0.png')).statusCode).toBe(400);
    expect((await get('map/dtm/red-relief/3/1/1.png')).statusCode).toBe(400);
    expect((await server.app.inject('/api/collections/nobody/map/dtm/slope/3/1/1.png')).statusCode).toBe(404);
  });

  it('TileJSON names the address of the present revision, which may be kept for ever', async () => {
    const json = (await get('map/dtm/cs/tilejson.json')).json();
    expect(json).toMatchObject({ tilejson: '3.0.0', scheme: 'xyz', attribution: 'CC-BY-4.0', maxzoom: 18 });
    const { z, x, y } = tileOf(MID_LON, MID_LAT, 16);
    const url = new URL((json.tiles[0] as string).replace('{z}', `${z}`).replace('{x}', `${x}`).replace('{y}', `${y}`));
    const kept = await server.app.inject(url.pathname + url.search);
    expect(kept.headers['cache-control']).toMatch(/immutable/);
    const plain = await server.app.inject(url.pathname);
    expect(plain.headers['cache-control']).not.toMatch(/immutable/);
    expect(plain.headers.etag).toBe(kept.headers.etag);
    const again = await server.app.inject({
      url: url.pathname,
      headers: { 'if-none-match': plain.headers.etag as string },
    });
    expect(again.statusCode).toBe(304);
    expect(plain.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('terrain', () => {
  it('layer.json says what is there', async () => {
    const json = (await get('terrain/layer.json')).json();
    expect(json).toMatchObject({
      format: 'quantized-mesh-1.0',
      scheme: 'tms',
      projection: 'EPSG:4326',
      extensions: ['octvertexnormals'],
    });
    expect(json.available[0]).toEqual([{ startX: 0, startY: 0, endX: 1, endY: 0 }]);
    for (const [level, [range]] of json.available.entries()) {
      const x = Math.floor((MID_LON + 180) / (180 / 2 ** level));
      const y = Math.floor((MID_LAT + 90) / (180 / 2 ** level));
      if (level > 0) expect(x >= range.startX && x <= range.endX && y >= range.startY && y <= range.endY).toBe(true);
    }
  });

  it('stands on the ellipsoid: elevation plus geoid height', async () => {
    const level = 16;
    const side = 180 / 2 ** level;
    const address = { level, x: Math.floor((MID_LON + 180) / side), y: Math.floor((MID_LAT + 90) / side) };
    const answer = await get(`terrain/${level}/${address.x}/${address.y}.terrain`, { 'accept-encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    const mesh = readQuantizedMesh(gunzipSync(answer.rawPayload));
    expect(mesh.normals).toBeNull();
    const [west, south, east, north] = terrainBox(address);
    const geoid = sharedData('geoid') ? 40.0 : 39.2;
    let seen = 0;
    for (let i = 0; i < mesh.u.length; i++) {
      const lon = west + (mesh.u[i]! / 32_767) * (east - west);
      const lat = south + (mesh.v[i]! / 32_767) * (north - south);
      const [e, n] = projection.fromLonLat(lon, lat);
      if (!(e > 52_001 && e < 52_799 && n > -97_199 && n < -96_901)) continue;
      seen++;
      expect(Math.abs(mesh.heights[i]! - heightAt(e, n) - geoid)).toBeLessThan(0.15);
    }
    expect(seen).toBeGreaterThan(3);
  });

  it('carries normals for whoever asks, and is never gzipped for whoever does not take it', async () => {
    const plain = await get('terrain/0/1/0.terrain');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(readQuantizedMesh(plain.rawPayload).normals).toBeNull();
    const lit = await get('terrain/0/1/0.terrain', {
      accept: 'application/vnd.quantized-mesh;extensions=octvertexnormals',
    });
    expect(readQuantizedMesh(lit.rawPayload).normals).not.toBeNull();
    expect((await get('terrain/3/16/0.terrain')).statusCode).toBe(404);
  });
});

describe('small scales of large collections', () => {
  it('a tile put together from those below it shows the same ground', async () => {
    const pool = createPool({ threads: 2 });
    const cacheOf = (name: string) => new FileCache({ dir: join(folder, name), limitBytes: 2 ** 28 });
    const store = openStore(join(folder, 'store'), { audience: 'public' });
    const geoids = new GeoidChooser(server.config.geoidPath);
    // one surface a tile: everything above the scale of a sheet is joined
    const joined = new MapTiles(store, pool, cacheOf('joined'), geoids, 1);
    const direct = new MapTiles(store, pool, cacheOf('direct'), geoids);
    try {
      const { signal } = new AbortController();
      for (const style of ['gsi', 'terrain-rgb', 'hillshade'] as const) {
        const tile = tileOf(MID_LON, MID_LAT, 15);
        const [one, other] = await Promise.all(
          [joined, direct].map((maps) => maps.map('izu', 'dtm', style, tile, signal)),
        );
        const [a, b] = [one, other].map((answer) => decodePng(answer!.bytes).data) as [Uint8Array, Uint8Array];
        let [seen, worst] = [0, 0];
        for (let i = 0; i < a.length; i += 4) {
          const value = (data: Uint8Array) =>
            style === 'hillshade'
              ? data[i + 3] === 255
                ? data[i]!
                : Number.NaN
              : data[i + 3] === 0
                ? Number.NaN
                : decodeElevation(data[i]!, data[i + 1]!, data[i + 2]!, style);
          const away = Math.abs(value(a) - value(b));
          if (Number.isNaN(away)) continue;
          seen++;
          worst = Math.max(worst, away);
        }
        expect(seen).toBeGreaterThan(5_000);
        // pixels of the border may be means over less
        expect(worst).toBeLessThan(style === 'hillshade' ? 12 : 1);
      }
      const address = {
        level: 13,
        x: Math.floor((MID_LON + 180) / (180 / 2 ** 13)),
        y: Math.floor((MID_LAT + 90) / (180 / 2 ** 13)),
      };
      const [one, other] = await Promise.all(
        [joined, direct].map((maps) => maps.terrain('izu', address, false, signal)),
      );
      const [a, b] = [one!, other!].map(({ bytes }) => readQuantizedMesh(gunzipSync(bytes)));
      expect(Math.abs(a!.maximumHeight - b!.maximumHeight)).toBeLessThan(3);
      expect(Math.abs(a!.minimumHeight - b!.minimumHeight)).toBeLessThan(3);
    } finally {
      await pool.close();
    }
  }, 180_000);

  it('a surface that is damaged on disk is a clear error, and the next tile is drawn all the same', async () => {
    const store = openStore(join(folder, 'store'));
    const path = store.assetPath(await store.getItem('izu', '08NF2330'), 'dsm')!;
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, 700));
    try {
      const { z, x, y } = tileOf(MID_LON, MID_LAT, 17);
      const broken = await get(`map/dsm/slope/${z}/${x}/${y}.png`);
      expect(broken.statusCode).toBeGreaterThanOrEqual(400);
      expect(broken.headers['content-type']).toMatch(/problem/);
      expect((await get(`map/dtm/slope/${z}/${x}/${y}.png`)).statusCode).toBe(200);
    } finally {
      await writeFile(path, whole);
    }
  });
});

it('a client that leaves takes nobody’s tile along, also when it was made before and has left the cache', async () => {
  const pool = createPool({ threads: 1 });
  // keeps nothing: each time is as after an eviction
  const cache = new FileCache({ dir: join(folder, 'no-cache'), limitBytes: 0 });
  const maps = new MapTiles(openStore(join(folder, 'store')), pool, cache, new GeoidChooser(null));
  const tile = tileOf(MID_LON, MID_LAT, 16);
  const ask = (signal: AbortSignal) => maps.map('izu', 'dtm', 'hillshade', tile, signal);
  const stays = new AbortController().signal;
  const first = await ask(stays);
  // the one thread is at work elsewhere: both wait in line
  const until = async (condition: () => boolean) => {
    for (let i = 0; i < 2000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(condition()).toBe(true);
  };
  let atWork: () => void = () => undefined;
  const other = maps.gate.run(
    () =>
      new Promise<void>((resolve) => {
        atWork = resolve;
      }),
  );
  await until(() => maps.gate.running === 1);
  const leaving = new AbortController();
  const left = ask(leaving.signal).catch((error: Error) => error.message);
  const staying = ask(stays);
  await until(() => maps.gate.waiting === 1);
  leaving.abort(new Error('left'));
  expect(await left).toBe('left');
  atWork();
  expect(Buffer.from((await staying)!.bytes).equals(Buffer.from(first!.bytes))).toBe(true);
  await other;
  await pool.close();
});
