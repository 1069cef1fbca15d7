/** Room on disk that indexing takes, and whether it is there. */
import { statfs } from 'node:fs/promises';
import { LimitError } from '#core/errors.ts';
import type { Prepared } from './prepare.ts';

/** Temporary files hold every point once as a stored record, and some of them once more for a short while. */
const TEMPORARY_SHARE = 1.2;
/** A compressed point is smaller than its record; incompressible ones are a little larger. */
const RESULT_SHARE = 0.5;

export interface DiskPlan {
  /** Most that the temporary files take. */
  readonly temporaryBytes: number;
  readonly freeBytes: number;
}

/**
 * @param folder where temporary files and result will stand; it exists
 * @throws {LimitError} when the disk has no room for both
 */
export async function planDisk({ pointCount, layout }: Prepared, folder: string): Promise<DiskPlan> {
  const recordBytes = pointCount * layout.pointDataRecordLength;
  const temporaryBytes = Math.ceil(recordBytes * TEMPORARY_SHARE);
  const neededBytes = temporaryBytes + Math.ceil(recordBytes * RESULT_SHARE);
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) {
    const mb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
    throw new LimitError(
      `indexing ${pointCount} points needs up to ${mb(neededBytes)} on disk (${mb(temporaryBytes)} of them temporary), ${mb(freeBytes)} are free`,
      { limit: freeBytes, actual: neededBytes },
    );
  }
  return { temporaryBytes, freeBytes };
}
