/** The answer that light and view show now, as projects keep it. Pure. */
import type { AppState } from '../../state/app-state.ts';
import { aroundRequest, lineRequest, mountainRequest, sightObstacle, sunlightRequest } from './state.ts';

/** @returns null where there is none: process, inputs and result of it */
export function presentSight({ sight, frame }: Pick<AppState, 'sight' | 'frame'>) {
  if (!frame || sight.tab === 'viewpoint' || sightObstacle(sight) !== null) return null;
  const { lineRun, aroundRun, mountainRun, sunRun } = sight;
  if (sight.tab === 'sun') {
    return sunRun.state === 'done'
      ? { process: 'sunlight', inputs: sunlightRequest(sight, frame), result: sunRun.result }
      : null;
  }
  if (sight.question === 'line' && lineRun.state === 'done') {
    return { process: 'line-of-sight', inputs: lineRequest(sight, frame), result: lineRun.result };
  }
  if (sight.question === 'mountain' && mountainRun.state === 'done') {
    return { process: 'mountain-view', inputs: mountainRequest(sight, frame), result: mountainRun.result };
  }
  if (sight.question !== 'around' || aroundRun.state !== 'done') return null;
  // the cells are for drawing: the numbers are kept
  const { grid: _, ...result } = aroundRun.result;
  return { process: 'viewshed', inputs: { ...aroundRequest(sight, frame), grid: false }, result };
}
