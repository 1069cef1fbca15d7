/**
 * GeoTIFF keys into a system. Codes come first; user-defined ones are built from their parameters (transverse
 * Mercator, Lambert conformal conic, geographic). A unit key that contradicts the code wins, as in GDAL: writers put
 * "state plane in feet" as the metre code plus a unit of feet.
 * Source: OGC 19-008r4 (GeoTIFF 1.1), tables C.1–C.5; GeoTIFF 1.0 §6.3.4 for the old vertical codes.
 */
import { CrsError } from '../errors.ts';
import { assemble, verticalCode } from './crs-from-code.ts';
import { type Crs, epsgNumber } from './crs-model.ts';
import { findDefinition } from './definitions.ts';
import {
  codeKey,
  type GeoKeyRecords,
  type GeoKeys,
  numberKey,
  readGeoKeys,
  textKey,
  USER_DEFINED,
} from './geo-keys.ts';
import { linearUnitByCode, linearUnitByLength } from './linear-unit.ts';
import { createProjection } from './projection.ts';
import { isUnknownWithEllipsoid, userDefinedGeographic, userDefinedProjected } from './user-defined.ts';
import { writeCompoundWkt, writeVerticalWkt } from './wkt-write.ts';

export type { GeoKeyRecords };

const GEOGRAPHIC_TYPE = 2048;
const PROJECTED_TYPE = 3072;
const PROJECTED_UNITS = 3076;
const PROJECTED_UNIT_SIZE = 3077;
const VERTICAL_TYPE = 4096;
const VERTICAL_CITATION = 4097;
const VERTICAL_UNITS = 4099;
/** GeoTIFF 1.0 numbers of vertical systems (they are datum numbers) → today's EPSG code. */
const OLD_VERTICAL: Readonly<Record<number, number>> = { 5101: 5701, 5102: 5702, 5103: 5703, 5105: 5705 };

/**
 * The system that GeoTIFF keys describe.
 * @returns null when the keys name none (no keys, or units alone)
 * @throws {CrsError} when they name one that is unknown or cannot be built
 */
export function crsFromGeoKeys(records: GeoKeyRecords): Crs | null {
  const keys = readGeoKeys(records);
  const horizontal = horizontalOf(keys);
  if (!horizontal) return null;
  const crs = withVertical(keys, horizontal);
  createProjection(crs);
  return crs;
}

function horizontalOf(keys: GeoKeys): Crs | null {
  const projected = codeKey(keys, PROJECTED_TYPE);
  if (projected !== null) {
    if (projected === USER_DEFINED) return userDefinedProjected(keys, projectedUnit(keys) ?? 1);
    return withUnit(splitCompound(projected), projectedUnit(keys));
  }
  const geographic = codeKey(keys, GEOGRAPHIC_TYPE);
  if (geographic === null) return null;
  const byParameters = geographic === USER_DEFINED || isUnknownWithEllipsoid(keys, geographic);
  return byParameters ? userDefinedGeographic(keys) : assemble(geographic, null);
}

/** Some writers put a compound code where the projected one belongs. */
function splitCompound(epsg: number): Crs {
  const definition = findDefinition(epsg);
  return definition?.kind === 'compound' ? assemble(definition.horizontal, definition.vertical) : assemble(epsg, null);
}

function projectedUnit(keys: GeoKeys): number | null {
  const code = codeKey(keys, PROJECTED_UNITS);
  if (code === null) return null;
  const metres = code === USER_DEFINED ? numberKey(keys, PROJECTED_UNIT_SIZE) : linearUnitByCode(code);
  if (metres !== null && metres > 0) return metres;
  throw new CrsError(`GeoTIFF keys: expected a unit of length in ProjLinearUnits, found ${code}`);
}

/** The same system in another unit: false origin and axes stay where they are on the ground. */
function withUnit(crs: Crs, unitM: number | null): Crs {
  if (unitM === null || crs.kind === 'geographic' || Math.abs(unitM / crs.horizontalUnitM - 1) < 1e-9) return crs;
  const proj4 = `${crs.proj4.replace(/ \+(units|to_meter)=\S+/g, '')} +to_meter=${unitM}`;
  const label = linearUnitByLength(unitM)?.name ?? `${unitM} m`;
  return {
    ...crs,
    ...rescaledWkt(crs, unitM, proj4),
    code: null,
    name: `${crs.name} in ${label}`,
    proj4,
    horizontalUnitM: unitM,
    verticalUnitM: unitM,
  };
}

/** WKT with the unit and the false origin in the new unit, and without the code that no longer fits. */
function rescaledWkt(crs: Crs, unitM: number, proj4: string): { wkt: string } {
  const factor = crs.horizontalUnitM / unitM;
  const label = linearUnitByLength(unitM)?.name ?? 'unit';
  const wkt = crs.wkt
    .replace(
      /PARAMETER\["(false_easting|false_northing)",([^\]]+)\]/g,
      (_, key, value) => `PARAMETER["${key}",${Number(value) * factor}]`,
    )
    .replace(/(,AXIS\["[^"]*",\w+\])*(,AUTHORITY\["EPSG","\d+"\])?\]$/, ']')
    .replace(
      /,UNIT\["[^"]*",[\d.eE+-]+(,AUTHORITY\["EPSG","\d+"\])?\](,EXTENSION\["PROJ4","[^"]*"\])?\]$/,
      `,UNIT["${label}",${unitM}]${extension(proj4)}]`,
    );
  return { wkt };
}

const extension = (proj4: string): string => `,EXTENSION["PROJ4","${proj4}"]`;

function withVertical(keys: GeoKeys, crs: Crs): Crs {
  const stated = codeKey(keys, VERTICAL_TYPE);
  const unitCode = codeKey(keys, VERTICAL_UNITS);
  const unitM = unitCode === null ? null : linearUnitByCode(unitCode);
  if (stated !== null && stated >= 5001 && stated <= 5033) return onEllipsoid(crs, unitM ?? crs.verticalUnitM);
  const epsg = stated === null ? null : (OLD_VERTICAL[stated] ?? stated);
  const definition = epsg === null ? null : findDefinition(epsg);
  if (epsg !== null && definition?.kind === 'vertical') {
    const code = verticalCode(epsg, unitM ?? definition.unitM);
    if (code !== null) return compound(crs, code);
  }
  if (unitM === null || Math.abs(unitM / crs.verticalUnitM - 1) < 1e-9) return crs;
  const name = textKey(keys, VERTICAL_CITATION) || 'height';
  return { ...crs, ...compoundText(crs, name, heightsWkt(name, unitM)), verticalUnitM: unitM };
}

const heightsWkt = (name: string, unitM: number): string =>
  writeVerticalWkt({ name, datum: 'unknown', datumEpsg: null, unitM, epsg: null });

function compound(crs: Crs, code: string): Crs {
  const definition = findDefinition(epsgNumber(code) ?? 0);
  if (definition?.kind !== 'vertical') throw new CrsError(`expected a vertical system, ${code} is none`);
  const { name, wkt, unitM } = definition;
  return { ...crs, ...compoundText(crs, name, wkt), verticalCode: code, verticalUnitM: unitM };
}

function compoundText(crs: Crs, verticalName: string, verticalWkt: string): { name: string; wkt: string } {
  const name = `${crs.name} + ${verticalName}`;
  return { name, wkt: writeCompoundWkt(name, crs.wkt, verticalWkt) };
}

function onEllipsoid(crs: Crs, unitM: number): Crs {
  const wkt = heightsWkt('ellipsoid height', unitM).replace('VERT_DATUM["unknown",2005', 'VERT_DATUM["Ellipsoid",2002');
  return { ...crs, ...compoundText(crs, 'ellipsoid height', wkt), verticalUnitM: unitM, ellipsoidalHeights: true };
}
