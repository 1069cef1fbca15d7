/** What the reader of a check of pipes should know. */
import type { CheckedPipe } from '#core/contract/pipe-check.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { dataWarnings, type UsedSource } from '../measuring/provenance.ts';

export const PIPE_ASSUMPTIONS = (depthHolds: 'along' | 'vertices') => [
  {
    en: 'Positions and depths are those of the given ledger; nothing was surveyed. Dig by hand where it matters.',
    ja: '位置と深さは与えられた台帳データのとおりで、現地では測っていない。重要な箇所は試掘で確かめること。',
  },
  {
    en: 'Diameters are inner (nominal) ones; without a wall thickness the outer surface is the inner one.',
    ja: '口径は内径（呼び径）とし、管厚の記載がなければ外面は内径の位置とみなす。',
  },
  depthHolds === 'along'
    ? {
        en: 'A depth below the ground holds all along the pipe: it follows the ground as measured by the lidar, not as it was when laid.',
        ja: '土被りは管の全長で成り立つものとし、管は点群の地盤に沿う（布設時の地盤ではない）。',
      }
    : {
        en: 'A depth below the ground holds at the vertices; the pipe is straight between them.',
        ja: '土被りは折れ点でのみ成り立つものとし、その間の管は直線とする。',
      },
  {
    en: 'Elevations in the ledger are taken in the vertical datum of the ground.',
    ja: '台帳の標高は地盤データと同じ高さの基準とみなす。',
  },
  {
    en: 'Cover and the clearance of crossings are measured straight up, between the ground and outer surfaces; pipes side by side in space.',
    ja: '土被りと交差の離隔は鉛直に、並走する管は空間の最短距離で、管の外面から測る。',
  },
];

export function pipeWarnings(pipes: readonly CheckedPipe[], used: readonly UsedSource[]): Warning[] {
  const warnings: Warning[] = [
    {
      code: 'LEDGER',
      message: 'a check of the given ledger data, not a survey: accuracy is that of the ledger',
      messageJa: '与えられた台帳データの照査であり測量ではない。精度は台帳による',
    },
  ];
  const without = pipes.filter(({ levelFrom }) => levelFrom === null).length;
  if (without > 0) {
    warnings.push({
      code: 'NO_LEVEL',
      message: `${without} of ${pipes.length} pipes have neither depth nor elevation: their cover and clearances are unknown`,
      messageJa: `${pipes.length} 本のうち ${without} 本は深さも高さもなく、土被りと離隔は不明`,
    });
  }
  const unclassed = pipes.filter(({ accuracy }) => accuracy === null).length;
  if (unclassed > 0) {
    warnings.push({
      code: 'NO_ACCURACY',
      message: `${unclassed} of ${pipes.length} pipes have no accuracy class`,
      messageJa: `${pipes.length} 本のうち ${unclassed} 本は位置精度の区分がない`,
    });
  }
  const unknownM = pipes.reduce((sum, one) => sum + (one.levelFrom === null ? 0 : one.unknownM), 0);
  if (unknownM > 0.1) {
    warnings.push({
      code: 'GROUND_UNKNOWN',
      message: `over ${unknownM.toFixed(1)} m of pipes the ground or the level has no data: unknown, not in the numbers`,
      messageJa: `管 ${unknownM.toFixed(1)} m では地盤または高さのデータがなく、不明として数値に含まない`,
    });
  }
  const out = pipes.filter(({ cover }) => cover !== null && cover.minM < 0).length;
  if (out > 0) {
    warnings.push({
      code: 'ABOVE_GROUND',
      message: `${out} pipes stand out of the ground somewhere: a bridge, or the ledger's heights are not in the datum of the ground`,
      messageJa: `${out} 本が地盤から出ている。橋添架か、台帳の高さの基準が地盤データと異なる`,
    });
  }
  return [...warnings, ...dataWarnings(used)];
}
