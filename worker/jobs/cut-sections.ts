/** The process `cross-sections`: request in; the sections of all stations out, or a paper made of them. */
import { type CrossSectionsResult, parseCrossSectionsRequest } from '#core/contract/cross-sections.ts';
import { stationsInUnits } from '#core/section/stations-in-units.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { measureSections } from '../sections/measure-sections.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureSections` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<CrossSectionsResult | FileResult> {
  const inputs = parseCrossSectionsRequest(request);
  const measured = await measureSections({ storeDir, inputs, audience }, context);
  const { result, frame } = measured;
  if (inputs.format === 'json') {
    return { ...result, stations: stationsInUnits(result.stations, frame.crs.horizontalUnitM) };
  }
  context.progress({ phase: 'draw', fraction: 0 });
  // loaded here: numbers alone need no fonts
  const { sectionPaper } = await import('../sections/section-paper.ts');
  const file = await sectionPaper(measured, inputs, storeDir);
  context.transfer(file.bytes.buffer);
  return file;
}
