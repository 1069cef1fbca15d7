/**
 * The ground beyond what was measured: it keeps the lowest measured height around the data and sinks to the level of the sea (or the
 * ellipsoid) far away, so that measured ground never ends at the foot of a wall.
 */

export interface GroundPatch {
  /** WGS84 degrees [west, south, east, north]. */
  readonly bbox: readonly [number, number, number, number];
  /** Lowest height there, metres. */
  readonly heightM: number;
}

/** The ground keeps its height this far around a patch and has sunk at the outer distance. */
const INNER_DEG = 0.05;
const OUTER_DEG = 0.5;

/** Height at a place: that of the nearest patch, fading with distance. Degrees in, metres out. */
export function farGround(patches: readonly GroundPatch[], lon: number, lat: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  let height = 0;
  for (const { bbox, heightM } of patches) {
    const [west, south, east, north] = bbox;
    const distance = Math.hypot(Math.max(west - lon, 0, lon - east), Math.max(south - lat, 0, lat - north));
    if (distance < nearest) {
      nearest = distance;
      height = heightM;
    } else if (distance === nearest) height = Math.min(height, heightM);
  }
  const fade = Math.min(1, Math.max(0, (OUTER_DEG - nearest) / (OUTER_DEG - INNER_DEG)));
  return height * fade * fade * (3 - 2 * fade);
}
