/** The process `change-map`: request in; a list of changes, a GeoTIFF or a picture out. */
import { type ChangeMapResult, parseChangeMapRequest } from '#core/contract/change-map.ts';
import { gridOver } from '#core/surface/grid.ts';
import { type ChangeAnswer, changeResult, findChanges } from '../change/change-result.ts';
import { differenceCog } from '../change/difference-cog.ts';
import { differencePicture } from '../change/difference-picture.ts';
import { areaOf } from '../change/request-area.ts';
import { tiledDifferences } from '../change/tile-differences.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { frameOfSources, surfaceLoader } from '../measuring/load-surfaces.ts';
import type { Pair } from '../measuring/measure-area.ts';
import { resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

/** @throws as `cut-fill-volume` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<ChangeMapResult | FileResult> {
  const inputs = parseChangeMapRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const sources: Pair<SurfaceSource> = [
    await resolveSurface(store, storeDir, inputs.existing),
    await resolveSurface(store, storeDir, inputs.compared),
  ];
  const frame = frameOfSources(sources, inputs.crs);
  const polygon = await areaOf(inputs, storeDir, sources, frame);
  // before anything is read: too many cells are refused at once
  const grid = gridOver(polygon.bounds, inputs.cellSizeM);
  const load = await surfaceLoader(storeDir, sources, frame, context);
  const differences = await tiledDifferences({ load, polygon, grid, inputs });
  const findings = findChanges(differences, inputs);
  const answer: ChangeAnswer = { inputs, frame, sources, differences, findings };
  if (inputs.format === 'json') return changeResult(answer);
  const file = inputs.format === 'cog' ? differenceCog(answer) : differencePicture(answer);
  context.transfer(file.bytes.buffer);
  return file;
}
