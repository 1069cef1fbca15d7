/** Heights of a collection's TIN over a grid of any size, strip by strip on the pool. */
import type { CollectionSurface } from '#core/contract/surface-input.ts';
import { boundsTouch } from '#core/geometry/bounds.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import { resolvePoints } from '../measuring/surface-source.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import { openStore } from '../store/store.ts';

export interface SampleSurfaceInput {
  readonly storeDir: string;
  readonly audience?: 'public' | 'all';
  readonly surface: CollectionSurface;
  readonly grid: GridSpec;
  readonly maxEdgeM: number;
}

/** Points (of all classes) and cells of one strip: with its TIN it takes up to 1 GB. */
const STRIP_POINTS = 6_000_000;
const STRIP_CELLS = 16_000_000;

/**
 * Strips follow from the data and the grid alone, not from the number of threads.
 * @returns row-major from the south-west, metres; NaN is no data
 * @throws as resolvePoints and loadTin do
 */
export async function sampleSurface(
  { storeDir, audience, surface, grid, maxEdgeM }: SampleSurfaceInput,
  pool: WorkerPool,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
): Promise<Float64Array> {
  const source = await resolvePoints(openStore(storeDir, audience ? { audience } : {}), surface);
  const strips = stripsOf(grid, expectedPoints(source, grid));
  const heights = new Float64Array(grid.cols * grid.rows);
  const fractions = strips.map(() => 0);
  await Promise.all(
    strips.map(async (strip, i) => {
      const report = ({ phase, fraction }: Progress) => {
        fractions[i] = fraction;
        onProgress?.({ phase, fraction: fractions.reduce((sum, part) => sum + part, 0) / strips.length });
      };
      const input = { storeDir, ...(audience ? { audience } : {}), surface, grid: strip, maxEdgeM };
      const options = { ...(signal ? { signal } : {}), onProgress: report };
      const own = await pool.run('sample-tin', input, options);
      heights.set(own, (strip.firstRow - grid.firstRow) * grid.cols);
      report({ phase: 'sample', fraction: 1 });
    }),
  );
  return heights;
}

/** Points over the grid, if every item had its points evenly spread. */
function expectedPoints({ items }: Awaited<ReturnType<typeof resolvePoints>>, grid: GridSpec): number {
  const box = gridBounds(grid);
  return items.reduce((sum, { bounds, record }) => {
    if (!boundsTouch(bounds, box)) return sum;
    const width = Math.min(bounds.maxE, box.maxE) - Math.max(bounds.minE, box.minE);
    const depth = Math.min(bounds.maxN, box.maxN) - Math.max(bounds.minN, box.minN);
    const area = (bounds.maxE - bounds.minE) * (bounds.maxN - bounds.minN);
    return sum + (area > 0 ? (record.pointCount * width * depth) / area : record.pointCount);
  }, 0);
}

function stripsOf(grid: GridSpec, points: number): GridSpec[] {
  const wanted = Math.max(points / STRIP_POINTS, (grid.cols * grid.rows) / STRIP_CELLS);
  // an even number: two threads end together
  const count = Math.min(grid.rows, wanted <= 0.5 ? 1 : 2 * Math.ceil(wanted / 2));
  return Array.from({ length: count }, (_, i) => {
    const begin = Math.round((i * grid.rows) / count);
    const end = Math.round(((i + 1) * grid.rows) / count);
    return { ...grid, firstRow: grid.firstRow + begin, rows: end - begin };
  });
}
