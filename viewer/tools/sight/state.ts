/** Light and view as a pure reducer: the sun, questions of visibility, hours of sun, viewpoints; and the requests they make. */
import type {
  LineOfSightInputs,
  LineOfSightResult,
  MountainViewInputs,
  MountainViewResult,
  SunlightInputs,
  SunlightResult,
  ViewshedInputs,
  ViewshedResult,
} from '../../api/sight.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, reduceDrawing } from '../drawing/state.ts';
import { IDLE, type Run, type RunAction, reduceRun } from '../run.ts';
import { requestSurface, type SurfaceChoice } from '../volume/surface-choice.ts';
import { type Clock, NOON, type SunDay } from './clock.ts';
import type { Viewpoint } from './viewpoint.ts';

export const SIGHT_TABS = ['sun', 'sight', 'viewpoint'] as const;
export type SightTab = (typeof SIGHT_TABS)[number];
export const QUESTIONS = ['line', 'around', 'mountain'] as const;
export type Question = (typeof QUESTIONS)[number];

export interface SightSettings {
  readonly collection: string | null;
  /** The first returns: what one looks over. Else the ground alone. */
  readonly firstReturns: boolean;
  /** Delivered grids of the ground farther away, near → far. */
  readonly far: readonly SurfaceChoice[];
  readonly eyeHeightM: number;
  readonly targetHeightM: number;
  readonly radiusM: number;
  /** Stated: nothing is higher; null: nothing is stated. */
  readonly ceilingM: number | null;
  /** The scenario in the picture stands there, and what it takes away does not. */
  readonly withScenario: boolean;
}

/** The sun, and its day, times as minutes by the clock. */
export interface SunPlace {
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
  readonly riseMinutes: number | null;
  readonly setMinutes: number | null;
  readonly noonMinutes: number;
}

export interface SightState {
  readonly tab: SightTab;
  readonly question: Question;
  readonly settings: SightSettings;
  /** From the eye to what is looked at. */
  readonly line: DrawingState;
  /** Where one stands. */
  readonly point: DrawingState;
  readonly clock: Clock;
  readonly sunOn: boolean;
  readonly shadows: boolean;
  readonly playing: boolean;
  /** Where the sun stands at that time over the site; null until it is computed. */
  readonly sun: SunPlace | null;
  readonly lineRun: Run<LineOfSightResult>;
  readonly aroundRun: Run<ViewshedResult>;
  readonly mountainRun: Run<MountainViewResult>;
  readonly sunRun: Run<SunlightResult>;
  /** Distance along the ray under the pointer of the chart. */
  readonly hoverM: number | null;
  /** What is being made or looked from. */
  readonly viewpoint: Viewpoint | null;
  /** The camera stands there. */
  readonly looking: boolean;
}

export const EMPTY_SIGHT: SightState = {
  tab: 'sun',
  question: 'line',
  settings: {
    collection: null,
    firstReturns: true,
    far: [],
    eyeHeightM: 1.5,
    targetHeightM: 0,
    radiusM: 200,
    ceilingM: null,
    withScenario: false,
  },
  line: emptyDrawing('line', { most: 2 }),
  point: emptyDrawing('line', { least: 1, most: 1 }),
  clock: NOON,
  sunOn: false,
  shadows: true,
  playing: false,
  sun: null,
  lineRun: IDLE,
  aroundRun: IDLE,
  mountainRun: IDLE,
  sunRun: IDLE,
  hoverM: null,
  viewpoint: null,
  looking: false,
};

export type SightAction =
  | { readonly type: 'tab'; readonly tab: SightTab }
  | { readonly type: 'question'; readonly question: Question }
  | { readonly type: 'settings'; readonly part: Partial<SightSettings> }
  | { readonly type: 'far'; readonly index: number; readonly part: Partial<SurfaceChoice> }
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'clock'; readonly part: Partial<Clock> }
  | { readonly type: 'sun'; readonly part: Partial<Pick<SightState, 'sunOn' | 'shadows' | 'playing'>> }
  | { readonly type: 'sunAt'; readonly sun: SunPlace }
  | { readonly type: 'line'; readonly run: RunAction<LineOfSightResult> }
  | { readonly type: 'around'; readonly run: RunAction<ViewshedResult> }
  | { readonly type: 'mountain'; readonly run: RunAction<MountainViewResult> }
  | { readonly type: 'sunlight'; readonly run: RunAction<SunlightResult> }
  | { readonly type: 'hover'; readonly distanceM: number | null }
  | { readonly type: 'viewpoint'; readonly viewpoint: Viewpoint | null; readonly looking?: boolean }
  | { readonly type: 'look'; readonly looking: boolean }
  /** As a scene has it: what it does not name is off. */
  | ({ readonly type: 'scene' } & Pick<SightState, 'clock' | 'sunOn' | 'shadows' | 'viewpoint'>);

/** Results of a place that was drawn anew answer another question. */
const FRESH = { lineRun: IDLE, aroundRun: IDLE, mountainRun: IDLE, sunRun: IDLE, hoverM: null } as const;

export function reduceSight(state: SightState, action: SightAction): SightState {
  switch (action.type) {
    case 'tab':
      return { ...state, tab: action.tab };
    case 'question':
      return { ...state, question: action.question, hoverM: null };
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.part } };
    case 'far': {
      const far = state.settings.far.map((one, i) => (i === action.index ? { ...one, ...action.part } : one));
      return { ...state, settings: { ...state.settings, far } };
    }
    case 'draw':
      return draw(state, action.action);
    case 'clock':
      return { ...state, clock: { ...state.clock, ...action.part } };
    case 'sun':
      return { ...state, ...action.part };
    case 'sunAt':
      return { ...state, sun: action.sun };
    case 'line':
      return { ...state, lineRun: reduceRun(state.lineRun, action.run), hoverM: null };
    case 'around':
      return { ...state, aroundRun: reduceRun(state.aroundRun, action.run) };
    case 'mountain':
      return { ...state, mountainRun: reduceRun(state.mountainRun, action.run), hoverM: null };
    case 'sunlight':
      return { ...state, sunRun: reduceRun(state.sunRun, action.run) };
    case 'hover':
      return state.hoverM === action.distanceM ? state : { ...state, hoverM: action.distanceM };
    case 'viewpoint':
      return {
        ...state,
        viewpoint: action.viewpoint,
        looking: action.viewpoint !== null && (action.looking ?? state.looking),
      };
    case 'scene': {
      const { type: _, ...shown } = action;
      return { ...state, ...shown, looking: shown.viewpoint !== null, playing: false };
    }
    case 'look':
      return { ...state, looking: action.looking && state.viewpoint !== null };
  }
}

/** Whether the tool works on a ray of two places, not on one. */
export const drawsLine = ({ tab, question }: SightState): boolean => tab === 'sight' && question === 'line';

/** The drawing that the pointer works on. */
export const sightDrawing = (state: SightState): DrawingState => (drawsLine(state) ? state.line : state.point);

function draw(state: SightState, action: DrawingAction): SightState {
  const key = drawsLine(state) ? 'line' : 'point';
  const before = state[key];
  const drawn = reduceDrawing(before, action);
  const moved = drawn.vertices !== before.vertices && action.type !== 'lift';
  return { ...state, ...(moved ? FRESH : {}), [key]: drawn };
}

export type SightObstacle = 'needLine' | 'needPoint' | 'needCollection' | 'needFar';

/** Why the server cannot be asked yet; null when it can. */
export function sightObstacle(state: SightState): SightObstacle | null {
  if (!sightDrawing(state).closed) return drawsLine(state) ? 'needLine' : 'needPoint';
  if (state.settings.collection === null) return 'needCollection';
  return state.settings.far.some((choice) => requestSurface(choice, [2]) === null) ? 'needFar' : null;
}

export interface RequestFrame {
  readonly code: string | null;
  readonly unitM: number;
}

type Edits = Pick<LineOfSightInputs, 'obstacles' | 'removed'>;

function common({ settings }: SightState, { code, unitM }: RequestFrame, eye: SitePosition, edits: Edits) {
  const near = {
    collection: settings.collection ?? '',
    ...(settings.firstReturns ? { returns: 'first' as const } : { classes: [2] }),
  };
  return {
    ...(code === null ? {} : { crs: code }),
    observer: { position: [eye.east / unitM, eye.north / unitM], eyeHeightM: settings.eyeHeightM },
    surfaces: [near, ...settings.far.flatMap((choice) => requestSurface(choice, [2]) ?? [])],
    ...(edits.obstacles ? { obstacles: edits.obstacles } : {}),
    ...(edits.removed ? { removed: edits.removed } : {}),
  };
}

const stated = ({ settings: { ceilingM } }: SightState) => (ceilingM === null ? {} : { ceilingM });

/** All: call only without an obstacle. */
export function lineRequest(state: SightState, frame: RequestFrame, edits: Edits = {}): LineOfSightInputs {
  const [eye, target] = state.line.vertices as [SitePosition, SitePosition];
  return {
    ...common(state, frame, eye, edits),
    targets: [
      {
        position: [target.east / frame.unitM, target.north / frame.unitM],
        heightM: state.settings.targetHeightM,
      },
    ],
    ...stated(state),
  };
}

/** Cells of the answer that is drawn. */
const DRAWN_CELLS = 400;

export function aroundRequest(state: SightState, frame: RequestFrame, edits: Edits = {}): ViewshedInputs {
  const { radiusM, targetHeightM } = state.settings;
  const cellSizeM = Math.max(0.5, Math.ceil((4 * radiusM) / DRAWN_CELLS) / 2);
  const eye = state.point.vertices[0] as SitePosition;
  return { ...common(state, frame, eye, edits), radiusM, targetHeightM, cellSizeM, grid: true };
}

export function mountainRequest(state: SightState, frame: RequestFrame, edits: Edits = {}): MountainViewInputs {
  const eye = state.point.vertices[0] as SitePosition;
  return { ...common(state, frame, eye, edits), nearM: Math.max(10, state.settings.radiusM), ...stated(state) };
}

export function sunlightRequest(state: SightState, frame: RequestFrame, edits: Edits = {}): SunlightInputs {
  const eye = state.point.vertices[0] as SitePosition;
  const { day, utcOffsetMinutes }: SunDay = state.clock;
  const radiusM = Math.max(10, state.settings.radiusM);
  return { ...common(state, frame, eye, edits), day, utcOffsetMinutes, radiusM, ...stated(state) };
}
