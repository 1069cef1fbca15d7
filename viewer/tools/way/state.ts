/**
 * What else is asked along a line: its longitudinal profile, and the clearance of wires over it. A part of the section tool,
 * which draws the line; or along the axis of the alignment tool. A pure reducer.
 */
import type { AlignmentChecksInputs, AlignmentChecksResult, ProfileInputs, ProfileResult } from '../../api/way.ts';
import { drawnInput } from '../alignment/axis.ts';
import type { AlignmentState } from '../alignment/state.ts';
import { IDLE, type Run, type RunAction, reduceRun } from '../run.ts';
import { type SectionState, sectionObstacle } from '../section/state.ts';
import { requestSurface, type SurfaceChoice } from '../volume/surface-choice.ts';
import type { WayMode } from './modes.ts';
import { PROFILE_SETTINGS, type ProfileSettings, WIRE_SETTINGS, type WireSettings } from './settings.ts';

export const WAY_AXES = ['line', 'alignment'] as const;
export type WayAxis = (typeof WAY_AXES)[number];

export interface WayState {
  readonly mode: WayMode;
  readonly axis: WayAxis;
  readonly profile: ProfileSettings;
  readonly wires: WireSettings;
  readonly profileRun: Run<ProfileResult>;
  readonly wiresRun: Run<AlignmentChecksResult>;
  /** The requests that the results answer, as text: another line makes them old. */
  readonly profileOf: string | null;
  readonly wiresOf: string | null;
  /** Distance along the line under the pointer of a chart, and the span that was looked at. */
  readonly hoverM: number | null;
  readonly span: number | null;
}

export type WayAction =
  /** As an address asks for it. */
  | ({ readonly type: 'asked' } & Pick<WayState, 'mode' | 'axis' | 'profile' | 'wires'>)
  | { readonly type: 'mode'; readonly mode: WayMode }
  | { readonly type: 'axis'; readonly axis: WayAxis }
  | { readonly type: 'profileSettings'; readonly part: Partial<ProfileSettings> }
  | { readonly type: 'wireSettings'; readonly part: Partial<WireSettings> }
  | { readonly type: 'hover'; readonly distanceM: number | null }
  | { readonly type: 'span'; readonly span: number | null }
  | { readonly type: 'profile'; readonly run: RunAction<ProfileResult>; readonly of?: string }
  | { readonly type: 'wires'; readonly run: RunAction<AlignmentChecksResult>; readonly of?: string };

export const EMPTY_WAY: WayState = {
  mode: 'section',
  axis: 'line',
  profile: PROFILE_SETTINGS,
  wires: WIRE_SETTINGS,
  profileRun: IDLE,
  wiresRun: IDLE,
  profileOf: null,
  wiresOf: null,
  hoverM: null,
  span: null,
};

export function reduceWay(state: WayState, action: WayAction): WayState {
  switch (action.type) {
    case 'asked': {
      const { type: _, ...asked } = action;
      return { ...state, ...asked };
    }
    case 'mode':
      return { ...state, mode: action.mode, hoverM: null };
    case 'axis':
      return { ...state, axis: action.axis, hoverM: null };
    case 'profileSettings':
      return { ...state, profile: { ...state.profile, ...action.part } };
    case 'wireSettings':
      return { ...state, wires: { ...state.wires, ...action.part } };
    case 'hover':
      return state.hoverM === action.distanceM ? state : { ...state, hoverM: action.distanceM };
    case 'span':
      return { ...state, span: action.span };
    case 'profile':
      return {
        ...state,
        profileRun: reduceRun(state.profileRun, action.run),
        profileOf: action.of ?? state.profileOf,
        hoverM: null,
      };
    case 'wires':
      return {
        ...state,
        wiresRun: reduceRun(state.wiresRun, action.run),
        wiresOf: action.of ?? state.wiresOf,
        span: action.run.type === 'done' ? null : state.span,
      };
  }
}

export type WayObstacle = 'needLine' | 'needSurface' | 'needMore' | 'needAxis' | 'needCollection';

interface WayInputs {
  readonly way: WayState;
  readonly section: SectionState;
  readonly alignment: AlignmentState;
}

/** Whether the alignment tool has an axis that can be taken. */
export const hasAxis = ({ source, stored, drawing }: AlignmentState): boolean =>
  source === 'file' ? stored !== null : drawing.closed;

/** Why the request of the mode cannot be sent; null when it can. */
export function wayObstacle({ way, section, alignment }: WayInputs): WayObstacle | null {
  if (way.axis === 'alignment' && !hasAxis(alignment)) return 'needAxis';
  if (way.axis === 'line' && !section.drawing.closed) return 'needLine';
  if (way.mode === 'wires') return way.wires.collection === null ? 'needCollection' : null;
  const obstacle = sectionObstacle(section);
  return obstacle === 'needLine' ? null : obstacle;
}

interface RequestFrame {
  readonly code: string | null;
  readonly unitM: number;
  readonly labelOf: (choice: SurfaceChoice) => string;
  readonly titleOf: (collection: string) => string;
}

function axisInput({ way, section, alignment }: WayInputs, unitM: number): AlignmentChecksInputs['alignment'] {
  const { stored } = alignment;
  if (way.axis === 'alignment') {
    if (alignment.source === 'file' && stored) return { stored: stored.id, name: stored.name };
    return drawnInput(alignment, unitM);
  }
  const coordinates = section.drawing.vertices.map(({ east, north }) => [east / unitM, north / unitM]);
  const name = section.name.trim();
  return { line: { type: 'LineString', coordinates }, ...(name === '' ? {} : { name }) };
}

/** Longest name of a surface. */
const MAX_LABEL = 40;

/** The request of interface `profile`. Call only without an obstacle. */
export function profileRequest(inputs: WayInputs, { code, unitM, labelOf, titleOf }: RequestFrame): ProfileInputs {
  const { settings } = inputs.section;
  const { pitchM, waterLevelM, climbToleranceM } = inputs.way.profile;
  const labels = [...settings.surfaces.map(titleOf), ...settings.more.map(labelOf)];
  return {
    alignment: axisInput(inputs, unitM),
    ...(code === null ? {} : { crs: code }),
    surfaces: [
      ...settings.surfaces.map((collection) => ({ collection, classes: [...settings.classes] })),
      ...settings.more.flatMap((choice) => requestSurface(choice, settings.classes) ?? []),
    ],
    labels: labels.map((label, i) => label.slice(0, MAX_LABEL) || String(i + 1)),
    pitchM,
    maxEdgeM: settings.maxEdgeM,
    climbToleranceM,
    ...(waterLevelM === null ? {} : { waterLevelM }),
  };
}

/** The request of interface `alignment`, for its wires. Call only without an obstacle. */
export function wiresRequest(inputs: WayInputs, { code, unitM }: RequestFrame): AlignmentChecksInputs {
  const { collection, halfWidthM, clearanceM, source } = inputs.way.wires;
  return {
    alignment: axisInput(inputs, unitM),
    ...(code === null ? {} : { crs: code }),
    surface: { collection: collection ?? '', classes: [...inputs.section.settings.classes] },
    halfWidthM,
    ...(clearanceM === null ? {} : { limits: { clearanceM } }),
    wires: { source },
  };
}

/** Whether the mode has a result to show. */
export const hasWayResult = ({ mode, profileRun, wiresRun }: WayState): boolean =>
  mode === 'profile' ? profileRun.state === 'done' : mode === 'wires' && wiresRun.state === 'done';
