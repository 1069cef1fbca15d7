/** How large what is taken out will roughly be, before the server is asked to make it. Pure. */
import type { ExtractFormat } from '#core/contract/extract.ts';
import type { ItemShare } from './facts.ts';
import { type PointSettings, type Ring, type TakeOutArea, wantedClasses } from './settings.ts';

export interface PointEstimate {
  readonly points: number;
  readonly bytes: number;
}

/** Bytes of a point in formats that do not compress, and of a line of text. */
const PLAIN_BYTES: Readonly<Partial<Record<ExtractFormat, number>>> = { las: 36, las12: 30, csv: 75 };
const LAZ_BYTES = 8;
/** Of points on uneven ground that keep a distance, per square of that distance: plants and walls hold more than a plane. */
const PER_SQUARE = 0.9;

/** On the ellipsoid of GRS 80, of a place the size of a prefecture at most; m². Holes are left out. */
export function areaM2(area: TakeOutArea): number {
  return polygonsOf(area).reduce((sum, rings) => sum + polygonM2(rings), 0);
}

/** @returns null where nothing is known of the area's items */
export function estimatePoints(
  area: TakeOutArea,
  items: readonly ItemShare[],
  settings: PointSettings,
): PointEstimate | null {
  if (items.length === 0) return null;
  const classes = wantedClasses(settings);
  let [all, points, storedBytes] = [0, 0, 0];
  for (const item of items) {
    const inside = polygonsOf(area).reduce(
      (sum, rings) => sum + Math.max(0, polygonM2(rings.map((ring) => clipToBox(ring, item.bbox)))),
      0,
    );
    const count = Math.min(item.pointCount, inside * item.densityM2);
    all += count;
    storedBytes += count * item.bytesPerPoint;
    points += count * shareOf(classes, item);
  }
  const { minSpacingM, format } = settings;
  if (minSpacingM !== null) points = Math.min(points, (PER_SQUARE * areaM2(area)) / minSpacingM ** 2);
  const bytesPerPoint = PLAIN_BYTES[format] ?? (all > 0 ? storedBytes / all : LAZ_BYTES);
  return { points: Math.round(points), bytes: Math.round(points * bytesPerPoint) };
}

/** Cells of the rectangle around the area. */
export function estimateCells(area: TakeOutArea, cellSizeM: number): number {
  const positions = polygonsOf(area).flatMap(([outer = []]) => outer);
  const [west, east] = range(positions.map(([lon = 0]) => lon));
  const [south, north] = range(positions.map(([, lat = 0]) => lat));
  const [lonM, latM] = metresPerDegree((south + north) / 2);
  return Math.ceil(((east - west) * lonM) / cellSizeM) * Math.ceil(((north - south) * latM) / cellSizeM);
}

/** `1,234,567` as people say it: two digits that count. */
export function roughly(value: number): number {
  if (value < 100) return Math.round(value);
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

export function polygonsOf(area: TakeOutArea): readonly (readonly Ring[])[] {
  return area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
}

function shareOf(classes: readonly number[] | null, { classCounts, pointCount }: ItemShare): number {
  if (!classes || pointCount === 0 || classCounts.size === 0) return 1;
  return classes.reduce((sum, code) => sum + (classCounts.get(code) ?? 0), 0) / pointCount;
}

function polygonM2([outer = [], ...holes]: readonly Ring[]): number {
  return holes.reduce((sum, hole) => sum - ringM2(hole), ringM2(outer));
}

function ringM2(ring: Ring): number {
  const [first] = ring;
  if (!first) return 0;
  const [lon0 = 0, lat0 = 0] = first;
  const [south, north] = range(ring.map(([, lat = 0]) => lat));
  const [lonM, latM] = metresPerDegree((south + north) / 2);
  let twice = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1 = 0, y1 = 0] = ring[i]!;
    const [x2 = 0, y2 = 0] = ring[(i + 1) % ring.length]!;
    twice += (x1 - lon0) * (y2 - lat0) - (x2 - lon0) * (y1 - lat0);
  }
  return (Math.abs(twice) / 2) * lonM * latM;
}

/** Of a degree of longitude and of latitude; series for GRS 80. */
function metresPerDegree(lat: number): [lon: number, lat: number] {
  const phi = (lat * Math.PI) / 180;
  return [
    111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
    111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
  ];
}

/** The part of a ring inside a box, side by side (Sutherland and Hodgman); open or closed in, open out. */
function clipToBox(ring: Ring, [west, south, east, north]: ItemShare['bbox']): Ring {
  const sides = [
    [0, west, 1],
    [0, east, -1],
    [1, south, 1],
    [1, north, -1],
  ] as const;
  let result: Ring = ring;
  for (const [axis, limit, sign] of sides) {
    const before = result;
    const depth = (position: readonly number[]) => sign * ((position[axis] ?? 0) - limit);
    result = before.flatMap((position, i) => {
      const next = before[(i + 1) % before.length]!;
      const [here, there] = [depth(position), depth(next)];
      const kept = here >= 0 ? [position] : [];
      if (here >= 0 === there >= 0) return kept;
      const part = here / (here - there);
      return [...kept, [0, 1].map((k) => (position[k] ?? 0) + part * ((next[k] ?? 0) - (position[k] ?? 0)))];
    });
  }
  return result;
}

function range(values: readonly number[]): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
