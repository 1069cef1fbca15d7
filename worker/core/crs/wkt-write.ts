/**
 * Writes WKT 1 in GDAL's style for systems that are known by parameters only: transverse Mercator, Lambert conformal
 * conic, Web Mercator and geographic, with an optional vertical part. Easting and northing are in that order, as LAS
 * stores them; no AXIS is written for projected systems whose register order is north, east, so that no reader swaps.
 * Source: OGC 01-009 §7; names of parameters as in GDAL.
 */
import { linearUnitByLength } from './linear-unit.ts';

export interface Ellipsoid {
  readonly name: string;
  readonly epsg: number | null;
  /** Semi-major axis, metres. */
  readonly semiMajorM: number;
  /** 1/f; 0 for a sphere. */
  readonly inverseFlattening: number;
}

export interface GeographicBase {
  readonly epsg: number | null;
  readonly name: string;
  /** Datum name as WKT 1 spells it. */
  readonly datum: string;
  readonly datumEpsg: number | null;
  readonly ellipsoid: Ellipsoid;
}

export interface VerticalDefinition {
  readonly epsg: number | null;
  readonly name: string;
  readonly datum: string;
  readonly datumEpsg: number | null;
  readonly unitM: number;
}

export type ProjectionParameters = readonly (readonly [name: string, value: number])[];

export interface ProjectedDefinition {
  readonly epsg: number | null;
  readonly name: string;
  readonly base: GeographicBase;
  /** WKT 1 name of the projection, such as `Transverse_Mercator`. */
  readonly projection: string;
  readonly parameters: ProjectionParameters;
  readonly unitM: number;
  /** A proj string that says what the parameters cannot (Web Mercator's sphere). */
  readonly extension?: string;
}

const text = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const authority = (epsg: number | null): string => (epsg === null ? '' : `,AUTHORITY["EPSG","${epsg}"]`);

function unit(metres: number): string {
  const known = linearUnitByLength(metres);
  return known
    ? `UNIT[${text(known.name)},${metres}${authority(known.epsg)}]`
    : `UNIT["unit of ${metres} metres",${metres}]`;
}

/** GEOGCS[…] of a geographic system in degrees; with a third axis when its heights stand on the ellipsoid. */
export function writeGeographicWkt(
  { name, datum, datumEpsg, ellipsoid, epsg }: GeographicBase,
  threeD = false,
): string {
  const axes = threeD ? ',AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AXIS["Ellipsoidal height",UP]' : '';
  const spheroid = `SPHEROID[${text(ellipsoid.name)},${ellipsoid.semiMajorM},${ellipsoid.inverseFlattening}${authority(ellipsoid.epsg)}]`;
  return (
    `GEOGCS[${text(name)},DATUM[${text(datum)},${spheroid}${authority(datumEpsg)}],` +
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],' +
    `UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]${axes}${authority(epsg)}]`
  );
}

/** PROJCS[…] of a projected system. */
export function writeProjectedWkt(definition: ProjectedDefinition): string {
  const { name, base, projection, parameters, unitM, epsg, extension } = definition;
  const list = parameters.map(([key, value]) => `PARAMETER[${text(key)},${value}],`).join('');
  const extra = extension ? `,EXTENSION["PROJ4",${text(extension)}]` : '';
  return (
    `PROJCS[${text(name)},${writeGeographicWkt(base)},PROJECTION[${text(projection)}],${list}` +
    `${unit(unitM)}${extra}${authority(epsg)}]`
  );
}

/** VERT_CS[…] of heights above a levelling datum. */
export function writeVerticalWkt({ name, datum, datumEpsg, unitM, epsg }: VerticalDefinition): string {
  return (
    `VERT_CS[${text(name)},VERT_DATUM[${text(datum)},2005${authority(datumEpsg)}],` +
    `${unit(unitM)},AXIS["Gravity-related height",UP]${authority(epsg)}]`
  );
}

/** COMPD_CS[…] of a horizontal and a vertical text. */
export function writeCompoundWkt(
  name: string,
  horizontal: string,
  vertical: string,
  epsg: number | null = null,
): string {
  return `COMPD_CS[${text(name)},${horizontal},${vertical}${authority(epsg)}]`;
}
