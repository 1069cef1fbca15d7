/** Loads the points around an area until their TIN over the area is that of all points. */
import { type Bounds, boundsTouch, growBounds } from '#core/geometry/bounds.ts';
import { isSettled } from '#core/measure/settled-tin.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { buildTin, type Tin } from '#core/surface/tin.ts';
import { loadPoints } from '../points/load-points.ts';
import { extentOf, type PointSource } from './surface-source.ts';

/** First width of the border that is loaded around an area, in metres, when the longest edge does not ask for more or less. */
const FIRST_MARGIN_M = 20;
/** Points that one surface may have. */
export const MAX_SURFACE_POINTS = 40_000_000;

/** The points of the source's classes in a box. @param box metres */
export async function loadBox(
  source: PointSource,
  box: Bounds,
  {
    classes = source.classes,
    onProgress,
  }: { classes?: readonly number[] | null; onProgress?: (fraction: number) => void } = {},
): Promise<PointColumns> {
  const { horizontalUnitM } = source.crs;
  const items = source.items.filter((item) => boundsTouch(item.bounds, box));
  // a hair wider, so that a point on the border is in whatever its unit
  const units = growBounds(box, 1e-6);
  return await loadPoints({
    items: items.map(({ path, record }) => ({ path, crs: record.crs })),
    bounds: {
      minE: units.minE / horizontalUnitM,
      minN: units.minN / horizontalUnitM,
      maxE: units.maxE / horizontalUnitM,
      maxN: units.maxN / horizontalUnitM,
    },
    ...(classes ? { classes } : {}),
    maxPoints: MAX_SURFACE_POINTS,
    ...(onProgress ? { onProgress } : {}),
  });
}

export interface LoadedTin {
  readonly tin: Tin;
  readonly points: PointColumns;
}

/**
 * @param area where heights will be asked for, metres
 * @param maxEdgeM triangles with a longer edge are no data
 * @returns a TIN without triangles where there are no points
 */
export async function loadTin(
  source: PointSource,
  area: Bounds,
  maxEdgeM: number,
  onProgress?: (fraction: number) => void,
): Promise<LoadedTin> {
  const data = extentOf(source.items);
  for (let marginM = Math.min(2 * maxEdgeM, FIRST_MARGIN_M); ; marginM *= 2) {
    const loaded = growBounds(area, marginM);
    const points = await loadBox(source, loaded, onProgress ? { onProgress } : {});
    const tin = buildTin(points);
    if (isSettled(tin, area, { loaded, data, marginM }, maxEdgeM)) return { tin, points };
  }
}
