/** Where the vertices of a drawing are drawn: on the ground of its result. Pure. */
import type { SectionResult } from '../../api/section.ts';
import type { AppState } from '../../state/app-state.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { heightInGrid } from './drape.ts';
import type { DrawingState } from './state.ts';

/** The vertices of the tool's drawing as they are seen. */
export function shownPositions(state: AppState, drawing: DrawingState): readonly SitePosition[] {
  const isOnResult = drawing === state.section.drawing || drawing === state.volume.drawing;
  return isOnResult && drawing.closed ? verticesOnGround(state, drawing) : drawing.vertices;
}

/** The drawn vertices at the height of the result's ground. */
export function verticesOnGround(
  { tool, volume, section, frame }: AppState,
  drawing: DrawingState,
): readonly SitePosition[] {
  const grid = volume.run.state === 'done' ? volume.run.result.difference : undefined;
  const unitM = frame?.unitM ?? 1;
  let distanceM = 0;
  return drawing.vertices.map((vertex, index) => {
    const before = drawing.vertices[index - 1];
    if (before) distanceM += Math.hypot(vertex.east - before.east, vertex.north - before.north);
    const onGrid = tool === 'volume' && grid ? heightInGrid(grid, unitM, vertex.east, vertex.north) : null;
    const onLine =
      tool === 'section' && section.run.state === 'done' ? elevationNear(section.run.result, distanceM) : null;
    return { ...vertex, height: onGrid ?? onLine ?? vertex.height };
  });
}

/** The last surface of a section at a distance along it. */
export function elevationNear(result: SectionResult, distanceM: number): number | null {
  const surface = result.surfaces.at(-1);
  if (!surface) return null;
  const index = surface.distancesM.findIndex((distance) => distance >= distanceM - 1e-6);
  return surface.elevationsM.at(index) ?? null;
}
