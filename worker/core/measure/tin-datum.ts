/** Two surfaces summed over a common datum plane (volume.md, `tin-datum`, TIN分割等を用いた求積). */
import { type Polygon, polygonArea } from '../geometry/polygon.ts';
import { type FacetShape, ownHeights } from '../surface/surface-shape.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { Overlay } from './overlay.ts';

export interface DatumVolume {
  readonly netM3: number;
  readonly coveredAreaM2: number;
  readonly voidAreaM2: number;
}

/**
 * Σ area × (mean height of the corners − datum) of each surface in the polygon, and the difference of the two sums. With
 * voids in one of them both are summed over what both cover: else the answer would depend on the datum. Metres.
 * @throws {LimitError} for an outline that falls into too many trapezoids
 */
export function tinDatumVolume(polygon: Polygon, existing: FacetShape, compared: FacetShape): DatumVolume {
  const overlay = new Overlay(polygon);
  const areaM2 = polygonArea(polygon);
  const datumM = datumUnder(existing, compared);
  const sums = [existing, compared].map((shape) => {
    const sum = new DatumSum(datumM);
    overlay.visitParts(shape, (part, heights) => sum.add(part, heights));
    return sum;
  }) as [DatumSum, DatumSum];
  if (sums.every(({ areaM2: covered }) => covered >= (1 - 1e-9) * areaM2)) {
    return { netM3: sums[1].volumeM3 - sums[0].volumeM3, coveredAreaM2: areaM2, voidAreaM2: 0 };
  }
  const [before, after] = [new DatumSum(datumM), new DatumSum(datumM)];
  overlay.visitPieces(existing, compared, (piece, beforeHeights, afterHeights) => {
    before.add(piece, beforeHeights);
    after.add(piece, afterHeights);
  });
  return {
    netM3: after.volumeM3 - before.volumeM3,
    coveredAreaM2: after.areaM2,
    voidAreaM2: Math.max(0, areaM2 - after.areaM2),
  };
}

/** A whole metre near the lowest vertex. It cancels; the nearer it is, the fewer digits cancel with it. */
function datumUnder(...shapes: FacetShape[]): number {
  let lowest = Infinity;
  for (const shape of shapes) {
    for (const height of ownHeights(shape)) if (height < lowest) lowest = height;
  }
  return Number.isFinite(lowest) ? Math.floor(lowest) : 0;
}

class DatumSum {
  private readonly volume = new CompensatedSum();
  private readonly area = new CompensatedSum();

  private readonly datumM: number;

  constructor(datumM: number) {
    this.datumM = datumM;
  }

  add(part: { readonly count: number; twiceFanArea(i: number): number }, heights: Float64Array): void {
    for (let i = 1; i + 1 < part.count; i++) {
      const areaM2 = part.twiceFanArea(i) / 2;
      if (!(areaM2 > 0)) continue;
      this.area.add(areaM2);
      this.volume.add((areaM2 * (heights[0]! + heights[i]! + heights[i + 1]! - 3 * this.datumM)) / 3);
    }
  }

  get volumeM3(): number {
    return this.volume.value;
  }

  get areaM2(): number {
    return this.area.value;
  }
}
