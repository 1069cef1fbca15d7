/** The process `pipe-check`: request in, cover and clearances out. */
import { type PipeCheckResult, parsePipeCheckRequest } from '#core/contract/pipe-check.ts';
import type { JobContext } from '../entry.ts';
import { checkPipes } from '../pipes/check-pipes.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `checkPipes` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<PipeCheckResult> {
  return await checkPipes({ storeDir, inputs: parsePipeCheckRequest(request), audience }, context);
}
