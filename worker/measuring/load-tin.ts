/** Loads the points around an area until their TIN over the area is that of all points. */
import { type Bounds, boundsTouch, growBounds } from '#core/geometry/bounds.ts';
import { anyInside, circlesTouch, type LoadedBox, openCircles, reachedBoxes } from '#core/measure/settled-tin.ts';
import type { CellMask } from '#core/section/near-lines.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { type StackedTin, stackTin } from '#core/surface/stacked-tin.ts';
import { loadPoints } from '../points/load-points.ts';
import { extentOf, type PointLayer, type PointSource } from './surface-source.ts';

/** First width of the border that is loaded around an area, in metres, when the longest edge does not ask for more or less. */
const FIRST_MARGIN_M = 20;
/** Points that one surface may have. */
export const MAX_SURFACE_POINTS = 40_000_000;

type OnProgress = (fraction: number) => void;

export interface LoadLayerOptions {
  readonly onProgress?: OnProgress;
  /** Tells of a box (metres) whether its points are wanted. */
  readonly wants?: (box: Bounds) => boolean;
  /** Only points in its marked cells; metres. */
  readonly within?: CellMask;
  /** Other threads are at work already: no second one helps. */
  readonly isAlone?: boolean;
}

/** The points of one layer in a box. @param box metres */
export async function loadLayer(
  { crs }: PointSource,
  layer: Pick<PointLayer, 'items' | 'returns' | 'heightShiftM'> & { readonly classes: readonly number[] | null },
  box: Bounds,
  { onProgress, wants, within, isAlone }: LoadLayerOptions = {},
): Promise<PointColumns> {
  const { horizontalUnitM } = crs;
  const inMetres = ({ minE, minN, maxE, maxN }: Bounds) => ({
    minE: minE * horizontalUnitM,
    minN: minN * horizontalUnitM,
    maxE: maxE * horizontalUnitM,
    maxN: maxN * horizontalUnitM,
  });
  const items = layer.items.filter((item) => boundsTouch(item.bounds, box));
  // a hair wider, so that a point on the border is in whatever its unit
  const units = growBounds(box, 1e-6);
  const points = await loadPoints({
    items: items.map(({ path, record }) => ({ path, crs: record.crs })),
    bounds: {
      minE: units.minE / horizontalUnitM,
      minN: units.minN / horizontalUnitM,
      maxE: units.maxE / horizontalUnitM,
      maxN: units.maxN / horizontalUnitM,
    },
    ...(layer.classes ? { classes: layer.classes } : {}),
    returns: layer.returns,
    maxPoints: MAX_SURFACE_POINTS,
    ...(wants ? { wants: (node: Bounds) => wants(inMetres(node)) } : {}),
    ...(within ? { within } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(isAlone ? { parallelFrom: Infinity } : {}),
  });
  if (layer.heightShiftM !== 0) for (let i = 0; i < points.count; i++) points.height[i]! += layer.heightShiftM;
  return points;
}

/** Every point of every item in a box, whatever its class, in the order of the items. @param box metres */
export function loadAllPoints(source: PointSource, box: Bounds): Promise<PointColumns> {
  const heightShiftM = source.layers[0]?.heightShiftM ?? 0;
  return loadLayer(source, { items: source.items, classes: null, returns: 'all', heightShiftM }, box);
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
  { onProgress, isAlone = false }: Pick<LoadLayerOptions, 'onProgress' | 'isAlone'> = {},
): Promise<StackedTin> {
  const data = extentOf(source.items);
  const keep = source.layers.some(({ returns }) => returns === 'first') ? 'highest' : 'lowest';
  for (let marginM = Math.min(2 * maxEdgeM, FIRST_MARGIN_M); ; marginM *= 2) {
    const loaded = growBounds(area, marginM);
    const surveys: PointColumns[] = [];
    for (const [i, layer] of source.layers.entries()) {
      const ownProgress = (part: number) => onProgress?.((i + part) / source.layers.length);
      surveys.push(await loadLayer(source, layer, loaded, { onProgress: ownProgress, isAlone }));
    }
    const stacked = stackTin(surveys, maxEdgeM, keep);
    if (await isFinal(source, stacked, area, { loaded, data, marginM }, maxEdgeM)) return stacked;
  }
}

/**
 * Whether the TIN over the area is that of all points. Where circles reach beyond the loaded box (along voids they are
 * wide), the points there are looked at: empty circles settle it without a wider TIN.
 */
async function isFinal(
  source: PointSource,
  { tins }: StackedTin,
  area: Bounds,
  box: LoadedBox,
  maxEdgeM: number,
): Promise<boolean> {
  for (const [i, tin] of tins.entries()) {
    // what an earlier survey covers matters as far as an edge of the last TIN reaches
    const isLast = i + 1 === tins.length;
    const own = isLast ? area : growBounds(area, maxEdgeM);
    const circles = openCircles(tin, own, isLast ? box : { ...box, marginM: box.marginM - maxEdgeM }, maxEdgeM);
    if (!circles) return false;
    const wants = (node: Bounds) => circlesTouch(circles, node);
    for (const part of reachedBoxes(circles, box)) {
      for (const layer of source.layers) {
        const { east, north } = await loadLayer(source, layer, part, { wants });
        if (anyInside(circles, east, north)) return false;
      }
    }
  }
  return true;
}
