/** Grids of time steps, read one after the other in a thread of their own. */
import { OwnFileError } from '../open-file.ts';
import type { SitePlane } from '../placing.ts';
import type { DepthGrid } from './depth-grid.ts';
import type { GridReply, GridRequest } from './thread.ts';

/**
 * @param onEach after each file, with how many have been read; throws to stop
 * @throws {OwnFileError} naming the file that cannot be read; AbortError when stopped
 */
export async function openGrids(
  files: readonly File[],
  site: SitePlane,
  signal: AbortSignal,
  onEach: (grid: DepthGrid, done: number) => void,
): Promise<void> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  try {
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const reply = await ask(worker, { id: index, file, site: planeOf(site) }, signal);
      if ('error' in reply) throw new OwnFileError(reply.error.code, `${file.name}: ${reply.error.message}`);
      onEach(reply.grid, index + 1);
    }
  } finally {
    worker.terminate();
  }
}

/** Numbers alone go to a thread. */
const planeOf = ({ proj4, unitM, geoidHeightM }: SitePlane): SitePlane => ({ proj4, unitM, geoidHeightM });

function ask(worker: Worker, request: GridRequest, signal: AbortSignal): Promise<GridReply> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const done = () => signal.removeEventListener('abort', stop);
    worker.onmessage = ({ data }: MessageEvent<GridReply>) => {
      done();
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      done();
      reject(new OwnFileError('UNKNOWN', event.message || 'the thread of the files ended'));
    };
    worker.postMessage(request);
  });
}
