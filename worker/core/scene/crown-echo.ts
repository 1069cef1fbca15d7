/** Echoes of tree crowns: a shell of foliage, gaps in it, echoes from inside, undergrowth, and what is left for the ground. */
import type { Echoes, Ray } from './echoes.ts';
import { brightness, type Light, SUN } from './light.ts';
import type { Random } from './random.ts';
import { SPECIES, type Trees } from './trees.ts';

/** Shares of pulses, depths in metres. */
interface Foliage {
  readonly gapShare: number;
  readonly shellM: number;
  readonly secondShare: number;
  readonly undergrowthShare: number;
  readonly groundShare: number;
  readonly intensity: number;
  /** Exponent of the crown's profile: 1 is a cone, larger is a dome. */
  readonly profile: number;
}

/** By species. With these about half of all pulses over closed forest give an echo of the ground. */
const FOLIAGE: readonly Foliage[] = [
  {
    gapShare: 0.14,
    shellM: 0.45,
    secondShare: 0.42,
    undergrowthShare: 0.07,
    groundShare: 0.37,
    intensity: 1500,
    profile: 1.2,
  },
  {
    gapShare: 0.16,
    shellM: 0.5,
    secondShare: 0.38,
    undergrowthShare: 0.1,
    groundShare: 0.42,
    intensity: 2100,
    profile: 2.4,
  },
];

/** ASPRS: 3 low, 4 medium, 5 high vegetation. */
const vegetationClass = (riseM: number): number => (riseM < 2 ? 3 : riseM < 5 ? 4 : 5);

/**
 * Adds the echoes of the highest crown that the ray enters.
 * @returns energy left for the ground, 0 when the pulse does not get there
 */
export function crownEcho(ray: Ray, trees: Trees, light: Light, echoes: Echoes, random: Random): number {
  const { starts, ids, at } = trees.buckets;
  const bucket = at(ray.e, ray.n);
  let hit = -1;
  let hitRise = 0.6;
  let hitShare = 0;
  for (let k = starts[bucket]!; k < starts[bucket + 1]!; k++) {
    const tree = ids[k]!;
    const foot = trees.baseM[tree]! - ray.groundM;
    const crown = trees.crownM[tree]!;
    const top = trees.topM[tree]!;
    const middle = foot + crown + 0.55 * (top - crown);
    const e = ray.e + ray.leanE * middle - trees.e[tree]!;
    const n = ray.n + ray.leanN * middle - trees.n[tree]!;
    const share2 = (e * e + n * n) / trees.radiusM[tree]! ** 2;
    if (share2 >= 1) continue;
    const profile = FOLIAGE[trees.species[tree]!]!.profile;
    const rise = foot + top - (top - crown) * share2 ** (profile / 2);
    if (rise > hitRise) [hit, hitRise, hitShare] = [tree, rise, Math.sqrt(share2)];
  }
  if (hit < 0) return 1;
  const foliage = FOLIAGE[trees.species[hit]!]!;
  if (random.next() < foliage.gapShare) return 0.9;
  return foliageEchoes(ray, trees, hit, hitRise, hitShare, foliage, light, echoes, random);
}

function foliageEchoes(
  ray: Ray,
  trees: Trees,
  tree: number,
  topRise: number,
  share: number,
  foliage: Foliage,
  light: Light,
  echoes: Echoes,
  random: Random,
): number {
  const lowest = Math.max(0.6, trees.baseM[tree]! - ray.groundM + trees.crownM[tree]!);
  const shell = -Math.log(1 - random.next()) * foliage.shellM * (trees.species[tree] === SPECIES.cedar ? 1 + share : 1);
  const first = Math.max(Math.min(lowest, topRise), topRise - shell);
  addFoliage(ray, trees, tree, first, topRise - first, share, 0.62, foliage, light, echoes, random);
  let energy = 0.38;
  let depth = topRise - first;
  if (random.next() < foliage.secondShare) {
    depth += 1.3 - 2 * Math.log(1 - random.next());
    if (topRise - depth > lowest) {
      addFoliage(ray, trees, tree, topRise - depth, depth, share, 0.26, foliage, light, echoes, random);
      energy = 0.24;
    }
  }
  if (lowest > 4 && random.next() < foliage.undergrowthShare) {
    const rise = 0.4 + 2.2 * random.next();
    const lit = brightness(0.6, light.sunlit(ray.e, ray.n, ray.groundM + rise)) * 0.8;
    echoes.add(rise, vegetationClass(rise), energy * 1800, 78 * lit, 96 * lit, 50 * lit);
  }
  return random.next() < foliage.groundShare ? energy : 0;
}

function addFoliage(
  ray: Ray,
  trees: Trees,
  tree: number,
  rise: number,
  depthM: number,
  share: number,
  energy: number,
  foliage: Foliage,
  light: Light,
  echoes: Echoes,
  random: Random,
): void {
  const e = ray.e + ray.leanE * rise;
  const n = ray.n + ray.leanN * rise;
  // the crown as a hill: its sides look outwards
  const steep =
    (trees.species[tree] === SPECIES.cedar ? 1.3 : 1.6 * share) / Math.max(0.3, trees.radiusM[tree]! * share);
  const outE = (e - trees.e[tree]!) * steep;
  const outN = (n - trees.n[tree]!) * steep;
  const facing = Math.max(0, SUN[2] + outE * SUN[0] + outN * SUN[1]) / Math.hypot(1, outE, outN);
  const inside = Math.exp(-depthM / 2.6);
  const sunlit = light.sunlit(e, n, ray.groundM + rise + 0.4) * (0.25 + 0.75 * inside);
  const shine = (0.62 + 0.38 * inside) * brightness(facing, sunlit) * (0.9 + 0.24 * random.next());
  const rgb = trees.rgb;
  echoes.add(
    rise,
    vegetationClass(rise),
    energy * foliage.intensity * (0.7 + 0.6 * random.next()),
    rgb[3 * tree]! * shine,
    rgb[3 * tree + 1]! * shine,
    rgb[3 * tree + 2]! * shine,
  );
}
