/** The processes of the volume tool as the viewer calls them. Requests and results are the contract's. */
import type { ChangeMapInputs, ChangeMapResult } from '#core/contract/change-map.ts';
import type { CutFillInputs, CutFillResult } from '#core/contract/cut-fill-volume.ts';
import type { DesignInputs, DesignResult } from '#core/contract/design-surface.ts';
import type { EpochSeriesInputs, EpochSeriesResult } from '#core/contract/epoch-series.ts';
import type { EstimateResult } from '#core/contract/estimate-volume.ts';
import type { FitForPurposeInputs, FitForPurposeResult } from '#core/contract/fit-for-purpose.ts';
import { ApiError, isRecord } from './client.ts';
import { type ExecuteOptions, execute } from './processes.ts';

export type VolumeRequest = CutFillInputs;
export type VolumeResult = CutFillResult;
export type DifferenceGrid = NonNullable<CutFillResult['difference']>;
export type FitnessRequest = FitForPurposeInputs;
export type FitnessResult = FitForPurposeResult;
export type DesignRequest = DesignInputs;
export type { EstimateResult };
export type SeriesRequest = EpochSeriesInputs;
export type SeriesResult = EpochSeriesResult;
export type ChangesRequest = ChangeMapInputs;
export type ChangesResult = ChangeMapResult;
export type { DesignResult };

const isNumber = (value: unknown) => typeof value === 'number';

function isVolumeResult(value: unknown): value is VolumeResult {
  if (!isRecord(value)) return false;
  const numbers = ['netM3', 'areaM2', 'coveredAreaM2', 'voidAreaM2'];
  // null in a method that knows net only
  const numbersOrNull = ['cutM3', 'fillM3'];
  const records = ['methodName', 'rounded', 'words', 'quality', 'provenance'];
  return (
    numbers.every((name) => isNumber(value[name])) &&
    numbersOrNull.every((name) => isNumber(value[name]) || value[name] === null) &&
    records.every((name) => isRecord(value[name])) &&
    Array.isArray(value.warnings)
  );
}

function isDesignResult(value: unknown): value is DesignResult {
  if (!isRecord(value) || typeof value.surface !== 'string' || !Array.isArray(value.checks)) return false;
  return ['elevationM', 'cutM3', 'fillM3', 'netM3', 'footprintAreaM2'].every((name) => isNumber(value[name]));
}

function isFitnessResult(value: unknown): value is FitnessResult {
  return isRecord(value) && isNumber(value.densityPerM2) && Array.isArray(value.purposes);
}

function isSeriesResult(value: unknown): value is SeriesResult {
  return ['epochs', 'pairs', 'cumulative'].every((name) => isRecord(value) && Array.isArray(value[name]));
}

function isChangesResult(value: unknown): value is ChangesResult {
  return isRecord(value) && Array.isArray(value.changes) && isRecord(value.found) && isRecord(value.totals);
}

function isEstimateResult(value: unknown): value is EstimateResult {
  return isRecord(value) && ['cells', 'points', 'seconds'].every((name) => isNumber(value[name]));
}

/** @throws {ApiError} when the server refuses or answers something else */
async function run<Result>(
  process: string,
  request: unknown,
  options: ExecuteOptions,
  is: (value: unknown) => value is Result,
): Promise<Result> {
  const body = await execute(process, request, options);
  if (!is(body)) throw new ApiError(200, 'FORMAT', `expected the result of ${process}`);
  return body;
}

export const computeVolume = (request: VolumeRequest, options: ExecuteOptions): Promise<VolumeResult> =>
  run('cut-fill-volume', request, options, isVolumeResult);

export const estimateVolume = (request: VolumeRequest, options: ExecuteOptions): Promise<EstimateResult> =>
  run('estimate-volume', request, options, isEstimateResult);

export const judgeFitness = (request: FitnessRequest, options: ExecuteOptions): Promise<FitnessResult> =>
  run('fit-for-purpose', request, options, isFitnessResult);

export const measureSeries = (request: SeriesRequest, options: ExecuteOptions): Promise<SeriesResult> =>
  run('epoch-series', request, { ...options, asJob: true }, isSeriesResult);

/** The list of the largest changes; as a job, since a whole sheet takes its time. */
export const findChanges = (request: ChangesRequest, options: ExecuteOptions): Promise<ChangesResult> =>
  run('change-map', { ...request, format: 'json' }, { ...options, asJob: true }, isChangesResult);

export const makeDesign = (request: DesignRequest, options: ExecuteOptions): Promise<DesignResult> =>
  run('design-surface', request, { ...options, asJob: true }, isDesignResult);

/** Makes an item with ground classified; @returns the collection that it stands in */
export async function classifyGround(
  request: { readonly collection: string; readonly item: string },
  options: ExecuteOptions,
): Promise<string> {
  const body = await execute('classify-ground', request, { ...options, asJob: true });
  if (isRecord(body) && typeof body.collection === 'string') return body.collection;
  throw new ApiError(200, 'FORMAT', 'expected the result of classify-ground');
}
