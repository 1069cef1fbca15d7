/** The page in a real browser: both views, both languages, the address, an empty store. */
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startEmptyServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, pictureFacts, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { LANGUAGES, wordsIn } from '../helpers/words.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(150_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

describe.each(['site', 'globe'] as const)('the %s view', (view) => {
  it.each(['ja', 'en'] as const)('draws both epochs without an error or a foreign request (%s)', async (lang) => {
    const address = `${server.url}?collections=before,after&view=${view}&lang=${lang}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address);
    const points = await waitUntilDrawn(page);
    const picture = await pictureFacts(page);
    await keepPicture(page, `view-${view}-${lang}`);

    // The whole scene is framed: nearly all of the 300,000 points, and at least a fifth of the picture.
    expect(points).toBeGreaterThan(200_000);
    expect(picture.drawnShare).toBeGreaterThan(0.2);
    expect(picture.colours).toBeGreaterThan(60);
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.view])).toEqual([
      lang,
      view,
    ]);
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });

  it('stays idle while nothing changes', async () => {
    const { page, close } = await openViewer(browser, `${server.url}?collections=after&view=${view}&lang=en`);
    await waitUntilDrawn(page);
    const changes = await page.evaluate(async () => {
      let seen = 0;
      const observer = new MutationObserver((records) => (seen += records.length));
      observer.observe(document.documentElement, { attributeFilter: ['data-tiles', 'data-points'] });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return seen;
    });
    expect(changes).toBe(0);
    await close();
  });
});

describe('the globe', () => {
  it('stands on the terrain of the collection, with its map on it when that is chosen', async () => {
    const address = `${server.url}?collections=before&view=globe&lang=en`;
    const terrain: string[] = [];
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, undefined, async (empty) => {
      empty.on('response', (response) => {
        if (response.url().includes('.terrain')) terrain.push(`${response.status()} ${response.url()}`);
      });
    });
    await waitUntilDrawn(page);
    const bare = await pictureFacts(page);
    expect(terrain.length).toBeGreaterThan(0);
    await page.getByRole('combobox', { name: /Basemap/ }).click();
    await page.getByRole('option', { name: /Hillshade of this cloud/ }).click();
    // level 15 holds the scene: the tiles above it come first
    await expect
      .poll(() => terrain.some((line) => /^200 .*\/terrain\/15\//.test(line)), { timeout: 120_000 })
      .toBe(true);
    await waitUntilDrawn(page);
    await keepPicture(page, 'view-globe-terrain');
    const stood = await pictureFacts(page);
    expect(terrain.every((line) => line.startsWith('200'))).toBe(true);
    expect(stood.drawnShare).toBeGreaterThanOrEqual(bare.drawnShare * 0.9);
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});

describe('the page', () => {
  it.each(LANGUAGES)(
    'keeps place, layers and measurement when the view is switched, and shows them in the address (%s)',
    async (lang) => {
      const t = wordsIn(lang);
      const scene = 'collections=before,after&hidden=before&measure=d0~52440,-97000;52530,-97010~A-line';
      const { page, errors, close } = await openViewer(browser, `${server.url}?${scene}&view=site&lang=${lang}`);
      await waitUntilDrawn(page);
      const isWhole = async () => {
        await expect.poll(() => page.locator('.measure-label').first().textContent()).toContain('A-line');
        const query = new URL(page.url()).searchParams;
        expect([query.get('hidden'), query.get('measure')?.slice(0, 30)]).toEqual([
          'before',
          'd0~52440,-97000;52530,-97010~A',
        ]);
      };
      await isWhole();
      await page.getByRole('button', { name: t('nav.zoomIn') }).click();
      await waitUntilDrawn(page);
      // The address follows a moment later.
      await page.waitForTimeout(600);
      const cameraOf = () => new URL(page.url()).searchParams.get('camera')?.split(',').map(Number) ?? [];
      const before = cameraOf();
      await page.getByText(t('view.globe'), { exact: true }).click();
      await page.waitForFunction(() => document.documentElement.dataset.view === 'globe');
      await waitUntilDrawn(page);
      await page.waitForTimeout(600);
      await isWhole();

      const after = cameraOf();
      expect(new URL(page.url()).searchParams.get('view')).toBe('globe');
      expect(after).toHaveLength(6);
      // A tenth of a metre on the ground and in height: the two engines agree on where the camera stands.
      expect(Math.abs((after[0] ?? 0) - (before[0] ?? 1)) * 91_000).toBeLessThan(0.1);
      expect(Math.abs((after[1] ?? 0) - (before[1] ?? 1)) * 111_000).toBeLessThan(0.1);
      expect(after[5]).toBeCloseTo(before[5] ?? 0, 0);
      await page.getByText(t('view.site'), { exact: true }).click();
      await page.waitForFunction(() => document.documentElement.dataset.view === 'site');
      await waitUntilDrawn(page);
      await page.waitForTimeout(600);
      await isWhole();
      for (const [i, value] of cameraOf().entries()) expect(value).toBeCloseTo(after[i] ?? 0, i < 2 ? 6 : 0);
      expect(errors).toEqual([]);
      await close();
    },
  );

  it('switches the language of every text and of the document', async () => {
    const { page, close } = await openViewer(browser, `${server.url}?collections=before,after&view=site&lang=ja`);
    await waitUntilDrawn(page);
    expect(await page.getByRole('checkbox', { name: '変化前 2019 を表示' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: /English/ }).click();
    await page.getByRole('checkbox', { name: 'Show Before 2019' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    const text = await page.locator('.page').innerText();
    // All that stays Japanese is the name and the switch back.
    expect(text.replaceAll('点群', '').replaceAll('日本語', '')).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    await close();
  });

  it('hides and shows a collection, and counts its points', async () => {
    const { page, close } = await openViewer(browser, `${server.url}?collections=before,after&view=site&lang=en`);
    const both = await waitUntilDrawn(page);
    await page.getByRole('checkbox', { name: 'Show Before 2019' }).uncheck();
    await page.waitForFunction((all) => Number(document.documentElement.dataset.points) < all, both);
    const one = await waitUntilDrawn(page);
    expect(one).toBeLessThan(both * 0.7);
    await page.waitForFunction(() => window.location.search.includes('hidden=before'));
    await close();
  });

  it('colours by every quantity, each with its legend', async () => {
    const { page, errors, close } = await openViewer(browser, `${server.url}?collections=after&view=site&lang=en`);
    await waitUntilDrawn(page);
    const legend = page.getByRole('region', { name: 'Legend' });
    expect(await legend.count()).toBe(0);
    for (const [choice, text] of [
      ['Elevation', /\d m/],
      ['Class', /Ground/],
      ['Intensity', /strong/],
      ['Data set', /After 2024/],
    ] as const) {
      const before = await pictureFacts(page, 0.5);
      await page.getByRole('combobox', { name: 'Colour by' }).click();
      await page.getByRole('option', { name: choice }).click();
      await legend.getByText(text).first().waitFor();
      await waitUntilDrawn(page);
      await page.waitForTimeout(200);
      const after = await pictureFacts(page, 0.5);
      expect([choice, after.drawnShare > 0.2]).toEqual([choice, true]);
      expect([choice, after.redShare === before.redShare && after.blueShare === before.blueShare]).toEqual([
        choice,
        false,
      ]);
    }
    expect(errors).toEqual([]);
    await close();
  });

  it('tells what to run when the store is empty', async () => {
    const empty = await startEmptyServer();
    const { page, errors, close } = await openViewer(browser, `${empty.url}?lang=en`);
    await page.getByRole('heading', { name: 'No data yet' }).waitFor();
    expect(await page.getByText('npm run demo').isVisible()).toBe(true);
    expect(await page.evaluate(() => document.documentElement.dataset.tiles)).toBe('idle');
    expect(errors).toEqual([]);
    await close();
    await empty.close();
  });

  it('says in plain words that the browser has no WebGL 2', async () => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      // A browser without WebGL answers null; everything else stays as it is.
      HTMLCanvasElement.prototype.getContext = new Proxy(getContext, {
        apply: (target, canvas, [kind, ...rest]) =>
          String(kind).startsWith('webgl') ? null : Reflect.apply(target, canvas, [kind, ...rest]),
      });
    });
    await page.goto(`${server.url}?collections=after&lang=en`);
    await page.getByText('This browser offers no 3D display (WebGL 2)').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.tiles)).toBe('idle');
    await page.close();
  });

  it('says in plain words that the server is gone', async () => {
    const page = await browser.newPage();
    await page.route('**/api/**', (route) => route.abort());
    await page.goto(`${server.url}?lang=ja`);
    await page.getByText('サーバーに接続できません。', { exact: true }).waitFor();
    await page.close();
  });

  it('opens every public collection when the address names none', async () => {
    const { page, close } = await openViewer(browser, `${server.url}?lang=en`);
    await waitUntilDrawn(page);
    expect(await page.getByRole('checkbox', { name: /^Show/ }).count()).toBe(2);
    await page.waitForFunction(() => window.location.search.includes('collections=before,after'));
    await close();
  });

  it('names a collection that does not exist', async () => {
    const { page, close } = await openViewer(browser, `${server.url}?collections=nowhere,after&view=site&lang=en`);
    await waitUntilDrawn(page);
    await page.getByText('There is no collection “nowhere”').waitFor();
    await close();
  });
});
