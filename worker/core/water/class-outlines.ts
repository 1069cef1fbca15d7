/** Outlines of the depth classes at a level. */
import { outlineOf } from '../change/outline.ts';
import type { AreaGeometry } from '../geometry/polygon.ts';
import type { GridSpec } from '../surface/grid.ts';
import { DEPTH_CLASSES, depthClassOf } from './depth-classes.ts';

export interface ClassOutline {
  /** Index into {@link DEPTH_CLASSES}. */
  readonly depthClass: number;
  /** Metres. */
  readonly outline: AreaGeometry;
}

/**
 * The cells' borders, straightened by less than a cell, class by class: neighbouring classes may overlap or part by that much.
 * @param depths metres; NaN is dry
 * @param minAreaM2 smaller parts and holes are left out
 */
export function classOutlines(grid: GridSpec, depths: Float64Array, minAreaM2: number): ClassOutline[] {
  const labels = new Int32Array(depths.length);
  const seen = new Set<number>();
  for (let cell = 0; cell < depths.length; cell++) {
    if (!(depths[cell]! > 0)) continue;
    const depthClass = depthClassOf(depths[cell]!);
    labels[cell] = depthClass + 1;
    seen.add(depthClass);
  }
  const cells = { beginCol: 0, endCol: grid.cols, beginRow: 0, endRow: grid.rows };
  return DEPTH_CLASSES.flatMap((_, depthClass) => {
    if (!seen.has(depthClass)) return [];
    return [{ depthClass, outline: outlineOf(grid, labels, { label: depthClass + 1, cells }, minAreaM2) }];
  });
}
