/** The picture of the viewer pixel by pixel, from screenshots of its canvas. */
import type { Page } from 'playwright-core';
import { waitUntilDrawn } from './viewer-page.ts';

/** Pixels of the picture as 0xRRGGBB, row by row, without what lies over its edges. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
  /** Of the picture's middle, in these pixels. */
  readonly centre: readonly [number, number];
}

export async function pixels(page: Page): Promise<Pixels> {
  await page.mouse.move(2, 2);
  await waitUntilDrawn(page);
  await page.waitForTimeout(250);
  const box = await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox();
  if (!box) throw new Error('expected a canvas');
  const clip = { x: box.x + 60, y: box.y + 80, width: box.width - 160, height: box.height - 280 };
  const png = (await page.screenshot({ clip, animations: 'disabled' })).toString('base64');
  const [width, height, ...colours] = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    const list = [image.width, image.height];
    for (let at = 0; at < data.length; at += 4) {
      list.push(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    return list;
  }, png);
  return {
    width: width ?? 0,
    height: height ?? 0,
    colours: Uint32Array.from(colours),
    centre: [box.x + box.width / 2 - clip.x, box.y + box.height / 2 - clip.y],
  };
}

/** Behind the points, in both schemes of colours. */
export const BACKGROUND = 0x262f37;
export const isLike = (a: number, b: number) =>
  [16, 8, 0].every((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)) <= 3);

/** Share of the pixels that have a colour. */
export function share({ colours }: Pixels, colour: number): number {
  return colours.reduce((sum, one) => sum + (isLike(one, colour) ? 1 : 0), 0) / colours.length;
}

/** Waits until the address says, or no longer says, something. */
export const addressSays = (page: Page, part: string) =>
  page.waitForFunction((text) => decodeURIComponent(window.location.search).includes(text), part);
