/** The globe: shapes, heights on points and on the ground, layers of other servers, the look of single layers. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { layerFiles } from '../helpers/layer-files.ts';
import { type LayerServer, startLayerServer } from '../helpers/layer-server.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import {
  changedShare,
  keepPicture,
  middleOf,
  openViewer,
  pictureFacts,
  topView,
  waitUntilDrawn,
} from '../helpers/viewer-page.ts';
import { LANGUAGES, wordsIn } from '../helpers/words.ts';

let browser: Browser;
let server: SceneServer;
let layers: LayerServer;
/** The scene's server with leave to show layers of this machine. */
let url: string;

beforeAll(async () => {
  [browser, server, layers] = await Promise.all([launchBrowser(), startSceneServer(150_000), startLayerServer()]);
  url = await server.serveAgain({ allowWrites: false, layerOrigins: ['http://127.0.0.1:*'] });
  return async () => {
    await browser.close();
    await layers.close();
    await server.close();
  };
});

const SMALL = { width: 900, height: 480 };
const TENGUN = 'EPSG:6676';

/** What stands under the picture, as it was rounded to a centimetre. */
async function readAt(page: Page, x: number, y: number): Promise<Record<string, number>> {
  const canvas = page.locator('.canvas-holder:not([hidden]) canvas').first();
  const box = (await canvas.boundingBox())!;
  const values = () =>
    page
      .locator('.status-coordinates [data-coordinate]')
      .evaluateAll((all) =>
        Object.fromEntries(
          all.map((one) => [one.getAttribute('data-coordinate'), Number(one.getAttribute('data-value'))]),
        ),
      );
  const before = JSON.stringify(await values());
  await page.mouse.move(box.x + x, box.y + y);
  await expect.poll(async () => JSON.stringify(await values()), { timeout: 30_000 }).not.toBe(before);
  return values() as Promise<Record<string, number>>;
}

interface Section {
  readonly surfaces: readonly { readonly elevationsM: readonly (number | null)[] }[];
  readonly points: { readonly distanceM: number[]; readonly offsetM: number[]; readonly elevationM: number[] };
}

/** A cut of three metres through a place: the ground there, and the points around it. */
async function cut(east: number, north: number): Promise<Section> {
  const line = {
    type: 'LineString',
    coordinates: [
      [east - 1.5, north],
      [east + 1.5, north],
    ],
  };
  const inputs = { line, crs: TENGUN, widthM: 3, surfaces: [{ collection: 'after' }], stepM: 1.5 };
  const answer = await fetch(new URL('/api/processes/cross-section/execution', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Section;
}

const PLACES = [0.25, 0.32, 0.39, 0.46, 0.53, 0.6, 0.67, 0.74, 0.36, 0.64] as const;

describe('heights', () => {
  const camera = () => topView({ east: 52_440, north: -97_020, height: 205, rangeM: 130 }).camera;

  it('on points are those of the source within 5 cm, the geoid counted once', async () => {
    const { page, errors, close } = await openViewer(
      browser,
      `${url}?collections=after&view=globe&lang=en&camera=${camera()}`,
      SMALL,
    );
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await waitUntilDrawn(page);
    const box = (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())!;
    const offs: number[] = [];
    for (const [index, part] of PLACES.entries()) {
      const { x, y, h, ellipsoidal } = await readAt(page, part * box.width, (0.3 + 0.04 * index) * box.height);
      const { points } = await cut(y!, x!);
      const near = points.elevationM.map((height, at) => ({
        height,
        awayM: Math.hypot(points.distanceM[at]! - 1.5, points.offsetM[at]!),
      }));
      // the disc of a point is as wide as the points stand apart
      offs.push(Math.min(...near.filter(({ awayM }) => awayM < 1).map(({ height }) => Math.abs(height - h!))));
      expect(ellipsoidal! - h!).toBeGreaterThan(35);
      expect(ellipsoidal! - h!).toBeLessThan(45);
    }
    console.log(offs);
    expect(offs).toHaveLength(10);
    expect(Math.max(...offs)).toBeLessThan(0.05);
    expect(errors).toEqual([]);
    await close();
  });

  it('on the ground are those of the surface of all ground points within 5 cm', async () => {
    const address = `${url}?collections=after,before&hidden=before&view=globe&lang=ja&camera=${camera()}`;
    const { page, close } = await openViewer(browser, address, SMALL);
    await waitUntilDrawn(page);
    // nothing but elevations that no point has: what is left is the ground
    await page.goto(`${address}&look=after~height=-90:-80`);
    await page.getByRole('button', { name: 'パネルを閉じる' }).click();
    await waitUntilDrawn(page);
    const box = (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())!;
    const offs: number[] = [];
    for (const [index, part] of PLACES.entries()) {
      const { x, y, h } = await readAt(page, part * box.width, (0.3 + 0.04 * index) * box.height);
      const truth = (await cut(y!, x!)).surfaces[0]!.elevationsM[1];
      expect(truth).not.toBeNull();
      offs.push(Math.abs(truth! - h!));
    }
    expect(Math.max(...offs)).toBeLessThan(0.05);
    await close();
  });
});

describe('shapes', () => {
  it('are seen on the globe as in the site view', async () => {
    const plain = `${url}?collections=after&view=globe&lang=en`;
    const { page, errors, close } = await openViewer(browser, plain, SMALL);
    await waitUntilDrawn(page);
    const bare = await pictureFacts(page);
    await page.goto(`${plain}&overlay=elevation~~1~over`);
    await page.waitForSelector('[data-testid=overlays][data-layers*="relief:after:elevation"]');
    await waitUntilDrawn(page);
    await keepPicture(page, 'globe-shapes');
    const covered = await pictureFacts(page);
    expect(Math.abs(covered.colours - bare.colours)).toBeGreaterThan(10);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('edges', () => {
  it('leave no white specks on small points', async () => {
    const whites = async (edges: boolean) => {
      const look = `size=1&growth=off&colour=collection${edges ? '' : '&shading=off'}`;
      const { page, close } = await openViewer(browser, `${url}?collections=after&view=globe&lang=en&${look}`, SMALL);
      await page.getByRole('button', { name: 'Close the panel' }).click();
      await waitUntilDrawn(page);
      const canvas = page.locator('.canvas-holder:not([hidden]) canvas').first();
      const box = (await canvas.boundingBox())!;
      // below the compass, beside the buttons
      const clip = { x: box.x + 40, y: box.y + 100, width: box.width - 200, height: box.height - 180 };
      const png = (await page.screenshot({ clip, animations: 'disabled' })).toString('base64');
      const count = await page.evaluate(async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const paper = document.createElement('canvas');
        [paper.width, paper.height] = [image.width, image.height];
        const context = paper.getContext('2d')!;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, paper.width, paper.height);
        let [white, drawn] = [0, 0];
        for (let at = 0; at < data.length; at += 4) {
          const least = Math.min(data[at]!, data[at + 1]!, data[at + 2]!);
          if (least > 240) white++;
          if (data[at + 2]! - data[at]! > 60) drawn++;
        }
        return { white, drawn };
      }, png);
      await close();
      return count;
    };
    const [on, off] = [await whites(true), await whites(false)];
    expect(off.drawn).toBeGreaterThan(500);
    expect(on.drawn).toBeGreaterThan(300);
    // a pixel of what lies over the picture may be white
    expect(on.white).toBeLessThanOrEqual(off.white + 2);
    expect(off.white).toBeLessThanOrEqual(2);
  });
});

describe('layers of other servers', () => {
  const add = async (page: Page, address: string, lang: 'ja' | 'en' = 'en') => {
    const t = wordsIn(lang);
    await page.getByRole('button', { name: t('outside.add') }).click();
    await page.getByLabel(t('outside.address')).fill(address);
    await page.getByRole('button', { name: t('outside.open'), exact: true }).click();
  };

  it.each(LANGUAGES)(
    'are shown, told in plain words when they cannot be, and come back with a link after a press (%s)',
    async (lang) => {
      const t = wordsIn(lang);
      const { page, foreignRequests, close } = await openViewer(
        browser,
        `${url}?collections=after&hidden=after&view=globe&lang=${lang}`,
        { width: 1000, height: 760 },
      );
      const rows = page.locator('[data-testid=outside] .collection-row');
      const last = rows.last();
      await add(page, `${server.url}api/collections/before/3dtiles/tileset.json`, lang);
      await expect.poll(() => last.getAttribute('data-stage'), { timeout: 60_000 }).toBe('ready');
      expect(await last.getAttribute('data-kind')).toBe('3dtiles');
      await add(page, `${layers.url}/tiles/{z}/{x}/{y}.png`, lang);
      await expect.poll(() => last.getAttribute('data-kind')).toBe('xyz');
      await add(page, `${layers.url}/lines.geojson`, lang);
      await expect.poll(() => last.getAttribute('data-kind')).toBe('geojson');
      for (const [path, words] of [
        ['/refused.geojson', /CORS/],
        ['/nothing.geojson', /404/],
        ['/page', t('outside.failure.NOT_DATA')],
        ['/announced.geojson', /500 MiB.*64 MiB/],
        ['/broken.geojson', t('outside.failure.FILE')],
      ] as const) {
        await add(page, `${layers.url}${path}`, lang);
        await last.getByText(words).first().waitFor({ timeout: 60_000 });
        await last.getByRole('button', { name: /^Remove|を除く$/ }).click();
      }
      await expect.poll(() => rows.count()).toBe(3);
      const redShare = async () => (await pictureFacts(page, 0.9)).redShare;
      await expect.poll(redShare, { timeout: 60_000 }).toBeGreaterThan(0.05);
      await keepPicture(page, `globe-outside-${lang}`);
      await page.waitForFunction(() => window.location.search.includes('layers='));
      const link = page.url();
      await close();

      const again = await openViewer(browser, link, { width: 1000, height: 760 });
      await again.page.getByText(t('outside.waiting')).waitFor({ timeout: 60_000 });
      await again.page.waitForTimeout(1500);
      expect(again.foreignRequests).toEqual([]);
      await again.page.getByRole('button', { name: t('outside.waitingOpen') }).click();
      await expect
        .poll(() => again.page.locator('[data-testid=outside] [data-stage=ready]').count(), { timeout: 60_000 })
        .toBe(3);
      expect(again.foreignRequests.length).toBeGreaterThan(0);
      await again.page.getByRole('button', { name: t('outside.clear') }).click();
      await again.page.getByRole('button', { name: t('project.deleteYes'), exact: true }).click();
      await expect.poll(() => again.page.locator('[data-testid=outside] .collection-row').count()).toBe(0);
      expect(foreignRequests.length).toBeGreaterThan(0);
      await again.close();
    },
  );

  it('are lines, things, models and pictures by their address, each drawn and gone again', async () => {
    const answer = await fetch(`${server.url}api/collections/after`);
    const { extent } = (await answer.json()) as { extent: { spatial: { bbox: [number[]] } } };
    const [box] = extent.spatial.bbox;
    const [west, south, east, north] =
      box.length === 6 ? [box[0]!, box[1]!, box[3]!, box[4]!] : [box[0]!, box[1]!, box[2]!, box[3]!];
    const { page, errors, close } = await openViewer(
      browser,
      `${url}?collections=after&hidden=after&view=globe&lang=en`,
      { width: 1000, height: 760 },
    );
    await page.waitForFunction(() => document.documentElement.dataset.tiles === 'idle', null, { timeout: 60_000 });
    const rows = page.locator('[data-testid=outside] .collection-row');
    for (const { path, type, body, kind } of layerFiles([(west + east) / 2, (south + north) / 2])) {
      layers.put(path, type, body);
      const before = await middleOf(page);
      await add(page, `${layers.url}${path}`);
      await expect.poll(() => rows.last().getAttribute('data-stage'), { timeout: 60_000 }).toBe('ready');
      expect(await rows.last().getAttribute('data-kind')).toBe(kind);
      await expect
        .poll(async () => changedShare(page, before, await middleOf(page)), { timeout: 30_000, message: kind })
        .toBeGreaterThan(0.003);
      await keepPicture(page, `globe-outside-${kind}`);
      await rows
        .last()
        .getByRole('button', { name: /^Remove/ })
        .click();
      await expect
        .poll(async () => changedShare(page, before, await middleOf(page)), { timeout: 30_000, message: `no ${kind}` })
        .toBeLessThan(0.001);
    }
    expect(errors).toEqual([]);
    await close();
  });

  it('are refused by a server whose operator does not allow them, in plain words', async () => {
    const { page, close } = await openViewer(
      browser,
      `${server.url}?collections=after&hidden=after&view=globe&lang=en`,
      SMALL,
    );
    await add(page, `${layers.url}/lines.geojson`);
    await page.getByText(/not set up to show layers of 127\.0\.0\.1/).waitFor({ timeout: 60_000 });
    await close();
  });
});

describe('the look of a layer', () => {
  it('has elevations, classes and shapes cut out on the globe', async () => {
    const shareOf = async (query: string) => {
      const { page, errors, close } = await openViewer(
        browser,
        // points alone are blue: neither ground nor sky
        `${url}?collections=after&view=globe&lang=en&colour=collection&shading=off&${query}`,
        SMALL,
      );
      await waitUntilDrawn(page);
      const { blueShare } = await pictureFacts(page);
      expect(errors).toEqual([]);
      await close();
      return blueShare;
    };
    const all = await shareOf('');
    const high = await shareOf('look=after~height=230:400');
    const faint = await shareOf('look=after~opacity=0.3');
    const ring = '52390,-97070;52490,-97070;52490,-96970;52390,-96970';
    const inside = await shareOf(`cutout=inside;${ring}`);
    const outside = await shareOf(`cutout=outside;${ring}`);
    const uncut = await shareOf(`cutout=inside;${ring}&look=after~clip=ignore`);
    const noClass = await shareOf('show=9');
    expect(all).toBeGreaterThan(0.15);
    expect(high).toBeLessThan(0.7 * all);
    expect(high).toBeGreaterThan(0.02);
    expect(faint).toBeLessThan(0.8 * all);
    // trees on the rim hide ground behind them: the parts are a little more than the whole
    expect(inside).toBeGreaterThan(0.01);
    expect(inside + outside).toBeGreaterThan(0.95 * all);
    expect(inside + outside).toBeLessThan(1.15 * all);
    expect(Math.abs(uncut - all)).toBeLessThan(0.02 * all);
    expect(noClass).toBeLessThan(0.3 * all);
  });
});

describe('colours against a surface', () => {
  it('are those of the site view: the change since another survey, and the height above ground', async () => {
    const camera = topView({ east: 52_212, north: -97_000, height: 215, rangeM: 190 }).camera;
    const factsOf = async (view: 'globe' | 'site', colour: string) => {
      const look = `colour=${colour}&hidden=before&shading=off&psize=3&camera=${camera}`;
      const address = `${url}?collections=before,after&view=${view}&lang=en&${look}`;
      const { page, errors, close } = await openViewer(browser, address, SMALL);
      await waitUntilDrawn(page);
      const facts = await pictureFacts(page, 0.6);
      const legend = await page.locator('.legend').textContent();
      await keepPicture(page, `globe-${colour}-${view}`);
      expect(errors).toEqual([]);
      await close();
      return { ...facts, legend };
    };
    for (const colour of ['change', 'height'] as const) {
      const [globe, site] = [await factsOf('globe', colour), await factsOf('site', colour)];
      expect(globe.legend).toBe(site.legend);
      expect(Math.abs(globe.redShare - site.redShare)).toBeLessThan(0.04);
      expect(Math.abs(globe.blueShare - site.blueShare)).toBeLessThan(0.04);
      // the slide took ground away above and left it below
      if (colour === 'change')
        for (const share of [globe.redShare, globe.blueShare]) expect(share).toBeGreaterThan(0.02);
    }
  });
});
