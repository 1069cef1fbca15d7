/** Settings of the profile and of the wires, as they are at first. */

export interface ProfileSettings {
  readonly pitchM: number;
  /** Level of standing water; null: none. */
  readonly waterLevelM: number | null;
  /** Rises and falls up to this height are not counted. */
  readonly climbToleranceM: number;
}

export interface WireSettings {
  readonly collection: string | null;
  readonly halfWidthM: number;
  /** Height of wires over the road, at least; null: of the ordinance. */
  readonly clearanceM: number | null;
  readonly source: 'auto' | 'classes' | 'heights';
}

export const PROFILE_SETTINGS: ProfileSettings = { pitchM: 20, waterLevelM: null, climbToleranceM: 0.3 };
export const WIRE_SETTINGS: WireSettings = { collection: null, halfWidthM: 3, clearanceM: null, source: 'auto' };
