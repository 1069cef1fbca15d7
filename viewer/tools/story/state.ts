/** The story tool as a pure reducer: the steps with undo, which one is looked at, and whether it is presented. */
import { freeId, STORY_BOUNDS, type StoryStep, secondsIn, USUAL_SECONDS } from './story.ts';

export interface StoryState {
  readonly name: string;
  readonly steps: readonly StoryStep[];
  /** Id of the step that is looked at. */
  readonly current: string | null;
  /** The entry of a project that holds the story. */
  readonly kept: { readonly project: string; readonly entry: string; readonly version: number } | null;
  /** Differs from what is kept. */
  readonly changed: boolean;
  readonly past: readonly (readonly StoryStep[])[];
  readonly future: readonly (readonly StoryStep[])[];
  readonly presenting: boolean;
  /** Goes to the next step by itself. */
  readonly playing: boolean;
  /** Steps of the kept story that could not be read. */
  readonly unreadable: number;
  /** What of the last shown scene is no longer there: ids of collections. */
  readonly missing: readonly string[];
}

export const EMPTY_STORY: StoryState = {
  name: '',
  steps: [],
  current: null,
  kept: null,
  changed: false,
  past: [],
  future: [],
  presenting: false,
  playing: false,
  unreadable: 0,
  missing: [],
};

export type StoryAction =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'add'; readonly step: Pick<StoryStep, 'scene' | 'title' | 'thumbnail'> }
  | { readonly type: 'write'; readonly id: string; readonly part: Partial<Omit<StoryStep, 'id'>> }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'move'; readonly id: string; readonly by: 1 | -1 }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'current'; readonly id: string | null; readonly missing?: readonly string[] }
  | { readonly type: 'present'; readonly on: boolean; readonly playing?: boolean }
  | { readonly type: 'play'; readonly on: boolean }
  | { readonly type: 'kept'; readonly kept: StoryState['kept'] }
  | {
      readonly type: 'load';
      readonly name: string;
      readonly steps: readonly StoryStep[];
      readonly kept: StoryState['kept'];
      readonly unreadable: number;
    };

/** Steps of undoing. */
const MOST_UNDO = 50;

export function reduceStory(state: StoryState, action: StoryAction): StoryState {
  const { steps } = state;
  switch (action.type) {
    case 'name':
      return { ...state, name: action.name.slice(0, STORY_BOUNDS.title), changed: true };
    case 'add': {
      if (steps.length >= STORY_BOUNDS.steps) return state;
      const id = freeId(steps.map((step) => step.id));
      const step: StoryStep = { id, text: '', seconds: USUAL_SECONDS, ...action.step };
      const after = steps.findIndex((one) => one.id === state.current);
      const at = after < 0 ? steps.length : after + 1;
      return { ...edited(state, [...steps.slice(0, at), step, ...steps.slice(at)]), current: id };
    }
    case 'write':
      return edited(
        state,
        steps.map((step) => (step.id === action.id ? bounded({ ...step, ...action.part }) : step)),
        'scene' in action.part ? 'step' : 'letters',
      );
    case 'remove': {
      const index = steps.findIndex(({ id }) => id === action.id);
      if (index < 0) return state;
      const left = steps.filter(({ id }) => id !== action.id);
      const current =
        state.current === action.id ? (left[Math.min(index, left.length - 1)]?.id ?? null) : state.current;
      return { ...edited(state, left), current, presenting: state.presenting && left.length > 0 };
    }
    case 'move': {
      const index = steps.findIndex(({ id }) => id === action.id);
      const other = steps[index + action.by];
      const step = steps[index];
      if (!step || !other) return state;
      const next = [...steps];
      next[index] = other;
      next[index + action.by] = step;
      return edited(state, next);
    }
    case 'undo':
    case 'redo':
      return undone(state, action.type);
    case 'current':
      return { ...state, current: action.id, missing: action.missing ?? [] };
    case 'present':
      return {
        ...state,
        presenting: action.on && steps.length > 0,
        playing: action.on && (action.playing ?? false),
        current: state.current ?? steps[0]?.id ?? null,
      };
    case 'play':
      return { ...state, playing: action.on };
    case 'kept':
      return { ...state, kept: action.kept, changed: false };
    case 'load':
      return {
        ...EMPTY_STORY,
        name: action.name,
        steps: action.steps,
        kept: action.kept,
        unreadable: action.unreadable,
        current: action.steps[0]?.id ?? null,
      };
  }
}

/** Letters that are typed one after another are one change for undoing. */
function edited(state: StoryState, steps: readonly StoryStep[], what: 'step' | 'letters' = 'step'): StoryState {
  const goesOn = what === 'letters' && state.past.length > 0 && state.future.length === 0 && sameButWords(state, steps);
  const past = goesOn ? state.past : [...state.past, state.steps].slice(-MOST_UNDO);
  return { ...state, steps, past, future: [], changed: true };
}

function sameButWords({ past, steps: now }: StoryState, next: readonly StoryStep[]): boolean {
  const before = past.at(-1);
  const changed = next.findIndex((step, index) => step !== now[index]);
  // the same step was written in before, and nothing else since
  return (
    before !== undefined &&
    before.length === next.length &&
    next.every((step, index) => index === changed || step === before[index]) &&
    before[changed] !== now[changed]
  );
}

function undone(state: StoryState, way: 'undo' | 'redo'): StoryState {
  const [from, to] = way === 'undo' ? [state.past, state.future] : [state.future, state.past];
  const steps = from.at(-1);
  if (!steps) return state;
  const current = steps.some(({ id }) => id === state.current) ? state.current : (steps.at(-1)?.id ?? null);
  const [left, grown] = [from.slice(0, -1), [...to, state.steps]];
  return {
    ...state,
    steps,
    current,
    changed: true,
    presenting: state.presenting && steps.length > 0,
    ...(way === 'undo' ? { past: left, future: grown } : { past: grown, future: left }),
  };
}

function bounded(step: StoryStep): StoryStep {
  return {
    ...step,
    title: step.title.slice(0, STORY_BOUNDS.title),
    text: step.text.slice(0, STORY_BOUNDS.text),
    seconds: secondsIn(step.seconds),
  };
}

/** The step that is looked at, with its place. */
export function currentStep({
  steps,
  current,
}: StoryState): { readonly index: number; readonly step: StoryStep } | null {
  const index = steps.findIndex(({ id }) => id === current);
  const step = steps[index];
  return step ? { index, step } : null;
}
