/** The report on a set of cross-sections: volumes, stations, 平均断面法, mass haul, selected sections, provenance. */

import type { CrossSectionsResult, SectionVolumes, StationSection } from '#core/contract/cross-sections.ts';
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import { keyPlan, massHaulFigure, sectionFigure } from '#core/drawing/figures.ts';
import { areaText, groupedText, heightText, lengthText } from '#core/drawing/numbers.ts';
import { stationSpan } from '#core/drawing/paper-context.ts';
import { creditLine, isShareAlike, licencesOf } from '#core/drawing/paper-notes.ts';
import type { ContourLevel } from '#core/drawing/plan-content.ts';
import { type TableWord, tableWord } from '#core/drawing/table-words.ts';
import { say } from '#core/drawing/words.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { soilName } from '#core/measure/soil.ts';
import { provenanceSection, warningsSection } from './provenance-section.ts';
import type { Report, ReportFigure, ReportPart, ReportSection } from './report.ts';
import { type ReportWord, reportWord } from './report-words.ts';

export interface SectionsReportOptions {
  readonly header: PaperHeader;
  readonly lang: PaperLanguage;
  /** Of the header: what is measured. */
  readonly subject?: string;
  readonly link?: string;
  readonly paper?: 'A4' | 'A3';
  readonly contours?: readonly ContourLevel[];
  /** Further pictures, PNG. */
  readonly pictures?: readonly { readonly caption: string; readonly png: Uint8Array }[];
}

/** Width of the text on a page. */
const FIGURE_MM = { A4: 174, A3: 261 } as const;
const volumeText = (value: number | null) => (value === null ? '' : groupedText(roundHalfUp(value, 0.1)));
const orDash = (value: number | null, text: (value: number) => string) => (value === null ? '–' : text(value));

export function sectionsReport(result: CrossSectionsResult, options: SectionsReportOptions): Report {
  const { header, lang, subject, link, paper = 'A4', pictures = [] } = options;
  const word = (name: ReportWord) => reportWord(lang, name);
  const { volumes, provenance } = result;
  const isEstimate = provenance.items.length === 0 || provenance.items.some((item) => item.accuracyM === null);
  const sections: ReportSection[] = [summarySection(result, isEstimate, lang)];
  const plan = keyPlan(result, { widthMm: FIGURE_MM[paper], heightMm: 120, contours: options.contours ?? [] });
  sections.push({
    heading: word('keyPlan'),
    parts: [{ kind: 'figure', caption: `${word('keyPlan')}（1:${plan.scale}）`, picture: plan, heightMm: 120 }],
  });
  sections.push({ heading: word('stationTable'), parts: [stationTable(result, lang)] });
  if (volumes) {
    sections.push({ heading: word('volumeTable'), parts: [...volumeTables(volumes, lang)] });
    sections.push(massHaulSection(result, volumes, options));
  }
  const figures = sectionFigures(result, options, FIGURE_MM[paper]);
  for (const { caption, png } of pictures) figures.push({ kind: 'figure', caption, picture: png });
  if (figures.length > 0) sections.push({ heading: word('sections'), parts: figures });
  sections.push(warningsSection(result.warnings, lang));
  const licences = licencesOf(result);
  const facts: [string, string][] = [
    [tableWord(lang, 'crs'), result.crs ?? tableWord(lang, 'unknown')],
    [tableWord(lang, 'verticalDatum'), result.verticalDatum ?? tableWord(lang, 'unknown')],
    [tableWord(lang, 'step'), String(result.stepM)],
    [tableWord(lang, 'maxEdge'), String(result.maxEdgeM)],
    [tableWord(lang, 'simplify'), String(result.simplifyM)],
    [tableWord(lang, 'licence'), licences.join(', ') || tableWord(lang, 'unknown')],
  ];
  const from = provenanceSection(provenance, lang, facts);
  if (isShareAlike(licences)) {
    const note: ReportPart = { kind: 'paragraph', text: say(lang, 'shareAlike'), style: 'strong' };
    sections.push({ ...from, parts: [...from.parts, note] });
  } else sections.push(from);
  const keyFacts: [string, string][] = [[tableWord(lang, 'stations'), stationSpan(result)]];
  if (volumes) {
    const surplus = volumes.surplusInSituM3;
    keyFacts.push(
      [word('cutM3'), volumeText(volumes.cutM3)],
      [word('fillM3'), volumeText(volumes.fillM3)],
      [tableWord(lang, 'surplusInSitu'), `${surplus > 0 ? '+' : ''}${volumeText(surplus)}`],
    );
  }
  return {
    title: word('sectionsTitle'),
    lang,
    paper,
    header: header.routeName === undefined ? { ...header, routeName: result.alignment.name } : header,
    ...(isEstimate ? { label: word('estimate') } : {}),
    facts: keyFacts,
    sections,
    credit: creditLine(result, lang),
    requestHash: provenance.requestHash,
    ...(subject === undefined ? {} : { subject }),
    ...(link === undefined ? {} : { link }),
    software: provenance.software,
  };
}

function summarySection(result: CrossSectionsResult, isEstimate: boolean, lang: PaperLanguage): ReportSection {
  const t = (name: TableWord) => tableWord(lang, name);
  const { volumes } = result;
  const rows: [string, string][] = [
    [t('axisLength'), lengthText(result.alignment.lengthM)],
    [t('stations'), `${result.stations.length}`],
    [t('width'), `${result.leftM} / ${result.rightM}`],
  ];
  if (volumes) {
    rows.push(
      [t('method'), t('methodName')],
      [t('factorC'), String(volumes.C)],
      [t('factorL'), String(volumes.L)],
      [t('soil'), volumes.soil ? soilName(volumes.soil, lang) : '–'],
      [t('cutInSitu'), volumeText(volumes.cutM3)],
      [t('fillCompacted'), volumeText(volumes.fillM3)],
      [t('fillNeeds'), volumeText(volumes.fillM3 / volumes.C)],
      [t('surplusInSitu'), volumeText(volumes.surplusInSituM3)],
      ...significantRows(volumes, lang),
      [t('surplusLoose'), volumeText(volumes.surplusLooseM3)],
      [`${t('trucks')} ÷${volumes.truckM3}m³`, String(volumes.trucks)],
    );
  }
  const parts: ReportPart[] = [
    {
      kind: 'table',
      head: [reportWord(lang, 'quantity'), reportWord(lang, 'value')],
      rows,
      align: ['left', 'right'],
      widths: [1.3, 1],
    },
  ];
  if (volumes) parts.push({ kind: 'paragraph', text: t('rounding') });
  if (isEstimate) parts.push({ kind: 'paragraph', text: reportWord(lang, 'estimateText'), style: 'warning' });
  return { heading: reportWord(lang, 'summary'), parts };
}

/** The same volumes without what may be scatter of the points; none where nothing scatters. */
function significantRows({ significant }: SectionVolumes, lang: PaperLanguage): [string, string][] {
  if (significant.lodM <= 0) return [];
  const lod = roundHalfUp(significant.lodM, 0.001);
  const label = lang === 'ja' ? `検出限界 ${lod} m 超のみ 切土・盛土 (m³)` : `Beyond ${lod} m only: cut, fill (m³)`;
  return [[label, `${volumeText(significant.cutM3)} / ${volumeText(significant.fillM3)}`]];
}

function stationTable(result: CrossSectionsResult, lang: PaperLanguage): ReportPart {
  const names = ['station', 'distanceM', 'axisN', 'axisE', 'groundHeight', 'plannedHeight', 'voidM'] as const;
  return {
    kind: 'table',
    head: names.map((name) => tableWord(lang, name)),
    rows: result.stations.map((s) => [
      s.name,
      lengthText(s.distanceM),
      roundHalfUp(s.position[1]!, 0.001),
      roundHalfUp(s.position[0]!, 0.001),
      orDash(s.groundElevationM, heightText),
      orDash(s.designElevationM, heightText),
      s.area ? lengthText(s.area.voidM) : '–',
    ]),
    widths: [1.5, 1.1, 1.5, 1.4, 1.1, 1.1, 1],
  };
}

function* volumeTables(volumes: SectionVolumes, lang: PaperLanguage): Generator<ReportPart> {
  const t = (name: TableWord) => tableWord(lang, name);
  const head = [
    t('station'),
    t('length'),
    `${t('cut')} ${t('area')}`,
    `${t('cut')} ${t('volume')}`,
    `${t('fill')} ${t('area')}`,
    `${t('fill')} ${t('volume')}`,
    t('mass'),
  ];
  const rows = volumes.rows.map((row) => [
    row.name,
    row.lengthM === null ? '' : lengthText(row.lengthM),
    areaText(row.cutM2),
    volumeText(row.cutM3),
    areaText(row.fillM2),
    volumeText(row.fillM3),
    volumeText(row.massM3),
  ]);
  rows.push([
    t('total'),
    lengthText(volumes.lengthM),
    '',
    volumeText(volumes.cutM3),
    '',
    volumeText(volumes.fillM3),
    '',
  ]);
  yield { kind: 'table', head, rows, widths: [1.5, 1, 1, 1.1, 1, 1.1, 1.2], hasTotal: true };
}

function massHaulSection(
  result: CrossSectionsResult,
  volumes: SectionVolumes,
  { lang, paper = 'A4' }: SectionsReportOptions,
): ReportSection {
  const t = (name: TableWord) => tableWord(lang, name);
  const parts: ReportPart[] = [];
  const sheet = massHaulFigure(result, { lang, widthMm: FIGURE_MM[paper], heightMm: 120 });
  if (sheet)
    parts.push({
      kind: 'figure',
      caption: `${reportWord(lang, 'massHaul')}（${sheet.scaleText}）`,
      picture: sheet,
      heightMm: 120,
    });
  parts.push({ kind: 'paragraph', text: say(lang, 'massBasis') });
  if (volumes.lobes.length > 0)
    parts.push({
      kind: 'table',
      caption: t('lobes'),
      head: [t('kind'), t('from'), t('to'), t('volume'), t('haulM'), t('direction')],
      rows: volumes.lobes.map((lobe) => [
        t(lobe.kind),
        lengthText(lobe.fromStationM),
        lengthText(lobe.toStationM),
        volumeText(lobe.volumeM3),
        orDash(lobe.haulM, (value) => roundHalfUp(value, 0.1)),
        lobe.direction === null ? '–' : t(lobe.direction),
      ]),
    });
  return { heading: reportWord(lang, 'massHaul'), parts };
}

/** The first and the last section, and those with the most cut and fill. */
function sectionFigures(result: CrossSectionsResult, { lang }: SectionsReportOptions, widthMm: number): ReportFigure[] {
  const { stations } = result;
  const most = (of: (station: StationSection) => number) =>
    stations.reduce<StationSection | undefined>((best, s) => (of(s) > (best ? of(best) : 0) ? s : best), undefined);
  const chosen = new Map<StationSection, ReportWord>();
  const wanted: [StationSection | undefined, ReportWord][] = [
    [most((s) => s.area?.cutM2 ?? 0), 'largestCut'],
    [most((s) => s.area?.fillM2 ?? 0), 'largestFill'],
    [stations[0], 'firstStation'],
    [stations.at(-1), 'lastStation'],
  ];
  for (const [station, why] of wanted) if (station && !chosen.has(station)) chosen.set(station, why);
  return [...chosen].map(([station, why]) => {
    const picture = sectionFigure(result, station, { lang, widthMm });
    const scale = `${reportWord(lang, 'scale')} 1:${picture.scale}`;
    return { kind: 'figure', caption: `${station.name}（${reportWord(lang, why)}、${scale}）`, picture };
  });
}
