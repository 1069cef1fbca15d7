/** Whether a surface, or areas, and a collection can be compared: place, axes, zone, heights. Pure: numbers in, words out. */

import { type Crs, crsFromCode, epsgNumber } from '#core/crs/crs.ts';
import { planeRectangularEpsg, planeRectangularZone } from '#core/crs/plane-rectangular.ts';
import { createProjection } from '#core/crs/projection.ts';
import { TengunError } from '#core/errors.ts';
import { type Bounds, EMPTY_BOUNDS, uniteBounds } from '#core/geometry/bounds.ts';
import type { SurfaceCheck } from './surface-record.ts';

export interface PlacedData {
  /** In `crs`, metres, or degrees with a geographic one. */
  readonly bounds: Bounds;
  readonly crs: string | null;
}

export interface PlacedSurface extends PlacedData {
  readonly verticalDatum: string | null;
  readonly minHeightM: number;
  readonly maxHeightM: number;
}

export interface PlacedCollection {
  /** Metres in the plane of `crs`. */
  readonly bounds: Bounds;
  readonly crs: Crs;
  readonly minHeightM: number;
  readonly maxHeightM: number;
  /** Null when items differ or none says it. */
  readonly verticalDatum: string | null;
}

/** What would bring the data over the collection; part of a request, the stored surface stays as it is. */
export interface Correction {
  readonly swapXY?: true;
  /** What the coordinates really are. */
  readonly crs?: string;
  /** Share of the smaller of the two that the other covers then, 0 to 1. */
  readonly overlap: number;
}

export interface Placement {
  readonly checks: readonly SurfaceCheck[];
  readonly corrections: readonly Correction[];
  /** The same share as it stands. */
  readonly overlap: number;
}

/** Ground heights of one place agree; what is further off stands on another level. */
const HEIGHTS_FAR_M = 30;
const MAX_CORRECTIONS = 5;

/** @param heights null for areas, which have none */
export function checkPlacement(
  data: PlacedData,
  heights: Pick<PlacedSurface, 'verticalDatum' | 'minHeightM' | 'maxHeightM'> | null,
  collection: PlacedCollection,
): Placement {
  const checks: SurfaceCheck[] = [];
  const overlap = overlapAs(data, {}, collection);
  const corrections = overlap > 0 ? [] : findCorrections(data, collection);
  if (overlap === 0) {
    const [a, b] = [data.bounds, collection.bounds];
    const text = ({ minE, minN, maxE, maxN }: Bounds) =>
      `[${[minE, minN].map(short).join(', ')}] to [${[maxE, maxN].map(short).join(', ')}]`;
    const message = `it lies at ${text(a)} (${data.crs ?? 'no CRS'}), the collection at ${text(b)} (${collection.crs.code ?? collection.crs.name})`;
    checks.push({ code: 'PLACED_ELSEWHERE', message });
  }
  if (heights) checks.push(...checkHeights(heights, collection));
  return { checks, corrections, overlap };
}

const short = (value: number): number => Number(value.toFixed(Math.abs(value) < 360 ? 5 : 1));

function checkHeights(
  { verticalDatum, minHeightM, maxHeightM }: Pick<PlacedSurface, 'verticalDatum' | 'minHeightM' | 'maxHeightM'>,
  collection: PlacedCollection,
): SurfaceCheck[] {
  const checks: SurfaceCheck[] = [];
  if (verticalDatum === null || collection.verticalDatum === null) {
    const unknown = verticalDatum === null ? 'of it' : 'of the collection';
    const known = verticalDatum ?? collection.verticalDatum;
    const message = `the vertical datum ${unknown} is not known${known === null ? '' : `, the other is ${known}`}`;
    checks.push({ code: 'VERTICAL_DATUM_UNKNOWN', message });
  } else if (verticalDatum !== collection.verticalDatum) {
    const message = `heights stand on ${verticalDatum}, those of the collection on ${collection.verticalDatum}`;
    checks.push({ code: 'VERTICAL_DATUM_DIFFERS', message });
  }
  // the gap between the two ranges of heights
  const above = minHeightM - collection.maxHeightM;
  const below = collection.minHeightM - maxHeightM;
  const gap = Math.max(above, below);
  if (gap >= HEIGHTS_FAR_M) {
    const where = above > 0 ? 'above' : 'below';
    const hint = above > 0 ? '; they may be ellipsoidal heights (in Shizuoka 38 to 45 m more than elevations)' : '';
    const message = `its heights (${short(minHeightM)} to ${short(maxHeightM)} m) are ${short(gap)} m ${where} those of the collection (${short(collection.minHeightM)} to ${short(collection.maxHeightM)} m)${hint}`;
    checks.push({ code: 'HEIGHTS_FAR', message });
  }
  return checks;
}

/** Whole overlaps first, then those with the fewest changes. */
function findCorrections(data: PlacedData, collection: PlacedCollection): Correction[] {
  const found: Correction[] = [];
  for (const crs of [undefined, ...systemsToTry(data, collection)]) {
    for (const swapXY of [false, true]) {
      if (crs === undefined && !swapXY) continue;
      const change = { ...(swapXY ? { swapXY: true as const } : {}), ...(crs === undefined ? {} : { crs }) };
      const overlap = overlapAs(data, change, collection);
      if (overlap > 0) found.push({ ...change, overlap });
    }
  }
  const changes = ({ swapXY, crs }: Correction) => Number(swapXY === true) + Number(crs !== undefined);
  return found.sort((a, b) => b.overlap - a.overlap || changes(a) - changes(b)).slice(0, MAX_CORRECTIONS);
}

/** The collection's own system, then every zone on the datum of the collection: both datums of a zone lie at the same place. */
function systemsToTry(data: PlacedData, { crs }: PlacedCollection): string[] {
  const epsg = epsgNumber(crs.code);
  const plane = epsg === null ? null : planeRectangularZone(epsg);
  const shift = plane?.datum === 'JGD2000' ? 4226 : 0;
  const zones = Array.from({ length: 19 }, (_, i) => `EPSG:${planeRectangularEpsg(i + 1) - shift}`);
  const own = crs.code === null ? [] : [crs.code];
  const isSame = (code: string) => code === data.crs || sameZone(code, data.crs);
  return [...new Set([...own, ...zones])].filter((code) => !isSame(code));
}

function sameZone(a: string, b: string | null): boolean {
  const [first, second] = [a, b].map((code) => planeRectangularZone(epsgNumber(code) ?? 0)?.zone.zone);
  return first !== undefined && first === second;
}

/** The share of the smaller rectangle that both cover, with the data read in another way; 0 when they are apart. */
function overlapAs(data: PlacedData, change: Omit<Correction, 'overlap'>, collection: PlacedCollection): number {
  const { minE, minN, maxE, maxN } = data.bounds;
  const bounds = change.swapXY ? { minE: minN, minN: minE, maxE: maxN, maxN: maxE } : data.bounds;
  const code = change.crs ?? data.crs;
  const placed =
    code === null || code === collection.crs.code || sameZone(code, collection.crs.code)
      ? bounds
      : projected(bounds, code, collection.crs);
  if (!placed || !Number.isFinite(minE + minN + maxE + maxN)) return 0;
  return share(placed, collection.bounds);
}

function share(a: Bounds, b: Bounds): number {
  const width = Math.min(a.maxE, b.maxE) - Math.max(a.minE, b.minE);
  const height = Math.min(a.maxN, b.maxN) - Math.max(a.minN, b.minN);
  if (!(width > 0 && height > 0)) return 0;
  const area = (box: Bounds) => (box.maxE - box.minE) * (box.maxN - box.minN);
  return Math.min(1, (width * height) / Math.min(area(a), area(b)));
}

/** Bounds of the border's image in the collection's plane, metres; null where the projection is not defined. */
function projected(bounds: Bounds, code: string, target: Crs): Bounds | null {
  try {
    const source = crsFromCode(code);
    const from = createProjection(source);
    const to = createProjection(target);
    const unitM = source.kind === 'geographic' ? 1 : source.horizontalUnitM;
    let image = EMPTY_BOUNDS;
    for (let i = 0; i <= 8; i++) {
      for (let j = 0; j <= 8; j++) {
        const east = bounds.minE + ((bounds.maxE - bounds.minE) * i) / 8;
        const north = bounds.minN + ((bounds.maxN - bounds.minN) * j) / 8;
        const [lon, lat] = source.kind === 'geographic' ? [east, north] : from.toLonLat(east / unitM, north / unitM);
        if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
        const [e, n] = to.fromLonLat(lon, lat).map((value) => value * target.horizontalUnitM) as [number, number];
        if (!Number.isFinite(e + n)) return null;
        image = uniteBounds(image, { minE: e, minN: n, maxE: e, maxN: n });
      }
    }
    return image;
  } catch (error) {
    if (error instanceof TengunError) return null;
    throw error;
  }
}
