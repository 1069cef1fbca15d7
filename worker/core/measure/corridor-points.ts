/** The points beside the line of a cross-section. Definition and limits: ../section/section.md. */
import type { PointColumns } from '../surface/point-columns.ts';
import { type Polyline, placeOnLine } from './polyline.ts';

/** Points of a corridor as parallel arrays, by surface, then by distance. */
export interface CorridorPoints {
  readonly distanceM: Float64Array;
  /** Right of the line positive. */
  readonly offsetM: Float64Array;
  readonly elevationM: Float64Array;
  readonly classification: Uint8Array;
  /** Index of the surface that a point belongs to. */
  readonly surface: Uint8Array;
  /** Points in the corridor; `returned` of them are in the arrays. */
  readonly total: number;
  readonly returned: number;
}

export interface CorridorOptions {
  /** Full width, metres. */
  readonly widthM: number;
  readonly maxPoints: number;
}

/**
 * Collects the points at most half of `widthM` from a line, its ends included. If they are more than `maxPoints`, an
 * even sample is returned: every point draws a lot from its own coordinates and the lowest lots stay, so the choice
 * depends neither on the order of the points nor on chance.
 */
export class CorridorCollector {
  private readonly line: Polyline;
  private readonly reachM: number;
  private readonly maxPoints: number;
  private columns: Columns;
  private count = 0;
  private total = 0;

  constructor(line: Polyline, { widthM, maxPoints }: CorridorOptions) {
    this.line = line;
    this.reachM = widthM / 2;
    this.maxPoints = maxPoints;
    this.columns = newColumns(4096);
  }

  /**
   * Adds the points whose place is at [beginM, endM) along the line; a stretch that ends with the line includes its end.
   * @param points metres
   */
  add(points: PointColumns, surface: number, beginM = 0, endM = this.line.lengthM): void {
    const { bounds, lengthM } = this.line;
    const reach = this.reachM;
    for (let i = 0; i < points.count; i++) {
      const e = points.east[i]!;
      const n = points.north[i]!;
      if (e < bounds.minE - reach || e > bounds.maxE + reach) continue;
      if (n < bounds.minN - reach || n > bounds.maxN + reach) continue;
      const place = placeOnLine(this.line, e, n);
      if (!place || Math.abs(place.offsetM) > reach) continue;
      if (place.distanceM < beginM || (place.distanceM >= endM && endM < lengthM)) continue;
      this.push(
        place.distanceM,
        place.offsetM,
        points.height[i]!,
        points.classification[i]!,
        surface,
        drawLot(e, n, points.height[i]!),
      );
    }
  }

  private push(distance: number, offset: number, elevation: number, code: number, surface: number, lot: number): void {
    this.total++;
    if (this.count === this.columns.distanceM.length) this.makeRoom();
    const { distanceM, offsetM, elevationM, classification, surface: surfaces, lots } = this.columns;
    const i = this.count++;
    distanceM[i] = distance;
    offsetM[i] = offset;
    elevationM[i] = elevation;
    classification[i] = code;
    surfaces[i] = surface;
    lots[i] = lot;
  }

  /** Thins what is there once it is twice the limit, or else doubles the columns. */
  private makeRoom(): void {
    if (this.count > 2 * this.maxPoints + 4096) {
      const kept = this.lowestLots();
      this.columns = pickColumns(this.columns, kept, this.columns.distanceM.length);
      this.count = kept.length;
    } else {
      const all = Uint32Array.from({ length: this.count }, (_, i) => i);
      this.columns = pickColumns(this.columns, all, 2 * this.count);
    }
  }

  private lowestLots(): Uint32Array {
    const order = Uint32Array.from({ length: this.count }, (_, i) => i);
    if (this.count <= this.maxPoints) return order;
    const { lots } = this.columns;
    return order.sort((a, b) => lots[a]! - lots[b]! || byPlace(this.columns, a, b)).subarray(0, this.maxPoints);
  }

  finish(): CorridorPoints {
    const chosen = this.lowestLots().sort((a, b) => byPlace(this.columns, a, b));
    const { lots: _, ...columns } = pickColumns(this.columns, chosen, chosen.length);
    return { ...columns, total: this.total, returned: chosen.length };
  }
}

/** The corridor of whole surfaces at once. @param surfaces points of each surface, metres */
export function cutPoints(surfaces: readonly PointColumns[], line: Polyline, options: CorridorOptions): CorridorPoints {
  const collector = new CorridorCollector(line, options);
  for (const [surface, points] of surfaces.entries()) collector.add(points, surface);
  return collector.finish();
}

interface Columns {
  readonly distanceM: Float64Array;
  readonly offsetM: Float64Array;
  readonly elevationM: Float64Array;
  readonly classification: Uint8Array;
  readonly surface: Uint8Array;
  readonly lots: Uint32Array;
}

function newColumns(size: number): Columns {
  return {
    distanceM: new Float64Array(size),
    offsetM: new Float64Array(size),
    elevationM: new Float64Array(size),
    classification: new Uint8Array(size),
    surface: new Uint8Array(size),
    lots: new Uint32Array(size),
  };
}

function pickColumns(from: Columns, indices: Uint32Array, size: number): Columns {
  const to = newColumns(size);
  for (const [i, index] of indices.entries()) {
    to.distanceM[i] = from.distanceM[index]!;
    to.offsetM[i] = from.offsetM[index]!;
    to.elevationM[i] = from.elevationM[index]!;
    to.classification[i] = from.classification[index]!;
    to.surface[i] = from.surface[index]!;
    to.lots[i] = from.lots[index]!;
  }
  return to;
}

/** A total order up to points that are alike in everything that is returned. */
function byPlace(columns: Columns, a: number, b: number): number {
  return (
    columns.surface[a]! - columns.surface[b]! ||
    columns.distanceM[a]! - columns.distanceM[b]! ||
    columns.offsetM[a]! - columns.offsetM[b]! ||
    columns.elevationM[a]! - columns.elevationM[b]! ||
    columns.classification[a]! - columns.classification[b]!
  );
}

/** 32 well-mixed bits of three coordinates at millimetres (murmur3's finaliser between the parts). */
function drawLot(east: number, north: number, height: number): number {
  let bits = 0;
  for (const value of [east, north, height]) {
    const millimetres = Math.round(value * 1000);
    bits = mix(bits ^ (millimetres | 0));
    bits = mix(bits ^ Math.floor(millimetres / 2 ** 32));
  }
  return bits >>> 0;
}

function mix(bits: number): number {
  let h = (bits + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
