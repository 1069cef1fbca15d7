/** The process `cross-sections`: request in; the sections of all stations out, or a paper made of them. */
import { type CrossSectionsResult, parseCrossSectionsRequest } from '#core/contract/cross-sections.ts';
import type { JobContext } from '../entry.ts';
import { measureSections } from '../sections/measure-sections.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureSections` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<CrossSectionsResult> {
  const inputs = parseCrossSectionsRequest(request);
  return await measureSections({ storeDir, inputs, audience }, context);
}
