/**
 * The systems that Tengun knows by itself (Japan's, UTM, the common geographic and vertical ones), and the door for a
 * register of all others. The core reads no files, so the register is handed in: `worker/crs-registry.ts` does it for
 * every process of ours, and a browser goes without.
 */
import { FOOT_M, US_SURVEY_FOOT_M } from './linear-unit.ts';
import { PLANE_RECTANGULAR_SCALE, planeRectangularZone } from './plane-rectangular.ts';
import {
  type Ellipsoid,
  type GeographicBase,
  type ProjectedDefinition,
  type VerticalDefinition,
  writeGeographicWkt,
  writeProjectedWkt,
  writeVerticalWkt,
} from './wkt-write.ts';

/** One entry of a register: enough to project, to convert units and to write WKT. */
export type CrsDefinition =
  | {
      readonly kind: 'projected';
      readonly name: string;
      readonly proj4: string;
      readonly wkt: string;
      readonly unitM: number;
    }
  | {
      readonly kind: 'geographic';
      readonly name: string;
      readonly proj4: string;
      readonly wkt: string;
      readonly threeD: boolean;
    }
  | { readonly kind: 'vertical'; readonly name: string; readonly wkt: string; readonly unitM: number }
  | { readonly kind: 'compound'; readonly horizontal: number; readonly vertical: number };

/** Looks an EPSG number up; null when it is unknown. */
export type CrsRegistry = (epsg: number) => CrsDefinition | null;

let register: CrsRegistry = () => null;

/** Hands in the register for codes that are not built in. Called once at start; a later call replaces it. */
export function setCrsRegistry(registry: CrsRegistry): void {
  register = registry;
}

/** The definition of an EPSG number: built in, else from the register, else null. */
export function findDefinition(epsg: number): CrsDefinition | null {
  return builtInDefinition(epsg) ?? register(epsg);
}

/** The definition of an EPSG number that is built in; null for all others. */
export function builtInDefinition(epsg: number): CrsDefinition | null {
  return (
    planeRectangular(epsg) ??
    geographic(epsg) ??
    utm(epsg) ??
    webMercator(epsg) ??
    vertical(epsg) ??
    japanCompound(epsg)
  );
}

export const GRS80: Ellipsoid = { name: 'GRS 1980', epsg: 7019, semiMajorM: 6378137, inverseFlattening: 298.257222101 };
export const WGS84: Ellipsoid = { name: 'WGS 84', epsg: 7030, semiMajorM: 6378137, inverseFlattening: 298.257223563 };

const base = (epsg: number, name: string, datum: string, datumEpsg: number, ellipsoid: Ellipsoid): GeographicBase => ({
  epsg,
  name,
  datum,
  datumEpsg,
  ellipsoid,
});

const JGD2011 = base(6668, 'JGD2011', 'Japanese_Geodetic_Datum_2011', 1128, GRS80);
const JGD2000 = base(4612, 'JGD2000', 'Japanese_Geodetic_Datum_2000', 6612, GRS80);
const WGS84_BASE = base(4326, 'WGS 84', 'WGS_1984', 6326, WGS84);
const NAD83 = base(4269, 'NAD83', 'North_American_Datum_1983', 6269, GRS80);
const ETRS89 = base(4258, 'ETRS89', 'European_Terrestrial_Reference_System_1989', 6258, GRS80);
const GEOGRAPHIC = [JGD2011, JGD2000, WGS84_BASE, NAD83, ETRS89] as const;
/** Three-dimensional twins: heights on the ellipsoid. */
const GEOGRAPHIC_3D: Readonly<Record<number, GeographicBase>> = {
  6667: JGD2011,
  4947: JGD2000,
  4979: WGS84_BASE,
  4937: ETRS89,
};

/** The geographic systems we know, for GeoTIFF keys that build upon them. */
export function geographicBase(epsg: number): GeographicBase | null {
  return GEOGRAPHIC.find((entry) => entry.epsg === epsg) ?? null;
}

const datumOf = (entry: GeographicBase): string =>
  entry.ellipsoid === WGS84 ? '+datum=WGS84' : '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0';

function geographic(epsg: number): CrsDefinition | null {
  const flat = geographicBase(epsg);
  const entry = flat ?? GEOGRAPHIC_3D[epsg];
  if (!entry) return null;
  const wkt = writeGeographicWkt({ ...entry, epsg }, !flat);
  return {
    kind: 'geographic',
    name: entry.name,
    proj4: `+proj=longlat ${datumOf(entry)} +no_defs`,
    wkt,
    threeD: !flat,
  };
}

function transverseMercator(
  epsg: number,
  name: string,
  entry: GeographicBase,
  origin: TransverseOrigin,
): CrsDefinition {
  const { lat, lon, scale, falseEasting, falseNorthing } = origin;
  const definition: ProjectedDefinition = {
    epsg,
    name,
    base: entry,
    projection: 'Transverse_Mercator',
    parameters: [
      ['latitude_of_origin', lat],
      ['central_meridian', lon],
      ['scale_factor', scale],
      ['false_easting', falseEasting],
      ['false_northing', falseNorthing],
    ],
    unitM: 1,
  };
  const proj4 = `+proj=tmerc +lat_0=${lat} +lon_0=${lon} +k=${scale} +x_0=${falseEasting} +y_0=${falseNorthing} ${datumOf(entry)} +units=m +no_defs`;
  return { kind: 'projected', name, proj4, wkt: writeProjectedWkt(definition), unitM: 1 };
}

interface TransverseOrigin {
  readonly lat: number;
  readonly lon: number;
  readonly scale: number;
  readonly falseEasting: number;
  readonly falseNorthing: number;
}

function planeRectangular(epsg: number): CrsDefinition | null {
  const found = planeRectangularZone(epsg);
  if (!found) return null;
  const { originLat: lat, originLon: lon, roman } = found.zone;
  const name = `${found.datum} / Japan Plane Rectangular CS ${roman}`;
  const origin = { lat, lon, scale: PLANE_RECTANGULAR_SCALE, falseEasting: 0, falseNorthing: 0 };
  return transverseMercator(epsg, name, found.datum === 'JGD2011' ? JGD2011 : JGD2000, origin);
}

/** [EPSG − zone, zones, datum, southern hemisphere] */
const UTM: readonly (readonly [number, number, number, GeographicBase, boolean])[] = [
  [32600, 1, 60, WGS84_BASE, false],
  [32700, 1, 60, WGS84_BASE, true],
  [26900, 1, 23, NAD83, false],
  [25800, 28, 38, ETRS89, false],
  [6637, 51, 55, JGD2011, false],
  [3046, 51, 55, JGD2000, false],
];

function utm(epsg: number): CrsDefinition | null {
  for (const [offset, first, last, entry, south] of UTM) {
    const zone = epsg - offset;
    if (zone < first || zone > last) continue;
    const origin = {
      lat: 0,
      lon: 6 * zone - 183,
      scale: 0.9996,
      falseEasting: 500000,
      falseNorthing: south ? 10000000 : 0,
    };
    return transverseMercator(epsg, `${entry.name} / UTM zone ${zone}${south ? 'S' : 'N'}`, entry, origin);
  }
  return null;
}

function webMercator(epsg: number): CrsDefinition | null {
  if (epsg !== 3857) return null;
  const proj4 =
    '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs';
  const name = 'WGS 84 / Pseudo-Mercator';
  const wkt = writeProjectedWkt({
    epsg,
    name,
    base: WGS84_BASE,
    projection: 'Mercator_1SP',
    parameters: [
      ['central_meridian', 0],
      ['scale_factor', 1],
      ['false_easting', 0],
      ['false_northing', 0],
    ],
    unitM: 1,
    extension: proj4,
  });
  return { kind: 'projected', name, proj4, wkt, unitM: 1 };
}

const heights = (epsg: number, name: string, datum: string, datumEpsg: number, unitM = 1): VerticalDefinition => ({
  epsg,
  name,
  datum,
  datumEpsg,
  unitM,
});

const VERTICAL: readonly VerticalDefinition[] = [
  heights(6694, 'JGD2000 (vertical) height', 'Japanese Geodetic Datum 2000 (vertical)', 1130),
  heights(6695, 'JGD2011 (vertical) height', 'Japanese Geodetic Datum 2011 (vertical)', 1131),
  { ...heights(11317, 'JGD2024 (vertical) height', 'Japanese Geodetic Datum 2024 (vertical)', 0), datumEpsg: null },
  heights(5703, 'NAVD88 height', 'North American Vertical Datum 1988', 5103),
  heights(8228, 'NAVD88 height (ft)', 'North American Vertical Datum 1988', 5103, FOOT_M),
  heights(6360, 'NAVD88 height (ftUS)', 'North American Vertical Datum 1988', 5103, US_SURVEY_FOOT_M),
  heights(5720, 'NGF-IGN69 height', 'Nivellement General de la France - IGN69', 5119),
  heights(5773, 'EGM96 height', 'EGM96 geoid', 5171),
  heights(3855, 'EGM2008 height', 'EGM2008 geoid', 1027),
];

function vertical(epsg: number): CrsDefinition | null {
  const entry = VERTICAL.find((candidate) => candidate.epsg === epsg);
  return entry ? { kind: 'vertical', name: entry.name, wkt: writeVerticalWkt(entry), unitM: entry.unitM } : null;
}

/**
 * Compound codes of Japan. 10162–10174: zones I–XIII with JGD2011 heights; 11324–11330: zones VI–XII with JGD2024
 * heights (those of the sequence that the register was seen to hold; write the others as `EPSG:6673+11317`).
 */
function japanCompound(epsg: number): CrsDefinition | null {
  const compound = (horizontal: number, verticalEpsg: number): CrsDefinition => ({
    kind: 'compound',
    horizontal,
    vertical: verticalEpsg,
  });
  if (epsg === 6697) return compound(6668, 6695);
  if (epsg === 11318) return compound(6668, 11317);
  if (epsg >= 10162 && epsg <= 10174) return compound(6669 + epsg - 10162, 6695);
  if (epsg >= 11324 && epsg <= 11330) return compound(6674 + epsg - 11324, 11317);
  return null;
}
