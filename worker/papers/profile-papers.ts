/** The papers of a profile: its table, and its sheets as drawings. */
import { type Zippable, zipSync } from 'fflate';
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import type { ProfileFormat, ProfileResult } from '#core/contract/profile.ts';
import { paperContext } from '#core/drawing/paper-context.ts';
import { creditLine, shortHash } from '#core/drawing/paper-notes.ts';
import { profileSheets } from '#core/drawing/profile-sheets.ts';
import { cleanText } from '#core/drawing/text-metrics.ts';
import { say } from '#core/drawing/words.ts';
import { csvTable, rounded } from './csv.ts';
import { sheetsToDxf } from './dxf.ts';
import type { Paper } from './papers.ts';
import { sheetsToPdf } from './pdf.ts';
import { sheetToSvg } from './svg.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Local time: a zip entry holds a time without a zone, and the bytes must not depend on where they are made. */
const FIXED_TIME = new Date(2000, 0, 1);

/** Makes one paper; several sheets of SVG come as a zip. The same result and options give the same bytes. */
export async function profilePaper(
  result: ProfileResult,
  format: Exclude<ProfileFormat, 'json'>,
  { header, lang }: { readonly header: PaperHeader; readonly lang: PaperLanguage },
): Promise<Paper> {
  const name = (extension: string) => `profile-${shortHash(result.provenance.requestHash).slice(0, 8)}.${extension}`;
  if (format === 'csv') return { fileName: name('csv'), mediaType: 'text/csv', bytes: utf8(wayCsv(result)) };
  const sheets = profileSheets(result, paperContext(result, header, lang));
  switch (format) {
    case 'dxf':
      return { fileName: name('dxf'), mediaType: 'image/vnd.dxf', bytes: utf8(sheetsToDxf(sheets)) };
    case 'svg': {
      const pages = sheets.map((sheet) => utf8(sheetToSvg(sheet)));
      const [only, ...others] = pages;
      if (only && others.length === 0) return { fileName: name('svg'), mediaType: 'image/svg+xml', bytes: only };
      const entries: Zippable = Object.fromEntries(
        pages.map((page, i) => [`sheet-${String(i + 1).padStart(3, '0')}.svg`, [page, { mtime: FIXED_TIME }]]),
      );
      return { fileName: name('zip'), mediaType: 'application/zip', bytes: zipSync(entries) };
    }
    case 'pdf': {
      const title = cleanText(header.projectName ?? '') || cleanText(result.alignment.name);
      const bytes = await sheetsToPdf(sheets, {
        title: `${title} ${say(lang, 'profile')}`.trim(),
        author: cleanText(header.author ?? '') || cleanText(header.office ?? '') || 'Tengun',
        subject: `${creditLine(result, lang)} ${result.provenance.requestHash}`.trim(),
        date: header.date,
        lang,
      });
      return { fileName: name('pdf'), mediaType: 'application/pdf', bytes };
    }
  }
}

/** Stations and samples in one table, in the order of the way; a sample that is a station has its name. */
export function wayCsv(result: ProfileResult): string {
  const { stations, profile, surfaces, water } = result;
  const head = ['station', 'stationM', 'distanceM', 'eastM', 'northM', 'designElevationM', 'aboveWaterM'];
  const names = surfaces.map(({ name }, i) => `elevationM ${i + 1} ${name}`);
  const distances = profile.lines[0]?.offsetsM ?? [];
  const rows = stations.map((station) => ({
    at: station.distanceM,
    rank: 0,
    fields: [
      station.name,
      rounded(station.stationM, 0.001),
      rounded(station.distanceM, 0.001),
      rounded(station.position[0]!, 0.001),
      rounded(station.position[1]!, 0.001),
      rounded(station.designElevationM, 0.001),
      rounded(station.aboveWaterM, 0.001),
      ...station.elevationsM.map((height) => rounded(height, 0.001)),
    ],
  }));
  const taken = new Set(stations.map(({ distanceM }) => Math.round(distanceM * 1000)));
  for (const [k, at] of distances.entries()) {
    if (taken.has(Math.round(at * 1000))) continue;
    const heights = profile.lines.map((line) => line.elevationsM[k] ?? null);
    const ground = heights[result.existing] ?? null;
    const aboveWater = water === null || ground === null ? null : ground - water.levelM;
    rows.push({
      at,
      rank: 1,
      fields: [
        null,
        null,
        rounded(at, 0.001),
        null,
        null,
        null,
        rounded(aboveWater, 0.001),
        ...heights.map((height) => rounded(height, 0.001)),
      ],
    });
  }
  rows.sort((a, b) => a.at - b.at || a.rank - b.rank);
  return csvTable(
    [...head, ...names],
    rows.map(({ fields }) => fields),
  );
}
