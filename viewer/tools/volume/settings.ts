/** What the user sets for a volume besides the area: surfaces, method, options. Pure. */
import type { Purpose } from '#core/measure/fitness.ts';
import type { RoundingName } from '#core/measure/rounding.ts';
import { type SoilClass, TRUCK_M3 } from '#core/measure/soil.ts';
import type { VolumeMethod } from './methods.ts';
import { NO_SURFACE, type SurfaceChoice } from './surface-choice.ts';

export interface VolumeSettings {
  /** The surface before. */
  readonly existing: SurfaceChoice;
  /** The surface after. */
  readonly compared: SurfaceChoice;
  readonly classes: readonly number[];
  readonly method: VolumeMethod;
  readonly cellSizeM: number;
  readonly maxEdgeM: number;
  readonly stationPitchM: number;
  readonly contourIntervalM: number;
  readonly purpose: Purpose;
  readonly soil: SoilClass | null;
  readonly truckM3: number;
  readonly rounding: RoundingName;
  /** Whether the compared surface is shifted by what the stable ground says. */
  readonly tieApply: boolean;
}

export const VOLUME_DEFAULTS: VolumeSettings = {
  existing: NO_SURFACE,
  compared: NO_SURFACE,
  classes: [2],
  method: 'grid',
  cellSizeM: 0.5,
  maxEdgeM: 5,
  stationPitchM: 5,
  contourIntervalM: 0.1,
  purpose: 'estimate',
  soil: null,
  truckM3: TRUCK_M3,
  rounding: 'sheet',
  tieApply: false,
};
