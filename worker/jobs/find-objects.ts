/** The process `find-objects`: request in; poles, wires, trees and buildings out. */
import { type FindObjectsResult, parseFindObjectsRequest } from '#core/contract/find-objects.ts';
import type { JobContext } from '../entry.ts';
import { findSceneObjects } from '../objects/find-scene-objects.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws {TengunError} as `findSceneObjects` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<FindObjectsResult> {
  return await findSceneObjects({ storeDir, inputs: parseFindObjectsRequest(request), audience }, context);
}
