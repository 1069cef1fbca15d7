/** README.txt of a delivery: what each file is, from which data, under which terms; Japanese first, then English. */
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { PaperHeader } from '#core/contract/paper-header.ts';
import { creditLine, isShareAlike, licencesOf, paperNotes } from '#core/drawing/paper-notes.ts';
import { cleanText } from '#core/drawing/text-metrics.ts';
import { say } from '#core/drawing/words.ts';

const FILES: readonly (readonly [RegExp, string, string])[] = [
  [/^plan\.dxf$/, '平面図（世界座標 m、x=東 y=北）', 'plan in world coordinates: metres, x = east, y = north'],
  [/^profile\.dxf$/, '縦断図（紙面 mm）', 'profile, millimetres on paper'],
  [/^sections\.dxf$/, '横断図（紙面 mm）', 'cross-sections, millimetres on paper'],
  [/^drawings\.pdf$/, '平面図・縦断図・横断図・土積図', 'plan, profile, cross-sections, mass-haul diagram'],
  [/^report\.pdf$/, '報告書', 'report'],
  [/\.xlsx$/, '土量計算書（平均断面法、数式入り）', 'volumes by average end area, with live formulas'],
  [/^sections\.csv$/, '横断座標', 'points of the sections'],
  [/^volumes\.csv$/, '土量', 'volumes'],
  [/^profile\.csv$/, '測点ごとの高さ', 'heights at the stations'],
  [/\.xml$/, 'J-LandXML（線形・縦横断・地形）', 'J-LandXML: alignment, profile, sections'],
  [/\.sim$/, 'SIMA（Shift_JIS、X=北 Y=東）', 'SIMA: Shift_JIS, X = north, Y = east'],
  [/\.svg$/, '図面（SVG、1 図 1 ファイル）', 'a drawing'],
  [/\.json$/, '結果（JSON）', 'the result itself'],
];

export function readmeText(
  result: CrossSectionsResult,
  names: readonly string[],
  { header, link }: { header: PaperHeader; link: string | undefined },
): string {
  const lines: string[] = [];
  for (const lang of ['ja', 'en'] as const) {
    lines.push(lang === 'ja' ? '■ 内容' : '# Contents');
    for (const value of [header.projectName, header.routeName]) if (value) lines.push(cleanText(value));
    for (const name of names) {
      const known = FILES.find(([pattern]) => pattern.test(name.split('/').at(-1)!));
      if (known) lines.push(`  ${name}  ${lang === 'ja' ? known[1] : known[2]}`);
    }
    lines.push('', lang === 'ja' ? '■ データと出典' : '# Data and sources', ...paperNotes(result, lang));
    const licences = licencesOf(result);
    lines.push(`${say(lang, 'licence')}: ${licences.join(', ') || '–'}`);
    if (isShareAlike(licences)) lines.push(`*** ${say(lang, 'shareAlike')} ***`);
    if (creditLine(result, lang) === '') lines.push(lang === 'ja' ? '出典の記載なし' : 'No source is named');
    lines.push(say(lang, 'sxf'));
    if (link) lines.push(link);
    lines.push(result.provenance.requestHash, '');
  }
  return `\ufeff${lines.join('\r\n')}`;
}
