/** What a view needs of a scenario: what it hides, and what it adds. Metres of the site frame. */
import type { MaskPart } from '#core/scenario/mask.ts';
import type { Mesh } from '#core/scenario/solids.ts';

/** Points that stand somewhere else than they were measured. */
export interface PlacedPoints {
  readonly id: string;
  /** East, north, height, three a point. */
  readonly positions: Float64Array;
  /** Red, green, blue, three a point. */
  readonly colours: Uint8Array;
  /** Their mean distance, metres. */
  readonly spacingM: number;
}

export interface PlacedModel {
  readonly id: string;
  /** Of the binary glTF: an object address of this page. */
  readonly url: string;
  readonly east: number;
  readonly north: number;
  readonly baseM: number;
  /** Clockwise from grid north. */
  readonly turnDeg: number;
  readonly scale: number;
}

/** Which picture of the place is drawn: as it was measured, as the scenario has it, or both beside a divider. */
export type ScenarioShown = 'before' | 'after' | 'swipe';

export interface ScenarioView {
  readonly mask: readonly MaskPart[];
  readonly mesh: Mesh;
  readonly points: readonly PlacedPoints[];
  readonly models: readonly PlacedModel[];
  readonly shown: ScenarioShown;
  /** Of `swipe`: as measured at its left; 0 at the left edge of the picture, 1 at the right one. */
  readonly split: number;
}
