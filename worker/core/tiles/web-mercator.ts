/** XYZ tiles in Web Mercator (EPSG:3857): tile 0/0/0 is the world, x to the east, y to the south. */

/** Half the equator, metres. */
const HALF_WORLD_M = Math.PI * 6_378_137;
export const MAX_WEB_MERCATOR_LAT = 85.051_128_779_806_59;

export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** [west, south, east, north], degrees. */
export function tileBox({ z, x, y }: TileAddress): [west: number, south: number, east: number, north: number] {
  return [lonAt(x, z), latAt(y + 1, z), lonAt(x + 1, z), latAt(y, z)];
}

/** Longitude of a tile's west side; fractions lie within the tile. */
export function lonAt(x: number, z: number): number {
  return (x / 2 ** z) * 360 - 180;
}

/** Latitude of a tile's north side. */
export function latAt(y: number, z: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI;
}

/** The tile that holds a position. */
export function tileOf(lon: number, lat: number, z: number): TileAddress {
  const last = 2 ** z - 1;
  const within = (value: number) => Math.min(last, Math.max(0, Math.floor(value)));
  const rad = (Math.min(MAX_WEB_MERCATOR_LAT, Math.max(-MAX_WEB_MERCATOR_LAT, lat)) * Math.PI) / 180;
  return {
    z,
    x: within(((lon + 180) / 360) * 2 ** z),
    y: within(((1 - Math.asinh(Math.tan(rad)) / Math.PI) / 2) * 2 ** z),
  };
}

/** Side of a pixel on the ground at a latitude, metres. */
export function pixelSizeM(z: number, lat: number, tileSize = 256): number {
  return ((2 * HALF_WORLD_M) / (tileSize * 2 ** z)) * Math.cos((lat * Math.PI) / 180);
}
