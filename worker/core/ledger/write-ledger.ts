/** A ledger as a file that other programs open: GeoJSON (RFC 7946) in longitude and latitude, CSV in its own system. */
import { crsFromCode } from '../crs/crs-from-code.ts';
import { createProjection } from '../crs/projection.ts';
import { csvField, shielded } from './csv-text.ts';
import { rightHanded, writeWkt } from './geometry.ts';
import { fieldNames } from './infer.ts';
import {
  DEGREES,
  type Ledger,
  type LedgerFeature,
  type LedgerGeometry,
  mapPositions,
  type Position,
} from './ledger.ts';
import { isPlaceHead } from './read-csv.ts';
import { LEDGER_FORMAT } from './read-geojson.ts';
import { valueText } from './values.ts';

/** Digits of degrees behind the point that were projected: a tenth of a millimetre. */
const DIGITS = 9;

/** Degrees of a position of the ledger; heights stay as they are. @throws {CrsError} */
export function toDegrees(crs: string): (position: Position) => Position {
  if (crs === DEGREES) return (position) => position;
  const { toLonLat } = createProjection(crsFromCode(crs));
  return ([x, y, ...height]) => {
    const [lon, lat] = toLonLat(x, y);
    return [Number(lon.toFixed(DIGITS)), Number(lat.toFixed(DIGITS)), ...height] as unknown as Position;
  };
}

/**
 * A FeatureCollection; the member `tengun` keeps fields and look, so that it comes back as it was. Heights are metres above the geoid, as
 * the ledger has them.
 * @throws {CrsError} when the system has no way to degrees
 */
export function ledgerGeoJson(ledger: Ledger): object {
  const { name, fields, features, label, style } = ledger;
  const place = toDegrees(ledger.crs);
  const geometryOf = (geometry: LedgerGeometry | null) => geometry && rightHanded(mapPositions(geometry, place));
  return {
    type: 'FeatureCollection',
    name,
    tengun: { kind: 'ledger', format: LEDGER_FORMAT, name, fields, label, style, heights: 'metres above the geoid' },
    features: features.map(({ id, geometry, values }) => ({
      type: 'Feature',
      id,
      geometry: geometryOf(geometry),
      properties: Object.fromEntries(fields.map((field, at) => [field.name, values[at] ?? null])),
    })),
  };
}

const PLACE_HEADS = {
  ja: { lat: '緯度', lon: '経度', north: 'X座標', east: 'Y座標', height: '標高', crs: '座標系', wkt: 'WKT' },
  en: { lat: 'lat', lon: 'lon', north: 'north', east: 'east', height: 'elevation', crs: 'crs', wkt: 'wkt' },
} as const;

/**
 * Text for a file in UTF-8 with its mark, CRLF. Places first (X is north where the heads are Japanese), lines and areas as WKT; text that a
 * spreadsheet would take for a formula has an apostrophe in front, which the reader takes away.
 */
export function ledgerCsv(ledger: Ledger, language: 'ja' | 'en'): string {
  const { crs, fields, features } = ledger;
  const heads = PLACE_HEADS[language];
  const isDegrees = crs === DEGREES;
  const hasWkt = features.some(({ geometry }) => geometry !== null && geometry.type !== 'Point');
  const hasPoints = !hasWkt || features.some(({ geometry }) => geometry?.type === 'Point');
  const hasHeights = features.some(({ geometry }) => geometry?.type === 'Point' && geometry.coordinates.length > 2);
  const places = [
    ...(hasPoints ? (isDegrees ? [heads.lat, heads.lon] : [heads.north, heads.east]) : []),
    ...(hasHeights ? [heads.height] : []),
    heads.crs,
    ...(hasWkt ? [heads.wkt] : []),
  ];
  // an attribute that is called as a part of the place gets another name
  const plain = fields.map(({ name }) => (isPlaceHead(name) ? `${name}_2` : name));
  const names = fieldNames([...places, ...plain]).slice(places.length);
  const placeOf = ({ geometry }: LedgerFeature): string[] => {
    const point = geometry?.type === 'Point' ? (geometry.coordinates as unknown as Position) : null;
    return [
      ...(hasPoints ? (point ? [String(point[1]), String(point[0])] : ['', '']) : []),
      ...(hasHeights ? [point?.[2] === undefined ? '' : String(point[2])] : []),
      crs,
      ...(hasWkt ? [geometry && !point ? writeWkt(geometry) : ''] : []),
    ];
  };
  const rows = features.map((feature) => [
    ...placeOf(feature),
    ...feature.values.map((value) => (typeof value === 'string' ? shielded(value) : valueText(value))),
  ]);
  const lines = [[...places, ...names.map(shielded)], ...rows].map((row) => row.map(csvField).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
