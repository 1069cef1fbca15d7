/**
 * Geodetic, earth-centred (ECEF) and local east-north-up (ENU) coordinates on GRS80 / WGS 84 (their difference is
 * 0.1 mm). Angles in degrees, lengths in metres, longitude before latitude.
 * Source: Hofmann-Wellenhof et al., GNSS (2008) §8.2; Bowring (1985) for the inverse.
 */

/** Semi-major axis and flattening of WGS 84. */
export const WGS84_A = 6378137;
const WGS84_F = 1 / 298.257223563;
/** First eccentricity squared. */
export const WGS84_E2 = WGS84_F * (2 - WGS84_F);
const WGS84_B = WGS84_A * (1 - WGS84_F);
const RAD = Math.PI / 180;

export type Vec3 = readonly [number, number, number];

/** @param height ellipsoidal, metres */
export function geodeticToEcef(lon: number, lat: number, height: number): [x: number, y: number, z: number] {
  const sinLat = Math.sin(lat * RAD);
  const cosLat = Math.cos(lat * RAD);
  const normal = WGS84_A / Math.sqrt(1 - WGS84_E2 * sinLat * sinLat);
  const ring = (normal + height) * cosLat;
  return [ring * Math.cos(lon * RAD), ring * Math.sin(lon * RAD), (normal * (1 - WGS84_E2) + height) * sinLat];
}

/** Inverse of {@link geodeticToEcef}, to 1e-9 m within 100 km of the surface; at the poles the longitude is 0. */
export function ecefToGeodetic(x: number, y: number, z: number): [lon: number, lat: number, height: number] {
  const ring = Math.hypot(x, y);
  const secondE2 = WGS84_E2 / (1 - WGS84_E2);
  // Bowring's start is good to 1e-7 m here; two rounds more reach the last digit
  let beta = Math.atan2(WGS84_A * z, WGS84_B * ring);
  let lat = 0;
  for (let round = 0; round < 3; round++) {
    const [sin, cos] = [Math.sin(beta), Math.cos(beta)];
    lat = Math.atan2(z + secondE2 * WGS84_B * sin ** 3, ring - WGS84_E2 * WGS84_A * cos ** 3);
    beta = Math.atan2(WGS84_B * Math.sin(lat), WGS84_A * Math.cos(lat));
  }
  const sinLat = Math.sin(lat);
  const cosLat = Math.cos(lat);
  // stable at the equator and at the poles alike
  const height = ring * cosLat + z * sinLat - WGS84_A * Math.sqrt(1 - WGS84_E2 * sinLat * sinLat);
  return [Math.atan2(y, x) / RAD, lat / RAD, height];
}

/** A local frame: origin in ECEF and the unit vectors of east, north and up there. */
export interface EnuFrame {
  readonly origin: Vec3;
  readonly east: Vec3;
  readonly north: Vec3;
  readonly up: Vec3;
}

/** @param height ellipsoidal, metres */
export function enuFrame(lon: number, lat: number, height: number): EnuFrame {
  const [sinLon, cosLon] = [Math.sin(lon * RAD), Math.cos(lon * RAD)];
  const [sinLat, cosLat] = [Math.sin(lat * RAD), Math.cos(lat * RAD)];
  return {
    origin: geodeticToEcef(lon, lat, height),
    east: [-sinLon, cosLon, 0],
    north: [-sinLat * cosLon, -sinLat * sinLon, cosLat],
    up: [cosLat * cosLon, cosLat * sinLon, sinLat],
  };
}

/** ENU → ECEF as 16 numbers, column by column: the `transform` of a 3D tile. */
export function enuToEcefMatrix({ origin, east, north, up }: EnuFrame): number[] {
  return [...east, 0, ...north, 0, ...up, 0, ...origin, 1];
}

/** Coordinates of an ECEF point in the frame. */
export function ecefToEnu(frame: EnuFrame, x: number, y: number, z: number): [east: number, north: number, up: number] {
  const [dx, dy, dz] = [x - frame.origin[0], y - frame.origin[1], z - frame.origin[2]];
  const along = ([a, b, c]: Vec3): number => a * dx + b * dy + c * dz;
  return [along(frame.east), along(frame.north), along(frame.up)];
}

/** ECEF coordinates of a point in the frame. */
export function enuToEcef(frame: EnuFrame, east: number, north: number, up: number): [number, number, number] {
  const component = (axis: 0 | 1 | 2): number =>
    frame.origin[axis] + frame.east[axis] * east + frame.north[axis] * north + frame.up[axis] * up;
  return [component(0), component(1), component(2)];
}
