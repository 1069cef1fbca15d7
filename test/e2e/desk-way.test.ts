/** Along a line: the profile and its link in another browser, the clearance of wires; digits equal to the processes'. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AlignmentChecksResult } from '#core/contract/alignment-checks.ts';
import type { ProfileResult } from '#core/contract/profile.ts';
import { CRS, type Desk, EPOCHS, OFFICE, ROAD, shapeText, shownValue, startDesk, status } from '../helpers/desk.ts';
import { keepPicture, openViewer, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { LANGUAGES, wordsIn } from '../helpers/words.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  return () => desk.close();
});

describe('along a line', () => {
  it('the profile has the heights, grades and climb of the process, and says when the line has changed', async () => {
    const { page, errors, close } = await desk.open('ja', 'section', `&shape=${shapeText(ROAD)}`);
    await waitUntilDrawn(page);
    await page.getByRole('radiogroup', { name: '測線で調べること' }).getByText('縦断図').click();
    await page.getByRole('textbox', { name: '水位（m、任意）' }).fill('193');
    await page.getByRole('button', { name: '縦断図を作る' }).click();
    await status(page, 'way-status', 'computed');
    const asked = await desk.ask<ProfileResult>('profile', {
      line: { type: 'LineString', coordinates: ROAD },
      crs: CRS,
      surfaces: EPOCHS,
      waterLevelM: 193,
    });
    const summary = '[data-testid="way-summary"]';
    expect(await shownValue(page, `${summary} [data-key="up"]`)).toBe(asked.climb[0]?.upM);
    expect(await shownValue(page, `${summary} [data-key="down"]`)).toBe(asked.climb[0]?.downM);
    expect(await shownValue(page, `${summary} [data-key="steepest"]`)).toBe(asked.climb[0]?.steepest?.percent);
    expect(await shownValue(page, `${summary} [data-key="water"]`)).toBe(asked.water?.belowM);
    await keepPicture(page, 'desk-profile-ja');
    await page.getByRole('radiogroup', { name: '縦断図の表示' }).getByText('測点の表').click();
    const heights = await page
      .locator('[data-testid="profile-stations"] [data-key="elevation-1"]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value'))));
    expect(heights).toEqual(asked.stations.map(({ elevationsM }) => elevationsM[1]));
    const [pdf] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      (async () => {
        await page.getByRole('button', { name: '保存', exact: true }).click();
        await page.getByRole('menuitem', { name: '縦断図 PDF' }).click();
      })(),
    ]);
    expect((await readFile(await pdf.path())).toString('latin1', 0, 5)).toBe('%PDF-');
    await page.getByRole('textbox', { name: '測点の間隔（m）' }).fill('25');
    await status(page, 'way-status', 'outdated');

    // the link asks for the same in another browser, in another language
    const sentBy = async (of: Page, name: string) => {
      const sent = of.waitForRequest((request) => request.url().endsWith('/profile/execution'));
      await of.getByRole('button', { name }).click();
      const { labels: _, ...inputs } = (await sent).postDataJSON().inputs as Record<string, unknown>;
      return inputs;
    };
    await expect.poll(() => new URL(page.url()).searchParams.get('sta')).toBe('25');
    const first = await sentBy(page, '縦断図を作る');
    expect(first).toMatchObject({ pitchM: 25, waterLevelM: 193 });
    const second = await openViewer(desk.browser, page.url().replace('lang=ja', 'lang=en'), OFFICE);
    expect(await sentBy(second.page, 'Make the profile')).toEqual(first);
    await status(second.page, 'way-status', 'computed');
    expect(errors.concat(second.errors)).toEqual([]);
    await second.close();
    await close();
  });

  it.each(LANGUAGES)(
    'the clearance of wires is that of the process; the lowest place is one press away (%s)',
    async (lang) => {
      const t = wordsIn(lang);
      const { page, errors, close } = await desk.open(lang, 'section', `&shape=${shapeText(ROAD)}`);
      await waitUntilDrawn(page);
      await page
        .getByRole('radiogroup', { name: t('way.mode') })
        .getByText(t('way.modes.wires'))
        .click();
      await page.getByRole('button', { name: t('way.runWires') }).click();
      await status(page, 'way-status', 'computed');
      const asked = await desk.ask<AlignmentChecksResult>('alignment', {
        alignment: { line: { type: 'LineString', coordinates: ROAD } },
        crs: CRS,
        surface: EPOCHS[1],
      });
      const spans = asked.wires?.spans ?? [];
      expect(await page.locator('[data-testid="wire-spans"] tbody tr').count()).toBe(spans.length);
      const shown = await page
        .locator('[data-testid="wire-spans"] [data-key="height"]')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value') ?? ''));
      const heights = spans.flatMap(({ clearance }) => clearance?.heightM ?? []).sort((a, b) => a - b);
      expect(shown.filter((text) => text !== '').map(Number)).toEqual(heights);
      expect(heights.length).toBeGreaterThan(2);
      expect(await shownValue(page, '[data-testid="wire-worst"]')).toBe(asked.worst.clearance?.value);
      const camera = () => new URL(page.url()).searchParams.get('camera');
      const before = camera();
      await page.getByRole('button', { name: t('way.goToWorst') }).press('Enter');
      await expect.poll(camera).not.toBe(before);
      await waitUntilDrawn(page);
      await page.locator('.wire-span.is-chosen').waitFor({ state: 'attached' });
      await keepPicture(page, `desk-wires-${lang}`);
      expect(errors).toEqual([]);
      await close();
    },
  );
});
