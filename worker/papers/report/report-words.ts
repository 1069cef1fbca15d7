/** Texts of the reports, in Japanese and in English. */
import type { PaperLanguage } from '#core/contract/paper-header.ts';

interface Word {
  readonly ja: string;
  readonly en: string;
}

const word = (ja: string, en: string): Word => ({ ja, en });

export const REPORT_WORDS = {
  volumeTitle: word('土量計算 報告書', 'Report on volumes'),
  sectionsTitle: word('縦横断・土量 報告書', 'Report on sections and volumes'),
  estimate: word('概算', 'Estimate'),
  estimateText: word(
    'この値は概算である。使用データに、目的の要求精度を満たす精度記録がない。',
    'These values are an estimate: the data carry no record of accuracy that meets the purpose.',
  ),
  summary: word('計算結果', 'Result'),
  quantity: word('項目', 'Quantity'),
  value: word('値', 'Value'),
  rounded: word('数量（丸め）', 'Rounded'),
  interval: word('95 % 信頼区間', '95 % interval'),
  significant: word('検出限界超のみ', 'Above detection'),
  cutM3: word('切土量 (m³)', 'Cut (m³)'),
  fillM3: word('盛土量 (m³)', 'Fill (m³)'),
  netM3: word('差引（盛土－切土） (m³)', 'Net, fill − cut (m³)'),
  areaM2: word('対象面積 (m²)', 'Area (m²)'),
  cutAreaM2: word('切土面積 (m²)', 'Area of cut (m²)'),
  fillAreaM2: word('盛土面積 (m²)', 'Area of fill (m²)'),
  coveredM2: word('計測面積 (m²)', 'Measured area (m²)'),
  voidM2: word('未計測面積 (m²)', 'Area without data (m²)'),
  voidShare: word('未計測率 (%)', 'Share without data (%)'),
  meanM: word('平均標高差 (m)', 'Mean difference (m)'),
  minM: word('最小標高差 (m)', 'Smallest difference (m)'),
  maxM: word('最大標高差 (m)', 'Largest difference (m)'),
  method: word('計算方法', 'Method'),
  methods: word('各手法の比較', 'All methods compared'),
  spread: word('手法間の差（最大－最小）', 'Spread of the methods'),
  uncertainty: word('誤差', 'Uncertainty'),
  lodM: word('1 格子の検出限界 (m)', 'Level of detection of a cell (m)'),
  sigmaExisting: word('現況面のばらつき 1σ (m)', 'Scatter of the existing surface, 1σ (m)'),
  sigmaCompared: word('比較面のばらつき 1σ (m)', 'Scatter of the compared surface, 1σ (m)'),
  systematic: word('系統誤差 1σ (m)', 'Systematic error, 1σ (m)'),
  bias: word('ノイズによる見かけの土量 (m³)', 'What noise adds to cut and to fill (m³)'),
  notStated: word('記録なし', 'not stated'),
  soil: word('土量配分（土量変化率）', 'Soil balance'),
  blocks: word('区画別', 'By block'),
  block: word('区画', 'Block'),
  quality: word('適合判定', 'Fitness for purpose'),
  purpose: word('目的', 'Purpose'),
  verdict: word('判定', 'Verdict'),
  reasons: word('理由', 'Reasons'),
  surfaces: word('使用した面', 'Surfaces'),
  existing: word('現況', 'Existing'),
  compared: word('比較', 'Compared'),
  points: word('使用点数', 'Points used'),
  cell: word('格子間隔 (m)', 'Cell (m)'),
  maxEdge: word('TIN 最大辺長 (m)', 'Longest edge of the TIN (m)'),
  tie: word('不動地での差', 'Difference on stable ground'),
  tieText: word('中央値', 'median'),
  tieApplied: word('補正済み', 'applied'),
  tieReported: word('報告のみ', 'reported only'),
  warnings: word('注意・検査', 'Warnings and checks'),
  noWarnings: word('注意事項なし', 'No warnings'),
  provenance: word('データの来歴', 'Provenance'),
  figures: word('図', 'Figures'),
  keyPlan: word('位置図（横断位置）', 'Key plan: places of the sections'),
  stationTable: word('測点一覧', 'Stations'),
  volumeTable: word('土量計算（平均断面法）', 'Volumes by average end area'),
  massHaul: word('土積図', 'Mass haul'),
  sections: word('代表横断図', 'Selected cross-sections'),
  largestCut: word('切土最大', 'largest cut'),
  largestFill: word('盛土最大', 'largest fill'),
  firstStation: word('起点側', 'first'),
  lastStation: word('終点側', 'last'),
  rerun: word('同じ要求ハッシュで再計算すると同じ値になる。', 'The same request hash computes the same numbers again.'),
  scale: word('縮尺', 'scale'),
} as const satisfies Record<string, Word>;

export type ReportWord = keyof typeof REPORT_WORDS;

export function reportWord(lang: PaperLanguage, name: ReportWord): string {
  return REPORT_WORDS[name][lang];
}
