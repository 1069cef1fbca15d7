import { Workbook } from '@cj-tech-master/excelts';
import { expect, test } from 'vitest';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { FIRST_ROW } from '#worker/papers/xlsx/volume-sheet.ts';
import { sectionsWorkbook } from '#worker/papers/xlsx/workbook.ts';
import { volumesOf } from '../../helpers/end-area-rows.ts';
import { cellValue, recalculate } from '../../helpers/recalculate.ts';
import { makeSectionSet } from '../../helpers/section-set.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const result = makeSectionSet();
const options = {
  header: { projectName: '=HYPERLINK("http://x")', date: '2026-03-31' },
  lang: 'ja',
  link: undefined,
} as const;

async function check(set: CrossSectionsResult): Promise<number> {
  const bytes = await sectionsWorkbook(set, options);
  const { cached, engine } = await recalculate(bytes);
  for (const [address, value] of cached) expect(cellValue(engine, address), address).toBe(value ?? 0);
  set.volumes!.rows.forEach((row, index) => {
    const at = (column: string) => cellValue(engine, `土量計算書!${column}${FIRST_ROW + index}`);
    expect(at('I')).toBe(row.massM3);
    if (index > 0) expect([at('E'), at('H')]).toEqual([row.cutM3, row.fillM3]);
  });
  const total = FIRST_ROW + set.volumes!.rows.length;
  expect(cellValue(engine, `土量計算書!E${total}`)).toBe(set.volumes!.cutM3);
  expect(cellValue(engine, `土量計算書!H${total}`)).toBe(set.volumes!.fillM3);
  engine.destroy();
  // an engine that hides binary noise, as spreadsheets do, comes to the same volumes
  const smart = (await recalculate(bytes, true)).engine;
  set.volumes!.rows.forEach((row, index) => {
    expect(cellValue(smart, `土量計算書!I${FIRST_ROW + index}`)).toBe(row.massM3);
    if (index > 0) expect(cellValue(smart, `土量計算書!E${FIRST_ROW + index}`)).toBe(row.cutM3);
  });
  smart.destroy();
  return cached.size;
}

test('every formula recalculates to its cached result and to the rows of the result', async () => {
  expect(await check(result)).toBeGreaterThan(100);
});

test('the worked example: 650.4 cut, 147.6 fill, mass 437.7', async () => {
  const areas = [
    { name: 'NO.0', stationM: 0, cutM2: 12.4, fillM2: 0 },
    { name: 'NO.1', stationM: 20, cutM2: 18.6, fillM2: 0 },
    { name: 'NO.2', stationM: 40, cutM2: 9.3, fillM2: 4.2 },
    { name: 'NO.2+13.20', stationM: 53.2, cutM2: 0, fillM2: 11.8 },
  ];
  const volumes = volumesOf(areas, { C: 0.9, L: 1.2 });
  expect(volumes.rows.map((row) => row.massM3)).toEqual([0, 279, 488.1, 437.7]);
  expect([volumes.cutM3, volumes.fillM3]).toEqual([650.4, 147.6]);
  await check({ ...result, volumes });
});

test('random rows and ties recalculate to the same digit', async () => {
  const random = seededRandom(31);
  for (const C of [0.9, 0.95, 1.11, 0.8575]) {
    let stationM = 0;
    const areas = Array.from({ length: 300 }, (_, index) => {
      // lengths in quarters of a metre make many products that end in 5
      stationM +=
        index === 0
          ? 0
          : random.uniform() < 0.5
            ? 0.25 * (1 + Math.floor(random.uniform() * 80))
            : Math.round(random.uniform() * 4000) / 100;
      const area = () => (random.uniform() < 0.2 ? 0 : Math.round(random.uniform() * 6000) / 10);
      return { name: `NO.${index}`, stationM: Math.round(stationM * 100) / 100, cutM2: area(), fillM2: area() };
    });
    const volumes = volumesOf(areas, { C, L: 1.25 });
    const tie = volumes.rows.filter(
      (row, i) =>
        i > 0 &&
        (Math.round((areas[i]!.cutM2 + areas[i - 1]!.cutM2) * 10) * Math.round(row.lengthM! * 100)) % 200 === 100,
    );
    expect(tie.length).toBeGreaterThan(5);
    await check({ ...result, volumes });
  }
});

test('texts that look like formulas stay texts; pages print on A4 with their headings', async () => {
  const workbook = new Workbook();
  await workbook.xlsx.load(await sectionsWorkbook(result, options));
  expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(['表紙', '土量計算書', '横断座標', '縦断', 'データ']);
  const cover = workbook.getWorksheet('表紙')!;
  expect(cover.getCell('B4').value).toBe('=HYPERLINK("http://x")');
  const sheet = workbook.getWorksheet('土量計算書')!;
  expect(sheet.pageSetup.paperSize).toBe(9);
  expect(sheet.pageSetup.orientation).toBe('portrait');
  expect(String(sheet.pageSetup.printTitlesRow)).toBe('1:6');
});

test('lengths between centroids have columns of their own', async () => {
  const rows = result.volumes!.rows.map((row) =>
    row.lengthM === null ? row : { ...row, cutLengthM: row.lengthM, fillLengthM: row.lengthM },
  );
  const bytes = await sectionsWorkbook({ ...result, volumes: { ...result.volumes!, rows } }, options);
  const { cached, engine } = await recalculate(bytes);
  for (const [address, value] of cached) expect(cellValue(engine, address), address).toBe(value ?? 0);
  expect(cellValue(engine, `土量計算書!G${FIRST_ROW + 1}`)).toBe(rows[1]!.cutM3);
  engine.destroy();
});
