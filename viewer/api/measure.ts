/** The process `measure` as the viewer calls it. Requests and results are the contract's. */
import type { MeasureInputs, MeasureResult } from '#core/contract/measure.ts';
import { ApiError, isRecord, postJson } from './client.ts';

export function isMeasureResult(value: unknown): value is MeasureResult {
  return isRecord(value) && typeof value.kind === 'string' && Array.isArray(value.surfaces);
}

/** @throws {ApiError} when the server refuses or answers something else */
export async function measureShape(inputs: MeasureInputs, signal: AbortSignal): Promise<MeasureResult> {
  const body = await postJson('/api/processes/measure/execution', { inputs }, signal);
  if (!isMeasureResult(body)) throw new ApiError(200, 'FORMAT', 'expected the result of measure');
  return body;
}
