/** The report on a `cut-fill-volume` result: numbers, intervals, methods, soil, blocks, fitness, provenance. */
import type { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import { groupedText } from '#core/drawing/numbers.ts';
import { dataNames } from '#core/drawing/paper-notes.ts';
import { type TableWord, tableWord } from '#core/drawing/table-words.ts';
import { sourceLine } from '#core/drawing/words.ts';
import type { FitnessReason, Purpose, Verdict } from '#core/measure/fitness.ts';
import { PURPOSE_NAMES, reasonWords, VERDICT_NAMES } from '#core/measure/fitness-words.ts';
import { METHOD_NAMES } from '#core/measure/method-names.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { provenanceSection, warningsSection } from './provenance-section.ts';
import type { Report, ReportPart, ReportSection } from './report.ts';
import { type ReportWord, reportWord } from './report-words.ts';

export interface VolumeReportOptions {
  readonly header: PaperHeader;
  readonly lang: PaperLanguage;
  /** Of the header: what is measured. */
  readonly subject?: string;
  readonly link?: string;
  readonly paper?: 'A4' | 'A3';
  /** Whom to credit, with licences: `静岡県 VIRTUAL SHIZUOKA (CC-BY-4.0)`; default: the collections. */
  readonly sources?: readonly string[];
  /** Pictures, PNG: the difference map, the place. */
  readonly pictures?: readonly { readonly caption: string; readonly png: Uint8Array }[];
}

const m3 = (value: number | null) => (value === null ? '–' : groupedText(roundHalfUp(value, 0.1)));
const m2 = m3;
const roundedText = (value: string | null) => (value === null ? '–' : groupedText(value));
const metres = (value: number | null, unknown: string) => (value === null ? unknown : roundHalfUp(value, 0.001));
const range = (interval: readonly number[] | null) => (interval ? `${m3(interval[0]!)} ～ ${m3(interval[1]!)}` : '–');

export function volumeReport(result: CutFillResult, options: VolumeReportOptions): Report {
  const { header, lang, subject, link, paper = 'A4', pictures = [], sources = dataNames(result.provenance) } = options;
  const word = (name: ReportWord) => reportWord(lang, name);
  const figures = pictures.map(({ caption, png }): ReportPart => ({ kind: 'figure', caption, picture: png }));
  const sections: ReportSection[] = [
    { heading: word('summary'), parts: summary(result, lang) },
    ...(figures.length > 0 ? [{ heading: word('figures'), parts: figures }] : []),
    ...methodsSection(result, lang),
    uncertaintySection(result, lang),
    ...soilSection(result, lang),
    ...blocksSection(result, lang),
    qualitySection(result, lang),
  ];
  sections.push(warningsSection(warningsOf(result), lang));
  const facts: [string, string][] = [
    [tableWord(lang, 'crs'), result.crs ?? tableWord(lang, 'unknown')],
    [word('method'), result.methodName[lang]],
    [word('cell'), String(result.cellSizeM)],
    [word('maxEdge'), String(result.maxEdgeM)],
    [word('existing'), `${result.surfaces.existing.name}（${word('points')} ${result.points.existing}）`],
    [word('compared'), `${result.surfaces.compared.name}（${word('points')} ${result.points.compared}）`],
  ];
  sections.push(provenanceSection(result.provenance, lang, facts));
  return {
    title: word('volumeTitle'),
    lang,
    paper,
    header,
    ...(result.quality.isEstimate ? { label: word('estimate') } : {}),
    facts: [
      [word('cutM3'), roundedText(result.rounded.cutM3)],
      [word('fillM3'), roundedText(result.rounded.fillM3)],
      [word('netM3'), roundedText(result.rounded.netM3)],
      [word('method'), result.methodName[lang]],
      ['', result.words[lang]],
    ],
    sections,
    credit: sources.length > 0 ? sourceLine(lang, sources) : '',
    requestHash: result.provenance.requestHash,
    ...(subject === undefined ? {} : { subject }),
    ...(link === undefined ? {} : { link }),
    software: result.provenance.software,
  };
}

function summary(result: CutFillResult, lang: PaperLanguage): ReportPart[] {
  const word = (name: ReportWord) => reportWord(lang, name);
  const { rounded, uncertainty95: interval, significant } = result;
  const unknown = word('notStated');
  const parts: ReportPart[] = [
    {
      kind: 'table',
      head: [word('quantity'), word('value'), word('rounded'), word('interval'), word('significant')],
      rows: [
        [word('cutM3'), m3(result.cutM3), roundedText(rounded.cutM3), range(interval.cutM3), m3(significant.cutM3)],
        [
          word('fillM3'),
          m3(result.fillM3),
          roundedText(rounded.fillM3),
          range(interval.fillM3),
          m3(significant.fillM3),
        ],
        [word('netM3'), m3(result.netM3), roundedText(rounded.netM3), range(interval.netM3), m3(significant.netM3)],
      ],
      widths: [1.7, 1, 1, 1.8, 1.2],
    },
    {
      kind: 'table',
      head: [word('quantity'), word('value')],
      rows: [
        [word('areaM2'), m2(result.areaM2)],
        [word('cutAreaM2'), m2(result.cutAreaM2)],
        [word('fillAreaM2'), m2(result.fillAreaM2)],
        [word('coveredM2'), m2(result.coveredAreaM2)],
        [word('voidM2'), m2(result.voidAreaM2)],
        [word('voidShare'), result.areaM2 > 0 ? roundHalfUp((100 * result.voidAreaM2) / result.areaM2, 0.1) : '–'],
        [word('meanM'), metres(result.meanDifferenceM, unknown)],
        [word('minM'), metres(result.minDifferenceM, unknown)],
        [word('maxM'), metres(result.maxDifferenceM, unknown)],
      ],
      widths: [1.3, 1],
    },
  ];
  if (result.quality.isEstimate) parts.push({ kind: 'paragraph', text: word('estimateText'), style: 'warning' });
  return parts;
}

function methodsSection(result: CutFillResult, lang: PaperLanguage): ReportSection[] {
  const { methods, spread } = result;
  if (!methods || methods.length === 0) return [];
  const word = (name: ReportWord) => reportWord(lang, name);
  const rows = methods.map((method) => [
    METHOD_NAMES[method.method]?.[lang] ?? method.method,
    m3(method.cutM3),
    m3(method.fillM3),
    m3(method.netM3),
  ]);
  if (spread) rows.push([word('spread'), m3(spread.cutM3), m3(spread.fillM3), m3(spread.netM3)]);
  const head = [word('method'), word('cutM3'), word('fillM3'), word('netM3')];
  const parts: ReportPart[] = [{ kind: 'table', head, rows, widths: [2.4, 1, 1, 1.2], hasTotal: spread !== undefined }];
  return [{ heading: word('methods'), parts }];
}

function uncertaintySection(result: CutFillResult, lang: PaperLanguage): ReportSection {
  const word = (name: ReportWord) => reportWord(lang, name);
  const { noise, significant, tie } = result;
  const unknown = word('notStated');
  const rows: [string, string][] = [
    [word('lodM'), metres(significant.lodM, unknown)],
    [word('sigmaExisting'), metres(noise.existingSigmaM, unknown)],
    [word('sigmaCompared'), metres(noise.comparedSigmaM, unknown)],
    [word('systematic'), metres(noise.systematicM, unknown)],
    [word('bias'), m3(noise.biasM3)],
  ];
  if (tie) {
    const text = `${word('tieText')} ${roundHalfUp(tie.medianM, 0.001)} ± ${roundHalfUp(tie.standardErrorM, 0.001)} m`;
    rows.push([word('tie'), `${text}（${word(tie.applied ? 'tieApplied' : 'tieReported')}）`]);
  }
  const parts: ReportPart[] = [
    { kind: 'table', head: [word('quantity'), word('value')], rows, align: ['left', 'right'], widths: [1.3, 1] },
  ];
  return { heading: word('uncertainty'), parts };
}

function soilSection(result: CutFillResult, lang: PaperLanguage): ReportSection[] {
  const { soil } = result;
  if (!soil) return [];
  const t = (name: TableWord) => tableWord(lang, name);
  const rows: [string, string][] = [
    [t('soil'), (lang === 'ja' ? soil.name : soil.class) ?? '–'],
    [t('factorL'), String(soil.L)],
    [t('factorC'), String(soil.C)],
    [t('cutInSitu'), m3(soil.cutInSituM3)],
    [t('fillCompacted'), m3(soil.fillCompactedM3)],
    [t('fillNeeds'), m3(soil.fillNeedsInSituM3)],
    [t('surplusInSitu'), m3(soil.surplusInSituM3)],
    [t('surplusLoose'), m3(soil.surplusLooseM3)],
    [`${t('trucks')} ÷${soil.truckM3}m³`, String(soil.trucks)],
  ];
  const head = [reportWord(lang, 'quantity'), reportWord(lang, 'value')];
  return [{ heading: reportWord(lang, 'soil'), parts: [{ kind: 'table', head, rows, widths: [1.3, 1] }] }];
}

function blocksSection(result: CutFillResult, lang: PaperLanguage): ReportSection[] {
  const { blocks } = result;
  if (!blocks || blocks.length === 0) return [];
  const word = (name: ReportWord) => reportWord(lang, name);
  const rows = blocks.map((block) => [
    block.problem ? `${block.name}（${block.problem.code}）` : block.name,
    m3(block.cutM3),
    m3(block.fillM3),
    m3(block.netM3),
    m2(block.areaM2),
    m2(block.voidAreaM2),
  ]);
  rows.push([
    tableWord(lang, 'total'),
    m3(result.cutM3),
    m3(result.fillM3),
    m3(result.netM3),
    m2(result.areaM2),
    m2(result.voidAreaM2),
  ]);
  const head = [word('block'), word('cutM3'), word('fillM3'), word('netM3'), word('areaM2'), word('voidM2')];
  const parts: ReportPart[] = [{ kind: 'table', head, rows, widths: [1.8, 1, 1, 1.2, 1, 1.1], hasTotal: true }];
  return [{ heading: word('blocks'), parts }];
}

function qualitySection(result: CutFillResult, lang: PaperLanguage): ReportSection {
  const word = (name: ReportWord) => reportWord(lang, name);
  const { quality } = result;
  const named = (names: Readonly<Record<string, { ja: string; en: string }>>, key: string) => names[key]?.[lang] ?? key;
  const rows: [string, string][] = [
    [word('purpose'), named(PURPOSE_NAMES satisfies Record<Purpose, unknown>, quality.purpose)],
    [word('verdict'), named(VERDICT_NAMES satisfies Record<Verdict, unknown>, quality.verdict)],
  ];
  const parts: ReportPart[] = [
    { kind: 'table', head: [word('quantity'), word('value')], rows, align: ['left', 'left'], widths: [1, 2] },
  ];
  const items = quality.reasons.map((reason) => {
    const surface =
      reason.surface === 'existing' || reason.surface === 'compared' ? word(reason.surface) : reason.surface;
    return `${surface}: ${reasonWords(reason as FitnessReason)?.[lang] ?? reason.code}`;
  });
  if (items.length > 0) parts.push({ kind: 'list', items });
  return { heading: word('quality'), parts };
}

/** Warnings of the result, and what the readers of the surfaces noticed. */
function warningsOf(result: CutFillResult) {
  const checks = [result.surfaces.existing, result.surfaces.compared].flatMap((surface) =>
    (surface.checks ?? []).map((check) => ({ code: check.code, message: `${surface.name}: ${check.message}` })),
  );
  return [...result.warnings, ...checks];
}
