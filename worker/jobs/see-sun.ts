/** The process `sunlight`. */
import { parseSunlightRequest, type SunlightResult } from '#core/contract/sunlight.ts';
import type { JobContext } from '../entry.ts';
import { measureSunlight } from '../sight/measure-sunlight.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureSunlight` does */
export function run({ storeDir, request, audience }: MeasureInput, context: JobContext): Promise<SunlightResult> {
  return measureSunlight({ storeDir, inputs: parseSunlightRequest(request), audience }, context);
}
