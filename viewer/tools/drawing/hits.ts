/** What of a drawn shape lies under the pointer. Pixels; pure but for the projection. */
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

export type Project = Pick<MapView, 'project'>['project'];

/** The vertex nearest to a place, within `reachPx`; −1 for none. */
export function vertexUnder(project: Project, vertices: readonly SitePosition[], at: Pixel, reachPx: number): number {
  let [best, nearest] = [-1, reachPx];
  for (const [index, vertex] of vertices.entries()) {
    const place = project(vertex);
    if (!place) continue;
    const away = Math.hypot(place.x - at.x, place.y - at.y);
    if (away <= nearest) [best, nearest] = [index, away];
  }
  return best;
}

/** Middles of the edges: where a new vertex can be taken hold of. `before`: the vertex that it would stand before. */
export function edgeMiddles(
  vertices: readonly SitePosition[],
  closes: boolean,
): { readonly position: SitePosition; readonly before: number }[] {
  const count = closes ? vertices.length : vertices.length - 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const [a, b] = [vertices[i] as SitePosition, vertices[(i + 1) % vertices.length] as SitePosition];
    const position = {
      east: (a.east + b.east) / 2,
      north: (a.north + b.north) / 2,
      height: (a.height + b.height) / 2,
    };
    return { position, before: i + 1 };
  });
}

/** Distance of a place from a line of pixels; infinite where no edge is in front of the eye. */
export function distanceToLine(project: Project, line: readonly SitePosition[], at: Pixel): number {
  let nearest = Number.POSITIVE_INFINITY;
  let from: Pixel | null = null;
  for (const position of line) {
    const to = project(position);
    if (to && from) nearest = Math.min(nearest, distanceToEdge(from, to, at));
    else if (to) nearest = Math.min(nearest, Math.hypot(to.x - at.x, to.y - at.y));
    from = to;
  }
  return nearest;
}

function distanceToEdge(from: Pixel, to: Pixel, at: Pixel): number {
  const [dX, dY] = [to.x - from.x, to.y - from.y];
  const squared = dX * dX + dY * dY;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dX + (at.y - from.y) * dY) / squared));
  return Math.hypot(from.x + share * dX - at.x, from.y + share * dY - at.y);
}
