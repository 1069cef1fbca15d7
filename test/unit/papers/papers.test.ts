import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { crossSectionSheets } from '#core/drawing/cross-section-sheets.ts';
import { paperContext } from '#core/drawing/paper-context.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { csvField } from '#worker/papers/csv.ts';
import { makePaper } from '#worker/papers/papers.ts';
import { sheetToSvg } from '#worker/papers/svg.ts';
import { parseSync } from '../../helpers/parse-dxf.ts';
import { readPdf } from '../../helpers/read-pdf.ts';
import { makeSectionSet } from '../../helpers/section-set.ts';

const HEADER = { projectName: '道路災害復旧工事', office: '熱海土木事務所', author: '点群測量', date: '2026-03-31' };
const HOSTILE = `=HYPERLINK("http://x","y")\u0000\r\n0\r\nEOF</text><script>%%c\\U+0041&^J${'長'.repeat(50)}`;
const result = makeSectionSet({ points: true });
const options = { header: HEADER, lang: 'ja', link: 'https://example.org/api/results/5f0c' } as const;
const hostile = { ...options, header: { projectName: HOSTILE, routeName: HOSTILE, office: HOSTILE, author: HOSTILE } };
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('sections as DXF open in dxf-parser: layers, texts, hatches, millimetres', async () => {
  const { bytes } = await makePaper(result, 'dxf-sections', options);
  const dxf = parseSync(textOf(bytes));
  const layers = Object.keys(dxf.tables.layer.layers);
  for (const name of [
    'D-TTL-FRAM',
    'D-TTL-TXT',
    'S-BGD',
    'S-BGD-EP1',
    'D-STR',
    'D-STR-HCH1',
    'D-STR-HCH2',
    'D-BMK',
    'D-DCR',
    'S-BGD-PNT',
  ])
    expect(layers).toContain(name);
  expect(dxf.header.$INSUNITS).toBe(4);
  expect(dxf.header.$ACADVER).toBe('AC1021');
  expect(dxf.tables.layer.layers['D-STR']).toMatchObject({ colorIndex: 1 });
  const texts = dxf.entities.filter((entity) => entity.type === 'TEXT').map((entity) => entity.text);
  for (const station of result.stations)
    expect(texts).toContain(
      `CA=${roundHalfUp(station.area!.cutM2, 0.1)}m²  BA=${roundHalfUp(station.area!.fillM2, 0.1)}m²`,
    );
  const sheets = crossSectionSheets(result, paperContext(result, HEADER, 'ja'));
  const entities = sheets.flatMap((sheet) => sheet.entities);
  const count = (type: string) => dxf.entities.filter((entity) => entity.type === type).length;
  expect(count('TEXT')).toBe(entities.filter((entity) => entity.kind === 'text').length);
  expect(count('LWPOLYLINE')).toBe(entities.filter((entity) => entity.kind === 'polyline').length);
  // dxf-parser does not read hatches: count them in the text
  const hatches = textOf(bytes).match(/^HATCH$/gm)!.length;
  expect(hatches).toBe(entities.filter((entity) => entity.kind === 'fill').length);
  expect(textOf(bytes).match(/^370\n50$/gm)!.length).toBeGreaterThan(0);
});

test('the plan as DXF lies in the world: metres, east and north', async () => {
  const dxf = parseSync(textOf((await makePaper(result, 'dxf-plan', options)).bytes));
  expect(dxf.header.$INSUNITS).toBe(6);
  const ends = dxf.entities.filter((entity) => entity.type === 'LWPOLYLINE' && entity.layer === 'D-STR-SECT');
  for (const station of result.stations) {
    const found = ends.some(
      ({ vertices }) =>
        vertices.length === 2 &&
        Math.hypot(vertices[0]!.x - station.left[0]!, vertices[0]!.y - station.left[1]!) < 2e-4 &&
        Math.hypot(vertices[1]!.x - station.right[0]!, vertices[1]!.y - station.right[1]!) < 2e-4,
    );
    expect(found).toBe(true);
  }
});

test('drawings as PDF: true size, text to select, Japanese, fonts embedded, title', async () => {
  const { bytes } = await makePaper(result, 'pdf', options);
  const pdf = await readPdf(bytes);
  expect(pdf.title).toContain('道路災害復旧工事');
  expect(pdf.author).toBe('点群測量');
  const all = pdf.pages.map((page) => page.text).join('\n');
  for (const station of result.stations) {
    expect(all).toContain(station.name);
    expect(all).toContain(`CA=${roundHalfUp(station.area!.cutM2, 0.1)}m²`);
  }
  for (const page of pdf.pages) {
    expect(page.widthMm).toBeCloseTo(420, 3);
    expect(page.heightMm).toBeCloseTo(297, 3);
    expect(page.pathCount).toBeGreaterThan(10);
    for (const text of ['工事名', HEADER.projectName, HEADER.office, '加工して作成']) expect(page.text).toContain(text);
  }
  const raw = new TextDecoder('latin1').decode(bytes);
  expect(raw).toMatch(/\/FontFile2/);
  expect(raw).toMatch(/[A-Z]{6}\+BIZ-?UDGothic/);
  expect(raw).not.toMatch(/\/BaseFont \/Helvetica/);
});

test('SVG is well-formed for every sheet, with hostile headers too', async () => {
  const { validateXML } = await import('xmllint-wasm');
  const broken = await validateXML({
    xml: [{ fileName: 'a.svg', contents: '<svg><g></svg>' }],
    normalization: 'format',
  } as never);
  expect(broken.valid).toBe(false);
  for (const opts of [options, hostile]) {
    const context = paperContext(result, opts.header, 'ja');
    for (const sheet of crossSectionSheets(result, context).slice(0, 2)) {
      const svg = sheetToSvg(sheet);
      const { valid, errors } = await validateXML({
        xml: [{ fileName: 'sheet.svg', contents: svg }],
        normalization: 'format',
      } as never);
      expect(errors.filter((error) => !/no.*(schema|DTD)/i.test(error.message))).toEqual([]);
      expect(valid).toBe(true);
      expect(svg).not.toContain('<script');
    }
  }
});

test('the same result gives the same bytes in every format', async () => {
  for (const format of [
    'zip',
    'pdf',
    'xlsx',
    'dxf-plan',
    'dxf-profile',
    'dxf-sections',
    'csv',
    'svg',
    'json',
  ] as const) {
    const [a, b] = [
      await makePaper(result, format, options),
      await makePaper(structuredClone(result), format, options),
    ];
    expect(Buffer.compare(a.bytes, b.bytes), format).toBe(0);
    expect(a.fileName).toBe(b.fileName);
  }
}, 120_000);

test('the zip holds every paper and a README in both languages that warns of ODbL', async () => {
  const { bytes, mediaType } = await makePaper(result, 'zip', {
    ...options,
    landxml: '<LandXML/>',
    sima: Uint8Array.of(71),
  });
  expect(mediaType).toBe('application/zip');
  const files = unzipSync(bytes);
  const expected = [
    'README.txt',
    'csv/profile.csv',
    'csv/sections.csv',
    'csv/volumes.csv',
    'drawings.pdf',
    'dxf/plan.dxf',
    'dxf/profile.dxf',
    'dxf/sections.dxf',
    'report.pdf',
    'result.json',
    'sections.sim',
    'sections.xml',
    'svg/sheet-001.svg',
    'volumes.xlsx',
  ];
  for (const name of expected) expect(Object.keys(files)).toContain(name);
  const readme = textOf(files['README.txt']!);
  for (const text of ['横断図', 'cross-sections', 'ODbL', '加工して作成', result.provenance.requestHash])
    expect(readme).toContain(text);
  const csv = textOf(files['csv/volumes.csv']!);
  expect(csv.split('\r\n')[2]).toBe(
    [
      'NO.1',
      20,
      20,
      '',
      '',
      result.volumes!.rows[1]!.cutM2,
      result.volumes!.rows[1]!.fillM2,
      result.volumes!.rows[1]!.cutM3,
      result.volumes!.rows[1]!.fillM3,
      result.volumes!.rows[1]!.massM3,
    ].join(','),
  );
});

test('hostile headers break no file', async () => {
  const dxf = parseSync(textOf((await makePaper(result, 'dxf-sections', hostile)).bytes));
  expect(dxf.entities.length).toBeGreaterThan(100);
  for (const entity of dxf.entities) if (entity.type === 'TEXT') expect(entity.text).not.toMatch(/%%|\\|\^/);
  const pdf = await readPdf((await makePaper(result, 'pdf', hostile)).bytes);
  for (const page of pdf.pages) for (const { x } of page.places) expect(x).toBeLessThan(410);
  expect(csvField('=1+1')).toBe("'=1+1");
  expect(csvField('a"b,c')).toBe('"a""b,c"');
});

test('a day that is none does not stop a paper', async () => {
  const header = { ...HEADER, date: '2026-13-45' };
  for (const format of ['pdf', 'xlsx'] as const)
    expect((await makePaper(result, format, { ...options, header })).bytes.length).toBeGreaterThan(1000);
});

test('formats whose text is made elsewhere say that it is missing', async () => {
  await expect(makePaper(result, 'landxml', options)).rejects.toMatchObject({ code: 'NO_DATA' });
  const given = await makePaper(result, 'sima', { ...options, sima: Uint8Array.of(1, 2) });
  expect([...given.bytes]).toEqual([1, 2]);
});

test('200 stations stay small: all papers at once in less than 700 MB', async () => {
  const large = makeSectionSet({ count: 200, points: true });
  const before = process.memoryUsage().rss;
  const { bytes } = await makePaper(large, 'zip', options);
  expect(bytes.length).toBeLessThan(20e6);
  expect(process.memoryUsage().rss - before).toBeLessThan(700e6);
}, 120_000);
