/** A surface of an item as a file in the store's drafts. */
import { writeFile } from 'node:fs/promises';
import type { JobContext } from '../entry.ts';
import { type SurfaceCogInput, surfaceCog } from '../grids/formats/surface-cog.ts';

/** Maps of a whole prefecture read a few cells of each sheet. */
const SMALLEST_OVERVIEW = 16;

export async function run(
  { path, ...surface }: SurfaceCogInput & { readonly path: string },
  _: JobContext,
): Promise<void> {
  roundToMillimetres(surface.heights);
  await writeFile(path, surfaceCog({ ...surface, smallestOverview: SMALLEST_OVERVIEW }), { flush: true });
}

/** What is below a millimetre is noise, and takes a third of the file. */
function roundToMillimetres(heights: Float32Array): void {
  for (let i = 0; i < heights.length; i++) heights[i] = Math.round(heights[i]! * 1000) / 1000;
}
