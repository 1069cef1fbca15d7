/** The catalogue in a real browser: finding a sheet, its panel, snippets, many sheets at once; both languages. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;
/** An item of the later epoch, in the sheet 08NF2330. */
let item: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(60_000)]);
  const answer = await fetch(`${server.url}api/sheets?collections=after&text=08NF2330`);
  const { sheets } = (await answer.json()) as { sheets: { id: string[] } };
  item = sheets.id[0]!;
  return async () => {
    await browser.close();
    await server.close();
  };
});

interface Opened {
  readonly page: Page;
  readonly errors: string[];
  readonly foreign: string[];
  close(): Promise<void>;
}

async function open(path: string, size = { width: 1440, height: 900 }): Promise<Opened> {
  const context: BrowserContext = await browser.newContext({
    viewport: size,
    locale: 'ja-JP',
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const [errors, foreign]: [string[], string[]] = [[], []];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!['blob:', 'data:'].includes(protocol) && origin !== new URL(server.url).origin) foreign.push(request.url());
  });
  await page.goto(new URL(path, server.url).href);
  return { page, errors, foreign, close: () => context.close() };
}

const TEXTS = {
  ja: {
    search: '場所・図郭・座標で探す',
    list: '「08NF2330」のデータ',
    open3d: 'を 3D で見る',
    snippet: 'curl の例をコピー',
    many: 'まとめて選ぶ',
    box: '四角形を描く',
    selected: 'まとめて選んだデータ',
    script: 'ダウンロード用スクリプト（sh） をダウンロード',
    map: /図郭の地図/,
    language: '言語: English',
  },
  en: {
    search: 'Search by place, map sheet or coordinates',
    list: 'Data at “08NF2330”',
    open3d: 'Open .* in 3D',
    snippet: 'Copy the example for curl',
    many: 'Many at once',
    box: 'Draw a box',
    selected: 'Data chosen together',
    script: 'Download Download script (sh)',
    map: /Map of sheets/,
    language: '言語: 日本語',
  },
} as const;

describe.each(['ja', 'en'] as const)('the catalogue (%s)', (language) => {
  const t = TEXTS[language];

  it('finds a sheet by its code, shows it, hands over a snippet and a script', async () => {
    const { page, errors, foreign, close } = await open(`catalog?lang=${language}`);
    await page.getByRole('textbox', { name: t.search }).fill('08nf2330');
    await page.getByRole('option', { name: /08NF2330.*500/ }).click();
    const list = page.getByRole('region', { name: t.list });
    // both epochs, and not the sheet beside it
    await list.getByRole('button', { name: new RegExp(`^${item}`) }).waitFor();
    expect(await list.getByRole('button', { name: /^08NF2330/ }).count()).toBe(2);
    expect(await list.getByRole('button', { name: /^08NF2331/ }).count()).toBe(0);
    await list.getByRole('button', { name: new RegExp(`^${item}`) }).click();

    const panel = page.getByRole('region', { name: new RegExp(item) });
    const link = panel.getByRole('link', { name: new RegExp(t.open3d) });
    expect(await link.getAttribute('href')).toMatch(/^\/\?collections=after&lang=(ja|en)&camera=139\.07/);
    await panel.getByText('EPSG:6676 ·').waitFor();
    await panel.getByRole('button', { name: t.snippet }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(
      `curl -fL --retry 5 -C - -o '${item}.copc.laz' '${server.url}api/collections/after/items/${item}`,
    );
    await keepPicture(page, `catalog-item-${language}`);

    await page.getByRole('button', { name: t.many, exact: true }).click();
    const selection = page.getByRole('region', { name: t.selected });
    await selection.getByRole('button', { name: t.box }).click();
    const map = (await page.getByRole('region', { name: t.map }).boundingBox())!;
    await page.mouse.click(map.x + 30, map.y + 60);
    await page.mouse.click(map.x + map.width - 70, map.y + map.height - 40);
    await selection.getByRole('button', { name: t.script }).waitFor();
    await keepPicture(page, `catalog-selection-${language}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      selection.getByRole('button', { name: t.script }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('download.sh');
    const script = await readFile((await download.path())!, 'utf8');
    expect(script).toMatch(/^#!\/bin\/sh/);
    expect(script).toContain(`/${item}/data.copc.laz?v=`);
    // the same after a copied link
    await page.waitForFunction(() => window.location.search.includes('bbox='));
    const again = await open(page.url().slice(server.url.length));
    await again.page.getByRole('button', { name: t.script }).waitFor();
    expect(errors.concat(again.errors)).toEqual([]);
    expect(foreign.concat(again.foreign)).toEqual([]);
    await again.close();
    await close();
  });
});

describe('the catalogue', () => {
  it('is worked by keyboard alone', async () => {
    const { page, errors, close } = await open('catalog?lang=en');
    await page.getByRole('button', { name: new RegExp(`^${item}`) }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('catalog-list');
    const search = page.getByRole('textbox', { name: TEXTS.en.search });
    await search.focus();
    await page.keyboard.type('08NF2311');
    // one code, two sheets: both are offered with their level
    await page.getByRole('option', { name: /level 1250/ }).waitFor();
    expect(await page.getByRole('option', { name: /08NF2311/ }).allInnerTexts()).toEqual([
      expect.stringContaining('level 500'),
      expect.stringContaining('level 1250'),
    ]);
    await search.fill('');
    const row = page.getByRole('button', { name: new RegExp(`^${item}`) });
    await row.focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('region', { name: `Item ${item}` })
      .getByText('EPSG:6676 ·')
      .waitFor();
    expect(await row.getAttribute('aria-pressed')).toBe('true');
    // the box by its numbers, without a pointer
    await page.getByRole('button', { name: 'Many at once', exact: true }).press('Enter');
    await page.getByRole('textbox', { name: /By coordinates/ }).fill('139.0, 35.1, 139.1, 35.2');
    await page.keyboard.press('Enter');
    const selection = page.getByRole('region', { name: 'Data chosen together' });
    await selection.getByText('Lists and scripts').waitFor();
    expect(await selection.locator('dd').first().innerText()).toBe('4');
    expect(errors).toEqual([]);
    await close();
  });

  it('takes a polygon and a line drawn on the map, and chooses no sheet with their last click', async () => {
    const { page, errors, close } = await open('catalog?lang=en');
    await page.getByRole('button', { name: new RegExp(`^${item}`) }).waitFor();
    await page.getByRole('button', { name: 'Many at once', exact: true }).click();
    const selection = page.getByRole('region', { name: 'Data chosen together' });
    const map = (await page.getByRole('region', { name: TEXTS.en.map }).boundingBox())!;
    const [x, y] = [map.x + map.width / 2, map.y + map.height / 2];
    await selection.getByRole('button', { name: 'Draw a polygon' }).click();
    await page.mouse.click(x - 200, y - 150);
    await page.mouse.click(x + 200, y - 150);
    await page.waitForTimeout(300);
    // inside of a sheet
    await page.mouse.dblclick(x - 40, y + 20);
    await selection.getByText('Polygon', { exact: true }).waitFor();
    await selection.getByText('Lists and scripts').waitFor();
    expect(new URL(page.url()).searchParams.get('item')).toBeNull();
    await page.waitForTimeout(600);
    await selection.getByRole('button', { name: 'Near a line' }).click();
    await page.mouse.click(x - 60, y);
    await page.mouse.click(x + 60, y);
    await page.keyboard.press('Enter');
    await selection.getByText('Within 100 m of a line').waitFor();
    await selection.getByRole('button', { name: 'Take out an area' }).waitFor();
    await page.waitForFunction(() => /line=[\d.,;]+&buffer=100/.test(window.location.search));
    expect(new URL(page.url()).searchParams.get('item')).toBeNull();
    expect(errors).toEqual([]);
    await close();
  });

  it('filters by the legend, and says so in the address', async () => {
    const { page, errors, close } = await open('catalog?lang=en&colour=year');
    const legend = page.getByRole('region', { name: 'Legend' });
    await legend.getByRole('button', { name: /^Hide 2019/ }).click();
    await page.waitForFunction(() => window.location.search.includes('year=2024'));
    const list = page.getByRole('region', { name: 'Data in view' });
    await list.locator('[aria-live]', { hasText: /^2 items/ }).waitFor();
    expect(await list.getByRole('button', { name: /, 2019, / }).count()).toBe(0);
    await legend.getByRole('button', { name: /^Show 2019/ }).click();
    await list.locator('[aria-live]', { hasText: /^4 items/ }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('opens a link to an item, shows it on the map, and every control has a name', async () => {
    const { page, errors, close } = await open(`catalog/after/${item}?lang=en`);
    const panel = page.getByRole('region', { name: `Item ${item}` });
    await panel.getByText('EPSG:6676 ·').waitFor();
    await page.waitForFunction(() => window.location.search.includes('map=139.07'));
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a[href], input, [tabindex="0"]')]
        .filter((element) => {
          const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
          const name = [
            element.getAttribute('aria-label'),
            element.getAttribute('title'),
            element.textContent,
            ...labels.map((label) => label.textContent),
            document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent,
          ];
          const isShown = (element as HTMLElement).offsetParent !== null;
          return isShown && !name.some((text) => (text ?? '').trim() !== '');
        })
        .map((element) => element.outerHTML.slice(0, 200)),
    );
    expect(nameless).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('switches the language of every text', async () => {
    const { page, errors, close } = await open('catalog?lang=ja');
    await page.getByRole('heading', { name: 'データを探す' }).waitFor();
    await page.getByRole('button', { name: TEXTS.ja.language }).click();
    await page.getByRole('heading', { name: 'Find data' }).waitFor();
    expect(await page.title()).toBe('Find data - Tengun');
    const text = await page.locator('.catalog').innerText();
    expect(text.replaceAll('点群', '').replaceAll('日本語', '')).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    expect(errors).toEqual([]);
    await close();
  });

  it('fits a phone, with the panel as a sheet over the map', async () => {
    const { page, errors, close } = await open('catalog?lang=en', { width: 390, height: 844 });
    await page.getByRole('button', { name: new RegExp(`^${item}`) }).click();
    await page
      .getByRole('region', { name: `Item ${item}` })
      .getByText('EPSG:6676 ·')
      .waitFor();
    const panelHeight = () => page.locator('.catalog-panel').evaluate((element) => element.clientHeight);
    const half = await panelHeight();
    await page.getByRole('button', { name: 'Make the panel larger' }).click();
    expect(await panelHeight()).toBeGreaterThan(1.5 * half);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await keepPicture(page, 'catalog-phone');
    expect(errors).toEqual([]);
    await close();
  });

  it('is linked from the viewer and back', async () => {
    const { page, close } = await open('?lang=en');
    const link = page.getByRole('link', { name: 'Find data' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('/catalog?lang=en');
    await link.click();
    await page.getByRole('heading', { name: 'Find data' }).waitFor();
    const back = await page.getByRole('link', { name: 'Viewer', exact: true }).getAttribute('href');
    expect(back).toBe('/?lang=en');
    await close();
  });
});
