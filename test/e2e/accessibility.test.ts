/** The page for everyone: axe over every panel and dialog, the order and sight of the focus, keys alone. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../helpers/axe.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(60_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const SCREENS = [
  { look: 'light', colorScheme: 'light', viewport: { width: 1280, height: 760 } },
  { look: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 760 } },
  { look: 'phone', colorScheme: 'dark', viewport: { width: 390, height: 780 } },
] as const;

async function open(query: string, screen: (typeof SCREENS)[number] = SCREENS[0]): Promise<Page> {
  const { colorScheme, viewport } = screen;
  const page = await browser.newPage({ viewport, colorScheme, locale: 'ja-JP', reducedMotion: 'reduce' });
  await page.goto(`${server.url}?collections=before,after&view=site&${query}`);
  await waitUntilDrawn(page);
  return page;
}

describe.each(SCREENS)('axe finds nothing serious ($look)', (screen) => {
  it.each(['ja', 'en'] as const)('in any tool, dialog or comparison (%s)', async (lang) => {
    const page = await open(`lang=${lang}&tool=layers`, screen);
    const faults: string[] = [];
    const check = async (name: string) => {
      await page.waitForTimeout(250);
      await keepPicture(page, `interface-${name}-${lang}-${screen.look}`);
      faults.push(...(await axeViolations(page)).map((fault) => `${name}: ${fault}`));
    };
    const rail = page.locator('.tool-rail button');
    const tools = await rail.count();
    expect(tools).toBeGreaterThanOrEqual(4);
    for (let tool = 0; tool < tools; tool++) {
      const button = rail.nth(tool);
      if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
      await check(`tool-${tool + 1}`);
    }
    await page.locator('.side-panel-head button').first().click();
    await check('help');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: lang === 'ja' ? 'キー操作' : 'Keyboard' }).waitFor();
    await check('keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('p');
    await page.keyboard.press('x');
    await page.getByRole('slider', { name: lang === 'ja' ? '左右の境目' : 'Divider' }).waitFor();
    await check('swipe');
    await page.keyboard.press('/');
    await page.getByRole('dialog').getByRole('textbox').fill('atami');
    await page.getByRole('option').first().waitFor();
    await check('go-to');
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe('the keyboard', () => {
  it('reaches header, tools, picture and panel in the order of the screen, and shows where it is', async () => {
    const page = await open('lang=en&tool=layers');
    const seen: string[] = [];
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const style = getComputedStyle(element);
        const shown = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
        // Mantine's inputs show the focus by their border, switches by the track beside them.
        const byOther = element.matches('input, [role="slider"], [role="radio"]');
        const area = element.closest('.page-skip, .page-header, .tool-rail, .canvas-area, .divider, .side-panel');
        return {
          area: area?.classList[0] ?? element.tagName,
          visible: shown || byOther,
          name: element.outerHTML.slice(0, 120),
        };
      });
      if (!stop) break;
      expect([stop.name, stop.visible]).toEqual([stop.name, true]);
      if (seen.at(-1) !== stop.area) seen.push(stop.area);
      if (stop.area === 'side-panel') break;
    }
    expect(seen).toEqual(['page-skip', 'page-header', 'tool-rail', 'canvas-area', 'divider', 'side-panel']);
    await page.close();
  });

  it('has targets of 24 px at least, on a phone 40 px where they matter most', async () => {
    for (const screen of [SCREENS[0], SCREENS[2]]) {
      const page = await open('lang=en&tool=layers', screen);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, [role="slider"], [role="separator"]')].flatMap((element) => {
          const { width, height } = element.getBoundingClientRect();
          // A divider is caught beside its line as well.
          const isDivider = element.getAttribute('role') !== null;
          return width > 0 && Math.min(width, height) < 24 && !isDivider
            ? [`${element.outerHTML.slice(0, 90)} ${width}×${height}`]
            : [];
        }),
      );
      expect(small).toEqual([]);
      if (screen.look === 'phone') {
        for (const area of ['.tool-rail button', '.page-header button', '.page-header a']) {
          for (const box of await page.locator(area).filter({ visible: true }).all()) {
            expect((await box.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(40);
          }
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
        const header = await page.locator('.page-header').evaluate((element) => element.scrollWidth);
        expect(header).toBeLessThanOrEqual(390);
      }
      await page.close();
    }
  });
});
