/** The processes `profile` and `alignment` (checks along a road) as the viewer calls them. Requests and results are the contract's. */
import type { AlignmentChecksInputs, AlignmentChecksResult } from '#core/contract/alignment-checks.ts';
import type { ProfileFormat, ProfileInputs, ProfileResult } from '#core/contract/profile.ts';
import { ApiError, isRecord } from './client.ts';
import { type ExecuteOptions, execute, executeFile, type ResultFile } from './processes.ts';

export type { AlignmentChecksInputs, AlignmentChecksResult, ProfileInputs, ProfileResult };
export type ProfilePaper = Exclude<ProfileFormat, 'json'>;

/** @throws {ApiError} when the server refuses or answers something else */
export async function cutProfile(request: ProfileInputs, options: ExecuteOptions): Promise<ProfileResult> {
  const body = await execute('profile', request, { ...options, asJob: true });
  if (isProfile(body)) return body;
  throw new ApiError(200, 'FORMAT', 'expected the result of profile');
}

/** @throws {ApiError} when the server refuses or answers something else */
export async function checkWires(
  request: AlignmentChecksInputs,
  options: ExecuteOptions,
): Promise<AlignmentChecksResult> {
  const body = await execute('alignment', request, { ...options, asJob: true });
  if (isChecks(body)) return body;
  throw new ApiError(200, 'FORMAT', 'expected the result of alignment');
}

export const profilePaper = (
  request: ProfileInputs,
  paper: Pick<ProfileInputs, 'header' | 'lang'> & { readonly format: ProfilePaper },
  options: ExecuteOptions,
): Promise<ResultFile> => executeFile('profile', { ...request, ...paper }, options);

const isProfile = (value: unknown): value is ProfileResult =>
  isRecord(value) && isRecord(value.profile) && Array.isArray(value.stations) && Array.isArray(value.climb);

const isChecks = (value: unknown): value is AlignmentChecksResult =>
  isRecord(value) && Array.isArray(value.stations) && Array.isArray(value.stretches) && isRecord(value.worst);
