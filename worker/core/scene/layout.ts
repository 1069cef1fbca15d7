/**
 * Where things are. e and n are metres east and north of the scene's south-west corner; the functions are defined for
 * all e, n. A river flows from west to east, the road follows it on the north bank below the hills, a village lane and
 * farm land lie on the terrace south of it.
 */

/** The scene in EPSG:6676, metres: sheet 08NF2330 and the western half of 08NF2331. */
export const SCENE_EXTENT = { minE: 52_000, maxE: 52_600, minN: -97_200, maxN: -96_900 } as const;
export const SCENE_WIDTH_M = SCENE_EXTENT.maxE - SCENE_EXTENT.minE;
export const SCENE_DEPTH_M = SCENE_EXTENT.maxN - SCENE_EXTENT.minN;

/** A point of the plane: [e, n]. */
export type Point = readonly [number, number];

/** Half the width of the water. */
export const WATER_HALF_WIDTH_M = 7;
/** Height of the water above T.P.; the river falls 1.8 % to the east. */
export const waterHeight = (e: number): number => 196 - 0.018 * e;
const riverNorth = (e: number): number => 92 + 20 * Math.sin((e - 40) / 92) + 7 * Math.sin((e + 20) / 41);
const riverSlope = (e: number): number => (20 / 92) * Math.cos((e - 40) / 92) + (7 / 41) * Math.cos((e + 20) / 41);

/** Metres across the river from its middle, north positive. */
export const riverOffset = (e: number, n: number): number => (n - riverNorth(e)) / Math.hypot(1, riverSlope(e));

/** The road: 6.5 m of asphalt within 8 m of crest, 2 % cross fall to both sides. */
export const ROAD = { pavedHalfWidthM: 3.25, crestHalfWidthM: 4, crossFall: 0.02, ditchM: 0.6 } as const;
export const roadNorth = (e: number): number => 124 + 19 * Math.sin((e - 48) / 92) + 3 * Math.sin((e + 10) / 55);
const roadSlope = (e: number): number => (19 / 92) * Math.cos((e - 48) / 92) + (3 / 55) * Math.cos((e + 10) / 55);
/** Height of the road's axis. */
export const roadHeight = (e: number): number => 196 - 0.018 * e + 4.8 + 0.5 * Math.sin(e / 120);
/** Slope of the road's axis along itself, rising to the east positive. */
export const roadGrade = (e: number): number =>
  (-0.018 + (0.5 / 120) * Math.cos(e / 120)) / Math.hypot(1, roadSlope(e));
/** Metres across the road from its axis, north positive. */
export const roadOffset = (e: number, n: number): number => (n - roadNorth(e)) / Math.hypot(1, roadSlope(e));

/** The village lane south of the river. */
export const LANE_HALF_WIDTH_M = 2.1;
const laneNorth = (e: number): number => 92 + 20 * Math.sin((e - 40) / 92) - 42;
/** Metres across the lane from its axis, north positive. */
export const laneOffset = (e: number, n: number): number =>
  (n - laneNorth(e)) / Math.hypot(1, (20 / 92) * Math.cos((e - 40) / 92));
/** [e, n] of the lane's axis and its bearing (radians from east, anticlockwise) at e. */
export const laneAt = (e: number): { n: number; bearingRad: number } => ({
  n: laneNorth(e),
  bearingRad: Math.atan((20 / 92) * Math.cos((e - 40) / 92)),
});

/** The bridge and the straight link road over it, from the road to the lane. */
export const BRIDGE_EAST = 330;
export const LINK = {
  halfWidthM: 2.8,
  north: { n: roadNorth(BRIDGE_EAST), height: roadHeight(BRIDGE_EAST) },
  south: { n: laneNorth(BRIDGE_EAST), height: waterHeight(BRIDGE_EAST) + 4.2 },
  deck: { south: riverNorth(BRIDGE_EAST) - 14.5, north: riverNorth(BRIDGE_EAST) + 14.5 },
} as const;
/** Height of the link road and of the bridge deck at n. */
export function linkHeight(n: number): number {
  const t = (n - LINK.south.n) / (LINK.north.n - LINK.south.n);
  return LINK.south.height + Math.min(1, Math.max(0, t)) * (LINK.north.height - LINK.south.height);
}

/** Feet of the two towers of the transmission line across the valley. */
export const TOWERS: readonly [Point, Point] = [
  [298, 281],
  [347, 24],
];

/** Rice paddies: steps of the terrace south of the river, east of the village. */
export const PADDY = { fromE: 418, toE: 592, nearM: 19, farM: 70, stepM: 0.9 } as const;
/** The tea field on the hill west of the slide: rows along the contours. */
export const TEA = { fromE: 22, toE: 132, nearM: 56, farM: 122, rowM: 1.8, heightM: 0.8 } as const;

/** Axis of the slope failure: from the head scarp down to the toe of the debris. */
export const SLIDE_AXIS: { readonly head: Point; readonly toe: Point } = { head: [203, 268], toe: [218, 122] };
/** Crest of the fill platform: convex, anticlockwise. */
export const PLATFORM_RING: readonly Point[] = [
  [472, 180],
  [532, 207],
  [516, 243],
  [456, 216],
];
