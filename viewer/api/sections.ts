/** The processes `cross-sections` and `report` as the viewer calls them. Requests and results are the contract's. */
import type { CrossSectionsInputs, CrossSectionsResult, SectionFormat } from '#core/contract/cross-sections.ts';
import type { PaperHeader } from '#core/contract/paper-header.ts';
import type { ReportInputs } from '#core/contract/report.ts';
import { ApiError, isRecord, requestJson } from './client.ts';
import { type ExecuteOptions, execute, executeFile, type ResultFile } from './processes.ts';

export type SectionsRequest = CrossSectionsInputs;
export type SectionsResult = CrossSectionsResult;
export type StationSection = SectionsResult['stations'][number];
export type SectionVolumes = NonNullable<SectionsResult['volumes']>;
export type PaperFormat = Exclude<SectionFormat, 'json'>;
export type { PaperHeader, ReportInputs };

function isSectionsResult(value: unknown): value is SectionsResult {
  return (
    isRecord(value) &&
    isRecord(value.alignment) &&
    isRecord(value.profile) &&
    Array.isArray(value.stations) &&
    Array.isArray(value.surfaces)
  );
}

function sectionsOf(body: unknown): SectionsResult {
  if (isSectionsResult(body)) return body;
  throw new ApiError(200, 'FORMAT', 'expected the result of cross-sections');
}

/** @throws {ApiError} when the server refuses or answers something else */
export const cutSections = async (request: SectionsRequest, options: ExecuteOptions): Promise<SectionsResult> =>
  sectionsOf(await execute('cross-sections', { ...request, format: 'json' }, { ...options, asJob: true }));

/** A result that was answered before, by its hash; one that is no longer kept is computed again. @throws {ApiError} KEPT_RESULT too */
export async function keptSections(hash: string, signal: AbortSignal): Promise<SectionsResult> {
  const body = await requestJson(`/api/results/${encodeURIComponent(hash)}`, { signal });
  const { keptResult } = await import('./kept-results.ts');
  return keptResult('cross-sections', body);
}

export const makePaper = (
  request: SectionsRequest,
  paper: { readonly format: PaperFormat; readonly header: PaperHeader; readonly lang: 'ja' | 'en' },
  options: ExecuteOptions,
): Promise<ResultFile> => executeFile('cross-sections', { ...request, ...paper }, options);

export const makeReport = (report: ReportInputs, options: ExecuteOptions): Promise<ResultFile> =>
  executeFile('report', report, options);
