/** The process `inundation`: request in; areas, volumes and depths of standing water, a GeoTIFF, outlines or a picture out. */
import { type InundationResult, parseInundationRequest } from '#core/contract/inundation.ts';
import { gridOver } from '#core/surface/grid.ts';
import { areaOf } from '../change/request-area.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { frameOfSources, surfaceLoader } from '../measuring/load-surfaces.ts';
import { resolveSurface } from '../measuring/surface-source.ts';
import { openStore } from '../store/store.ts';
import { drawnWater, floodGround } from '../water/flood-ground.ts';
import { groundHeights } from '../water/ground-heights.ts';
import { type InundationAnswer, inundationResult } from '../water/inundation-result.ts';
import type { MeasureInput } from './compute-volume.ts';

/** Most cells of one request: 9 km² at one metre. */
const MAX_WATER_CELLS = 9_000_000;

/**
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND, NO_DATA, NO_GROUND_CLASS
 * @throws {GeometryError} for areas and seeds that are none
 * @throws {LimitError} for more cells than allowed
 */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<InundationResult | FileResult> {
  const inputs = parseInundationRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const source = await resolveSurface(store, storeDir, inputs.surface);
  const frame = frameOfSources([source], inputs.crs);
  const polygon = await areaOf(inputs, storeDir, [source], frame);
  // before anything is read: too many cells and wrong shapes are refused at once
  const grid = gridOver(polygon.bounds, inputs.cellSizeM, MAX_WATER_CELLS);
  const drawn = drawnWater(inputs, frame);
  const load = await surfaceLoader(storeDir, [source], frame, context);
  const ground = await groundHeights({ load, polygon, grid, inputs });
  const flood = floodGround(ground, drawn, inputs.connectivity);
  context.progress({ phase: 'measure', fraction: 1 });
  const answer: InundationAnswer = { store, inputs, frame, source, flood };
  if (inputs.format === 'json') return await inundationResult(answer);
  const file = await fileOf(answer);
  context.transfer(file.bytes.buffer);
  return file;
}

async function fileOf(answer: InundationAnswer): Promise<FileResult> {
  // loaded here: numbers alone need no encoders
  const { depthCog, depthGeoJson } = await import('../water/depth-files.ts');
  if (answer.inputs.format === 'cog') return depthCog(answer);
  if (answer.inputs.format === 'geojson') return depthGeoJson(answer);
  const { depthPicture } = await import('../water/depth-picture.ts');
  return depthPicture(answer);
}
