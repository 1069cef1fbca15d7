/** Measurements over the picture: outlines, vertices and handles as SVG of numbers; what lies under the pointer. */
import type { AppState } from '../../state/app-state.ts';
import { liftedPlaces } from '../../state/lift.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { distanceToLine, edgeMiddles, type Pixel } from '../drawing/hits.ts';
import { dot, pathOf } from '../drawing/markup.ts';
import type { DrawnVertex } from '../drawing/state.ts';
import { KINDS } from './kinds.ts';
import type { MeasurementRecord } from './record.ts';
import { headline } from './rows.ts';
import { inFrame, type MeasureAction, type MeasureState, shownVertices } from './state.ts';

/** A click this near to a line selects it. */
const SELECT_PX = 9;
const CIRCLE_CORNERS = 48;
/** More handles than these would hide the shape. */
const MAX_MIDDLES = 40;

/** A measurement as it is drawn now: the selected one follows the pointer. */
export interface ShownMeasurement {
  readonly record: MeasurementRecord;
  readonly vertices: readonly DrawnVertex[];
  /** Its result fits what is drawn. */
  readonly isSettled: boolean;
}

/** Those that are to be seen in this frame. */
export function shownMeasurements(measure: MeasureState): ShownMeasurement[] {
  return measure.records
    .filter((record) => record.visible && inFrame(measure, record))
    .map((record) => {
      const isSelected = record.id === measure.selected;
      const vertices = isSelected ? measure.drawing.vertices : shownVertices(measure, record);
      return { record, vertices, isSettled: !isSelected || measure.drawing.held === null };
    });
}

/** The line that stands for it: rings end where they begin. */
export function outlineOf({ record, vertices }: ShownMeasurement): SitePosition[] {
  const [first, second] = vertices;
  if (record.kind === 'slope' && vertices.length === 1 && first) return circleAround(first, record);
  if (record.kind === 'height' && first && second) {
    // Up or down from the first to the height of the second, then level.
    return [first, { ...first, height: second.height }, second];
  }
  const closes = KINDS[record.kind].shape === 'polygon' && vertices.length > 2 && first;
  return closes ? [...vertices, first] : [...vertices];
}

/** Lies on the fitted plane once that is known. */
function circleAround(centre: SitePosition, { settings, computed }: MeasurementRecord): SitePosition[] {
  const slope = headline(computed?.result)?.slope;
  const fall = slope ? slope.gradientPercent / 100 : 0;
  const azimuth = ((slope?.azimuthDeg ?? 0) * Math.PI) / 180;
  return Array.from({ length: CIRCLE_CORNERS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / CIRCLE_CORNERS;
    const [e, n] = [settings.radiusM * Math.sin(angle), settings.radiusM * Math.cos(angle)];
    const drop = fall * (e * Math.sin(azimuth) + n * Math.cos(azimuth));
    return { east: centre.east + e, north: centre.north + n, height: centre.height - drop };
  });
}

/** All of them, and the one that is being drawn. Numbers and checked colours only: nothing the user wrote gets in here. */
export function measureMarkup(view: MapView, { measure, tool }: AppState): string {
  const shown = shownMeasurements(measure);
  const parts = shown.map((one) => markupOf(view, one, tool === 'measure' && one.record.id === measure.selected));
  if (tool === 'measure') parts.push(draftMarkup(view, measure), handles(view, measure));
  return parts.join('');
}

function markupOf(view: MapView, shown: ShownMeasurement, isSelected: boolean): string {
  const { record, vertices } = shown;
  const { colour } = record;
  const { d, whole } = pathOf(view, outlineOf(shown));
  const isRing = KINDS[record.kind].shape === 'polygon';
  const widthPx = isSelected ? 3.2 : 2.2;
  return [
    isRing && whole ? `<path fill="${colour}" fill-opacity="0.14" d="${d} Z"/>` : '',
    `<path class="measure-halo" d="${d}"/>`,
    `<path class="measure-line" stroke="${colour}" stroke-width="${widthPx}" d="${d}"/>`,
    fallArrow(view, shown),
    ...vertices.map((vertex) => vertexMark(view, vertex, colour, isSelected ? 5 : 4)),
  ].join('');
}

/** Where a slope falls to. */
function fallArrow(view: MapView, { record, vertices }: ShownMeasurement): string {
  const slope = headline(record.computed?.result)?.slope;
  if (!slope || slope.azimuthDeg === null || vertices.length === 0) return '';
  const azimuth = (slope.azimuthDeg * Math.PI) / 180;
  const from = middleOf(vertices);
  const reachM =
    vertices.length === 1
      ? record.settings.radiusM
      : Math.max(...vertices.map(({ east, north }) => Math.hypot(east - from.east, north - from.north))) / 2;
  const to = {
    east: from.east + reachM * Math.sin(azimuth),
    north: from.north + reachM * Math.cos(azimuth),
    height: from.height - (reachM * slope.gradientPercent) / 100,
  };
  const [a, b] = [view.project(from), view.project(to)];
  if (!a || !b) return '';
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const wing = (turn: number) =>
    `${(b.x - 9 * Math.cos(angle + turn)).toFixed(1)} ${(b.y - 9 * Math.sin(angle + turn)).toFixed(1)}`;
  const d = `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}M${wing(0.45)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}L${wing(-0.45)}`;
  return `<path class="measure-halo" d="${d}"/><path class="measure-line" stroke="${record.colour}" stroke-width="2.2" d="${d}"/>`;
}

/** On a point of the cloud a disc; on the plane of the picture a diamond; typed a square. */
function vertexMark(view: MapView, vertex: DrawnVertex, colour: string, size: number): string {
  const place = view.project(vertex);
  if (!place) return '';
  const [x, y] = [place.x.toFixed(1), place.y.toFixed(1)];
  if (vertex.from === 'point')
    return `<circle class="measure-vertex" stroke="${colour}" cx="${x}" cy="${y}" r="${size}"/>`;
  const side = 2 * size - 1;
  const turned = vertex.from === 'plane' ? ` transform="rotate(45 ${x} ${y})"` : '';
  return `<rect class="measure-vertex is-loose" stroke="${colour}" x="${(place.x - side / 2).toFixed(1)}" y="${(place.y - side / 2).toFixed(1)}" width="${side}" height="${side}"${turned}/>`;
}

/** The shape in work, with the pointer: a ring around it where it has found a point. */
function draftMarkup(view: MapView, { drawing, kind }: MeasureState): string {
  if (!drawing.active) return '';
  const line = drawing.cursor ? [...drawing.vertices, drawing.cursor] : drawing.vertices;
  const closes = KINDS[kind].shape === 'polygon' && line.length > 2;
  const { d } = pathOf(view, closes ? [...line, line[0] as SitePosition] : line);
  const { cursor } = drawing;
  return [
    `<path class="measure-halo" d="${d}"/><path class="measure-line is-open" stroke="#ffffff" stroke-width="2.2" d="${d}"/>`,
    ...drawing.vertices.map((vertex) => vertexMark(view, vertex, '#1c7ed6', 4.5)),
    cursor ? vertexMark(view, cursor, cursor.from === 'point' ? '#2f9e44' : '#868e96', 4.5) : '',
    cursor?.from === 'point' ? dot(view, cursor, 'measure-snap', 9) : '',
  ].join('');
}

/** What can be taken hold of on the selected shape. */
function handles(view: MapView, { drawing, selected }: MeasureState): string {
  if (selected === null) return '';
  const { vertices, picked, held } = drawing;
  const hold = vertices[held ?? picked ?? -1];
  const ring = hold ? dot(view, hold, held === null ? 'measure-picked' : 'measure-snap', 9) : '';
  if (vertices.length >= drawing.most || vertices.length > MAX_MIDDLES || held !== null) return ring;
  const middles = edgeMiddles(vertices, drawing.kind === 'polygon');
  return ring + middles.map(({ position }) => dot(view, position, 'drawing-middle', 3)).join('');
}

/** The measurement whose line is under the pointer; the one on top first. */
export function measurementUnder(view: MapView, measure: MeasureState, at: Pixel): string | null {
  const project = view.project.bind(view);
  let [best, nearest]: [string | null, number] = [null, SELECT_PX];
  for (const shown of shownMeasurements(measure)) {
    const away = distanceToLine(project, outlineOf(shown), at);
    if (away <= nearest) [best, nearest] = [shown.record.id, away];
  }
  return best;
}

/** Actions that put vertices without a height of their own on the ground that is loaded. */
export function liftedHeights(view: MapView, measure: MeasureState): MeasureAction[] {
  return measure.records.flatMap((record): MeasureAction[] => {
    const isOpen = record.vertices.some(({ heightM }) => heightM === null);
    if (!isOpen || record.computed || measure.lifted[record.id] || !inFrame(measure, record)) return [];
    const vertices = shownVertices(measure, record);
    const onGround = liftedPlaces(view, vertices);
    return onGround ? [{ type: 'lift', id: record.id, heights: onGround.map(({ height }) => height) }] : [];
  });
}

export function middleOf(positions: readonly SitePosition[]): SitePosition {
  const mean = (value: (position: SitePosition) => number) =>
    positions.reduce((sum, position) => sum + value(position), 0) / positions.length;
  return { east: mean(({ east }) => east), north: mean(({ north }) => north), height: mean(({ height }) => height) };
}
