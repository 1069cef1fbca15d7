/** Volume from parallel sections (volume.md, `average-end-area`, 平均断面法). Metres. */
import { LimitError } from '#core/errors.ts';
import { type Polygon, polygonArea, ringsOf } from '../geometry/polygon.ts';
import { smallestRectangle, type TurnedRectangle } from '../geometry/smallest-rectangle.ts';
import { type SurfaceShape, shapeHeights } from '../surface/surface-shape.ts';
import { CompensatedSum } from './compensated-sum.ts';
import type { CellTotals } from './cut-fill.ts';

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

/**
 * Sections across the longer side of the smallest rectangle around the polygon, every `stationPitchM` from its western
 * end (the last interval is shorter). Along a section heights are taken every `stepM` and at the area's border; between
 * them the difference is linear and is split where it is nothing.
 * @throws {LimitError} when there would be too many heights
 */
export function averageEndAreaVolume(
  polygon: Polygon,
  existing: SurfaceShape,
  compared: SurfaceShape,
  stationPitchM: number,
  stepM: number,
): EndAreaVolume {
  const rings = ringsOf(polygon);
  const rectangle = smallestRectangle(
    Float64Array.from(rings.flatMap(({ east }) => [...east])),
    Float64Array.from(rings.flatMap(({ north }) => [...north])),
  );
  const edges = edgesAlong(rings, rectangle);
  const intervals = Math.max(1, Math.ceil(rectangle.length / stationPitchM - 1e-9));
  const samples = (intervals + 1) * (rectangle.width / stepM + 2);
  if (!(samples <= MAX_SECTION_SAMPLES)) {
    throw new LimitError(
      `sections every ${stationPitchM} m with heights every ${stepM} m need ${Math.ceil(samples)} heights; at most ${MAX_SECTION_SAMPLES} are allowed: take a larger pitch or larger cells`,
      { limit: MAX_SECTION_SAMPLES, actual: Math.ceil(samples) },
    );
  }
  const range = { lowest: Infinity, highest: -Infinity };
  const sections = Array.from({ length: intervals + 1 }, (_, i): EndArea => {
    const stationM = i === intervals ? rectangle.length : i * stationPitchM;
    const shift = END_SHIFT * rectangle.length;
    const at = Math.min(rectangle.length - shift, Math.max(shift, stationM));
    return sectionAt(
      stationM,
      crossings(edges, at),
      (across) => {
        const east = across.map((v) => rectangle.originE + at * rectangle.alongE - v * rectangle.alongN);
        const north = across.map((v) => rectangle.originN + at * rectangle.alongN + v * rectangle.alongE);
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
  return { ...totalsOf(sections, polygonArea(polygon), range), sections };
}

function totalsOf(
  sections: readonly EndArea[],
  areaM2: number,
  { lowest, highest }: { lowest: number; highest: number },
): CellTotals {
  const cutM3 = sumEndAreas(sections, 'cutM2');
  const fillM3 = sumEndAreas(sections, 'fillM2');
  const covered = sumEndAreas(sections, 'coveredWidthM');
  const voids = sumEndAreas(sections, 'voidWidthM');
  // sections see shares of the area; the area itself is known
  const voidAreaM2 = voids > 0 ? areaM2 * (voids / (covered + voids)) : 0;
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

/** Edges of the rings as (along, across) of both ends, four numbers each, in the rectangle's frame. */
function edgesAlong(
  rings: readonly { readonly east: Float64Array; readonly north: Float64Array }[],
  { originE, originN, alongE, alongN }: TurnedRectangle,
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
function crossings(edges: Float64Array, at: number): Float64Array {
  const found: number[] = [];
  for (let k = 0; k < edges.length; k += 4) {
    const a = edges[k]!;
    const b = edges[k + 2]!;
    // half-open, so that a vertex on the section counts once
    if (a <= at === b <= at) continue;
    found.push(edges[k + 1]! + ((at - a) / (b - a)) * (edges[k + 3]! - edges[k + 1]!));
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
