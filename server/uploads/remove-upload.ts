/** Deleting what is kept under the id of an upload, beside a collection of its points. */
import { join } from 'node:path';
import { deleteAlignments } from '#worker/alignments/alignment-store.ts';
import { removeFiles } from '#worker/store/atomic-file.ts';
import { removeUploadAccess } from '#worker/store/upload-access.ts';
import { deleteSurface } from '#worker/surfaces/surface-store.ts';
import { UploadStates } from './upload-state.ts';

/** Of the uploads, in the store: what is known of each, with `incoming/` inside of it. */
export const uploadsFolder = (storeDir: string): string => join(storeDir, '.uploads');

/**
 * Bytes, surface, alignments, areas, state. The rule of who sees them goes last: killed before that, nothing is more open than it was, and
 * the same call deletes what is left. What is not there is no error.
 */
export async function removeUpload(storeDir: string, id: string): Promise<void> {
  await removeReceived(storeDir, id);
  await deleteSurface(storeDir, id);
  await deleteAlignments(storeDir, id);
  await new UploadStates(uploadsFolder(storeDir)).remove(id);
  await removeUploadAccess(storeDir, id);
}

/** The bytes as they came, and what tus keeps beside them. */
export async function removeReceived(storeDir: string, id: string): Promise<void> {
  const incoming = join(uploadsFolder(storeDir), 'incoming');
  await removeFiles(incoming, [id, `${id}.json`]);
}
