/** What the seeing of points needs beside the look: surfaces to compare with, a sample of what is on the screen, a shape to cut with. */

import { type DrawingState, emptyDrawing } from '../../tools/drawing/state.ts';
import type { AppState } from '../app-state.ts';
import { needsOf } from '../appearance.ts';
import { epochsOf } from '../compare.ts';
import type { OpenRanges, ViewSurfaces } from '../map-view.ts';
import type { HeightGrid } from './height-grid.ts';
import type { PointSample } from './sample.ts';

export type SurfaceLoad =
  | { readonly state: 'loading'; readonly grid: HeightGrid | null }
  | { readonly state: 'ready'; readonly grid: HeightGrid }
  /** `none`: there is no such surface here; else the server did not answer as it should. */
  | { readonly state: 'none' | 'failed'; readonly grid: null; readonly code: string };

export interface SeeingState {
  readonly sample: PointSample | null;
  /** By {@link surfaceKey}. */
  readonly surfaces: Readonly<Record<string, SurfaceLoad>>;
  /** Whether the resting pointer is on a point of the cloud. */
  readonly isOnCloud: boolean;
  /** The shape that cuts, while it is drawn in the panel. */
  readonly drawing: DrawingState;
}

export const EMPTY_SEEING: SeeingState = {
  sample: null,
  surfaces: {},
  isOnCloud: false,
  drawing: emptyDrawing('polygon'),
};

export function surfaceKey(collection: string, surface: 'dtm' | 'dsm'): string {
  return `${collection}/${surface}`;
}

/** Collections whose surface another one can be compared with: the opened ones that share the site frame. */
export function referenceChoices({ collections, frame }: Pick<AppState, 'collections' | 'frame'>): readonly string[] {
  return collections.filter(({ proj4 }) => proj4 === frame?.proj4).map(({ id }) => id);
}

/** The collection that points are compared with: the chosen one, else the oldest; null where there is nothing to compare. */
export function referenceOf(state: Pick<AppState, 'collections' | 'frame' | 'appearance'>): string | null {
  const choices = referenceChoices(state);
  const { reference } = state.appearance;
  if (reference !== null && choices.includes(reference)) return reference;
  if (choices.length < 2) return null;
  return epochsOf(state.collections.filter(({ id }) => choices.includes(id)))[0]?.id ?? choices[0] ?? null;
}

/** The surfaces that the look asks for: collection and kind. */
export function wantedSurfaces(
  state: Pick<AppState, 'collections' | 'frame' | 'appearance' | 'hidden' | 'looks' | 'view'>,
): readonly (readonly [collection: string, surface: 'dtm' | 'dsm'])[] {
  const { ground, reference } = state.view === 'site' ? needsOf(state.appearance) : globeNeeds(state);
  const grounds = ground ? referenceChoices(state).filter((id) => !state.hidden.has(id)) : [];
  const other = reference ? referenceOf(state) : null;
  const wanted = grounds.map((id) => [id, 'dtm'] as const);
  if (other === null || (state.appearance.referenceSurface === 'dtm' && grounds.includes(other))) return wanted;
  return [...wanted, [other, state.appearance.referenceSurface] as const];
}

/** The globe knows no filters by height; its layers have looks of their own. */
function globeNeeds({ appearance, looks }: Pick<AppState, 'appearance' | 'looks'>) {
  const modes = [appearance.colourMode, ...Object.values(looks).map(({ colourMode }) => colourMode)];
  return { ground: modes.includes('height'), reference: modes.includes('change') };
}

/** What a collection's points are compared with, as far as it is there. */
export function surfacesFor(
  state: Pick<AppState, 'collections' | 'frame' | 'appearance' | 'seeing'>,
  collection: string,
): ViewSurfaces {
  const { surfaces } = state.seeing;
  const other = referenceOf(state);
  return {
    ground: surfaces[surfaceKey(collection, 'dtm')]?.grid ?? null,
    reference: other ? (surfaces[surfaceKey(other, state.appearance.referenceSurface)]?.grid ?? null) : null,
  };
}

/** Two surveys of the same ground differ by chance by less than this in nineteen of twenty places. */
const TWO_SIDED_95 = 1.96;

/** Level of detection of a change, metres: as the user says, else from what both surveys state; 0 where they do not. */
export function detectionOf(
  state: Pick<AppState, 'collections' | 'frame' | 'appearance' | 'seeing' | 'hidden'>,
): number {
  const { appearance, seeing, collections, hidden } = state;
  if (appearance.detectionM !== null) return appearance.detectionM;
  const other = referenceOf(state);
  const accuracyOf = (id: string) =>
    (seeing.surfaces[surfaceKey(id, 'dtm')] ?? seeing.surfaces[surfaceKey(id, 'dsm')])?.grid?.accuracyM ?? null;
  const stated = other === null ? null : accuracyOf(other);
  if (stated === null) return 0;
  const shown = collections
    .filter(({ id }) => id !== other && !hidden.has(id))
    .map(({ id }) => accuracyOf(id) ?? stated);
  return TWO_SIDED_95 * Math.hypot(stated, Math.max(stated, ...shown));
}

/** Usual ends of times where nothing is known of them. */
const NO_TIMES = [0, 1] as const;

export function openRanges(
  state: Pick<AppState, 'collections' | 'frame' | 'appearance' | 'seeing' | 'hidden'>,
  elevationM: readonly [number, number],
): OpenRanges {
  return { elevationM, timeS: state.seeing.sample?.timeRangeS ?? NO_TIMES, detectionM: detectionOf(state) };
}

/** The state of the surfaces that the look asks for, for words about it. */
export function surfaceStates(
  state: Pick<AppState, 'collections' | 'frame' | 'appearance' | 'seeing' | 'hidden' | 'looks' | 'view'>,
): readonly { readonly collection: string; readonly load: SurfaceLoad | null }[] {
  return wantedSurfaces(state).map(([collection, surface]) => ({
    collection,
    load: state.seeing.surfaces[surfaceKey(collection, surface)] ?? null,
  }));
}
