/** The underground tool on the globe: a ledger from file to lists, tubes and an excavation; what a file leaves open; kept in a project. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PipeCheckInputs, PipeCheckResult } from '#core/contract/pipe-check.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type SceneServer, startSceneServer } from '../helpers/scene-server.ts';
import { keepPicture, openViewer, pictureFacts, topView, waitUntilDrawn } from '../helpers/viewer-page.ts';
import { LANGUAGES, wordsIn } from '../helpers/words.ts';

let browser: Browser;
let server: SceneServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startSceneServer(150_000)]);
  return async () => {
    await browser.close();
    await server.close();
  };
});

/** Small: software draws it. */
const WINDOW = { width: 1000, height: 640 };
const PLACE = { east: 52_090, north: -97_074 };
const LOOK = topView({ ...PLACE, height: 193, rangeM: 60 });
const LINES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'W-1': [
    [52_060, -97_080],
    [52_120, -97_068],
  ],
  'G-1': [
    [52_090, -97_090],
    [52_090, -97_060],
  ],
  'T-1': [
    [52_100, -97_090],
    [52_100, -97_060],
  ],
};
const inputs: PipeCheckInputs = {
  surface: { collection: 'before' },
  crs: 'EPSG:6676',
  pipes: [
    {
      id: 'W-1',
      kind: 'water',
      diameterMm: 600,
      accuracy: 'B',
      line: LINES['W-1']!.map((one) => [...one]),
      level: { reference: 'cover', valuesM: [1.3] },
    },
    {
      id: 'G-1',
      kind: 'gas',
      diameterMm: 200,
      accuracy: 'C',
      line: LINES['G-1']!.map((one) => [...one]),
      level: { reference: 'cover', valuesM: [0.9] },
    },
    { id: 'T-1', kind: 'telecom', diameterMm: 100, line: LINES['T-1']!.map((one) => [...one]) },
  ],
};
/** As a municipality writes it: degrees, Japanese names. */
function ledger(): { name: string; mimeType: string; buffer: Buffer } {
  const projection = createProjection(crsFromCode('EPSG:6676'));
  const properties: Readonly<Record<string, object>> = {
    'W-1': { 種別: '上水道', 口径: 600, 土被り: 1.3, 精度: 'B' },
    'G-1': { 種別: 'ガス', 口径: 200, 土被り: 0.9, 精度: 'C' },
    'T-1': { 種別: '通信', 口径: 100 },
  };
  const features = Object.entries(LINES).map(([id, line]) => ({
    type: 'Feature',
    properties: { 管理番号: id, ...properties[id] },
    geometry: { type: 'LineString', coordinates: line.map(([e, n]) => [...projection.toLonLat(e, n)]) },
  }));
  const text = JSON.stringify({ type: 'FeatureCollection', features });
  return { name: 'ledger.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(text) };
}

async function ask(): Promise<PipeCheckResult> {
  const answer = await fetch(`${server.url}api/processes/pipe-check/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as PipeCheckResult;
}

const result = (page: Page) => page.getByTestId('underground-result');
const covers = (page: Page): Promise<(string | null)[][]> =>
  result(page)
    .locator('tr[data-pipe]')
    .evaluateAll((rows) =>
      rows.map((row) => ['data-pipe', 'data-cover', 'data-verdict'].map((name) => row.getAttribute(name))),
    );
const expected = ({ pipes }: PipeCheckResult) =>
  pipes.map(({ id, cover, verdict }) => [id, cover ? `${cover.minM}` : '', verdict]);

describe.each(LANGUAGES)('a ledger (%s)', (lang) => {
  const t = wordsIn(lang);
  it('becomes tubes and lists that are the answer of the API; the ground opens; a project keeps it', async () => {
    const address = `${server.url}?collections=before&view=site&lang=${lang}&camera=${LOOK.camera}`;
    const { page, errors, foreignRequests, close } = await openViewer(browser, address, WINDOW);
    await waitUntilDrawn(page);
    await page.getByRole('button', { name: t('tool.underground'), exact: true }).click();
    await page.waitForFunction(() => document.documentElement.dataset.view === 'globe');
    const panel = page.getByTestId('underground');
    await panel.getByText(t('underground.obstacle.needPipes')).waitFor();
    await panel.locator('input[type=file]').setInputFiles([ledger()]);
    await result(page).waitFor({ timeout: 60_000 });
    const answer = await ask();
    expect(await covers(page)).toEqual(expected(answer));
    expect(answer.pipes.map(({ verdict }) => verdict)).toContain('unknown');
    const text = (await panel.textContent()) ?? '';
    expect(text).toContain(t('underground.notSurvey'));
    expect(text).toContain(t('underground.read', { file: 'ledger.geojson', count: 3 }));
    expect(text).toContain(t('underground.notes.withoutLevel', { count: 1 }));
    if (lang === 'ja') expect(text).toContain('試掘');
    // accuracy classes stand in the table; nothing is made up where the ledger has none
    const classes = panel.getByRole('table', { name: t('underground.table') }).locator('tbody tr td:last-child');
    expect(await classes.allTextContents()).toEqual(['B', 'C', t('underground.unknown')]);
    const legend = (await page.locator('.legend').textContent()) ?? '';
    for (const kind of ['water', 'gas', 'telecom'] as const) expect(legend).toContain(t(`underground.kinds.${kind}`));
    expect(legend).toContain(t('underground.ledger'));
    // a pipe of unknown depth is a dashed line on the ground
    expect(await page.locator('.pipe-flat').count()).toBe(1);

    // the crossing of gas over water: the row goes there
    await result(page)
      .getByText(t('underground.clearanceList', { count: answer.clearances.length }), { exact: true })
      .click();
    const [crossing] = answer.clearances;
    const row = result(page).getByRole('button', { name: t('underground.goToPlace', { upper: 'G-1', lower: 'W-1' }) });
    expect(await result(page).locator('tr[data-clearance]').first().getAttribute('data-clearance')).toBe(
      `${crossing!.clearanceM}`,
    );
    await row.click();
    expect(await row.getAttribute('aria-pressed')).toBe('true');
    await page.waitForFunction(() => /,14(&|$)/.test(window.location.search));
    await waitUntilDrawn(page);
    expect(await page.locator('.pipe-mark').count()).toBe(1);
    const closed = await pictureFacts(page, 0.4);

    // dug here: tubes stand in the excavation
    await panel.getByRole('switch', { name: t('underground.dig.on') }).click();
    await panel.locator('[data-floor]').waitFor({ timeout: 30_000 });
    await waitUntilDrawn(page);
    const open = await pictureFacts(page, 0.4);
    await keepPicture(page, `underground-dig-${lang}`);
    expect(open.blueShare).toBeGreaterThan(closed.blueShare + 0.02);
    const floor = Number(await panel.locator('[data-floor]').getAttribute('data-floor'));
    expect(Math.abs(floor + 3 - (crossing!.axisAM! + 1.6))).toBeLessThan(0.5);
    await page.waitForFunction(() => /dig=52090(\.\d+)?,-970\d\d(\.\d+)?~8~12~3~0/.test(window.location.search));

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: t('underground.clearanceCsv') }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain(`W-1,G-1,cross,${crossing!.atAM},${crossing!.atBM}`);
    expect(csv).toContain('not a survey');

    // kept, and opened again: pipes, numbers and the excavation
    await page.getByRole('button', { name: t('tool.project') }).click();
    await page.getByRole('button', { name: t('project.new') }).click();
    await page.getByRole('textbox', { name: t('project.newName') }).fill('試掘の前に');
    await page.getByRole('button', { name: t('project.create') }).click();
    await page
      .getByRole('textbox', { name: t('project.name'), exact: true })
      .first()
      .fill('交差点の埋設管');
    await page
      .getByRole('button', { name: t('project.save'), exact: true })
      .first()
      .click();
    await page.locator('[data-entry="measurement"]').waitFor({ timeout: 30_000 });
    await page.getByRole('link', { name: `${t('project.open')}: 交差点の埋設管` }).click();
    await result(page).waitFor({ timeout: 60_000 });
    expect(await covers(page)).toEqual(expected(answer));
    await page.locator('.opened-card [data-verdict="verified"]').waitFor({ timeout: 60_000 });
    await page.getByTestId('underground').locator('[data-floor]').waitFor({ timeout: 30_000 });
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await close();
  });
});

describe('what a file leaves open', () => {
  it('is asked; the ground is seen through; failures say what to do', async () => {
    const address = `${server.url}?collections=before&view=globe&lang=en&tool=underground&camera=${LOOK.camera}`;
    const { page, errors, close } = await openViewer(browser, address, WINDOW);
    await waitUntilDrawn(page);
    const panel = page.getByTestId('underground');
    const input = panel.locator('input[type=file]');
    const file = (text: string) => ({ name: 'pipes.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await input.setInputFiles([file('pipe_id,x,y,kind,diameter,depth\nW,-97080,52060,water,600,1.3\n')]);
    // the axes are asked first, then the lonely row is refused by its number
    const question = page.getByTestId('pipe-question');
    await question.getByText('Which way do X and Y go?').waitFor();
    await question.getByRole('button', { name: 'X is north (survey)' }).click();
    await panel.getByText(/expected two rows or more of pipe W \(row 2\)/).waitFor();
    await input.setInputFiles([
      file('pipe_id,x,y,kind,diameter,depth\nW,-97080,52060,water,0.6,1.3\nW,-97068,52120,,,1.3\n'),
    ]);
    await question.getByRole('button', { name: 'X is north (survey)' }).click();
    await question.getByText('What is the unit of the diameters?').waitFor();
    await question.getByRole('button', { name: 'm', exact: true }).click();
    await result(page).waitFor({ timeout: 60_000 });
    expect(await panel.getByRole('table', { name: 'Pipes that were read' }).textContent()).toContain('600');
    expect(await panel.textContent()).toContain('Check of ledger data, not a survey');
    await waitUntilDrawn(page);
    const closed = await pictureFacts(page, 0.4);
    const slider = page.getByRole('slider', { name: 'Opacity of the ground' });
    await slider.focus();
    await slider.press('Home');
    await page.waitForFunction(() => /popacity=0\.05(&|$)/.test(window.location.search));
    await waitUntilDrawn(page);
    const open = await pictureFacts(page, 0.4);
    await keepPicture(page, 'underground-through-en');
    expect(open.blueShare).toBeGreaterThan(closed.blueShare + 0.003);
    expect(errors).toEqual([]);
    await close();
  });
});
