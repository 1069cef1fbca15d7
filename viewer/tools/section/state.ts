/** The cross-section tool as a pure reducer: line, surfaces, parameters, and the run on the server. */
import type { SectionRequest, SectionResult } from '../../api/section.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, keepsShape, reduceDrawing } from '../drawing/state.ts';
import { type Failure, IDLE, type Run } from '../run.ts';
import { isComplete, requestSurface, type SurfaceChoice } from '../volume/surface-choice.ts';
import { firstPair } from './section-model.ts';
import { type LiveStrip, shiftedAcross } from './strip.ts';
import { NO_WIDTHS, type WidthHistory, widthChanged, widthStep, widthsAfter } from './width-history.ts';

export interface SectionSettings {
  /** Collections to cut, in the order of the chart. */
  readonly surfaces: readonly string[];
  /** Designs, grids, planes and further forms of collections, behind them. */
  readonly more: readonly SurfaceChoice[];
  readonly classes: readonly number[];
  readonly widthM: number;
  readonly stepM: number;
  readonly maxEdgeM: number;
  readonly points: boolean;
}

export interface SectionState {
  readonly drawing: DrawingState;
  readonly settings: SectionSettings;
  /** Names the section in its papers. */
  readonly name: string;
  /** How far the line moves across itself at a time; null: by the width of the strip. */
  readonly moveM: number | null;
  /** Whether a line that rests is computed without being asked. */
  readonly follows: boolean;
  /** The loaded points beside the line, while there is no result. */
  readonly strip: LiveStrip | null;
  /** Changes of the width among the edits of the line. */
  readonly widths: WidthHistory;
  readonly run: Run<SectionResult>;
  /** Which two surfaces have their cut and fill shown, as an index into the result's areas. */
  readonly pair: number | null;
  /** Metres along the line under the pointer, to mark on the map. */
  readonly hoverDistanceM: number | null;
}

export type SectionAction =
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'settings'; readonly settings: Partial<SectionSettings> }
  /** An edit that can be taken back; those of one gesture are one. */
  | { readonly type: 'width'; readonly widthM: number; readonly gesture: string }
  | { readonly type: 'surface'; readonly index: number; readonly part: Partial<SurfaceChoice> }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'moveStep'; readonly moveM: number | null }
  | { readonly type: 'follows'; readonly follows: boolean }
  | { readonly type: 'strip'; readonly strip: LiveStrip | null }
  /** Moves the line across itself by its step, to the right or to the left. */
  | { readonly type: 'move'; readonly to: 'left' | 'right' }
  | { readonly type: 'pair'; readonly pair: number | null }
  | { readonly type: 'run' }
  | { readonly type: 'done'; readonly result: SectionResult }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'stopped' }
  | { readonly type: 'hover'; readonly distanceM: number | null };

/** Points of the strip that the chart can show at once. */
const MAX_CHART_POINTS = 60_000;

export const EMPTY_SECTION: SectionState = {
  drawing: emptyDrawing('line'),
  settings: { surfaces: [], more: [], classes: [2], widthM: 1, stepM: 0.25, maxEdgeM: 5, points: true },
  name: '',
  moveM: null,
  follows: false,
  strip: null,
  widths: NO_WIDTHS,
  run: IDLE,
  pair: null,
  hoverDistanceM: null,
};

export function reduceSection(state: SectionState, action: SectionAction): SectionState {
  switch (action.type) {
    case 'draw':
      return draw(state, action.action);
    case 'width': {
      const { widthM: beforeM } = state.settings;
      if (action.widthM === beforeM) return state;
      const changed = widthChanged(state.widths, state.drawing, { beforeM, gesture: action.gesture });
      return { ...withWidth(state, action.widthM), ...changed };
    }
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.settings }, run: IDLE };
    case 'surface': {
      const more = state.settings.more.map((choice, i) =>
        i === action.index ? { ...choice, ...action.part } : choice,
      );
      return { ...state, settings: { ...state.settings, more }, run: IDLE };
    }
    case 'name':
      return { ...state, name: action.name };
    case 'moveStep':
      return { ...state, moveM: action.moveM };
    case 'follows':
      return { ...state, follows: action.follows };
    case 'strip':
      return { ...state, strip: action.strip };
    case 'move': {
      const { drawing, settings, moveM } = state;
      if (!drawing.closed) return state;
      const byM = (action.to === 'right' ? 1 : -1) * (moveM ?? settings.widthM);
      const vertices = shiftedAcross(drawing.vertices, byM);
      return reduceSection(state, { type: 'draw', action: { type: 'replace', vertices } });
    }
    case 'pair':
      return { ...state, pair: action.pair };
    case 'run':
      return { ...state, run: { state: 'running' }, hoverDistanceM: null };
    case 'done':
      return state.run.state === 'running'
        ? { ...state, run: { state: 'done', result: action.result }, strip: null, pair: firstPair(action.result) }
        : state;
    case 'failed':
      return state.run.state === 'running' ? { ...state, run: { state: 'failed', failure: action.failure } } : state;
    case 'stopped':
      return { ...state, run: IDLE, hoverDistanceM: null };
    case 'hover':
      return { ...state, hoverDistanceM: action.distanceM };
  }
}

const withWidth = (state: SectionState, widthM: number): SectionState => ({
  ...state,
  settings: { ...state.settings, widthM },
  run: IDLE,
});

function draw(state: SectionState, action: DrawingAction): SectionState {
  const step = widthStep(state.widths, state.drawing, action.type, state.settings.widthM);
  if (step) return { ...withWidth(state, step.widthM), widths: step.widths };
  const drawing = reduceDrawing(state.drawing, action);
  const widths = widthsAfter(state.widths, state.drawing, drawing, action.type);
  const keeps = keepsShape(state.drawing, drawing, action);
  return { ...state, drawing, widths, run: keeps ? state.run : IDLE, hoverDistanceM: null };
}

export type SectionObstacle = 'needLine' | 'needSurface' | 'needMore';

/** Surfaces of one section. */
export const MAX_SURFACES = 8;

/** A section has no boundary that a plane could be fitted to. */
const isUsable = (choice: SurfaceChoice) =>
  isComplete(choice) && (choice.kind !== 'plane' || choice.plane === 'elevation');

export function sectionObstacle(state: SectionState): SectionObstacle | null {
  if (!state.drawing.closed) return 'needLine';
  const { surfaces, more } = state.settings;
  if (!more.every(isUsable)) return 'needMore';
  return surfaces.length + more.length === 0 ? 'needSurface' : null;
}

/** The request of interface `cross-section`; coordinates in CRS units. Call only without an obstacle. */
export function sectionRequest(state: SectionState, frame: { code: string | null; unitM: number }): SectionRequest {
  const { settings, drawing } = state;
  return {
    line: {
      type: 'LineString',
      coordinates: drawing.vertices.map(({ east, north }) => [east / frame.unitM, north / frame.unitM]),
    },
    ...(frame.code === null ? {} : { crs: frame.code }),
    widthM: settings.widthM,
    surfaces: [
      ...settings.surfaces.map((collection) => ({ collection, classes: [...settings.classes] })),
      ...settings.more.flatMap((choice) => requestSurface(choice, settings.classes) ?? []),
    ],
    stepM: settings.stepM,
    maxEdgeM: settings.maxEdgeM,
    points: settings.points,
    maxPoints: MAX_CHART_POINTS,
  };
}

/** The place at a distance along the drawn line (plan metres), or null beyond its ends. */
export function pointAlong(
  vertices: DrawingState['vertices'],
  distanceM: number,
): { east: number; north: number; height: number } | null {
  let left = distanceM;
  for (let index = 1; index < vertices.length; index++) {
    const from = vertices[index - 1];
    const to = vertices[index];
    if (!from || !to) break;
    const lengthM = Math.hypot(to.east - from.east, to.north - from.north);
    if (left >= 0 && left <= lengthM && lengthM > 0) {
      const part = left / lengthM;
      return {
        east: from.east + (to.east - from.east) * part,
        north: from.north + (to.north - from.north) * part,
        height: from.height + (to.height - from.height) * part,
      };
    }
    left -= lengthM;
  }
  return null;
}
