/** Keeping and sharing: a project with a view, a note, a photo and a volume; the short link in a second browser; picture and sheet. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { downloaded } from '../helpers/downloaded.ts';
import { type SceneChange, type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(200_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

function change(id: string): SceneChange {
  const found = server.truth.changes.find((one) => one.id === id);
  if (!found) throw new Error(`expected a change ${id} in truth.json`);
  return found;
}

/** The rectangle around a change, and its middle. */
function placeOf({ outline }: SceneChange) {
  const ring = outline.coordinates[0] ?? [];
  const [easts, norths] = [ring.map(([east]) => east), ring.map(([, north]) => north)];
  const [west, east] = [Math.min(...easts) - 3, Math.max(...easts) + 3];
  const [south, north] = [Math.min(...norths) - 3, Math.max(...norths) + 3];
  const shape = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
  return { shape: shape.map((pair) => pair.join(',')).join(';'), east: (west + east) / 2, north: (south + north) / 2 };
}

const table = (page: Page) => page.getByTestId('volume-table');
const digitsOf = (page: Page, scope = table(page)) =>
  scope
    .locator('[data-key][data-value]')
    .evaluateAll((cells) => cells.map((cell) => `${cell.getAttribute('data-key')}=${cell.getAttribute('data-value')}`));

/** A photo as a camera could have made it: drawn in the page. */
async function photoFile(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('expected a 2D context');
    context.fillStyle = '#7a8f5a';
    context.fillRect(0, 0, 320, 240);
    context.fillStyle = '#b58a5c';
    context.fillRect(60, 110, 200, 90);
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
}

/** What stands in a PNG: its size, and shares of colours in parts of it. */
async function pngFacts(page: Page, png: Buffer) {
  return await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('expected a 2D context');
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    const share = (is: (r: number, g: number, b: number) => boolean, from: number, to: number) => {
      let found = 0;
      for (let y = from; y < to; y++) {
        for (let x = 0; x < width; x++) {
          const at = (y * width + x) * 4;
          if (is(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)) found += 1;
        }
      }
      return found / (width * (to - from));
    };
    const factor = Number(
      (width / (document.querySelector('.canvas-holder:not([hidden]) canvas')?.clientWidth ?? width)).toFixed(3),
    );
    const foot = Math.round(height - 110 * factor);
    return {
      width,
      height,
      factor,
      whiteHead: share((r, g, b) => r > 250 && g > 250 && b > 250, 0, Math.round(44 * factor)),
      inkHead: share((r, g, b) => r < 90 && g < 110 && b < 130, 0, Math.round(44 * factor)),
      darkMiddle: share((r, g, b) => r < 40 && g < 45 && b < 50, Math.round(height * 0.3), Math.round(height * 0.6)),
      yellowLine: share((r, g, b) => r > 240 && g > 190 && g < 225 && b < 110, Math.round(60 * factor), foot),
      blueFoot: share((r, _g, b) => b > r + 40 && b > 90, foot, height),
      textFoot: share((r, g, b) => r < 110 && g < 120 && b < 130, foot, height),
    };
  }, png.toString('base64'));
}

function keepFile(name: string, bytes: Buffer): void {
  const folder = join(import.meta.dirname, '..', 'output');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

describe('keeping and sharing', () => {
  it('keeps a project, reopens it, and a short link gives the same digits, verified', async () => {
    const place = placeOf(change('slope-failure'));
    const top = topView({ east: place.east, north: place.north, height: 225, rangeM: 220 });
    const query = `collections=before,after&view=site&lang=ja&tool=volume&existing=before&compared=after&shape=${place.shape}&camera=${top.camera}`;
    const first = await openViewer(browser, `${server.url}?${query}`);
    const { page } = first;
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: '計算する' }).click();
    await table(page).waitFor({ timeout: 60_000 });
    const digits = await digitsOf(page);
    expect(digits.length).toBeGreaterThanOrEqual(3);

    // a project with a measurement, a view, a note with a place, a photo
    await page.getByRole('button', { name: '保存・共有' }).click();
    await page.getByRole('button', { name: '新しいプロジェクト' }).click();
    await page.getByRole('textbox', { name: '新しいプロジェクトの名前' }).fill('谷線 災害復旧');
    await page.getByRole('button', { name: '作成' }).click();
    await page.getByText('この場面はまだ保存されていません。').waitFor();
    const saved = (kind: string) => page.locator(`[data-entry="${kind}"]`);
    const name = page.getByRole('textbox', { name: '名前', exact: true });
    await name.first().fill('崩壊の土量');
    await page.getByRole('button', { name: '保存', exact: true }).first().click();
    await saved('measurement').waitFor();
    expect(await saved('measurement').locator('img').getAttribute('src')).toContain('/picture?v=');
    await page.getByRole('checkbox', { name: '計算結果も保存（土量計算）' }).uncheck();
    await page.getByRole('button', { name: '保存', exact: true }).first().click();
    await saved('view').waitFor();
    await page.getByText('この場面は保存されています。').waitFor();

    await page.getByRole('button', { name: 'メモを書く' }).click();
    await page.getByRole('textbox', { name: '内容' }).fill('湧水あり\n要観察');
    await page.getByText('まだ保存されていません', { exact: true }).waitFor();
    await page.getByRole('button', { name: '位置を画面でクリック' }).click();
    await top.click(page, place.east + 10, place.north + 5);
    await page.getByRole('button', { name: '位置を画面でクリック' }).waitFor();
    // the pin stands where the click was, with its coordinates in the form
    const pin = await page
      .locator('.pin-stem')
      .evaluate((stem) => [stem.getAttribute('x1'), stem.getAttribute('y1')].map(Number));
    const clicked = await page.locator('.canvas-holder:not([hidden]) canvas').evaluate(
      (canvas, [dx = 0, dy = 0]) => {
        const perMetre = canvas.clientHeight / (2 * Math.tan(Math.PI / 8) * 220);
        return [canvas.clientWidth / 2 + dx * perMetre, canvas.clientHeight / 2 - dy * perMetre];
      },
      [10, 5],
    );
    for (const axis of [0, 1]) expect(Math.abs(pin[axis]! - clicked[axis]!)).toBeLessThan(8);
    const typed = Number((await page.getByRole('textbox', { name: 'Y（東）' }).inputValue()).replaceAll(',', ''));
    expect(Math.abs(typed - (place.east + 10))).toBeLessThan(10);
    await page.getByRole('button', { name: '保存', exact: true }).last().click();
    await saved('note').waitFor();
    await page.getByRole('button', { name: '写真を加える' }).click();
    const photo = { name: '../現場.jpg', mimeType: 'image/jpeg', buffer: await photoFile(page) };
    await page.locator('.side-panel input[type="file"]').last().setInputFiles(photo);
    await page.getByRole('textbox', { name: 'X（北）' }).fill(String(place.north - 12));
    await page.getByRole('textbox', { name: 'Y（東）' }).fill(String(place.east - 12));
    await page.getByRole('button', { name: '保存', exact: true }).last().click();
    await saved('photo').waitFor();
    expect(await page.locator('.pin-dot').count()).toBe(2);
    await saved('measurement').getByRole('button', { name: '検証' }).click();
    await saved('measurement').locator('[data-verdict="verified"]').waitFor({ timeout: 60_000 });
    await keepPicture(page, 'project-ja');

    // export and import: the same entries again
    await page.getByRole('button', { name: 'プロジェクトの操作' }).click();
    const file = await downloaded(page, () => page.getByRole('menuitem', { name: 'GeoJSON に書き出す' }).click());
    expect(file.name).toBe('谷線 災害復旧.geojson');
    expect((JSON.parse(file.bytes.toString()) as { features: unknown[] }).features).toHaveLength(4);

    // reload: the project is still open; its measurement opens as it was
    await page.waitForFunction(() => /project=[a-z2-9]{16}/.test(window.location.search));
    await page.reload();
    await waitUntilDrawn(page);
    await saved('photo').waitFor();
    expect(await page.locator('[data-entry]').count()).toBe(4);
    await page.getByRole('link', { name: '開く: 崩壊の土量' }).click();
    await waitUntilDrawn(page);
    await table(page).waitFor();
    expect(await digitsOf(page)).toEqual(digits);
    await page.locator('.opened-card [data-verdict="verified"]').waitFor({ timeout: 60_000 });
    await keepPicture(page, 'project-opened-ja');

    // a short link, in another browser and another language
    await page.getByRole('button', { name: '保存・共有' }).click();
    await page.getByRole('tab', { name: '共有' }).click();
    await page.getByRole('textbox', { name: 'リンクの題名（任意）' }).fill('崩壊土量の確認');
    await page.getByRole('button', { name: '短いリンクを作る' }).click();
    await page.getByTestId('short-link').locator('[data-verdict="verified"]').waitFor({ timeout: 60_000 });
    await keepPicture(page, 'project-share-ja');
    const url = await page.getByRole('textbox', { name: '短いリンク' }).inputValue();
    expect(url).toMatch(/\/s\/[2-9a-km-np-z]{10}$/);
    expect(first.errors).toEqual([]);
    expect(first.foreignRequests).toEqual([]);
    await first.close();

    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
    const other = await context.newPage();
    await other.goto(url);
    await waitUntilDrawn(other);
    await table(other).waitFor();
    expect(await digitsOf(other)).toEqual(digits);
    const card = other.locator('.opened-card');
    await card.locator('[data-verdict="verified"]').waitFor({ timeout: 60_000 });
    expect(await card.textContent()).toContain('崩壊土量の確認');
    expect(await card.textContent()).toContain('Verified');
    await keepPicture(other, 'project-link-en');
    await context.close();
  });

  it('shares measurements by a short link and keeps them in the project, verified', async () => {
    const top = topView({ east: 52_490, north: -96_990, height: 225, rangeM: 110 });
    const shapes = 'd0~52480,-97000;52500,-97000~敷高~after!s1~52480,-97000;52500,-97000;52500,-96980~area~after';
    const query = `collections=before,after&view=site&lang=en&tool=measure&camera=${top.camera}&measure=${encodeURIComponent(shapes)}`;
    const { page, errors, close } = await openViewer(browser, `${server.url}?${query}`);
    await waitUntilDrawn(page);
    await page.waitForFunction(
      () => document.querySelectorAll('[data-testid="measure-entry"][data-computed="true"]').length === 2,
    );
    await page.getByRole('button', { name: 'Save, share' }).click();
    await page.getByRole('tab', { name: 'Share' }).click();
    await page.getByText('The numbers of 2 measurements').waitFor();
    await page.getByRole('button', { name: 'Make a short link' }).click();
    await page.getByTestId('short-link').locator('[data-verdict="verified"]').waitFor({ timeout: 60_000 });
    const url = await page.getByRole('textbox', { name: 'Short link' }).inputValue();

    const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 1120, height: 720 } });
    const other = await context.newPage();
    await other.goto(url);
    await waitUntilDrawn(other);
    const card = other.locator('.opened-card');
    await card.locator('[data-verdict="verified"]').nth(1).waitFor({ timeout: 60_000 });
    const { surfaces } = await (
      await fetch(`${server.url}api/processes/measure/execution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          inputs: {
            kind: 'distance',
            vertices: [
              [52_480, -97_000],
              [52_500, -97_000],
            ],
            crs: 'EPSG:6676',
            surfaces: [{ collection: 'after' }],
            heights: 'given',
          },
        }),
      })
    ).json();
    const kept = await card.locator('[data-key="slopeDistance"]').getAttribute('data-value');
    expect(Number(kept)).toBe(surfaces[0].distance.slopeM);
    await keepPicture(other, 'project-measured-ja');
    await context.close();
    expect(errors).toEqual([]);
    await close();
  });

  it('makes pictures with title, legend, scale and source, and a sheet to print', async () => {
    const place = placeOf(change('slope-failure'));
    const top = topView({ east: place.east, north: place.north, height: 225, rangeM: 220 });
    const query = `collections=before,after&hidden=before&lang=en&tool=volume&shape=${place.shape}&colour=elevation`;
    const { page, errors, close } = await openViewer(browser, `${server.url}?${query}&view=site&camera=${top.camera}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Save, share' }).click();
    await page.getByRole('tab', { name: 'Picture, print' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Slope failure');
    const save = page.getByRole('button', { name: 'Save picture' });
    const one = await downloaded(page, () => save.click());
    keepFile('picture-site.png', one.bytes);
    expect(one.name).toBe('Slope failure.png');
    const facts = await pngFacts(page, one.bytes);
    const canvas = await page.locator('.canvas-holder:not([hidden]) canvas').evaluate((found) => found.clientHeight);
    expect(facts.height).toBeGreaterThan(canvas + 120);
    expect(facts.whiteHead).toBeGreaterThan(0.8);
    expect(facts.inkHead).toBeGreaterThan(0.005);
    // the points are there, not an empty drawing buffer; the drawn outline is burnt in; the ramp stands in the foot
    expect(facts.darkMiddle).toBeLessThan(0.5);
    expect(facts.yellowLine).toBeGreaterThan(0.0005);
    expect(facts.blueFoot).toBeGreaterThan(0.0005);
    expect(facts.textFoot).toBeGreaterThan(0.01);

    await page.getByText('Twice').click();
    const two = await downloaded(page, () => save.click());
    keepFile('picture-site-2x.png', two.bytes);
    const double = await pngFacts(page, two.bytes);
    expect([double.width, Math.abs(double.height - 2 * facts.height) <= 2]).toEqual([2 * facts.width, true]);
    expect(double.darkMiddle).toBeLessThan(0.5);

    // what the printer gets
    await page.evaluate(() => {
      window.print = () => {
        document.documentElement.dataset.printed = document.querySelector('.print-sheet')?.outerHTML.length.toString();
        window.dispatchEvent(new Event('test-printed'));
      };
    });
    await page.getByRole('button', { name: 'Print' }).last().click();
    await page.waitForFunction(() => Number(document.documentElement.dataset.printed) > 100, null, { timeout: 30_000 });
    expect(await page.locator('.print-sheet').count()).toBe(0);

    // the globe, from aside: no scale is pretended
    await page.getByRole('radiogroup', { name: 'View' }).getByText('Globe').click();
    await page.keyboard.press('v');
    await waitUntilDrawn(page);
    await page.getByText('As on the screen').click();
    const globe = await downloaded(page, () => save.click());
    keepFile('picture-globe.png', globe.bytes);
    const aside = await pngFacts(page, globe.bytes);
    expect(aside.width).toBe(facts.width);
    expect(aside.darkMiddle).toBeLessThan(0.9);
    expect(errors).toEqual([]);
    await close();
  });

  it('says plainly what is not possible without permission to write', async () => {
    const url = await server.serveAgain({ allowWrites: false });
    const { page, errors, close } = await openViewer(
      browser,
      `${url}?collections=before&lang=ja&view=site&project=list`,
      {
        width: 390,
        height: 780,
      },
    );
    await page.getByText('このサーバーでは保存も短いリンクの作成もできません').waitFor();
    await page.getByRole('combobox', { name: 'プロジェクト' }).click();
    await page.getByRole('option', { name: '谷線 災害復旧' }).click();
    await page.locator('[data-entry="note"]').waitFor();
    expect(await page.getByRole('button', { name: 'メモを書く' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: '削除' }).count()).toBe(0);
    const file = await downloaded(page, () =>
      page.getByRole('button', { name: '今の場面をファイルに書き出す' }).click(),
    );
    expect(JSON.parse(file.bytes.toString())).toMatchObject({
      type: 'FeatureCollection',
      features: [{ type: 'Feature' }],
    });
    await page.getByRole('tab', { name: '共有' }).click();
    expect(await page.getByRole('textbox', { name: '長いリンク' }).inputValue()).toContain('collections=before');
    await keepPicture(page, 'project-read-only-ja');
    expect(errors).toEqual([]);
    await close();
  });
});
