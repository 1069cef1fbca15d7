/** What may help after a failure. Pure. */
import { CELL_SIZES_M, SPACINGS_M, type TakeOutSettings } from './settings.ts';

export interface Remedy {
  readonly name: 'allClasses' | 'surface' | 'thinner' | 'coarser';
  /** Zero where it says nothing. */
  readonly metres: number;
  readonly settings: TakeOutSettings;
}

/** A change of the settings that may help. */
export function remedyFor(code: string, settings: TakeOutSettings): Remedy | null {
  const { what, points, surface } = settings;
  const isOfPoints = what === 'points';
  if (code === 'NO_GROUND_CLASS' || code === 'NO_DATA') {
    if (isOfPoints && points.classChoice !== 'all') {
      return {
        name: 'allClasses',
        metres: 0,
        settings: { ...settings, points: { ...points, classChoice: 'all', classes: [] } },
      };
    }
    if (!isOfPoints && code === 'NO_GROUND_CLASS') {
      return { name: 'surface', metres: 0, settings: { ...settings, surface: { ...surface, kind: 'surface' } } };
    }
  }
  if (code !== 'LIMIT') return null;
  if (isOfPoints) {
    const metres = SPACINGS_M.find((spacing) => spacing > (points.minSpacingM ?? 0));
    return metres === undefined
      ? null
      : { name: 'thinner', metres, settings: { ...settings, points: { ...points, minSpacingM: metres } } };
  }
  const metres = CELL_SIZES_M.find((size) => size > surface.cellSizeM);
  return metres === undefined
    ? null
    : { name: 'coarser', metres, settings: { ...settings, surface: { ...surface, cellSizeM: metres } } };
}
