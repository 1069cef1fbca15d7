/** Settings of the water tool, as they are at first. */
import type { WaterColours } from '../../state/water-surface.ts';

export const WATER_MODES = ['level', 'steps', 'places'] as const;
export type WaterMode = (typeof WATER_MODES)[number];
export const SEED_KINDS = ['point', 'line', 'area'] as const;
export type SeedKind = (typeof SEED_KINDS)[number];

export interface LevelRange {
  readonly fromM: number;
  readonly toM: number;
  readonly stepM: number;
}

export interface WaterSettings {
  /** Whose ground; null: of the latest collection. */
  readonly collection: string | null;
  /** Ground, and the surface of rivers. */
  readonly classes: readonly number[];
  /** How far from the seed the ground is looked at. */
  readonly reachM: number;
  readonly cellSizeM: number;
  readonly connectivity: 4 | 8;
  /** Levels of the table; null: from the height of the seed upwards. */
  readonly range: LevelRange | null;
  readonly colours: WaterColours;
  /** 0.1…1. */
  readonly opacity: number;
}

export const WATER_SETTINGS: WaterSettings = {
  collection: null,
  classes: [2, 9],
  reachM: 300,
  cellSizeM: 1,
  connectivity: 8,
  range: null,
  colours: 'hazard',
  opacity: 0.8,
};

/** Levels of one table: the process takes 200. */
export const MAX_LEVELS = 200;
/** Rise above the seed that is looked at first, and its steps. */
const [USUAL_RISE_M, USUAL_STEP_M] = [5, 0.5];

export function usualRange(seedM: number): LevelRange {
  const fromM = Math.ceil(seedM / USUAL_STEP_M) * USUAL_STEP_M;
  return { fromM, toM: fromM + USUAL_RISE_M, stepM: USUAL_STEP_M };
}

/** As decimals: 3 × 0.1 is 0.3. */
export function levelsOf({ fromM, toM, stepM }: LevelRange): number[] {
  const count = stepM > 0 && toM >= fromM ? Math.min(MAX_LEVELS, Math.floor((toM - fromM) / stepM + 1e-9) + 1) : 1;
  return Array.from({ length: count }, (_, i) => Math.round((fromM + i * stepM) * 1e6) / 1e6);
}

/** Whether the process would take all levels of the range. */
export const fitsRange = ({ fromM, toM, stepM }: LevelRange): boolean =>
  stepM > 0 && toM >= fromM && (toM - fromM) / stepM < MAX_LEVELS;
