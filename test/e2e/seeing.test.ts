/** How points look: colours of every attribute, filters, clips, heights above ground and changes, by the pixels they make. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBuildings, roofRise } from '#core/scene/buildings.ts';
import { createGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { FIELD_OF_VIEW_DEG } from '../../viewer/state/camera-pose.ts';
import { RAMP_STOPS } from '../../viewer/state/colour-ramp.ts';
import { CLASS_COLOURS } from '../../viewer/state/point-classes.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { addressSays, BACKGROUND, isLike, type Pixels, pixels, share } from '../helpers/pixels.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, topView, type ViewerPage, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(150_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

/** Colours are those of the tables where nothing shades them. */
const PLAIN = 'shading=off';
const PLACE = { east: 52_300, north: -97_050, height: 205, rangeM: 330 };
const TOP = topView(PLACE);

async function open(query: string, size?: { width: number; height: number }): Promise<ViewerPage> {
  const viewer = await openViewer(browser, `${server.url}?view=site&${query}`, size);
  await waitUntilDrawn(viewer.page);
  return viewer;
}

/** The pixel at a place on the ground, seen from above. */
function placeIn(
  { centre }: Pixels,
  canvasHeight: number,
  east: number,
  north: number,
  place: typeof PLACE = PLACE,
): [x: number, y: number] {
  const perMetre = canvasHeight / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360) * place.rangeM);
  return [centre[0] + (east - place.east) * perMetre, centre[1] - (north - place.north) * perMetre];
}

async function canvasHeight(page: Page): Promise<number> {
  return (await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox())?.height ?? 0;
}

describe('classes', () => {
  it('“ground only” leaves the colours of the ground', async () => {
    const { page, errors, close } = await open(`collections=after&lang=ja&colour=class&${PLAIN}`);
    const [ground, tree, house] = [CLASS_COLOURS[2] ?? 0, CLASS_COLOURS[5] ?? 0, CLASS_COLOURS[6] ?? 0];
    const all = await pixels(page);
    expect(share(all, tree)).toBeGreaterThan(0.1);
    expect(share(all, house)).toBeGreaterThan(0.002);
    await page.getByText('地面だけ', { exact: true }).click();
    await addressSays(page, 'show=2,8,11');
    const left = await pixels(page);
    const groundShare = share(left, ground);
    expect(groundShare).toBeGreaterThan(share(all, ground));
    expect(share(left, tree)).toBe(0);
    expect(share(left, house)).toBe(0);
    // nothing but ground and what is behind
    expect(groundShare + share(left, BACKGROUND)).toBeGreaterThan(0.999);
    await page.getByRole('checkbox', { name: '建物を表示' }).check();
    await addressSays(page, 'show=2,6,8,11');
    expect(share(await pixels(page), house)).toBeGreaterThan(0.002);
    expect(errors).toEqual([]);
    await close();
  });

  it('take the colour and the name that the address gives them', async () => {
    const { page, close } = await open(`collections=after&lang=en&colour=class&${PLAIN}&names=5:ff00ff:Forest`);
    const drawn = await pixels(page);
    expect(share(drawn, 0xff00ff)).toBeGreaterThan(0.1);
    expect(share(drawn, CLASS_COLOURS[5] ?? 0)).toBe(0);
    await page.getByRole('region', { name: 'Legend' }).getByText('Forest').waitFor();
    await page.getByRole('button', { name: 'Reset the display' }).click();
    await page.waitForFunction(() => !window.location.search.includes('names='));
    await close();
  });
});

describe('clips', () => {
  it('a box keeps what is inside; its numbers can be typed; its other side is the rest', async () => {
    const { page, errors, close } = await open(
      `collections=after&lang=en&camera=${TOP.camera}&projection=orthographic&${PLAIN}&box=52300,-97050,230,60,40,200,0`,
    );
    await page.getByRole('button', { name: 'Clip' }).click();
    const shares = async (halfWidth: number) => {
      const drawn = await pixels(page);
      const height = await canvasHeight(page);
      const [left, top] = placeIn(drawn, height, 52_300 - halfWidth, -97_030);
      const [right, bottom] = placeIn(drawn, height, 52_300 + halfWidth, -97_070);
      let [inside, outside, insideAll, outsideAll] = [0, 0, 0, 0];
      for (const [at, colour] of drawn.colours.entries()) {
        const [x, y] = [at % drawn.width, Math.floor(at / drawn.width)];
        const isIn = x > left + 6 && x < right - 6 && y > top + 6 && y < bottom - 6;
        const isOut = x < left - 6 || x > right + 6 || y < top - 6 || y > bottom + 6;
        const isDrawn = !isLike(colour, BACKGROUND);
        if (isIn) insideAll++;
        if (isOut) outsideAll++;
        if (isIn && isDrawn) inside++;
        if (isOut && isDrawn) outside++;
      }
      return [inside / insideAll, outside / outsideAll] as const;
    };
    const [inside, outside] = await shares(30);
    expect(inside).toBeGreaterThan(0.9);
    expect(outside).toBeLessThan(0.002);
    await page.getByRole('textbox', { name: 'Width' }).fill('100');
    await addressSays(page, 'box=52300,-97050,230,100,40,200,0');
    const [wide, beyond] = await shares(50);
    expect(wide).toBeGreaterThan(0.9);
    expect(beyond).toBeLessThan(0.002);
    await page.getByText('Outside', { exact: true }).click();
    await addressSays(page, ',outside');
    const [hole, rest] = await shares(50);
    // the dashed outline of the box stays
    expect(hole).toBeLessThan(0.03);
    expect(rest).toBeGreaterThan(0.8);
    expect(errors).toEqual([]);
    await close();
  });

  it('a polygon is drawn with the pointer and cuts', async () => {
    const { page, errors, close } = await open(`collections=after&lang=ja&camera=${TOP.camera}&${PLAIN}`);
    const before = await pixels(page);
    await page.getByRole('button', { name: '切り抜き' }).click();
    await page.getByRole('button', { name: '多角形を描く' }).click();
    for (const [east, north] of [
      [52_260, -97_080],
      [52_340, -97_080],
      [52_300, -97_010],
    ] as const) {
      await TOP.click(page, east, north);
    }
    await page.keyboard.press('Enter');
    await addressSays(page, 'cutout=inside;');
    const after = await pixels(page);
    expect(share(after, BACKGROUND)).toBeGreaterThan(share(before, BACKGROUND) + 0.4);
    await page.getByRole('button', { name: '多角形の切り抜きを解除' }).click();
    await page.waitForFunction(() => !window.location.search.includes('cutout'));
    expect(errors).toEqual([]);
    await close();
  });
});

describe('heights', () => {
  const [WEST, SOUTH] = [SCENE_EXTENT.minE, SCENE_EXTENT.minN];

  it('above ground: a shed is as high as it was built, and what is not drawn is not picked', async () => {
    const shed = createBuildings(createGround(1), 'after', 1).list.find(
      ({ e, classification }) => e === 378 && classification === 6,
    );
    if (!shed) throw new Error('expected the shed east of the village');
    const ridgeM = shed.eavesM + roofRise(shed, 0, 0) - shed.baseM;
    expect(ridgeM).toBeGreaterThan(6);
    const [east, north] = [WEST + shed.e, SOUTH + shed.n];
    const view = topView({ east, north, height: shed.eavesM, rangeM: 120 });
    const { page, errors, close } = await open(
      `collections=after&lang=en&colour=height&${PLAIN}&camera=${view.camera}`,
    );
    await page.getByText(/After 2024: .*cells of/).waitFor();
    const legend = page.getByRole('region', { name: 'Legend' });
    const value = legend.locator('[data-value]');
    const hover = async () => {
      const box = await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox();
      if (!box) throw new Error('expected a canvas');
      await page.mouse.move(2, 2);
      await page.mouse.move(box.x + box.width / 2 - 1, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.waitForTimeout(600);
    };
    await hover();
    await value.waitFor();
    expect(Math.abs(Number(await value.getAttribute('data-value')) - ridgeM)).toBeLessThan(0.8);
    // the pixel there has the colour of that height
    const drawn = await pixels(page);
    const [x, y] = drawn.centre;
    const at = drawn.colours[Math.round(y) * drawn.width + Math.round(x)] ?? 0;
    const stops = RAMP_STOPS.viridis;
    const [low, high] = [stops[Math.floor((ridgeM / 15) * 10) - 1] ?? 0, stops[Math.ceil((ridgeM / 15) * 10)] ?? 0];
    const green = (colour: number) => (colour >> 8) & 255;
    expect(green(at)).toBeGreaterThanOrEqual(green(low) - 4);
    expect(green(at)).toBeLessThanOrEqual(green(high) + 4);
    // no ground below the roof: nothing is drawn there, and nothing is picked
    await page.getByText('Ground only', { exact: true }).click();
    await addressSays(page, 'show=2,8,11');
    await waitUntilDrawn(page);
    await hover();
    expect(await value.count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  it('the distribution of houses is one of houses', async () => {
    const { page, close } = await open('collections=after&lang=ja&colour=height&show=6');
    await page.getByRole('button', { name: '表示範囲' }).click();
    const spread = page.locator('[data-spread]').first();
    await page.waitForFunction(() => {
      const text = document.querySelector('[data-spread]')?.getAttribute('data-spread') ?? '';
      return Number.isFinite(Number(text.split(' ')[2]));
    });
    const [, low, middle, high] = ((await spread.getAttribute('data-spread')) ?? '').split(' ').map(Number);
    expect(low).toBeGreaterThan(-0.3);
    expect(middle).toBeGreaterThan(2.5);
    expect(middle).toBeLessThan(7);
    expect(high).toBeLessThan(9);
    await page.getByRole('textbox', { name: '地上高 上限' }).fill('8');
    await addressSays(page, 'above=0,8');
    await keepPicture(page, 'seeing-heights-ja');
    await close();
  });

  it('change: red where ground was filled, grey where nothing happened; the level of detection is that of both surveys', async () => {
    const fill = server.truth.changes.find(({ id }) => id === 'fill');
    const ring = fill?.outline.coordinates[0] ?? [];
    const mean = (axis: 0 | 1) => ring.reduce((sum, corner) => sum + corner[axis], 0) / ring.length;
    const place = { east: mean(0), north: mean(1), height: 225, rangeM: 260 };
    const { page, errors, close } = await open(
      `collections=before,after&hidden=before&lang=en&colour=change&show=2&${PLAIN}&camera=${topView(place).camera}&projection=orthographic`,
    );
    await page.getByText(/Before 2019: .*cells of/).waitFor();
    const legend = page.getByRole('region', { name: 'Legend' });
    // 1.96 √(0.1² + 0.1²)
    await legend.getByText('±0.28 m', { exact: false }).waitFor();
    await legend.getByText('Difference from the ground of Before 2019').waitFor();
    const drawn = await pixels(page);
    const inRing = [0, 0];
    const height = await canvasHeight(page);
    const corners = ring.map(([east, north]) => placeIn(drawn, height, east, north, place));
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    for (const [at, colour] of drawn.colours.entries()) {
      const [x, y] = [at % drawn.width, Math.floor(at / drawn.width)];
      if (x < Math.min(...xs) || x > Math.max(...xs) || y < Math.min(...ys) || y > Math.max(...ys)) continue;
      const [red, blue] = [colour >> 16, colour & 255];
      if (red > blue + 60) inRing[0]!++;
      if (blue > red + 60) inRing[1]!++;
    }
    expect(inRing[0]).toBeGreaterThan(500);
    expect(inRing[1]).toBeGreaterThan(50);
    expect(share(drawn, 0x8d959c)).toBeGreaterThan(0.3);
    await keepPicture(page, 'seeing-change-en');
    expect(errors).toEqual([]);
    await close();
  });

  it('says where there is nothing to compare with', async () => {
    const { page, close } = await open('collections=after&lang=ja&colour=change');
    await page.getByText('比べる時期がありません', { exact: false }).waitFor();
    await close();
  });
});

describe('the address', () => {
  it('keeps all of it, and every attribute has a picture and a legend', async () => {
    const query =
      'colour=intensity&ramp=magma&intensity=0,60000&tone=0.1,0.2,1.3&show=2,3,4,5,6&returns=first' +
      '&keep=elevation:190,260&flags=withheld:without&slab=30;52200,-97100;52500,-97000&growth=off&dots=square&edl=2,2&fill=on&opacity=0.7';
    const { page, errors, close } = await open(`collections=after&lang=en&${query}`);
    for (const part of query.split('&')) await addressSays(page, part);
    const drawn = await pixels(page);
    expect(share(drawn, BACKGROUND)).toBeLessThan(0.99);
    await page.getByRole('button', { name: 'Reset the display' }).click();
    await page.waitForFunction(() => !window.location.search.includes('colour='));
    const legend = page.getByRole('region', { name: 'Legend' });
    for (const [choice, text] of [
      ['Return number', 'Return 1'],
      ['Number of returns', 'Pulse of'],
      ['Point source ID', 'ID '],
      ['GPS time', 'Seconds after 2024-11-08'],
      ['Sensor', ''],
    ] as const) {
      const before = await pixels(page);
      await page.getByRole('combobox', { name: 'Colour by' }).click();
      await page.getByRole('option', { name: choice }).click();
      await legend.getByText(text).first().waitFor();
      const after = await pixels(page);
      const differing = after.colours.reduce((sum, colour, at) => sum + (colour === before.colours[at] ? 0 : 1), 0);
      expect([choice, differing / after.colours.length > 0.1]).toEqual([choice, true]);
    }
    expect(errors).toEqual([]);
    await close();
  });
});

describe('the globe', () => {
  it('offers only what changes its picture', async () => {
    const look = 'lang=en&opacity=0.5&tone=0.2,0,1';
    const { page, errors, close } = await openViewer(browser, `${server.url}?view=globe&collections=after&${look}`);
    await page.getByRole('button', { name: 'Point size, shading' }).click();
    await page.getByText('Edge shading', { exact: true }).waitFor();
    const ofSite = [
      page.getByRole('slider', { name: 'Brightness' }),
      page.getByRole('switch', { name: 'Fill gaps between points' }),
    ];
    expect(await page.getByRole('slider', { name: 'Point size' }).count()).toBe(1);
    expect(await page.getByRole('slider', { name: 'Opacity' }).count()).toBe(1);
    expect(await page.getByRole('switch', { name: 'Square points' }).count()).toBe(1);
    for (const control of ofSite) expect(await control.count()).toBe(0);
    await page.getByText('Site', { exact: true }).click();
    for (const control of ofSite) await control.waitFor({ state: 'attached' });
    // what was set is kept
    for (const part of ['opacity=0.5', 'tone=0.2,0,1']) await addressSays(page, part);
    expect(errors).toEqual([]);
    await close();
  });
});
