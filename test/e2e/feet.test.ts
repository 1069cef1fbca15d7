/** A real survey in feet: what is drawn in feet, read from a link or typed, is measured and shown in metres, as the processes tell it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { Static } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import type { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import type { MeasureResult } from '#core/contract/measure.ts';
import type { ProfileResult } from '#core/contract/profile.ts';
import { crsFromCode } from '#core/crs/crs-from-code.ts';
import { createProjection } from '#core/crs/projection.ts';
import { startServer } from '../../server/serve.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { keepPicture, openViewer, waitUntilDrawn } from '../helpers/viewer-page.ts';

const FOOT_M = 0.3048;
const source = sharedData('bench/autzen.laz');
const TENGUN = join(import.meta.dirname, '..', '..', 'scripts', 'tengun.mjs');

/** Over open ground and trees, feet. */
const AREA = [
  [636_300, 849_100],
  [636_500, 849_100],
  [636_500, 849_300],
  [636_300, 849_300],
] as const;
const LINE = [
  [636_200, 849_200],
  [636_800, 849_200],
] as const;
const SURFACE = { collection: 'feet', classes: [2] };
/** Down on the line, near enough that its points are loaded. */
const CAMERA = (() => {
  const [lon, lat] = createProjection(crsFromCode(2994)).toLonLat(636_500, 849_200);
  return `${lon},${lat},130,0,-90,260`;
})();

describe.skipIf(source === null)('a survey in feet', () => {
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tengun-feet-'));
    const storeDir = join(dir, 'store');
    const index = ['index', source ?? '', '--collection', 'feet', '--store', storeDir, '--surfaces', 'off', '--json'];
    await promisify(execFile)(process.execPath, [TENGUN, ...index], { maxBuffer: 64 * 2 ** 20 });
    const place = { storeDir, cacheDir: join(dir, 'cache'), port: 0, host: '127.0.0.1' };
    const [opened, server] = await Promise.all([launchBrowser(), startServer({ ...place, logLevel: 'silent' })]);
    browser = opened;
    url = server.url;
    return async () => {
      await browser.close();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    };
  });

  async function ask<Result>(name: string, inputs: unknown): Promise<Result> {
    const response = await fetch(`${url}api/processes/${name}/execution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Result;
  }

  const open = (query: string) => openViewer(browser, `${url}?collections=feet&view=site&lang=en&${query}`);
  const shape = (places: readonly (readonly [number, number])[]) => places.map((one) => one.join()).join(';');
  const valueAt = async (page: Page, selector: string) =>
    Number(await page.locator(selector).first().getAttribute('data-value', { timeout: 30_000 }));
  const status = (page: Page, id: string, value: string) =>
    page.locator(`[data-testid="${id}"][data-status="${value}"]`).waitFor({ timeout: 30_000 });

  it('has distances in metres', async () => {
    const { page, errors, close } = await open(`tool=measure&measure=d0~${shape(LINE)}~`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Select Distance 1' }).click();
    await status(page, 'measure-status', 'computed');
    const { surfaces } = await ask<MeasureResult>('measure', {
      kind: 'distance',
      vertices: LINE,
      surfaces: [{ collection: 'feet' }],
    });
    const shown = await valueAt(page, '.measure-table [data-key="horizontal"]');
    expect(shown).toBe(surfaces[0]?.distance?.horizontalM);
    expect(shown).toBeCloseTo(600 * FOOT_M, 6);
    expect(await valueAt(page, '.measure-table [data-key="vertical"]')).toBe(surfaces[0]?.distance?.verticalM);
    expect(errors).toEqual([]);
    await close();
  });

  it('has volumes, areas and thicknesses in metres, from coordinates typed in feet', async () => {
    const { page, errors, close } = await open('tool=volume');
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Enter coordinates' }).click();
    const field = page.getByRole('textbox', { name: /Coordinates \(one/ });
    await field.fill(AREA.map((place) => place.join(', ')).join('\n'));
    await page.getByRole('button', { name: 'Use coordinates' }).click();
    // 200 ft by 200 ft
    await page.getByText('Area 3,716.1 m²').waitFor();
    await page.getByRole('textbox', { name: /Elevation of the plane/ }).fill('130');
    await page.getByRole('button', { name: 'Compute' }).click();
    await status(page, 'volume-status', 'computed');
    const asked = await ask<Static<typeof CutFillResult>>('cut-fill-volume', {
      area: { type: 'Polygon', coordinates: [[...AREA, AREA[0]]] },
      existing: SURFACE,
      compared: { plane: { elevationM: 130 } },
    });
    for (const key of ['cut', 'fill', 'net'] as const) {
      expect(await valueAt(page, `[data-testid="volume-table"] [data-key="${key}"]`)).toBe(asked[`${key}M3`]);
    }
    expect(asked.areaM2).toBeCloseTo((200 * FOOT_M) ** 2, 3);
    expect(errors).toEqual([]);
    await close();
  });

  it('has sections and profiles in metres, the strip of the picture too', async () => {
    const { page, errors, close } = await open(`tool=section&width=3&shape=${shape(LINE)}&camera=${CAMERA}`);
    await waitUntilDrawn(page);
    const asked = await ask<CrossSectionResult>('cross-section', {
      line: { type: 'LineString', coordinates: LINE },
      widthM: 3,
      surfaces: [SURFACE],
    });
    expect(asked.lengthM).toBeCloseTo(600 * FOOT_M, 6);
    const { distancesM = [], elevationsM = [] } = asked.surfaces[0] ?? {};
    const heightAt = (distanceM: number) =>
      elevationsM[distancesM.findIndex((d) => Math.abs(d - distanceM) < 1e-6)] ?? Number.NaN;
    // whole metres with ground around them
    const known = Array.from({ length: 170 }, (_, i) => i + 5).filter((d) =>
      [-3, -2, -1, 0, 1, 2, 3].every((by) => Number.isFinite(heightAt(d + by))),
    );
    const [from, to] = [known[0] ?? Number.NaN, known.at(-1) ?? Number.NaN];
    expect(to - from).toBeGreaterThan(50);
    const measureLine = async () => {
      await page.getByRole('button', { name: 'Measure in the chart' }).click();
      await page.getByRole('textbox', { name: 'From distance (m)' }).fill(String(from));
      await page.getByRole('textbox', { name: 'To distance (m)' }).fill(String(to));
      await page.keyboard.press('Enter');
      return {
        acrossM: await valueAt(page, '[data-testid="chart-measure"] [data-key="across"]'),
        heightM: await valueAt(page, '[data-testid="chart-measure"] [data-key="height"]'),
      };
    };
    const dhM = heightAt(to) - heightAt(from);
    await status(page, 'section-status', 'estimate');
    const estimate = await measureLine();
    expect(estimate.acrossM).toBeCloseTo(to - from, 6);
    // a strip of 3 m in bins of a metre against the ground line itself
    expect(Math.abs(estimate.heightM - dhM)).toBeLessThan(1);

    await page.getByRole('button', { name: 'Make the section' }).click();
    await status(page, 'section-status', 'computed');
    await page.getByText('Length 182.88 m', { exact: true }).waitFor();
    const computed = await measureLine();
    expect(computed.acrossM).toBeCloseTo(to - from, 6);
    expect(computed.heightM).toBeCloseTo(dhM, 6);
    await keepPicture(page, 'feet-section-en');
    await page.getByText('Table', { exact: true }).click();
    const cells = await page.locator('[data-testid="section-table"] tbody tr').first().locator('td').allTextContents();
    expect(cells[1]).toBe(asked.surfaces[0]?.elevationsM[0]?.toFixed(3));

    await page.getByRole('radiogroup', { name: 'What to find along the line' }).getByText('Profile').click();
    await page.getByRole('button', { name: 'Make the profile' }).click();
    await status(page, 'way-status', 'computed');
    const profile = await ask<ProfileResult>('profile', {
      line: { type: 'LineString', coordinates: LINE },
      surfaces: [SURFACE],
    });
    const summary = '[data-testid="way-summary"]';
    expect(await valueAt(page, `${summary} [data-key="up"]`)).toBe(profile.climb[0]?.upM);
    await page.getByRole('radiogroup', { name: 'Views of the profile' }).getByText('Stations').click();
    const heights = await page
      .locator('[data-testid="profile-stations"] [data-key="elevation-0"]')
      .evaluateAll((all) => all.map((cell) => cell.getAttribute('data-value')));
    expect(heights).toEqual(profile.stations.map(({ elevationsM }) => String(elevationsM[0] ?? '')));
    // the place of a station is in feet: its button must lead to it
    const camera = () => new URL(page.url()).searchParams.get('camera');
    const before = camera();
    await page.getByRole('button', { name: 'Look at NO.3' }).click();
    await expect.poll(camera).not.toBe(before);
    await waitUntilDrawn(page);
    expect(await page.evaluate(() => Number(document.documentElement.dataset.points))).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await close();
  });
});
