/** A hill with houses and trees, as formulas: 160 × 120 m, points at random with 2 cm of noise. */
import type { GroundPoints } from '#core/ground/lowest-grid.ts';
import { seededRandom } from './seeded-random.ts';

type Row = readonly [east: number, north: number, height: number];

export function hillHeight(e: number, n: number): number {
  return 100 + 8 * Math.sin(e / 40) * Math.cos(n / 35) + 0.08 * e;
}

const BUILDINGS = [
  { minE: 42, minN: 40, maxE: 58, maxN: 62, roofM: 9 },
  { minE: 90, minN: 80, maxE: 114, maxN: 98, roofM: 14 },
];
const TREES = [
  { e: 120, n: 40, radiusM: 4 },
  { e: 128, n: 46, radiusM: 3 },
  { e: 20, n: 95, radiusM: 5 },
];

export function isOnBuilding(e: number, n: number): boolean {
  return BUILDINGS.some((b) => e >= b.minE && e <= b.maxE && n >= b.minN && n <= b.maxN);
}

export function isUnderTree(e: number, n: number): boolean {
  return TREES.some((tree) => Math.hypot(e - tree.e, n - tree.n) < tree.radiusM);
}

/** Columns of rows, all of them candidates. */
export function groundPoints(rows: readonly Row[]): GroundPoints {
  return {
    count: rows.length,
    east: Float64Array.from(rows, ([e]) => e),
    north: Float64Array.from(rows, ([, n]) => n),
    height: Float64Array.from(rows, ([, , h]) => h),
    candidate: new Uint8Array(rows.length).fill(1),
  };
}

/** @returns the points, and 1 for each that is ground */
export function made(seed: number, count: number): { points: GroundPoints; isGround: Uint8Array } {
  const { uniform: random } = seededRandom(seed);
  const isGround = new Uint8Array(count);
  const rows = Array.from({ length: count }, (_, i): Row => {
    const [e, n] = [160 * random(), 120 * random()];
    const ground = hillHeight(e, n) + 0.04 * (random() - 0.5);
    const building = BUILDINGS.find((b) => e >= b.minE && e <= b.maxE && n >= b.minN && n <= b.maxN);
    if (building) return [e, n, hillHeight(building.minE, building.minN) + building.roofM];
    // two of three pulses stay in the crown
    if (isUnderTree(e, n) && random() < 0.67) return [e, n, ground + 3 + 5 * random()];
    isGround[i] = 1;
    return [e, n, ground];
  });
  return { points: groundPoints(rows), isGround };
}
