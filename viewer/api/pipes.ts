/** The process `pipe-check` as the viewer calls it. Requests and results are the contract's. */
import type { PipeCheckInputs, PipeCheckResult } from '#core/contract/pipe-check.ts';
import { ApiError, isRecord } from './client.ts';
import { type ExecuteOptions, execute } from './processes.ts';

export type { PipeCheckInputs, PipeCheckResult };

/** @throws {ApiError} when the server refuses or answers something else; AbortError when stopped */
export async function checkPipes(request: PipeCheckInputs, options: ExecuteOptions): Promise<PipeCheckResult> {
  const body = await execute('pipe-check', request, { ...options, asJob: true });
  if (isRecord(body) && Array.isArray(body.pipes) && Array.isArray(body.clearances) && isRecord(body.counts)) {
    return body as unknown as PipeCheckResult;
  }
  throw new ApiError(200, 'FORMAT', 'expected the result of pipe-check');
}
