/** Trees as crowns of revolution: planted cedar (cones in rows) and mixed broadleaf (domes), kept in flat arrays. */
import { type Buckets, createBuckets } from './buckets.ts';
import type { Buildings } from './buildings.ts';
import type { EpochName, SceneGround } from './epoch-ground.ts';
import { COVER } from './ground-cover.ts';
import { riverOffset, roadOffset, SCENE_DEPTH_M, SCENE_WIDTH_M, TOWERS } from './layout.ts';
import { gradientNoise, smoothStep } from './noise.ts';
import { hashUnit } from './random.ts';
import { surfaceHeight } from './surface-grid.ts';
import { teaShare } from './terrain.ts';

export const SPECIES = { cedar: 0, broadleaf: 1 } as const;

/** Tree i: foot at e[i], n[i], baseM[i]; crown from `crownM` to `topM` above the foot, widest radius `radiusM`. */
export interface Trees {
  readonly count: number;
  readonly e: Float64Array;
  readonly n: Float64Array;
  readonly baseM: Float64Array;
  readonly topM: Float32Array;
  readonly crownM: Float32Array;
  readonly radiusM: Float32Array;
  readonly species: Uint8Array;
  /** Albedo of the foliage, three bytes a tree. */
  readonly rgb: Uint8Array;
  readonly buckets: Buckets;
}

const CEDAR_SPACING_M = 3;
const TOWER_CLEARING_M = 7;
const BROADLEAF_SPACING_M = 4.3;
const CEDAR_RGB = [72, 102, 58] as const;
/** Late autumn: evergreen oaks, then konara and maples that turn. */
const BROADLEAF_RGB: readonly (readonly [number, number, number])[] = [
  [78, 110, 52],
  [92, 118, 56],
  [104, 124, 58],
  [124, 128, 62],
  [146, 130, 62],
  [162, 124, 60],
  [154, 98, 56],
];

type Tree = [
  e: number,
  n: number,
  base: number,
  top: number,
  crown: number,
  radius: number,
  species: number,
  r: number,
  g: number,
  b: number,
];

/** All trees of an epoch: on the ground it stands on, none where the ground changed. */
export function createTrees(
  ground: SceneGround,
  cover: Uint8Array,
  buildings: Buildings,
  epoch: EpochName,
  seed: number,
): Trees {
  const trees: Tree[] = [];
  const { cols, stepM } = ground.before;
  const coverOf = (e: number, n: number) => cover[Math.round(n / stepM) * cols + Math.round(e / stepM)];
  const plant = (spacingM: number, species: number): void => {
    for (let row = 0; row * spacingM < SCENE_DEPTH_M; row++) {
      for (let col = 0; col * spacingM < SCENE_WIDTH_M; col++) {
        const jitter = species === SPECIES.cedar ? 0.6 : 0.9;
        const e = (col + 0.5 + jitter * (hashUnit(seed + 801 + species, col, row) - 0.5)) * spacingM;
        const n = (row + 0.5 + jitter * (hashUnit(seed + 811 + species, col, row) - 0.5)) * spacingM;
        if (e < 0.3 || n < 0.3 || e > SCENE_WIDTH_M - 0.3 || n > SCENE_DEPTH_M - 0.3) continue;
        const random = (k: number) => hashUnit(seed + 821 + 10 * k + species, col, row);
        const share = standShare(seed, e, n, coverOf(e, n) ?? COVER.grass, species);
        if (random(0) >= share || isBuiltUp(buildings, e, n) || (epoch === 'after' && isCleared(ground, e, n)))
          continue;
        trees.push(grow(seed, e, n, surfaceHeight(ground.before, e, n), species, random));
      }
    }
  };
  plant(CEDAR_SPACING_M, SPECIES.cedar);
  plant(BROADLEAF_SPACING_M, SPECIES.broadleaf);
  return pack(trees);
}

/** Probability that a planting place of a species holds a tree. */
function standShare(seed: number, e: number, n: number, cover: number, species: number): number {
  if (TOWERS.some(([te, tn]) => Math.hypot(e - te, n - tn) < TOWER_CLEARING_M)) return 0;
  const offset = riverOffset(e, n);
  if (cover === COVER.forest) {
    const planted = gradientNoise(seed + 841, e / 85, n / 85) + 0.35 > 0 && offset > 0;
    if (species === SPECIES.cedar) return planted ? 0.93 : 0;
    return planted ? 0.015 : 0.94;
  }
  if (cover !== COVER.grass || species === SPECIES.cedar || teaShare(e, offset) > 0) return 0;
  if (Math.abs(offset) > 10 && Math.abs(offset) < 16) return 0.16;
  return Math.abs(roadOffset(e, n)) > 8 ? 0.045 : 0;
}

/** Whether a crown would reach into a building; machines stand where there is no tree anyway. */
function isBuiltUp({ list, buckets }: Buildings, e: number, n: number): boolean {
  const bucket = buckets.at(e, n);
  return buckets.ids.subarray(buckets.starts[bucket], buckets.starts[bucket + 1]).some((id) => {
    const building = list[id]!;
    const reachM = Math.hypot(building.halfLengthM, building.halfWidthM) + 1.5;
    return building.classification !== 1 && Math.hypot(e - building.e, n - building.n) < reachM;
  });
}

/** Where the ground changed, and three metres around it. */
function isCleared(ground: SceneGround, e: number, n: number): boolean {
  for (let k = 0; k < 9; k++) {
    const de = e + 3 * ((k % 3) - 1);
    const dn = n + 3 * (Math.floor(k / 3) - 1);
    if (Math.abs(surfaceHeight(ground.after, de, dn) - surfaceHeight(ground.before, de, dn)) > 0.1) return true;
  }
  return false;
}

function grow(seed: number, e: number, n: number, baseM: number, species: number, random: (k: number) => number): Tree {
  const site = gradientNoise(seed + 851, e / 60, n / 60);
  const tint = 0.86 + 0.28 * random(5);
  if (species === SPECIES.cedar) {
    // planted in blocks of different years: young stands are lower and lighter
    const youth = smoothStep(0.12, 0.3, gradientNoise(seed + 853, e / 62, n / 74));
    const topM = (17.5 + 3 * site + 4 * random(1)) * (1 - 0.42 * youth);
    const [r, g, b] = [CEDAR_RGB[0] + 22 * youth, CEDAR_RGB[1] + 24 * youth, CEDAR_RGB[2] + 4 * youth];
    return [
      e,
      n,
      baseM,
      topM,
      topM * (0.42 + 0.1 * random(2)),
      1.45 + 0.55 * random(3),
      species,
      r * tint,
      g * tint,
      b * tint,
    ];
  }
  const inOpen = random(0) < 0.1 ? 0.75 : 1;
  const topM = (9.5 + 2 * site + 4.5 * random(1)) * inOpen;
  const patch = gradientNoise(seed + 852, e / 30, n / 30);
  const pick = Math.floor(
    BROADLEAF_RGB.length * Math.min(0.999, Math.max(0, 0.34 + 0.28 * patch + 0.62 * (random(4) - 0.5))),
  );
  const [r, g, b] = BROADLEAF_RGB[pick]!;
  return [
    e,
    n,
    baseM,
    topM,
    topM * (0.3 + 0.1 * random(2)),
    2.1 + 1.2 * random(3),
    species,
    r * tint,
    g * tint,
    b * tint,
  ];
}

function pack(trees: readonly Tree[]): Trees {
  const count = trees.length;
  const column = (k: number) => trees.map((tree) => tree[k]!);
  const rgb = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) rgb[3 * i + k] = Math.min(255, trees[i]![7 + k]!);
  const area = { widthM: SCENE_WIDTH_M, depthM: SCENE_DEPTH_M, sizeM: 3 };
  return {
    count,
    e: Float64Array.from(column(0)),
    n: Float64Array.from(column(1)),
    baseM: Float64Array.from(column(2)),
    topM: Float32Array.from(column(3)),
    crownM: Float32Array.from(column(4)),
    radiusM: Float32Array.from(column(5)),
    species: Uint8Array.from(column(6)),
    rgb,
    // a slanted ray meets a crown up to a quarter of its height beside the place where it would meet the ground
    buckets: createBuckets(area, count, (i) => [trees[i]![0], trees[i]![1], trees[i]![5] + 0.28 * trees[i]![3]]),
  };
}
