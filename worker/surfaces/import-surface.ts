/** What a reader makes of a file before the user's words are laid over it. */
import type { SurfaceCheck, SurfaceData, SurfaceRecord } from './surface-record.ts';

export interface ReadSurface {
  readonly data: SurfaceData;
  readonly format: SurfaceRecord['source']['format'];
  readonly name: string;
  /** What the file says; null when it says nothing. */
  readonly crs: string | null;
  /** The file itself does not say `crs`: it was concluded, and a user who says another contradicts nobody. */
  readonly crsIsGuess?: boolean;
  readonly verticalDatum: string | null;
  readonly accuracyM: number | null;
  readonly checks: readonly SurfaceCheck[];
}
