/** What the colour of the point under the pointer stands for, metres. */
import { type AppState, visibleCollections } from '../app-state.ts';
import { heightIn } from './height-grid.ts';
import { surfacesFor } from './state.ts';

/** @returns null where there is no point, or no surface to compare it with */
export function valueUnder(state: AppState): { readonly metres: number; readonly isChange: boolean } | null {
  const { pointer, appearance, view, seeing } = state;
  const { colourMode } = appearance;
  if (!pointer || !seeing.isOnCloud || view !== 'site' || (colourMode !== 'height' && colourMode !== 'change'))
    return null;
  const isChange = colourMode === 'change';
  for (const { id } of visibleCollections(state)) {
    const { ground, reference } = surfacesFor(state, id);
    const grid = isChange ? reference : ground;
    const metres = grid ? pointer.height - heightIn(grid, pointer.east, pointer.north) : Number.NaN;
    if (Number.isFinite(metres)) return { metres, isChange };
  }
  return null;
}
