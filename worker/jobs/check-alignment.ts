/** The process `alignment`: request in; gradient, cross fall and wires along a road out. */
import { type AlignmentChecksResult, parseAlignmentChecksRequest } from '#core/contract/alignment-checks.ts';
import type { JobContext } from '../entry.ts';
import { measureRoad } from '../sections/measure-road.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureRoad` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<AlignmentChecksResult> {
  return await measureRoad({ storeDir, inputs: parseAlignmentChecksRequest(request), audience }, context);
}
