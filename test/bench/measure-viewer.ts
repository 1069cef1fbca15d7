/**
 * The site view against a bare three.js page, the globe against a bare Cesium page, in Chromium, in one run, in turns: the time to the first points against a page that
 * draws one tile, and the rate of frames against plain `Points` of as many points with edge shading off.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { cesiumAssets } from '../../scripts/cesium-assets.ts';
import { startServer } from '../../server/serve.ts';
import { FIELD_OF_VIEW_DEG } from '../../viewer/state/camera-pose.ts';
import { launchBrowser } from '../helpers/browser.ts';

export interface ViewerResult {
  /** Milliseconds from asking for the page to the first points on the screen, medians. */
  readonly firstPointsMs: number;
  readonly bareFirstPointsMs: number;
  /** Milliseconds a frame, medians, and the points of a frame. */
  readonly frameMs: number;
  readonly plainFrameMs: number;
  readonly points: number;
  /** The globe: first points, and those of a bare Cesium page with one tile. */
  readonly globeFirstPointsMs: number;
  readonly bareGlobeFirstPointsMs: number;
}

const SIZE = { width: 1120, height: 720 };
const ROUNDS = 5;
const FRAMES_MS = 4000;

/** @param storeDir with the collection, indexed */
export async function measureViewer(storeDir: string, collection: string): Promise<ViewerResult> {
  const folder = await mkdtemp(join(tmpdir(), 'tengun-bench-viewer-'));
  const server = await startServer({
    ...{ storeDir, cacheDir: join(folder, 'cache'), port: 0, host: '127.0.0.1', logLevel: 'silent' },
  });
  const bare = await serveBarePage(join(folder, 'bare'), 'plain-three');
  const bareGlobe = await serveBarePage(join(folder, 'bare-globe'), 'plain-cesium');
  const browser = await launchBrowser();
  try {
    const scene = await describeScene(server.url, collection);
    const ours = `${server.url}?collections=${collection}&view=site&lang=en`;
    const oneTile = `${bare.url}?fov=${FIELD_OF_VIEW_DEG}&eye=${scene.eye}&nodes=${encodeURIComponent(scene.root)}`;
    // once, so that the server has all tiles ready
    await firstPoints(browser, ours, 'tengun:first-points');
    await firstPoints(browser, oneTile, 'first-points');
    const times = { ours: [] as number[], bare: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.bare.push(await firstPoints(browser, oneTile, 'first-points'));
      times.ours.push(await firstPoints(browser, ours, 'tengun:first-points'));
    }
    const globe = await measureGlobe(browser, server.url, bareGlobe.url, collection, scene.root);
    const drawn = await measureOurFrames(browser, ours);
    const nodes = encodeURIComponent((await nodesFor(scene.nodes, drawn.points)).join(' '));
    const plain = await measurePlainFrames(
      browser,
      `${bare.url}?fov=${FIELD_OF_VIEW_DEG}&eye=${scene.eye}&nodes=${nodes}`,
    );
    return {
      firstPointsMs: median(times.ours),
      bareFirstPointsMs: median(times.bare),
      frameMs: drawn.frameMs,
      // the points of both pages are nearly as many: per point
      plainFrameMs: plain.frameMs * (drawn.points / plain.points),
      points: drawn.points,
      ...globe,
    };
  } finally {
    await browser.close();
    await bare.close();
    await bareGlobe.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** In turns, as the site view. */
async function measureGlobe(browser: Browser, url: string, bareUrl: string, collection: string, root: string) {
  const ours = `${url}?collections=${collection}&view=globe&lang=en`;
  const tile = new URL(root.replace('frame=local', 'frame=ecef'), url).href;
  const oneTile = `${bareUrl}?tile=${encodeURIComponent(tile)}`;
  await firstPoints(browser, ours, 'tengun:first-points');
  await firstPoints(browser, oneTile, 'first-points');
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.bare.push(await firstPoints(browser, oneTile, 'first-points'));
    times.ours.push(await firstPoints(browser, ours, 'tengun:first-points'));
  }
  return { globeFirstPointsMs: median(times.ours), bareGlobeFirstPointsMs: median(times.bare) };
}

interface SceneNodes {
  /** Addresses of tiles in the order of their levels, with their points. */
  readonly nodes: readonly { readonly url: string; readonly points: number }[];
  readonly root: string;
  /** For the bare page. */
  readonly eye: string;
}

/** All tiles of the first item, and a camera over the middle of it, in the frame of the tiles. */
async function describeScene(url: string, collection: string): Promise<SceneNodes> {
  const json = async (path: string) => await (await fetch(new URL(path, url))).json();
  const { features } = await json(`/api/collections/${collection}/items?limit=1`);
  const list = await json(`/api/collections/${collection}/items/${features[0].id}/nodes`);
  const nodes = (list.nodes as number[][]).map(([d, x, y, z, points]) => ({
    url: `${list.templates.glb.replace('{key}', [d, x, y, z].join('-'))}&frame=local`,
    points: points!,
  }));
  const [minE, minN, , maxE, maxN] = list.cube as number[];
  return { nodes, root: nodes[0]!.url, eye: [0, 0, 0, 1.3 * Math.max(maxE! - minE!, maxN! - minN!)].join(',') };
}

/** The uppermost tiles that hold about so many points. */
async function nodesFor(nodes: SceneNodes['nodes'], points: number): Promise<string[]> {
  const taken: string[] = [];
  let sum = 0;
  for (const node of nodes) {
    if (sum >= points) break;
    taken.push(node.url);
    sum += node.points;
  }
  return taken;
}

/** A fresh browser context: nothing is cached. */
async function withPage<T>(browser: Browser, run: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: SIZE });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    return await run(page);
  } finally {
    await context.close();
  }
}

const firstPoints = (browser: Browser, url: string, mark: string) =>
  withPage(browser, async (page) => {
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, { polling: 20 });
    return await page.evaluate((name) => performance.getEntriesByName(name)[0]!.startTime, mark);
  });

/** Frames of the site view while a key moves the camera with every one of them; each ends with a fence. */
const measureOurFrames = (browser: Browser, url: string) =>
  withPage(browser, async (page) => {
    await page.addInitScript(() => {
      const { fenceSync } = WebGL2RenderingContext.prototype;
      Object.assign(window, { fences: 0 });
      WebGL2RenderingContext.prototype.fenceSync = function count(...parameters) {
        (window as unknown as { fences: number }).fences++;
        return fenceSync.apply(this, parameters);
      };
    });
    await page.goto(`${url}&shading=off`);
    await page.waitForFunction(
      () => document.documentElement.dataset.tiles === 'idle' && Number(document.documentElement.dataset.points) > 0,
    );
    const points = await page.evaluate(() => Number(document.documentElement.dataset.points));
    const frames = await page.evaluate(async (milliseconds) => {
      const counter = window as unknown as { fences: number };
      const canvas = document.querySelector<HTMLCanvasElement>('.canvas-holder:not([hidden]) canvas')!;
      canvas.focus();
      const begin = performance.now();
      const first = counter.fences;
      for (let seen = first, key = 0; performance.now() - begin < milliseconds; ) {
        if (counter.fences > seen || key === 0) {
          seen = counter.fences;
          const name = key++ % 2 === 0 ? 'ArrowLeft' : 'ArrowRight';
          canvas.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return (counter.fences - first) / (performance.now() - begin);
    }, FRAMES_MS);
    return { frameMs: 1 / frames, points };
  });

const measurePlainFrames = (browser: Browser, url: string) =>
  withPage(browser, async (page) => {
    await page.goto(url);
    await page.waitForFunction(() => performance.getEntriesByName('first-points').length > 0);
    const [rate, points] = await page.evaluate(
      async (milliseconds) => [await window.measureFrames(milliseconds), window.pointCount] as const,
      FRAMES_MS,
    );
    return { frameMs: 1000 / rate, points };
  });

/** The bare page, bundled as ours is, from a server that knows nothing but files. */
async function serveBarePage(
  folder: string,
  page: 'plain-three' | 'plain-cesium',
): Promise<{ url: string; close(): Promise<void> }> {
  await build({
    ...{ configFile: false, logLevel: 'error', root: join(import.meta.dirname, page) },
    plugins: page === 'plain-cesium' ? [cesiumAssets()] : [],
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 10_000 },
  });
  const app = Fastify({ forceCloseConnections: true });
  await app.register(fastifyStatic, { root: folder });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: `${url}/`, close: () => app.close() };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) {
  const [storeDir, collection] = process.argv.slice(2);
  if (!storeDir || !collection) throw new Error('node test/bench/measure-viewer.ts STORE COLLECTION');
  const result = await measureViewer(storeDir, collection);
  console.log(result, {
    firstPoints: result.firstPointsMs / result.bareFirstPointsMs,
    globeFirstPoints: result.globeFirstPointsMs / result.bareGlobeFirstPointsMs,
    frame: result.frameMs / result.plainFrameMs,
  });
}
