/** Measuring by clicking on the picture, in a real browser; the numbers against the scene's exact truth. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneChange, type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, pictureFacts, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(500_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

/** The rectangle around a change, a little wider; the change lies inside, all else in it is unchanged ground. */
function rectangleAround({ outline }: SceneChange, marginM: number): readonly (readonly [number, number])[] {
  const ring = outline.coordinates[0] ?? [];
  const [easts, norths] = [ring.map(([east]) => east), ring.map(([, north]) => north)];
  const [west, east] = [Math.min(...easts) - marginM, Math.max(...easts) + marginM];
  const [south, north] = [Math.min(...norths) - marginM, Math.max(...norths) + marginM];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

/** The outline of a change, a twentieth wider: room for clicks that meet a point beside the pixel. */
function widenedOutline({ outline }: SceneChange): readonly (readonly [number, number])[] {
  const ring = (outline.coordinates[0] ?? []).slice(0, -1);
  const middle = middleOf(ring);
  return ring.map(([east, north]) => [
    middle.east + (east - middle.east) * 1.05,
    middle.north + (north - middle.north) * 1.05,
  ]);
}

function change(id: string): SceneChange {
  const found = server.truth.changes.find((one) => one.id === id);
  if (!found) throw new Error(`expected a change ${id} in truth.json`);
  return found;
}

function middleOf(corners: readonly (readonly [number, number])[]): { east: number; north: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { east: mean(corners.map(([east]) => east)), north: mean(corners.map(([, north]) => north)) };
}

async function clickShape(
  page: Page,
  corners: readonly (readonly [number, number])[],
  top: ReturnType<typeof topView>,
) {
  for (const [east, north] of corners) await top.click(page, east, north);
}

async function measuredVolume(page: Page, key: 'cut' | 'fill' | 'net'): Promise<number> {
  const cell = page.locator(`[data-testid="volume-table"] [data-key="${key}"]`);
  await cell.waitFor({ timeout: 60_000 });
  return Number(await cell.getAttribute('data-value'));
}

describe.each(['site', 'globe'] as const)('a volume drawn in the %s view', (view) => {
  it('agrees with the truth within 1 % and lies on the picture as a heat map', async () => {
    const fill = change('fill');
    const corners = widenedOutline(fill);
    // The ground stands at about 215 m; from far above, a few metres more or less move a place by less than a metre.
    const top = topView({ ...middleOf(corners), height: 218, rangeM: 320 });
    const address = `${server.url}?collections=before,after&view=${view}&lang=en&tool=volume&camera=${top.camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Draw on the map' }).click();
    await clickShape(page, corners, top);
    await page.keyboard.press('Enter');
    const before = await pictureFacts(page, 0.5);
    await page.getByRole('button', { name: 'Compute' }).click();

    const [cut, filled, net] = [
      await measuredVolume(page, 'cut'),
      await measuredVolume(page, 'fill'),
      await measuredVolume(page, 'net'),
    ];
    expect(Math.abs(cut - fill.cutM3) / fill.cutM3).toBeLessThan(0.01);
    expect(Math.abs(filled - fill.fillM3) / fill.fillM3).toBeLessThan(0.01);
    expect(Math.abs(net - fill.netM3) / fill.netM3).toBeLessThan(0.01);

    await page.getByText('Blue is lower (cut), red is higher (fill)').first().waitFor();
    await waitUntilDrawn(page);
    await page.waitForTimeout(300);
    const after = await pictureFacts(page, 0.5);
    await keepPicture(page, `volume-${view}-en`);
    // In the middle of the picture: red where ground was filled, blue where it was taken away.
    expect(after.redShare - before.redShare).toBeGreaterThan(0.05);
    expect(after.blueShare - before.blueShare).toBeGreaterThan(0.01);
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});

describe('the volume tool', () => {
  it('removes the last corner with Backspace, cancels with Escape, finishes with a double click', async () => {
    const corners = rectangleAround(change('fill'), 4);
    const top = topView({ ...middleOf(corners), height: 215, rangeM: 260 });
    const address = `${server.url}?collections=before,after&view=site&lang=en&tool=volume&camera=${top.camera}`;
    const { page, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Draw on the map' }).click();
    await clickShape(page, corners, top);
    await page.getByText(/^Points 4/).waitFor();
    await page.keyboard.press('Backspace');
    await page.getByText(/^Points 3/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(/^Points/).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Draw on the map' }).click();
    await clickShape(page, corners.slice(0, 3), top);
    const [east, north] = corners[3] ?? [0, 0];
    await top.click(page, east, north, { clickCount: 2 });
    await page.getByRole('button', { name: 'Draw again' }).waitFor();
    await page.getByText(/^Points 4/).waitFor();
    await close();
  });

  it('reopens the same area from its link, in Japanese, and measures it by keyboard alone', async () => {
    const slide = change('slope-failure');
    const shape = rectangleAround(slide, 3)
      .map(([east, north]) => `${east},${north}`)
      .join(';');
    const query = `collections=before,after&view=site&lang=ja&tool=volume&existing=before&compared=after&shape=${shape}`;
    const { page, errors, close } = await openViewer(browser, `${server.url}?${query}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: '計算する' }).press('Enter');
    const cut = await measuredVolume(page, 'cut');
    await page.waitForTimeout(300);
    await keepPicture(page, 'volume-site-ja');
    expect(Math.abs(cut - slide.cutM3) / slide.cutM3).toBeLessThan(0.01);
    expect(await page.getByTestId('volume-words').textContent()).toMatch(/^差引（盛土−切土）.*残土 [\d,.]+ m³/);
    expect(errors).toEqual([]);
    await close();
  });

  it('measures by the method of its link and of its list, and says which', async () => {
    const slide = change('slope-failure');
    const shape = rectangleAround(slide, 3)
      .map(([east, north]) => `${east},${north}`)
      .join(';');
    const query = `collections=before,after&view=site&lang=ja&tool=volume&existing=before&compared=after&method=tin&shape=${shape}`;
    const { page, errors, close } = await openViewer(browser, `${server.url}?${query}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: '計算する' }).click();
    const exact = await measuredVolume(page, 'cut');
    expect(Math.abs(exact - slide.cutM3) / slide.cutM3).toBeLessThan(0.01);
    expect(await page.getByTestId('volume-method').textContent()).toBe('方法: プリズモイダル法');

    await page.getByRole('combobox', { name: '方法' }).click();
    await page.getByRole('option', { name: 'TIN分割等を用いた求積' }).click();
    await page.getByRole('button', { name: '計算する' }).click();
    const net = await measuredVolume(page, 'net');
    expect(Math.abs(net - slide.netM3) / Math.abs(slide.netM3)).toBeLessThan(0.01);
    expect(await page.locator('[data-testid="volume-table"] [data-key="cut"]').getAttribute('data-value')).toBe('');

    await page.getByRole('combobox', { name: '方法' }).click();
    await page.getByRole('option', { name: /^すべての方法/ }).click();
    await page.getByRole('button', { name: '計算する' }).click();
    await page.getByTestId('volume-methods').waitFor({ timeout: 60_000 });
    expect(await page.locator('[data-testid="volume-methods"] tbody tr').count()).toBe(7);
    expect(new URL(page.url()).searchParams.get('method')).toBe('all');
    await keepPicture(page, 'volume-methods-ja');
    expect(errors).toEqual([]);
    await close();
  });

  it('takes typed coordinates and a level plane', async () => {
    const { page, close } = await openViewer(browser, `${server.url}?collections=after&view=site&lang=en&tool=volume`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Enter coordinates' }).click();
    const field = page.getByRole('textbox', { name: /Coordinates/ });
    await field.fill('52480, -97010\n52500, oops');
    await page.getByRole('button', { name: 'Use coordinates' }).click();
    await page.getByText('Line 2 is not “east, north”').waitFor();
    await field.fill('52480, -97010\n52500, -97010\n52500, -96990\n52480, -96990');
    await page.getByRole('button', { name: 'Use coordinates' }).click();
    await page.getByText('Area 400.0 m²').waitFor();
    // A plane 1000 m high: everything is fill, 400 m² times a good 780 m.
    await page.getByRole('textbox', { name: /Elevation of the plane/ }).fill('1000');
    await page.getByRole('button', { name: 'Compute' }).click();
    expect(await measuredVolume(page, 'cut')).toBe(0);
    const filled = await measuredVolume(page, 'fill');
    expect(filled).toBeGreaterThan(400 * 760);
    expect(filled).toBeLessThan(400 * 800);
    await close();
  });

  it('says in plain words that the area has no data', async () => {
    const shape = '40000,-97000;40020,-97000;40020,-96980;40000,-96980';
    const query = `collections=before,after&view=site&lang=en&tool=volume&existing=before&compared=after&shape=${shape}`;
    const { page, close } = await openViewer(browser, `${server.url}?${query}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Compute' }).click();
    await page.getByText('There are no points in this area.').waitFor();
    await close();
  });
});

describe('a cross-section', () => {
  it('is drawn by clicking, shows both ground lines, and agrees with the server', async () => {
    const line = server.truth.suggestedSections[0]?.line ?? [
      [0, 0],
      [0, 0],
    ];
    const top = topView({ ...middleOf(line), height: 230, rangeM: 330 });
    const address = `${server.url}?collections=before,after&view=site&lang=en&tool=section&camera=${top.camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Draw on the map' }).click();
    await clickShape(page, line, top);
    await page.keyboard.press('Enter');
    const answered = page.waitForResponse((response) => response.url().endsWith('/cross-section/execution'));
    await page.getByRole('button', { name: 'Make the section' }).click();
    const result: unknown = await (await answered).json();
    await page.getByRole('img', { name: /Cross section/ }).waitFor();
    await page.waitForTimeout(300);
    const chart = await page.locator('.section-chart').boundingBox();
    if (chart) await page.mouse.move(chart.x + chart.width / 2, chart.y + chart.height / 2);
    await page.getByText(/^Distance \d/).waitFor();
    await keepPicture(page, 'section-site-en');

    const { lengthM, surfaces } = result as { lengthM: number; surfaces: { elevationsM: (number | null)[] }[] };
    const [from, to] = line;
    // The clicks hit points near the ends of the line: within a metre or two of the pixels asked for.
    expect(Math.abs(lengthM - Math.hypot(to[0] - from[0], to[1] - from[1]))).toBeLessThan(6);
    // The slide took metres away and put metres down along this line.
    const differences = (surfaces[0]?.elevationsM ?? []).map((low, index) => {
      const high = surfaces[1]?.elevationsM[index];
      return low === null || high === null || high === undefined ? 0 : high - low;
    });
    expect(Math.min(...differences)).toBeLessThan(-3);
    expect(Math.max(...differences)).toBeGreaterThan(2);

    await page.getByText('Table', { exact: true }).click();
    const rows = page.locator('[data-testid="section-table"] tbody tr');
    expect(await rows.count()).toBe(surfaces[0]?.elevationsM.length);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Ground lines CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('section.csv');
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});
