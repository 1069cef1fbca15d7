/** The strip over the picture: its outline on the ground, and the handle of its width. SVG of numbers only. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import { pathOf } from '../drawing/markup.ts';
import { elevationNear, shownPositions } from '../drawing/shown.ts';
import { stripRings } from './strip.ts';
import { stripHandle } from './strip-handle.ts';

/** Pieces of a side of the outline. */
const PIECES = 24;

export function stripMarkup(view: MapView, state: AppState): string {
  const { section, way } = state;
  const { drawing, settings, run } = section;
  if (state.tool !== 'section' || way.mode !== 'section' || drawing.vertices.length === 0) return '';
  const cursor = drawing.cursor ? [drawing.cursor] : [];
  const vertices = [...shownPositions(state, drawing), ...cursor];
  const result = run.state === 'done' ? run.result : null;
  const rings = stripRings(vertices, settings.widthM, result ? PIECES : 1).map((ring) =>
    ring.map((corner) => ({
      ...corner,
      height: (result && elevationNear(result, corner.distanceM)) ?? corner.height,
    })),
  );
  const outlines = rings.map(
    (ring) => `<path class="strip-outline" d="${pathOf(view, [...ring, ...ring.slice(0, 1)]).d}"/>`,
  );
  const handle = drawing.closed ? stripHandle(view, vertices, settings.widthM) : null;
  return outlines.join('') + (handle ? handleMarkup(handle) : '');
}

function handleMarkup({ x, y, foot }: NonNullable<ReturnType<typeof stripHandle>>): string {
  const [px, py] = [x.toFixed(1), y.toFixed(1)];
  return (
    `<path class="strip-stem" d="M${foot.x.toFixed(1)} ${foot.y.toFixed(1)}L${px} ${py}"/>` +
    `<circle class="strip-handle" cx="${px}" cy="${py}" r="6"/>`
  );
}
