/** What the rest of the product knows of a coordinate reference system. A plain object: safe in JSON and between threads. */

export type CrsKind = 'projected' | 'geographic';

export interface Crs {
  /** Horizontal code, `EPSG:6676`; null when only parameters are known. */
  readonly code: string | null;
  /** Vertical code, `EPSG:6695`; null when the heights' datum is not stated. */
  readonly verticalCode: string | null;
  readonly name: string;
  /** WKT 1 (or the WKT the file came with), horizontal and vertical together: the text for a LAS WKT VLR. */
  readonly wkt: string;
  /** Definition of the horizontal part for proj4: a proj string or WKT. */
  readonly proj4: string;
  readonly kind: CrsKind;
  /** Metres per horizontal unit. Of a geographic system: metres per degree along the equator, good for estimates only. */
  readonly horizontalUnitM: number;
  /** Metres per unit of height. Heights without a unit of their own share the horizontal one (degrees: metres). */
  readonly verticalUnitM: number;
  /** True when heights stand on the ellipsoid already, so that no geoid height may be added. */
  readonly ellipsoidalHeights: boolean;
}

/** Length of one degree along the equator of GRS80, metres. */
export const EQUATOR_METRES_PER_DEGREE = (6378137 * Math.PI) / 180;

/** The digits of `EPSG:1234`, or null when the code is not of EPSG. */
export function epsgNumber(code: string | null): number | null {
  const match = code === null ? null : /^EPSG:(\d{4,6})$/i.exec(code);
  return match ? Number(match[1]) : null;
}

/** One code for both parts: `EPSG:6676+6695`, `EPSG:6676`, `OGC:CRS84`; null when the horizontal part has none. */
export function compoundCode(crs: Pick<Crs, 'code' | 'verticalCode'>): string | null {
  const vertical = epsgNumber(crs.verticalCode);
  return crs.code !== null && vertical !== null ? `${crs.code}+${vertical}` : crs.code;
}
