/** The measuring desk on a phone: strip and profile. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Desk, LINE, ROAD, shapeText, startDesk, status } from '../helpers/desk.ts';
import { keepPicture, pictureFacts, waitUntilDrawn } from '../helpers/viewer-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  return () => desk.close();
});

const WORDS = {
  ja: { close: 'パネルを閉じる', run: '断面を作る', profile: '縦断図を作る', measure: '図の中で測る' },
  en: {
    close: 'Close the panel',
    run: 'Make the section',
    profile: 'Make the profile',
    measure: 'Measure in the chart',
  },
} as const;

describe.each(['ja', 'en'] as const)('on a phone, in %s', (lang) => {
  const words = WORDS[lang];
  const PHONE = { width: 390, height: 780 };
  /** The chart is large enough to be read, and nothing is wider than the page. */
  const isReadable = async (page: Page) => {
    const box = await page.locator('.section-chart').boundingBox();
    expect(box?.height).toBeGreaterThan(140);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(PHONE.width);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    const head = await page.locator('.section-dock-head').boundingBox();
    expect((head?.x ?? 0) + (head?.width ?? 0)).toBeLessThanOrEqual(PHONE.width);
  };

  it('the live strip stands in the place of the form, and is computed from there', async () => {
    const { page, errors, close } = await desk.open(lang, 'section', `&width=3&shape=${shapeText(LINE)}`, PHONE);
    await waitUntilDrawn(page);
    expect(await page.locator('.section-dock').count()).toBe(0);
    await page.getByRole('button', { name: words.close }).click();
    await page.getByTestId('live-count').waitFor();
    await isReadable(page);
    await keepPicture(page, `desk-phone-live-${lang}`);
    await page.locator('.section-dock').getByRole('button', { name: words.run }).click();
    await status(page, 'section-status', 'computed');
    await page.locator('.section-dock').getByRole('button', { name: words.measure }).click();
    await page.getByTestId('chart-measure').waitFor();
    await keepPicture(page, `desk-phone-section-${lang}`);
    expect(errors).toEqual([]);
    await close();
  });

  it('the profile is read beside the picture', async () => {
    const { page, errors, close } = await desk.open(lang, 'section', `&way=profile&shape=${shapeText(ROAD)}`, PHONE);
    await page.getByRole('button', { name: words.profile }).click();
    await status(page, 'way-status', 'computed');
    await isReadable(page);
    await keepPicture(page, `desk-phone-profile-${lang}`);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a page that opens with a sheet', () => {
  it('shows all of the place above it, and the tool that is open in the rail', async () => {
    const { page, errors, close } = await desk.open('ja', 'story', '', { width: 390, height: 780 });
    await page.locator('.panel-sheet').waitFor();
    await waitUntilDrawn(page);
    const { drawnShare } = await pictureFacts(page);
    expect(drawnShare).toBeGreaterThan(0.3);
    expect(await page.getByRole('button', { name: 'ストーリー', exact: true }).boundingBox()).toMatchObject({
      x: expect.toSatisfy((x: number) => x >= 0 && x < 390 - 44),
    });
    // moved, it stays: the sheet may be closed
    await page.mouse.move(200, 200);
    await page.mouse.wheel(0, -300);
    await page.waitForFunction(() => window.location.search.includes('camera='));
    await page.waitForTimeout(600);
    const camera = () => new URL(page.url()).searchParams.get('camera');
    const near = camera();
    await page.getByRole('button', { name: 'パネルを閉じる' }).click();
    await page.waitForTimeout(600);
    expect(camera()).toBe(near);
    expect(errors).toEqual([]);
    await close();
  });
});
