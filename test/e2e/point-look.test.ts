/** What the look does to single pixels: opacity, shape of points, closed gaps, tone and the slab, on a card of known points. */
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_OF_VIEW_DEG } from '../../viewer/state/camera-pose.ts';
import { launchBrowser } from '../helpers/browser.ts';
import {
  type Block,
  buildLookCard,
  CARD,
  DOT,
  HOLES,
  LATTICE,
  ONE_LAYER,
  PATCHES,
  PIXELS_PER_METRE,
  patchAt,
  SURFACE,
  TWO_LAYERS,
} from '../helpers/look-card.ts';
import { addressSays, BACKGROUND, type Pixels, pixels } from '../helpers/pixels.ts';
import { type SceneServer, startFileServer } from '../helpers/scene-server.ts';
import { buildTiff } from '../helpers/tiff-builder.ts';
import { keepPicture, openViewer, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: Pick<SceneServer, 'url' | 'close'>;
let camera: string;

const SIZE = { width: 1501, height: 1000 };
const CANVAS = '.canvas-holder:not([hidden]) canvas';
/** One point, one pixel; nothing shades it. */
const PLAIN = 'size=1&growth=off&shading=off&detail=high';

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startFileServer('card', buildLookCard())]);
  // ten pixels a metre in a canvas as high as this window makes it
  const { page, close } = await openViewer(browser, `${server.url}?view=site&lang=en`, SIZE);
  await waitUntilDrawn(page);
  const box = await page.locator(CANVAS).first().boundingBox();
  await close();
  if (!box || box.width % 2 !== 0 || box.height % 2 !== 0)
    throw new Error(`expected even sides, seen ${box?.width} × ${box?.height}`);
  const rangeM = box.height / PIXELS_PER_METRE / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360));
  camera = topView({ ...CARD, rangeM }).camera;
  return async () => {
    await browser.close();
    await server.close();
  };
});

async function open(look: string) {
  const query = `view=site&lang=en&camera=${camera}&projection=orthographic&${look}`;
  const viewer = await openViewer(browser, `${server.url}?${query}`, SIZE);
  await waitUntilDrawn(viewer.page);
  return viewer;
}

/** The picture of a look, and the page closed. */
async function picture(look: string): Promise<Pixels> {
  const { page, errors, close } = await open(look);
  const drawn = await pixels(page);
  expect(errors).toEqual([]);
  await close();
  return drawn;
}

/** The colour of the pixel whose lower left corner lies there. */
function at({ width, colours, centre }: Pixels, right: number, up: number): number {
  return colours[(centre[1] - up - 1) * width + centre[0] + right] ?? -1;
}

/** The colours of a block and how many pixels have each. */
function counts(drawn: Pixels, { left, bottom, width, height }: Block): Record<number, number> {
  const found: Record<number, number> = {};
  for (let up = bottom; up < bottom + height; up++) {
    for (let right = left; right < left + width; right++) {
      const colour = at(drawn, right, up);
      found[colour] = (found[colour] ?? 0) + 1;
    }
  }
  return found;
}

const around = ({ left, bottom, width, height }: Block, by: number): Block => ({
  left: left - by,
  bottom: bottom - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

describe('the card as it is', () => {
  it('has one pixel a point, where the point lies', async () => {
    const drawn = await picture(PLAIN);
    expect(counts(drawn, TWO_LAYERS)).toEqual({ [TWO_LAYERS.front]: 6400 });
    expect(counts(drawn, around(ONE_LAYER, 5))).toEqual({ [ONE_LAYER.colour]: 6400, [BACKGROUND]: 1700 });
    for (const [index, colour] of PATCHES.entries()) expect(counts(drawn, patchAt(index))).toEqual({ [colour]: 400 });
  });
});

/** The mean colour of a block, each part 0…255. */
function mean(drawn: Pixels, block: Block): [red: number, green: number, blue: number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (const [colour, count] of Object.entries(counts(drawn, block))) {
    for (const [part, shift] of [16, 8, 0].entries()) sums[part]! += ((Number(colour) >> shift) & 255) * count;
  }
  return sums.map((sum) => sum / (block.width * block.height)) as [number, number, number];
}

const parts = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255] as const;

describe('opacity', () => {
  it.each([0.25, 0.5, 0.8])('%s mixes a surface with what is behind it, in every part of it', async (opacity) => {
    const drawn = await picture(`${PLAIN}&opacity=${opacity}`);
    const { colour } = ONE_LAYER;
    const single = counts(drawn, ONE_LAYER);
    // pixels are whole: the point's or the background's
    expect(Object.keys(single).map(Number).sort()).toEqual([colour, BACKGROUND].sort());
    const mixed = mean(drawn, ONE_LAYER);
    for (const [part, full] of parts(colour).entries()) {
      const expected = opacity * full + (1 - opacity) * parts(BACKGROUND)[part]!;
      expect(Math.abs(mixed[part]! - expected), `part ${part}`).toBeLessThan(5);
    }
    for (let left = 0; left < 80; left += 20) {
      const block = { left: ONE_LAYER.left + left, bottom: ONE_LAYER.bottom, width: 20, height: 20 };
      expect(Math.abs((counts(drawn, block)[colour] ?? 0) / 400 - opacity)).toBeLessThan(0.1);
    }
    // through the gaps of the nearer surface the farther one is seen, itself with gaps
    const { front, back } = TWO_LAYERS;
    const both = counts(drawn, TWO_LAYERS);
    expect(Math.abs((both[front] ?? 0) / 6400 - opacity)).toBeLessThan(0.025);
    expect(Math.abs((both[back] ?? 0) / 6400 - opacity * (1 - opacity))).toBeLessThan(0.025);
    expect(Math.abs((both[BACKGROUND] ?? 0) / 6400 - (1 - opacity) ** 2)).toBeLessThan(0.025);
  });
});

describe('the shape of a point', () => {
  it('round ones leave the corners of their square, square ones do not', async () => {
    const look = 'size=8&growth=off&shading=off&detail=high';
    const [round, square] = [await picture(look), await picture(`${look}&dots=square`)];
    const all = { left: DOT.right - 12, bottom: DOT.up - 12, width: 24, height: 24 };
    expect(counts(square, all)).toEqual({ [DOT.colour]: 64, [BACKGROUND]: 24 * 24 - 64 });
    // pixels whose middle lies within four pixels of the point
    expect(counts(round, all)).toEqual({ [DOT.colour]: 52, [BACKGROUND]: 24 * 24 - 52 });
    for (const [right, up] of [
      [-4, -4],
      [3, -4],
      [-4, 3],
      [3, 3],
    ] as const) {
      expect(at(square, DOT.right + right, DOT.up + up)).toBe(DOT.colour);
      expect(at(round, DOT.right + right, DOT.up + up)).toBe(BACKGROUND);
    }
  });
});

describe('gaps between points', () => {
  it('are closed within a surface, and nowhere else', async () => {
    const [plain, filled] = [await picture(PLAIN), await picture(`${PLAIN}&fill=on`)];
    const isIn = (right: number, up: number, { left, bottom, width, height }: Block) =>
      right >= left && right < left + width && up >= bottom && up < bottom + height;
    for (const hole of HOLES) {
      const area = hole.width * hole.height;
      expect(counts(plain, hole)).toEqual({ [hole.behind ?? BACKGROUND]: area });
      const seen = counts(filled, hole);
      if (hole.isClosed) expect(seen).toEqual({ [SURFACE.colour]: area });
      else expect(seen[BACKGROUND] ?? 0).toBeGreaterThan(area / 8);
    }
    const changed: string[] = [];
    for (let up = -200; up < 200; up++) {
      for (let right = -320; right < 320; right++) {
        if (at(plain, right, up) === at(filled, right, up) || HOLES.some((hole) => isIn(right, up, hole))) continue;
        changed.push(`${right} ${up}`);
      }
    }
    expect(changed).toEqual([]);
  });
});

describe('tone', () => {
  it.each([
    [0.2, 0, 1],
    [0, 0.5, 1],
    [0, -0.5, 1],
    [0, 0, 2],
    [-0.1, 0.25, 0.5],
  ])(
    'brightness %s, contrast %s and gamma %s move a colour as their formula says',
    async (brightness, contrast, gamma) => {
      const drawn = await picture(`${PLAIN}&tone=${brightness},${contrast},${gamma}`);
      // a straight line through the middle; its slope doubles at a contrast of a half and is half at minus a half
      const slope = contrast < 0 ? 1 + contrast : 1 / (1 - contrast);
      const toned = (part: number) => {
        const lit = (part / 255 + brightness - 0.5) * slope + 0.5;
        return 255 * Math.min(1, Math.max(0, lit)) ** (1 / gamma);
      };
      for (const [index, colour] of PATCHES.entries()) {
        const seen = Object.entries(counts(drawn, patchAt(index)));
        expect(seen.map(([, count]) => count)).toEqual([400]);
        for (const [part, value] of parts(Number(seen[0]?.[0])).entries()) {
          const expected = toned(parts(colour)[part]!);
          expect(Math.abs(value - expected), `${colour.toString(16)}, part ${part}`).toBeLessThan(1);
        }
      }
      // what is behind has no tone
      expect(at(drawn, DOT.right + 20, DOT.up)).toBe(BACKGROUND);
    },
  );
});

describe('the slab along a line', () => {
  type Place = readonly [right: number, up: number];

  /** How far a place, in metres from the middle, lies inside the slab: its parts are rectangles, with discs where they meet. */
  function depthIn(line: readonly Place[], widthM: number, [x, y]: Place): number {
    let deepest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index + 1 < line.length; index++) {
      const [[ax, ay], [bx, by]] = [line[index]!, line[index + 1]!];
      const length = Math.hypot(bx - ax, by - ay);
      const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
      const along = (x - ax) * ux + (y - ay) * uy;
      const across = Math.abs((x - ax) * uy - (y - ay) * ux);
      deepest = Math.max(deepest, Math.min(along, length - along, widthM / 2 - across));
      if (index > 0) deepest = Math.max(deepest, widthM / 2 - Math.hypot(x - ax, y - ay));
    }
    return deepest;
  }

  const lattice = (): Place[] => {
    const places: Place[] = [];
    for (let up = LATTICE.bottom; up <= LATTICE.top; up += LATTICE.step) {
      for (let right = LATTICE.left; right <= LATTICE.right; right += LATTICE.step) places.push([right, up]);
    }
    return places;
  };

  /** Every point of the lattice is there where it lies in the slab, and else not; @returns how many are */
  function expectSlab(drawn: Pixels, line: readonly Place[], widthM: number): number {
    let inside = 0;
    for (const [right, up] of lattice()) {
      const middle = [(right + 0.5) / PIXELS_PER_METRE, (up + 0.5) / PIXELS_PER_METRE] as const;
      const depth = depthIn(line, widthM, middle);
      // the address rounds to millimetres, and the page draws the line itself
      if (Math.abs(depth) < 0.01 || depthIn(line, 0.6, middle) > -0.05) continue;
      if (depth > 0) inside++;
      expect(at(drawn, right, up), `at ${middle}, ${depth} m inside`).toBe(depth > 0 ? LATTICE.colour : BACKGROUND);
    }
    return inside;
  }

  const LINE: readonly Place[] = [
    [-22.3, -15.4],
    [3.1, -4.2],
    [20.7, -17.9],
  ];
  const inAddress = (line: readonly Place[]) => line.map(([e, n]) => `${CARD.east + e},${CARD.north + n}`).join(';');

  it.each([2.1, 5, 9.6])('%s m wide keeps the points beside its line and no other', async (widthM) => {
    const drawn = await picture(`${PLAIN}&slab=${widthM};${inAddress(LINE)}`);
    const kept = expectSlab(drawn, LINE, widthM);
    expect(kept).toBeGreaterThan(20);
    // the blocks above lie outside
    for (const block of [TWO_LAYERS, ONE_LAYER, ...PATCHES.map((_, index) => patchAt(index))]) {
      expect(counts(drawn, block)).toEqual({ [BACKGROUND]: block.width * block.height });
    }
  });

  it('is drawn with the pointer, takes a typed width, is not picked beside, and is removed', async () => {
    const { page, errors, close } = await open(`${PLAIN}&colour=height`);
    await page.getByRole('button', { name: 'Clip' }).click();
    await page.getByRole('button', { name: 'Draw a line' }).click();
    const box = await page.locator(CANVAS).first().boundingBox();
    if (!box) throw new Error('expected a canvas');
    const pointAt = ([right, up]: Place) => [box.x + box.width / 2 + right, box.y + box.height / 2 - up] as const;
    for (const place of [
      [-205, -105],
      [195, -95],
    ] as const)
      await page.mouse.click(...pointAt(place));
    await page.keyboard.press('Enter');
    await addressSays(page, 'slab=');
    await page.getByRole('textbox', { name: 'Width of the slab' }).fill('4.4');
    await addressSays(page, 'slab=4.4;');
    const drawnLine = (new URL(page.url()).searchParams.get('slab') ?? '')
      .split(';')
      .slice(1)
      .map((text): Place => {
        const [east = Number.NaN, north = Number.NaN] = text.split(',').map(Number);
        return [east - CARD.east, north - CARD.north];
      });
    expect(drawnLine).toHaveLength(2);
    for (const [index, [east, north]] of [
      [-20.5, -10.5],
      [19.5, -9.5],
    ].entries()) {
      // clicks stand on points where there are some
      expect(Math.hypot(drawnLine[index]![0] - east!, drawnLine[index]![1] - north!)).toBeLessThan(1);
    }
    await keepPicture(page, 'point-look-slab-en');
    const heightAbove = page.getByRole('region', { name: 'Legend' }).locator('[data-value]');
    await page.mouse.move(...pointAt([0.5, -99.5]));
    await heightAbove.waitFor();
    expect(Number(await heightAbove.getAttribute('data-value'))).toBeCloseTo(0, 1);
    await page.mouse.move(...pointAt([0.5, -149.5]));
    await heightAbove.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove the clip: Slab along a line' }).click();
    await page.waitForFunction(() => !window.location.search.includes('slab='));
    await page.mouse.move(...pointAt([0.5, -149.4]));
    await heightAbove.waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a GeoTIFF in colours', () => {
  it('lies pixel by pixel where its numbers say, and lets the points through where it has none', async () => {
    // 40 × 20 pixels of half a metre, five of the screen each: red, green, blue, nothing, in four quarters
    const [cols, rows] = [40, 20];
    const QUARTERS = [0xff0000, 0x00ff00, 0x0000ff, 0] as const;
    const values = Array.from({ length: cols * rows }, (_, pixel) => {
      const [col, row] = [pixel % cols, Math.floor(pixel / cols)];
      const quarter = (row < rows / 2 ? 0 : 2) + (col < cols / 2 ? 0 : 1);
      return [...parts(QUARTERS[quarter]!), quarter === 3 ? 0 : 255];
    }).flat();
    const place = { corner: [CARD.east - 10, CARD.north - 5] as const, step: [0.5, 0.5] as const, projected: 6676 };
    const colours = { bands: 4, bits: 8, photometric: 2, extraSamples: [2] } as const;
    const tiff = buildTiff({ cols, rows, values, ...place, ...colours });
    const { page, errors, foreignRequests, close } = await open(`${PLAIN}&tool=files`);
    const file = { name: 'ortho.tif', mimeType: 'image/tiff', buffer: Buffer.from(tiff) };
    await page.locator('.own-file-drop input[type=file]').setInputFiles(file);
    await page.locator('[data-own-file="ortho.tif"][data-stage="ready"]').waitFor();
    await page.waitForTimeout(500);
    const drawn = await pixels(page);
    // its middle lies ten metres below the card's; two pixels along the edges of the quarters mix
    const inner = (right: number, up: number) => ({ left: right + 3, bottom: up + 3, width: 94, height: 44 });
    const corners = [
      [-100, -100],
      [0, -100],
      [-100, -150],
      [0, -150],
    ] as const;
    for (const [index, [right, up]] of corners.entries()) {
      const seen = counts(drawn, inner(right, up));
      if (index < 3) expect(seen[QUARTERS[index]!], `quarter ${index}`).toBe(94 * 44);
      else expect(Object.keys(seen).map(Number).sort()).toEqual([LATTICE.colour, BACKGROUND].sort());
    }
    const outside = { left: -120, bottom: -170, width: 16, height: 140 };
    expect(Object.keys(counts(drawn, outside)).map(Number).sort()).toEqual([LATTICE.colour, BACKGROUND].sort());
    await keepPicture(page, 'point-look-geotiff-en');
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});
