/** A collection as the viewer needs it, taken out of its STAC document. */

export interface CollectionInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** First and last instant of the survey, ISO 8601, as far as known. */
  readonly start: string | null;
  readonly end: string | null;
  readonly crsCode: string | null;
  readonly crsName: string | null;
  readonly proj4: string | null;
  /** Metres per CRS unit: horizontal and vertical. */
  readonly unitM: number;
  readonly verticalUnitM: number;
  /** [minE, minN, minH, maxE, maxN, maxH] in metres of the site frame, or null when unknown. */
  readonly boundsM: Bounds | null;
  /** WGS84 [west, south, east, north]. */
  readonly bbox: readonly [number, number, number, number] | null;
  readonly pointCount: number | null;
  /** Points per class code, ascending; empty when unknown. */
  readonly classCounts: readonly (readonly [code: number, count: number])[];
  /** Whether the points carry red, green and blue. */
  readonly hasColour: boolean;
  /** Intensities at the ends of the grey ramp. */
  readonly intensityRange: readonly [low: number, high: number];
  /** Geoid over ellipsoid at its first item, metres; 0 when unknown: then the two views stand apart by it. */
  readonly geoidHeightM: number;
  /** Paths of what the site view asks for first; empty when unknown. */
  readonly firstTiles: readonly string[];
  readonly verticalDatum: string | null;
  /** Whether the server has maps and terrain of its ground. */
  readonly hasSurfaces: boolean;
  /** Kinds of sensor among the items; empty when unknown. */
  readonly sensors: readonly string[];
  readonly attribution: string | null;
}

export type Bounds = readonly [minE: number, minN: number, minH: number, maxE: number, maxN: number, maxH: number];

const dateKey = (collection: CollectionInfo) => collection.start ?? collection.end ?? '';

/** Oldest first; collections without a date come last, in the order of their ids. */
export function byDate(a: CollectionInfo, b: CollectionInfo): number {
  const [first, second] = [dateKey(a), dateKey(b)];
  if (first === second) return a.id < b.id ? -1 : 1;
  if (first === '') return 1;
  if (second === '') return -1;
  return first < second ? -1 : 1;
}

/** Mean distance between points seen from above, metres; 0 when unknown. */
export function meanSpacingM({ boundsM, pointCount }: CollectionInfo): number {
  if (!boundsM || !pointCount) return 0;
  return Math.sqrt(((boundsM[3] - boundsM[0]) * (boundsM[4] - boundsM[1])) / pointCount);
}
