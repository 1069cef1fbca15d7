/** The alignment tool as an office uses it: an alignment from a file, sections by station, papers, the link; and the section tool with a design. */
import { readFile } from 'node:fs/promises';
import type { Browser, Download, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(150_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const OFFICE = { width: 1440, height: 900 };

/** What the server keeps of the result on the screen. */
async function keptResult(page: Page): Promise<CrossSectionsResult> {
  await page.waitForFunction(() => /[?&]result=[0-9a-f]{64}/.test(window.location.search));
  const hash = new URL(page.url()).searchParams.get('result') ?? '';
  return (await (await fetch(`${server.url}api/results/${hash}`)).json()) as CrossSectionsResult;
}

/** Areas of the station list, as the server sent them. */
const listedAreas = (page: Page): Promise<(number | null)[][]> =>
  page
    .getByTestId('stations')
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        ['cut', 'fill'].map((key) => {
          const text = row.querySelector(`[data-key="${key}"]`)?.getAttribute('data-value');
          return text ? Number(text) : null;
        }),
      ),
    );

async function save(page: Page, key: string): Promise<{ download: Download; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.locator(`[data-paper="${key}"]`).click(),
  ]);
  return { download, bytes: await readFile(await download.path()) };
}

describe('an alignment from a file', () => {
  it('is cut at its stations, stepped through, saved as papers, and reopened by its link', async () => {
    const { page, errors, foreignRequests, close } = await openViewer(
      browser,
      `${server.url}?collections=before,after&view=site&lang=ja&tool=alignment&soil=sandy`,
      OFFICE,
    );
    await waitUntilDrawn(page);
    await page.getByRole('radiogroup', { name: '線形の決め方' }).getByText('ファイルから').click();
    await page.locator('input[type=file][data-place="axis"]').setInputFiles(server.alignmentFile);
    await page.getByTestId('alignment-facts').getByText('計画縦断あり').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: '横断図を作る' }).click();
    await page.getByRole('img', { name: /^横断図 BP/ }).waitFor({ timeout: 60_000 });

    const result = await keptResult(page);
    expect(result.stations.length).toBeGreaterThan(25);
    expect(await listedAreas(page)).toEqual(
      result.stations.map(({ area }) => [area?.cutM2 ?? null, area?.fillM2 ?? null]),
    );
    // by keys, by button, by a row of the list; the chart follows
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('img', { name: `横断図 ${result.stations[1]?.name}`, exact: true }).waitFor();
    await page.getByRole('button', { name: '次の測点' }).click();
    await page.getByRole('img', { name: `横断図 ${result.stations[2]?.name}`, exact: true }).waitFor();
    await page.getByRole('button', { name: result.stations[11]?.name ?? '', exact: true }).click();
    await page.getByRole('img', { name: `横断図 ${result.stations[11]?.name}`, exact: true }).waitFor();
    const before = new URL(page.url()).searchParams.get('camera');
    await page.getByRole('button', { name: 'この測点へ視点を移す' }).click();
    await page.waitForFunction(
      (camera) => new URLSearchParams(window.location.search).get('camera') !== camera,
      before,
    );
    await keepPicture(page, 'alignment-sections-ja');

    const dock = page.getByRole('region', { name: '横断・縦断の結果' });
    await dock.getByText('平均断面法', { exact: true }).click();
    const totals = page.getByTestId('end-areas').locator('tfoot');
    const total = async (key: string) => Number(await totals.locator(`[data-key="${key}"]`).getAttribute('data-value'));
    expect([await total('cut'), await total('fill')]).toEqual([result.volumes?.cutM3, result.volumes?.fillM3]);
    expect(await page.getByTestId('soil-balance').textContent()).toContain(`${result.volumes?.trucks} 台`);
    await dock.getByText('土積図', { exact: true }).click();
    expect(await page.getByTestId('lobes').locator('tbody tr').count()).toBe(result.volumes?.lobes.length);
    await dock.getByText('縦断図', { exact: true }).click();
    // a click on the profile goes to the station there: its end
    await page.getByRole('img', { name: /^縦断図/ }).waitFor();
    const plot = await page.locator('.section-chart .u-over').boundingBox();
    if (plot) await page.mouse.click(plot.x + plot.width - 2, plot.y + plot.height / 2);
    await page.waitForFunction(
      (last) => new URLSearchParams(window.location.search).get('no') === last,
      String(result.stations.length - 1),
    );
    await keepPicture(page, 'alignment-profile-ja');

    await page.getByRole('button', { name: '表題欄' }).click();
    await page.getByRole('textbox', { name: '工事名' }).fill('谷線 改良工事');
    const dxf = await save(page, 'dxf-sections');
    expect(dxf.download.suggestedFilename()).toMatch(/\.dxf$/);
    const text = dxf.bytes.toString('utf8');
    expect(text.slice(0, 20)).toMatch(/^\s*(0|999)\r?\n/);
    expect(text).toContain('谷線 改良工事');
    const xlsx = await save(page, 'xlsx');
    expect(xlsx.bytes.subarray(0, 4)).toEqual(Buffer.from([0x50, 0x4b, 3, 4]));
    expect(xlsx.bytes.length).toBeGreaterThan(5000);
    const link = page.url();
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();

    const second = await openViewer(browser, link.replace('lang=ja', 'lang=en'), OFFICE);
    await second.page.getByRole('img', { name: /^Longitudinal profile/ }).waitFor({ timeout: 60_000 });
    await second.page
      .getByRole('region', { name: 'Sections and profile' })
      .getByText('Sections', { exact: true })
      .click();
    await second.page
      .getByRole('img', { name: `Cross section ${result.stations.at(-1)?.name}`, exact: true })
      .waitFor();
    expect(await listedAreas(second.page)).toEqual(
      result.stations.map(({ area }) => [area?.cutM2 ?? null, area?.fillM2 ?? null]),
    );
    expect(second.errors).toEqual([]);
    await second.close();
  });
});

describe('a drawn alignment', () => {
  it('takes R and A by point, shows its curve, and says when one does not fit', async () => {
    const { page, errors, close } = await openViewer(
      browser,
      `${server.url}?collections=before,after&view=site&lang=en&tool=alignment&points=52060,-97110;52180,-97020;52330,-97090`,
      OFFICE,
    );
    await waitUntilDrawn(page);
    const radius = page.getByRole('textbox', { name: 'R (m) of IP.1' });
    await radius.fill('5000');
    await page
      .getByRole('alert')
      .getByText(/A curve does not fit/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Make the sections' }).isDisabled()).toBe(true);
    await radius.fill('60');
    await page.getByRole('textbox', { name: 'A1 (m) of IP.1' }).fill('40');
    await page.getByText(/Length [\d.]+ m, 1 curves/).waitFor();
    expect(await page.locator('path.axis-line').count()).toBe(1);
    await page.waitForFunction(() => window.location.search.includes('52180,-97020,60,40'));
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a section with a design', () => {
  it('shows its line, and cut and fill between any two surfaces, with files to take along', async () => {
    const [from, to] = server.truth.suggestedSections[0]?.line ?? [
      [0, 0],
      [0, 0],
    ];
    const { page, errors, close } = await openViewer(
      browser,
      `${server.url}?collections=before,after&view=site&lang=en&tool=section&more=plane:200&shape=${from.join()};${to.join()}`,
      OFFICE,
    );
    await waitUntilDrawn(page);
    const answered = page.waitForResponse((response) => response.url().endsWith('/cross-section/execution'));
    await page.getByRole('button', { name: 'Make the section' }).click();
    const { areas } = (await (await answered).json()) as { areas: { cutM2: number; fillM2: number }[] };
    await page.getByText('Areas of cut and fill', { exact: true }).click();
    const rows = page.getByTestId('section-areas').locator('tbody tr');
    expect(await rows.count()).toBe(3);
    const first = (await rows.first().textContent()) ?? '';
    expect(first).toContain(
      areas[0]!.cutM2.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    );
    await page.getByRole('radio', { name: /between Before 2019 and After 2024/ }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const [svg] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Chart SVG' }).click(),
    ]);
    expect((await readFile(await svg.path())).toString('utf8', 0, 4)).toBe('<svg');
    await page.getByText('Chart', { exact: true }).click();
    await keepPicture(page, 'section-plane-en');
    expect(errors).toEqual([]);
    await close();
  });
});
