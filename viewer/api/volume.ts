/** The process `cut-fill-volume` as the viewer calls it. Requests and results are the contract's. */
import type { CutFillInputs, CutFillResult } from '#core/contract/cut-fill-volume.ts';
import { ApiError, postJson } from './client.ts';

export type VolumeRequest = CutFillInputs;
export type VolumeResult = CutFillResult;
export type DifferenceGrid = NonNullable<CutFillResult['difference']>;

function isVolumeResult(value: unknown): value is VolumeResult {
  if (typeof value !== 'object' || value === null) return false;
  const numbers = ['netM3', 'areaM2', 'coveredAreaM2', 'voidAreaM2'];
  // null in a method that knows net only
  const numbersOrNull = ['cutM3', 'fillM3'];
  const members = new Map<string, unknown>(Object.entries(value));
  return (
    numbers.every((name) => typeof members.get(name) === 'number') &&
    numbersOrNull.every((name) => typeof members.get(name) === 'number' || members.get(name) === null) &&
    Array.isArray(members.get('warnings'))
  );
}

/** @throws {ApiError} when the server refuses or answers something else */
export async function computeVolume(request: VolumeRequest, signal: AbortSignal): Promise<VolumeResult> {
  const body = await postJson('/api/processes/cut-fill-volume/execution', { inputs: request }, signal);
  if (!isVolumeResult(body)) throw new ApiError(200, 'FORMAT', 'expected the result of cut-fill-volume');
  return body;
}
