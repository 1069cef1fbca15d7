/** The charts along an alignment: measured in the dock and in the whole page; the mass curve zoomed. */
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { type Desk, shownValue, startDesk } from '../helpers/desk.ts';
import { keepPicture, waitUntilDrawn } from '../helpers/viewer-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  return () => desk.close();
});

const WORDS = {
  ja: {
    run: '横断図を作る',
    dock: '横断・縦断の結果',
    enlarge: '図を大きく表示',
    measure: '図の中で測る',
    fromOffset: '始点の離れ（m、左が負）',
    toOffset: '終点の離れ（m、左が負）',
    from: '始点の距離（m）',
    to: '終点の距離（m）',
    profile: '縦断図',
    mass: '土積図',
    zoomIn: '拡大',
    slopes: '勾配 1:n',
    reduce: '元の大きさに戻す',
  },
  en: {
    run: 'Make the sections',
    dock: 'Sections and profile',
    enlarge: 'Enlarge the chart',
    measure: 'Measure in the chart',
    fromOffset: 'From offset (m, left −)',
    toOffset: 'To offset (m, left −)',
    from: 'From distance (m)',
    to: 'To distance (m)',
    profile: 'Profile',
    mass: 'Mass haul',
    zoomIn: 'Zoom in',
    slopes: 'Slopes 1:n',
    reduce: 'Back to its size',
  },
} as const;

describe.each(['ja', 'en'] as const)('the charts along an alignment, in %s', (lang) => {
  const words = WORDS[lang];

  it('are measured, in the dock and in a window of the whole page; the mass curve is zoomed', async () => {
    const points = '&points=52060,-97110;52180,-97070;52330,-97090&soil=sandy';
    const { page, errors, close } = await desk.open(lang, 'alignment', points);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: words.run }).click();
    await page.getByTestId('stations').waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => /[?&]result=[0-9a-f]{64}/.test(window.location.search));
    const hash = new URL(page.url()).searchParams.get('result');
    const result = (await (await fetch(`${desk.url}api/results/${hash}`)).json()) as CrossSectionsResult;
    const measured = (key: string) => shownValue(page, `[data-testid="chart-measure"] [data-key="${key}"]`);

    /** Two places of the first line that have data, a quarter and three quarters along it. */
    const ends = ({ offsetsM, elevationsM }: { offsetsM: number[]; elevationsM: (number | null)[] }) => {
      // the fields take millimetres
      const isTyped = (x: number) => Math.abs(x * 1000 - Math.round(x * 1000)) < 1e-6;
      const known = offsetsM.flatMap((x, i) => {
        const height = elevationsM[i] ?? null;
        return height === null || !isTyped(x) ? [] : [[x, height] as const];
      });
      const at = [known[Math.floor(known.length / 4)], known[Math.floor((3 * known.length) / 4)]];
      return at.map((place) => place ?? [Number.NaN, Number.NaN]) as [
        readonly [number, number],
        readonly [number, number],
      ];
    };
    const measure = async (area: Locator, line: Parameters<typeof ends>[0], fields: readonly [string, string]) => {
      const [a, b] = ends(line);
      await area.getByRole('textbox', { name: fields[0] }).fill(String(a[0]));
      await area.getByRole('textbox', { name: fields[1] }).fill(String(b[0]));
      await page.keyboard.press('Enter');
      await expect.poll(() => measured('across')).toBeCloseTo(b[0] - a[0], 3);
      expect(await measured('height')).toBeCloseTo(b[1] - a[1], 3);
      expect(await measured('percent')).toBeCloseTo((100 * (b[1] - a[1])) / (b[0] - a[0]), 1);
    };

    const dock = page.getByRole('region', { name: words.dock });
    await page.keyboard.press('ArrowRight');
    await dock.getByRole('button', { name: words.measure }).click();
    const [firstLine] = result.stations[1]?.lines ?? [];
    if (!firstLine) throw new Error('expected a line at the second station');
    await measure(dock, firstLine, [words.fromOffset, words.toOffset]);
    const across = await measured('across');
    await keepPicture(page, `desk-alignment-${lang}`);

    // the measurement goes into the window, and another station has none
    await dock.getByRole('button', { name: words.enlarge }).click();
    const dialog = page.getByRole('dialog', { name: words.dock });
    await dialog.locator('.section-chart').waitFor();
    expect(await measured('across')).toBe(across);
    await dialog.getByRole('button', { name: words.slopes }).click();
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-testid="chart-measure"] [data-key]').first().waitFor({ state: 'detached' });
    await dialog.getByText(words.profile, { exact: true }).click();
    const ground = result.profile.lines[0];
    if (!ground) throw new Error('expected a ground line of the profile');
    await measure(dialog, ground, [words.from, words.to]);
    await keepPicture(page, `desk-alignment-window-${lang}`);
    await dialog.getByText(words.mass, { exact: true }).click();
    await dialog.getByTestId('lobes').waitFor();
    expect(await dialog.getByRole('button', { name: words.measure }).count()).toBe(0);
    await dialog.getByRole('button', { name: words.zoomIn }).click();
    await dialog.getByRole('button', { name: words.reduce }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(errors).toEqual([]);
    await close();
  });
});
