/** The places of a question over the picture, and the place on the ray under the pointer of its chart. SVG of numbers only. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import { dot, pathOf } from '../drawing/markup.ts';
import { sightLayerOf } from './in-view.ts';
import { drawsLine, sightDrawing } from './state.ts';

export function sightMarkup(view: MapView, state: AppState): string {
  // a viewpoint is looked from: nothing is to stand in its picture
  if (state.tool !== 'sight' || state.sight.looking) return '';
  const drawing = sightDrawing(state.sight);
  const { rays } = sightLayerOf(state);
  const way = drawing.cursor && !drawing.closed ? [...drawing.vertices, drawing.cursor] : drawing.vertices;
  // the ray itself is drawn in its parts once it is known
  const isOpen = drawsLine(state.sight) && rays.length === 0 && way.length > 1;
  const line = isOpen ? pathOf(view, way).d : '';
  return [
    isOpen ? `<path class="drawing-halo" d="${line}"/><path class="drawing-line is-open" d="${line}"/>` : '',
    ...drawing.vertices.map((vertex, index) => dot(view, vertex, 'drawing-vertex', index === 0 ? 6 : 5)),
    hoverMark(view, state),
  ].join('');
}

function hoverMark(view: MapView, state: AppState): string {
  const { hoverM, lineRun, mountainRun, question } = state.sight;
  const run = question === 'line' ? lineRun : mountainRun;
  if (hoverM === null || run.state !== 'done') return '';
  const line = sightLayerOf(state).rays.flatMap((ray) => ray.line);
  const [from, to] = [line[0], line.at(-1)];
  if (!from || !to) return '';
  const lengthM = Math.hypot(to[0] - from[0], to[1] - from[1]);
  for (const [i, b] of line.entries()) {
    const a = line[i - 1];
    if (!a) continue;
    const [begin, end] = [Math.hypot(a[0] - from[0], a[1] - from[1]), Math.hypot(b[0] - from[0], b[1] - from[1])];
    if (hoverM > Math.min(end, lengthM) || end <= begin) continue;
    const share = Math.max(0, (hoverM - begin) / (end - begin));
    const place = {
      east: a[0] + share * (b[0] - a[0]),
      north: a[1] + share * (b[1] - a[1]),
      height: a[2] + share * (b[2] - a[2]),
    };
    return dot(view, place, 'drawing-hover', 6);
  }
  return '';
}
