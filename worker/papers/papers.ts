/** The papers of a set of cross-sections: one result, every format that an office asks for. Pure but for the font files. */
import { type Zippable, zipSync } from 'fflate';
import type { CrossSectionsResult, SectionFormat } from '#core/contract/cross-sections.ts';
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import { crossSectionSheets } from '#core/drawing/cross-section-sheets.ts';
import type { PaperContext, PaperSize } from '#core/drawing/frame.ts';
import { massHaulSheet } from '#core/drawing/mass-haul-sheet.ts';
import { paperContext } from '#core/drawing/paper-context.ts';
import { creditLine, shortHash } from '#core/drawing/paper-notes.ts';
import type { ContourLevel } from '#core/drawing/plan-content.ts';
import { planModel, planSheets } from '#core/drawing/plan-sheets.ts';
import { profileSheets } from '#core/drawing/profile-sheets.ts';
import type { Sheet } from '#core/drawing/sheet.ts';
import { cleanText } from '#core/drawing/text-metrics.ts';
import { say } from '#core/drawing/words.ts';
import { RequestError } from '#core/errors.ts';
import { profileCsv, sectionsCsv, volumesCsv } from './csv.ts';
import { sheetsToDxf } from './dxf.ts';
import { type DocumentInfo, sheetsToPdf } from './pdf.ts';
import { readmeText } from './readme-text.ts';
import { reportToPdf } from './report/report-pdf.ts';
import { sectionsReport } from './report/sections-report.ts';
import { sheetToSvg } from './svg.ts';
import { sectionsWorkbook } from './xlsx/workbook.ts';

export interface PaperOptions {
  readonly header: PaperHeader;
  readonly lang: PaperLanguage;
  /** Default A3. */
  readonly paper?: PaperSize;
  /** For the plan. */
  readonly contours?: readonly ContourLevel[];
  /** Made elsewhere: the texts of these two formats. */
  readonly landxml?: string;
  readonly sima?: Uint8Array;
  /** Address that computes the result again. */
  readonly link?: string;
}

export interface Paper {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Local time: a zip entry holds a time without a zone, and the bytes must not depend on where they are made. */
const FIXED_TIME = new Date(2000, 0, 1);

/**
 * Makes one paper. The same result and options give the same bytes.
 * @throws {RequestError} NO_DATA for `landxml` and `sima` when their text was not passed in
 */
export async function makePaper(
  result: CrossSectionsResult,
  format: SectionFormat,
  options: PaperOptions,
): Promise<Paper> {
  const context = paperContext(result, options.header, options.lang, options.paper);
  const name = (kind: string, extension: string) =>
    `${kind}-${shortHash(result.provenance.requestHash).slice(0, 8)}.${extension}`;
  switch (format) {
    case 'json':
      return { fileName: name('sections', 'json'), mediaType: 'application/json', bytes: utf8(JSON.stringify(result)) };
    case 'dxf-plan':
    case 'dxf-profile':
    case 'dxf-sections': {
      const kind = format.slice(4);
      return { fileName: name(kind, 'dxf'), mediaType: 'image/vnd.dxf', bytes: dxfOf(kind, result, context, options) };
    }
    case 'xlsx': {
      const { header, lang, link } = options;
      const bytes = await sectionsWorkbook(result, { header, lang, link });
      const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      return { fileName: name('volumes', 'xlsx'), mediaType, bytes };
    }
    case 'pdf': {
      const bytes = await sheetsToPdf(allSheets(result, context, options), documentInfo(result, options));
      return { fileName: name('drawings', 'pdf'), mediaType: 'application/pdf', bytes };
    }
    case 'landxml':
      return {
        fileName: name('sections', 'xml'),
        mediaType: 'application/xml',
        bytes: utf8(given('landxml', options)),
      };
    case 'sima':
      return {
        fileName: name('sections', 'sim'),
        mediaType: 'application/octet-stream',
        bytes: given('sima', options),
      };
    case 'csv':
      return zipped(name('csv', 'zip'), csvFiles(result));
    case 'svg':
      return zipped(name('svg', 'zip'), svgFiles(allSheets(result, context, options)));
    case 'zip':
      return zipped(name('sections', 'zip'), await allFiles(result, context, options));
  }
}

function given<Name extends 'landxml' | 'sima'>(name: Name, options: PaperOptions): NonNullable<PaperOptions[Name]> {
  const value = options[name];
  if (value === undefined)
    throw new RequestError('NO_DATA', `format ${name}: expected its text to be passed in, got none`, { format: name });
  return value as NonNullable<PaperOptions[Name]>;
}

function dxfOf(kind: string, result: CrossSectionsResult, context: PaperContext, options: PaperOptions): Uint8Array {
  if (kind === 'plan') return utf8(sheetsToDxf([planModel(result, context, options.contours)]));
  const sheets = kind === 'profile' ? profileSheets(result, context) : crossSectionSheets(result, context);
  return utf8(sheetsToDxf(sheets));
}

/** Plan, profile, sections, mass haul: the order in which drawings are bound. */
export function allSheets(result: CrossSectionsResult, context: PaperContext, options: PaperOptions): Sheet[] {
  const massHaul = massHaulSheet(result, context);
  return [
    ...planSheets(result, context, options.contours),
    ...profileSheets(result, context),
    ...crossSectionSheets(result, context),
    ...(massHaul ? [massHaul] : []),
  ];
}

export function documentInfo(result: CrossSectionsResult, { header, lang }: PaperOptions): DocumentInfo {
  const name = cleanText(header.projectName ?? '') || cleanText(result.alignment.name);
  const drawings = [say(lang, 'plan'), say(lang, 'profile'), say(lang, 'crossSections')].join(
    lang === 'ja' ? '・' : ', ',
  );
  return {
    title: `${name} ${drawings}`.trim(),
    author: cleanText(header.author ?? '') || cleanText(header.office ?? '') || 'Tengun',
    subject: `${creditLine(result, lang)} ${result.provenance.requestHash}`.trim(),
    date: header.date,
    lang,
  };
}

function csvFiles(result: CrossSectionsResult): Record<string, Uint8Array> {
  const volumes = volumesCsv(result);
  return {
    'sections.csv': utf8(sectionsCsv(result)),
    ...(volumes === null ? {} : { 'volumes.csv': utf8(volumes) }),
    'profile.csv': utf8(profileCsv(result)),
  };
}

function svgFiles(sheets: readonly Sheet[]): Record<string, Uint8Array> {
  return Object.fromEntries(
    sheets.map((sheet, index) => [`sheet-${String(index + 1).padStart(3, '0')}.svg`, utf8(sheetToSvg(sheet))]),
  );
}

async function allFiles(
  result: CrossSectionsResult,
  context: PaperContext,
  options: PaperOptions,
): Promise<Record<string, Uint8Array>> {
  const { header, lang, link, landxml, sima } = options;
  const sheets = allSheets(result, context, options);
  const report = sectionsReport(result, { header, lang, ...(link === undefined ? {} : { link }) });
  const files: Record<string, Uint8Array> = {
    'drawings.pdf': await sheetsToPdf(sheets, documentInfo(result, options)),
    'report.pdf': await reportToPdf(report),
    'volumes.xlsx': await sectionsWorkbook(result, { header, lang, link }),
    'dxf/plan.dxf': dxfOf('plan', result, context, options),
    'dxf/profile.dxf': dxfOf('profile', result, context, options),
    'dxf/sections.dxf': dxfOf('sections', result, context, options),
    'result.json': utf8(JSON.stringify(result)),
  };
  for (const [name, bytes] of Object.entries(csvFiles(result))) files[`csv/${name}`] = bytes;
  for (const [name, bytes] of Object.entries(svgFiles(sheets))) files[`svg/${name}`] = bytes;
  if (landxml !== undefined) files['sections.xml'] = utf8(landxml);
  if (sima !== undefined) files['sections.sim'] = sima;
  return { 'README.txt': utf8(readmeText(result, Object.keys(files).sort(), { header, link })), ...files };
}

function zipped(fileName: string, files: Record<string, Uint8Array>): Paper {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) entries[name] = [files[name]!, { mtime: FIXED_TIME, level: 6 }];
  return { fileName, mediaType: 'application/zip', bytes: zipSync(entries) };
}
