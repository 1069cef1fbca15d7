/**
 * Systems that GeoTIFF keys give by parameters (ProjectedCSType or GeographicType 32767).
 * Source: OGC 19-008r4 (GeoTIFF 1.1), annex C; ProjCoordTrans numbers of GeoTIFF 1.0 §6.3.3.3.
 */
import { CrsError } from '../errors.ts';
import { type Crs, EQUATOR_METRES_PER_DEGREE } from './crs-model.ts';
import { findDefinition, GRS80, geographicBase, WGS84 } from './definitions.ts';
import { codeKey, type GeoKeys, numberKey, textKey, USER_DEFINED } from './geo-keys.ts';
import { childOf, epsgOf, nameOf, parseWkt } from './wkt-tree.ts';
import {
  type Ellipsoid,
  type GeographicBase,
  type ProjectionParameters,
  writeGeographicWkt,
  writeProjectedWkt,
} from './wkt-write.ts';

const TRANSVERSE_MERCATOR = 1;
const LAMBERT_2SP = 8;
const LAMBERT_1SP = 9;

/** Numbers of GeoTIFF keys: GTCitation, GeogCitation, PCSCitation and the parameters of projections. */
const KEY = {
  citation: 1026,
  geographicType: 2048,
  geographicCitation: 2049,
  ellipsoid: 2056,
  semiMajor: 2057,
  semiMinor: 2058,
  inverseFlattening: 2059,
  primeMeridianLon: 2061,
  projectedCitation: 3073,
  method: 3075,
  parallel1: 3078,
  parallel2: 3079,
  originLon: [3080, 3084, 3088],
  originLat: [3081, 3085, 3089],
  falseEasting: [3082, 3086, 3090],
  falseNorthing: [3083, 3087, 3091],
  scale: [3092, 3093],
} as const;

/**
 * A projected system from parameters.
 * @param unitM metres per unit; false easting and northing are in that unit
 * @throws {CrsError} when the projection is none of transverse Mercator and Lambert conformal conic, or lacks an origin
 */
export function userDefinedProjected(keys: GeoKeys, unitM: number): Crs {
  const base = baseOf(keys);
  const method = codeKey(keys, KEY.method);
  const lat = numberKey(keys, ...KEY.originLat);
  const lon = numberKey(keys, ...KEY.originLon);
  if (lat === null || lon === null)
    throw new CrsError(
      `GeoTIFF keys: expected an origin of the user-defined projection, found latitude ${lat}, longitude ${lon}`,
    );
  const falseEasting = numberKey(keys, ...KEY.falseEasting) ?? 0;
  const falseNorthing = numberKey(keys, ...KEY.falseNorthing) ?? 0;
  const { projection, proj, parameters } = projectionOf(keys, method, lat, lon);
  const name = textKey(keys, KEY.projectedCitation) || textKey(keys, KEY.citation) || 'unnamed';
  const wkt = writeProjectedWkt({
    epsg: null,
    name,
    base,
    projection,
    parameters: [...parameters, ['false_easting', falseEasting], ['false_northing', falseNorthing]],
    unitM,
  });
  const proj4 = `${proj} +x_0=${falseEasting * unitM} +y_0=${falseNorthing * unitM} ${ellipsoidOf(base.ellipsoid)} +to_meter=${unitM} +no_defs`;
  return {
    code: null,
    verticalCode: null,
    name,
    wkt,
    proj4,
    kind: 'projected',
    horizontalUnitM: unitM,
    verticalUnitM: unitM,
    ellipsoidalHeights: false,
  };
}

interface ProjectionText {
  readonly projection: string;
  readonly proj: string;
  readonly parameters: ProjectionParameters;
}

function projectionOf(keys: GeoKeys, method: number | null, lat: number, lon: number): ProjectionText {
  const origin: ProjectionParameters = [
    ['latitude_of_origin', lat],
    ['central_meridian', lon],
  ];
  const scale = numberKey(keys, ...KEY.scale) ?? 1;
  if (method === TRANSVERSE_MERCATOR || method === LAMBERT_1SP) {
    const transverse = method === TRANSVERSE_MERCATOR;
    const proj = transverse ? `+proj=tmerc +lat_0=${lat}` : `+proj=lcc +lat_1=${lat} +lat_0=${lat}`;
    return {
      projection: transverse ? 'Transverse_Mercator' : 'Lambert_Conformal_Conic_1SP',
      proj: `${proj} +lon_0=${lon} +k_0=${scale}`,
      parameters: [...origin, ['scale_factor', scale]],
    };
  }
  if (method === LAMBERT_2SP) {
    const first = numberKey(keys, KEY.parallel1);
    const second = numberKey(keys, KEY.parallel2);
    if (first === null || second === null)
      throw new CrsError(`GeoTIFF keys: expected two standard parallels, found ${first} and ${second}`);
    return {
      projection: 'Lambert_Conformal_Conic_2SP',
      proj: `+proj=lcc +lat_1=${first} +lat_2=${second} +lat_0=${lat} +lon_0=${lon}`,
      parameters: [...origin, ['standard_parallel_1', first], ['standard_parallel_2', second]],
    };
  }
  throw new CrsError(
    `GeoTIFF keys: expected transverse Mercator (1) or Lambert conformal conic (8, 9) in ProjCoordTrans, found ${method}`,
  );
}

/**
 * A geographic system from an ellipsoid, whose longitudes and latitudes are taken as they are (no datum shift).
 * @throws {CrsError} when no ellipsoid is given
 */
export function userDefinedGeographic(keys: GeoKeys): Crs {
  const base = baseOf(keys);
  return {
    code: null,
    verticalCode: null,
    name: base.name,
    wkt: writeGeographicWkt(base),
    proj4: `+proj=longlat ${ellipsoidOf(base.ellipsoid)} +no_defs`,
    kind: 'geographic',
    horizontalUnitM: EQUATOR_METRES_PER_DEGREE,
    verticalUnitM: 1,
    ellipsoidalHeights: false,
  };
}

const ellipsoidOf = ({ semiMajorM, inverseFlattening }: Ellipsoid): string =>
  inverseFlattening > 0 ? `+a=${semiMajorM} +rf=${inverseFlattening}` : `+a=${semiMajorM} +b=${semiMajorM}`;

function baseOf(keys: GeoKeys): GeographicBase {
  const meridian = numberKey(keys, KEY.primeMeridianLon) ?? 0;
  if (meridian !== 0) throw new CrsError(`GeoTIFF keys: expected the prime meridian of Greenwich, found ${meridian}°`);
  const epsg = codeKey(keys, KEY.geographicType);
  const coded = epsg !== null && epsg !== USER_DEFINED && !isUnknownWithEllipsoid(keys, epsg);
  const known = coded ? (geographicBase(epsg) ?? registeredBase(epsg)) : null;
  if (known) return known;
  const name = textKey(keys, KEY.geographicCitation).replace(/^.*GCS Name = ([^|]*).*$/, '$1') || 'unnamed';
  return { epsg: null, name, datum: name.replaceAll(' ', '_'), datumEpsg: null, ellipsoid: ellipsoidFrom(keys) };
}

/** Whether the keys describe the ellipsoid of a code that no register holds. */
export function isUnknownWithEllipsoid(keys: GeoKeys, epsg: number): boolean {
  return findDefinition(epsg) === null && numberKey(keys, KEY.semiMajor) !== null;
}

function registeredBase(epsg: number): GeographicBase {
  const definition = findDefinition(epsg);
  const node = definition?.kind === 'geographic' ? parseWkt(definition.wkt) : null;
  const datum = node && childOf(node, 'DATUM');
  const spheroid = datum && childOf(datum, 'SPHEROID');
  if (!node || !datum || !spheroid)
    throw new CrsError(`unknown geographic system EPSG:${epsg}`, { code: `EPSG:${epsg}` });
  const [semiMajorM, inverseFlattening] = spheroid.values.filter((value) => typeof value === 'number');
  const ellipsoid = {
    name: nameOf(spheroid),
    epsg: epsgOf(spheroid),
    semiMajorM: semiMajorM ?? 0,
    inverseFlattening: inverseFlattening ?? 0,
  };
  return { epsg, name: nameOf(node), datum: nameOf(datum), datumEpsg: epsgOf(datum), ellipsoid };
}

function ellipsoidFrom(keys: GeoKeys): Ellipsoid {
  const code = codeKey(keys, KEY.ellipsoid);
  const listed = [GRS80, WGS84].find(({ epsg }) => epsg === code);
  if (listed) return listed;
  const semiMajorM = numberKey(keys, KEY.semiMajor);
  if (semiMajorM === null || !(semiMajorM > 6e6 && semiMajorM < 7e6))
    throw new CrsError(`GeoTIFF keys: expected an ellipsoid, found number ${code}, semi-major axis ${semiMajorM}`);
  const flattening = numberKey(keys, KEY.inverseFlattening);
  const semiMinorM = numberKey(keys, KEY.semiMinor);
  const fromMinor = semiMinorM === null || semiMinorM === semiMajorM ? 0 : semiMajorM / (semiMajorM - semiMinorM);
  return { name: 'user-defined', epsg: null, semiMajorM, inverseFlattening: flattening ?? fromMinor };
}
