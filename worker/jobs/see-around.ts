/** The process `viewshed`: request in; counts and outline, a GeoTIFF or a picture out. */
import { parseViewshedRequest, type ViewshedResult } from '#core/contract/viewshed.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { measureViewshed } from '../sight/measure-viewshed.ts';
import { viewshedCog, viewshedPicture } from '../sight/viewshed-files.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureViewshed` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<ViewshedResult | FileResult> {
  const inputs = parseViewshedRequest(request);
  const measured = await measureViewshed({ storeDir, inputs, audience }, context);
  if (inputs.format === 'json') return measured.result;
  const file = inputs.format === 'cog' ? viewshedCog(measured) : viewshedPicture(measured);
  context.transfer(file.bytes.buffer);
  return file;
}
