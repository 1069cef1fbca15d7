/** The outline of a rectangle of plane coordinates on the globe. */
import { cornersOf } from '#core/geometry/bounds.ts';
import type { LonLatBox, PointGeometry, PolygonGeometry } from './stac.ts';

/** Sides are curves on the globe: each is followed in this many steps. */
const STEPS_PER_SIDE = 8;
/** 1e-8° is about a millimetre. */
const DECIMALS = 8;

export interface Footprint {
  readonly geometry: PolygonGeometry | PointGeometry;
  readonly bbox: LonLatBox;
}

/**
 * @param rectangle [minE, minN, maxE, maxN] in CRS units
 * @param toLonLat the projection's inverse, [east, north] → [lon, lat] in degrees
 * @returns a counter-clockwise ring with densified sides (a point when the rectangle has no extent), and its box
 */
export function footprint(
  [minE, minN, maxE, maxN]: readonly [number, number, number, number],
  toLonLat: (east: number, north: number) => readonly [number, number],
): Footprint {
  const corners = cornersOf({ minE, minN, maxE, maxN });
  const ring: [number, number][] = [];
  for (let side = 0; side < 4; side++) {
    const [fromE, fromN] = corners[side]!;
    const [toE, toN] = corners[(side + 1) % 4]!;
    for (let step = 0; step < STEPS_PER_SIDE; step++) {
      const t = step / STEPS_PER_SIDE;
      const [lon, lat] = toLonLat(fromE + (toE - fromE) * t, fromN + (toN - fromN) * t);
      ring.push([round(lon), round(lat)]);
    }
  }
  ring.push(ring[0]!);
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const bbox = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const;
  const isPoint = bbox[0] === bbox[2] && bbox[1] === bbox[3];
  return {
    geometry: isPoint ? { type: 'Point', coordinates: ring[0]! } : { type: 'Polygon', coordinates: [ring] },
    bbox,
  };
}

function round(degrees: number): number {
  return Number(degrees.toFixed(DECIMALS));
}
