/** A written LAS file into a COPC file: the same builder as indexing. */
import { join } from 'node:path';
import { buildCopc } from '../pipeline/build-copc.ts';
import { prepare } from '../pipeline/prepare.ts';
import { filePlace } from '../pipeline/source-place.ts';
import { SOFTWARE } from '../software.ts';
import type { ExtractContext } from './extract-points.ts';

export async function treeOf(lasPath: string, outPath: string, context: ExtractContext): Promise<void> {
  const { pool, dir, signal, onProgress } = context;
  await buildCopc({
    prepared: await prepare([filePlace(lasPath)]),
    outPath,
    tempDir: join(dir, 'tree'),
    pool,
    generatingSoftware: SOFTWARE,
    ...(signal ? { signal } : {}),
    // "read" was the phase of choosing the points
    ...(onProgress ? { onProgress: (progress) => onProgress({ ...progress, phase: `tree-${progress.phase}` }) } : {}),
  });
}
