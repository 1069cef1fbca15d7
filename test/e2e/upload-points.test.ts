/** A point cloud of the user dragged onto the page, sent to the server by a button, measured there, and removed again. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../helpers/axe.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';
import { buildLaz } from '../helpers/laz-builder.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, pictureFacts, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;
let cloud: Buffer;
/** Four hundred thousand points: indexing them takes some seconds. */
let large: Buffer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(200_000)]);
  cloud = Buffer.from(buildLaz(await readFile(server.sheetFile('after', '08NF2330')), { chunkPoints: [50_000] }));
  large = Buffer.from(buildLas(randomPoints(400_000, { format: 7, seed: 4 }), { format: 7 }));
  return async () => {
    await browser.close();
    await server.close();
  };
});

const WORDS = {
  ja: {
    files: 'ファイル',
    take: 'この座標系で開く',
    date: '測量日（分かれば）',
    datum: '高さの基準（分かれば）',
    measure: 'サーバーで計測する',
    where: 'このページのリンクを知る人だけが開けます',
    volume: '土量を測る',
    compute: '計算する',
    stop: '中止',
    remove: 'サーバーから削除',
    yes: '削除する',
    failed: 'サーバーに取り込めませんでした',
    off: 'このサーバーはファイルを受け取りません',
  },
  en: {
    files: 'Files',
    take: 'Open with this system',
    date: 'Surveyed on (if known)',
    datum: 'Heights above (if known)',
    measure: 'Measure on the server',
    where: 'only who knows the link of this page can open it',
    volume: 'Measure a volume',
    compute: 'Compute',
    stop: 'Stop',
    remove: 'Remove from the server',
    yes: 'Delete',
    failed: 'The server could not take it in',
    off: 'This server takes no files',
  },
} as const;
type Language = keyof typeof WORDS;

const card = (page: Page, name: string) => page.locator(`[data-own-file="${name}"]`);
const ready = (page: Page, name: string) =>
  page.locator(`[data-own-file="${name}"][data-stage="ready"]`).waitFor({ timeout: 30_000 });

/** A drop as the browser tells it. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      const binary = Uint8Array.from(atob(content!), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([binary], fileName!));
      return transfer;
    },
    [name, bytes.toString('base64')],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
  await page.locator('.mantine-Dropzone-root').last().dispatchEvent('drop', { dataTransfer: data });
}

/** Drops a file without a system, and takes the one that is offered: the site’s. */
async function show(page: Page, lang: Language, name: string, bytes: Buffer): Promise<void> {
  await drop(page, name, bytes);
  await page.locator(`[data-own-file="${name}"][data-stage="asking"]`).waitFor({ timeout: 30_000 });
  await card(page, name).getByRole('button', { name: WORDS[lang].take }).click();
  await ready(page, name);
}

/** A rectangle around the slope failure. */
function shapeText(): string {
  const ring = server.truth.changes.find(({ id }) => id === 'slope-failure')!.outline.coordinates[0]!;
  const [easts, norths] = [ring.map(([east]) => east), ring.map(([, north]) => north)];
  const [west, east, south, north] = [Math.min(...easts), Math.max(...easts), Math.min(...norths), Math.max(...norths)];
  return `${west},${south};${east},${south};${east},${north};${west},${north}`;
}

describe.each(['ja', 'en'] as const)('a point file of the user (%s)', (lang: Language) => {
  const words = WORDS[lang];

  it('is sent, indexed, opened in the place of the local picture, measured and removed', async () => {
    const query = `collections=before&view=site&tool=volume&existing=before&shape=${shapeText()}&lang=${lang}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, `${server.url}?${query}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: words.files, exact: true }).click();
    await show(page, lang, '現場.laz', cloud);
    await card(page, '現場.laz').getByLabel(words.date).fill('2024-11-08');
    await card(page, '現場.laz').getByRole('combobox', { name: words.datum }).click();
    await page.getByRole('option', { name: 'JGD2011' }).click();
    await keepPicture(page, `upload-points-before-${lang}`);
    expect(await axeViolations(page)).toEqual([]);
    // by keyboard
    const button = card(page, '現場.laz').getByRole('button', { name: words.measure });
    await button.focus();
    await page.keyboard.press('Enter');
    const progress = card(page, '現場.laz').locator('[data-server]');
    await progress.waitFor();
    await keepPicture(page, `upload-points-way-${lang}`);
    const uploaded = page.locator('[data-uploaded]');
    await uploaded.waitFor({ timeout: 150_000 });
    const collection = (await uploaded.getAttribute('data-uploaded'))!;
    expect(collection).toMatch(/^upload-[0-9a-f]{32}$/);
    expect(await card(page, '現場.laz').count()).toBe(0);
    expect(await uploaded.textContent()).toContain(words.where);
    await page.waitForFunction((id) => window.location.search.includes(id), collection);
    const document = await (await fetch(`${server.url}api/collections/${collection}`)).json();
    expect(document).toMatchObject({
      title: '現場.laz',
      'tengun:vertical_datum': 'JGD2011',
      'tengun:crs': 'EPSG:6676',
    });
    expect(JSON.stringify(document)).toContain('2024-11-08');
    await waitUntilDrawn(page);
    expect((await pictureFacts(page, 0.6)).drawnShare).toBeGreaterThan(0.02);
    await keepPicture(page, `upload-points-there-${lang}`);
    const link = page.url();

    let asked: unknown = null;
    page.on('request', (request) => {
      if (request.url().includes('cut-fill-volume/execution')) asked = request.postDataJSON();
    });
    await uploaded.getByRole('button', { name: words.volume }).click();
    await page.getByRole('button', { name: words.compute, exact: true }).click();
    const table = page.getByTestId('volume-table');
    await table.waitFor({ timeout: 60_000 });
    const shown = async (key: string) =>
      Number(await table.locator(`[data-key="${key}"]`).first().getAttribute('data-value'));
    expect(asked).toMatchObject({ inputs: { existing: { collection: 'before' }, compared: { collection } } });
    const answer = await fetch(`${server.url}api/processes/cut-fill-volume/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    const { cutM3, fillM3, netM3 } = (await answer.json()) as { cutM3: number; fillM3: number; netM3: number };
    expect([await shown('cut'), await shown('fill'), await shown('net')]).toEqual([cutM3, fillM3, netM3]);
    const truth = server.truth.changes.find(({ id }) => id === 'slope-failure')!;
    expect(Math.abs(cutM3 - truth.cutM3) / truth.cutM3).toBeLessThan(0.05);
    await keepPicture(page, `upload-points-volume-${lang}`);

    // who has the link sees it; who has not finds it nowhere
    const phone = { width: 390, height: 780 };
    const second = await openViewer(browser, link, phone, (empty) => empty.emulateMedia({ colorScheme: 'dark' }));
    await waitUntilDrawn(second.page);
    await second.page.locator(`[data-uploaded="${collection}"]`).waitFor();
    expect(await axeViolations(second.page)).toEqual([]);
    await second.page.locator(`[data-uploaded="${collection}"]`).scrollIntoViewIfNeeded();
    await keepPicture(second.page, `upload-points-phone-${lang}`);
    expect(await (await fetch(`${server.url}api/collections`)).text()).not.toContain(collection);

    await page.getByRole('button', { name: words.files, exact: true }).click();
    await uploaded.getByRole('button', { name: words.remove }).click();
    await page.getByRole('button', { name: words.yes, exact: true }).click();
    await uploaded.waitFor({ state: 'detached' });
    expect((await fetch(`${server.url}api/collections/${collection}`)).status).toBe(404);
    await page.waitForFunction((id) => !window.location.search.includes(id), collection);
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    expect(second.errors).toEqual([]);
    await second.close();
    await close();
  });

  it('can be stopped while the server indexes it; the system that was chosen goes with it', async () => {
    const { page, errors, close } = await openViewer(browser, `${server.url}?view=site&tool=files&lang=${lang}`);
    await waitUntilDrawn(page);
    await show(page, lang, 'large.las', large);
    let id = '';
    page.on('request', (request) => {
      id = /uploads\/([0-9a-f]{32})/.exec(request.url())?.[1] ?? id;
    });
    await card(page, 'large.las').getByRole('button', { name: words.measure }).click();
    const bar = card(page, 'large.las').locator('[data-server="indexing"] [role=progressbar]');
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 60_000 })
      .toBeGreaterThan(5);
    await keepPicture(page, `upload-points-indexing-${lang}`);
    await card(page, 'large.las').getByRole('button', { name: words.stop }).click();
    await card(page, 'large.las').getByRole('button', { name: words.measure }).waitFor();
    await expect.poll(async () => (await fetch(`${server.url}api/uploads/${id}/status`)).status).toBe(404);
    expect((await fetch(`${server.url}api/collections/upload-${id}`)).status).toBe(404);
    // the local picture is as it was, and the button works again
    await card(page, 'large.las').getByRole('button', { name: words.measure }).click();
    const uploaded = page.locator('[data-uploaded]');
    await uploaded.waitFor({ timeout: 150_000 });
    expect(await uploaded.textContent()).toContain('EPSG:6676');
    expect(errors).toEqual([]);
    await close();
  });
});

it('says in words what the server could not read, and keeps the local picture', async () => {
  const url = await server.serveAgain({ uploadPoints: 1000 });
  const { page, close } = await openViewer(browser, `${url}?view=site&tool=files&lang=ja`);
  await waitUntilDrawn(page);
  await show(page, 'ja', '現場.laz', cloud);
  await card(page, '現場.laz').getByRole('button', { name: WORDS.ja.measure }).click();
  const failed = card(page, '現場.laz').locator('[data-server-failed]');
  await failed.waitFor({ timeout: 60_000 });
  expect(await failed.textContent()).toContain(WORDS.ja.failed);
  expect(await failed.textContent()).toContain('at most 1000 points');
  expect(await card(page, '現場.laz').getByRole('button', { name: WORDS.ja.measure }).isEnabled()).toBe(true);
  expect(await card(page, '現場.laz').getAttribute('data-stage')).toBe('ready');
  await keepPicture(page, 'upload-points-failed-ja');
  await close();
});

it('cannot be sent where the server takes no files', async () => {
  const url = await server.serveAgain({ allowWrites: false });
  const { page, close } = await openViewer(browser, `${url}?view=site&lang=en&tool=files`);
  await waitUntilDrawn(page);
  await show(page, 'en', 'cloud.laz', cloud);
  expect(await card(page, 'cloud.laz').getByRole('button', { name: WORDS.en.measure }).isDisabled()).toBe(true);
  expect(await card(page, 'cloud.laz').textContent()).toContain(WORDS.en.off);
  await close();
});
