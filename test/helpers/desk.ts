/** What the tests of the measuring desk share: a browser, a server with the scene, places on it, and the processes' own answers. */
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startSceneServer } from './scene-server.ts';
import { openViewer, type ViewerPage } from './viewer-page.ts';

export const OFFICE = { width: 1440, height: 900 };
export const CRS = 'EPSG:6676';
/** Across the platform of the second epoch. */
export const LINE = [
  [52_440, -97_000],
  [52_530, -97_010],
] as const;
export const AREA = [
  [52_480, -97_010],
  [52_500, -97_010],
  [52_500, -96_990],
  [52_480, -96_990],
] as const;
/** Along the road, under its wires. */
export const ROAD = [
  [52_012, -97_090],
  [52_180, -97_062],
  [52_330, -97_085],
  [52_590, -97_060],
] as const;
export const EPOCHS = [
  { collection: 'before', classes: [2] },
  { collection: 'after', classes: [2] },
];

type Places = readonly (readonly [number, number])[];
/** For the parameter `shape`, and for the field of coordinates. */
export const shapeText = (places: Places) => places.map((place) => place.join()).join(';');
export const lines = (places: Places) => places.map((place) => place.join(', ')).join('\n');

export interface Desk {
  readonly browser: Browser;
  /** With a slash at the end. */
  readonly url: string;
  /** What a process answers. */
  ask<Result>(process: string, inputs: unknown): Promise<Result>;
  open(lang: string, tool: string, more?: string, size?: { width: number; height: number }): Promise<ViewerPage>;
  close(): Promise<void>;
}

export async function startDesk(): Promise<Desk> {
  const [browser, server] = await Promise.all([launchBrowser(), startSceneServer(300_000)]);
  return {
    browser,
    url: server.url,
    async ask<Result>(process: string, inputs: unknown) {
      const response = await fetch(`${server.url}api/processes/${process}/execution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ inputs }),
      });
      if (response.status !== 200) throw new Error(`${process}: expected 200, seen ${response.status}`);
      return (await response.json()) as Result;
    },
    open: (lang, tool, more = '', size = OFFICE) =>
      openViewer(browser, `${server.url}?collections=before,after&view=site&lang=${lang}&tool=${tool}${more}`, size),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A number as the English page writes it. */
export const digits = (value: number, decimals: number) =>
  value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', '−');

/** Goes on by the Tab key until the control has the focus. */
export async function tabTo(page: Page, control: Locator, backwards = false): Promise<void> {
  await control.waitFor({ state: 'attached' });
  for (let presses = 0; presses < 120; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error('expected the control to be reached by Tab');
}

export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

export const status = (page: Page, id: string, value: string) =>
  page.locator(`[data-testid="${id}"][data-status="${value}"]`).waitFor({ timeout: 30_000 });

export const shownValue = async (page: Page, selector: string) =>
  Number(await page.locator(selector).first().getAttribute('data-value', { timeout: 10_000 }));
