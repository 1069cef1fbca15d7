/** The process `line-of-sight`. */
import { type LineOfSightResult, parseLineOfSightRequest } from '#core/contract/line-of-sight.ts';
import type { JobContext } from '../entry.ts';
import { measureLineOfSight } from '../sight/measure-line-of-sight.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureLineOfSight` does */
export function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<LineOfSightResult> {
  return measureLineOfSight({ storeDir, inputs: parseLineOfSightRequest(request), audience }, context);
}
