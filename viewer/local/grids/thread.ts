/** The thread that reads grids of time steps: neither a large file nor a broken one holds up the page. */
import { TengunError } from '#core/errors.ts';
import type { SitePlane } from '../placing.ts';
import { type DepthGrid, readDepthGrid } from './depth-grid.ts';

export interface GridRequest {
  readonly id: number;
  readonly file: Blob;
  readonly site: SitePlane;
}

export type GridReply =
  | { readonly id: number; readonly grid: DepthGrid }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };

self.onmessage = async ({ data: { id, file, site } }: MessageEvent<GridRequest>) => {
  try {
    const grid = await readDepthGrid(file, site);
    self.postMessage({ id, grid } satisfies GridReply, { transfer: [grid.depths.buffer as ArrayBuffer] });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof TengunError ? error.code : 'UNKNOWN';
    self.postMessage({ id, error: { code, message } } satisfies GridReply);
  }
};
