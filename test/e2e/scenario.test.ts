/** Scenarios in a real browser: hiding, placing, moving, before and after, keeping, and the mark on every picture. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario, SceneEdit } from '#core/contract/scenario.ts';
import { landXmlTin } from '#core/landxml/tin-writer.ts';
import { createBuildings } from '#core/scene/buildings.ts';
import { createGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { cubeGlb } from '../helpers/cube-model.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { sendUpload, uploadUntil } from '../helpers/send-upload.ts';
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

const SIZE = { width: 900, height: 620 };
const { minE, minN } = SCENE_EXTENT;
/** A house of the village, and the way beside it. */
const HOUSE = (() => {
  const house = createBuildings(createGround(1), 'before', 1).list.find(({ e, n }) => Math.hypot(e - 196, n - 58) < 3)!;
  return { east: minE + house.e, north: minN + house.n, height: house.baseM };
})();
const TOP = topView({ ...HOUSE, rangeM: 70 });

const WORDS = {
  ja: {
    hide: '範囲を隠す',
    date: '想定する時期',
    building: '建物',
    clear: '消去',
    coordinates: '座標で入力',
    field: /座標（/,
    apply: '座標を使う',
    keep: '地面は残す',
    add: '加える',
    height: /^高さ/,
    show: (name: string) => `${name} を表示`,
    area: '隠した範囲',
    swipe: '左右で比較',
    after: '変更後',
    divider: '現況と変更後の境目',
    mark: 'シミュレーション画像',
    save: '保存',
    saved: '保存しました',
    link: 'リンクを作る',
    made: 'このシナリオのリンク',
  },
  en: {
    date: 'Planned for',
    hide: 'Hide an area',
    building: 'Building',
    clear: 'Clear',
    coordinates: 'Enter coordinates',
    field: /Coordinates \(one/,
    apply: 'Use coordinates',
    keep: 'Keep the ground',
    add: 'Add',
    height: /^Height/,
    show: (name: string) => `Show ${name}`,
    area: 'Hidden area',
    swipe: 'Side by side',
    after: 'After',
    divider: 'Divider between before and after',
    mark: 'Simulated image',
    save: 'Save',
    saved: 'Saved',
    link: 'Make a link',
    made: 'Link to this scenario',
  },
} as const;
type Words = (typeof WORDS)['ja' | 'en'];

const square = (half: number, { east, north } = HOUSE): [number, number][] => [
  [east - half, north - half],
  [east + half, north - half],
  [east + half, north + half],
  [east - half, north + half],
];

/** Red, green, blue of a part of the picture around its middle, moved by so many pixels. */
async function pixels(page: Page, [dx, dy]: readonly [number, number] = [0, 0], half = 24): Promise<number[]> {
  const box = (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2 + dx - half, box.y + box.height / 2 + dy - half];
  const png = await page.screenshot({ clip: { x, y, width: 2 * half, height: 2 * half }, animations: 'disabled' });
  return await readPng(page, png);
}

async function readPng(page: Page, png: Buffer): Promise<number[]> {
  return await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, image.width, image.height).data].filter((_, at) => at % 4 !== 3);
  }, png.toString('base64'));
}

/** Mean difference of two pictures, 0 … 255. */
const difference = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / a.length;

async function typeShape(page: Page, w: Words, places: readonly (readonly [number, number])[]): Promise<void> {
  await page.getByRole('button', { name: w.clear, exact: true }).click();
  await page.getByRole('button', { name: w.coordinates }).click();
  await page.getByRole('textbox', { name: w.field }).fill(places.map((place) => place.join(', ')).join('\n'));
  await page.getByRole('button', { name: w.apply }).click();
}

const edits = (page: Page) => page.getByTestId('scenario-edit');
const mark = (page: Page) => page.locator('svg.scenario-overlay .scenario-mark');

async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(250);
  await waitUntilDrawn(page);
}

/** What the server measures as ground there. */
async function groundAt(places: readonly (readonly [number, number])[]): Promise<number[]> {
  const inputs = {
    kind: 'polyline',
    vertices: places,
    crs: 'EPSG:6676',
    surfaces: [{ collection: 'before', classes: [2] }],
    heights: 'surface',
    maxEdgeM: 15,
  };
  const answer = await fetch(`${server.url}api/processes/measure/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  const body = (await answer.json()) as { surfaces: { vertices: { surfaceHeightM: number }[] }[] };
  return body.surfaces[0]!.vertices.map(({ surfaceHeightM }) => surfaceHeightM);
}

async function keptScenario(url: string): Promise<Scenario> {
  const reference = new URL(url).searchParams.get('scenario') ?? '';
  const [project, entry] = reference.split('~');
  const answer = await fetch(`${server.url}api/projects/${project}/entries/${entry}`);
  const body = (await answer.json()) as { properties: { scenario: Scenario } };
  return body.properties.scenario;
}

describe.each(['ja', 'en'] as const)('a scenario (%s)', (lang) => {
  const w = WORDS[lang];
  it('hides a house, places a building, is compared, kept, and opened again by its link', async () => {
    const address = `${server.url}?collections=before&view=globe&tool=scenario&lang=${lang}&camera=${TOP.camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, SIZE);
    await waitUntilDrawn(page);
    const measured = await pixels(page);
    expect(await mark(page).count()).toBe(0);

    await page.getByRole('button', { name: w.hide }).click();
    await typeShape(page, w, square(7));
    // what is drawn is seen before it is added
    expect(await page.locator('svg.drawing-overlay .drawing-line').count()).toBe(1);
    await page.getByRole('button', { name: w.add, exact: true }).click();
    await edits(page).first().waitFor({ timeout: 30_000 });
    await settled(page);
    const hidden = await pixels(page);
    await keepPicture(page, `scenario-hidden-${lang}`);
    expect(difference(measured, hidden)).toBeGreaterThan(20);
    expect(await mark(page).textContent()).toBe(w.mark);
    // nobody has measured the ground under the roof: it is hatched, and named
    expect(await page.locator('svg.scenario-overlay .scenario-ground').count()).toBeGreaterThan(0);

    await page.getByRole('checkbox', { name: w.show(w.area) }).uncheck();
    await settled(page);
    expect(difference(measured, await pixels(page))).toBeLessThan(1);
    expect(await mark(page).count()).toBe(0);
    await page.getByRole('checkbox', { name: w.show(w.area) }).check();
    await settled(page);
    expect(difference(hidden, await pixels(page))).toBeLessThan(1);

    await page.getByRole('button', { name: w.building, exact: true }).click();
    await typeShape(page, w, square(5));
    await page.getByRole('textbox', { name: w.height }).fill('12');
    await page.getByRole('button', { name: w.add, exact: true }).click();
    await edits(page).nth(1).waitFor({ timeout: 30_000 });
    await settled(page);
    const built = await pixels(page);
    expect(difference(hidden, built)).toBeGreaterThan(10);
    // its roof is where it was asked for: read off the picture, against the ground that the server measures
    const baseM = Math.min(...(await groundAt(square(5))));
    await page.mouse.move(30, 30);
    const box = (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
    await expect
      .poll(async () => {
        const height = await page.locator('.status-coordinates [data-coordinate="h"]').getAttribute('data-value');
        return Math.abs(Number(height) - (baseM + 12));
      })
      .toBeLessThan(0.35);
    await keepPicture(page, `scenario-building-${lang}`);

    await page.locator('.side-panel .mantine-SegmentedControl-root').getByText(w.swipe, { exact: true }).click();
    const divider = page.getByRole('slider', { name: w.divider });
    await divider.focus();
    await page.keyboard.press('End');
    await settled(page);
    expect(difference(measured, await pixels(page))).toBeLessThan(1);
    await page.keyboard.press('Home');
    await settled(page);
    expect(difference(built, await pixels(page))).toBeLessThan(1);
    for (let step = 0; step < 4; step++) await page.keyboard.press('PageUp');
    await settled(page);
    await keepPicture(page, `scenario-swipe-${lang}`);
    await page.locator('.side-panel .mantine-SegmentedControl-root').getByText(w.after, { exact: true }).click();

    // its day stands among those of the surveys, and switches it
    await page.getByLabel(w.date).fill('2027-04-01');
    const plan = page.locator('.time-tick.is-plan');
    expect(await plan.getAttribute('aria-pressed')).toBe('true');
    await page.mouse.move(30, 30);
    await keepPicture(page, `scenario-date-${lang}`);
    await plan.click();
    await expect.poll(() => mark(page).count()).toBe(0);
    await plan.click();
    await expect.poll(() => mark(page).count()).toBe(1);

    await page.getByRole('button', { name: w.save, exact: true }).click();
    await page.getByText(w.saved, { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: w.link }).click();
    const link = await page.getByRole('textbox', { name: w.made }).inputValue();
    expect(new URL(link).pathname.length).toBeLessThan(24);
    await page.waitForTimeout(500);
    const kept = await keptScenario(page.url());
    expect(kept.edits.map(({ kind }) => kind)).toEqual(['hide', 'place-building']);
    expect(kept.date).toBe('2027-04-01');
    const building = kept.edits[1] as Extract<SceneEdit, { kind: 'place-building' }>;
    expect(building.baseM).toBeCloseTo(baseM, 2);
    expect(building.heightM).toBe(12);
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();

    const second = await openViewer(browser, link, SIZE);
    await waitUntilDrawn(second.page);
    await edits(second.page).nth(1).waitFor({ timeout: 30_000 });
    await settled(second.page);
    expect(difference(built, await pixels(second.page))).toBeLessThan(3);
    expect(await mark(second.page).count()).toBe(1);
    expect(second.errors).toEqual([]);
    await second.close();
  });
});

describe('a scenario', () => {
  it('moves a tree with its foot on the ground, and marks the picture that is saved', async () => {
    const tree = { east: minE + 200, north: minN + 96, height: 200 };
    const top = topView({ ...tree, rangeM: 110 });
    const address = `${server.url}?collections=before&view=globe&tool=scenario&lang=en&camera=${top.camera}`;
    const { page, errors, close } = await openViewer(browser, address, SIZE);
    await waitUntilDrawn(page);
    for (const kind of ['Pole', 'Wire', 'Tree']) await page.getByText(kind, { exact: true }).click();
    await page.getByRole('button', { name: /Look in the middle/ }).click();
    const found = page.getByRole('list', { name: 'What was found' });
    await found.waitFor({ timeout: 60_000 });
    expect(await found.locator('li[data-kind="tree"]').count()).toBeGreaterThan(5);
    await page.getByText(/\d+ found/).waitFor();
    const before = await pixels(page, [0, 60], 20);
    const sure = found.locator('li').filter({ has: page.getByText('sure', { exact: true }) });
    await sure
      .getByRole('button', { name: /^Move: Tree/ })
      .first()
      .click();
    await page.getByText(/Click in the picture where/).waitFor();
    const box = (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2 + 60);
    await edits(page).first().waitFor({ timeout: 30_000 });
    await settled(page);
    await keepPicture(page, 'scenario-moved');
    expect(await page.getByRole('note').allTextContents()).toEqual([]);
    // its crown stands there now: looked at from another tool, where no handle lies over it
    await page.getByRole('button', { name: 'Data', exact: true }).click();
    await settled(page);
    await expect
      .poll(async () => difference(before, await pixels(page, [0, 60], 20)), { timeout: 20_000 })
      .toBeGreaterThan(4);
    await keepPicture(page, 'scenario-moved-crown');
    await page.getByRole('button', { name: 'Scenario', exact: true }).click();

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved', { exact: true }).waitFor({ timeout: 30_000 });
    await page.waitForTimeout(500);
    const [edit] = (await keptScenario(page.url())).edits as [Extract<SceneEdit, { kind: 'move' }>];
    expect(edit.kind).toBe('move');
    const [groundM] = await groundAt([edit.to as [number, number], [edit.to[0]! + 1, edit.to[1]!]]);
    expect(edit.groundM).toBeCloseTo(groundM!, 2);
    expect(edit.object.kind).toBe('tree');

    await page.getByRole('button', { name: 'Save, share' }).click();
    await page.getByRole('tab', { name: 'Picture, print' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save picture' }).click(),
    ]);
    const picture = await readPng(page, await readFile(await download.path()));
    let band = 0;
    for (let at = 0; at < picture.length; at += 3) {
      if (picture[at] === 150 && picture[at + 1] === 20 && picture[at + 2] === 20) band += 1;
    }
    expect(band).toBeGreaterThan(1500);
    expect(errors).toEqual([]);
    await close();
  });

  it('places a design that cuts the points beneath it, and a model on the ground', async () => {
    const topM = HOUSE.height + 14;
    const corners = square(12).flatMap(([east, north]) => [east, north, topM]);
    const design = landXmlTin(
      {
        projectName: 'pad',
        application: { name: 'test', version: '1' },
        date: '2024-05-01',
        time: '00:00:00',
        coordinateSystem: {
          name: 'CRS1',
          horizontalDatum: 'JGD2011',
          verticalDatum: 'T.P',
          horizontalCoordinateSystemName: '8(X,Y)',
        },
      },
      [{ name: 'pad', positions: Float64Array.from(corners), triangles: Uint32Array.from([0, 1, 2, 0, 2, 3]) }],
    );
    const { id } = await sendUpload(server.url, Buffer.from([...design].join('')), { filename: 'pad.xml' });
    const { surface } = await uploadUntil(server.url, id, ({ state }) => state === 'ready');
    const address = `${server.url}?collections=before&view=globe&tool=scenario&lang=en&camera=${TOP.camera}&overlay=design~${surface?.id}`;
    const { page, errors, close } = await openViewer(browser, address, SIZE);
    await waitUntilDrawn(page);
    const measured = await pixels(page);
    await page.getByRole('button', { name: 'Design', exact: true }).click();
    await page.getByRole('combobox', { name: 'Design to place' }).click();
    await page.getByRole('option').first().click();
    await edits(page).first().waitFor({ timeout: 30_000 });
    await settled(page);
    await keepPicture(page, 'scenario-design');
    // the roof lies beneath the pad, and is gone: one colour where there were points
    expect(difference(measured, await pixels(page))).toBeGreaterThan(8);

    const file = { name: 'cube.glb', mimeType: 'model/gltf-binary', buffer: cubeGlb(20) };
    await page.getByLabel('Place a glTF').setInputFiles(file);
    await edits(page).nth(1).waitFor({ timeout: 30_000 });
    await settled(page);
    await keepPicture(page, 'scenario-model');
    await expect
      .poll(
        async () => {
          const [red = 0, green = 0, blue = 0] = await pixels(page, [60, 60], 2);
          return Math.min(red - green, red - blue);
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThan(80);

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved', { exact: true }).waitFor({ timeout: 30_000 });
    await page.waitForTimeout(500);
    const kept = (await keptScenario(page.url())).edits;
    expect(kept.map(({ kind }) => kind)).toEqual(['design', 'place-model']);
    const placed = kept[1] as Extract<SceneEdit, { kind: 'place-model' }>;
    const [groundM] = await groundAt([placed.at as [number, number], [placed.at[0]! + 1, placed.at[1]!]]);
    expect(placed.baseM).toBeCloseTo(groundM!, 2);
    expect(placed.file.sizeBytes).toBe(file.buffer.length);
    const reference = new URL(page.url()).searchParams.get('scenario')!;
    expect(errors).toEqual([]);
    await close();

    // scenes of a story show it, or the place without it
    const [project] = reference.split('~');
    const scene = `?collections=before&view=globe&camera=${TOP.camera}&scenario=${reference}`;
    const steps = [`${scene}~before`, scene].map((one, i) => ({
      id: `s${i}`,
      title: ['Today', 'The plan'][i],
      scene: one,
      seconds: 5,
    }));
    const answer = await fetch(`${server.url}api/projects/${project}/entries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'story', name: 'plan', scene, properties: { story: { version: 1, steps } } }),
    });
    const story = `${project}~${((await answer.json()) as { id: string }).id}`;
    const told = await openViewer(browser, `${server.url}?story=${story}&present=1&lang=en`, SIZE);
    const words = told.page.getByTestId('presentation-words');
    await expect.poll(() => words.innerText(), { timeout: 30_000 }).toContain('Today');
    await settled(told.page);
    expect(await mark(told.page).count()).toBe(0);
    await told.page.keyboard.press('ArrowRight');
    await expect.poll(() => words.innerText()).toContain('The plan');
    await mark(told.page).waitFor({ timeout: 30_000 });
    await settled(told.page);
    await keepPicture(told.page, 'scenario-story');
    expect(told.errors).toEqual([]);
    await told.close();
  });

  it('refuses what is no scenario, on the page and on the server', async () => {
    const address = `${server.url}?collections=before&view=globe&tool=scenario&lang=en&camera=${TOP.camera}`;
    const { page, close } = await openViewer(browser, address, SIZE);
    await waitUntilDrawn(page);
    const file = {
      name: 'x.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from('{"type":"FeatureCollection","features":[]}'),
    };
    await page.getByLabel('Open a file').setInputFiles(file);
    await page.getByText(/expected a GeoJSON file of a scenario/).waitFor();
    await close();
    const send = async (body: object) => {
      const headers = { 'content-type': 'application/json' };
      return await fetch(`${server.url}api/projects`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    const { id } = (await (await send({ name: 'hostile' })).json()) as { id: string };
    const answer = await fetch(`${server.url}api/projects/${id}/entries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'view',
        name: 'x',
        scene: '?',
        properties: { scenario: { id: 's1', name: 'x', crs: null, edits: [{}] } },
      }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('properties.scenario.edits[0]');
  });

  it.each(LANGUAGES)(
    'that names data which are gone tells it in plain words, and shows the rest (%s)',
    async (lang) => {
      const t = wordsIn(lang);
      const send = async (path: string, body: object) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`${server.url}api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
        return (await answer.json()) as { id: string };
      };
      const common = { name: '', on: true, outline: square(4) };
      const edits: SceneEdit[] = [
        { ...common, id: 'e1', kind: 'hide', collections: ['taken-down'] },
        { ...common, id: 'e2', kind: 'place-building', baseM: HOUSE.height, heightM: 9, colour: '#b03060' },
      ];
      const scenario = { id: 's1', name: 'plan', crs: 'EPSG:6676', edits };
      const project = await send('projects', { name: 'gone' });
      const scene = '?collections=before&view=globe';
      const entry = await send(`projects/${project.id}/entries`, {
        kind: 'view',
        name: 'plan',
        scene,
        properties: { scenario },
      });
      const address = `${server.url}${scene}&tool=scenario&lang=${lang}&camera=${TOP.camera}&scenario=${project.id}~${entry.id}`;
      const { page, errors, close } = await openViewer(browser, address, SIZE);
      await page.getByText(t('scenario.lostCollection', { id: 'taken-down' })).waitFor();
      await waitUntilDrawn(page);
      expect((await pictureFacts(page, 0.3)).redShare).toBeGreaterThan(0.1);
      expect(errors).toEqual([]);
      await close();
    },
  );
});
