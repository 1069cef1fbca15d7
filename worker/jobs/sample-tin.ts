/** Heights of a collection's TIN at the cell centres of a grid: one strip of a larger one. */
import type { CollectionSurface } from '#core/contract/surface-input.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import { sampleTinOnGrid } from '#core/surface/tin-surface.ts';
import type { JobContext } from '../entry.ts';
import { loadTin } from '../measuring/load-tin.ts';
import { resolvePoints } from '../measuring/surface-source.ts';
import { openStore } from '../store/store.ts';

export interface SampleTinInput {
  readonly storeDir: string;
  readonly audience?: 'public' | 'all';
  readonly surface: CollectionSurface;
  readonly grid: GridSpec;
  readonly maxEdgeM: number;
}

/** @returns row-major from the south-west, metres; NaN is no data. Moved, not copied */
export async function run(
  { storeDir, audience, surface, grid, maxEdgeM }: SampleTinInput,
  context: JobContext,
): Promise<Float64Array> {
  const source = await resolvePoints(openStore(storeDir, audience ? { audience } : {}), surface);
  const { tin } = await loadTin(source, gridBounds(grid), maxEdgeM, {
    onProgress: (fraction) => context.progress({ phase: 'load', fraction: 0.5 * fraction }),
    isAlone: true,
  });
  const { heights } = sampleTinOnGrid(tin, grid, maxEdgeM);
  context.transfer(heights.buffer as ArrayBuffer);
  return heights;
}
