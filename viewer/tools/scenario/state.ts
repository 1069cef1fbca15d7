/**
 * The scenario tool as a pure reducer: scenarios with their edits and history, what is being drawn or found, which picture is shown, and
 * what was fetched for the edits (points of moved objects, designs, models).
 */
import type { FindObjectsResult, FoundSceneObject } from '#core/contract/find-objects.ts';
import type { ObjectKind, Scenario } from '#core/contract/scenario.ts';
import {
  type BookAction,
  currentScenario,
  NO_SCENARIOS,
  reduceBook,
  type ScenarioHistory,
} from '#core/scenario/edit-list.ts';
import type { MeshPart } from '#core/scenario/solids.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, reduceDrawing } from '../drawing/state.ts';
import { type Failure, IDLE, type Run, type RunAction, reduceRun } from '../run.ts';

/** What is drawn in the picture to become an edit; `area`: where objects are looked for. */
export const DRAWN_KINDS = ['hide', 'building', 'wall', 'road', 'area'] as const;
export type DrawnKind = (typeof DRAWN_KINDS)[number];

export const SCENARIO_SHOWN = ['after', 'before', 'swipe', 'blink'] as const;
export type ScenarioChoice = (typeof SCENARIO_SHOWN)[number];

/** Settings of what is drawn next. */
export interface DrawnForm {
  readonly heightM: number;
  readonly wallM: number;
  readonly widthM: number;
  readonly colour: string;
  /** Of hiding: points below this height above the lowest vertex stay; null: the ground goes, too. */
  readonly aboveM: number | null;
}

/** Points of an object as they were measured. */
export interface ObjectPoints {
  readonly positions: Float64Array;
  readonly colours: Uint8Array;
  readonly spacingM: number;
}

/** Where a scenario is kept. */
export interface KeptAs {
  readonly project: string;
  readonly entry: string;
  readonly version: number;
  /** As it was kept: the same object while nothing was changed. */
  readonly scenario: Scenario;
}

/** The object that the next click on the picture gives a place. */
export interface Moving {
  readonly collection: string;
  readonly object: FoundSceneObject | null;
  /** The edit whose object goes elsewhere; null: a new one. */
  readonly edit: string | null;
}

export interface ScenarioState {
  readonly history: ScenarioHistory;
  readonly adding: DrawnKind | null;
  readonly drawing: DrawingState;
  readonly form: DrawnForm;
  readonly kinds: readonly ObjectKind[];
  readonly search: Run<FindObjectsResult>;
  readonly chosen: ReadonlySet<string>;
  readonly moving: Moving | null;
  readonly shown: ScenarioChoice;
  readonly split: number;
  /** Of `blink`. */
  readonly blinkBefore: boolean;
  /** By scenario. */
  readonly kept: Readonly<Record<string, KeptAs>>;
  /** By collection and object. */
  readonly points: Readonly<Record<string, ObjectPoints | 'lost'>>;
  /** By surface. */
  readonly designs: Readonly<Record<string, MeshPart | 'lost'>>;
  /** Addresses of model files, by their sums. */
  readonly models: Readonly<Record<string, string>>;
  readonly busy: 'ground' | 'save' | 'open' | null;
  readonly failure: Failure | null;
  /** The last link that was made, and the scenario that it opens. */
  readonly link: { readonly url: string; readonly scenario: Scenario } | null;
}

export type ScenarioAction =
  | { readonly type: 'book'; readonly action: BookAction }
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'adding'; readonly kind: DrawnKind | null }
  | { readonly type: 'form'; readonly form: Partial<DrawnForm> }
  | { readonly type: 'kinds'; readonly kinds: readonly ObjectKind[] }
  | { readonly type: 'search'; readonly action: RunAction<FindObjectsResult> }
  | { readonly type: 'select'; readonly ids: readonly string[]; readonly on: boolean }
  | { readonly type: 'moving'; readonly moving: Moving | null }
  | { readonly type: 'shown'; readonly shown: ScenarioChoice }
  | { readonly type: 'split'; readonly split: number }
  | { readonly type: 'turn' }
  | { readonly type: 'kept'; readonly id: string; readonly as: KeptAs }
  | { readonly type: 'points'; readonly key: string; readonly points: ObjectPoints | 'lost' }
  | { readonly type: 'design'; readonly id: string; readonly mesh: MeshPart | 'lost' }
  | { readonly type: 'model'; readonly sha256: string; readonly url: string }
  | { readonly type: 'busy'; readonly what: ScenarioState['busy'] }
  | { readonly type: 'failed'; readonly failure: Failure | null }
  | { readonly type: 'link'; readonly link: ScenarioState['link'] };

export const EMPTY_SCENARIO: ScenarioState = {
  history: NO_SCENARIOS,
  adding: null,
  drawing: emptyDrawing('polygon'),
  form: { heightM: 10, wallM: 2, widthM: 6, colour: '#d9d4c8', aboveM: 1 },
  kinds: ['pole', 'wire'],
  search: IDLE,
  chosen: new Set(),
  moving: null,
  shown: 'after',
  split: 0.5,
  blinkBefore: false,
  kept: {},
  points: {},
  designs: {},
  models: {},
  busy: null,
  failure: null,
  link: null,
};

const SPLIT_MARGIN = 0.02;

export function reduceScenario(state: ScenarioState, action: ScenarioAction): ScenarioState {
  switch (action.type) {
    case 'book': {
      const history = reduceBook(state.history, action.action);
      return history === state.history ? state : { ...state, history, failure: null };
    }
    case 'draw':
      return { ...state, drawing: reduceDrawing(state.drawing, action.action) };
    case 'adding': {
      const { kind } = action;
      const shape = kind === 'wall' || kind === 'road' ? 'line' : 'polygon';
      const drawing = kind === null ? emptyDrawing('polygon') : reduceDrawing(emptyDrawing(shape), { type: 'start' });
      return { ...state, adding: kind, drawing, moving: null, failure: null };
    }
    case 'form':
      return { ...state, form: { ...state.form, ...action.form } };
    case 'kinds':
      return { ...state, kinds: action.kinds };
    case 'search': {
      const search = reduceRun(state.search, action.action);
      const ids = search.state === 'done' && search !== state.search ? search.result.objects.map(({ id }) => id) : [];
      return { ...state, search, ...(search === state.search ? {} : { chosen: new Set(ids) }) };
    }
    case 'select': {
      const chosen = new Set(state.chosen);
      for (const id of action.ids) {
        if (action.on) chosen.add(id);
        else chosen.delete(id);
      }
      return { ...state, chosen };
    }
    case 'moving':
      return { ...state, moving: action.moving };
    case 'shown':
      return { ...state, shown: action.shown, blinkBefore: false };
    case 'split':
      return Number.isFinite(action.split)
        ? { ...state, split: Math.min(1 - SPLIT_MARGIN, Math.max(SPLIT_MARGIN, action.split)) }
        : state;
    case 'turn':
      return { ...state, blinkBefore: !state.blinkBefore };
    case 'kept':
      return { ...state, kept: { ...state.kept, [action.id]: action.as } };
    case 'points':
      return { ...state, points: { ...state.points, [action.key]: action.points } };
    case 'design':
      return { ...state, designs: { ...state.designs, [action.id]: action.mesh } };
    case 'model':
      return { ...state, models: { ...state.models, [action.sha256]: action.url } };
    case 'busy':
      return { ...state, busy: action.what, ...(action.what === null ? {} : { failure: null }) };
    case 'failed':
      return { ...state, failure: action.failure };
    case 'link':
      return { ...state, link: action.link };
  }
}

export const shownScenario = ({ history }: ScenarioState): Scenario | null => currentScenario(history);

/** Whether the picture shows anything else than what was measured. */
export function isSimulated(state: ScenarioState): boolean {
  const scenario = shownScenario(state);
  const isBefore = state.shown === 'before' || (state.shown === 'blink' && state.blinkBefore);
  return !isBefore && scenario !== null && scenario.edits.some(({ on }) => on);
}

/** Where the scenario is kept as it is now; null: it has changes, or was never kept. */
export function keptAs(state: ScenarioState): KeptAs | null {
  const scenario = shownScenario(state);
  const kept = scenario ? state.kept[scenario.id] : undefined;
  return kept && kept.scenario === scenario ? kept : null;
}

/** For the address: the project and the entry that hold the scenario, and which picture is shown unless it is the edited one. */
export function scenarioUrl(state: ScenarioState): { scenario?: string } {
  const kept = keptAs(state);
  return kept ? { scenario: scenarioReference(kept, state.shown) } : {};
}

export function scenarioReference(
  { project, entry }: Pick<KeptAs, 'project' | 'entry'>,
  shown: ScenarioChoice,
): string {
  // what moves by itself waits for the user
  const still = shown === 'before' || shown === 'swipe' ? `~${shown}` : '';
  return `${project}~${entry}${still}`;
}

export function parseReference(
  text: string,
): { readonly project: string; readonly entry: string; readonly shown: ScenarioChoice } | null {
  const [project, entry, shown] = text.split('~');
  if (!project || !entry) return null;
  return { project, entry, shown: SCENARIO_SHOWN.find((one) => one === shown) ?? 'after' };
}

export const pointsKey = (collection: string, objectId: string): string => `${collection}/${objectId}`;
