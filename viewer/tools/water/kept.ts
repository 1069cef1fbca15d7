/** The result of the water tool as a project keeps it: its numbers; the grid for drawing comes anew. */
import type { InundationInputs, InundationResult } from '../../api/inundation.ts';
import type { WaterState } from './state.ts';

export function keptWater({
  run,
  of,
}: WaterState): { readonly inputs: InundationInputs; readonly result: Omit<InundationResult, 'grid'> } | null {
  if (run.state !== 'done' || of === null) return null;
  const inputs: InundationInputs = JSON.parse(of);
  const { grid: _, ...result } = run.result;
  return { inputs: { ...inputs, levelGrid: false }, result };
}
