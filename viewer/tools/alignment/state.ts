/** The alignment tool as a pure reducer: the axis, settings, the sections and the station that is looked at, papers. */
import type { StoredAlignments } from '../../api/alignments.ts';
import type { SectionsRequest, SectionsResult } from '../../api/sections.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { type DrawingAction, emptyDrawing, keepsShape, reduceDrawing } from '../drawing/state.ts';
import { IDLE, type Run, type RunAction, reduceRun } from '../run.ts';
import { isComplete, requestSurface, type SurfaceChoice } from '../volume/surface-choice.ts';
import { type CurveChoice, type DrawnAxis, drawnInput, NO_CURVE, previewAxis } from './axis.ts';
import { parseSkews, parseStations, SECTIONS_SETTINGS, type SectionsSettings } from './settings.ts';

export const AXIS_SOURCES = ['drawn', 'file'] as const;
export type AxisSource = (typeof AXIS_SOURCES)[number];

/** What the dock under the picture shows. Another view of the result is another name here and a component in `dock.tsx`. */
export const DOCK_TABS = ['section', 'profile', 'volumes', 'mass'] as const;
export type DockTab = (typeof DOCK_TABS)[number];

/** An alignment of a file. */
export interface StoredAxis {
  readonly id: string;
  readonly name: string;
}

export interface AlignmentState extends DrawnAxis {
  readonly source: AxisSource;
  readonly stored: StoredAxis | null;
  /** What is known of files, by id. */
  readonly files: Readonly<Record<string, StoredAlignments>>;
  /** Axes of files in the site frame, by `axisKey`. */
  readonly lines: Readonly<Record<string, readonly SitePosition[]>>;
  readonly settings: SectionsSettings;
  readonly run: Run<SectionsResult>;
  /** Index into the stations of the result. */
  readonly station: number;
  readonly tab: DockTab;
  /** Where the pointer of a chart stands: metres across the current section. */
  readonly hoverOffsetM: number | null;
}

export type AlignmentAction =
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'curve'; readonly index: number; readonly curve: Partial<CurveChoice> }
  | { readonly type: 'curves'; readonly curves: readonly CurveChoice[] }
  | {
      readonly type: 'axis';
      readonly part: Partial<Pick<AlignmentState, 'source' | 'stored' | 'name' | 'startStationM'>>;
    }
  | { readonly type: 'file'; readonly file: StoredAlignments }
  | { readonly type: 'line'; readonly key: string; readonly line: readonly SitePosition[] }
  | { readonly type: 'settings'; readonly settings: Partial<SectionsSettings> }
  | { readonly type: 'surface'; readonly side: SurfacePlace; readonly part: Partial<SurfaceChoice> }
  | { readonly type: 'station'; readonly index: number }
  | { readonly type: 'tab'; readonly tab: DockTab }
  | { readonly type: 'hover'; readonly offsetM: number | null }
  | RunAction<SectionsResult>;

/** `existing`, `compared`, or the place among the further ones. */
export type SurfacePlace = 'existing' | 'compared' | number;

export const EMPTY_ALIGNMENT: AlignmentState = {
  source: 'drawn',
  stored: null,
  files: {},
  lines: {},
  drawing: emptyDrawing('line'),
  curves: [],
  name: '',
  startStationM: 0,
  settings: SECTIONS_SETTINGS,
  run: IDLE,
  station: 0,
  tab: 'section',
  hoverOffsetM: null,
};

export const axisKey = ({ id, name }: StoredAxis): string => `${id}~${name}`;

/** A result belongs to what it was computed for. */
const fresh = (state: AlignmentState): AlignmentState => ({ ...state, run: IDLE, station: 0, hoverOffsetM: null });

export function reduceAlignment(state: AlignmentState, action: AlignmentAction): AlignmentState {
  switch (action.type) {
    case 'draw':
      return draw(state, action.action);
    case 'curve': {
      const curves = state.drawing.vertices.map((_, i) => state.curves[i] ?? NO_CURVE);
      curves[action.index] = { ...(curves[action.index] ?? NO_CURVE), ...action.curve };
      return { ...fresh(state), curves };
    }
    case 'curves':
      return { ...fresh(state), curves: action.curves };
    case 'axis':
      return { ...fresh(state), ...action.part };
    case 'file':
      return { ...state, files: { ...state.files, [action.file.id]: action.file } };
    case 'line':
      return { ...state, lines: { ...state.lines, [action.key]: action.line } };
    case 'settings':
      return { ...fresh(state), settings: { ...state.settings, ...action.settings } };
    case 'surface':
      return { ...fresh(state), settings: withSurface(state.settings, action.side, action.part) };
    case 'station':
      return { ...state, station: heldStation(state, action.index), hoverOffsetM: null };
    case 'tab':
      return { ...state, tab: action.tab, hoverOffsetM: null };
    case 'hover':
      return state.hoverOffsetM === action.offsetM ? state : { ...state, hoverOffsetM: action.offsetM };
    default: {
      const run = reduceRun(state.run, action);
      if (run === state.run) return state;
      // A kept result opens at the station of its link, if it has so many.
      const station = run.state === 'done' ? heldStation({ ...state, run }, state.station) : state.station;
      return { ...state, run, station, hoverOffsetM: null };
    }
  }
}

function draw(state: AlignmentState, action: DrawingAction): AlignmentState {
  const drawing = reduceDrawing(state.drawing, action);
  // Moving the pointer or lifting vertices changes no result.
  if (keepsShape(state.drawing, drawing, action)) return { ...state, drawing };
  const isNew = action.type === 'start' || action.type === 'clear' || action.type === 'cancel';
  return { ...fresh(state), source: 'drawn', drawing, curves: isNew ? [] : state.curves };
}

function withSurface(settings: SectionsSettings, side: SurfacePlace, part: Partial<SurfaceChoice>): SectionsSettings {
  if (typeof side !== 'number') return { ...settings, [side]: { ...settings[side], ...part } };
  return { ...settings, more: settings.more.map((choice, i) => (i === side ? { ...choice, ...part } : choice)) };
}

function heldStation({ run }: AlignmentState, index: number): number {
  const last = run.state === 'done' ? run.result.stations.length - 1 : index;
  return Math.max(0, Math.min(last, index));
}

/** Why the request cannot be sent yet; null when it can. */
export type AlignmentObstacle =
  | 'needAxis'
  | 'needAlignment'
  | 'badAxis'
  | 'needExisting'
  | 'needCompared'
  | 'needMore'
  | 'sameSurface'
  | 'badStations'
  | 'badSkews'
  | 'needWidth';

export function alignmentObstacle(state: AlignmentState): AlignmentObstacle | null {
  return axisObstacle(state) ?? settingsObstacle(state.settings);
}

function axisObstacle(state: AlignmentState): AlignmentObstacle | null {
  if (state.source === 'file') return state.stored ? null : 'needAlignment';
  if (!state.drawing.closed) return 'needAxis';
  return 'problem' in previewAxis(state) ? 'badAxis' : null;
}

/** A section has no boundary that a plane could be fitted to. */
const isUsable = (choice: SurfaceChoice) =>
  isComplete(choice) && (choice.kind !== 'plane' || choice.plane === 'elevation');

function settingsObstacle(settings: SectionsSettings): AlignmentObstacle | null {
  const { existing, compared, compares, more, pitchM } = settings;
  if (!isUsable(existing)) return 'needExisting';
  if (compares && !isUsable(compared)) return 'needCompared';
  if (compares && !more.every(isUsable)) return 'needMore';
  const [first, second] = [requestSurface(existing, []), requestSurface(compared, [])];
  if (compares && JSON.stringify(first) === JSON.stringify(second)) return 'sameSurface';
  if (parseStations(settings.plusStations, pitchM) === null) return 'badStations';
  if (parseSkews(settings.skews, pitchM) === null) return 'badSkews';
  return settings.leftM + settings.rightM > 0 ? null : 'needWidth';
}

interface RequestFrame {
  readonly code: string | null;
  readonly unitM: number;
  /** Names the surface in the papers. */
  readonly labelOf: (choice: SurfaceChoice) => string;
}

/** Longest name of a surface. */
const MAX_LABEL = 40;

/** The request of interface `cross-sections`; coordinates in CRS units. Call only without an obstacle. */
export function sectionsRequest(state: AlignmentState, { code, unitM, labelOf }: RequestFrame): SectionsRequest {
  const { settings, stored } = state;
  const { existing, compared, compares, more, classes, style } = settings;
  // Of one surface alone there is nothing to compare: further ones would be taken for it.
  const choices = compares ? [existing, compared, ...more] : [existing];
  return {
    alignment: state.source === 'file' && stored ? { stored: stored.id, name: stored.name } : drawnInput(state, unitM),
    ...(code === null ? {} : { crs: code }),
    surfaces: choices.map((choice) => requestSurface(choice, classes) ?? { collection: '' }),
    labels: uniqueLabels(choices.map(labelOf)),
    existing: 0,
    ...(compares ? { compared: 1 } : {}),
    pitchM: settings.pitchM,
    plusStations: parseStations(settings.plusStations, settings.pitchM) ?? [],
    namedPoints: settings.namedPoints,
    leftM: settings.leftM,
    rightM: settings.rightM,
    skews: parseSkews(settings.skews, settings.pitchM) ?? [],
    style,
    ...(style === 'river' ? { downstream: settings.downstream } : {}),
    maxEdgeM: settings.maxEdgeM,
    points: settings.points,
    maxPoints: 2000,
    ...soilOf(settings),
  };
}

function soilOf({ soil, looseL, compactC, truckM3 }: SectionsSettings): Pick<SectionsRequest, 'soil'> {
  if (soil === null) return {};
  return { soil: soil === 'own' ? { L: looseL, C: compactC, truckM3 } : { class: soil, truckM3 } };
}

/** Two layers of one name would be one in a drawing. */
function uniqueLabels(labels: readonly string[]): string[] {
  const seen = new Set<string>();
  return labels.map((label, index) => {
    const name = label.slice(0, MAX_LABEL) || String(index + 1);
    const own = seen.has(name) ? `${name.slice(0, MAX_LABEL - 4)} (${index + 1})` : name;
    seen.add(own);
    return own;
  });
}
