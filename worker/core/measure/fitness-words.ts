/** What a verdict of fitness and its reasons are called, for reports and panels. */
import type { FitnessReason, Purpose, Verdict } from './fitness.ts';

interface Words {
  readonly ja: string;
  readonly en: string;
}

export const PURPOSE_NAMES: Readonly<Record<Purpose, Words>> = {
  estimate: { ja: '概算', en: 'Estimate' },
  'pre-construction': { ja: '起工測量', en: 'Pre-construction survey' },
  progress: { ja: '部分払い出来高', en: 'Progress quantity' },
  'as-built': { ja: '出来形計測', en: 'As-built shape' },
};

export const VERDICT_NAMES: Readonly<Record<Verdict, Words>> = {
  fit: { ja: '使える', en: 'fit' },
  conditional: { ja: '条件付', en: 'with conditions' },
  resurvey: { ja: '再測量', en: 'survey again' },
};

/** One sentence with the number seen and the number asked for. */
export function reasonWords({ code, seen, asked }: FitnessReason): Words {
  const percent = (share: number | null) => `${Math.round(100 * (share ?? 0))} %`;
  const metres = (value: number | null) => `${(value ?? 0).toFixed(2)} m`;
  switch (code) {
    case 'DENSITY':
      return {
        ja: `点のある格子が ${percent(seen)}（必要 ${percent(asked)}）`,
        en: `${percent(seen)} of the cells hold a point (asked: ${percent(asked)})`,
      };
    case 'ACCURACY':
      return {
        ja: `高さの誤差（95 %）が ${metres(seen)}（許容 ${metres(asked)}）`,
        en: `height error at 95 % is ${metres(seen)} (allowed: ${metres(asked)})`,
      };
    case 'ACCURACY_UNKNOWN':
      return {
        ja: `精度の記録がない（許容 ${metres(asked)}）`,
        en: `no record of accuracy (allowed: ${metres(asked)})`,
      };
    case 'VOID':
      return {
        ja: `未計測が ${percent(seen)}（許容 ${percent(asked)}）`,
        en: `${percent(seen)} of the area has no data (allowed: ${percent(asked)})`,
      };
    case 'AGE':
      return {
        ja: `計測から ${seen} 年（目安 ${asked} 年以内）`,
        en: `measured ${seen} years ago (as a rule within ${asked})`,
      };
    case 'AGE_UNKNOWN':
      return { ja: '計測年月日が不明', en: 'the day of the survey is not known' };
  }
}
