/** Brings a user's file in: its surface and alignments into the store, or its areas into a file beside it. */
import { tmpdir } from 'node:os';
import { saveAlignments } from '../alignments/alignment-store.ts';
import type { AlignmentsRecord } from '../alignments/alignments-record.ts';
import type { AreasRecord } from '../surfaces/areas-record.ts';
import { importFile } from '../surfaces/import-file.ts';
import type { ImportOptions } from '../surfaces/import-options.ts';
import type { SurfaceRecord } from '../surfaces/surface-record.ts';
import { saveSurface } from '../surfaces/surface-store.ts';

export interface ImportUploadInput {
  readonly storeDir: string;
  /** 32 hex digits: the id of the surface. */
  readonly id: string;
  readonly path: string;
  /** For zips; default: the system's. */
  readonly scratchDir?: string;
  readonly fileName: string;
  readonly options: ImportOptions;
}

export type ImportUploadOutput =
  | { readonly kind: 'surface'; readonly surface: SurfaceRecord; readonly alignments?: AlignmentsRecord }
  | { readonly kind: 'alignment'; readonly alignments: AlignmentsRecord }
  | { readonly kind: 'areas'; readonly areas: AreasRecord };

export async function run({
  storeDir,
  id,
  path,
  fileName,
  options,
  scratchDir = tmpdir(),
}: ImportUploadInput): Promise<ImportUploadOutput> {
  const imported = await importFile(path, fileName, options, scratchDir);
  if (imported.kind === 'areas') return imported;
  const { kind } = imported;
  const beside = imported.alignments
    ? { alignments: await saveAlignments(storeDir, { id, ...imported.alignments }) }
    : null;
  if (kind === 'alignment') return { kind, ...beside! };
  return { kind: 'surface', ...beside, surface: await saveSurface(storeDir, { id, ...imported.facts }, imported.data) };
}
