/**
 * WKT 2 of Japan's plane rectangular systems: what catalogues ask for beside the code. Axes in the order of the register:
 * X north, Y east. Source: ISO 19162; parameters as in plane-rectangular.ts, codes of EPSG 10.
 */
import { PLANE_RECTANGULAR_SCALE, planeRectangularZone } from './plane-rectangular.ts';

const BASES = {
  JGD2011: { epsg: 6668, datum: 'Japanese Geodetic Datum 2011' },
  JGD2000: { epsg: 4612, datum: 'Japanese Geodetic Datum 2000' },
} as const;
const DEGREE = 'ANGLEUNIT["degree",0.0174532925199433]';
const METRE = 'LENGTHUNIT["metre",1]';

/** Null for the code of any other system. */
export function planeRectangularWkt2(epsg: number): string | null {
  const found = planeRectangularZone(epsg);
  if (!found) return null;
  const { zone, datum } = found;
  const base = BASES[datum];
  const parameter = (name: string, value: number, unit: string, code: number) =>
    `PARAMETER["${name}",${value},${unit},ID["EPSG",${code}]]`;
  return [
    `PROJCRS["${datum} / Japan Plane Rectangular CS ${zone.roman}"`,
    [
      `BASEGEOGCRS["${datum}"`,
      `DATUM["${base.datum}",ELLIPSOID["GRS 1980",6378137,298.257222101,${METRE}]]`,
      `PRIMEM["Greenwich",0,${DEGREE}]`,
      `ID["EPSG",${base.epsg}]]`,
    ].join(','),
    [
      `CONVERSION["Japan Plane Rectangular CS zone ${zone.roman}"`,
      'METHOD["Transverse Mercator",ID["EPSG",9807]]',
      parameter('Latitude of natural origin', zone.originLat, DEGREE, 8801),
      parameter('Longitude of natural origin', zone.originLon, DEGREE, 8802),
      parameter('Scale factor at natural origin', PLANE_RECTANGULAR_SCALE, 'SCALEUNIT["unity",1]', 8805),
      parameter('False easting', 0, METRE, 8806),
      `${parameter('False northing', 0, METRE, 8807)}]`,
    ].join(','),
    'CS[Cartesian,2]',
    `AXIS["northing (X)",north,ORDER[1],${METRE}]`,
    `AXIS["easting (Y)",east,ORDER[2],${METRE}]`,
    `ID["EPSG",${epsg}]]`,
  ].join(',');
}
