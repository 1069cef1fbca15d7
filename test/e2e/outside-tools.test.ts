/** The data as tools of others use them: a plain Cesium page on another origin. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { cesiumAssets } from '../../scripts/cesium-assets.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { ellipsoidalHeightM } from '../helpers/ellipsoidal-height.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture } from '../helpers/viewer-page.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/** A web server that knows nothing but files. */
function serveFiles(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

let browser: Browser;
let scene: SceneServer;
let page: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tengun-plain-cesium-'));
  [browser, scene] = await Promise.all([launchBrowser(), startSceneServer(150_000)]);
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, 'plain-cesium'),
    plugins: [cesiumAssets()],
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 10_000 },
  });
  const files = await serveFiles(folder);
  const address = files.address();
  page = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  return async () => {
    await browser.close();
    await scene.close();
    await new Promise((resolve) => files.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
});

describe('a plain Cesium page on another origin', () => {
  it('draws the tileset on our terrain, and the ground under the points is where the points are', async () => {
    // in the middle of the platform of the scene the ground is open
    const [east, north] = [52_220, -97_130];
    const [lon, lat] = createProjection(crsFromCode('EPSG:6676')).toLonLat(east, north);
    const collection = `${scene.url}api/collections/before`;
    const tab = await browser.newPage({ viewport: { width: 900, height: 600 } });
    const errors: string[] = [];
    tab.on('pageerror', (error) => errors.push(error.message));
    tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await tab.goto(`${page}?collection=${encodeURIComponent(collection)}&at=${lon},${lat}`);
    await tab.waitForFunction(() => window.seen !== undefined || window.failed !== undefined, null, {
      timeout: 200_000,
    });
    await keepPicture(tab, 'plain-cesium');
    expect(await tab.evaluate(() => window.failed)).toBeUndefined();
    const seen = (await tab.evaluate(() => window.seen))!;
    expect(seen.points).toBeGreaterThan(10_000);

    // the same place in the surface process: elevation, to which the tileset of the points adds the geoid height
    const answer = await fetch(`${scene.url}api/processes/surface/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        inputs: {
          collection: 'before',
          format: 'grid-txt',
          cellSizeM: 1,
          area: {
            type: 'Polygon',
            coordinates: [
              [
                [east - 1, north - 1],
                [east + 1, north - 1],
                [east + 1, north + 1],
                [east - 1, north + 1],
                [east - 1, north - 1],
              ],
            ],
          },
        },
      }),
    });
    expect(answer.status).toBe(200);
    const heights = (await answer.text())
      .trim()
      .split('\r\n')
      .map((line) => Number(line.split(' ')[2]));
    const elevationM = heights.reduce((sum, height) => sum + height, 0) / heights.length;
    const geoidHeightM = await geoidUnderPoints(collection);
    expect(geoidHeightM).toBeGreaterThan(38);
    // nodes of level 18 stand 1.2 m apart; no metre of geoid
    expect(Math.abs(seen.terrainHeightM - elevationM - geoidHeightM)).toBeLessThan(0.3);
    expect(errors).toEqual([]);
    await tab.close();
  });
});

/** What the points on the globe stand on: the height of their tileset's frame over the elevation of the same place. */
async function geoidUnderPoints(collection: string): Promise<number> {
  const { features } = (await (await fetch(`${collection}/items`)).json()) as {
    features: { id: string; properties: { 'tengun:cube': { center: [number, number, number] } } }[];
  };
  const [item] = features;
  const tileset = (await (await fetch(`${collection}/3dtiles/${item!.id}/tileset.json`)).json()) as {
    root: { transform: number[] };
  };
  const [x, y, z] = tileset.root.transform.slice(12, 15) as [number, number, number];
  return ellipsoidalHeightM([x, y, z]) - item!.properties['tengun:cube'].center[2];
}
