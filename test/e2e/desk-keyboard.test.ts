/** An area and a line measured by keyboard alone, in both languages; digits equal to the processes'. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Static } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import type { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import {
  AREA,
  CRS,
  type Desk,
  digits,
  EPOCHS,
  LINE,
  lines,
  shownValue,
  startDesk,
  status,
  tabTo,
  type,
} from '../helpers/desk.ts';
import { keepPicture, waitUntilDrawn } from '../helpers/viewer-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  return () => desk.close();
});

const WORDS = {
  ja: {
    coordinates: '座標で入力',
    field: /座標（1行/,
    apply: '座標を使う',
    compute: '計算する',
    cell: /メッシュ間隔/,
    width: '帯の幅（m）',
    run: '断面を作る',
    chart: '図',
    areas: '切土・盛土の面積',
    save: '保存',
    dxf: '図面 DXF',
    csv: 'CSV を保存',
    areaName: '範囲の名前（任意）',
    name: '盛土ヤード 甲',
  },
  en: {
    coordinates: 'Enter coordinates',
    field: /Coordinates \(one/,
    apply: 'Use coordinates',
    compute: 'Compute',
    cell: /Cell size/,
    width: 'Width of the strip (m)',
    run: 'Make the section',
    chart: 'Chart',
    areas: 'Areas of cut and fill',
    save: 'Save',
    dxf: 'Drawing DXF',
    csv: 'Save CSV',
    areaName: 'Name of the area (optional)',
    name: 'Yard A & B',
  },
} as const;

describe.each(['ja', 'en'] as const)('by keyboard alone, in %s', (lang) => {
  const words = WORDS[lang];
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('an area is typed, measured, read and saved', async () => {
    const { page, errors, close } = await desk.open(lang, 'volume');
    await waitUntilDrawn(page);
    await tabTo(page, button(page, words.coordinates));
    await page.keyboard.press('Enter');
    await type(page, page.getByRole('textbox', { name: words.field }), lines(AREA));
    await tabTo(page, button(page, words.apply));
    await page.keyboard.press('Enter');
    await type(page, page.getByRole('textbox', { name: words.areaName }), words.name);
    await type(page, page.getByRole('textbox', { name: words.cell }), '0.25');
    await status(page, 'volume-status', 'estimate');
    const roughly = await shownValue(page, '[data-testid="volume-screen"] [data-key="fill"]');
    await tabTo(page, button(page, words.compute));
    await page.keyboard.press('Enter');
    await status(page, 'volume-status', 'computed');
    const asked = await desk.ask<Static<typeof CutFillResult>>('cut-fill-volume', {
      area: { type: 'Polygon', coordinates: [[...AREA, AREA[0]]] },
      crs: CRS,
      existing: EPOCHS[0],
      compared: EPOCHS[1],
      cellSizeM: 0.25,
    });
    // the picture has a part of the points, in coarse cells
    expect(Math.abs(roughly / asked.fillM3! - 1)).toBeLessThan(0.25);
    const table = '[data-testid="volume-table"]';
    for (const key of ['cut', 'fill', 'net'] as const) {
      expect(await shownValue(page, `${table} [data-key="${key}"]`)).toBe(asked[`${key}M3`]);
      // what the scatter of the points cannot explain stands beside it
      expect(await shownValue(page, `${table} [data-key="significant-${key}"]`)).toBe(asked.significant[`${key}M3`]);
    }
    expect(await page.locator(`${table} [data-key="fill"] .interval`).textContent()).toContain(
      digits(asked.uncertainty95.fillM3?.[0] ?? Number.NaN, 1),
    );
    // its name: in the table, in the picture, in the link
    expect(await page.getByTestId('volume-name').textContent()).toBe(words.name);
    expect(await page.locator('.drawing-overlay .place-title').allTextContents()).toEqual([words.name]);
    await expect.poll(() => new URL(page.url()).searchParams.get('name')).toBe(words.name);
    await keepPicture(page, `desk-volume-${lang}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await tabTo(page, button(page, words.csv));
        await page.keyboard.press('Enter');
      })(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    for (const part of [String(asked.fillM3), words.name]) expect(csv).toContain(part);
    expect(errors).toEqual([]);
    await close();
  });

  it('a line is typed, seen as an estimate, cut, read and saved as a drawing', async () => {
    const { page, errors, close } = await desk.open(lang, 'section');
    await waitUntilDrawn(page);
    await tabTo(page, button(page, words.coordinates));
    await page.keyboard.press('Enter');
    await type(page, page.getByRole('textbox', { name: words.field }), lines(LINE));
    await tabTo(page, button(page, words.apply));
    await page.keyboard.press('Enter');
    await type(page, page.getByRole('textbox', { name: words.width }), '3');
    await status(page, 'section-status', 'estimate');
    await page.getByTestId('live-count').waitFor();
    expect(await shownValue(page, '[data-testid="live-count"]')).toBeGreaterThan(100);
    await tabTo(page, button(page, words.run));
    await page.keyboard.press('Enter');
    await status(page, 'section-status', 'computed');
    const asked = await desk.ask<CrossSectionResult>('cross-section', {
      line: { type: 'LineString', coordinates: LINE },
      crs: CRS,
      widthM: 3,
      surfaces: EPOCHS,
    });
    // a group of radios is entered at the chosen one
    await tabTo(page, page.getByRole('radio', { name: words.chart, exact: true }));
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('radio', { name: words.areas }).and(page.locator(':checked')).waitFor({ state: 'attached' });
    const row = page.getByTestId('section-areas').locator('tbody tr').first();
    const text = (await row.textContent({ timeout: 10_000 })) ?? '';
    expect(text).toContain(digits(asked.areas[0]?.cutM2 ?? Number.NaN, 2));
    expect(text).toContain(digits(asked.areas[0]?.fillM2 ?? Number.NaN, 2));
    await tabTo(page, button(page, words.save));
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: words.dxf }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      (async () => {
        const item = page.getByRole('menuitem', { name: words.dxf });
        for (let i = 0; i < 12 && !(await item.evaluate((element) => element === document.activeElement)); i++) {
          await page.keyboard.press('ArrowDown');
        }
        await page.keyboard.press('Enter');
      })(),
    ]);
    expect((await readFile(await download.path(), 'utf8')).slice(0, 200)).toContain('SECTION');
    await keepPicture(page, `desk-section-${lang}`);
    expect(errors).toEqual([]);
    await close();
  });
});
