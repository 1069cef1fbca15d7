/** Houses with pitched roofs, the bridge deck and machines: solids with a rectangular plan. */
import { type Buckets, createBuckets } from './buckets.ts';
import type { EpochName, SceneGround } from './epoch-ground.ts';
import {
  BRIDGE_EAST,
  LINK,
  laneAt,
  linkHeight,
  roadHeight,
  roadNorth,
  SCENE_DEPTH_M,
  SCENE_WIDTH_M,
} from './layout.ts';
import { hashUnit } from './random.ts';
import { surfaceHeight } from './surface-grid.ts';

export const ROOF = { gable: 0, hip: 1, flat: 2 } as const;
export type Roof = (typeof ROOF)[keyof typeof ROOF];

/** One solid. `baseM` and `eavesM` are heights above T.P.; half sizes are those of the roof's plan. */
export interface Building {
  readonly e: number;
  readonly n: number;
  readonly bearingRad: number;
  readonly halfLengthM: number;
  readonly halfWidthM: number;
  readonly baseM: number;
  readonly eavesM: number;
  readonly roof: Roof;
  /** Rise of the roof for one metre of plan. */
  readonly pitch: number;
  readonly classification: number;
  /** Albedo 0–255. */
  readonly roofRgb: readonly [number, number, number];
  readonly wallRgb: readonly [number, number, number];
  /** Whether light passes below (a bridge): no walls. */
  readonly open: boolean;
}

export interface Buildings {
  readonly list: readonly Building[];
  readonly buckets: Buckets;
}

type Rgb = readonly [number, number, number];
const ROOF_RGB: readonly Rgb[] = [
  [74, 80, 90],
  [62, 66, 74],
  [118, 76, 58],
  [152, 82, 58],
  [70, 92, 118],
  [96, 102, 104],
  [84, 70, 62],
];
const WALL_RGB: readonly Rgb[] = [
  [214, 206, 190],
  [196, 184, 162],
  [226, 224, 218],
  [158, 140, 118],
];
const SOLID = { pitch: 0, roof: ROOF.flat, open: false } as const;

/** All solids of an epoch, sorted into buckets. */
export function createBuildings(ground: SceneGround, epoch: EpochName, seed: number): Buildings {
  const list = [...houses(ground, seed), ...sheds(ground), bridgeDeck(), ...vehicles(ground, epoch)];
  const area = { widthM: SCENE_WIDTH_M, depthM: SCENE_DEPTH_M, sizeM: 4 };
  // a slanted ray meets a roof up to 3 m beside the place where it would meet the ground
  const reachM = (b: Building) => Math.hypot(b.halfLengthM, b.halfWidthM) + 3;
  return { list, buckets: createBuckets(area, list.length, (i) => [list[i]!.e, list[i]!.n, reachM(list[i]!)]) };
}

/** Two rows of plots along the lane, every 17 m; some stay empty. */
function houses(ground: SceneGround, seed: number): Building[] {
  const list: Building[] = [];
  for (let plot = 0; plot < 22; plot++) {
    const e = 60 + 17 * plot;
    if (e > 404 || (e > 304 && e < 356)) continue;
    for (const side of [-1, 1]) {
      const random = (k: number) => hashUnit(seed + 700 + k, plot, side);
      if (random(0) < 0.22) continue;
      const lane = laneAt(e);
      const away = side * (10.5 + 2.5 * random(1));
      const at = { e: e - away * Math.sin(lane.bearingRad), n: lane.n + away * Math.cos(lane.bearingRad) };
      const baseM = surfaceHeight(ground.before, at.e, at.n);
      list.push({
        ...at,
        bearingRad: lane.bearingRad + 0.12 * (random(2) - 0.5) + (random(3) < 0.2 ? Math.PI / 2 : 0),
        halfLengthM: 4.6 + 1.7 * random(4),
        halfWidthM: 3.5 + 0.9 * random(5),
        baseM,
        eavesM: baseM + (random(6) < 0.7 ? 5.4 : 3.1),
        roof: random(7) < 0.62 ? ROOF.gable : ROOF.hip,
        pitch: 0.42 + 0.12 * random(8),
        classification: 6,
        roofRgb: ROOF_RGB[Math.floor(ROOF_RGB.length * random(9))]!,
        wallRgb: WALL_RGB[Math.floor(WALL_RGB.length * random(10))]!,
        open: false,
      });
    }
  }
  return list;
}

/** A workshop and three greenhouses at the western end of the terrace. */
function sheds(ground: SceneGround): Building[] {
  const at = (e: number, n: number, halfLengthM: number, halfWidthM: number, heightM: number, rgb: Rgb): Building => {
    const baseM = surfaceHeight(ground.before, e, n);
    const bearingRad = laneAt(e).bearingRad;
    const size = { halfLengthM, halfWidthM, baseM, eavesM: baseM + heightM };
    return {
      e,
      n,
      bearingRad,
      ...size,
      roof: ROOF.gable,
      pitch: 0.3,
      classification: 6,
      roofRgb: rgb,
      wallRgb: rgb,
      open: false,
    };
  };
  return [
    at(28, laneAt(28).n + 13, 14, 7.5, 6, [150, 158, 164]),
    at(24, laneAt(24).n - 10, 15, 3.2, 2.2, [214, 220, 218]),
    at(26, laneAt(26).n - 18, 15, 3.2, 2.2, [206, 214, 214]),
    at(378, laneAt(378).n - 31, 12, 6.2, 5.2, [132, 96, 74]),
  ];
}

function bridgeDeck(): Building {
  const { south, north } = LINK.deck;
  const n = (south + north) / 2;
  return {
    ...SOLID,
    e: BRIDGE_EAST,
    n,
    bearingRad: Math.PI / 2,
    halfLengthM: (north - south) / 2,
    halfWidthM: LINK.halfWidthM + 0.5,
    baseM: linkHeight(n) - 1.2,
    eavesM: linkHeight(n),
    classification: 17,
    roofRgb: [158, 157, 152],
    wallRgb: [140, 139, 134],
    open: true,
  };
}

/** Cars on the road, before; excavators and trucks at both sites, after. They are class 1 (unclassified). */
function vehicles(ground: SceneGround, epoch: EpochName): Building[] {
  const box = (e: number, n: number, bearingRad: number, half: Rgb, rgb: Rgb): Building => {
    const baseM = surfaceHeight(ground[epoch], e, n);
    const size = { halfLengthM: half[0], halfWidthM: half[1], baseM, eavesM: baseM + half[2] };
    return { ...SOLID, e, n, bearingRad, ...size, classification: 1, roofRgb: rgb, wallRgb: rgb };
  };
  const car = (e: number, lane: number, rgb: Rgb): Building => ({
    ...box(e, roadNorth(e) + lane, Math.atan2(roadNorth(e + 1) - roadNorth(e - 1), 2), [2.2, 0.85, 1.5], rgb),
    baseM: roadHeight(e),
  });
  if (epoch === 'before') {
    return [
      car(96, 1.7, [190, 40, 36]),
      car(268, -1.7, [226, 228, 230]),
      car(402, 1.7, [40, 62, 110]),
      car(541, -1.7, [54, 56, 60]),
    ];
  }
  return [
    car(64, 1.7, [226, 228, 230]),
    car(428, -1.7, [212, 172, 40]),
    box(249, roadNorth(249), 2.9, [2.6, 1.4, 3], [232, 176, 32]),
    box(262, roadNorth(262) + 1.5, 3.0, [3.6, 1.2, 2.8], [62, 118, 158]),
    box(498, 214, 0.5, [2.8, 1.5, 3.1], [232, 176, 32]),
    box(482, 205, 1.2, [3.8, 1.25, 3], [220, 120, 42]),
    box(509, 226, 0.2, [3.8, 1.25, 3], [62, 118, 158]),
  ];
}

/** Height of the roof above the eaves at a place of its plan (a along the ridge, b across). */
export function roofRise(building: Building, a: number, b: number): number {
  if (building.roof === ROOF.flat) return 0;
  const across = building.halfWidthM - Math.abs(b);
  const along = building.halfLengthM - Math.abs(a);
  return building.pitch * (building.roof === ROOF.hip ? Math.min(across, along) : across);
}
