/**
 * The height of the geoid over the ellipsoid at a collection, read off its two tilesets: the anchors of the globe's
 * tileset carry ellipsoidal heights, those of the local one elevations, of the same places.
 */
import { requestJson } from './client.ts';
import { tilesetUrl } from './collections.ts';

type Vector = readonly [number, number, number];

interface Tile {
  readonly transform?: unknown;
  readonly content?: { readonly uri?: unknown };
  readonly children?: unknown;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isTile = (value: unknown): value is Tile => isObject(value);

/** WGS84 latitude (radians) and ellipsoidal height (m) of an earth-centred position; Bowring's iteration. */
export function ellipsoidalHeightM([x, y, z]: Vector): number {
  const semiMajorM = 6378137;
  const e2 = 0.00669437999014132;
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - e2));
  for (let round = 0; round < 6; round++) {
    const curvatureM = semiMajorM / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
    lat = Math.atan2(z + e2 * curvatureM * Math.sin(lat), p);
  }
  const curvatureM = semiMajorM / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  return p * Math.cos(lat) + z * Math.sin(lat) - curvatureM * (1 - e2 * Math.sin(lat) ** 2);
}

function translationOf(tile: Tile): Vector | null {
  const m = tile.transform;
  if (!Array.isArray(m) || m.length !== 16) return null;
  const [x, y, z]: unknown[] = m.slice(12, 15);
  if (typeof x !== 'number' || typeof y !== 'number' || typeof z !== 'number') return null;
  return x === 0 && y === 0 && z === 0 ? null : [x, y, z];
}

/** The first anchor (translation of a transform) on the way down the first children, through external tilesets. */
async function firstAnchor(url: string, signal: AbortSignal | undefined, depth = 0): Promise<Vector | null> {
  const tileset = await requestJson(url, signal ? { signal } : {});
  let tile: unknown = isObject(tileset) ? Reflect.get(tileset, 'root') : null;
  while (isTile(tile)) {
    const anchor = translationOf(tile);
    if (anchor) return anchor;
    const uri = tile.content?.uri;
    if (typeof uri === 'string' && /\.json(\?|$)/.test(uri) && depth < 3) {
      return firstAnchor(new URL(uri, new URL(url, window.location.href)).href, signal, depth + 1);
    }
    tile = Array.isArray(tile.children) ? tile.children[0] : null;
  }
  return null;
}

/** Geoid height in metres; 0 when the tilesets do not tell. */
export async function geoidHeightM(collectionId: string, signal?: AbortSignal): Promise<number> {
  const [globe, local] = await Promise.all([
    firstAnchor(tilesetUrl('3dtiles', collectionId), signal),
    firstAnchor(tilesetUrl('3dtiles-local', collectionId), signal),
  ]);
  if (!globe || !local) return 0;
  const heightM = ellipsoidalHeightM(globe) - local[2];
  // Nowhere on earth is the geoid farther from the ellipsoid than 110 m.
  return Math.abs(heightM) < 120 ? heightM : 0;
}
