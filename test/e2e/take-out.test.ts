/** Taking data out of an area that was drawn in the viewer. */
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(100_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const SHAPE = '52180,-97060;52260,-97060;52260,-96960;52180,-96960';
const query = (lang: string, shape = SHAPE) =>
  `?collections=before,after&view=site&tool=volume&existing=before&compared=after&lang=${lang}&shape=${shape}`;

describe('the area of the volume tool', () => {
  it('becomes a file of points, with its zip, its checksum and the line to credit', async () => {
    const { page, errors, foreignRequests, close } = await openViewer(browser, `${server.url}${query('ja')}`);
    await page.getByRole('button', { name: 'この範囲の点群を取り出す' }).click({ timeout: 20_000 });
    const dialog = page.getByRole('dialog', { name: 'この範囲のデータを取り出す' });
    await dialog.getByText(/見込み：約 [\d,]+ 点/).waitFor();
    const expected = Number(/約 ([\d,]+) 点/.exec(await dialog.innerText())?.[1]?.replaceAll(',', ''));
    await keepPicture(page, 'take-out');
    await dialog.getByRole('button', { name: '取り出す', exact: true }).click();
    const link = dialog.getByRole('link', { name: /^ダウンロード/ });
    await link.waitFor({ timeout: 20_000 });
    await keepPicture(page, 'take-out-done');
    const bytes = async (href: string | null) =>
      Buffer.from(await (await fetch(new URL(href!, server.url))).arrayBuffer());
    const laz = await bytes(await link.getAttribute('href'));
    expect(laz.toString('latin1', 0, 4)).toBe('LASF');
    const points = Number(laz.readBigUInt64LE(247));
    expect(points).toBeGreaterThan(100);
    expect(Math.abs(expected - points) / points).toBeLessThan(0.3);
    const zip = await bytes(await dialog.getByRole('link', { name: /zip/ }).getAttribute('href'));
    expect(zip.toString('latin1', 0, 2)).toBe('PK');
    const sum = await bytes(await dialog.getByRole('link', { name: 'SHA-256' }).getAttribute('href'));
    expect(sum.toString()).toMatch(/^[0-9a-f]{64} {2}/);
    expect(await dialog.innerText()).toContain('を加工して作成');
    expect([errors, foreignRequests]).toEqual([[], []]);
    await close();
  });

  it('becomes contours, by keys alone', async () => {
    const { page, errors, close } = await openViewer(browser, `${server.url}${query('en')}`);
    const open = page.getByRole('button', { name: 'Take out the points of this area' });
    await open.focus({ timeout: 20_000 });
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Take data out of this area' });
    await dialog.getByRole('radio', { name: 'Points', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await dialog
      .getByRole('textbox', { name: 'File format' })
      .or(dialog.getByRole('combobox', { name: 'File format' }))
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /Contours DXF/ }).waitFor();
    const chosen = page.locator('[role="option"][data-combobox-selected]', { hasText: 'Contours DXF' });
    for (let step = 0; step < 20 && (await chosen.count()) === 0; step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog.getByText('Contours for CAD').waitFor();
    await dialog.getByRole('button', { name: 'Take out', exact: true }).focus();
    await page.keyboard.press('Enter');
    const link = dialog.getByRole('link', { name: /^Download/ });
    await link.waitFor({ timeout: 20_000 });
    expect(await link.getAttribute('download')).toMatch(/\.dxf$/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });

  it('says what to do where there are no data', async () => {
    const far = '53180,-97060;53260,-97060;53260,-96960';
    const { page, close } = await openViewer(browser, `${server.url}${query('ja', far)}`);
    await page.getByRole('button', { name: 'この範囲の点群を取り出す' }).click({ timeout: 20_000 });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('点がなさそうです').waitFor();
    await dialog.getByRole('button', { name: '取り出す', exact: true }).click();
    await dialog.getByText('データのある場所に範囲を描き直すか').waitFor({ timeout: 20_000 });
    await keepPicture(page, 'take-out-nothing');
    await close();
  });
});
