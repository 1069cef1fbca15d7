/** The check as a project keeps it: the request with its pipes, and the numbers. The file itself stays with the user. */
import type { PipeCheckInputs, PipeCheckResult } from '../../api/pipes.ts';
import type { UndergroundState } from './state.ts';

export function keptUnderground({
  run,
  of,
}: UndergroundState): { readonly inputs: PipeCheckInputs; readonly result: PipeCheckResult } | null {
  if (run.state !== 'done' || of === null) return null;
  return { inputs: JSON.parse(of), result: run.result };
}
