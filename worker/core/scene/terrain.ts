/**
 * The ground before anything happened: a valley with river banks, a terrace with stepped paddies, hills of layered
 * noise, and a road and a link road cut into it and banked above it.
 */
import {
  BRIDGE_EAST,
  LINK,
  linkHeight,
  PADDY,
  ROAD,
  riverOffset,
  roadHeight,
  roadOffset,
  TEA,
  waterHeight,
} from './layout.ts';
import { bend, gradientNoise, smoothStep } from './noise.ts';

/** Height of the ground (of the water where there is river) in metres above T.P., at e, n metres from the corner. */
export type HeightFunction = (e: number, n: number) => number;

/** Slopes of earthworks along roads, horizontal metres for one metre of height. */
const BANK_SLOPE = 1.5;
const CUT_SLOPE = 1;

/** Relief of the hills: wavelength across the slope, wavelength down the slope, amplitude; metres. */
const RELIEF: readonly (readonly [number, number, number])[] = [
  [150, 210, 15],
  [58, 125, 7.5],
  [29, 50, 2.8],
  [15, 19, 0.85],
  [7, 8, 0.28],
  [3.6, 3.6, 0.09],
];

/** The ground of a seed. Continuous; smooth but for the edges of roads and ditches. */
export function createTerrain(seed: number): HeightFunction {
  return (e, n) => alongLink(e, n, alongRoad(e, n, naturalHeight(seed, e, n)));
}

function naturalHeight(seed: number, e: number, n: number): number {
  const offset = riverOffset(e, n);
  const height = waterHeight(e) + (offset > 0 ? northBank(e, offset) : southBank(e, -offset));
  return height + relief(seed, e, n, offset);
}

/** Bank, shelf of the road, then the hill with a hollow at e ≈ 495, gentler near the top. */
function northBank(e: number, offset: number): number {
  const hollow = 1 - 0.66 * Math.exp(-(((e - 498) / 112) ** 4));
  const bank = 0.5 * (bend(offset, 8, 1.5) - bend(offset, 13.5, 2)) + 0.04 * bend(offset, 13.5, 2);
  return bank + hollow * (0.56 * bend(offset, 48, 16) - 0.3 * bend(offset, 178, 30));
}

/** Bank, farmed terrace with steps, then the foot of the southern hills. */
function southBank(e: number, offset: number): number {
  const plain = 0.05 * bend(offset, 13, 2);
  const bank = 0.45 * (bend(offset, 8, 1.5) - bend(offset, 13, 2));
  const hills = 0.4 * bend(offset, 78, 12);
  return bank + plain + hills + paddyRise(e, offset);
}

/** Terraces: the slope of the paddies gathered into banks of a metre between flat fields. */
function paddyRise(e: number, offset: number): number {
  const inside =
    smoothStep(PADDY.fromE - 12, PADDY.fromE, e) *
    smoothStep(PADDY.toE + 12, PADDY.toE, e) *
    smoothStep(PADDY.nearM - 3, PADDY.nearM + 2, offset) *
    smoothStep(PADDY.farM + 8, PADDY.farM, offset);
  if (inside === 0) return 0;
  const steps = (offset - PADDY.nearM) / 17;
  const stepped = Math.floor(steps) + smoothStep(0.86, 1, steps - Math.floor(steps));
  return inside * PADDY.stepM * (stepped - steps);
}

function relief(seed: number, e: number, n: number, offset: number): number {
  const north = smoothStep(36, 100, offset);
  const south = 0.35 * smoothStep(78, 110, -offset);
  const tea = teaShare(e, offset);
  // calm ground where the platform will stand, so that it meets the slope in one piece
  const hollow = 1 - 0.9 * Math.exp(-((Math.hypot(e - 494, n - 212) / 98) ** 4));
  const wild = north > 0 ? north * hollow : south;
  let sum = 0.06 * gradientNoise(seed + 90, e / 9, n / 9);
  for (let k = 0; k < RELIEF.length; k++) {
    const [across, down, amplitude] = RELIEF[k]!;
    const tamed = k < 2 ? 1 - 0.3 * tea : 1 - 0.9 * tea;
    sum += wild * tamed * amplitude * gradientNoise(seed + 11 * k, e / across, n / down + 0.31 * k);
  }
  return offset > -9 && offset < 9 ? sum * smoothStep(7, 9, Math.abs(offset)) : sum;
}

/** 0–1: how much a place belongs to the tea field. */
export function teaShare(e: number, offset: number): number {
  return (
    smoothStep(TEA.fromE - 16, TEA.fromE, e) *
    smoothStep(TEA.toE + 16, TEA.toE, e) *
    smoothStep(TEA.nearM - 8, TEA.nearM, offset) *
    smoothStep(TEA.farM + 8, TEA.farM, offset)
  );
}

/** Cuts and banks of the road: crest with cross fall, ditch on the crest's level at the foot of the cutting. */
function alongRoad(e: number, n: number, ground: number): number {
  const offset = Math.abs(roadOffset(e, n));
  if (offset > 60) return ground;
  const edge = roadHeight(e) - ROAD.crossFall * Math.min(offset, ROAD.crestHalfWidthM);
  const bank = edge - Math.max(0, offset - ROAD.crestHalfWidthM) / BANK_SLOPE;
  const cut = edge + Math.max(0, offset - ROAD.crestHalfWidthM - ROAD.ditchM) / CUT_SLOPE;
  return Math.min(cut, Math.max(bank, ground));
}

/** Banks of the link road up to the abutments of the bridge. */
function alongLink(e: number, n: number, ground: number): number {
  const offset = Math.abs(e - BRIDGE_EAST);
  if (offset > 25 || n > LINK.north.n || n < LINK.south.n - 12) return ground;
  const inWater = Math.min(n - LINK.deck.south, LINK.deck.north - n);
  if (inWater > 0) return ground;
  const crest = linkHeight(n) - Math.max(0, LINK.south.n - n) / 3;
  const away = Math.max(0, offset - LINK.halfWidthM);
  return Math.max(ground, crest - away / BANK_SLOPE);
}
