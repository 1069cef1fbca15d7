/** Where the handle of the strip's width stands in the picture: beside the edge, never on the line's own handles. Pure but for the projection. */
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { Pixel } from '../drawing/hits.ts';

export interface StripHandle extends Pixel {
  /** The place of the line that it belongs to. */
  readonly foot: Pixel;
  /** Direction across the line to its right in the picture, of length 1. */
  readonly across: Pixel;
  readonly pxPerM: number;
}

/** The handle stands so far outside of the edge: a narrow strip is a line. */
export const HANDLE_GAP_PX = 16;
/** The middles of edges are handles already. */
const PLACE = 0.3;

export function stripHandle(
  view: Pick<MapView, 'project'>,
  vertices: readonly SitePosition[],
  widthM: number,
): StripHandle | null {
  const [from, to] = vertices;
  if (!from || !to) return null;
  const [dE, dN] = [to.east - from.east, to.north - from.north];
  const lengthM = Math.hypot(dE, dN);
  if (lengthM === 0) return null;
  const place = {
    east: from.east + PLACE * dE,
    north: from.north + PLACE * dN,
    height: from.height + PLACE * (to.height - from.height),
  };
  const foot = view.project(place);
  const beside = view.project({ ...place, east: place.east + dN / lengthM, north: place.north - dE / lengthM });
  if (!foot || !beside) return null;
  const pxPerM = Math.hypot(beside.x - foot.x, beside.y - foot.y);
  if (!(pxPerM > 1e-6)) return null;
  const across = { x: (beside.x - foot.x) / pxPerM, y: (beside.y - foot.y) / pxPerM };
  const awayPx = (widthM / 2) * pxPerM + HANDLE_GAP_PX;
  return { foot, across, pxPerM, x: foot.x + awayPx * across.x, y: foot.y + awayPx * across.y };
}
