/** Which points of an object can be picked: those that the shader draws, by the same rules on the processor. */
import type { Points } from 'three';
import type { Appearance } from '../../state/appearance.ts';
import { needsOf } from '../../state/appearance.ts';
import { keepsPlace } from '../../state/seeing/clip.ts';
import { type FilterPoint, passesFilter } from '../../state/seeing/filter.ts';
import { type HeightGrid, heightIn } from '../../state/seeing/height-grid.ts';
import type { PointColumns } from '../../streaming/point-tree.ts';

/** Whether the point `index` of an object is drawn. */
export type Keeps = (object: Points, index: number) => boolean;

/** The columns of an object made by `point-layers.ts`. */
export function columnsOf(object: Points): PointColumns {
  return object.userData.columns as PointColumns;
}

/** Site position of a point. */
export function placeOf(
  { origin, position }: PointColumns,
  index: number,
): [east: number, north: number, height: number] {
  const at = 3 * index;
  return [
    origin[0] + (position[at] as number),
    origin[1] + (position[at + 1] as number),
    origin[2] + (position[at + 2] as number),
  ];
}

export function filterPointOf(columns: PointColumns, index: number, ground: HeightGrid | null): FilterPoint {
  const { detail, colour, time, timeBase } = columns;
  const [east, north, elevation] = placeOf(columns, index);
  return {
    classification: colour[4 * index + 3] as number,
    intensity: detail[4 * index] as number,
    source: detail[4 * index + 1] as number,
    returns: detail[4 * index + 2] as number,
    flags: detail[4 * index + 3] as number,
    elevation,
    height: ground ? elevation - heightIn(ground, east, north) : Number.NaN,
    time: time ? timeBase + (time[index] as number) : Number.NaN,
  };
}

/** @returns null where every point is drawn */
export function keepsOf(appearance: Appearance, groundOf: (collection: string) => HeightGrid | null): Keeps | null {
  const { filters, clips } = needsOf(appearance);
  if (!filters && !clips) return null;
  const { filter, clip } = appearance;
  return (object, index) => {
    const columns = columnsOf(object);
    if (clips && !keepsPlace(clip, ...placeOf(columns, index))) return false;
    return !filters || passesFilter(filter, filterPointOf(columns, index, groundOf(object.name)));
  };
}
