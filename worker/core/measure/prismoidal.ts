/** Exact volume between two surfaces that are linear in pieces (volume.md, `tin`, プリズモイダル法). */
import { type Polygon, polygonArea } from '../geometry/polygon.ts';
import type { FacetShape } from '../surface/surface-shape.ts';
import type { CellTotals } from './cut-fill.ts';
import { Overlay } from './overlay.ts';
import { VolumeTotals } from './volume-totals.ts';

/**
 * Prisms over every piece of the overlay of the two surfaces in the polygon, split where they cross. What one of them
 * does not cover is void. Metres.
 * @throws {LimitError} for an outline that falls into too many trapezoids
 */
export function prismoidalVolume(polygon: Polygon, existing: FacetShape, compared: FacetShape): CellTotals {
  const totals = new VolumeTotals();
  new Overlay(polygon).visitPieces(existing, compared, (piece, before, after) => {
    const d0 = after[0]! - before[0]!;
    for (let i = 1; i + 1 < piece.count; i++) {
      const areaM2 = piece.twiceFanArea(i) / 2;
      // what rounding makes of a piece without area
      if (!(areaM2 > 0)) continue;
      totals.addPrism(areaM2, d0, after[i]! - before[i]!, after[i + 1]! - before[i + 1]!);
    }
  });
  return totals.totals(polygonArea(polygon));
}
