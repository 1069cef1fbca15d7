/** Files of the user in a real browser: dropped or chosen, shown where they lie, never sent unless asked; then measured by the server. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { kernelEncoder } from '#worker/codec/kernel.ts';
import { parsePose } from '../../viewer/state/camera-pose.ts';
import { createSiteFrame } from '../../viewer/state/site-frame.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';
import { buildCopc, buildLaz } from '../helpers/laz-builder.ts';
import { type SceneServer, startEmptyServer, startSceneServer } from '../helpers/scene-server.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { buildTiff } from '../helpers/tiff-builder.ts';
import { keepPicture, openViewer, pictureFacts, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;
let folder: string;

const ZONE_8 = crsFromCode('EPSG:6676');
const FRAME = createSiteFrame({ code: ZONE_8.code, proj4: ZONE_8.proj4, unitM: 1, geoidHeightM: 0 });
/** The level platform of the second epoch. */
const PLATFORM = { east: 52_490, north: -96_990 };
const POINTS = 40_000;
/** Points within 400 × 300 m from the offset of the builder, the corners among them. */
const CLOUD = randomPoints(POINTS, { format: 7, seed: 5 }).map((point, i) => ({
  ...point,
  x: [0, 400_000][i] ?? point.x,
  y: [0, 300_000][i] ?? point.y,
  z: [0, 30_000][i] ?? Math.min(30_000, Math.abs(point.z)),
}));
const CLOUD_MIDDLE = { east: 52_200, north: -97_050, height: 115 };

const path = (name: string) => join(folder, name);
const save = (name: string, content: string | Uint8Array) => writeFile(path(name), content);

const DXF = ['0', 'SECTION', '2', 'ENTITIES']
  .concat(
    [0, 20, 40].flatMap((n) => [
      ...['0', 'LINE', '8', 'a', '10', `${PLATFORM.east - 30}`, '20', `${PLATFORM.north + n}`, '30', '0'],
      ...['11', `${PLATFORM.east + 30}`, '21', `${PLATFORM.north + n}`, '31', '0'],
    ]),
    ['0', 'TEXT', '8', 't', '10', `${PLATFORM.east}`, '20', `${PLATFORM.north}`, '30', '0', '40', '2', '1', 'No.1'],
    ['0', 'ENDSEC', '0', 'EOF', ''],
  )
  .join('\n');
const { north: N, east: E } = PLATFORM;
const SIMA = [
  'G00,01,現場,',
  ...['A00,', `A01,1,P1,${N},${E},,`, `A01,2,P2,${N + 40},${E},,`, `A01,3,P3,${N + 40},${E + 30},,`, 'A99,'],
  ...['D00,1,12-3,1,', 'B01,1,P1', 'B01,2,P2', 'B01,3,P3', 'D99,', ''],
].join('\r\n');
const degrees = (e: number, n: number) => FRAME.toLonLat(PLATFORM.east + e, PLATFORM.north + n);
const RING = [degrees(0, 0), degrees(40, 0), degrees(40, 20), degrees(0, 0)];
const GEOJSON = JSON.stringify({
  type: 'Feature',
  properties: { name: '区域' },
  geometry: { type: 'Polygon', coordinates: [RING] },
});
const KML = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>線</name><LineString><altitudeMode>absolute</altitudeMode><coordinates>${RING.map(([lon, lat]) => `${lon},${lat},230`).join(' ')}</coordinates></LineString></Placemark></kml>`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-own-'));
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(200_000)]);
  const las = buildLas(CLOUD, { format: 7, wkt: ZONE_8.wkt });
  await save('cloud.laz', buildLaz(las, { chunkPoints: [5_000] }));
  await save('no-crs.laz', buildLaz(buildLas(CLOUD, { format: 7 }), { chunkPoints: [5_000] }));
  await save('cloud.copc.laz', buildCopc(las, ZONE_8.wkt, [10_000, 10_000, 10_000, 10_000], kernelEncoder));
  await save('broken.las', las.slice(0, 200_000));
  await save('plan.dxf', DXF);
  await save('lots.sim', SIMA);
  await save('area.geojson', GEOJSON);
  await save('line.kml', KML);
  const values = Array.from({ length: 400 }, (_, i) => 200 + (i % 20));
  await save('dem.tif', buildTiff({ cols: 20, rows: 20, values, corner: [E, N], step: [2, 2], projected: 6676 }));
  return async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
});

const WORDS = {
  ja: {
    files: 'ファイル',
    take: 'この座標系で開く',
    zoom: 'へ移動',
    remove: 'を閉じる',
    measure: 'サーバーで計測する',
  },
  en: {
    files: 'Files',
    take: 'Open with this system',
    zoom: 'Go to',
    remove: 'Close',
    measure: 'Measure on the server',
  },
} as const;
type Language = keyof typeof WORDS;

const open = (query: string, lang: Language) => openViewer(browser, `${server.url}?view=site&lang=${lang}&${query}`);
const card = (page: Page, name: string) => page.locator(`[data-own-file="${name}"]`);
const ready = (page: Page, name: string) =>
  page.locator(`[data-own-file="${name}"][data-stage="ready"]`).waitFor({ timeout: 30_000 });
const choose = (page: Page, ...names: string[]) =>
  page.locator('.own-file-drop input[type=file]').setInputFiles(names.map(path));
const idle = (page: Page) =>
  page.waitForFunction(() => document.documentElement.dataset.tiles === 'idle', null, { timeout: 60_000 });
const nodeBytes = (page: Page) => page.evaluate(() => Number(document.documentElement.dataset.nodeBytes));
const countsOf = async (page: Page, name: string) =>
  JSON.parse((await card(page, name).locator('[data-counts]').getAttribute('data-counts')) ?? '{}');

/** Where the camera looks, site frame. */
async function target(page: Page) {
  // the address follows a quarter of a second after the last change
  await page.waitForTimeout(100);
  await idle(page);
  await page.waitForTimeout(400);
  const pose = parsePose(new URL(page.url()).searchParams.get('camera') ?? '');
  if (!pose) throw new Error('expected a camera in the address');
  const [east, north] = FRAME.fromLonLat(pose.lon, pose.lat);
  return { east, north, height: pose.elevationM };
}

async function goTo(page: Page, lang: Language, name: string) {
  const label = lang === 'ja' ? `${name} ${WORDS.ja.zoom}` : `${WORDS.en.zoom} ${name}`;
  await page.getByRole('button', { name: label, exact: true }).click();
  return await target(page);
}

const remove = (page: Page, lang: Language, name: string) =>
  page
    .getByRole('button', {
      name: lang === 'ja' ? `${name} ${WORDS.ja.remove}` : `${WORDS.en.remove} ${name}`,
      exact: true,
    })
    .click();

/** Requests that carry something to the server. */
function sentBy(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' && request.url().includes('/uploads')) sent.push(request.url());
  });
  return sent;
}

describe.each(['ja', 'en'] as const)('point files (%s)', (lang) => {
  it('are shown whole at their place, and give their memory back', async () => {
    const { page, errors, foreignRequests, close } = await open('tool=files&hidden=before,after', lang);
    const sent = sentBy(page);
    await idle(page);
    expect(await nodeBytes(page)).toBe(0);
    for (const name of ['cloud.laz', 'cloud.copc.laz']) {
      await choose(page, name);
      await ready(page, name);
      const facts = card(page, name).locator('[data-total]');
      expect(Number(await facts.getAttribute('data-total'))).toBe(POINTS);
      expect(Number(await facts.getAttribute('data-kept'))).toBe(POINTS);
      const { east, north, height } = await goTo(page, lang, name);
      expect(Math.abs(east - CLOUD_MIDDLE.east)).toBeLessThan(0.05);
      expect(Math.abs(north - CLOUD_MIDDLE.north)).toBeLessThan(0.05);
      expect(Math.abs(height - CLOUD_MIDDLE.height)).toBeLessThan(0.05);
      await waitUntilDrawn(page);
      // 28 bytes a point in columns and the same in the graphics processor's
      const bytes = await nodeBytes(page);
      expect(bytes % 56).toBe(0);
      expect(bytes / 56).toBeGreaterThan(0);
      expect(bytes / 56).toBeLessThanOrEqual(POINTS);
      if (name === 'cloud.laz') expect((await pictureFacts(page, 0.6)).drawnShare).toBeGreaterThan(0.02);
      await remove(page, lang, name);
      await page.waitForFunction(() => document.documentElement.dataset.nodeBytes === '0');
      expect(await card(page, name).count()).toBe(0);
    }
    expect(sent).toEqual([]);
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('without a system are asked for one, the site’s first; a corrupt one is said and nothing else breaks', async () => {
    const { page, errors, close } = await open('tool=files&hidden=before,after', lang);
    await idle(page);
    await choose(page, 'broken.las', 'no-crs.laz');
    const failed = page.locator('[data-own-file="broken.las"][data-stage="failed"]');
    await failed.waitFor();
    expect(await failed.textContent()).toMatch(/promises 40000 points, the file holds \d+/);
    await page.locator('[data-own-file="no-crs.laz"][data-stage="asking"]').waitFor();
    expect(await card(page, 'no-crs.laz').getByRole('combobox').inputValue()).toContain('EPSG:6676');
    await page.getByRole('button', { name: WORDS[lang].take }).click();
    await ready(page, 'no-crs.laz');
    expect((await goTo(page, lang, 'no-crs.laz')).east).toBeCloseTo(CLOUD_MIDDLE.east, 1);
    await waitUntilDrawn(page);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('drawings, surfaces and pictures', () => {
  it.each(['ja', 'en'] as const)('lie where their numbers say, over the site (%s)', async (lang) => {
    const view = topView({ ...PLATFORM, height: 215, rangeM: 160 });
    const { page, errors, foreignRequests, close } = await open(`tool=files&camera=${view.camera}`, lang);
    const sent = sentBy(page);
    await waitUntilDrawn(page);
    await choose(page, 'plan.dxf', 'lots.sim');
    for (const name of ['plan.dxf', 'lots.sim']) {
      await page.locator(`[data-own-file="${name}"][data-stage="asking"]`).waitFor();
      await card(page, name).getByRole('button', { name: WORDS[lang].take }).click();
      await ready(page, name);
    }
    expect(await countsOf(page, 'plan.dxf')).toEqual({ lines: 3, points: 0, triangles: 0, texts: 1 });
    expect(await countsOf(page, 'lots.sim')).toEqual({ lines: 1, points: 3, triangles: 0, texts: 4 });
    await choose(page, 'line.kml', 'dem.tif');
    await ready(page, 'dem.tif');
    await page.locator('.own-file-drop input[type=file]').setInputFiles(server.designFile);
    await ready(page, 'design.xml');
    expect(await countsOf(page, 'dem.tif')).toMatchObject({ triangles: 2 * 19 * 19 });
    const xml = await readFile(server.designFile, 'utf8');
    expect(await countsOf(page, 'design.xml')).toMatchObject({ triangles: xml.match(/<F[ >]/g)?.length });
    await drop(page, 'area.geojson', GEOJSON);
    await ready(page, 'area.geojson');
    await waitUntilDrawn(page);
    await page.waitForTimeout(800);
    await keepPicture(page, `own-files-${lang}`);
    const middles = {
      'plan.dxf': [0, 20],
      'lots.sim': [15, 20],
      'area.geojson': [20, 10],
      'line.kml': [20, 10],
      'dem.tif': [20, -20],
    };
    for (const [name, [e, n]] of Object.entries(middles)) {
      const { east, north, height } = await goTo(page, lang, name);
      expect(Math.abs(east - PLATFORM.east - e!), name).toBeLessThan(0.05);
      expect(Math.abs(north - PLATFORM.north - n!), name).toBeLessThan(0.05);
      if (name === 'line.kml') expect(height).toBeCloseTo(230, 2);
      if (name === 'dem.tif') expect(height).toBeCloseTo(209.5, 2);
    }
    expect(sent).toEqual([]);
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('are measured by the server once they are sent', async () => {
    const { raisedM } = server.truth.design;
    const numbers = [
      ...(await readFile(server.designFile, 'utf8')).matchAll(/<P [^>]*>([-\d.]+) ([-\d.]+) ([-\d.]+)<\/P>/g),
    ];
    const level = numbers.map((one) => one.slice(1).map(Number)).filter(([, , h]) => h === server.truth.design.levelM);
    const middle = (axis: number) => {
      const values = level.map((one) => one[axis]!);
      return (Math.min(...values) + Math.max(...values)) / 2;
    };
    const [n, e] = [middle(0), middle(1)];
    const shape = [
      [-5, -5],
      [5, -5],
      [5, 5],
      [-5, 5],
    ]
      .map(([de, dn]) => `${e + de!},${n + dn!}`)
      .join(';');
    const { page, errors, close } = await open(
      `collections=before,after&tool=volume&existing=after&shape=${shape}`,
      'en',
    );
    const sent = sentBy(page);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: WORDS.en.files, exact: true }).click();
    await page.locator('.own-file-drop input[type=file]').setInputFiles(server.designFile);
    await ready(page, 'design.xml');
    expect(sent).toEqual([]);
    await card(page, 'design.xml').getByRole('button', { name: WORDS.en.measure }).click();
    await page.getByTestId('surface-facts').waitFor({ timeout: 60_000 });
    expect(sent.length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Compute' }).click();
    const table = page.getByTestId('volume-table');
    await table.waitFor({ timeout: 60_000 });
    const fill = Number(await table.locator('[data-key="fill"]').first().getAttribute('data-value'));
    expect(Math.abs(fill - raisedM * 100) / (raisedM * 100)).toBeLessThan(0.02);
    // the same surface, now of the server, over the points
    await page.getByRole('button', { name: 'Data', exact: true }).click();
    await page.getByRole('button', { name: 'Relief and designs over the points' }).click();
    await page.getByTestId('overlays').getByRole('checkbox').check();
    await page.locator('[data-testid="overlays"][data-layers^="design:"]').waitFor();
    await page.waitForFunction(() => /overlay=design~[0-9a-f]{32}/.test(decodeURIComponent(window.location.search)));
    expect(errors).toEqual([]);
    await close();
  });

  it('cannot be sent where the server takes no files, and the page says so', async () => {
    const url = await server.serveAgain({ allowWrites: false });
    const { page, close } = await openViewer(browser, `${url}?view=site&lang=en&tool=files`);
    await waitUntilDrawn(page);
    await page.locator('.own-file-drop input[type=file]').setInputFiles(server.designFile);
    await ready(page, 'design.xml');
    expect(await card(page, 'design.xml').getByRole('button', { name: WORDS.en.measure }).isDisabled()).toBe(true);
    expect(await card(page, 'design.xml').textContent()).toContain('takes no files');
    await close();
  });
});

/** A drop as the browser tells it. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content!], fileName!, { type: 'application/geo+json' }));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
  await page.locator('.mantine-Dropzone-root').last().dispatchEvent('drop', { dataTransfer: data });
}

describe('overlays of the server', () => {
  it('are drawn over the points and come back with the address', async () => {
    const query = 'tool=layers&collections=after&overlay=cs~after~0.8~over;contour~1';
    const { page, errors, foreignRequests, close } = await open(query, 'ja');
    await waitUntilDrawn(page);
    const layersOf = (count: number) =>
      page.waitForFunction(
        (wanted) =>
          (document.querySelector('[data-testid="overlays"]')?.getAttribute('data-layers') ?? '')
            .split(' ')
            .filter(Boolean).length === wanted,
        count,
        { timeout: 60_000 },
      );
    await layersOf(3);
    await page.waitForTimeout(500);
    await keepPicture(page, 'overlays-ja');
    expect(new URL(page.url()).searchParams.get('overlay')).toBe('cs~after~0.8~over;contour~1');
    const withRelief = await pictureFacts(page, 0.5);
    await page.getByRole('combobox', { name: '地形図', exact: true }).click();
    await page.getByRole('option', { name: '重ねない' }).click();
    await layersOf(2);
    await page.waitForTimeout(500);
    expect(new URL(page.url()).searchParams.get('overlay')).toBe('none~after~0.8~over;contour~1');
    expect((await pictureFacts(page, 0.5)).colours).not.toBe(withRelief.colours);
    await page.getByRole('combobox', { name: '等高線' }).click();
    await page.getByRole('option', { name: '描かない' }).click();
    await layersOf(0);
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a page without data', () => {
  it('shows a file in its own plane, feet as metres', async () => {
    const autzen = sharedData('bench/autzen.laz');
    const empty = await startEmptyServer();
    const { page, errors, foreignRequests, close } = await openViewer(browser, `${empty.url}?lang=en`);
    await page.locator('.own-file-drop input[type=file]').setInputFiles(autzen ?? path('cloud.laz'));
    const name = autzen ? 'autzen.laz' : 'cloud.laz';
    await page.locator(`[data-own-file="${name}"][data-stage="ready"]`).waitFor({ timeout: 120_000 });
    await waitUntilDrawn(page);
    if (autzen) {
      const facts = card(page, name).locator('[data-total]');
      expect(Number(await facts.getAttribute('data-total'))).toBe(10_653_336);
      const every = Number(await facts.getAttribute('data-every'));
      expect(Number(await facts.getAttribute('data-kept'))).toBe(Math.ceil(10_653_336 / every));
      await page.waitForTimeout(400);
      const pose = parsePose(new URL(page.url()).searchParams.get('camera') ?? '');
      // heights of 406.14 to 615.26 feet
      expect(pose?.elevationM).toBeCloseTo(((406.14 + 615.26) / 2) * 0.3048, 1);
      expect(pose?.lon).toBeCloseTo(-123.065, 2);
      expect(pose?.lat).toBeCloseTo(44.055, 2);
    }
    expect((await pictureFacts(page, 0.5)).colours).toBeGreaterThan(20);
    await keepPicture(page, 'own-files-empty-page-en');
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await close();
    await empty.close();
  });

  it('shows shapes that come alone', async () => {
    const empty = await startEmptyServer();
    const { page, errors, close } = await openViewer(browser, `${empty.url}?lang=ja`);
    await page.locator('.own-file-drop input[type=file]').setInputFiles(path('area.geojson'));
    await ready(page, 'area.geojson');
    await page.waitForFunction(() => document.documentElement.dataset.tiles === 'idle');
    // something but the ground of the page
    await expect.poll(async () => (await pictureFacts(page, 0.5)).colours).toBeGreaterThan(1);
    expect(errors).toEqual([]);
    await close();
    await empty.close();
  });
});
