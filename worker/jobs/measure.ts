/** The process `measure`: request in, result out. */
import { type MeasureResult, parseMeasureRequest } from '#core/contract/measure.ts';
import { measureShape } from '../dimension/measure-shape.ts';
import type { JobContext } from '../entry.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureShape` does */
export async function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<MeasureResult> {
  return await measureShape({ storeDir, inputs: parseMeasureRequest(request), audience }, context);
}
