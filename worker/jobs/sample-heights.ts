/** Heights of a collection's points on a grid: one strip of a larger one, written where all strips are gathered. */

import type { SurfaceSampling } from '#core/contract/make-surface.ts';
import { sampleCellMean } from '#core/surface/cell-mean.ts';
import { cellStatistic } from '#core/surface/cell-statistics.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { joinColumns } from '#core/surface/point-columns.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import type { JobContext } from '../entry.ts';
import type { SurfaceLayer } from '../grids/surface-layers.ts';
import { loadLayer, loadTin } from '../measuring/load-tin.ts';
import { type PointSource, resolvePoints } from '../measuring/surface-source.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';

export interface SampleHeightsInput {
  readonly storeDir: string;
  readonly audience?: Audience | undefined;
  /** The second is taken off the first. */
  readonly layers: readonly [SurfaceLayer, SurfaceLayer?];
  readonly grid: GridSpec;
  readonly maxEdgeM: number;
  /** Where the heights go: row-major from the south-west, metres; NaN is no data. */
  readonly into: Float32Array<SharedArrayBuffer>;
  /** Number of the strip's first cell. */
  readonly offset: number;
}

/** @returns how many cells have data */
export async function run(
  { storeDir, audience, layers, grid, maxEdgeM, into, offset }: SampleHeightsInput,
  context: JobContext,
): Promise<number> {
  const store = openStore(storeDir, { audience });
  const [top, below] = layers;
  const share = below ? 0.5 : 1;
  const heightsOf = async ({ surface, sampling }: SurfaceLayer, done: number) => {
    const onProgress = (fraction: number) => context.progress({ phase: 'load', fraction: done + share * fraction });
    return await sampled(await resolvePoints(store, surface), sampling, { grid, maxEdgeM, onProgress });
  };
  const heights = await heightsOf(top, 0);
  if (below) {
    const ground = await heightsOf(below, share);
    for (let cell = 0; cell < heights.length; cell++) heights[cell]! -= ground[cell]!;
  }
  into.set(heights, offset);
  return heights.reduce((count, height) => count + (Number.isNaN(height) ? 0 : 1), 0);
}

interface Sampling {
  readonly grid: GridSpec;
  readonly maxEdgeM: number;
  readonly onProgress: (fraction: number) => void;
}

async function sampled(
  source: PointSource,
  sampling: SurfaceSampling,
  { grid, maxEdgeM, onProgress }: Sampling,
): Promise<Float64Array> {
  if (sampling === 'tin') {
    const { tin } = await loadTin(source, gridBounds(grid), maxEdgeM, { onProgress, isAlone: true });
    return sampleTinOnGrid(tin, grid, maxEdgeM).heights;
  }
  let points: PointColumns | null = null;
  for (const layer of source.layers) {
    const own = await loadLayer(source, layer, gridBounds(grid), { onProgress, isAlone: true });
    points = points ? joinColumns(points, own) : own;
  }
  return sampling === 'mean' ? sampleCellMean(points!, grid).heights : cellStatistic(points!, grid, sampling);
}
