/** Heights of a collection over a grid of any size, strip by strip on the pool. */

import { boundsTouch } from '#core/geometry/bounds.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import type { PointSource } from '../measuring/surface-source.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import type { Audience } from '../store/audience.ts';
import type { SurfaceLayer } from './surface-layers.ts';

export interface SampleSurfaceInput {
  readonly storeDir: string;
  readonly audience?: Audience | undefined;
  /** The second is taken off the first. */
  readonly layers: readonly [SurfaceLayer, SurfaceLayer?];
  /** Of the first. */
  readonly source: PointSource;
  readonly grid: GridSpec;
  readonly maxEdgeM: number;
  /** Most points of a strip; the default takes up to 1 GB a thread. */
  readonly stripPoints?: number;
}

export interface SampledSurface {
  /** Row-major from the south-west, metres; NaN is no data. */
  readonly heights: Float32Array<SharedArrayBuffer>;
  readonly cellsWithData: number;
}

/** Points (of all classes) and cells of one strip: with its TIN it takes up to 1 GB. */
const STRIP_POINTS = 6_000_000;
const STRIP_CELLS = 16_000_000;

export interface SampleSurfaceOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Strips follow from the data and the grid alone, not from the number of threads.
 * @throws as resolvePoints and loadTin do
 */
export async function sampleSurface(
  { source, grid, stripPoints = STRIP_POINTS, ...input }: SampleSurfaceInput,
  pool: WorkerPool,
  { signal, onProgress }: SampleSurfaceOptions = {},
): Promise<SampledSurface> {
  const strips = stripsOf(grid, expectedPoints(source, grid), stripPoints);
  const into = new Float32Array(new SharedArrayBuffer(4 * grid.cols * grid.rows));
  const fractions = strips.map(() => 0);
  const counts = await Promise.all(
    strips.map(async (strip, i) => {
      const report = ({ phase, fraction }: Progress) => {
        fractions[i] = fraction;
        onProgress?.({ phase, fraction: fractions.reduce((sum, part) => sum + part, 0) / strips.length });
      };
      const offset = (strip.firstRow - grid.firstRow) * grid.cols;
      const options = { ...(signal ? { signal } : {}), onProgress: report };
      const count = await pool.run('sample-heights', { ...input, grid: strip, into, offset }, options);
      report({ phase: 'load', fraction: 1 });
      return count;
    }),
  );
  return { heights: into, cellsWithData: counts.reduce((sum, count) => sum + count, 0) };
}

/** Points over the grid, if every item had its points evenly spread. */
function expectedPoints({ items }: PointSource, grid: GridSpec): number {
  const box = gridBounds(grid);
  return items.reduce((sum, { bounds, record }) => {
    if (!boundsTouch(bounds, box)) return sum;
    const width = Math.min(bounds.maxE, box.maxE) - Math.max(bounds.minE, box.minE);
    const depth = Math.min(bounds.maxN, box.maxN) - Math.max(bounds.minN, box.minN);
    const area = (bounds.maxE - bounds.minE) * (bounds.maxN - bounds.minN);
    return sum + (area > 0 ? (record.pointCount * width * depth) / area : record.pointCount);
  }, 0);
}

function stripsOf(grid: GridSpec, points: number, stripPoints: number): GridSpec[] {
  const wanted = Math.max(points / stripPoints, (grid.cols * grid.rows) / STRIP_CELLS);
  // an even number: two threads end together
  const count = Math.min(grid.rows, wanted <= 0.5 ? 1 : 2 * Math.ceil(wanted / 2));
  return Array.from({ length: count }, (_, i) => {
    const begin = Math.round((i * grid.rows) / count);
    const end = Math.round(((i + 1) * grid.rows) / count);
    return { ...grid, firstRow: grid.firstRow + begin, rows: end - begin };
  });
}
