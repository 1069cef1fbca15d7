/** Shelters and routes as a pure reducer, and what the water does to them. */
import type { InundationResult } from '../../api/inundation.ts';
import type { ProfileResult } from '../../api/way.ts';
import { type Failure, IDLE, type Run, type RunAction, reduceRun } from '../run.ts';

/** Metres of the site. */
export interface PlanPlace {
  readonly east: number;
  readonly north: number;
}

export interface Shelter {
  readonly name: string;
  readonly capacity: number | null;
  readonly at: PlanPlace;
}

export interface Route {
  readonly name: string;
  readonly vertices: readonly PlanPlace[];
  readonly run: Run<ProfileResult>;
  /** Level that the profile was asked at. */
  readonly levelM: number | null;
}

export interface PlacesState {
  readonly shelters: readonly Shelter[];
  readonly routes: readonly Route[];
  /** Names of the files that they are from. */
  readonly files: readonly string[];
  readonly failure: Failure | null;
}

export type PlacesAction =
  | {
      readonly type: 'add';
      readonly file: string | null;
      readonly shelters: readonly Shelter[];
      readonly routes: readonly Pick<Route, 'name' | 'vertices'>[];
    }
  | { readonly type: 'failed'; readonly failure: Failure | null }
  | { readonly type: 'removeRoute'; readonly index: number }
  | { readonly type: 'clear' }
  | {
      readonly type: 'profile';
      readonly index: number;
      readonly run: RunAction<ProfileResult>;
      readonly levelM: number;
    };

export const EMPTY_PLACES: PlacesState = { shelters: [], routes: [], files: [], failure: null };

export function reducePlaces(state: PlacesState, action: PlacesAction): PlacesState {
  switch (action.type) {
    case 'add':
      return {
        shelters: [...state.shelters, ...action.shelters],
        routes: [...state.routes, ...action.routes.map((route) => ({ ...route, run: IDLE, levelM: null }))],
        files: action.file === null ? state.files : [...state.files, action.file],
        failure: null,
      };
    case 'failed':
      return { ...state, failure: action.failure };
    case 'removeRoute':
      return { ...state, routes: state.routes.filter((_, index) => index !== action.index) };
    case 'clear':
      return EMPTY_PLACES;
    case 'profile':
      return {
        ...state,
        routes: state.routes.map((route, index) =>
          index === action.index ? { ...route, run: reduceRun(route.run, action.run), levelM: action.levelM } : route,
        ),
      };
  }
}

export type LevelGrid = NonNullable<InundationResult['grid']>;

export interface GroundInWater {
  readonly groundM: number;
  /** Wet above this level; null: never. */
  readonly wetAboveM: number | null;
}

/** What the grid of the answer says of a place; null outside and where it has no data. @param unitM metres per unit of the CRS */
export function onGrid(grid: LevelGrid, unitM: number, { east, north }: PlanPlace): GroundInWater | null {
  const col = Math.floor((east - grid.originE * unitM) / grid.cellSizeM);
  const row = Math.floor((north - grid.originN * unitM) / grid.cellSizeM);
  if (!(col >= 0 && row >= 0 && col < grid.cols && row < grid.rows)) return null;
  const cell = row * grid.cols + col;
  const groundM = grid.heightsM[cell] ?? null;
  if (groundM === null) return null;
  const above = grid.connectsAboveM[cell] ?? null;
  return { groundM, wetAboveM: above === null ? null : groundM + above };
}

/** Depth at a level: 0 is dry, null unknown. */
export const depthOf = (place: GroundInWater | null, levelM: number): number | null =>
  place === null ? null : place.wetAboveM !== null && place.wetAboveM < levelM ? levelM - place.groundM : 0;

export interface RoutePart {
  readonly isWet: boolean;
  readonly line: readonly (PlanPlace & { readonly groundM: number })[];
}

/** Steps along a route, in cells. */
const STEP_CELLS = 0.5;
const MAX_SAMPLES = 20_000;

/** A route in stretches that the water reaches and others, on the ground of the grid; where that has no data there is none. */
export function routeParts(
  grid: LevelGrid,
  unitM: number,
  vertices: readonly PlanPlace[],
  levelM: number,
): {
  readonly parts: readonly RoutePart[];
  readonly wetM: number;
  readonly unknownM: number;
  readonly lengthM: number;
} {
  const parts: { isWet: boolean; line: (PlanPlace & { groundM: number })[] }[] = [];
  let [wetM, unknownM, lengthM] = [0, 0, 0];
  const total = vertices.slice(1).reduce((sum, to, i) => sum + between(vertices[i] ?? to, to), 0);
  const stepM = Math.max(STEP_CELLS * grid.cellSizeM, total / MAX_SAMPLES);
  for (let i = 0; i + 1 < vertices.length; i++) {
    const [from, to] = [vertices[i], vertices[i + 1]];
    if (!from || !to) continue;
    const length = between(from, to);
    const count = Math.max(1, Math.ceil(length / stepM));
    for (let k = 0; k < count; k++) {
      const at = (part: number) => ({
        east: from.east + part * (to.east - from.east),
        north: from.north + part * (to.north - from.north),
      });
      const ground = onGrid(grid, unitM, at((k + 0.5) / count));
      const own = length / count;
      lengthM += own;
      if (!ground) {
        unknownM += own;
        parts.push({ isWet: false, line: [] });
        continue;
      }
      const isWet = (depthOf(ground, levelM) ?? 0) > 0;
      if (isWet) wetM += own;
      const last = parts.at(-1);
      const [begin, end] = [at(k / count), at((k + 1) / count)].map((place) => ({ ...place, groundM: ground.groundM }));
      if (!begin || !end) continue;
      if (last && last.line.length > 0 && last.isWet === isWet) last.line.push(end);
      else parts.push({ isWet, line: [begin, end] });
    }
  }
  return { parts: parts.filter(({ line }) => line.length > 0), wetM, unknownM, lengthM };
}

const between = (a: PlanPlace, b: PlanPlace): number => Math.hypot(b.east - a.east, b.north - a.north);
