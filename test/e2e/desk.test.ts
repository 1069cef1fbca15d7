/** The measuring desk: volume and section by keyboard alone, the live strip, measuring inside the chart, profile, wires, fitness; numbers against the processes. */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Static } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AlignmentChecksResult } from '#core/contract/alignment-checks.ts';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import type { FitForPurposeResult } from '#core/contract/fit-for-purpose.ts';
import type { ProfileResult } from '#core/contract/profile.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(300_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

const OFFICE = { width: 1440, height: 900 };
const CRS = 'EPSG:6676';
/** Across the platform of the second epoch. */
const LINE = [
  [52_440, -97_000],
  [52_530, -97_010],
] as const;
const AREA = [
  [52_480, -97_010],
  [52_500, -97_010],
  [52_500, -96_990],
  [52_480, -96_990],
] as const;
/** Along the road, under its wires. */
const ROAD = [
  [52_012, -97_090],
  [52_180, -97_062],
  [52_330, -97_085],
  [52_590, -97_060],
] as const;
type Places = readonly (readonly [number, number])[];
const shapeText = (places: Places) => places.map((place) => place.join()).join(';');
const lines = (places: Places) => places.map((place) => place.join(', ')).join('\n');
const EPOCHS = [
  { collection: 'before', classes: [2] },
  { collection: 'after', classes: [2] },
];

async function ask<Result>(process: string, inputs: unknown): Promise<Result> {
  const response = await fetch(`${server.url}api/processes/${process}/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Result;
}

const open = (lang: string, tool: string, more = '', size = OFFICE) =>
  openViewer(browser, `${server.url}?collections=before,after&view=site&lang=${lang}&tool=${tool}${more}`, size);

const digits = (value: number, decimals: number) =>
  value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', '−');

/** Goes on by the Tab key until the control has the focus. */
async function tabTo(page: Page, control: Locator, backwards = false): Promise<void> {
  await control.waitFor({ state: 'attached' });
  for (let presses = 0; presses < 120; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error('expected the control to be reached by Tab');
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

const status = (page: Page, id: string, value: string) =>
  page.locator(`[data-testid="${id}"][data-status="${value}"]`).waitFor({ timeout: 30_000 });

const shownValue = async (page: Page, selector: string) =>
  Number(await page.locator(selector).first().getAttribute('data-value', { timeout: 10_000 }));

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
    const { page, errors, close } = await open(lang, 'volume');
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
    const asked = await ask<Static<typeof CutFillResult>>('cut-fill-volume', {
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
    const { page, errors, close } = await open(lang, 'section');
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
    const asked = await ask<CrossSectionResult>('cross-section', {
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

describe('the line of a section', () => {
  it('shows its strip while it is drawn and dragged, moves by keys, is undone, and is widened by its handle', async () => {
    const middle = { east: (LINE[0][0] + LINE[1][0]) / 2, north: (LINE[0][1] + LINE[1][1]) / 2 };
    const top = topView({ ...middle, height: 205, rangeM: 190 });
    const { page, errors, close } = await open('en', 'section', `&width=2&camera=${top.camera}`);
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
    const { points } = await ask<CrossSectionResult>('cross-section', inputs);
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
    const { page, errors, close } = await open('en', 'section', `&width=2&shape=${shapeText(LINE)}`);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'Make the section' }).click();
    await status(page, 'section-status', 'computed');
    const { surfaces } = await ask<CrossSectionResult>('cross-section', {
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

describe('along a line', () => {
  it('the profile has the heights, grades and climb of the process, and says when the line has changed', async () => {
    const { page, errors, close } = await open('ja', 'section', `&shape=${shapeText(ROAD)}`);
    await waitUntilDrawn(page);
    await page.getByRole('radiogroup', { name: '測線で調べること' }).getByText('縦断図').click();
    await page.getByRole('textbox', { name: '水位（m、任意）' }).fill('193');
    await page.getByRole('button', { name: '縦断図を作る' }).click();
    await status(page, 'way-status', 'computed');
    const asked = await ask<ProfileResult>('profile', {
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
    const second = await openViewer(browser, page.url().replace('lang=ja', 'lang=en'), OFFICE);
    expect(await sentBy(second.page, 'Make the profile')).toEqual(first);
    await status(second.page, 'way-status', 'computed');
    expect(errors.concat(second.errors)).toEqual([]);
    await second.close();
    await close();
  });

  it('the clearance of wires is that of the process; the lowest place is one press away', async () => {
    const { page, errors, close } = await open('en', 'section', `&shape=${shapeText(ROAD)}`);
    await waitUntilDrawn(page);
    await page.getByRole('radiogroup', { name: 'What to find along the line' }).getByText('Wire clearance').click();
    await page.getByRole('button', { name: 'Check the clearance' }).click();
    await status(page, 'way-status', 'computed');
    const asked = await ask<AlignmentChecksResult>('alignment', {
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
    await page.getByRole('button', { name: 'Look at the lowest place' }).press('Enter');
    await expect.poll(camera).not.toBe(before);
    await waitUntilDrawn(page);
    await page.locator('.wire-span.is-chosen').waitFor({ state: 'attached' });
    await keepPicture(page, 'desk-wires-en');
    expect(errors).toEqual([]);
    await close();
  });
});

const ALIGNMENT_WORDS = {
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
  const words = ALIGNMENT_WORDS[lang];

  it('are measured, in the dock and in a window of the whole page; the mass curve is zoomed', async () => {
    const points = '&points=52060,-97110;52180,-97070;52330,-97090&soil=sandy';
    const { page, errors, close } = await open(lang, 'alignment', points);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: words.run }).click();
    await page.getByTestId('stations').waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => /[?&]result=[0-9a-f]{64}/.test(window.location.search));
    const hash = new URL(page.url()).searchParams.get('result');
    const result = (await (await fetch(`${server.url}api/results/${hash}`)).json()) as CrossSectionsResult;
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

const PHONE_WORDS = {
  ja: { close: 'パネルを閉じる', run: '断面を作る', profile: '縦断図を作る', measure: '図の中で測る' },
  en: {
    close: 'Close the panel',
    run: 'Make the section',
    profile: 'Make the profile',
    measure: 'Measure in the chart',
  },
} as const;

describe.each(['ja', 'en'] as const)('on a phone, in %s', (lang) => {
  const words = PHONE_WORDS[lang];
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
    const { page, errors, close } = await open(lang, 'section', `&width=3&shape=${shapeText(LINE)}`, PHONE);
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
    const { page, errors, close } = await open(lang, 'section', `&way=profile&shape=${shapeText(ROAD)}`, PHONE);
    await page.getByRole('button', { name: words.profile }).click();
    await status(page, 'way-status', 'computed');
    await isReadable(page);
    await keepPicture(page, `desk-phone-profile-${lang}`);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('fitness for a purpose', () => {
  it('is told by density, accuracy and voids, as the process tells it', async () => {
    const { page, errors, close } = await open(
      'ja',
      'volume',
      `&existing=before&compared=after&shape=${shapeText(AREA)}`,
    );
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: 'この範囲でデータが使えるか調べる' }).press('Enter');
    const panel = page.getByTestId('fitness');
    await panel.waitFor({ timeout: 30_000 });
    const asked = await ask<Static<typeof FitForPurposeResult>>('fit-for-purpose', {
      area: { type: 'Polygon', coordinates: [[...AREA, AREA[0]]] },
      crs: CRS,
      surface: EPOCHS[0],
    });
    const text = (await panel.textContent()) ?? '';
    expect(text).toContain(`${digits(asked.densityPerM2, 1)} /m²`);
    expect(text).toContain(`${digits(asked.scatterM, 3)} m`);
    for (const { name, words } of asked.purposes) {
      expect(text).toContain(name.ja);
      expect(text).toContain(words.ja);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
