/** A collection with an overview pyramid in a real browser: the whole of it, then down to the points of the items. */
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { updateOverview } from '#worker/overview/update-overview.ts';
import { createPool } from '#worker/pool.ts';
import { makeTemplates, writeItems } from '../../scripts/simulated-collection.ts';
import { startServer } from '../../server/serve.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { testStore } from '../helpers/test-store.ts';
import { keepPicture, openViewer, pictureFacts, waitUntilDrawn } from '../helpers/viewer-page.ts';

const COUNT = 120;
let browser: Browser;
let url: string;

beforeAll(async () => {
  const { store, dir, remove } = await testStore();
  const templates = await makeTemplates();
  await writeItems(store, 'sheets', templates, { begin: 0, end: COUNT, columns: 10 });
  await store.refresh();
  const pool = createPool({ threads: 2 });
  await updateOverview(store, 'sheets', pool);
  await pool.close();
  const server = await startServer({ storeDir: store.dir, cacheDir: `${dir}/cache`, port: 0, logLevel: 'silent' });
  browser = await launchBrowser();
  url = server.url;
  return async () => {
    await browser.close();
    await server.close();
    await remove();
  };
});

describe.each(['site', 'globe'] as const)('the %s view', (view) => {
  it('shows a large collection by its overviews and goes on to the items', async () => {
    const { page, errors, close } = await openViewer(browser, `${url}?collections=sheets&view=${view}&lang=en`);
    const asked: string[] = [];
    page.on('response', (response) => asked.push(response.url()));
    const far = await waitUntilDrawn(page);
    const picture = await pictureFacts(page);
    await keepPicture(page, `overview-${view}`);
    expect(far).toBeGreaterThan(5_000);
    expect(picture.drawnShare).toBeGreaterThan(0.1);
    await page.waitForTimeout(500);
    for (let step = 0; step < 12; step++) {
      await page.getByRole('button', { name: 'Zoom in' }).click();
    }
    const near = await waitUntilDrawn(page);
    await keepPicture(page, `overview-${view}-near`);
    expect(near).toBeGreaterThan(100);
    // the points of items, not of their overviews
    expect(asked.some((address) => address.includes('/nodes/'))).toBe(true);
    // far from all of them: what is not seen is not asked for
    const items = new Set(asked.flatMap((address) => /items\/([^/]+)\/nodes/.exec(address)?.[1] ?? []));
    expect(items.size).toBeLessThan(COUNT);
    expect(errors).toEqual([]);
    await close();
  });
});
