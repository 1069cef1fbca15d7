/** Every text of the drawings, in Japanese (the terms of public works) and in English. Reports and tables have their own. */
import type { PaperLanguage } from '../contract/paper-header.ts';
import { type Word, word } from './word.ts';

export const DRAWING_WORDS = {
  projectName: word('工事名', 'Project'),
  routeName: word('路線・箇所', 'Route, place'),
  drawingName: word('図面名', 'Drawing'),
  station: word('測点', 'Stations'),
  scale: word('縮尺', 'Scale'),
  number: word('図面番号', 'Sheet'),
  office: word('事務所', 'Office'),
  author: word('作成者', 'Drawn by'),
  date: word('作成日', 'Date'),
  legend: word('凡例', 'Legend'),
  crossSections: word('横断図', 'Cross-sections'),
  profile: word('縦断図', 'Profile'),
  plan: word('平面図', 'Plan'),
  massHaul: word('土積図（マスカーブ）', 'Mass-haul diagram'),
  section: word('横断図', 'Section'),
  cut: word('切土', 'Cut'),
  fill: word('盛土', 'Fill'),
  points: word('点群', 'Points'),
  notMeasured: word('未計測', 'no data'),
  missingHeight: word('－', '–'),
  centreLine: word('中心線', 'Centre line'),
  sectionLine: word('横断線', 'Section line'),
  indexContour: word('計曲線', 'Index contour'),
  contour: word('主曲線', 'Contour'),
  data: word('使用データ', 'Data'),
  crs: word('座標系', 'Coordinates'),
  verticalDatum: word('標高基準', 'Heights'),
  licence: word('ライセンス', 'Licence'),
  shareAlike: word(
    'ODbL のデータを含む：派生データベースの公開は同じ条件で行うこと',
    'Holds ODbL data (share-alike): publish databases made from it under the same terms',
  ),
  request: word('要求ハッシュ', 'Request'),
  madeBy: word('作成ソフト', 'Made by'),
  estimate: word('概算（精度記録のないデータを含む）', 'Estimate (data without a record of accuracy)'),
  sxf: word('SXF変換はCAD側で行う', 'Convert to SXF in your CAD'),
  looking: word('起点から終点を見る', 'Looking from the beginning to the end'),
  lookingBack: word('終点から起点を見る', 'Looking from the end to the beginning'),
  lookingDown: word('上流から下流を見る（左が左岸）', 'Looking downstream, the left bank on the left'),
  gradient: word('勾配', 'Grade'),
  fillHeight: word('盛土高', 'Fill height'),
  cutHeight: word('切土高', 'Cut height'),
  plannedHeight: word('計画高', 'Finished height'),
  groundHeight: word('地盤高', 'Ground height'),
  cumulative: word('追加距離', 'Cumulative'),
  single: word('単距離', 'Distance'),
  curve: word('曲線', 'Curve'),
  straight: word('直線', 'straight'),
  right: word('右', 'R'),
  left: word('左', 'L'),
  offset: word('離れ', 'Offset'),
  north: word('N', 'N'),
  join: word('接合', 'Join'),
  axisOfMass: word('累加土量（締固め後 m³）', 'Cumulative volume, compacted (m³)'),
  stationAxis: word('測点', 'Station'),
  balanceLine: word('平衡線', 'Balance line'),
  haul: word('平均運搬距離', 'mean haul'),
  balanced: word('流用', 'reuse'),
  surplus: word('残土', 'surplus'),
  borrow: word('不足土', 'borrow'),
  massBasis: word('累加土量 = Σ（切土×C − 盛土）', 'Mass = Σ (cut × C − fill)'),
  mass: word('土積曲線', 'Mass curve'),
  scaleBar: word('m', 'm'),
  gridCross: word('座標格子', 'Grid'),
  none: word('該当するデータがない', 'There are no data for this drawing'),
} as const satisfies Record<string, Word>;

export type DrawingWord = keyof typeof DRAWING_WORDS;

/** The text of a word in a language. */
export function say(lang: PaperLanguage, name: DrawingWord): string {
  return DRAWING_WORDS[name][lang];
}

/** 「出典：… を加工して作成」: what open data ask for when something was made from them. */
export function sourceLine(lang: PaperLanguage, sources: readonly string[]): string {
  const names = sources.join(lang === 'ja' ? '、' : ', ');
  return lang === 'ja' ? `出典：${names} を加工して作成` : `Source: made by processing ${names}`;
}
