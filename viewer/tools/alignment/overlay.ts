/** The alignment in the picture: the axis with its tangents while it is drawn, then the sections on the ground. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { PlaceMark } from '../../ui/place-marks.ts';
import { dot, pathOf } from '../drawing/markup.ts';
import { previewAxis } from './axis.ts';
import { placeOnSection, sectionsInView } from './in-view.ts';
import { axisKey } from './state.ts';
import { shortStation } from './station-model.ts';

/** Names nearer than this to one another are left out, CSS pixels. */
const NAME_GAP_PX = 44;

/** SVG markup: numbers only. */
export function alignmentMarkup(view: MapView, state: AppState): string {
  const { alignment, frame } = state;
  if (alignment.run.state !== 'done') return axisMarkup(view, state);
  const { result } = alignment.run;
  const unitM = frame?.unitM ?? 1;
  const { axis, sections } = sectionsInView(result, unitM);
  const current = sections[alignment.station];
  const station = result.stations[alignment.station];
  const hover = alignment.hoverOffsetM;
  const place = station && hover !== null ? placeOnSection(result, station, hover, unitM) : null;
  return [
    ...sections.map((line) => `<path class="section-tick" d="${pathOf(view, line).d}"/>`),
    haloed(view, axis, 'axis-line'),
    current ? haloed(view, current, 'section-current') : '',
    place && place.height !== null ? dot(view, { ...place, height: place.height }, 'drawing-hover', 6) : '',
  ].join('');
}

function axisMarkup(view: MapView, { alignment }: AppState): string {
  if (alignment.source === 'file') {
    const line = alignment.stored ? alignment.lines[axisKey(alignment.stored)] : undefined;
    return line ? haloed(view, line, 'axis-line') : '';
  }
  const { drawing } = alignment;
  if (drawing.vertices.length === 0) return '';
  const tangents = drawing.cursor ? [...drawing.vertices, drawing.cursor] : drawing.vertices;
  const preview = drawing.closed ? previewAxis(alignment) : null;
  return [
    `<path class="drawing-halo" d="${pathOf(view, tangents).d}"/>`,
    `<path class="drawing-line is-open" d="${pathOf(view, tangents).d}"/>`,
    preview && 'line' in preview ? haloed(view, preview.line, 'axis-line') : '',
    ...drawing.vertices.map((vertex) => dot(view, vertex, 'drawing-vertex', 5)),
  ].join('');
}

function haloed(view: MapView, line: readonly SitePosition[], name: string): string {
  const { d } = pathOf(view, line);
  return `<path class="drawing-halo" d="${d}"/><path class="${name}" d="${d}"/>`;
}

/** Names of stations at the right ends of their sections, of intersection points while there is no result. */
export function stationMarks(view: MapView, { tool, alignment, frame }: AppState): PlaceMark[] {
  if (tool !== 'alignment') return [];
  if (alignment.run.state !== 'done') {
    if (alignment.source === 'file') return [];
    const last = alignment.drawing.vertices.length - 1;
    return alignment.drawing.vertices.flatMap((vertex, index) => {
      const place = view.project(vertex);
      const title = index === 0 ? 'BP' : index === last && alignment.drawing.closed ? 'EP' : `IP.${index}`;
      return place ? [{ ...place, title, withDot: false }] : [];
    });
  }
  const { result } = alignment.run;
  const { sections } = sectionsInView(result, frame?.unitM ?? 1);
  const marks: PlaceMark[] = [];
  const order = [alignment.station, ...result.stations.keys()];
  for (const index of order) {
    const end = sections[index]?.at(-1);
    const place = end ? view.project(end) : null;
    if (!place || marks.some((mark) => Math.hypot(mark.x - place.x, mark.y - place.y) < NAME_GAP_PX)) continue;
    marks.push({ ...place, title: shortStation(result.stations[index]?.name ?? ''), withDot: false });
  }
  return marks;
}
