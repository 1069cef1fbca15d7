/** The line of a section: the live strip, its handle and keys, undo of the width; measuring inside the chart. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import { CRS, type Desk, digits, EPOCHS, LINE, shapeText, shownValue, startDesk, status } from '../helpers/desk.ts';
import { keepPicture, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  return () => desk.close();
});

describe('the line of a section', () => {
  it('shows its strip while it is drawn and dragged, moves by keys, is undone, and is widened by its handle', async () => {
    const middle = { east: (LINE[0][0] + LINE[1][0]) / 2, north: (LINE[0][1] + LINE[1][1]) / 2 };
    const top = topView({ ...middle, height: 205, rangeM: 190 });
    const { page, errors, close } = await desk.open('en', 'section', `&width=2&camera=${top.camera}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Draw on the map' }).click();
    // the picture keeps its size from here on: the dock is there before the first point
    await page.getByText('Click the line on the picture').waitFor();
    await waitUntilDrawn(page);
    await top.click(page, ...LINE[0]);
    await page.mouse.move(700, 300);
    await status(page, 'section-status', 'estimate');
    await page.getByTestId('live-count').waitFor();
    await top.click(page, ...LINE[1]);
    await page.keyboard.press('Enter');
    const live = async () => shownValue(page, '[data-testid="live-count"]');
    await expect.poll(live).toBeGreaterThan(100);
    const before = await live();
    await keepPicture(page, 'desk-live-en');

    const shape = () => new URL(page.url()).searchParams.get('shape') ?? '';
    await expect.poll(shape).not.toBe('');
    const drawn = shape();
    await page.keyboard.press('PageDown');
    await expect.poll(shape).not.toBe(drawn);
    const ends = (text: string) => text.split(';').map((pair) => pair.split(',').map(Number));
    const [[aE = 0, aN = 0] = [], [bE = 0, bN = 0] = []] = ends(drawn);
    const [[mE = 0, mN = 0] = []] = ends(shape());
    // to the right of the line, by its width
    const lengthM = Math.hypot(bE - aE, bN - aN);
    expect(((mE - aE) * (bN - aN) - (mN - aN) * (bE - aE)) / lengthM).toBeCloseTo(2, 2);
    await page.keyboard.press('Control+z');
    await expect.poll(shape).toBe(drawn);

    const sent = page.waitForRequest((request) => request.url().endsWith('/cross-section/execution'));
    await page.getByRole('button', { name: 'Make the section' }).click();
    await status(page, 'section-status', 'computed');
    const { inputs } = (await sent).postDataJSON() as { inputs: { widthM: number } };
    expect(inputs.widthM).toBe(2);
    const { points } = await desk.ask<CrossSectionResult>('cross-section', inputs);
    // the browser has a part of the points, the server every one
    expect(before).toBeLessThanOrEqual(points?.total ?? 0);
    await page.getByText(`${digits(points?.total ?? 0, 0)} points in the strip`).waitFor();

    const handle = await page.locator('.strip-handle').evaluate((element) => {
      const box = element.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });
    await page.mouse.move(handle.x, handle.y);
    await page.mouse.down();
    await page.mouse.move(handle.x, handle.y + 30, { steps: 4 });
    await page.mouse.up();
    await status(page, 'section-status', 'estimate');
    const width = page.getByRole('textbox', { name: 'Width of the strip (m)' });
    expect(Number(await width.inputValue())).toBeGreaterThan(5);
    await expect.poll(live).toBeGreaterThan(2 * before);
    // one hold of the handle is one edit
    const wide = await width.inputValue();
    await page.keyboard.press('Control+z');
    await expect.poll(() => width.inputValue()).toBe('2');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => width.inputValue()).toBe(wide);

    // a line that rests is computed by itself
    await page.getByRole('switch', { name: 'Compute when the line rests' }).click();
    await status(page, 'section-status', 'computed');
    expect(errors).toEqual([]);
    await close();
  });

  it('is measured inside its chart: by distances on a line, by clicks that go to its vertices, in its own window', async () => {
    const { page, errors, close } = await desk.open('en', 'section', `&width=2&shape=${shapeText(LINE)}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Make the section' }).click();
    await status(page, 'section-status', 'computed');
    const { surfaces } = await desk.ask<CrossSectionResult>('cross-section', {
      line: { type: 'LineString', coordinates: LINE },
      crs: CRS,
      widthM: 2,
      surfaces: EPOCHS,
    });
    await page.getByRole('button', { name: 'Enlarge the chart' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cross section' });
    await dialog.getByRole('button', { name: 'Measure in the chart' }).click();
    await dialog.getByRole('textbox', { name: 'From distance (m)' }).fill('20');
    await dialog.getByRole('textbox', { name: 'To distance (m)' }).fill('70');
    await page.keyboard.press('Enter');
    const heightAt = (distanceM: number) => {
      const index = surfaces[0]?.distancesM.findIndex((d) => Math.abs(d - distanceM) < 1e-6) ?? -1;
      return surfaces[0]?.elevationsM[index] ?? Number.NaN;
    };
    const dhM = heightAt(70) - heightAt(20);
    const measured = (key: string) => shownValue(page, `[data-testid="chart-measure"] [data-key="${key}"]`);
    expect(await measured('across')).toBeCloseTo(50, 6);
    expect(await measured('height')).toBeCloseTo(dhM, 6);
    expect(await measured('length')).toBeCloseTo(Math.hypot(50, dhM), 6);
    expect(await measured('slope')).toBeCloseTo(50 / Math.abs(dhM), 6);
    expect(await measured('percent')).toBeCloseTo(2 * dhM, 6);
    expect(await page.getByTestId('chart-measure').textContent()).toContain(`1:${digits(50 / Math.abs(dhM), 2)}`);
    await keepPicture(page, 'desk-chart-measure-en');

    // a click near a bend of the ground takes the bend
    const chart = dialog.locator('.section-chart .u-over');
    const box = await chart.boundingBox();
    if (!box) throw new Error('expected a chart');
    await page.mouse.click(box.x + 40, box.y + 20);
    await page.getByText('Click the second point').waitFor();
    await page.mouse.click(box.x + 300, box.y + 40);
    await expect.poll(() => measured('across')).toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    await page.getByText('Click the first point').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('chart-measure').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Zoom in' }).click();
    await dialog.getByRole('button', { name: 'Show all' }).click();
    await dialog.getByRole('button', { name: 'Slopes 1:n' }).click();
    await dialog.getByRole('button', { name: 'Back to its size' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const [excel] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      (async () => {
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByRole('menuitem', { name: 'Excel workbook' }).click();
      })(),
    ]);
    expect((await readFile(await excel.path())).toString('latin1', 0, 2)).toBe('PK');
    expect(errors).toEqual([]);
    await close();
  });
});
