/** Colours, keys, panels, cameras, coordinates and epochs of the page, by what they do to it. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs-from-code.ts';
import { createProjection } from '#core/crs/projection.ts';
import { metresPerPixel } from '../../viewer/state/scale-bar.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, type ViewerPage, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { wordsIn } from '../helpers/words.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(120_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

async function open(query: string, size?: { width: number; height: number }): Promise<ViewerPage> {
  const viewer = await openViewer(browser, `${server.url}?collections=before,after&view=site&${query}`, size);
  await waitUntilDrawn(viewer.page);
  return viewer;
}

/** The camera in the address, which follows a moment later: lon, lat, elevation, heading, pitch, range. */
async function camera(page: Page): Promise<number[]> {
  // off the data there is no point to wait for
  await page.waitForFunction(() => document.documentElement.dataset.tiles === 'idle');
  await page.waitForTimeout(450);
  return new URL(page.url()).searchParams.get('camera')?.split(',').map(Number) ?? [];
}

const { toLonLat } = createProjection(crsFromCode(6676));

/** The pixels of a part of the picture, free of what lies over its edges. */
async function pixels(page: Page, part: { from: number; to: number }): Promise<Uint8Array> {
  await page.mouse.move(2, 2);
  await page.waitForTimeout(200);
  const box = await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox();
  if (!box) throw new Error('expected a canvas');
  const x = box.x + box.width * part.from;
  const clip = { x, y: box.y + box.height * 0.42, width: box.width * (part.to - part.from), height: box.height * 0.24 };
  const png = (await page.screenshot({ clip, animations: 'disabled' })).toString('base64');
  const numbers = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    return [...(context?.getImageData(0, 0, image.width, image.height).data ?? [])];
  }, png);
  return Uint8Array.from(numbers);
}

/** Share of the pixels that differ clearly. */
function difference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  let differing = 0;
  for (let i = 0; i < a.length; i += 4) {
    const by = [0, 1, 2].reduce((sum, c) => sum + Math.abs((a[i + c] ?? 0) - (b[i + c] ?? 0)), 0);
    if (by > 30) differing++;
  }
  return (4 * differing) / a.length;
}

describe('colours', () => {
  it('follow the system, then the choice, on both pages', async () => {
    const context = await browser.newContext({ colorScheme: 'dark', locale: 'ja-JP' });
    const page = await context.newPage();
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    await page.goto(`${server.url}?collections=after&view=site&lang=en`);
    await waitUntilDrawn(page);
    expect(await scheme()).toBe('dark');
    await page.getByRole('button', { name: 'Use light colours' }).click();
    expect(await scheme()).toBe('light');
    await page.reload();
    await waitUntilDrawn(page);
    expect(await scheme()).toBe('light');
    await page.goto(`${server.url}catalog?lang=en`);
    await page.getByRole('button', { name: 'Use dark colours' }).waitFor();
    expect(await scheme()).toBe('light');
    await context.close();
  });
});

describe('keys', () => {
  it('turn the camera, choose tools and views, and keep still in fields', async () => {
    const { page, errors, close } = await open('lang=en&tool=layers');
    await page.keyboard.press('t');
    expect((await camera(page))[4]).toBe(-90);
    await page.keyboard.press('f');
    const [, , , heading = 0, pitch] = await camera(page);
    expect(pitch).toBe(0);
    // Along the grid's north, which differs from true north by the convergence here (0.3°).
    expect(Math.abs(((heading + 180) % 360) - 180)).toBeLessThan(0.5);
    expect(Math.abs(((heading + 180) % 360) - 180)).toBeGreaterThan(0.1);
    await page.keyboard.press('o');
    await page.waitForFunction(() => window.location.search.includes('projection=orthographic'));
    await page.keyboard.press('4');
    await page.getByRole('heading', { name: 'Cross section' }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Cross section' }).waitFor({ state: 'detached' });
    await page.keyboard.press('4');
    // With a Japanese input method on, the browser names no character.
    await page.evaluate(() => {
      const more = { key: 'Process', code: 'KeyT', bubbles: true, cancelable: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', more));
    });
    expect((await camera(page))[4]).toBe(-90);
    const width = page.getByRole('textbox', { name: /width/i }).first();
    await width.click();
    await page.keyboard.press('f');
    expect((await camera(page))[4]).toBe(-90);
    await page.locator('.side-panel-head h2').click();
    await page.keyboard.press('Shift+Slash');
    const dialog = page.getByRole('dialog', { name: 'Keyboard' });
    await dialog.waitFor();
    await dialog.getByText('Front (from the south)').waitFor();
    await dialog.getByRole('switch', { name: 'Use single keys' }).click({ force: true });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('f');
    expect((await camera(page))[4]).toBe(-90);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('panels', () => {
  it('are sized by keys, and keep their size', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 760 } });
    const page = await context.newPage();
    await page.goto(`${server.url}?collections=after&view=site&lang=en`);
    await waitUntilDrawn(page);
    const width = async () => (await page.locator('.side-panel').boundingBox())?.width ?? 0;
    const before = await width();
    const divider = page.getByRole('separator', { name: 'Width of the panel' });
    await divider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(width).toBeGreaterThan(before + 40);
    const wide = await width();
    await page.reload();
    await waitUntilDrawn(page);
    expect(Math.abs((await width()) - wide)).toBeLessThan(3);
    // Closed and opened again it has its size, too.
    await page.keyboard.press('p');
    await page.keyboard.press('p');
    await expect.poll(async () => Math.abs((await width()) - wide)).toBeLessThan(3);
    await context.close();
  });
});

describe('coordinates', () => {
  it('are read in survey order, copied, and gone to again', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(`${server.url}?collections=after&view=site&lang=en&projection=orthographic&tool=layers`);
    await waitUntilDrawn(page);
    await page.keyboard.press('t');
    await waitUntilDrawn(page);
    const box = await page.locator('.canvas-holder canvas').first().boundingBox();
    if (!box) throw new Error('expected a canvas');
    const range = (await camera(page))[5] ?? 0;
    const scale = metresPerPixel(range, box.height);
    const read = async (x: number, y: number) => {
      await page.mouse.move(box.x + x - 3, box.y + y);
      await page.mouse.move(box.x + x, box.y + y);
      await page.waitForTimeout(400);
      const text = await page.locator('.status-coordinates').innerText();
      const [north = 0, east = 0] = [
        ...text
          .replaceAll(',', '')
          .replaceAll('−', '-')
          .matchAll(/-?\d+\.\d+/g),
      ].map(Number);
      return { north, east };
    };
    const [a, b] = [await read(200, 300), await read(500, 380)];
    // Orthographic: metres a pixel are the same whatever the height. A picked point lies within 7 px of the pointer.
    expect(Math.abs((b.east - a.east) / scale - 300)).toBeLessThan(14);
    expect(Math.abs((a.north - b.north) / scale - 80)).toBeLessThan(14);
    await page.getByRole('button', { name: 'Copy coordinates' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`X=${b.north.toFixed(2)} Y=${b.east.toFixed(2)}`);
    await page.getByRole('button', { name: /EPSG:6676/ }).click();
    await page.locator('.status-coordinates').getByText('Latitude').waitFor();

    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: /Coordinates/ }).fill(copied);
    await page.getByRole('option', { name: /X .* Y/ }).waitFor();
    await page.keyboard.press('Enter');
    const [lon, lat] = toLonLat(b.east, b.north);
    const [atLon = 0, atLat = 0] = await camera(page);
    expect(Math.abs(atLon - lon) * 91_000).toBeLessThan(0.02);
    expect(Math.abs(atLat - lat) * 111_000).toBeLessThan(0.02);
    await context.close();
  });

  it('of places come from the server; off the data the globe shows them', async () => {
    const { page, errors, close } = await open('lang=ja&tool=layers');
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: '座標・図郭・地名' }).fill('浜松市');
    const answer: { places: { lon: number; lat: number }[] } = await (
      await fetch(`${server.url}api/places?q=${encodeURIComponent('浜松市')}&limit=8`)
    ).json();
    await page
      .getByRole('option', { name: /浜松市/ })
      .first()
      .click();
    await page.getByText('ここには登録された点群がない').waitFor();
    await page.waitForFunction(() => document.documentElement.dataset.view === 'globe');
    const [lon = 0, lat = 0] = await camera(page);
    expect(Math.hypot(lon - (answer.places[0]?.lon ?? 0), lat - (answer.places[0]?.lat ?? 0))).toBeLessThan(0.3);
    expect(errors).toEqual([]);
    await close();
  });
});

describe.each([
  ['site', 'en'],
  ['globe', 'en'],
  ['globe', 'ja'],
] as const)('epochs in the %s view (%s)', (view, lang) => {
  const t = wordsIn(lang);

  it('share a split picture: each side as its epoch alone, and the divider moves by keys', async () => {
    const { page, errors, close } = await openViewer(
      browser,
      `${server.url}?collections=before,after&view=${view}&lang=${lang}&tool=layers`,
    );
    await waitUntilDrawn(page);
    await page.keyboard.press('p');
    await page.keyboard.press('t');
    await waitUntilDrawn(page);
    const [leftPart, rightPart] = [
      { from: 0.1, to: 0.44 },
      { from: 0.56, to: 0.82 },
    ];
    await page.getByRole('button', { name: t('epochs.only', { day: '2019-11-18' }) }).click();
    await waitUntilDrawn(page);
    const before = [await pixels(page, leftPart), await pixels(page, rightPart)] as const;
    await page.keyboard.press(']');
    await waitUntilDrawn(page);
    const after = [await pixels(page, leftPart), await pixels(page, rightPart)] as const;
    // The pad at the right was built between the epochs: there is something to tell apart.
    expect(difference(before[1], after[1])).toBeGreaterThan(0.03);

    await page.keyboard.press('x');
    const divider = page.getByRole('slider', { name: t('epochs.divider'), exact: true });
    await divider.waitFor();
    await waitUntilDrawn(page);
    await keepPicture(page, `interface-swipe-${view}-${lang}`);
    expect(difference(await pixels(page, leftPart), before[0])).toBeLessThan(0.01);
    expect(difference(await pixels(page, rightPart), after[1])).toBeLessThan(0.01);
    await page.waitForFunction(() => window.location.search.includes('compare=swipe,before,after,0.5'));

    await divider.focus();
    await page.keyboard.press('End');
    expect(await divider.getAttribute('aria-valuenow')).toBe('98');
    await waitUntilDrawn(page);
    expect(difference(await pixels(page, rightPart), before[1])).toBeLessThan(0.01);
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await divider.getAttribute('aria-valuenow')).toBe('12');

    await page.keyboard.press('k');
    const label = page.locator('.split-label');
    await label.waitFor();
    await page.getByRole('button', { name: t('epochs.pause') }).click();
    const shown = await label.innerText();
    await page.waitForTimeout(300);
    const first = await pixels(page, rightPart);
    expect(difference(first, shown === '2019-11-18' ? before[1] : after[1])).toBeLessThan(0.01);
    await page.getByRole('button', { name: t('epochs.next') }).click();
    await waitUntilDrawn(page);
    expect(await label.innerText()).not.toBe(shown);
    expect(difference(await pixels(page, rightPart), first)).toBeGreaterThan(0.03);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('empty and broken states', () => {
  it('say what to do next', async () => {
    const { page, close } = await open('lang=en');
    for (const title of ['Before 2019', 'After 2024'])
      await page.getByRole('checkbox', { name: `Show ${title}` }).uncheck();
    await page.getByText('No data are switched on.').waitFor();
    await page.locator('.canvas-nothing').getByRole('button', { name: 'Show all' }).click();
    await page.getByText('No data are switched on.').waitFor({ state: 'detached' });
    await page.goto(`${server.url}?collections=nowhere&lang=en`);
    await page.getByRole('link', { name: 'Open the data of this server' }).click();
    await waitUntilDrawn(page);
    await close();
  });
});
