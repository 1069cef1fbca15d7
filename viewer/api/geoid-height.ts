/**
 * The height of the geoid over the ellipsoid at an item, read off its tileset for the globe: the tileset's frame stands
 * at the middle of the item's cube, with its ellipsoidal height; the item tells the same middle's elevation.
 */
import { requestJson } from './client.ts';

export type Vector = readonly [number, number, number];

/** Ellipsoidal height (m, WGS84) of an earth-centred position, to a micrometre near the ground; Bowring's iteration. */
export function ellipsoidalHeightM([x, y, z]: Vector): number {
  const semiMajorM = 6378137;
  const e2 = 0.00669437999014132;
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - e2));
  for (let round = 0; round < 6; round++) {
    const curvatureM = semiMajorM / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
    lat = Math.atan2(z + e2 * curvatureM * Math.sin(lat), p);
  }
  const flattened = semiMajorM * Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  return p * Math.cos(lat) + z * Math.sin(lat) - flattened;
}

function originOf(tileset: unknown): Vector | null {
  const root: unknown = typeof tileset === 'object' && tileset !== null ? Reflect.get(tileset, 'root') : null;
  const transform: unknown = typeof root === 'object' && root !== null ? Reflect.get(root, 'transform') : null;
  if (!Array.isArray(transform) || transform.length !== 16) return null;
  const [x, y, z]: unknown[] = transform.slice(12, 15);
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? [x, y, z] : null;
}

/**
 * Geoid height in metres; 0 when the tileset has no frame of its own.
 * @param centreElevationM elevation of the middle of the item's cube
 */
export async function geoidHeightM(collectionId: string, itemId: string, centreElevationM: number): Promise<number> {
  const parts = [collectionId, '3dtiles', itemId].map(encodeURIComponent).join('/');
  const origin = originOf(await requestJson(`/api/collections/${parts}/tileset.json`));
  if (!origin) return 0;
  const heightM = ellipsoidalHeightM(origin) - centreElevationM;
  // Nowhere on earth is the geoid farther from the ellipsoid than 110 m.
  return Math.abs(heightM) < 120 ? heightM : 0;
}
