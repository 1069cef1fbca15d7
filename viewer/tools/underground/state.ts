/** Buried pipes as a pure reducer: what was read, what is asked of it, the result, the ground seen through, the dig box. */
import type { PipeInput } from '#core/contract/pipe-check.ts';
import type { CoverRule, PipePlace } from '#core/pipes/pipe.ts';
import { USUAL_COVER } from '#core/pipes/pipe.ts';
import type { PipeAnswers, PipeChoice, PipeQuestionKey } from '#core/pipes/pipe-question.ts';
import type { PipeNotes } from '#core/pipes/read-pipes.ts';
import type { PipeCheckInputs, PipeCheckResult } from '../../api/pipes.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import type { DigBox, DigWalls } from '../../state/underground-view.ts';
import { type Failure, IDLE, type Run, type RunAction, reduceRun } from '../run.ts';

export interface UndergroundSettings {
  /** Whose ground; null: of the latest collection. */
  readonly collection: string | null;
  /** Over pipes that do not say what is over them. */
  readonly under: PipePlace;
  readonly coverM: CoverRule;
  readonly clearanceM: number;
  readonly nearM: number;
  readonly depthHolds: 'along' | 'vertices';
  /** 1: the ground hides what is under it. */
  readonly groundOpacity: number;
}

export const UNDERGROUND_SETTINGS: UndergroundSettings = {
  collection: null,
  under: 'vehicles',
  coverM: USUAL_COVER,
  clearanceM: 0.3,
  nearM: 0.3,
  depthHolds: 'along',
  groundOpacity: 1,
};

/** Pipes of a file, positions in units of the site's system. */
export interface Network {
  readonly file: string;
  readonly pipes: readonly PipeInput[];
  readonly notes: PipeNotes | null;
}

/** A file that waits for an answer. */
export interface OpenQuestion {
  readonly file: string;
  readonly text: string;
  readonly answers: PipeAnswers;
  readonly question: PipeQuestionKey;
  readonly choices: readonly PipeChoice[];
  /** The reader's words: which feature, what it has. */
  readonly message: string;
}

/** What the list points at. */
export type Marked = { readonly of: 'pipe' | 'clearance'; readonly index: number };

export interface UndergroundState {
  readonly settings: UndergroundSettings;
  readonly networks: readonly Network[];
  readonly question: OpenQuestion | null;
  readonly failure: Failure | null;
  readonly run: Run<PipeCheckResult>;
  /** The request that the result answers, as text. */
  readonly of: string | null;
  readonly marked: Marked | null;
  readonly dig: DigBox | null;
  /** Null while its ground is on the way, or unknown. */
  readonly walls: DigWalls | null;
  /** The ground at the box could not be had. */
  readonly digFailure: Failure | null;
}

export const EMPTY_UNDERGROUND: UndergroundState = {
  settings: UNDERGROUND_SETTINGS,
  networks: [],
  question: null,
  failure: null,
  run: IDLE,
  of: null,
  marked: null,
  dig: null,
  walls: null,
  digFailure: null,
};

export type UndergroundAction =
  | { readonly type: 'settings'; readonly part: Partial<UndergroundSettings> }
  | { readonly type: 'add'; readonly network: Network }
  | { readonly type: 'ask'; readonly question: OpenQuestion | null }
  | { readonly type: 'failed'; readonly failure: Failure | null }
  | { readonly type: 'clear' }
  | { readonly type: 'run'; readonly run: RunAction<PipeCheckResult>; readonly of?: string }
  | { readonly type: 'mark'; readonly marked: Marked | null }
  | { readonly type: 'dig'; readonly dig: DigBox | null }
  | { readonly type: 'walls'; readonly walls: DigWalls | null; readonly failure?: Failure };

export function reduceUnderground(state: UndergroundState, action: UndergroundAction): UndergroundState {
  switch (action.type) {
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.part } };
    case 'add': {
      const others = state.networks.filter(({ file }) => file !== action.network.file);
      return { ...state, networks: [...others, action.network], question: null, failure: null, marked: null };
    }
    case 'ask':
      return { ...state, question: action.question, failure: null };
    case 'failed':
      return { ...state, failure: action.failure, question: null };
    case 'clear':
      return { ...state, networks: [], question: null, failure: null, run: IDLE, of: null, marked: null };
    case 'run':
      return {
        ...state,
        run: reduceRun(state.run, action.run),
        of: action.of ?? state.of,
        marked: action.run.type === 'run' ? null : state.marked,
      };
    case 'mark':
      return { ...state, marked: action.marked };
    case 'dig':
      // walls of a box elsewhere would stand around nothing
      return { ...state, dig: action.dig, walls: null, digFailure: null };
    case 'walls':
      return { ...state, walls: action.walls, digFailure: action.failure ?? null };
  }
}

/** Pipes of all files; an id that two files have gets the name of the later file. */
export function allPipes({ networks }: Pick<UndergroundState, 'networks'>): PipeInput[] {
  const taken = new Set<string>();
  return networks.flatMap(({ file, pipes }) =>
    pipes.map((pipe) => {
      let id = taken.has(pipe.id) ? `${pipe.id} (${file})`.slice(0, 76) : pipe.id;
      for (let k = 2; taken.has(id); k++) id = `${pipe.id}#${k}`;
      taken.add(id);
      return id === pipe.id ? pipe : { ...pipe, id };
    }),
  );
}

export type UndergroundObstacle = 'needPipes' | 'needCollection';

export function undergroundObstacle(
  state: Pick<UndergroundState, 'networks'>,
  collection: string | null,
): UndergroundObstacle | null {
  if (state.networks.length === 0) return 'needPipes';
  return collection === null ? 'needCollection' : null;
}

/** The request of interface `pipe-check`. Call only without an obstacle. */
export function pipeRequest(
  state: Pick<UndergroundState, 'networks' | 'settings'>,
  { code }: Pick<SiteFrame, 'code'>,
  collection: string,
): PipeCheckInputs {
  const { under, coverM, clearanceM, nearM, depthHolds } = state.settings;
  const isUsual = coverM.vehicles === USUAL_COVER.vehicles && coverM.elsewhere === USUAL_COVER.elsewhere;
  const rule = { vehicles: coverM.vehicles, elsewhere: coverM.elsewhere };
  return {
    surface: { collection },
    ...(code === null ? {} : { crs: code }),
    pipes: allPipes(state),
    under,
    ...(isUsual
      ? {}
      : { requiredCoverM: { water: rule, sewer: rule, gas: rule, power: rule, telecom: rule, other: rule } }),
    requiredClearanceM: clearanceM,
    nearM,
    depthHolds,
    axes: true,
  };
}
