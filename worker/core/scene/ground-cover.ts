/** What covers the ground, node by node: grass, asphalt, soil, … It decides colour, intensity and what grows there. */
import type { SceneGround } from './epoch-ground.ts';
import {
  BRIDGE_EAST,
  LANE_HALF_WIDTH_M,
  LINK,
  laneOffset,
  PADDY,
  ROAD,
  riverOffset,
  roadOffset,
  TEA,
  WATER_HALF_WIDTH_M,
} from './layout.ts';
import { gradientNoise } from './noise.ts';
import { benchedRise, distanceToRing } from './platform.ts';
import type { NodeWindow } from './surface-grid.ts';
import { teaShare } from './terrain.ts';

export const COVER = {
  grass: 0,
  forest: 1,
  asphalt: 2,
  concrete: 3,
  gravel: 4,
  paddy: 5,
  paddyBank: 6,
  tea: 7,
  water: 8,
  shingle: 9,
  scar: 10,
  debris: 11,
  fillCrest: 12,
  fillSlope: 13,
  cutSlope: 14,
  verge: 15,
} as const;
export type Cover = (typeof COVER)[keyof typeof COVER];

/** Cover at each node of the surface, row by row from the south. */
export function coverBefore(ground: SceneGround, seed: number): Uint8Array {
  const { cols, rows, stepM } = ground.before;
  const cover = new Uint8Array(cols * rows);
  for (let row = 0, node = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, node++) cover[node] = coverAt(seed, col * stepM, row * stepM);
  }
  return cover;
}

/** The cover before, with bare soil where the ground changed. */
export function coverAfter(ground: SceneGround, before: Uint8Array, seed: number): Uint8Array {
  const cover = before.slice();
  const { cols, stepM } = ground.before;
  const { platform } = ground;
  const [slide, fill] = ground.changes;
  const paint = (window: NodeWindow, pick: (e: number, n: number, differenceM: number) => Cover | null): void => {
    for (let row = window.rowBegin; row < window.rowEnd; row++) {
      for (let col = window.colBegin; col < window.colEnd; col++) {
        const node = row * cols + col;
        const differenceM = ground.after.heights[node]! - ground.before.heights[node]!;
        cover[node] = pick(col * stepM, row * stepM, differenceM) ?? cover[node]!;
      }
    }
  };
  paint(slide.window, (e, n, differenceM) => {
    if (Math.abs(differenceM) < 0.04) return null;
    // debris comes to rest here and there in the scar too
    const scattered =
      1.3 * gradientNoise(seed + 641, e / 9, n / 13) + 0.5 * gradientNoise(seed + 642, e / 2.6, n / 3.5);
    return differenceM + scattered < -0.3 ? COVER.scar : COVER.debris;
  });
  paint(fill.window, (e, n, differenceM) => {
    const distanceM = distanceToRing(platform.ring, e, n);
    if (distanceM === 0) return COVER.fillCrest;
    if (Math.abs(differenceM) < 0.04) return null;
    const slope = differenceM > 0 ? platform.fill : platform.cut;
    const onBerm = benchedRise(slope, distanceM) % slope.liftM === 0;
    if (onBerm) return COVER.fillCrest;
    return differenceM > 0 ? COVER.fillSlope : COVER.cutSlope;
  });
  return cover;
}

function coverAt(seed: number, e: number, n: number): Cover {
  const offset = riverOffset(e, n);
  const ragged = 1.1 * gradientNoise(seed + 601, e / 6, n / 6) + 0.5 * gradientNoise(seed + 602, e / 1.9, n / 1.9);
  if (Math.abs(offset) < WATER_HALF_WIDTH_M + Math.min(0, ragged + 0.3)) return COVER.water;
  const road = Math.abs(roadOffset(e, n));
  if (road < ROAD.pavedHalfWidthM) return COVER.asphalt;
  if (road < ROAD.crestHalfWidthM + 0.4) return COVER.verge;
  const onLink = Math.abs(e - BRIDGE_EAST) < LINK.halfWidthM && n < LINK.north.n && n > LINK.south.n - 3;
  if (onLink && Math.abs(offset) > WATER_HALF_WIDTH_M + 4) return COVER.concrete;
  if (Math.abs(laneOffset(e, n)) < LANE_HALF_WIDTH_M) return COVER.concrete;
  if (Math.abs(offset) < 9.6 + 1.8 * ragged) return COVER.shingle;
  const farmed = farmland(seed, e, n, offset);
  if (farmed !== null) return farmed;
  return isWooded(seed, e, n, offset, road) ? COVER.forest : COVER.grass;
}

function farmland(seed: number, e: number, n: number, offset: number): Cover | null {
  if (teaShare(e, offset) > 0.9) return isTeaPath(e, offset) ? COVER.grass : COVER.tea;
  const inPaddies = e > PADDY.fromE && e < PADDY.toE && -offset > PADDY.nearM && -offset < PADDY.farM;
  if (inPaddies) {
    const step = (-offset - PADDY.nearM) / 17;
    const across = (e - PADDY.fromE) / 29;
    const edge = Math.min((across - Math.floor(across)) * 29, (1 - across + Math.floor(across)) * 29);
    return step - Math.floor(step) > 0.84 || step < 0.04 || edge < 0.5 ? COVER.paddyBank : COVER.paddy;
  }
  const garden = gradientNoise(seed + 621, e / 11, n / 11) + 0.25;
  return Math.abs(laneOffset(e, n)) < 17 && isYard(e) && garden > 0 ? COVER.gravel : null;
}

/** Yards along the lane: between the first and the last house, not at the bridge. */
const isYard = (e: number): boolean => (e > 52 && e < 308) || (e > 352 && e < 404);

/** Paths between the blocks of the tea field. */
const isTeaPath = (e: number, offset: number): boolean =>
  Math.abs(((e - TEA.fromE) % 37) - 36) < 1 || Math.abs(((offset - TEA.nearM) % 22) - 21) < 1;

function isWooded(seed: number, e: number, n: number, offset: number, road: number): boolean {
  const edge = 4 * gradientNoise(seed + 611, e / 21, n / 21);
  if (offset > 0) {
    if (road < 9 + edge || offset < 40) return false;
    const meadow = Math.hypot((e - 496) / 66, (n - 206) / 56) + 0.04 * edge;
    return meadow > 1 && teaShare(e, offset) < 0.02;
  }
  return -offset > 80 + edge;
}
