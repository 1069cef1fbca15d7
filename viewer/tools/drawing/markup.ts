/** SVG markup of lines and dots in the picture, as numbers only. */
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';

/** Pieces of an edge that is partly behind the eye. */
const PIECES = 24;

export function dot(view: MapView, position: SitePosition, name: string, radius: number): string {
  const place = view.project(position);
  return place ? `<circle class="${name}" cx="${place.x.toFixed(1)}" cy="${place.y.toFixed(1)}" r="${radius}"/>` : '';
}

/** A path through the positions; edges partly behind the eye keep the part in front of it. */
export function pathOf(view: MapView, positions: readonly SitePosition[]): { d: string; whole: boolean } {
  let d = '';
  let penDown = false;
  let whole = true;
  const visit = (position: SitePosition) => {
    const place = view.project(position);
    if (place) d += `${penDown ? 'L' : 'M'}${place.x.toFixed(1)} ${place.y.toFixed(1)}`;
    else whole = false;
    penDown = place !== null;
  };
  for (const [index, position] of positions.entries()) {
    const previous = positions[index - 1];
    if (previous && (view.project(previous) === null) !== (view.project(position) === null)) {
      for (let piece = 1; piece < PIECES; piece++) visit(between(previous, position, piece / PIECES));
    }
    visit(position);
  }
  return { d, whole };
}

function between(from: SitePosition, to: SitePosition, part: number): SitePosition {
  return {
    east: from.east + (to.east - from.east) * part,
    north: from.north + (to.north - from.north) * part,
    height: from.height + (to.height - from.height) * part,
  };
}
