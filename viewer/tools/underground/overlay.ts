/** Over the picture: pipes whose depth nobody knows (dashed, on the ground), and the place that the list points at. SVG of numbers only. */
import { PIPE_COLOURS } from '#core/pipes/pipe.ts';
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import { dot, pathOf } from '../drawing/markup.ts';
import { placeOf } from './work.ts';

export function undergroundMarkup(view: MapView, state: AppState): string {
  const { run, marked } = state.underground;
  const { frame, pose } = state;
  if (run.state !== 'done' || !frame) return '';
  const fallback = pose?.elevationM ?? 0;
  const flat = run.result.pipes.filter(({ axis }) => (axis ?? []).length === 0);
  const lines = flat.map(({ kind, stations }) => {
    const { d } = pathOf(
      view,
      stations.map(({ position: [east = 0, north = 0], groundM }) => ({
        east: east * frame.unitM,
        north: north * frame.unitM,
        height: groundM ?? fallback,
      })),
    );
    return `<path class="drawing-halo" d="${d}"/><path class="pipe-flat" stroke="${PIPE_COLOURS[kind]}" d="${d}"/>`;
  });
  const place = marked && placeOf(run.result, marked);
  if (!place) return lines.join('');
  const [east = 0, north = 0] = place.position;
  const at = { east: east * frame.unitM, north: north * frame.unitM, height: place.elevationM ?? fallback };
  return `${lines.join('')}${dot(view, at, 'pipe-mark', 11)}`;
}
