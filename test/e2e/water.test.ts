/** The water tool on the globe: a level by clicks and by keys, numbers against the API, given time steps, shelters and routes. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InundationInputs, InundationResult } from '#core/contract/inundation.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, pictureFacts, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';
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

const RIVER = [52_400, -97_098] as const;
/** Small: software draws it. */
const WINDOW = { width: 1000, height: 640 };
const LOOK = topView({ east: 52_400, north: -97_090, height: 192, rangeM: 330 });
/** As the tool asks: a box of 60 m around the seed. */
const inputs: InundationInputs = {
  surface: { collection: 'before', classes: [2, 9] },
  area: {
    type: 'Polygon',
    coordinates: [
      [
        [52_340, -97_158],
        [52_460, -97_158],
        [52_460, -97_038],
        [52_340, -97_038],
        [52_340, -97_158],
      ],
    ],
  },
  crs: 'EPSG:6676',
  seeds: [{ type: 'Point', coordinates: [...RIVER] }],
  levels: [191, 193, 195, 197],
  connectivity: 8,
  cellSizeM: 1,
};
const SCENE = 'seed=point:52400,-97098&levels=191,197,2&ground=before&reach=60';

async function ask(more: Partial<InundationInputs> = {}): Promise<InundationResult> {
  const answer = await fetch(`${server.url}api/processes/inundation/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: { ...inputs, ...more } }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as InundationResult;
}

/** Areas and volumes of the table, with all their digits. */
const listed = (page: Page): Promise<number[][]> =>
  page
    .getByTestId('water-result')
    .locator('.water-levels tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        ['area', 'volume'].map((key) => Number(row.querySelector(`[data-key="${key}"]`)?.getAttribute('data-value'))),
      ),
    );

const bar = (page: Page) => page.getByTestId('water-bar');
const barAt = (page: Page, name: 'level' | 'time', value: number) =>
  page.locator(`[data-testid="water-bar"][data-${name}="${value}"]`).waitFor();

describe.each(LANGUAGES)('a level (%s)', (lang) => {
  const t = wordsIn(lang);
  it('from a click in the river to a table that is the answer of the API, and a picture that rises', async () => {
    const address = `${server.url}?collections=before&view=site&lang=${lang}&reach=60&camera=${LOOK.camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, WINDOW);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: t('tool.water'), exact: true }).click();
    await page.waitForFunction(() => document.documentElement.dataset.view === 'globe');
    await waitUntilDrawn(page);
    const panel = page.getByTestId('water');
    await panel.getByRole('button', { name: t('draw.start') }).click();
    await LOOK.click(page, ...RIVER);
    await panel.getByRole('textbox', { name: t('water.reach') }).fill('60');
    for (const [name, value] of [
      [t('water.levels.fromM'), '191'],
      [t('water.levels.toM'), '197'],
      [t('water.levels.stepM'), '2'],
    ] as const) {
      await panel.getByRole('textbox', { name, exact: true }).fill(value);
    }
    await panel.getByRole('button', { name: t('water.run') }).click();
    await bar(page).waitFor({ timeout: 60_000 });
    const clicked = await listed(page);
    expect(clicked).toHaveLength(4);

    // the click meets the place within a pixel; typed coordinates meet it exactly
    await panel.getByRole('button', { name: t('draw.coordinates') }).click();
    await panel.getByRole('textbox', { name: t('draw.coordinatesLabel') }).fill(RIVER.join(', '));
    await panel.getByRole('button', { name: t('draw.apply') }).click();
    await panel.getByText(t('water.outdated')).waitFor();
    await panel.getByRole('button', { name: t('water.run') }).click();
    await panel.getByText(t('water.outdated')).waitFor({ state: 'hidden' });
    await page.waitForFunction(
      () => document.querySelectorAll('[data-testid="water-result"] .water-levels tbody tr').length === 4,
    );
    const answer = await ask();
    expect(await listed(page)).toEqual(answer.levels.map(({ areaM2, volumeM3 }) => [areaM2, volumeM3]));
    for (const [i, { areaM2 }] of answer.levels.entries()) {
      expect(Math.abs((clicked[i]?.[0] ?? 0) - areaM2)).toBeLessThanOrEqual(0.1 * areaM2);
    }

    await panel.getByText(t('water.colourSets.blue'), { exact: true }).click();
    const slider = page.getByRole('slider', { name: t('water.level') });
    await slider.focus();
    await slider.press('Home');
    await barAt(page, 'level', 191);
    await waitUntilDrawn(page);
    const low = await pictureFacts(page, 0.5);
    await slider.press('End');
    await barAt(page, 'level', 197);
    await waitUntilDrawn(page);
    const high = await pictureFacts(page, 0.5);
    await keepPicture(page, `water-level-${lang}`);
    expect(high.blueShare).toBeGreaterThan(low.blueShare + 0.1);
    await page.getByRole('button', { name: t('water.previous') }).click();
    await barAt(page, 'level', 195);
    const text = (await page.locator('.legend').textContent()) ?? '';
    expect(text).toContain(t('water.legendLevel', { level: '195.00' }));
    expect(text).toContain(t('water.label'));

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: t('water.csv') }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain(`195,${answer.levels[2]?.areaM2},${answer.levels[2]?.volumeM3}`);
    expect(csv).toContain('簡易');

    // a copied address computes the same, in the other language and in the site view
    await page.waitForFunction(() => /[?&]level=195(&|$)/.test(window.location.search));
    const copied = new URL(page.url());
    const other = lang === 'ja' ? 'en' : 'ja';
    copied.searchParams.set('lang', other);
    copied.searchParams.set('view', 'site');
    await page.goto(copied.href);
    await barAt(page, 'level', 195);
    await expect
      .poll(async () => listed(page))
      .toEqual(answer.levels.map(({ areaM2, volumeM3 }) => [areaM2, volumeM3]));
    await waitUntilDrawn(page);
    expect((await pictureFacts(page, 0.5)).blueShare).toBeGreaterThan(low.blueShare + 0.05);
    expect(await page.getByTestId('water').textContent()).toContain(wordsIn(other)('water.intro.level'));
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});

describe('a level', () => {
  it('has walls that hold the water, drawn in the picture and kept in the address', async () => {
    const address = `${server.url}?collections=before&view=globe&lang=en&tool=water&${SCENE}&camera=${LOOK.camera}`;
    const { page, errors, close } = await openViewer(browser, address, WINDOW);
    await bar(page).waitFor({ timeout: 60_000 });
    await waitUntilDrawn(page);
    const panel = page.getByTestId('water');
    const before = await listed(page);
    await panel.getByRole('button', { name: 'Draw a barrier' }).click();
    await panel.getByRole('button', { name: 'Enter coordinates' }).last().click();
    await panel.getByRole('textbox', { name: /^Coordinates/ }).fill('52420, -97180\n52420, -97020');
    await panel.getByRole('button', { name: 'Use coordinates' }).click();
    await panel.getByRole('textbox', { name: 'Crest' }).fill('205');
    await panel.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForFunction(() => /walls=205~0~/.test(window.location.search));
    await panel.getByRole('button', { name: 'Compute' }).click();
    await panel.getByText('The settings have changed').waitFor({ state: 'hidden' });
    await bar(page).waitFor({ timeout: 30_000 });
    const after = await listed(page);
    expect(after[3]?.[0]).toBeLessThan(0.85 * (before[3]?.[0] ?? 0));
    expect(after[3]?.[0]).toBeGreaterThan(0.4 * (before[3]?.[0] ?? 0));
    expect(errors).toEqual([]);
    await close();
  });
});

/** Water that spreads to the east: 1 m deep up to a front that moves 2 m a second. */
function stepFile(seconds: number, cols = 60): { name: string; mimeType: string; buffer: Buffer } {
  const rows = 30;
  const head = `ncols ${cols}\nnrows ${rows}\nxllcorner 52300\nyllcorner -97150\ncellsize 5\nNODATA_value -9999\n`;
  const row = Array.from({ length: cols }, (_, col) => (5 * col < 2 * seconds ? '1.0' : '0')).join(' ');
  return {
    name: `depth_${seconds}s.asc`,
    mimeType: 'text/plain',
    buffer: Buffer.from(head + `${row}\n`.repeat(rows)),
  };
}

describe('given time steps', () => {
  it('are played with their source and resolution, interpolated between steps only, never called computed here', async () => {
    const address = `${server.url}?collections=before&view=globe&lang=en&tool=water&water=steps&wcolours=blue&camera=${LOOK.camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, WINDOW);
    await waitUntilDrawn(page);
    const panel = page.getByTestId('water');
    const input = panel.locator('input[type=file]');
    const index = {
      name: 'index.json',
      mimeType: 'application/json',
      buffer: Buffer.from(
        JSON.stringify({
          source: 'Flood model X, 2024',
          unit: 's',
          steps: [0, 60, 120].map((time) => ({ file: `depth_${time}s.asc`, time })),
        }),
      ),
    };
    await input.setInputFiles([stepFile(120), stepFile(0), stepFile(60), index]);
    const facts = page.getByTestId('water-steps');
    await facts.waitFor({ timeout: 30_000 });
    const text = await panel.textContent();
    for (const part of [
      'Flood model X, 2024',
      '5.00 m',
      'ESRI ASCII',
      '60 × 30',
      'Nothing is computed here',
      '0:01:00',
    ]) {
      expect(text).toContain(part);
    }
    expect(await facts.getAttribute('data-area')).toBe('0');
    await waitUntilDrawn(page);
    const dry = await pictureFacts(page, 0.5);
    await page.getByRole('button', { name: 'Forward' }).click();
    await page.getByRole('button', { name: 'Forward' }).click();
    await barAt(page, 'time', 120);
    // 48 columns of 30 cells of 25 m²
    expect(await facts.getAttribute('data-area')).toBe(String(48 * 30 * 25));
    expect(await bar(page).textContent()).toContain('a given step');
    await waitUntilDrawn(page);
    await keepPicture(page, 'water-steps-en');
    expect((await pictureFacts(page, 0.5)).blueShare).toBeGreaterThan(dry.blueShare + 0.06);
    await page.getByRole('slider', { name: 'Time' }).press('ArrowLeft');
    await bar(page).getByText('linear between two steps').waitFor();
    const time = Number(await facts.getAttribute('data-time'));
    expect(time).toBeGreaterThan(110);
    expect(time).toBeLessThan(120);

    await input.setInputFiles([stepFile(0), stepFile(60, 61)]);
    await panel.getByText(/depth_60s\.asc: expected the grid of the first step/).waitFor();
    await input.setInputFiles([
      {
        name: 'depth_1s.asc',
        mimeType: 'text/plain',
        buffer: Buffer.from('ncols 99999999\nnrows 99999999\ncellsize 1\n'),
      },
    ]);
    await panel.getByText(/expected a grid of at most 16000000 cells/).waitFor();
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});

describe.each(LANGUAGES)('shelters and routes (%s)', (lang) => {
  const t = wordsIn(lang);
  it('are wet or dry as the API says, and routes tell climb and stretches', async () => {
    const projection = createProjection(crsFromCode('EPSG:6676'));
    const places = [
      ['川端集会所', 52_395.5, -97_100.5],
      ['谷小学校', 52_360.5, -97_050.5],
      ['遠い公園', 52_100, -96_950],
    ] as const;
    const answer = await ask({ places: places.map(([name, east, north]) => ({ name, position: [east, north] })) });
    const csv = places.map(([name, east, north], i) => {
      const [lon, lat] = projection.toLonLat(east, north);
      return `${name},${lat},${lon},${100 * (i + 1)}`;
    });
    const route = {
      type: 'Feature',
      properties: { name: '川沿いの道' },
      geometry: {
        type: 'LineString',
        coordinates: [
          [52_395, -97_100],
          [52_360, -97_050],
        ].map(([east, north]) => projection.toLonLat(east ?? 0, north ?? 0)),
      },
    };
    const address = `${server.url}?collections=before&view=globe&lang=${lang}&tool=water&water=places&${SCENE}&level=195&camera=${LOOK.camera}`;
    const { page, errors, close } = await openViewer(browser, address, WINDOW);
    await barAt(page, 'level', 195);
    const panel = page.getByTestId('water');
    await panel.locator('input[type=file]').setInputFiles([
      {
        name: 'shelters.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`名称,緯度,経度,想定収容人数\n${csv.join('\n')}\n`),
      },
      { name: 'route.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify(route)) },
    ]);
    const rows = panel.getByRole('table', { name: t('water.sheltersTable') }).locator('tbody tr');
    await rows.nth(2).waitFor();
    const depths = await rows.evaluateAll((list) => list.map((row) => row.getAttribute('data-depth')));
    for (const [i, { groundM, wetAboveM }] of answer.places.entries()) {
      if (groundM === null) expect(depths[i]).toBe('');
      else {
        const depth = wetAboveM !== null && wetAboveM < 195 ? 195 - groundM : 0;
        expect(Math.abs(Number(depths[i]) - depth)).toBeLessThan(0.002);
      }
    }
    expect(Number(depths[0])).toBeGreaterThan(1);
    expect(depths[2]).toBe('');
    await panel.getByRole('button', { name: t('water.routesRun') }).click();
    const card = page.getByTestId('water-route');
    await card.getByText(t('water.route.below')).waitFor({ timeout: 30_000 });
    const [reached, below] = [await card.getAttribute('data-wet'), await card.getAttribute('data-below')].map(Number);
    expect(below).toBeGreaterThan(5);
    expect(Math.abs((reached ?? 0) - (below ?? 0))).toBeLessThan(12);
    await waitUntilDrawn(page);
    await keepPicture(page, `water-places-${lang}`);
    expect(await page.locator('.water-shelter.is-wet').count()).toBe(
      depths.filter((depth) => Number(depth) > 0).length,
    );
    expect(await page.locator('.water-route.is-wet').count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await close();
  });
});
