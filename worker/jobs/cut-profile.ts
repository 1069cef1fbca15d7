/** The process `profile`: request in; surfaces along a way out, or a paper made of them. */
import { type ProfileResult, parseProfileRequest } from '#core/contract/profile.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { measureProfile } from '../sections/measure-profile.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `measureProfile` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<ProfileResult | FileResult> {
  const inputs = parseProfileRequest(request);
  const result = await measureProfile({ storeDir, inputs, audience }, context);
  if (inputs.format === 'json') return result;
  context.progress({ phase: 'draw', fraction: 0 });
  // loaded here: numbers alone need no fonts
  const { profilePaper } = await import('../papers/profile-papers.ts');
  const { datedHeader, fileOf } = await import('../sections/section-paper.ts');
  const file = fileOf(
    await profilePaper(result, inputs.format, { header: datedHeader(inputs.header), lang: inputs.lang }),
  );
  context.transfer(file.bytes.buffer);
  return file;
}
