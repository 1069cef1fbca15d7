/**
 * Small scenes of known cut and fill: a rolling ground, sampled twice at different random positions with noise, on which
 * smooth bumps were dug and heaped in between. Used to see how often a 95 % interval holds the truth.
 */
import { type Polygon, parsePolygon } from '#core/geometry/polygon.ts';
import { type CutFill, type GridMeasurement, gridVolume } from '#core/measure/cut-fill.ts';
import { scatterOfPoints, scatterOfTin } from '#core/measure/point-scatter.ts';
import { sampleCellMean } from '#core/surface/cell-mean.ts';
import { gridOver } from '#core/surface/grid.ts';
import { buildTin } from '#core/surface/tin.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import { seededRandom } from './seeded-random.ts';

export interface SceneOptions {
  readonly seed: number;
  /** Side of the square area, metres. */
  readonly sideM: number;
  readonly pointsPerM2: number;
  readonly noiseSigmaM: number;
  /** 1σ from which each epoch's common offset is drawn; 0 for none. */
  readonly accuracyM: number;
  /** Share of the area that changed, about. */
  readonly changedShare: number;
  /** Greatest height of a change, metres. */
  readonly changeM: number;
  readonly cellSizeM: number;
  readonly sampling?: 'tin' | 'cell-mean';
}

/** A scene whose circumstances are drawn too: what a user may come with. */
export function drawScene(seed: number): SceneOptions {
  const random = seededRandom(seed * 7919 + 13);
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  return {
    seed,
    sideM: Math.round(between(40, 80)),
    pointsPerM2: Math.exp(between(Math.log(0.4), Math.log(4))),
    noiseSigmaM: between(0.02, 0.08),
    accuracyM: between(0.02, 0.1),
    changedShare: between(0.02, 0.4),
    changeM: between(0.8, 3),
    cellSizeM: random.uniform() < 0.5 ? 0.5 : 1,
  };
}

export interface Scene {
  readonly truth: CutFill;
  readonly measured: GridMeasurement;
}

interface Bump {
  readonly east: number;
  readonly north: number;
  readonly radiusM: number;
  readonly heightM: number;
}

const ORIGIN = { east: 52000, north: -97000 };
const MARGIN = 6;

export function measureScene(options: SceneOptions): Scene {
  const { seed, sideM, noiseSigmaM, accuracyM, cellSizeM, sampling = 'tin' } = options;
  const random = seededRandom(seed);
  const bumps = placeBumps(options, random);
  const phase = random.uniform() * 6;
  const ground = (e: number, n: number) => 200 + 0.1 * e + 3 * Math.sin(e / 23 + phase) * Math.cos(n / 31) + 0.05 * n;
  const polygon = square(sideM);
  const surfaces = [0, 1].map((epoch) => {
    const offsetM = accuracyM * random.normal();
    const points = drawPoints(options, random, (e, n) => {
      const change = epoch === 0 ? 0 : bumps.reduce((sum, bump) => sum + bumpHeight(bump, e, n), 0);
      return ground(e, n) + change + offsetM + noiseSigmaM * random.normal();
    });
    const grid = gridOver(polygon.bounds, cellSizeM);
    if (sampling === 'cell-mean') {
      const samples = sampleCellMean(points, grid);
      return {
        samples,
        shape: { kind: 'cells' as const, samples },
        ...scatterOfPoints(points, 20),
        accuracyM: accuracyM || null,
      };
    }
    const tin = buildTin(points);
    return {
      samples: sampleTinOnGrid(tin, grid, 20),
      shape: { kind: 'tin' as const, tin, maxEdgeM: 20 },
      ...scatterOfTin(tin, polygon.bounds, 20),
      accuracyM: accuracyM || null,
    };
  });
  const volumes = bumps.map(({ radiusM, heightM }) => (heightM * Math.PI * radiusM ** 2) / 3);
  const fillM3 = volumes.filter((v) => v > 0).reduce((sum, v) => sum + v, 0);
  const cutM3 = -volumes.filter((v) => v < 0).reduce((sum, v) => sum + v, 0);
  return {
    truth: { cutM3, fillM3, netM3: fillM3 - cutM3 },
    measured: gridVolume({
      polygon,
      grid: gridOver(polygon.bounds, cellSizeM),
      existing: surfaces[0]!,
      compared: surfaces[1]!,
    }),
  };
}

function square(sideM: number): Polygon {
  const { east, north } = ORIGIN;
  const ring = [
    [east, north],
    [east + sideM, north],
    [east + sideM, north + sideM],
    [east, north + sideM],
    [east, north],
  ];
  return parsePolygon({ type: 'Polygon', coordinates: [ring] });
}

/** h·(1 − (r/R)²)²: smooth to the rim; volume h·π·R²/3. */
function bumpHeight({ east, north, radiusM, heightM }: Bump, e: number, n: number): number {
  const q = ((e - east) ** 2 + (n - north) ** 2) / radiusM ** 2;
  return q >= 1 ? 0 : heightM * (1 - q) ** 2;
}

/** Bumps that keep clear of each other and of the border; every second one is a cut. */
function placeBumps({ sideM, changedShare, changeM }: SceneOptions, random: ReturnType<typeof seededRandom>): Bump[] {
  const bumps: Bump[] = [];
  let areaM2 = 0;
  for (let attempt = 0; attempt < 400 && areaM2 < changedShare * sideM ** 2; attempt++) {
    const radiusM =
      Math.min(sideM / 4, Math.sqrt((changedShare * sideM ** 2) / Math.PI / 2)) * (0.7 + 0.6 * random.uniform());
    const inner = sideM - 2 * radiusM;
    const bump: Bump = {
      east: ORIGIN.east + radiusM + inner * random.uniform(),
      north: ORIGIN.north + radiusM + inner * random.uniform(),
      radiusM,
      heightM: (bumps.length % 2 === 0 ? 1 : -1) * changeM * (0.5 + 0.5 * random.uniform()),
    };
    if (bumps.some((b) => Math.hypot(b.east - bump.east, b.north - bump.north) < b.radiusM + radiusM)) continue;
    bumps.push(bump);
    areaM2 += Math.PI * radiusM ** 2;
  }
  return bumps;
}

function drawPoints(
  { sideM, pointsPerM2 }: SceneOptions,
  random: ReturnType<typeof seededRandom>,
  heightAt: (e: number, n: number) => number,
): { east: Float64Array; north: Float64Array; height: Float64Array } {
  const side = sideM + 2 * MARGIN;
  const count = Math.round(side * side * pointsPerM2);
  const east = new Float64Array(count);
  const north = new Float64Array(count);
  const height = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    east[i] = ORIGIN.east - MARGIN + side * random.uniform();
    north[i] = ORIGIN.north - MARGIN + side * random.uniform();
    height[i] = heightAt(east[i]!, north[i]!);
  }
  return { east, north, height };
}

export interface Coverage {
  readonly cutM3: number;
  readonly fillM3: number;
  readonly netM3: number;
}

/** Share of scenes whose interval holds the truth. */
export function coverageOf(scenes: Iterable<Scene>): Coverage {
  const hits = { cutM3: 0, fillM3: 0, netM3: 0 };
  let count = 0;
  for (const { truth, measured } of scenes) {
    count++;
    for (const name of ['cutM3', 'fillM3', 'netM3'] as const) {
      const [low, high] = measured.uncertainty95[name];
      if (low <= truth[name] && truth[name] <= high) hits[name]++;
    }
  }
  return { cutM3: hits.cutM3 / count, fillM3: hits.fillM3 / count, netM3: hits.netM3 / count };
}
