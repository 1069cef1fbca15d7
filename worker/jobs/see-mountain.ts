/** The process `mountain-view`. */
import { type MountainViewResult, parseMountainViewRequest } from '#core/contract/mountain-view.ts';
import type { JobContext } from '../entry.ts';
import { measureMountainView } from '../sight/measure-mountain-view.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureMountainView` does */
export function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<MountainViewResult> {
  return measureMountainView({ storeDir, inputs: parseMountainViewRequest(request), audience }, context);
}
