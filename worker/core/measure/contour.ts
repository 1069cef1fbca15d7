/** Volume by horizontal slices (volume.md, `contour`, 等高線法). Metres. */
import { LimitError } from '#core/errors.ts';
import type { ConvexPolygon } from '../geometry/clip-convex.ts';
import { type Polygon, polygonArea } from '../geometry/polygon.ts';
import type { FacetShape } from '../surface/surface-shape.ts';
import { CompensatedSum } from './compensated-sum.ts';
import type { CellTotals } from './cut-fill.ts';
import { Overlay } from './overlay.ts';
import { VolumeTotals } from './volume-totals.ts';

/** Most slices of one area. */
export const MAX_SLICES = 20_000;

/**
 * Sums slices of the bodies between the two surfaces: A is the area at a height where that height is above the one surface
 * and not above the other, V = Σ (A₁ + A₂)/2·Δh. The slices of a body (fill, cut) start at its lowest height; the last one
 * is thinner. A level facet belongs to the slice on the body's side of it.
 * @throws {LimitError} when there would be too many slices
 */
export function contourVolume(
  polygon: Polygon,
  existing: FacetShape,
  compared: FacetShape,
  intervalM: number,
): CellTotals {
  const overlay = new Overlay(polygon);
  const totals = new VolumeTotals();
  const fill = new SlicedBody(intervalM);
  const cut = new SlicedBody(intervalM);
  overlay.visitPieces(existing, compared, (piece, before, after) => {
    fill.widen(piece, before, after);
    cut.widen(piece, after, before);
    const d0 = after[0]! - before[0]!;
    for (let i = 1; i + 1 < piece.count; i++) {
      const areaM2 = piece.twiceFanArea(i) / 2;
      if (areaM2 > 0) totals.addPrism(areaM2, d0, after[i]! - before[i]!, after[i + 1]! - before[i + 1]!);
    }
  });
  // areas, means and extremes are known from the pieces; only the volumes are those of slices
  const known = totals.totals(polygonArea(polygon));
  fill.slice();
  cut.slice();
  overlay.visitPieces(existing, compared, (piece, before, after) => {
    fill.add(piece, before, after);
    cut.add(piece, after, before);
  });
  const [cutM3, fillM3] = [cut.volumeM3(), fill.volumeM3()];
  const netM3 = fillM3 - cutM3;
  const meanDifferenceM = known.coveredAreaM2 > 0 ? netM3 / known.coveredAreaM2 : null;
  return { ...known, cutM3, fillM3, netM3, meanDifferenceM };
}

/** What lies over one surface and under another, in slices: its area at every level, just above it and just below it. */
class SlicedBody {
  private readonly intervalM: number;
  private lowest = Infinity;
  private highest = -Infinity;
  private levels = new Float64Array(0);
  private above: readonly CompensatedSum[] = [];
  private below: readonly CompensatedSum[] = [];
  private readonly corners = [new Corners(), new Corners()] as const;

  constructor(intervalM: number) {
    this.intervalM = intervalM;
  }

  /** Takes a piece into the range of heights. */
  widen(piece: ConvexPolygon, bottom: Float64Array, top: Float64Array): void {
    for (let i = 0; i < piece.count; i++) {
      const j = i + 1 === piece.count ? 0 : i + 1;
      const own = top[i]! - bottom[i]!;
      const next = top[j]! - bottom[j]!;
      if (own > 0) this.include(bottom[i]!, top[i]!);
      if (own * next >= 0) continue;
      const crossing = bottom[i]! + (own / (own - next)) * (bottom[j]! - bottom[i]!);
      this.include(crossing, crossing);
    }
  }

  private include(low: number, high: number): void {
    if (low < this.lowest) this.lowest = low;
    if (high > this.highest) this.highest = high;
  }

  /** Sets the levels, once the range is known. */
  slice(): void {
    const { lowest, highest, intervalM } = this;
    if (!(lowest < highest)) return;
    const slices = Math.max(1, Math.ceil((highest - lowest) / intervalM - 1e-9));
    if (slices > MAX_SLICES) {
      throw new LimitError(
        `slices of ${intervalM} m over ${(highest - lowest).toFixed(1)} m of height are ${slices}; at most ${MAX_SLICES} are allowed: take a larger interval`,
        { limit: MAX_SLICES, actual: slices },
      );
    }
    this.levels = Float64Array.from({ length: slices + 1 }, (_, i) =>
      i === slices ? highest : lowest + i * intervalM,
    );
    this.above = Array.from(this.levels, () => new CompensatedSum());
    this.below = Array.from(this.levels, () => new CompensatedSum());
  }

  /** Adds the areas of a piece at every level. */
  add(piece: ConvexPolygon, bottom: Float64Array, top: Float64Array): void {
    const { levels, intervalM } = this;
    if (levels.length === 0) return;
    let [low, high] = [Infinity, -Infinity];
    let isBody = false;
    for (let i = 0; i < piece.count; i++) {
      low = Math.min(low, bottom[i]!);
      high = Math.max(high, top[i]!);
      if (top[i]! > bottom[i]!) isBody = true;
    }
    if (!isBody) return;
    const first = Math.max(0, Math.floor((low - levels[0]!) / intervalM) - 1);
    for (let i = first; i < levels.length && levels[i]! <= high + SAME_HEIGHT_M; i++) {
      const level = levels[i]!;
      if (level < low - SAME_HEIGHT_M) continue;
      const above = this.areaAt(piece, bottom, top, level, true);
      const below = this.areaAt(piece, bottom, top, level, false);
      if (above > 0) this.above[i]!.add(above);
      if (below > 0) this.below[i]!.add(below);
    }
  }

  /** Area where bottom ≤ level < top (just above the level) or bottom < level ≤ top (just below). */
  private areaAt(
    piece: ConvexPolygon,
    bottom: Float64Array,
    top: Float64Array,
    level: number,
    isAbove: boolean,
  ): number {
    const [one, other] = this.corners;
    // a facet that lies in the level is in on one side only
    if (liesIn(isAbove ? top : bottom, piece.count, level)) return 0;
    one.set(piece, bottom, top, level, isAbove);
    one.clip('bottom', other);
    other.clip('top', one);
    return one.area();
  }

  volumeM3(): number {
    const sum = new CompensatedSum();
    for (let i = 0; i + 1 < this.levels.length; i++) {
      const thickness = this.levels[i + 1]! - this.levels[i]!;
      sum.add(((this.above[i]!.value + this.below[i + 1]!.value) / 2) * thickness);
    }
    return sum.value;
  }
}

/** Heights that differ by less are one: what rounding makes of a level facet. Metres. */
const SAME_HEIGHT_M = 1e-9;

function liesIn(heights: Float64Array, count: number, level: number): boolean {
  for (let i = 0; i < count; i++) if (Math.abs(heights[i]! - level) > SAME_HEIGHT_M) return false;
  return true;
}

/** Corners of a convex piece with their heights over the bottom (level − bottom) and under the top (top − level). */
class Corners {
  private count = 0;
  private readonly east = new Float64Array(64);
  private readonly north = new Float64Array(64);
  private readonly bottom = new Float64Array(64);
  private readonly top = new Float64Array(64);

  set(piece: ConvexPolygon, bottom: Float64Array, top: Float64Array, level: number, isAbove: boolean): void {
    this.count = piece.count;
    const [overBottom, underTop] = isAbove ? [SAME_HEIGHT_M, 0] : [0, SAME_HEIGHT_M];
    for (let i = 0; i < piece.count; i++) {
      this.east[i] = piece.east[i]!;
      this.north[i] = piece.north[i]!;
      this.bottom[i] = level - bottom[i]! + overBottom;
      this.top[i] = top[i]! - level + underTop;
    }
  }

  /** Puts the part where `name` is not negative into `to`. */
  clip(name: 'bottom' | 'top', to: Corners): void {
    const values = this[name];
    to.count = 0;
    for (let i = 0; i < this.count; i++) {
      const j = i + 1 === this.count ? 0 : i + 1;
      const own = values[i]!;
      const next = values[j]!;
      if (own >= 0) to.push(this.east[i]!, this.north[i]!, this.bottom[i]!, this.top[i]!);
      if ((own > 0 && next < 0) || (own < 0 && next > 0)) {
        const share = own / (own - next);
        const between = (column: Float64Array) => column[i]! + share * (column[j]! - column[i]!);
        to.push(between(this.east), between(this.north), between(this.bottom), between(this.top));
      }
    }
  }

  area(): number {
    const { count, east, north } = this;
    let twice = 0;
    for (let i = 1; i + 1 < count; i++) {
      twice +=
        (east[i]! - east[0]!) * (north[i + 1]! - north[0]!) - (east[i + 1]! - east[0]!) * (north[i]! - north[0]!);
    }
    return twice / 2;
  }

  private push(east: number, north: number, bottom: number, top: number): void {
    this.east[this.count] = east;
    this.north[this.count] = north;
    this.bottom[this.count] = bottom;
    this.top[this.count] = top;
    this.count++;
  }
}
