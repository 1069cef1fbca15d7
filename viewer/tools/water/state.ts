/**
 * Standing water as a pure reducer: seed, levels, walls and channels, the result, and which level is in the picture. Shelters and
 * given time steps are parts of the same tool (places.ts, steps.ts).
 */
import type { InundationInputs, InundationResult, WaterAtLevel } from '../../api/inundation.ts';
import type { SiteFrame, SitePosition } from '../../state/site-frame.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, keepsShape, reduceDrawing } from '../drawing/state.ts';
import { IDLE, type Run, type RunAction, reduceRun } from '../run.ts';
import { EMPTY_PLACES, type PlacesAction, type PlacesState, reducePlaces } from './places.ts';
import {
  type LevelRange,
  levelsOf,
  type SeedKind,
  usualRange,
  WATER_SETTINGS,
  type WaterMode,
  type WaterSettings,
} from './settings.ts';
import { EMPTY_STEPS, reduceSteps, type StepsAction, type StepsState } from './steps.ts';

/** A wall or a channel. */
export interface DrawnBarrier {
  readonly kind: 'barrier' | 'opening';
  readonly vertices: readonly SitePosition[];
  /** Crest or bed, metres. */
  readonly levelM: number;
  readonly widthM: number;
}

/** What the pointer draws beside the seed. */
export type SketchKind = 'barrier' | 'opening' | 'route';

export interface WaterState {
  readonly mode: WaterMode;
  readonly settings: WaterSettings;
  readonly seedKind: SeedKind;
  readonly seed: DrawingState;
  readonly sketch: DrawingState;
  /** Null: the pointer draws the seed. */
  readonly sketchKind: SketchKind | null;
  readonly barriers: readonly DrawnBarrier[];
  /** In the picture; null: the middle one of the levels. */
  readonly levelM: number | null;
  readonly playing: boolean;
  readonly run: Run<InundationResult>;
  /** The request that the result answers, as text: another seed makes it old. */
  readonly of: string | null;
  readonly places: PlacesState;
  readonly steps: StepsState;
}

export type WaterAction =
  | { readonly type: 'mode'; readonly mode: WaterMode }
  | { readonly type: 'settings'; readonly part: Partial<WaterSettings> }
  | { readonly type: 'seedKind'; readonly kind: SeedKind }
  /** Of the seed, or of what is sketched. */
  | { readonly type: 'draw'; readonly action: DrawingAction; readonly target?: 'seed' }
  | { readonly type: 'sketch'; readonly kind: SketchKind | null }
  /** The finished sketch as a wall or a channel. */
  | { readonly type: 'keepSketch'; readonly levelM: number; readonly widthM: number }
  | { readonly type: 'barriers'; readonly barriers: readonly DrawnBarrier[] }
  | { readonly type: 'level'; readonly levelM: number }
  | { readonly type: 'play'; readonly playing: boolean }
  | { readonly type: 'run'; readonly run: RunAction<InundationResult>; readonly of?: string }
  | { readonly type: 'places'; readonly action: PlacesAction }
  | { readonly type: 'steps'; readonly action: StepsAction };

const seedDrawing = (kind: SeedKind): DrawingState =>
  kind === 'point' ? emptyDrawing('line', { least: 1, most: 1 }) : emptyDrawing(kind === 'area' ? 'polygon' : 'line');

export const EMPTY_WATER: WaterState = {
  mode: 'level',
  settings: WATER_SETTINGS,
  seedKind: 'point',
  seed: seedDrawing('point'),
  sketch: emptyDrawing('line'),
  sketchKind: null,
  barriers: [],
  levelM: null,
  playing: false,
  run: IDLE,
  of: null,
  places: EMPTY_PLACES,
  steps: EMPTY_STEPS,
};

export function reduceWater(state: WaterState, action: WaterAction): WaterState {
  switch (action.type) {
    case 'mode':
      return { ...state, mode: action.mode, playing: false, sketchKind: null, sketch: emptyDrawing('line') };
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.part } };
    case 'seedKind':
      return { ...state, seedKind: action.kind, seed: seedDrawing(action.kind) };
    case 'draw':
      return draw(state, action.action, action.target);
    case 'sketch':
      return {
        ...state,
        sketchKind: action.kind,
        sketch: emptyDrawing('line'),
      };
    case 'keepSketch':
      return keepSketch(state, action.levelM, action.widthM);
    case 'barriers':
      return { ...state, barriers: action.barriers };
    case 'level':
      return { ...state, levelM: action.levelM };
    case 'play':
      return { ...state, playing: action.playing };
    case 'run':
      return {
        ...state,
        run: reduceRun(state.run, action.run),
        of: action.of ?? state.of,
        playing: action.run.type === 'run' ? false : state.playing,
      };
    case 'places':
      return { ...state, places: reducePlaces(state.places, action.action) };
    case 'steps':
      return { ...state, steps: reduceSteps(state.steps, action.action) };
  }
}

function draw(state: WaterState, action: DrawingAction, target: 'seed' | undefined): WaterState {
  if (state.sketchKind && target !== 'seed') {
    return { ...state, sketch: reduceDrawing(state.sketch, action) };
  }
  const seed = reduceDrawing(state.seed, action);
  // a seed elsewhere has other levels
  const moved = !keepsShape(state.seed, seed, action) && action.type !== 'replace';
  return { ...state, seed, ...(moved ? { levelM: null, playing: false } : {}) };
}

function keepSketch(state: WaterState, levelM: number, widthM: number): WaterState {
  const { sketch, sketchKind, barriers } = state;
  if (!sketch.closed || sketchKind === null || sketchKind === 'route') return state;
  const kept: DrawnBarrier = { kind: sketchKind, vertices: sketch.vertices, levelM, widthM };
  return { ...state, barriers: [...barriers, kept], sketch: emptyDrawing('line'), sketchKind: null };
}

/** The drawing that the pointer and the keys work on. */
export const waterDrawing = ({ mode, sketchKind, sketch, seed }: WaterState): DrawingState | null =>
  sketchKind ? sketch : mode === 'level' ? seed : null;

/** The levels of the table; null while there is no seed to tell them. */
export function rangeOf({ settings, seed }: WaterState): LevelRange | null {
  if (settings.range) return settings.range;
  const [first, ...others] = seed.vertices;
  if (!seed.closed || !seed.heightsKnown || !first) return null;
  return usualRange(others.reduce((least, { height }) => Math.min(least, height), first.height));
}

/** The row that is in the picture; null without a result. */
export function shownLevel({ run, levelM }: WaterState): WaterAtLevel | null {
  if (run.state !== 'done') return null;
  const { levels } = run.result;
  return levels.find((one) => one.levelM === levelM) ?? levels[Math.floor(levels.length / 2)] ?? null;
}

export type WaterObstacle = 'needSeed' | 'needCollection' | 'needLevels' | 'tooMany';

/** Cells that are asked for without a second thought: more take long on an office machine. */
const MAX_CELLS = 4_000_000;

export function waterObstacle(state: WaterState, collection: string | null): WaterObstacle | null {
  if (collection === null) return 'needCollection';
  if (!state.seed.closed) return 'needSeed';
  const range = rangeOf(state);
  if (!range) return 'needLevels';
  const { reachM, cellSizeM } = state.settings;
  return (2 * reachM) ** 2 / cellSizeM ** 2 > MAX_CELLS ? 'tooMany' : null;
}

/** West, south, east, north, metres. */
export type PlaneBox = readonly [number, number, number, number];

/** The request of interface `inundation`. Call only without an obstacle. */
export function waterRequest(
  state: WaterState,
  { code, unitM }: Pick<SiteFrame, 'code' | 'unitM'>,
  { collection, box }: { readonly collection: string; readonly box: PlaneBox | null },
): InundationInputs {
  const { settings, seed, seedKind, barriers } = state;
  const place = ({ east, north }: SitePosition) => [east / unitM, north / unitM];
  const positions = seed.vertices.map(place);
  const lines = (kind: DrawnBarrier['kind']) =>
    barriers
      .filter((one) => one.kind === kind)
      .map(({ vertices, levelM, widthM }) => ({
        line: { type: 'LineString' as const, coordinates: vertices.map(place) },
        levelM,
        ...(widthM > 0 ? { widthM } : {}),
      }));
  const walls = lines('barrier').map(({ levelM, ...rest }) => ({ ...rest, crestM: levelM }));
  const channels = lines('opening').map(({ levelM, ...rest }) => ({ ...rest, bedM: levelM }));
  return {
    surface: { collection, classes: [...settings.classes] },
    area: areaAround(seed.vertices, settings.reachM, unitM, box),
    ...(code === null ? {} : { crs: code }),
    seeds: [
      seedKind === 'point'
        ? { type: 'Point', coordinates: positions[0] ?? [] }
        : seedKind === 'line'
          ? { type: 'LineString', coordinates: positions }
          : { type: 'Polygon', coordinates: [[...positions, positions[0] ?? []]] },
    ],
    levels: levelsOf(rangeOf(state) ?? usualRange(0)),
    connectivity: settings.connectivity,
    ...(walls.length > 0 ? { barriers: walls } : {}),
    ...(channels.length > 0 ? { openings: channels } : {}),
    cellSizeM: settings.cellSizeM,
    levelGrid: true,
  };
}

/** The box of the seed, wider by the reach, within the collection; whole metres. */
function areaAround(vertices: readonly SitePosition[], reachM: number, unitM: number, box: PlaneBox | null) {
  const east = vertices.map((one) => one.east);
  const north = vertices.map((one) => one.north);
  const inside = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  const [minE, minN, maxE, maxN] = box ?? [-Infinity, -Infinity, Infinity, Infinity];
  const west = inside(Math.floor(Math.min(...east) - reachM), minE, maxE) / unitM;
  const right = inside(Math.ceil(Math.max(...east) + reachM), minE, maxE) / unitM;
  const south = inside(Math.floor(Math.min(...north) - reachM), minN, maxN) / unitM;
  const top = inside(Math.ceil(Math.max(...north) + reachM), minN, maxN) / unitM;
  return {
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, south],
        [right, south],
        [right, top],
        [west, top],
        [west, south],
      ],
    ],
  };
}
