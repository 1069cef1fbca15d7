/** The process `cross-section` as the viewer calls it. Requests and results are the contract's. */
import type { CrossSectionInputs, CrossSectionResult } from '#core/contract/cross-section.ts';
import { ApiError, postJson } from './client.ts';
import { type ExecuteOptions, executeFile, type ResultFile } from './processes.ts';

export type SectionRequest = CrossSectionInputs;
export type SectionResult = CrossSectionResult;

function isSectionResult(value: unknown): value is SectionResult {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return typeof members.get('lengthM') === 'number' && Array.isArray(members.get('surfaces'));
}

/** @throws {ApiError} when the server refuses or answers something else */
export async function cutSection(request: SectionRequest, signal: AbortSignal): Promise<SectionResult> {
  const body = await postJson('/api/processes/cross-section/execution', { inputs: request }, signal);
  if (!isSectionResult(body)) throw new ApiError(200, 'FORMAT', 'expected the result of cross-section');
  return body;
}

export type PaperFormat = Exclude<NonNullable<SectionRequest['format']>, 'json'>;

/** The same section as a drawing or a table. @throws {ApiError} and AbortError as `executeFile` does */
export const sectionPaper = (
  request: SectionRequest,
  paper: Pick<SectionRequest, 'header' | 'lang'> & { readonly format: PaperFormat },
  options: ExecuteOptions,
): Promise<ResultFile> => executeFile('cross-section', { ...request, ...paper }, options);
