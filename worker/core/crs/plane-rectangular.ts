/**
 * Japan's plane rectangular coordinate systems (平面直角座標系), zones I–XIX: transverse Mercator on GRS80 with scale
 * 0.9999 and no false origin. EPSG: JGD2011 = 6668 + zone, JGD2000 = 2442 + zone.
 * Source: 国土交通省告示第九号 (2002); checked against EPSG 10.076.
 */

export interface PlaneRectangularZone {
  /** 1–19. */
  readonly zone: number;
  readonly roman: string;
  /** Latitude and longitude of the origin, degrees; minutes are exact sixtieths. */
  readonly originLat: number;
  readonly originLon: number;
}

const ROMAN = 'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX'.split(' ');
// [latitude, degrees and minutes of longitude]
const ORIGINS: readonly (readonly [number, number, number])[] = [
  [33, 129, 30],
  [33, 131, 0],
  [36, 132, 10],
  [33, 133, 30],
  [36, 134, 20],
  [36, 136, 0],
  [36, 137, 10],
  [36, 138, 30],
  [36, 139, 50],
  [40, 140, 50],
  [44, 140, 15],
  [44, 142, 15],
  [44, 144, 15],
  [26, 142, 0],
  [26, 127, 30],
  [26, 124, 0],
  [26, 131, 0],
  [20, 136, 0],
  [26, 154, 0],
];

/** All zones; index = zone − 1. */
export const PLANE_RECTANGULAR_ZONES: readonly PlaneRectangularZone[] = ORIGINS.map(
  ([originLat, degrees, minutes], index) => ({
    zone: index + 1,
    roman: ROMAN[index]!,
    originLat,
    originLon: degrees + minutes / 60,
  }),
);

/** Scale on the central meridian of every zone. */
export const PLANE_RECTANGULAR_SCALE = 0.9999;

/** EPSG code of a zone on JGD2011 (also valid for JGD2024, whose horizontal coordinates are the same). */
export function planeRectangularEpsg(zone: number): number {
  return 6668 + zone;
}

/** Zone and datum of an EPSG code; null when it is none of the plane rectangular systems. */
export function planeRectangularZone(
  epsg: number,
): { zone: PlaneRectangularZone; datum: 'JGD2011' | 'JGD2000' } | null {
  for (const [first, datum] of [
    [6669, 'JGD2011'],
    [2443, 'JGD2000'],
  ] as const) {
    const zone = PLANE_RECTANGULAR_ZONES[epsg - first];
    if (zone) return { zone, datum };
  }
  return null;
}
