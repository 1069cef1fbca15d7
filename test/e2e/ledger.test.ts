/** Ledgers in a real browser: opened, coloured, chosen in the picture, edited, kept, opened again by a link, taken out. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '#core/ledger/ledger.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { FIELD_OF_VIEW_DEG, parsePose } from '../../viewer/state/camera-pose.ts';
import { createSiteFrame } from '../../viewer/state/site-frame.ts';
import { axeViolations } from '../helpers/axe.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { downloaded } from '../helpers/downloaded.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, type TopView, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(150_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const SIZE = { width: 900, height: 620 };
/** Fields without trees. */
const CENTRE = { east: SCENE_EXTENT.minE + 70, north: SCENE_EXTENT.minN + 170 };
const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 0,
});
const HOSTILE = '<img src=x onerror=alert(1)>';
/** Metres from the middle, kind, watts. */
const LAMPS = [
  ['灯 1', -16, 0, 'LED', 100],
  [HOSTILE, 0, 0, 'Na', 250],
  ['灯 3', 16, 0, 'LED', 80],
] as const;
const CSV = [
  '名称,X,Y,種別,出力,写真',
  ...LAMPS.map(([name, east, north, kind, watt]) =>
    [name, CENTRE.north + north, CENTRE.east + east, kind, watt, 'https://photos.invalid/a.jpg'].join(','),
  ),
].join('\r\n');
const BLUE = [0, 114, 178] as const;
const ORANGE = [230, 159, 0] as const;

const WORDS = {
  ja: {
    choose: '台帳のファイルを開く',
    read: '読み込む',
    look: '色分け',
    list: '一覧',
    keep: '保存',
    by: '色分けする項目',
    number: '数字を入れてください',
    undo: '元に戻す',
    redo: 'やり直す',
    back: '一覧へ戻る',
    add: '点を加える',
    remove: '削除',
    search: '台帳の中を探す',
    saved: '保存しました',
    link: 'リンクを作る',
    made: 'この台帳のリンク',
    csv: 'CSV（Excel 用）',
    address: 'アドレスから開く',
    photoShow: '接続して写真を表示',
    of: (shown: number, all: number) => `${all} 件中 ${shown} 件`,
  },
  en: {
    choose: 'Open a ledger file',
    read: 'Load',
    look: 'Colours',
    list: 'List',
    keep: 'Save',
    by: 'Colour by',
    number: 'Type a number',
    undo: 'Undo',
    redo: 'Redo',
    back: 'Back to the list',
    add: 'Add a point',
    remove: 'Delete',
    search: 'Search the ledger',
    saved: 'Saved',
    link: 'Make a link',
    made: 'Link to this ledger',
    csv: 'CSV (for Excel)',
    address: 'Open by address',
    photoShow: 'Connect and show the photo',
    of: (shown: number, all: number) => `${shown} of ${all}`,
  },
} as const;

interface Seen extends TopView {
  /** Where a place appears on the page; without a height it is that of what the camera looks at. */
  pixelOf(east: number, north: number, height?: number): [x: number, y: number];
}

/** The camera of the address, when it has come to rest; it looks straight down. */
async function viewNow(page: Page): Promise<Seen> {
  let last = '';
  await expect
    .poll(
      async () => {
        const before = last;
        last = new URL(page.url()).searchParams.get('camera') ?? '';
        return last !== '' && last === before;
      },
      { interval: 400, timeout: 20_000 },
    )
    .toBe(true);
  await waitUntilDrawn(page);
  const pose = parsePose(last)!;
  const [east, north] = FRAME.fromLonLat(pose.lon, pose.lat);
  const box = (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())!;
  const pixelsPerMetre = box.height / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360) * pose.rangeM);
  return {
    ...topView({ east, north, height: pose.elevationM, rangeM: pose.rangeM }),
    pixelOf(e, n, height = pose.elevationM) {
      // what lies higher is nearer
      const scale = (pixelsPerMetre * pose.rangeM) / (pose.rangeM - height + pose.elevationM);
      return [box.x + box.width / 2 + (e - east) * scale, box.y + box.height / 2 - (n - north) * scale];
    },
  };
}

/** Part of a square of the picture that has about the colour. */
async function shareOf(page: Page, [x, y]: readonly [number, number], wanted: readonly number[]): Promise<number> {
  const png = await page.screenshot({ clip: { x: x - 12, y: y - 12, width: 24, height: 24 }, animations: 'disabled' });
  return await page.evaluate(
    async ({ base64, rgb }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let found = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (rgb.every((value, channel) => Math.abs(value - data[at + channel]!) < 24)) found += 1;
      }
      return found / (data.length / 4);
    },
    { base64: png.toString('base64'), rgb: [...wanted] },
  );
}

/** A photo of one colour, as a browser makes it. */
const photo = async (page: Page): Promise<Buffer> => {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2000, 1000);
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#336699';
    context.fillRect(0, 0, 2000, 1000);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  return Buffer.from(base64, 'base64');
};

/** What the server measures as ground there. */
async function groundAt(east: number, north: number): Promise<number> {
  const surfaces = [{ collection: 'before', classes: [2] }];
  const inputs = {
    kind: 'point',
    vertices: [[east, north]],
    crs: 'EPSG:6676',
    surfaces,
    heights: 'surface',
    maxEdgeM: 15,
  };
  const answer = await fetch(`${server.url}api/processes/measure/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  const body = (await answer.json()) as { surfaces: { vertices: { surfaceHeightM: number }[] }[] };
  return body.surfaces[0]!.vertices[0]!.surfaceHeightM;
}

async function keptLedger(url: string): Promise<Ledger> {
  const [project, entry] = (new URL(url).searchParams.get('ledger') ?? '').split('~');
  const answer = await fetch(`${server.url}api/projects/${project}/entries/${entry}`);
  return ((await answer.json()) as { properties: { ledger: Ledger } }).properties.ledger;
}

describe.each(['ja', 'en'] as const)('a ledger (%s)', (lang) => {
  const w = WORDS[lang];
  it('is opened from a file, coloured, edited in the picture and the form, kept, and opened by its link', async () => {
    const height = await groundAt(CENTRE.east, CENTRE.north);
    const { camera } = topView({ ...CENTRE, height, rangeM: 90 });
    const address = `${server.url}?collections=before&view=globe&tool=ledger&lang=${lang}&camera=${camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, SIZE);
    const panel = page.getByTestId('ledger');
    const form = panel.getByTestId('ledger-feature');
    const tab = (name: string) => panel.getByRole('tab', { name, exact: true });
    const button = (name: string) => panel.getByRole('button', { name, exact: true });
    await waitUntilDrawn(page);
    expect(await axeViolations(page)).toEqual([]);
    await panel
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: '道路灯.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });

    // plane coordinates: whose system, the file does not say
    const question = page.getByTestId('ledger-question');
    await question.waitFor({ timeout: 20_000 });
    expect(await question.textContent()).toContain(`X = ${CENTRE.north}`);
    await question.getByRole('button', { name: w.read }).click();
    const count = panel.getByTestId('ledger-count');
    await count.waitFor();
    expect(await count.textContent()).toBe(w.of(3, 3));
    // hostile text is text
    expect(await panel.locator('.ledger-row-title').allTextContents()).toEqual(LAMPS.map(([name]) => name));

    await tab(w.look).click();
    await panel.getByRole('combobox', { name: w.by }).click();
    await page.getByRole('option', { name: '種別' }).click();
    const legend = panel.getByTestId('ledger-legend');
    await expect.poll(async () => await legend.locator('li').allTextContents()).toEqual(['LED2', 'Na1']);
    const seen = await viewNow(page);
    const at = ([, east, north]: (typeof LAMPS)[number]) => seen.pixelOf(CENTRE.east + east, CENTRE.north + north);
    await expect.poll(async () => await shareOf(page, at(LAMPS[0]), BLUE)).toBeGreaterThan(0.1);
    expect(await shareOf(page, at(LAMPS[1]), ORANGE)).toBeGreaterThan(0.1);
    expect(await shareOf(page, at(LAMPS[1]), BLUE)).toBeLessThan(0.02);
    await keepPicture(page, `ledger-look-${lang}`);
    expect(await axeViolations(page)).toEqual([]);

    // full width and half width are one
    await tab(w.list).click();
    await panel.getByRole('searchbox', { name: w.search }).fill('３');
    await expect.poll(async () => await count.textContent()).toBe(w.of(1, 3));
    await panel.getByRole('searchbox', { name: w.search }).fill('');

    // a click on the feature in the picture opens its form
    await page.mouse.click(...at(LAMPS[0]));
    await form.getByRole('heading', { name: '灯 1' }).waitFor({ timeout: 20_000 });
    const ground = form.getByTestId('ledger-ground');
    await ground.waitFor({ timeout: 20_000 });
    const shownM = Number(await ground.getAttribute('data-value'));
    expect(shownM).toBeCloseTo(await groundAt(CENTRE.east - 16, CENTRE.north), 3);
    const watt = form.getByRole('textbox', { name: '出力' });
    await watt.fill('much');
    await watt.press('Enter');
    await form.getByText(w.number).waitFor();
    await watt.fill('１２０．５');
    await watt.press('Enter');
    await expect.poll(async () => await watt.inputValue()).toBe('120.5');
    // the other server's photo was not asked for
    expect(await form.getByRole('button', { name: w.photoShow }).count()).toBe(1);
    await form
      .locator('input[type=file]')
      .setInputFiles({ name: 'p.png', mimeType: 'image/png', buffer: await photo(page) });
    const picture = form.getByRole('img', { name: '写真' });
    await picture.waitFor({ timeout: 20_000 });
    expect(await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([
      1024, 512,
    ]);
    await keepPicture(page, `ledger-form-${lang}`);
    expect(await axeViolations(page)).toEqual([]);
    await button(w.undo).click();
    expect(await picture.count()).toBe(0);
    await button(w.redo).click();
    await picture.waitFor();

    // one more, clicked where nothing stands: it stands on the ground that the server measures
    await button(w.back).click();
    await button(w.add).click();
    const clicked = seen.pixelOf(CENTRE.east, CENTRE.north + 12);
    await page.mouse.click(...clicked);
    await form.waitFor({ timeout: 20_000 });
    await button(w.back).click();
    await expect.poll(async () => await count.textContent()).toBe(w.of(4, 4));
    await panel.locator('[data-feature="f3"]').click();
    await form.getByRole('button', { name: w.remove }).click();
    await expect.poll(async () => await count.textContent()).toBe(w.of(3, 3));
    await button(w.undo).click();
    await expect.poll(async () => await count.textContent()).toBe(w.of(4, 4));

    await tab(w.keep).click();
    const saves = await downloaded(page, () => button(w.csv).click());
    await button(w.keep).click();
    await panel.getByText(w.saved, { exact: true }).waitFor({ timeout: 30_000 });
    await button(w.link).click();
    const link = await panel.getByRole('textbox', { name: w.made }).inputValue();
    await page.waitForTimeout(500);
    const kept = await keptLedger(page.url());
    expect(kept.crs).toBe('EPSG:6676');
    expect(kept.features.map(({ values }) => values[0])).toEqual(['灯 1', HOSTILE, '灯 3', null]);
    expect(kept.features[0]!.geometry!.coordinates).toEqual([CENTRE.east - 16, CENTRE.north]);
    expect(kept.features[0]!.values[2]).toBe(120.5);
    expect(String(kept.features[0]!.values[3])).toMatch(/^data:image\/jpeg;base64,/);
    const [east, north, elevation] = kept.features[3]!.geometry!.coordinates as number[];
    // it stands near the pixel that was clicked: between points of so thin a cloud a click meets the plane of the picture
    const [x, y] = seen.pixelOf(east!, north!, elevation);
    expect(Math.hypot(x - clicked[0], y - clicked[1])).toBeLessThan(24);
    expect(elevation).toBeCloseTo(await groundAt(east!, north!), 2);
    // the file says the same
    expect(saves.name).toBe('道路灯.csv');
    const { ledger: read } = readLedger(saves.name, saves.bytes.toString('utf8'));
    expect(read!.features.map(({ geometry }) => geometry)).toEqual(kept.features.map(({ geometry }) => geometry));
    expect([errors, foreignRequests]).toEqual([[], []]);
    await close();

    // a link opens in the language of its reader: once is enough
    if (lang === 'en') return;
    const second = await openViewer(browser, link, SIZE);
    await waitUntilDrawn(second.page);
    await second.page.getByTestId('ledger-count').waitFor({ timeout: 30_000 });
    expect(await second.page.getByTestId('ledger-count').textContent()).toBe(w.of(4, 4));
    // it looks at the one that was chosen last in the list
    const again = await viewNow(second.page);
    await expect
      .poll(async () => await shareOf(second.page, again.pixelOf(CENTRE.east + 16, CENTRE.north), BLUE))
      .toBeGreaterThan(0.1);
    expect([second.errors, second.foreignRequests]).toEqual([[], []]);
    await second.close();
  });
});

describe('an address', () => {
  it('of an OGC API Features collection is read, of a page refused in plain words', async () => {
    const { page, errors, close } = await openViewer(
      browser,
      `${server.url}?collections=before&view=site&tool=ledger&lang=en`,
      SIZE,
    );
    await waitUntilDrawn(page);
    const panel = page.getByTestId('ledger');
    const address = panel.getByRole('textbox', { name: WORDS.en.address });
    await address.fill(`${server.url}catalog`);
    await address.press('Enter');
    await panel.getByText(/address of a web page/).waitFor({ timeout: 20_000 });
    await address.fill(`${server.url}api/collections/before`);
    await address.press('Enter');
    await panel.getByTestId('ledger-count').waitFor({ timeout: 20_000 });
    const items = (await (await fetch(`${server.url}api/collections/before/items`)).json()) as {
      features: { id: string }[];
    };
    const shown = await panel
      .locator('[data-feature]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-feature')));
    expect(shown).toEqual(items.features.map(({ id }) => id));
    // a server that does not know the parameter f is asked again without
    expect(errors.filter((text) => !text.includes('400'))).toEqual([]);
    await close();
  });
});
