/**
 * Results that were kept: by a project, a short link, or under their hash. Files can be imported and links made by anybody, and older
 * versions kept other members: a kept result is held against the contract before a tool reads it. Loaded with the first of them.
 */
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { CrossSectionResult } from '#core/contract/cross-section.ts';
import { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import { MeasureResult } from '#core/contract/measure.ts';
import { PipeCheckResult } from '#core/contract/pipe-check.ts';
import { ApiError } from './client.ts';

const SCHEMAS = {
  'cut-fill-volume': CutFillResult,
  'cross-section': CrossSectionResult,
  'cross-sections': CrossSectionsResult,
  measure: MeasureResult,
  'pipe-check': PipeCheckResult,
} as const;

export type KeptProcess = keyof typeof SCHEMAS;
export type KeptResult<Process extends KeptProcess> = Static<(typeof SCHEMAS)[Process]>;

export const isKeptProcess = (name: string): name is KeptProcess => Object.hasOwn(SCHEMAS, name);

/**
 * @param value the result as it was kept; where an answer can be had again (`links`) is not kept and comes back empty
 * @throws {ApiError} KEPT_RESULT naming the first member that is not as the contract has it
 */
export function keptResult<Process extends KeptProcess>(process: Process, value: unknown): KeptResult<Process> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const whole: unknown = isObject ? { links: [], ...value } : value;
  const schema: TSchema = SCHEMAS[process];
  if (Value.Check(schema, whole)) return whole as KeptResult<Process>;
  const [fault] = Value.Errors(schema, whole);
  const path = `result${(fault?.instancePath ?? '').replaceAll('/', '.')}`;
  throw new ApiError(200, 'KEPT_RESULT', `${process}: ${path} ${fault?.message ?? 'is not as expected'}`, {
    process,
    path,
  });
}
