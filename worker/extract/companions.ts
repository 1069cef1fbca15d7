/** The texts that go along with an extraction: what it is, from which data, under which terms. */
import type { Warning } from '#core/contract/provenance.ts';
import { isShareAlike } from '#core/drawing/paper-notes.ts';
import type { PointSummary } from '#core/las/point-summary.ts';
import type { CompanionText } from '../file-result.ts';
import { licenceLinks } from '../store/stac-collection.ts';
import type { ExtractionPlan } from './extraction-plan.ts';

export interface ExtractFacts {
  readonly plan: ExtractionPlan;
  readonly summary: PointSummary;
  readonly warnings: readonly Warning[];
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export function companionsOf(facts: ExtractFacts): CompanionText[] {
  const text = 'text/plain; charset=utf-8';
  return [
    { fileName: 'README.txt', mediaType: text, text: readme(facts) },
    { fileName: 'LICENSE.txt', mediaType: text, text: licence(facts.plan) },
    { fileName: 'sources.json', mediaType: 'application/json', text: sources(facts) },
    { fileName: `${facts.fileName}.sha256`, mediaType: text, text: `${facts.sha256}  ${facts.fileName}\n` },
  ];
}

const DROPS_NOTHING = new Set(['las', 'laz', 'copc']);

/** Whom to name, as the licence of open data of Japanese public bodies wants it: that the data were worked on, too. */
export function creditLines({ credits }: ExtractionPlan): { ja: string; en: string } {
  const names = credits.map(
    ({ attribution, title, licence }) => `${attribution ?? title}${licence === 'other' ? '' : ` (${licence})`}`,
  );
  return { ja: `出典：${names.join('、')} を加工して作成`, en: `Source: ${names.join(', ')}, modified` };
}

function readme(facts: ExtractFacts): string {
  const { plan, summary, warnings, fileName, sizeBytes, sha256 } = facts;
  const { request, crs, provenance, verticalDatum, credits } = plan;
  const credit = creditLines(plan);
  const classes = [...summary.classCounts.entries()].filter(([, count]) => count > 0);
  const isCsv = request.format === 'csv';
  const common = (ja: boolean) => [
    `  ${fileName}  ${sizeBytes} bytes`,
    `  sha256 ${sha256}`,
    `  ${ja ? '点数' : 'points'}: ${summary.pointCount}`,
    `  ${ja ? '分類別' : 'by class'}: ${classes.map(([code, count]) => `${code}: ${count}`).join(', ')}`,
    `  ${ja ? '座標系' : 'coordinate system'}: ${crs.code ?? ''} ${crs.name}`.trimEnd(),
    `  ${ja ? '高さの基準' : 'vertical datum'}: ${verticalDatum ?? (ja ? '不明または混在' : 'unknown, or several')}`,
  ];
  const filters = (ja: boolean) => [
    `  ${ja ? 'コレクション' : 'collections'}: ${request.collections.join(', ')}`,
    ...(request.items ? [`  ${ja ? 'アイテム' : 'items'}: ${request.items.join(', ')}`] : []),
    ...(request.classes ? [`  ${ja ? '分類' : 'classes'}: ${request.classes.join(', ')}`] : []),
    ...(request.sensors ? [`  ${ja ? 'センサ' : 'sensors'}: ${request.sensors.join(', ')}`] : []),
    ...(request.products ? [`  ${ja ? '種別' : 'products'}: ${request.products.join(', ')}`] : []),
    `  ${ja ? '点の間隔' : 'spacing'}: ${request.minSpacingM === undefined ? (ja ? '全点' : 'every point') : `≥ ${request.minSpacingM} m`}`,
  ];
  const notes = (ja: boolean) => [
    ...(DROPS_NOTHING.has(request.format)
      ? [
          ja
            ? '  座標と属性は原データのまま（座標変換なし）'
            : '  coordinates and attributes are those of the source; nothing was reprojected',
        ]
      : []),
    ...(isCsv
      ? [
          ja
            ? '  x = 東、y = 北、z = 高さ（座標系の単位）。走査角は度'
            : '  x = east, y = north, z = height, in units of the system; scan angle in degrees',
        ]
      : []),
    ja
      ? '  範囲の境界上の点は、隣り合う範囲のどちらか一方だけに入る'
      : '  a point on a shared boundary of two areas belongs to exactly one of them',
    ...warnings.map(({ code, message, messageJa }) => `  [${code}] ${ja ? (messageJa ?? message) : message}`),
  ];
  const shareAlike = isShareAlike(credits.map(({ licence: name }) => name));
  const items = provenance.items.map(
    ({ id, collection, version, datetime }) => `  ${collection}/${id}  ${version}  ${datetime ?? '–'}`,
  );
  const lines = [
    '■ 内容',
    ...common(true),
    '',
    '■ 抽出条件',
    ...filters(true),
    '',
    '■ 出典・ライセンス',
    `  ${credit.ja}`,
    ...credits.map(({ collection, title, licence: name }) => `  ${collection}（${title}）: ${licenceWord(name, true)}`),
    ...(shareAlike ? ['  *** このデータを加工して公開するときは、同じライセンスで公開すること（継承） ***'] : []),
    '',
    '■ 注意',
    ...notes(true),
    '',
    '# Contents',
    ...common(false),
    '',
    '# What was asked for',
    ...filters(false),
    '',
    '# Source and licence',
    `  ${credit.en}`,
    ...credits.map(({ collection, title, licence: name }) => `  ${collection} (${title}): ${licenceWord(name, false)}`),
    ...(shareAlike
      ? ['  *** share alike: what you make of these data and publish, publish under the same licence ***']
      : []),
    '',
    '# Notes',
    ...notes(false),
    '',
    '# 元データ / Source items (version)',
    ...items,
    '',
    `request ${provenance.requestHash}`,
    `software ${provenance.software}`,
    '',
  ];
  return `\ufeff${lines.join('\r\n')}`;
}

function licenceWord(name: string, ja: boolean): string {
  if (name !== 'other') return name;
  return ja ? '記載なし（提供者に確認すること）' : 'not stated: ask the provider';
}

function licence(plan: ExtractionPlan): string {
  const credit = creditLines(plan);
  return [
    'このファイルの点群データのライセンスは、元データのライセンスに従う。利用するときは次の出典を示すこと。',
    'The points in this file are under the licence of their source. When you use them, name the source:',
    '',
    credit.ja,
    credit.en,
    '',
    ...plan.credits.map(
      ({ collection, licence: name, attribution }) =>
        `${collection}: ${licenceWord(name, false)}${licenceUrl(name)}${attribution ? `; ${attribution}` : ''}`,
    ),
    '',
  ].join('\r\n');
}

/** Where the text of a licence stands; of two, both. */
function licenceUrl(name: string): string {
  return licenceLinks(name)
    .map(({ href }) => ` <${href}>`)
    .join('');
}

function sources({ plan, summary, warnings, fileName, sizeBytes, sha256 }: ExtractFacts): string {
  const { provenance, crs, verticalDatum, credits, request } = plan;
  const document = {
    file: fileName,
    sizeBytes,
    sha256,
    points: summary.pointCount,
    crs: crs.code,
    crsName: crs.name,
    verticalDatum,
    format: request.format,
    credits,
    provenance,
    warnings,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
