/** The measuring tool in a real browser: drawn, dragged, typed; its numbers against the process `measure` and the scene's truth. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MeasureInputs, MeasureResult } from '#core/contract/measure.ts';
import { parseMeasurements } from '../../viewer/tools/measure/url.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(500_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

/** The level platform of the second epoch, and its south-eastern bank of 1:1.8. */
const PLATFORM = { east: 52_490, north: -96_990 };
const BANK = { east: 52_510, north: -97_010 };
const platformM = () => server.truth.design.levelM - server.truth.design.raisedM;
const top = () => topView({ ...PLATFORM, height: platformM(), rangeM: 110 });

async function ask(inputs: MeasureInputs): Promise<MeasureResult> {
  const response = await fetch(`${server.url}api/processes/measure/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  expect(response.status).toBe(200);
  return await response.json();
}

/** Waits for the badge of the selected measurement. */
async function computed(page: Page): Promise<void> {
  await page.locator('[data-testid="measure-status"][data-status="computed"]').waitFor({ timeout: 30_000 });
}

async function shown(page: Page, collection: string, key: string): Promise<number> {
  const row = page.locator(`.measure-table [data-collection="${collection}"][data-key="${key}"]`);
  return Number(await row.getAttribute('data-value', { timeout: 10_000 }));
}

/** The measurements of the address, which follows the page a moment later. */
async function ofAddress(page: Page, count: number) {
  await page.waitForFunction(
    (wanted) => (new URL(location.href).searchParams.get('measure') ?? '').split('!').filter(Boolean).length === wanted,
    count,
  );
  await page.waitForTimeout(400);
  const text = new URL(page.url()).searchParams.get('measure') ?? '';
  const settings = { collections: ['before', 'after'], classes: null, heights: 'given', radiusM: 2 } as const;
  return parseMeasurements(text, 'EPSG:6676', { ...settings, collections: [...settings.collections] });
}

describe.each(['site', 'globe'] as const)('a distance drawn in the %s view', (view) => {
  it('is estimated at once, then computed on every point, and agrees with the process and the truth', async () => {
    const address = `${server.url}?collections=before,after&view=${view}&lang=en&tool=measure&camera=${top().camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Distance', exact: true }).click();
    await top().click(page, PLATFORM.east - 10, PLATFORM.north);
    await top().click(page, PLATFORM.east + 10, PLATFORM.north + 5);
    await computed(page);
    const horizontalM = await shown(page, 'after', 'horizontal');
    // clicks on pixels of a decimetre meet points some pixels beside them
    expect(Math.abs(horizontalM - Math.hypot(20, 5))).toBeLessThan(2);
    const [record] = await ofAddress(page, 1);
    const vertices = (record?.vertices ?? []).map(({ position, heightM }) =>
      heightM === null ? [...position] : [...position, heightM],
    );
    const { surfaces } = await ask({
      kind: 'distance',
      vertices,
      crs: 'EPSG:6676',
      surfaces: [{ collection: 'before' }, { collection: 'after' }],
    });
    // the address has tenths of millimetres
    expect(Math.abs(horizontalM - (surfaces[1]?.distance?.horizontalM ?? 0))).toBeLessThan(3e-4);
    expect(Math.abs((await shown(page, 'after', 'slopeDistance')) - (surfaces[1]?.distance?.slopeM ?? 0))).toBeLessThan(
      3e-4,
    );
    const label = page.locator('.measure-label');
    expect(await label.textContent()).toMatch(/^Distance 1 · \d+\.\d{3} m$/);
    await keepPicture(page, `measure-distance-${view}-en`);
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});

describe('the measuring tool', () => {
  it('moves vertices by dragging, takes everything back and forth, and reopens from its link', async () => {
    const address = `${server.url}?collections=before,after&view=site&lang=en&tool=measure&camera=${top().camera}`;
    const { page, errors, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Area', exact: true }).click();
    const corners = [
      [-8, -6],
      [8, -6],
      [8, 6],
      [-8, 6],
    ] as const;
    for (const [e, n] of corners) await top().click(page, PLATFORM.east + e, PLATFORM.north + n);
    await page.keyboard.press('Enter');
    await computed(page);
    const first = await shown(page, 'after', 'planArea');
    expect(Math.abs(first / 192 - 1)).toBeLessThan(0.08);
    // a level platform: hardly more surface than plan, once the noise is taken off
    const surface = (await shown(page, 'after', 'surfaceArea')) - (await shown(page, 'after', 'noiseExcess'));
    expect(Math.abs(surface / first - 1)).toBeLessThan(0.01);

    const [record] = await ofAddress(page, 1);
    const [fromE = 0, fromN = 0] = record?.vertices[2]?.position ?? [];
    await top().drag(page, [fromE, fromN], [PLATFORM.east + 14, PLATFORM.north + 11]);
    await page.locator('[data-testid="measure-status"]:not([data-status="computed"])').waitFor();
    await computed(page);
    const second = await shown(page, 'after', 'planArea');
    expect(second - first).toBeGreaterThan(40);

    await page.keyboard.press('Control+z');
    await computed(page);
    expect(await shown(page, 'after', 'planArea')).toBe(first);
    await page.keyboard.press('Control+Shift+z');
    await computed(page);
    expect(await shown(page, 'after', 'planArea')).toBe(second);

    // a new vertex from the middle of the southern edge, removed by Delete
    const [, middle] = await vertexPair(page);
    await top().drag(page, middle, [middle[0], middle[1] - 4]);
    await computed(page);
    expect((await ofAddress(page, 1))[0]?.vertices).toHaveLength(5);
    await page.keyboard.press('Delete');
    await computed(page);
    expect((await ofAddress(page, 1))[0]?.vertices).toHaveLength(4);

    await page.getByRole('textbox', { name: 'Name' }).fill('Yard ~ A!');
    await page.getByRole('textbox', { name: 'Name' }).press('Enter');
    await page.getByRole('button', { name: 'Polyline', exact: true }).click();
    await top().click(page, PLATFORM.east - 15, PLATFORM.north - 15);
    await top().click(page, PLATFORM.east + 5, PLATFORM.north - 18);
    await top().click(page, PLATFORM.east + 22, PLATFORM.north - 12, { clickCount: 2 });
    await computed(page);
    const length = await shown(page, 'after', 'surfaceLength');
    await ofAddress(page, 2);
    await keepPicture(page, 'measure-list-site-en');

    const again = await openViewer(browser, page.url());
    await waitUntilDrawn(again.page);
    await again.page.getByRole('button', { name: 'Select Yard ~ A!' }).waitFor();
    await again.page.getByRole('button', { name: 'Select Polyline 2' }).click();
    await computed(again.page);
    expect(Math.abs((await shown(again.page, 'after', 'surfaceLength')) - length)).toBeLessThan(1e-3);
    const download = again.page.waitForEvent('download');
    await again.page.getByRole('button', { name: 'GeoJSON' }).click();
    const geo = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(geo.features.map((one: { geometry: { type: string } }) => one.geometry.type)).toEqual([
      'Polygon',
      'LineString',
    ]);
    expect(geo.features[0].properties.computed.result.provenance.requestHash).toMatch(/^[0-9a-f]{64}$/);
    expect([...errors, ...again.errors]).toEqual([]);
    await again.close();
    await close();
  });

  it('measures by keyboard alone, in Japanese, in survey order', async () => {
    const address = `${server.url}?collections=before,after&view=site&lang=ja&tool=measure`;
    const { page, errors, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: '斜面勾配', exact: true }).press('Enter');
    await page.getByRole('button', { name: '座標で入力' }).press('Enter');
    await page.getByRole('radio', { name: /測量座標/ }).press('Space');
    const field = page.getByRole('textbox', { name: /^座標（/ });
    await field.fill('-97010, 読めない');
    await field.press('Control+Enter');
    await page.getByText('1 行目を座標として読めません').waitFor();
    await field.fill(`${BANK.north}, ${BANK.east}`);
    await field.press('Control+Enter');
    await computed(page);
    const inputs = { vertices: [[BANK.east, BANK.north]], crs: 'EPSG:6676', surfaces: [{ collection: 'after' }] };
    const slope = (await ask({ kind: 'slope', radiusM: 2, ...inputs })).surfaces[0]?.slope;
    expect(await shown(page, 'after', 'ratio')).toBe(slope?.ratioN);
    // the bank was built 1:1.8
    expect(Math.abs((slope?.ratioN ?? 0) - 1.8)).toBeLessThan(0.12);

    await page.getByRole('button', { name: '点の標高', exact: true }).press('Enter');
    await field.fill(`${PLATFORM.north} ${PLATFORM.east}`);
    await field.press('Control+Enter');
    await computed(page);
    const height = await shown(page, 'after', 'height');
    const point = (await ask({ kind: 'point', ...inputs, vertices: [[PLATFORM.east, PLATFORM.north]] })).surfaces[0]
      ?.point;
    expect(height).toBe(point?.heightM);
    expect(Math.abs(height - platformM())).toBeLessThan(0.1);
    await page.getByText('全点で計算').first().waitFor();
    await keepPicture(page, 'measure-typed-ja');
    expect(errors).toEqual([]);
    await close();
  });

  it('fits a phone', async () => {
    const shape = `${PLATFORM.east},${PLATFORM.north};${PLATFORM.east + 20},${PLATFORM.north}`;
    const address = `${server.url}?collections=after&view=site&lang=ja&tool=measure&measure=d0~${shape}~&camera=${top().camera}`;
    const { page, errors, close } = await openViewer(browser, address, { width: 390, height: 780 });
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: '距離 1 を選ぶ' }).click();
    await computed(page);
    expect(await shown(page, 'after', 'horizontal')).toBe(20);
    await keepPicture(page, 'measure-phone-ja');
    expect(errors).toEqual([]);
    await close();
  });
});

/** A vertex of the first measurement, and the middle between its first two. */
async function vertexPair(page: Page): Promise<[readonly [number, number], readonly [number, number]]> {
  const [record] = await ofAddress(page, 1);
  const [[aE = 0, aN = 0] = [], [bE = 0, bN = 0] = []] = (record?.vertices ?? []).map(({ position }) => position);
  return [
    [aE, aN],
    [(aE + bE) / 2, (aN + bN) / 2],
  ];
}
