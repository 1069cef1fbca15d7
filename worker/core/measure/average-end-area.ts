/** Volume from sections across an axis (volume.md, `average-end-area`, 平均断面法). Metres. */
import { LimitError } from '#core/errors.ts';
import { type Polygon, polygonArea, ringsOf } from '../geometry/polygon.ts';
import { smallestRectangle, type TurnedRectangle } from '../geometry/smallest-rectangle.ts';
import { type SurfaceShape, shapeHeights } from '../surface/surface-shape.ts';
import { CompensatedSum } from './compensated-sum.ts';
import type { CellTotals } from './cut-fill.ts';
import { type Polyline, positionsAlong, stationsAlong } from './polyline.ts';

/** Heights that all sections of one area may ask for. */
export const MAX_SECTION_SAMPLES = 16_000_000;
/** The first and the last section stand this share of the length inside the rectangle: on its side they may be empty. */
const END_SHIFT = 1e-9;

/** What a section shows. Widths are those of the area's intervals across the section. */
export interface EndArea {
  readonly stationM: number;
  readonly cutM2: number;
  readonly fillM2: number;
  readonly cutWidthM: number;
  readonly fillWidthM: number;
  readonly coveredWidthM: number;
  readonly voidWidthM: number;
}

/** Integral over the stations of one of the sections' numbers: (A1 + A2)/2·L from each to the next. @param sections ascending */
export function sumEndAreas<Name extends string>(
  sections: readonly (Readonly<Record<Name, number>> & { readonly stationM: number })[],
  name: Name,
): number {
  const sum = new CompensatedSum();
  for (let i = 0; i + 1 < sections.length; i++) {
    const [near, far] = [sections[i]!, sections[i + 1]!];
    sum.add(((near[name] + far[name]) / 2) * (far.stationM - near.stationM));
  }
  return sum.value;
}

export interface EndAreaVolume extends CellTotals {
  readonly sections: readonly EndArea[];
}

/** Where a section stands: a point of the axis and the direction in which the axis runs there (unit length). */
interface SectionFrame {
  readonly stationM: number;
  readonly originE: number;
  readonly originN: number;
  readonly alongE: number;
  readonly alongN: number;
}

export interface EndAreaOptions {
  readonly stationPitchM: number;
  /** Distance of heights along a section. */
  readonly stepM: number;
  /** The axis; absent: the longer side of the smallest rectangle around the polygon. */
  readonly alignment?: Polyline | undefined;
}

/**
 * Sections across the axis every `stationPitchM` from its beginning (without an alignment: the western end of the
 * rectangle), and at its end; the last interval is shorter. Along a section heights are taken every `stepM` and at the
 * area's border; between them the difference is linear and is split where it is nothing. What of the area lies before
 * the beginning or beyond the end of an alignment is not counted: it is void.
 * @throws {LimitError} when there would be too many heights
 */
export function averageEndAreaVolume(
  polygon: Polygon,
  existing: SurfaceShape,
  compared: SurfaceShape,
  { stationPitchM, stepM, alignment }: EndAreaOptions,
): EndAreaVolume {
  const rings = ringsOf(polygon);
  const rectangle = smallestRectangle(
    Float64Array.from(rings.flatMap(({ east }) => [...east])),
    Float64Array.from(rings.flatMap(({ north }) => [...north])),
  );
  const lengthM = alignment ? alignment.lengthM : rectangle.length;
  const count = Math.max(1, Math.ceil(lengthM / stationPitchM - 1e-9)) + 1;
  const samples = count * ((alignment ? Math.hypot(rectangle.length, rectangle.width) : rectangle.width) / stepM + 2);
  if (!(samples <= MAX_SECTION_SAMPLES)) {
    throw new LimitError(
      `sections every ${stationPitchM} m with heights every ${stepM} m need ${Math.ceil(samples)} heights; at most ${MAX_SECTION_SAMPLES} are allowed: take a larger pitch or larger cells`,
      { limit: MAX_SECTION_SAMPLES, actual: Math.ceil(samples) },
    );
  }
  const frames = alignment ? framesAlong(alignment, stationPitchM) : framesOf(rectangle, stationPitchM, count);
  const range = { lowest: Infinity, highest: -Infinity };
  const sections = frames.map((frame): EndArea => {
    const { originE, originN, alongE, alongN } = frame;
    return sectionAt(
      frame.stationM,
      crossings(edgesAlong(rings, frame)),
      (across) => {
        const east = across.map((v) => originE - v * alongN);
        const north = across.map((v) => originN + v * alongE);
        const before = shapeHeights(existing, east, north);
        const differences = shapeHeights(compared, east, north).map((height, k) => height - before[k]!);
        for (const d of differences) {
          if (d < range.lowest) range.lowest = d;
          if (d > range.highest) range.highest = d;
        }
        return differences;
      },
      stepM,
    );
  });
  return { ...totalsOf(sections, polygonArea(polygon), range, alignment !== undefined), sections };
}

function framesOf(rectangle: TurnedRectangle, stationPitchM: number, count: number): SectionFrame[] {
  const { originE, originN, alongE, alongN, length } = rectangle;
  const shift = END_SHIFT * length;
  return Array.from({ length: count }, (_, i) => {
    const stationM = i + 1 === count ? length : i * stationPitchM;
    const at = Math.min(length - shift, Math.max(shift, stationM));
    return { stationM, originE: originE + at * alongE, originN: originN + at * alongN, alongE, alongN };
  });
}

/** At a vertex the section halves the bend. */
function framesAlong(alignment: Polyline, stationPitchM: number): SectionFrame[] {
  const stations = stationsAlong(alignment, stationPitchM);
  const shift = END_SHIFT * alignment.lengthM;
  const at = stations.map((station) => Math.min(alignment.lengthM - shift, Math.max(shift, station)));
  const { east, north } = positionsAlong(alignment, at);
  return Array.from(stations, (stationM, i) => {
    const [alongE, alongN] = directionAt(alignment, at[i]!);
    return { stationM, originE: east[i]!, originN: north[i]!, alongE, alongN };
  });
}

function directionAt({ east, north, distance }: Polyline, at: number): [number, number] {
  const last = distance.length - 1;
  let segment = 0;
  while (segment < last - 1 && at >= distance[segment + 1]!) segment++;
  const unit = (i: number): [number, number] => {
    const length = distance[i + 1]! - distance[i]!;
    return [(east[i + 1]! - east[i]!) / length, (north[i + 1]! - north[i]!) / length];
  };
  const own = unit(segment);
  if (segment === 0 || at - distance[segment]! > 1e-9 * distance[last]!) return own;
  const before = unit(segment - 1);
  const [sumE, sumN] = [own[0] + before[0], own[1] + before[1]];
  const length = Math.hypot(sumE, sumN);
  return length > 1e-9 ? [sumE / length, sumN / length] : own;
}

function totalsOf(
  sections: readonly EndArea[],
  areaM2: number,
  { lowest, highest }: { lowest: number; highest: number },
  hasAlignment: boolean,
): CellTotals {
  const cutM3 = sumEndAreas(sections, 'cutM2');
  const fillM3 = sumEndAreas(sections, 'fillM2');
  const covered = sumEndAreas(sections, 'coveredWidthM');
  const voids = sumEndAreas(sections, 'voidWidthM');
  // sections see shares of the area; the area itself is known. An alignment may pass by a part of it
  const seenAreaM2 = hasAlignment ? Math.min(areaM2, covered + voids) : areaM2;
  const voidAreaM2 = areaM2 - seenAreaM2 + (voids > 0 ? seenAreaM2 * (voids / (covered + voids)) : 0);
  return {
    cutM3,
    fillM3,
    netM3: fillM3 - cutM3,
    cutAreaM2: sumEndAreas(sections, 'cutWidthM'),
    fillAreaM2: sumEndAreas(sections, 'fillWidthM'),
    coveredAreaM2: covered > 0 ? areaM2 - voidAreaM2 : 0,
    voidAreaM2: covered > 0 ? voidAreaM2 : areaM2,
    meanDifferenceM: covered > 0 ? (fillM3 - cutM3) / covered : null,
    minDifferenceM: lowest <= highest ? lowest : null,
    maxDifferenceM: lowest <= highest ? highest : null,
  };
}

/** Edges of the rings as (along, across) of both ends, four numbers each, in the section's frame. */
function edgesAlong(
  rings: readonly { readonly east: Float64Array; readonly north: Float64Array }[],
  { originE, originN, alongE, alongN }: SectionFrame,
): Float64Array {
  const edges: number[] = [];
  const place = (e: number, n: number) => {
    const dE = e - originE;
    const dN = n - originN;
    edges.push(alongE * dE + alongN * dN, alongE * dN - alongN * dE);
  };
  for (const { east, north } of rings) {
    for (let i = 0; i < east.length; i++) {
      const j = (i + 1) % east.length;
      place(east[i]!, north[i]!);
      place(east[j]!, north[j]!);
    }
  }
  return Float64Array.from(edges);
}

/** Where a section enters and leaves the area, ascending, in pairs. */
function crossings(edges: Float64Array): Float64Array {
  const found: number[] = [];
  for (let k = 0; k < edges.length; k += 4) {
    const a = edges[k]!;
    const b = edges[k + 2]!;
    // half-open, so that a vertex on the section counts once
    if (a <= 0 === b <= 0) continue;
    found.push(edges[k + 1]! - (a / (b - a)) * (edges[k + 3]! - edges[k + 1]!));
  }
  return Float64Array.from(found).sort();
}

function sectionAt(
  stationM: number,
  borders: Float64Array,
  differencesAt: (across: Float64Array) => Float64Array,
  stepM: number,
): EndArea {
  const sums = { cutM2: 0, fillM2: 0, cutWidthM: 0, fillWidthM: 0, coveredWidthM: 0, voidWidthM: 0 };
  for (let k = 0; k + 1 < borders.length; k += 2) {
    const from = borders[k]!;
    const width = borders[k + 1]! - from;
    if (!(width > 0)) continue;
    const steps = Math.max(1, Math.ceil(width / stepM - 1e-9));
    const across = Float64Array.from({ length: steps + 1 }, (_, i) => from + (i / steps) * width);
    const differences = differencesAt(across);
    for (let i = 0; i < steps; i++) addSpan(sums, width / steps, differences[i]!, differences[i + 1]!);
  }
  return { stationM, ...sums };
}

type SectionSums = { -readonly [Name in keyof Omit<EndArea, 'stationM'>]: number };

/** Adds a span over which the difference is linear. */
function addSpan(sums: SectionSums, widthM: number, d0: number, d1: number): void {
  if (Number.isNaN(d0 + d1)) {
    sums.voidWidthM += widthM;
    return;
  }
  sums.coveredWidthM += widthM;
  const crosses = (d0 < 0 && d1 > 0) || (d0 > 0 && d1 < 0);
  if (!crosses) {
    const mean = (d0 + d1) / 2;
    if (mean > 0) {
      sums.fillM2 += widthM * mean;
      sums.fillWidthM += widthM;
    } else if (mean < 0) {
      sums.cutM2 -= widthM * mean;
      sums.cutWidthM += widthM;
    }
    return;
  }
  const high = Math.max(d0, d1);
  const low = Math.min(d0, d1);
  const fillWidth = widthM * (high / (high - low));
  const cutWidth = widthM - fillWidth;
  sums.fillM2 += (fillWidth * high) / 2;
  sums.fillWidthM += fillWidth;
  sums.cutM2 -= (cutWidth * low) / 2;
  sums.cutWidthM += cutWidth;
}
