/** The streaming of the site view in a real browser: flying, memory, closing, a lost graphics context, a server that is gone. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { fullOr } from '../helpers/full.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import {
  accountOf,
  openViewer,
  type PageAccount,
  pictureFacts,
  type ViewerPage,
  waitUntilDrawn,
} from '../helpers/viewer-page.ts';

const MIB = 2 ** 20;
const FLIGHT_MS = fullOr(600_000, 25_000);
/** A year, in two years. */
const POINTS = fullOr(20_000_000, 1_000_000);
const CAP_MIB = fullOr(256, 40);
const PATIENCE_MS = 120_000;

let browser: Browser;
let server: SceneServer;

beforeAll(
  async () => {
    [browser, server] = await Promise.all([launchBrowser(), startSceneServer(POINTS)]);
    return async () => {
      await browser.close();
      await server.close();
    };
  },
  fullOr(1_800_000, 240_000),
);

const dataOf = (page: Page) =>
  page.evaluate(() => {
    const { points, nodeBytes, requests, tiles } = document.documentElement.dataset;
    return { points: Number(points), nodeBytes: Number(nodeBytes), requests: Number(requests), tiles };
  });

/** Opens the site view with an account of what it holds. */
async function openSite(query: string): Promise<ViewerPage & { account: PageAccount }> {
  let account: PageAccount | undefined;
  const viewer = await openViewer(browser, `${server.url}?view=site&lang=en&${query}`, undefined, async (page) => {
    account = await accountOf(page);
  });
  return { ...viewer, account: account! };
}

/** Moves by keys as a person would who looks for something: turns, walks, comes near and goes far again. */
async function fly(page: Page, milliseconds: number, look: () => Promise<void>): Promise<void> {
  const { uniform: random } = seededRandom(7);
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Shift+ArrowLeft', 'Shift+ArrowUp', '+', '+', '-'];
  await page.locator('.canvas-holder:not([hidden]) canvas').focus();
  const end = Date.now() + milliseconds;
  let legs = 0;
  while (Date.now() < end) {
    const key = keys[Math.floor(random() * keys.length)]!;
    const times = 1 + Math.floor(random() * 12);
    for (let turn = 0; turn < times; turn++) await page.keyboard.press(key, { delay: 15 });
    await look();
    // back to the whole scene before the flight leaves it
    if (++legs % 6 !== 0) continue;
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.locator('.canvas-holder:not([hidden]) canvas').focus();
  }
}

describe('a flight', () => {
  it(
    'keeps memory, buffers and requests under their limits, and nothing is left behind',
    async () => {
      const { page, account, errors, close } = await openSite(`collections=before,after&detail=high&memory=${CAP_MIB}`);
      await waitUntilDrawn(page, PATIENCE_MS);
      const seen = { nodes: 0, buffers: 0, requests: 0 };
      let checks = 0;
      await fly(page, FLIGHT_MS, async () => {
        const { nodeBytes, requests } = await dataOf(page);
        seen.nodes = Math.max(seen.nodes, nodeBytes);
        seen.requests = Math.max(seen.requests, requests);
        if (checks++ % 5 === 0) seen.buffers = Math.max(seen.buffers, await account.bufferBytes());
      });
      await page.getByRole('button', { name: 'Show everything' }).click();
      await waitUntilDrawn(page, PATIENCE_MS);
      const heap = await account.heapBytes();
      // what arrives while the memory is full stands above the cap until the next selection
      expect(seen.nodes).toBeLessThan((CAP_MIB + 12) * MIB);
      expect(seen.nodes).toBeGreaterThan(0.5 * CAP_MIB * MIB);
      // half of a node's memory is on the graphics processor
      expect(seen.buffers).toBeLessThan((CAP_MIB / 2 + 12) * MIB);
      expect(seen.requests).toBeLessThanOrEqual(10);
      expect(heap).toBeLessThan((CAP_MIB + 100) * MIB);
      expect(account.openRequests()).toBe(0);
      expect((await dataOf(page)).requests).toBe(0);
      expect(errors).toEqual([]);
      await close();
    },
    FLIGHT_MS + 300_000,
  );
});

describe('a collection that is closed', () => {
  it('gives its memory back, on the processor and the graphics processor, and can be added again', async () => {
    const { page, account, close } = await openSite('collections=before,after');
    await waitUntilDrawn(page, PATIENCE_MS);
    const both = await dataOf(page);
    const buffers = await account.bufferBytes();
    const heap = await account.heapBytes();
    await page.getByRole('button', { name: 'Close Before 2019' }).click();
    await page.waitForFunction((points) => Number(document.documentElement.dataset.points) < points, both.points);
    await waitUntilDrawn(page, PATIENCE_MS);
    const one = await dataOf(page);
    expect(one.nodeBytes).toBeLessThan(0.6 * both.nodeBytes);
    const released = both.nodeBytes - one.nodeBytes;
    expect(buffers - (await account.bufferBytes())).toBeGreaterThan(0.4 * released);
    expect(heap - (await account.heapBytes())).toBeGreaterThan(0.4 * released);
    await page.waitForURL((url) => url.searchParams.get('collections') === 'after');

    await page.getByRole('combobox', { name: 'Add data' }).click();
    await page.getByRole('option', { name: 'Before 2019' }).click();
    await page.waitForFunction((points) => Number(document.documentElement.dataset.points) > points, one.points);
    await waitUntilDrawn(page, PATIENCE_MS);
    expect((await dataOf(page)).points).toBe(both.points);
    await close();
  });
});

describe('a graphics context that is lost', () => {
  it('comes back with the same picture', async () => {
    const { page, errors, close } = await openSite('collections=after');
    const points = await waitUntilDrawn(page, PATIENCE_MS);
    const before = await pictureFacts(page, 0.6);
    await page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.canvas-holder:not([hidden]) canvas')!;
      const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      const restored = new Promise((resolve) => canvas.addEventListener('webglcontextrestored', resolve));
      extension.loseContext();
      await new Promise((resolve) => setTimeout(resolve, 300));
      extension.restoreContext();
      await restored;
      await new Promise((resolve) => setTimeout(resolve, 1500));
    });
    expect(await waitUntilDrawn(page, PATIENCE_MS)).toBe(points);
    const after = await pictureFacts(page, 0.6);
    expect(Math.abs(after.drawnShare - before.drawnShare)).toBeLessThan(0.02);
    expect(after.colours).toBeGreaterThan(0.9 * before.colours);
    expect(errors.filter((message) => !message.includes('Context Lost'))).toEqual([]);
    await close();
  });
});

describe('a server that goes away in the middle', () => {
  it('is told in plain words; what was loaded stays and the page goes on when it is back', async () => {
    const { page, close } = await openSite('collections=after');
    await waitUntilDrawn(page, PATIENCE_MS);
    const { points } = await dataOf(page);
    await page.route('**/nodes/**', (route) => route.abort());
    await page.locator('.canvas-holder:not([hidden]) canvas').focus();
    for (let turn = 0; turn < 8; turn++) await page.keyboard.press('+', { delay: 30 });
    await page.getByText('The server does not answer').waitFor({ timeout: 60_000 });
    expect((await dataOf(page)).points).toBeGreaterThan(0);
    await page.unroute('**/nodes/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await waitUntilDrawn(page, PATIENCE_MS);
    expect(await page.getByText('The server does not answer').count()).toBe(0);
    expect(points).toBeGreaterThan(0);
    await close();
  });
});
