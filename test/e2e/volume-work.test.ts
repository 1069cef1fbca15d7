/** The volume tool's work beyond a drawn area and two epochs: links, files, blocks, designs; numbers against the scene's truth. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LinkContent } from '../../viewer/api/projects.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneChange, type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(300_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

type Ring = readonly (readonly [number, number])[];

function change(id: string): SceneChange {
  const found = server.truth.changes.find((one) => one.id === id);
  if (!found) throw new Error(`expected a change ${id} in truth.json`);
  return found;
}

/** The rectangle around a change, a little wider; all else in it is unchanged ground. */
function rectangleAround({ outline }: SceneChange, marginM: number): Ring {
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

/** The middle of the design's level corners; LandXML writes north before east. */
async function platformMiddle(): Promise<{ east: number; north: number }> {
  const { levelM } = server.truth.design;
  const points = (await readFile(server.designFile, 'utf8')).matchAll(/<P [^>]*>([-\d.]+) ([-\d.]+) ([-\d.]+)<\/P>/g);
  const level = [...points].map(([, ...numbers]) => numbers.map(Number)).filter(([, , height]) => height === levelM);
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return { east: middle(level.map(([, east]) => east!)), north: middle(level.map(([north]) => north!)) };
}

const shapeText = (ring: Ring) => ring.map(([east, north]) => `${east},${north}`).join(';');
const QUERY = 'collections=before,after&view=site&tool=volume&existing=before';

/** The numbers of a table as the server sent them. */
async function numbersOf(page: Page, testId: string, row = ''): Promise<Record<'cut' | 'fill' | 'net', number>> {
  const table = page.getByTestId(testId);
  await table.waitFor({ timeout: 60_000 });
  const scope =
    row === '' ? table : table.locator('tr', { has: page.getByRole('rowheader', { name: row, exact: true }) });
  const read = async (key: string) =>
    Number(await scope.locator(`[data-key="${key}"]`).first().getAttribute('data-value'));
  return { cut: await read('cut'), fill: await read('fill'), net: await read('net') };
}

const relative = (value: number, truth: number) => Math.abs(value - truth) / Math.abs(truth);

describe('a link to a volume', () => {
  it('gives the same digits in a second browser, with method, soil, purpose and rounding', async () => {
    const shape = shapeText(rectangleAround(change('slope-failure'), 3));
    const first = await openViewer(browser, `${server.url}?${QUERY}&lang=ja&compared=after&shape=${shape}`);
    await waitUntilDrawn(first.page);
    await first.page.getByRole('combobox', { name: '方法' }).click();
    await first.page.getByRole('option', { name: '等高線法' }).click();
    await first.page.getByRole('textbox', { name: '等高線の間隔' }).fill('0.25');
    await first.page.getByRole('button', { name: '目的・土質・丸め・高さ合わせ' }).click();
    await first.page.getByRole('combobox', { name: '目的' }).click();
    await first.page.getByRole('option', { name: '起工測量' }).click();
    await first.page.getByRole('combobox', { name: '土質' }).click();
    await first.page.getByRole('option', { name: /^粘性土/ }).click();
    await first.page.getByRole('combobox', { name: '数値の丸め' }).click();
    await first.page.getByRole('option', { name: '合計（1 m³）' }).click();
    await first.page.getByRole('button', { name: '計算する' }).click();
    const expected = await numbersOf(first.page, 'volume-table');
    expect(relative(expected.cut, change('slope-failure').cutM3)).toBeLessThan(0.02);
    expect(await first.page.getByTestId('volume-method').textContent()).toBe('方法: 等高線法');
    // shown by the profile of the request, whole cubic metres; the words name the balance, not a bare sign
    expect(await first.page.locator('[data-testid="volume-table"] [data-key="cut"] b').textContent()).toMatch(
      /^[\d,]+$/,
    );
    expect(await first.page.getByTestId('volume-words').textContent()).toMatch(
      /差引（盛土−切土）.*(残土|不足土) [\d,]+ m³（地山/,
    );
    expect(await first.page.getByTestId('volume-quality').textContent()).toContain('起工測量：');
    const kept = await first.page.getByRole('link', { name: '結果のリンク' }).getAttribute('href');
    const result = (await (await fetch(kept ?? '')).json()) as { cutM3: number };
    expect(result.cutM3).toBe(expected.cut);
    await first.page.waitForFunction(() => window.location.search.includes('rounding=total'));
    const link = first.page.url();
    expect(first.errors).toEqual([]);
    await keepPicture(first.page, 'volume-contour-ja');
    await first.close();

    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(link);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: '計算する' }).click();
    expect(await numbersOf(page, 'volume-table')).toEqual(expected);
    await context.close();
  });
});

describe('a large area', () => {
  it('is measured as a job that shows its progress and can be stopped', async () => {
    const { whole } = server.truth;
    const shape = shapeText((whole.outline.coordinates[0] ?? []).slice(0, -1));
    const { page, errors, close } = await openViewer(
      browser,
      `${server.url}?${QUERY}&lang=en&compared=after&cell=0.2&shape=${shape}`,
    );
    await waitUntilDrawn(page);
    // what it will cost is told before it is started
    expect(await page.getByTestId('volume-estimate').textContent()).toMatch(/about [\d,]+ points, [\d,]+ cells, \d+ s/);
    const asked = page.waitForRequest(/cut-fill-volume\/execution$/);
    await page.getByRole('button', { name: 'Compute' }).click();
    expect((await asked).headers().prefer).toBe('respond-async');
    await page.getByRole('progressbar', { name: 'Computing on every point…' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await expect.poll(async () => await (await fetch(`${server.url}api/jobs`)).text()).toContain('"dismissed"');

    await page.getByRole('textbox', { name: 'Cell size (m)' }).fill('0.5');
    await page.getByRole('button', { name: 'Compute' }).click();
    const { net } = await numbersOf(page, 'volume-table');
    expect(relative(net, whole.netM3)).toBeLessThan(0.05);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('the search for changes', () => {
  it('lists those of the scene first, and takes one as the area', async () => {
    const { page, errors, close } = await openViewer(browser, `${server.url}?${QUERY}&lang=ja&compared=after`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: /大きな変化を探す/ }).click();
    const rows = page.getByTestId('changes').locator('tbody tr');
    await rows.first().waitFor({ timeout: 120_000 });
    const first = {
      kind: await rows.first().getAttribute('data-kind'),
      volume: Number(await rows.first().getAttribute('data-volume')),
    };
    // the fill of the platform is the largest change of the scene
    expect(first.kind).toBe('fill');
    expect(relative(first.volume, change('fill').fillM3)).toBeLessThan(0.03);
    await page.getByRole('button', { name: '1 番の変化を範囲にする' }).click();
    await page.getByRole('button', { name: '計算する' }).click();
    const { fill } = await numbersOf(page, 'volume-table');
    expect(relative(fill, first.volume)).toBeLessThan(0.02);
    expect(await rows.count()).toBeGreaterThan(1);
    await keepPicture(page, 'volume-changes-ja');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a file of the user', () => {
  it('is compared with: the scene’s design from its LandXML, and again from the link', async () => {
    const { raisedM } = server.truth.design;
    // a square in the middle of the platform: the design stands level over it, by so much
    const { east, north } = await platformMiddle();
    const square: Ring = [
      [east - 5, north - 5],
      [east + 5, north - 5],
      [east + 5, north + 5],
      [east - 5, north + 5],
    ];
    const query = QUERY.replace('existing=before', 'existing=after');
    const address = `${server.url}?${query}&lang=en&compared=before&shape=${shapeText(square)}`;
    const { page, errors, close } = await openViewer(browser, address);
    await waitUntilDrawn(page);
    await page.getByRole('radiogroup', { name: 'Kind of: Compared (after)' }).getByText('File').click();
    await page.locator('input[type=file][data-place="compared"]').setInputFiles(server.designFile);
    await page.getByTestId('surface-facts').waitFor({ timeout: 60_000 });
    expect(await page.getByTestId('surface-facts').textContent()).toContain('triangles');
    await page.getByText('It lies on the data it is compared with').waitFor();
    await page.getByRole('button', { name: 'Compute' }).click();
    const numbers = await numbersOf(page, 'volume-table');
    expect(numbers.cut).toBe(0);
    expect(relative(numbers.fill, raisedM * 100)).toBeLessThan(0.01);
    await page.waitForFunction(() => /compared=design:[0-9a-f]{32}/.test(window.location.search));
    await keepPicture(page, 'volume-design-file-en');
    const link = page.url();
    expect(errors).toEqual([]);
    await close();

    const second = await openViewer(browser, link);
    await waitUntilDrawn(second.page);
    await second.page.getByTestId('surface-facts').waitFor();
    await second.page.getByRole('button', { name: 'Compute' }).click();
    expect(await numbersOf(second.page, 'volume-table')).toEqual(numbers);
    await second.close();
  });

  it('names areas: every block and their total, in a kept result too', async () => {
    const blocks = ['slope-failure', 'fill'].map((id) => ({ id, ring: rectangleAround(change(id), 2) }));
    const geoJson = {
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::6676' } },
      features: blocks.map(({ id, ring }) => ({
        type: 'Feature',
        properties: { name: id },
        geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
      })),
    };
    const { page, errors, close } = await openViewer(browser, `${server.url}?${QUERY}&lang=ja&compared=after`);
    await waitUntilDrawn(page);
    await page.getByText('ファイルから').click();
    await page.locator('input[type=file][data-place="areas"]').setInputFiles({
      name: 'blocks.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from(JSON.stringify(geoJson)),
    });
    await page.getByText(/blocks\.geojson：2 区画/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: '計算する' }).click();
    const total = await numbersOf(page, 'volume-table');
    const sum = { cut: 0, fill: 0 };
    for (const { id } of blocks) {
      const block = await numbersOf(page, 'volume-blocks', id);
      expect(relative(block.cut, change(id).cutM3)).toBeLessThan(0.02);
      expect(relative(block.fill, change(id).fillM3)).toBeLessThan(0.02);
      sum.cut += block.cut;
      sum.fill += block.fill;
    }
    expect(total.cut).toBeCloseTo(sum.cut, 6);
    expect(total.fill).toBeCloseTo(sum.fill, 6);
    expect(await numbersOf(page, 'volume-blocks', '合計')).toEqual(total);
    await keepPicture(page, 'volume-blocks-ja');

    // a short link keeps them, in another browser and language; and when the file that they came from is gone
    const names = (of: Page) => of.locator('[data-testid="volume-blocks"] tbody th').allTextContents();
    const seen = await names(page);
    await page.getByRole('button', { name: '保存・共有' }).click();
    await page.getByRole('tab', { name: '共有' }).click();
    await page.getByRole('button', { name: '短いリンクを作る' }).click();
    const short = await page.getByRole('textbox', { name: '短いリンク' }).inputValue();
    const { scene, title, entries } = (await (
      await fetch(`${server.url}api/links/${short.split('/').at(-1)}`)
    ).json()) as LinkContent;
    const linkWith = async (content: Pick<LinkContent, 'scene' | 'entries'>) => {
      const made = await fetch(`${server.url}api/links`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...content, ...(title === undefined ? {} : { title }) }),
      });
      expect(made.status).toBe(201);
      return `${server.url}s/${((await made.json()) as { id: string }).id}`;
    };
    const gone = scene.replace(/(areas=file(?::|%3A))[^&~]+/, `$1${'0'.repeat(32)}`);
    expect(gone).not.toBe(scene);
    for (const link of [short, await linkWith({ scene: gone, entries })]) {
      const other = await openViewer(browser, link);
      await other.page.getByTestId('volume-blocks').waitFor({ timeout: 60_000 });
      expect((await names(other.page)).slice(0, 2)).toEqual(seen.slice(0, 2));
      expect(await numbersOf(other.page, 'volume-table')).toEqual(total);
      const inCard = other.page.locator('.opened-card [data-block]');
      expect(await inCard.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-block')))).toEqual(
        blocks.map(({ id }) => id),
      );
      await keepPicture(other.page, `volume-blocks-link-${link === short ? 'kept' : 'gone'}`);
      await other.close();
    }

    // a damaged one is told in plain words, and the scene is there
    const [{ surfaces: _, ...damaged }] = entries.map(({ result }) => result) as [Record<string, unknown>];
    const bad = await openViewer(browser, await linkWith({ scene, entries: [{ ...entries[0]!, result: damaged }] }));
    await bad.page.locator('.opened-card').getByText('保存された結果を表示できません').waitFor({ timeout: 60_000 });
    expect(await bad.page.locator('.opened-card').textContent()).toContain('surfaces');
    await waitUntilDrawn(bad.page);
    expect(await bad.page.getByTestId('volume-table').count()).toBe(0);
    expect(await bad.page.locator('.opened-card [data-verdict]').count()).toBe(0);
    await keepPicture(bad.page, 'volume-kept-damaged-ja');
    expect(bad.errors).toEqual([]);
    await bad.close();
    expect(errors).toEqual([]);
    await close();
  });

  it('and designs are refused in one line where writing is not allowed', async () => {
    const url = await server.serveAgain({ allowWrites: false });
    const { page, errors, close } = await openViewer(browser, `${url}?${QUERY}&lang=en&compared=after`);
    await waitUntilDrawn(page);
    for (const kind of ['File', 'Made here']) {
      await page.getByRole('radiogroup', { name: 'Kind of: Compared (after)' }).getByText(kind).click();
      await page.getByText('This server takes no files and makes no designs').waitFor();
    }
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a design made here', () => {
  it('balances cut and fill, and is compared with on its footprint', async () => {
    const { page, errors, close } = await openViewer(browser, `${server.url}?${QUERY}&lang=en&compared=after`);
    await waitUntilDrawn(page);
    await page.getByRole('radiogroup', { name: 'Kind of: Compared (after)' }).getByText('Made here').click();
    const form = page.getByRole('group', { name: 'Make a design (pad, embankment)' });
    await form.getByRole('button', { name: 'Enter coordinates' }).click();
    await form
      .getByRole('textbox', { name: /Coordinates/ })
      .fill('52420,-97080\n52460,-97080\n52460,-97050\n52420,-97050');
    await form.getByRole('button', { name: 'Use coordinates' }).click();
    await form.getByRole('button', { name: 'Make the design' }).click();
    const made = await numbersOf(page, 'design-result');
    expect(Math.abs(made.cut * 0.9 - made.fill)).toBeLessThan(1);
    await page.getByText('no stability analysis').waitFor();
    await page.getByText(/Footprint of design/).waitFor();
    await page.getByRole('combobox', { name: 'Method' }).click();
    await page.getByRole('option', { name: /^Prismoidal/ }).click();
    await page.getByRole('button', { name: 'Compute' }).click();
    const measured = await numbersOf(page, 'volume-table');
    // the same surfaces on the same area, by the method in which the design was made
    expect(relative(measured.cut, made.cut)).toBeLessThan(1e-4);
    expect(relative(measured.fill, made.fill)).toBeLessThan(1e-4);
    const file = await page.getByRole('link', { name: 'Save LandXML' }).getAttribute('href');
    const landXml = await (await fetch(new URL(file ?? '', server.url))).text();
    expect(landXml).toContain('<LandXML');
    await keepPicture(page, 'volume-pad-en');
    expect(errors).toEqual([]);
    await close();
  });
});
