/**
 * The drawn polygon or line over the picture, as SVG: crisp, alike in both views, and moving with the camera.
 * Vertices are projected again after each new picture, without going through React.
 */
import { useEffect, useRef } from 'react';
import { type AppState, drawingOf } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { clipMarkup } from '../../ui/appearance/clip-markup.ts';
import { type PlaceMark, placeMarks } from '../../ui/place-marks.ts';
import { differenceOf, type ViewHost } from '../../ui/view-host.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';
import { alignmentMarkup, stationMarks } from '../alignment/overlay.ts';
import { ledgerMarkup } from '../ledger/overlay.ts';
import { measureMarkup } from '../measure/in-view.ts';
import { measureLabels } from '../measure/label-elements.ts';
import { workTool } from '../project/scene.ts';
import { stripMarkup } from '../section/overlay.ts';
import { pointAlong } from '../section/state.ts';
import { sightMarkup } from '../sight/overlay.ts';
import { undergroundMarkup } from '../underground/overlay.ts';
import { areaMarks } from '../volume/area-names.ts';
import type { AreaSet } from '../volume/area-set.ts';
import { formatStored, storedOf } from '../volume/surface-choice.ts';
import { shelterMarks, waterMarkup } from '../water/overlay.ts';
import { wayMarkup } from '../way/overlay.ts';
import { drapeOutline } from './drape.ts';
import { edgeMiddles } from './hits.ts';
import { dot, pathOf } from './markup.ts';
import { elevationNear, verticesOnGround } from './shown.ts';
import type { DrawingState } from './state.ts';

/** Distance between the vertices of an outline laid on the ground. */
const OUTLINE_STEP_M = 2;
/** Vertices of a ground line shown on the map: more are not seen. */
const MAX_LINE_VERTICES = 400;

export function DrawingOverlay({ host }: { host: ViewHost }) {
  const { store } = useWorkspace();
  const svg = useRef<SVGSVGElement>(null);

  useEffect(() => {
    const draw = () => {
      const view = host.current();
      if (!svg.current) return;
      // while projects are looked at, what they would keep stays in the picture
      const state = { ...store.get(), tool: workTool(store.get()) };
      svg.current.innerHTML = view ? overlayMarkup(view, state) : '';
      if (view) {
        const marks = [
          ...placeMarks(view, state),
          ...stationMarks(view, state),
          ...areaMarks(view, state),
          ...shelterMarks(view, state),
        ];
        for (const mark of marks) svg.current.append(...markElements(mark));
        svg.current.append(...measureLabels(view, store.get()));
      }
    };
    const stops = [host.onRender(draw), store.subscribe(draw)];
    draw();
    return () => {
      for (const stop of stops) stop();
    };
  }, [host, store]);

  return <svg ref={svg} className="drawing-overlay" aria-hidden="true" />;
}

/** A dot and a title; the title is text, whatever it says. */
function markElements({ x, y, title, withDot = true, isCentred = false }: PlaceMark): SVGElement[] {
  const dotElement = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  dotElement.setAttribute('class', 'place-dot');
  dotElement.setAttribute('cx', x.toFixed(1));
  dotElement.setAttribute('cy', y.toFixed(1));
  dotElement.setAttribute('r', '6');
  const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  text.setAttribute('class', 'place-title');
  text.setAttribute('x', (isCentred ? x : x + 12).toFixed(1));
  if (isCentred) text.setAttribute('text-anchor', 'middle');
  text.setAttribute('y', (y + 4).toFixed(1));
  text.textContent = title;
  return withDot ? [dotElement, text] : [text];
}

/** SVG markup of the drawings. All parts are numbers: nothing the user wrote gets in here. */
function overlayMarkup(view: MapView, state: AppState): string {
  return measureMarkup(view, state) + toolMarkup(view, state);
}

function toolMarkup(view: MapView, state: AppState): string {
  if (state.tool === 'underground') return undergroundMarkup(view, state);
  if (state.tool === 'water') {
    const { seed, sketch, sketchKind } = state.water;
    const own = drawingMarkup(view, state, seed, ' is-pad');
    return waterMarkup(view, state) + own + (sketchKind ? drawingMarkup(view, state, sketch, ' is-tie') : '');
  }
  const drawing = drawingOf(state);
  if (!drawing || state.tool === 'measure') return '';
  if (state.tool === 'layers') return drawingMarkup(view, state, drawing, ' is-pad') + clipMarkup(view, state);
  if (state.tool === 'scenario') return drawingMarkup(view, state, drawing, ' is-pad');
  if (state.tool === 'alignment') return alignmentMarkup(view, state);
  if (state.tool === 'section') {
    return (
      stripMarkup(view, state) +
      drawingMarkup(view, state, drawing, '') +
      hoverMark(view, state) +
      wayMarkup(view, state)
    );
  }
  if (state.tool === 'sight') return sightMarkup(view, state);
  if (state.tool === 'ledger') {
    return drawingMarkup(view, state, state.ledger.drawing, ' is-pad') + ledgerMarkup(view, state);
  }
  const { volume, design } = state;
  return [
    ...designMarkup(view, state),
    ...(volume.areaSet ? areasMarkup(view, state, volume.areaSet) : [drawingMarkup(view, state, volume.drawing, '')]),
    drawingMarkup(view, state, volume.tie, ' is-tie'),
    volume.settings.compared.kind === 'made' ? drawingMarkup(view, state, design.drawing, ' is-pad') : '',
  ].join('');
}

/** One drawn shape with its vertices; `kind` names its look. */
function drawingMarkup(
  view: MapView,
  state: AppState,
  drawing: DrawingState,
  kind: '' | ' is-tie' | ' is-pad',
): string {
  if (drawing.vertices.length === 0) return '';
  const draped = kind !== '' ? null : state.tool === 'section' ? groundLine(state) : groundOutline(state);
  const vertices = draped ? verticesOnGround(state, drawing) : drawing.vertices;
  const outline = draped ?? withCursor(drawing);
  const closes = drawing.kind === 'polygon' && outline.length > 2;
  const path = pathOf(view, closes ? [...outline, outline[0] as SitePosition] : outline);
  const filled = closes && drawing.closed && path.whole && differenceOf(state) === null;
  return [
    filled ? `<path class="drawing-area${kind}" d="${path.d} Z"/>` : '',
    `<path class="drawing-halo" d="${path.d}"/>`,
    `<path class="drawing-line${drawing.closed ? '' : ' is-open'}${kind}" d="${path.d}"/>`,
    ...vertices.map((vertex, index) => {
      const name = index === drawing.picked ? 'drawing-vertex is-picked' : 'drawing-vertex';
      return dot(view, vertex, name, vertices.length > 12 ? 3.5 : 5);
    }),
    ...(drawing.closed ? middleDots(view, vertices, drawing.kind === 'polygon') : []),
  ].join('');
}

/** More handles than these would hide the shape. */
const MAX_MIDDLES = 40;

/** Small dots in the middle of edges: a new vertex can be taken hold of there. */
export function middleDots(view: MapView, vertices: readonly SitePosition[], closes: boolean): string[] {
  if (vertices.length > MAX_MIDDLES || vertices.length < 2) return [];
  return edgeMiddles(vertices, closes).map(({ position }) => dot(view, position, 'drawing-middle', 3));
}

/** Areas of a file, or a footprint: rings without vertices, on the ground of the result when there is one. */
function areasMarkup(view: MapView, state: AppState, { areas }: AreaSet): string[] {
  const grid = state.volume.run.state === 'done' ? state.volume.run.result.difference : undefined;
  const unitM = state.frame?.unitM ?? 1;
  return areas.flatMap(({ polygons }) =>
    polygons.flat().map((ring) => {
      const outline = grid ? drapeOutline(ring, grid, unitM, OUTLINE_STEP_M) : ring;
      const { d } = pathOf(view, [...outline, ...outline.slice(0, 1)]);
      return `<path class="drawing-halo" d="${d}"/><path class="drawing-line" d="${d}"/>`;
    }),
  );
}

/** Footprints and break lines of the designs that are compared. */
function designMarkup(view: MapView, { volume }: AppState): string[] {
  const { existing, compared } = volume.settings;
  return [existing, compared].flatMap((side) => {
    const stored = storedOf(side);
    const lines = stored && volume.lines[formatStored(stored)];
    if (!lines) return [];
    const rings = lines.footprint.flat().map((ring) => [...ring, ...ring.slice(0, 1)]);
    return [...rings, ...lines.breakLines].map((line) => `<path class="design-line" d="${pathOf(view, line).d}"/>`);
  });
}

function withCursor(drawing: DrawingState): readonly SitePosition[] {
  return drawing.cursor ? [...drawing.vertices, drawing.cursor] : drawing.vertices;
}

/** The drawn area on the ground of its result; null before there is one. */
function groundOutline(state: AppState): SitePosition[] | null {
  const { run, drawing } = state.volume;
  const grid = run.state === 'done' ? run.result.difference : undefined;
  return grid && drawing.closed ? drapeOutline(drawing.vertices, grid, state.frame?.unitM ?? 1, OUTLINE_STEP_M) : null;
}

/** The cut line on the ground, as the last surface of the section has it; null before there is a result. */
function groundLine(state: AppState): SitePosition[] | null {
  const { run, drawing } = state.section;
  const surface = run.state === 'done' ? run.result.surfaces.at(-1) : undefined;
  if (!surface) return null;
  const stride = Math.max(1, Math.ceil(surface.distancesM.length / MAX_LINE_VERTICES));
  const line: SitePosition[] = [];
  for (const [index, distanceM] of surface.distancesM.entries()) {
    if (index % stride !== 0 && index !== surface.distancesM.length - 1) continue;
    const place = pointAlong(drawing.vertices, distanceM);
    // Over a gap, such as water, the line goes on at the height of its near bank.
    const height = surface.elevationsM[index] ?? line.at(-1)?.height ?? place?.height;
    if (place && height !== undefined) line.push({ ...place, height });
  }
  return line.length > 1 ? line : null;
}

/** Where the pointer of the chart stands on the map. */
function hoverMark(view: MapView, state: AppState): string {
  const { hoverDistanceM, drawing, run } = state.section;
  if (state.tool !== 'section' || hoverDistanceM === null || run.state !== 'done') return '';
  const place = pointAlong(drawing.vertices, hoverDistanceM);
  if (!place) return '';
  return dot(view, { ...place, height: elevationNear(run.result, hoverDistanceM) ?? place.height }, 'drawing-hover', 6);
}
