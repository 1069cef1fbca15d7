/** The process `inundation` as the viewer calls it. Requests and results are the contract's. */
import type { InundationInputs, InundationResult, WaterAtLevel } from '#core/contract/inundation.ts';
import { ApiError, isRecord } from './client.ts';
import { type ExecuteOptions, execute, executeFile, type ResultFile } from './processes.ts';

export type { InundationInputs, InundationResult, WaterAtLevel };
export type WaterFile = 'cog' | 'geojson' | 'png';

/** @throws {ApiError} when the server refuses or answers something else; AbortError when stopped */
export async function inundate(request: InundationInputs, options: ExecuteOptions): Promise<InundationResult> {
  const body = await execute('inundation', request, { ...options, asJob: true });
  if (isInundation(body)) return body;
  throw new ApiError(200, 'FORMAT', 'expected the result of inundation');
}

/** One level as a file. @throws {ApiError} and AbortError as `executeFile` does */
export const waterFile = (request: InundationInputs, format: WaterFile, options: ExecuteOptions): Promise<ResultFile> =>
  executeFile('inundation', { ...request, format }, options);

const isInundation = (value: unknown): value is InundationResult =>
  isRecord(value) && Array.isArray(value.levels) && isRecord(value.seeds) && Array.isArray(value.depthClasses);
