/** What the reader of an inundation should beware of. */
import type { InundationRequest, WaterAtLevel } from '#core/contract/inundation.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { dataWarnings, type UsedSource } from '../measuring/provenance.ts';
import type { Flood } from './flood-ground.ts';

/** A share of the area without data that is worth a warning. */
const VOID_SHARE = 0.01;

export interface WarningFacts {
  readonly inputs: InundationRequest;
  readonly flood: Flood;
  readonly used: readonly UsedSource[];
  readonly levels: readonly WaterAtLevel[];
  readonly voidShare: number;
}

export function inundationWarnings({ inputs, flood, used, levels, voidShare }: WarningFacts): Warning[] {
  const warnings: Warning[] = [
    {
      code: 'SIMPLIFIED',
      message: 'simplified: still water that is joined to the seeds; no flow, rain, drainage or time. Not a hazard map',
      messageJa: '簡易計算：起点とつながる静水のみ。流れ・降雨・排水・時間は考慮せず、ハザードマップではない',
    },
  ];
  const metres = (value: number) => value.toFixed(2);
  const dry = levels.filter(({ isDry }) => isDry);
  if (dry.length > 0) {
    warnings.push({
      code: 'SEED_ABOVE_LEVEL',
      message: `dry at ${listed(dry)}: the lowest seed stands at ${metres(flood.lowestSeedM)} m`,
      messageJa: `水位 ${listed(dry)} では起点が水面より高く（最低 ${metres(flood.lowestSeedM)} m）、浸水しない`,
    });
  }
  const open = levels.filter(({ isOpen }) => isOpen);
  if (open.length > 0 && flood.edgeLevelM !== null) {
    warnings.push({
      code: 'OPEN_EDGE',
      message: `at ${listed(open)} water stands at the edge of the data or of the area (above ${metres(flood.edgeLevelM)} m): area and volume are lower bounds`,
      messageJa: `水位 ${listed(open)} では水面がデータまたは範囲の端に達し（${metres(flood.edgeLevelM)} m を超えると到達）、面積と体積は下限値`,
    });
  }
  if (voidShare > VOID_SHARE) {
    warnings.push({
      code: 'VOID',
      message: `${(100 * voidShare).toFixed(1)} % of the area has no heights (edges up to ${inputs.maxEdgeM} m): it holds no water and lets none through`,
      messageJa: `範囲の ${(100 * voidShare).toFixed(1)} % に標高がない（辺長 ${inputs.maxEdgeM} m まで）。水はたまらず、通らないものとして扱う`,
    });
  }
  return [...warnings, ...dataWarnings(used)];
}

function listed(levels: readonly WaterAtLevel[]): string {
  const [first] = levels;
  if (levels.length === 1) return `${first!.levelM} m`;
  const all = levels.map(({ levelM }) => levelM);
  return `${Math.min(...all)}–${Math.max(...all)} m`;
}
