/** The viewer in a real browser: opening it, waiting until it has drawn, clicking on ground coordinates, pixels. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { FIELD_OF_VIEW_DEG, formatPose } from '../../viewer/state/camera-pose.ts';
import { createSiteFrame, fromSitePose } from '../../viewer/state/site-frame.ts';

/** JGD2011 / Japan Plane Rectangular CS VIII, the system of the scene. */
const SCENE_FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 0,
});

export interface ViewerPage {
  readonly page: Page;
  /** Messages of the console that are errors, and exceptions of the page. */
  readonly errors: string[];
  /** Requests that left the server's own origin. */
  readonly foreignRequests: string[];
  close(): Promise<void>;
}

/** @param before runs on the empty page, before it goes to the address */
export async function openViewer(
  browser: Browser,
  url: string,
  size = { width: 1120, height: 720 },
  before: (page: Page) => Promise<void> = async () => undefined,
): Promise<ViewerPage> {
  // nothing moves under the pointer
  const page = await browser.newPage({ viewport: size, locale: 'ja-JP', reducedMotion: 'reduce' });
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (!['blob:', 'data:'].includes(target.protocol) && target.origin !== new URL(url).origin) {
      foreignRequests.push(request.url());
    }
  });
  await before(page);
  await page.goto(url);
  return { page, errors, foreignRequests, close: () => page.close() };
}

/** Waits until everything the camera needs is drawn; @returns the points on the screen */
export async function waitUntilDrawn(page: Page, timeoutMs = 90_000): Promise<number> {
  await page.waitForFunction(
    () => document.documentElement.dataset.tiles === 'idle' && Number(document.documentElement.dataset.points) > 0,
    null,
    { timeout: timeoutMs },
  );
  return page.evaluate(() => Number(document.documentElement.dataset.points));
}

export interface TopView {
  /** For the parameter `camera`. */
  readonly camera: string;
  /** Clicks on the picture where a place on the ground appears. */
  click(page: Page, east: number, north: number, options?: { clickCount?: number }): Promise<void>;
  /** Drags with the left button from one place to another. */
  drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void>;
}

/** A camera that looks straight down on a place of the scene, grid north up. */
export function topView(place: { east: number; north: number; height: number; rangeM: number }): TopView {
  const target = { east: place.east, north: place.north, height: place.height };
  const pose = fromSitePose(SCENE_FRAME, { target, headingDeg: 0, pitchDeg: -90, rangeM: place.rangeM });
  const pixelOf = async (page: Page, east: number, north: number): Promise<[x: number, y: number]> => {
    const box = await visibleCanvasBox(page);
    const pixelsPerMetre = box.height / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360) * place.rangeM);
    return [
      box.x + box.width / 2 + (east - place.east) * pixelsPerMetre,
      box.y + box.height / 2 - (north - place.north) * pixelsPerMetre,
    ];
  };
  return {
    camera: formatPose(pose),
    async click(page, east, north, options = {}) {
      await page.mouse.click(...(await pixelOf(page, east, north)), options);
    },
    async drag(page, from, to) {
      await page.mouse.move(...(await pixelOf(page, ...from)));
      await page.mouse.down();
      await page.mouse.move(...(await pixelOf(page, ...to)), { steps: 6 });
      await page.mouse.up();
    },
  };
}

async function visibleCanvasBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator('.canvas-holder:not([hidden]) canvas').first().boundingBox();
  if (!box) throw new Error('expected a canvas on the screen');
  return box;
}

/** What the page does on the graphics processor and on the line; to be asked for before it is opened. */
export interface PageAccount {
  /** Bytes in WebGL buffers now. */
  bufferBytes(): Promise<number>;
  /** Bytes of JavaScript objects after a collection. */
  heapBytes(): Promise<number>;
  /** Requests without an answer. */
  openRequests(): number;
}

/** Counts buffers by standing between the page and WebGL, and requests by the browser's own events. */
export async function accountOf(page: Page): Promise<PageAccount> {
  await page.addInitScript(() => {
    const sizes = new Map<WebGLBuffer, number>();
    const bound = new Map<number, WebGLBuffer | null>();
    const { bindBuffer, bufferData, deleteBuffer } = WebGL2RenderingContext.prototype;
    Object.assign(window, { bufferBytes: () => [...sizes.values()].reduce((sum, size) => sum + size, 0) });
    Object.assign(WebGL2RenderingContext.prototype, {
      bindBuffer(this: WebGL2RenderingContext, target: number, buffer: WebGLBuffer | null) {
        bound.set(target, buffer);
        bindBuffer.call(this, target, buffer);
      },
      bufferData(this: WebGL2RenderingContext, target: number, data: number | ArrayBufferView, usage: number) {
        const buffer = bound.get(target);
        if (buffer) sizes.set(buffer, typeof data === 'number' ? data : data.byteLength);
        Reflect.apply(bufferData, this, [target, data, usage]);
      },
      deleteBuffer(this: WebGL2RenderingContext, buffer: WebGLBuffer) {
        sizes.delete(buffer);
        deleteBuffer.call(this, buffer);
      },
    });
  });
  const open = new Set<object>();
  page.on('request', (request) => open.add(request));
  for (const event of ['requestfinished', 'requestfailed'] as const) {
    page.on(event as 'requestfinished', (request) => open.delete(request));
  }
  const devtools = await page.context().newCDPSession(page);
  return {
    bufferBytes: () => page.evaluate(() => (window as unknown as { bufferBytes(): number }).bufferBytes()),
    async heapBytes() {
      await devtools.send('HeapProfiler.collectGarbage');
      const {
        usedSize,
        embedderHeapUsedSize = 0,
        backingStorageSize = 0,
      } = (await devtools.send('Runtime.getHeapUsage')) as {
        usedSize: number;
        embedderHeapUsedSize?: number;
        backingStorageSize?: number;
      };
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    },
    openRequests: () => open.size,
  };
}

export interface PictureFacts {
  /** Share of the picture that is not the background in its corner, 0…1. */
  readonly drawnShare: number;
  /** Different colours, in steps of 1/16 a channel. */
  readonly colours: number;
  /** Shares of the picture that are clearly more red, or more blue, than the other two channels. */
  readonly redShare: number;
  readonly blueShare: number;
}

/**
 * What the canvas shows, read from a screenshot of it (a WebGL canvas keeps no pixels to read afterwards).
 * @param part how much of its width and height, around the middle; less than 1 leaves out what lies over its edges
 */
export async function pictureFacts(page: Page, part = 1): Promise<PictureFacts> {
  const png = await middleOf(page, part);
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('expected a 2D context');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const background = [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0];
    const colours = new Set<number>();
    let [drawn, reds, blues] = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
      const [r, g, b] = background;
      if (Math.abs(red - (r ?? 0)) + Math.abs(green - (g ?? 0)) + Math.abs(blue - (b ?? 0)) > 24) drawn++;
      if (red - green > 40 && red - blue > 40) reds++;
      if (blue - red > 40 && blue - green > 5) blues++;
      colours.add(((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4));
    }
    const pixels = data.length / 4;
    return { drawnShare: drawn / pixels, colours: colours.size, redShare: reds / pixels, blueShare: blues / pixels };
  }, png.toString('base64'));
}

/** Keeps a picture of the page in test/output for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'output');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** @returns the share of pixels that differ between two pictures of one size, by more than light does */
export async function changedShare(page: Page, before: Buffer, after: Buffer): Promise<number> {
  return page.evaluate(
    async (both) => {
      const [a, b] = await Promise.all(
        both.map(async (base64) => {
          const image = new Image();
          image.src = `data:image/png;base64,${base64}`;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext('2d')!;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, canvas.width, canvas.height).data;
        }),
      );
      if (!a || !b || a.length !== b.length) throw new Error('expected two pictures of one size');
      let changed = 0;
      for (let at = 0; at < a.length; at += 4) {
        const step = [0, 1, 2].reduce((sum, band) => sum + Math.abs(a[at + band]! - b[at + band]!), 0);
        if (step > 48) changed++;
      }
      return changed / (a.length / 4);
    },
    [before.toString('base64'), after.toString('base64')],
  );
}

/** The middle of the picture, without what lies over it at the sides. */
export async function middleOf(page: Page, part = 0.6): Promise<Buffer> {
  const box = await visibleCanvasBox(page);
  const [width, height] = [box.width * part, box.height * part];
  const clip = { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
  return page.screenshot({ clip, animations: 'disabled' });
}
