import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { groupedText } from '#core/drawing/numbers.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { reportToPdf } from '#worker/papers/report/report-pdf.ts';
import { sectionsReport } from '#worker/papers/report/sections-report.ts';
import { volumeReport } from '#worker/papers/report/volume-report.ts';
import { readPdf } from '../../helpers/read-pdf.ts';
import { makeSectionSet } from '../../helpers/section-set.ts';
import { makeVolumeResult } from '../../helpers/volume-result.ts';

const HEADER = { projectName: '道路災害復旧工事', office: '熱海土木事務所', author: '点群測量', date: '2026-03-31' };
const png = encode({ width: 40, height: 20, channels: 3, data: new Uint8Array(40 * 20 * 3).fill(120) });

test('the report on volumes states numbers, intervals, methods, doubt and origin', async () => {
  const result = makeVolumeResult();
  const pictures = [{ caption: '差分図', png }];
  const report = volumeReport(result, {
    header: HEADER,
    lang: 'ja',
    subject: '法面 A（西側）',
    link: 'https://example.org/r',
    pictures,
  });
  const pdf = await readPdf(await reportToPdf(report));
  const text = pdf.pages.map((page) => page.text).join('\n');
  const expected = [
    '土量計算 報告書',
    '概算',
    '道路災害復旧工事',
    '法面 A（西側）',
    '300.3',
    '290.1 ～ 309.2',
    'プリズモイダル法',
    'TIN分割等を用いた求積',
    '砂・砂質土',
    '条件付',
    '精度の記録がない',
    'MIXED_DATUM',
    'THIN_TRIANGLES',
    '差分図',
    '区画 3',
    '08NF2330',
    '加工して作成',
  ];
  for (const part of expected) expect(text).toContain(part);
  for (const [index, page] of pdf.pages.entries()) {
    expect(page.text).toContain(`${index + 1} / ${pdf.pages.length}`);
    expect(page.text).toContain(result.provenance.requestHash);
    expect(page.text).toContain('https://example.org/r');
    expect(page.widthMm).toBeCloseTo(210, 3);
  }
});

test('a long table goes on over pages with its heading, and nothing leaves a page', async () => {
  const report = volumeReport(makeVolumeResult(200), { header: HEADER, lang: 'ja' });
  const pdf = await readPdf(await reportToPdf(report));
  const withBlocks = pdf.pages.filter((page) => /区画 \d+/.test(page.text));
  expect(withBlocks.length).toBeGreaterThan(2);
  for (const page of withBlocks) expect(page.text).toContain('未計測面積');
  const all = pdf.pages.map((page) => page.text).join('\n');
  for (let i = 1; i <= 200; i++) expect(all).toContain(`区画 ${i}`);
  for (const page of pdf.pages)
    for (const { x, y } of page.places) {
      expect(x).toBeGreaterThan(10);
      expect(x).toBeLessThan(200);
      expect(y).toBeGreaterThan(5);
      expect(y).toBeLessThan(290);
    }
});

test('the report on sections lists every station and the volumes, in both languages', async () => {
  const result = makeSectionSet();
  for (const lang of ['ja', 'en'] as const) {
    const pdf = await readPdf(
      await reportToPdf(sectionsReport(result, { header: HEADER, lang, paper: lang === 'ja' ? 'A4' : 'A3' })),
    );
    const text = pdf.pages.map((page) => page.text).join('\n');
    for (const row of result.volumes!.rows) {
      expect(text).toContain(row.name);
      expect(text).toContain(groupedText(roundHalfUp(row.massM3, 0.1)));
    }
    expect(text).toContain(lang === 'ja' ? '平均断面法' : 'average end area');
    expect(text).toContain(lang === 'ja' ? '土積図' : 'Mass haul');
    expect(text).toContain('ODbL');
  }
});

test('the same report gives the same bytes; a picture that is no PNG is refused', async () => {
  const make = (picture: Uint8Array) =>
    reportToPdf(
      volumeReport(makeVolumeResult(), { header: HEADER, lang: 'en', pictures: [{ caption: 'map', png: picture }] }),
    );
  expect(Buffer.compare(await make(png), await make(png))).toBe(0);
  await expect(make(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'FORMAT' });
});

test('hostile and endless texts stay inside the page', async () => {
  const long = `=HYPERLINK("x")\u0000\n${'とても長い名前'.repeat(40)}`;
  const header = { projectName: long, routeName: long, office: long, author: long, station: long };
  const result = { ...makeVolumeResult(), warnings: [{ code: 'X', message: long.repeat(4) }] };
  const pdf = await readPdf(await reportToPdf(volumeReport(result, { header, lang: 'ja', link: long })));
  for (const page of pdf.pages) for (const { x } of page.places) expect(x).toBeLessThan(200);
});
