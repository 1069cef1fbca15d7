/** The volume tool as a pure reducer: areas, surfaces, parameters, and the runs on the server. */
import type { SurfaceInfo } from '../../api/surfaces.ts';
import type {
  ChangesRequest,
  ChangesResult,
  FitnessRequest,
  FitnessResult,
  SeriesRequest,
  SeriesResult,
  VolumeRequest,
  VolumeResult,
} from '../../api/volume.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import {
  type DrawingAction,
  type DrawingState,
  emptyDrawing,
  keepsShape,
  reduceDrawing,
  shapeSize,
} from '../drawing/state.ts';
import { type Failure, IDLE, type Run, type RunAction, reduceRun } from '../run.ts';
import { type AreaSet, areaGeometry, liftAreas, polygonsAreaM2, type SitePolygon } from './area-set.ts';
import type { ScreenEstimate } from './screen-estimate.ts';
import { VOLUME_DEFAULTS, type VolumeSettings } from './settings.ts';
import { isComplete, requestSurface, type SurfaceChoice } from './surface-choice.ts';

/** What the pointer draws in this tool: the area, stable ground, or the outline of a pad. */
export type DrawTarget = 'area' | 'tie' | 'pad';

/** A surface that a file can become: of this tool, of the section (by number) or of the alignment. */
export type SurfaceTarget =
  | SurfaceSide
  | `section:${number}`
  | `sight:${number}`
  | `alignment:${'existing' | 'compared' | number}`;

/** Where a file is used. */
export type TransferPlace = SurfaceTarget | 'areas' | 'axis';

export type Transfer =
  | { readonly state: 'sending'; readonly fileName: string; readonly fraction: number }
  | { readonly state: 'reading'; readonly fileName: string }
  | { readonly state: 'failed'; readonly fileName: string; readonly failure: Failure };

/** Lines of a stored surface in the site frame. */
export interface SurfaceLines {
  readonly footprint: readonly SitePolygon[];
  readonly breakLines: readonly (readonly SitePosition[])[];
}

export interface VolumeState {
  readonly drawing: DrawingState;
  readonly tie: DrawingState;
  readonly target: DrawTarget;
  /** Takes the place of the drawn area. */
  readonly areaSet: AreaSet | null;
  /** Of the drawn area. */
  readonly name: string;
  readonly settings: VolumeSettings;
  readonly run: Run<VolumeResult>;
  /** From the loaded points, while nothing is computed. */
  readonly screen: ScreenEstimate | null;
  readonly fitness: Run<FitnessResult>;
  /** Volumes over all epochs that are open. */
  readonly series: Run<SeriesResult>;
  /** The largest changes between the two surfaces. */
  readonly changes: Run<ChangesResult>;
  /** Making ground for a collection that has none. */
  readonly ground: Run<string>;
  readonly showHeatMap: boolean;
  /** What is known of stored surfaces, by id. */
  readonly stored: Readonly<Record<string, SurfaceInfo>>;
  /** Lines of stored surfaces as their corrections place them, by `formatStored`. */
  readonly lines: Readonly<Record<string, SurfaceLines>>;
  readonly transfers: Readonly<Partial<Record<TransferPlace, Transfer>>>;
}

export type SurfaceSide = 'existing' | 'compared';

export type VolumeAction =
  | { readonly type: 'draw'; readonly action: DrawingAction; readonly target?: Exclude<DrawTarget, 'pad'> }
  | { readonly type: 'target'; readonly target: DrawTarget }
  | { readonly type: 'areas'; readonly areaSet: AreaSet | null }
  | { readonly type: 'liftAreas'; readonly lift: (position: SitePosition) => SitePosition }
  /** Names nothing but papers and the picture: a result stays. */
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'settings'; readonly settings: Partial<VolumeSettings> }
  | { readonly type: 'surface'; readonly side: SurfaceSide; readonly part: Partial<SurfaceChoice> }
  | { readonly type: 'stored'; readonly surface: SurfaceInfo }
  | { readonly type: 'lines'; readonly key: string; readonly lines: SurfaceLines }
  | { readonly type: 'transfer'; readonly place: TransferPlace; readonly transfer: Transfer | null }
  | { readonly type: 'fitness'; readonly action: RunAction<FitnessResult> }
  | { readonly type: 'series'; readonly action: RunAction<SeriesResult> }
  | { readonly type: 'changes'; readonly action: RunAction<ChangesResult> }
  | { readonly type: 'ground'; readonly action: RunAction<string> }
  | { readonly type: 'heatMap'; readonly show: boolean }
  | { readonly type: 'screen'; readonly estimate: ScreenEstimate | null }
  | RunAction<VolumeResult>;

export const EMPTY_VOLUME: VolumeState = {
  drawing: emptyDrawing('polygon'),
  tie: emptyDrawing('polygon'),
  target: 'area',
  areaSet: null,
  name: '',
  settings: VOLUME_DEFAULTS,
  run: IDLE,
  fitness: IDLE,
  series: IDLE,
  changes: IDLE,
  ground: IDLE,
  showHeatMap: true,
  screen: null,
  stored: {},
  lines: {},
  transfers: {},
};

/** A result belongs to what it was computed for. */
const fresh = (state: VolumeState): VolumeState => ({ ...state, run: IDLE, ground: IDLE, series: IDLE });
/** The list of changes is of the surfaces, and stays while areas are drawn from it. */
const withoutChanges = (state: VolumeState): VolumeState => ({ ...fresh(state), changes: IDLE });

export function reduceVolume(state: VolumeState, action: VolumeAction): VolumeState {
  switch (action.type) {
    case 'draw':
      return draw(state, action.action, action.target ?? 'area');
    case 'target':
      return withTarget(state, action.target);
    case 'areas':
      return { ...fresh(state), areaSet: action.areaSet, fitness: IDLE };
    case 'liftAreas':
      return state.areaSet ? { ...state, areaSet: liftAreas(state.areaSet, action.lift) } : state;
    case 'name':
      return { ...state, name: action.name };
    case 'settings':
      return { ...withoutChanges(state), settings: { ...state.settings, ...action.settings } };
    case 'surface':
      return withSurface(state, action.side, action.part);
    case 'stored':
      return { ...state, stored: { ...state.stored, [action.surface.id]: action.surface } };
    case 'lines':
      return { ...state, lines: { ...state.lines, [action.key]: action.lines } };
    case 'transfer': {
      const { [action.place]: _, ...others } = state.transfers;
      return { ...state, transfers: action.transfer ? { ...others, [action.place]: action.transfer } : others };
    }
    case 'fitness':
      return { ...state, fitness: reduceRun(state.fitness, action.action) };
    case 'series':
      return { ...state, series: reduceRun(state.series, action.action) };
    case 'changes':
      return { ...state, changes: reduceRun(state.changes, action.action) };
    case 'ground':
      return { ...state, ground: reduceRun(state.ground, action.action) };
    case 'heatMap':
      return { ...state, showHeatMap: action.show };
    case 'screen':
      return { ...state, screen: action.estimate };
    default: {
      const run = reduceRun(state.run, action);
      return run === state.run ? state : { ...state, run };
    }
  }
}

/** One shape is drawn at a time: another that was begun ends. */
function withTarget(state: VolumeState, target: DrawTarget): VolumeState {
  const ended = (drawing: DrawingState, of: DrawTarget) =>
    drawing.active && of !== target ? reduceDrawing(drawing, { type: 'cancel' }) : drawing;
  return { ...state, target, drawing: ended(state.drawing, 'area'), tie: ended(state.tie, 'tie') };
}

function draw(state: VolumeState, action: DrawingAction, target: 'area' | 'tie'): VolumeState {
  const shape = target === 'area' ? 'drawing' : 'tie';
  const drawing = reduceDrawing(state[shape], action);
  const targeted = action.type === 'start' ? withTarget(state, target) : state;
  // Moving the pointer or lifting vertices changes no result.
  if (keepsShape(state[shape], drawing, action)) {
    return { ...targeted, [shape]: drawing };
  }
  // the next area is another one
  const name = action.type === 'clear' || state.areaSet ? '' : state.name;
  const own = target === 'area' ? { areaSet: null, fitness: IDLE, name } : {};
  return { ...fresh(targeted), ...own, [shape]: drawing };
}

function withSurface(state: VolumeState, side: SurfaceSide, part: Partial<SurfaceChoice>): VolumeState {
  const settings = { ...state.settings, [side]: { ...state.settings[side], ...part } };
  return { ...withoutChanges(state), settings, ...(side === 'existing' ? { fitness: IDLE } : {}) };
}

/** Why the request cannot be sent yet; null when it can. */
export type VolumeObstacle = 'needArea' | 'sameSurface' | 'needPlane' | 'needFile' | 'needDesign' | 'twoFits';

export function volumeObstacle({ settings, drawing, areaSet }: VolumeState): VolumeObstacle | null {
  const { existing, compared } = settings;
  if (!drawing.closed && !areaSet) return 'needArea';
  for (const side of [existing, compared]) {
    if (isComplete(side)) continue;
    if (side.kind === 'plane') return 'needPlane';
    if (side.kind === 'file') return 'needFile';
    return side.kind === 'made' ? 'needDesign' : 'sameSurface';
  }
  const isFit = (side: SurfaceChoice) => side.kind === 'plane' && side.plane !== 'elevation';
  if (isFit(existing) && isFit(compared)) return 'twoFits';
  const [first, second] = [requestSurface(existing, []), requestSurface(compared, [])];
  return JSON.stringify(first) === JSON.stringify(second) ? 'sameSurface' : null;
}

interface RequestFrame {
  readonly code: string | null;
  readonly unitM: number;
}

function polygonOf({ vertices }: DrawingState, unitM: number) {
  const ring = vertices.map(({ east, north }) => [east / unitM, north / unitM]);
  const first = ring[0];
  return { type: 'Polygon' as const, coordinates: [first ? [...ring, first] : ring] };
}

/** One area, or several by their names. */
function areasOf({ areaSet, drawing }: VolumeState, unitM: number): Pick<VolumeRequest, 'area' | 'areas'> {
  if (!areaSet) return { area: polygonOf(drawing, unitM) };
  const [only, ...others] = areaSet.areas;
  if (only && others.length === 0) return { area: areaGeometry(only.polygons, unitM) };
  const features = areaSet.areas.map(({ name, polygons }) => ({
    type: 'Feature' as const,
    properties: { name },
    geometry: areaGeometry(polygons, unitM),
  }));
  return { areas: { type: 'FeatureCollection', features } };
}

/** The request of interface `cut-fill-volume`; coordinates in CRS units. Call only without an obstacle. */
export function volumeRequest(state: VolumeState, { code, unitM }: RequestFrame): VolumeRequest {
  const { settings, tie } = state;
  const { classes, method } = settings;
  const nothing = { collection: '' };
  return {
    ...areasOf(state, unitM),
    ...(code === null ? {} : { crs: code }),
    existing: requestSurface(settings.existing, classes) ?? nothing,
    compared: requestSurface(settings.compared, classes) ?? nothing,
    method,
    sampling: 'tin',
    cellSizeM: settings.cellSizeM,
    maxEdgeM: settings.maxEdgeM,
    ...(usesPitch(method) ? { stationPitchM: settings.stationPitchM } : {}),
    ...(usesInterval(method) ? { contourIntervalM: settings.contourIntervalM } : {}),
    ...(tie.closed ? { tie: { area: polygonOf(tie, unitM), apply: settings.tieApply } } : {}),
    ...(settings.soil === null ? {} : { soil: { class: settings.soil, truckM3: settings.truckM3 } }),
    purpose: settings.purpose,
    rounding: settings.rounding,
    differenceGrid: true,
  };
}

export const usesPitch = (method: string) => method === 'average-end-area' || method === 'all';
export const usesInterval = (method: string) => method === 'contour' || method === 'all';

/** Whether the data on the area can be judged: they must be measured ones. */
export function canJudge(state: VolumeState): boolean {
  const { existing } = state.settings;
  const measured = existing.kind === 'collection' || (existing.kind === 'file' && existing.file?.form === 'grid');
  return measured && isComplete(existing) && (state.drawing.closed || state.areaSet !== null);
}

/** The request of `fit-for-purpose` for the existing surface. Call only when `canJudge`. */
export function fitnessRequest(state: VolumeState, { code, unitM }: RequestFrame): FitnessRequest {
  const { existing, classes, maxEdgeM } = state.settings;
  const polygons = state.areaSet?.areas.flatMap((area) => area.polygons);
  return {
    area: polygons ? areaGeometry(polygons, unitM) : polygonOf(state.drawing, unitM),
    ...(code === null ? {} : { crs: code }),
    surface: (requestSurface(existing, classes) ?? { collection: '' }) as FitnessRequest['surface'],
    maxEdgeM,
  };
}

/** Whether there is something to follow through time: three surveys, and where. */
export function canFollow({ drawing, areaSet }: VolumeState, collectionCount: number): boolean {
  return collectionCount >= 3 && (drawing.closed || areaSet !== null);
}

/** The request of `epoch-series`. @param collections in the order of time */
export function seriesRequest(
  state: VolumeState,
  { code, unitM }: RequestFrame,
  collections: readonly { readonly id: string; readonly label: string }[],
): SeriesRequest {
  const { classes, cellSizeM, maxEdgeM } = state.settings;
  return {
    ...areasOf(state, unitM),
    ...(code === null ? {} : { crs: code }),
    surfaces: collections.map(({ id }) => ({ collection: id, classes: [...classes] })),
    labels: collections.map(({ label }) => label),
    cellSizeM,
    maxEdgeM,
  };
}

/** Whether the two surfaces can be searched for changes; no area is needed. */
export function canSearch(state: VolumeState): boolean {
  const obstacle = volumeObstacle({ ...state, drawing: { ...state.drawing, closed: true } });
  const isFit = (side: SurfaceChoice) => side.kind === 'plane' && side.plane !== 'elevation';
  return obstacle === null && !isFit(state.settings.existing) && !isFit(state.settings.compared);
}

/** The request of `change-map`: in the drawn area, or wherever both surfaces are. */
export function changesRequest(state: VolumeState, { code, unitM }: RequestFrame): ChangesRequest {
  const { existing, compared, classes, maxEdgeM } = state.settings;
  const nothing = { collection: '' };
  return {
    ...(state.drawing.closed && !state.areaSet ? { area: polygonOf(state.drawing, unitM) } : {}),
    ...(code === null ? {} : { crs: code }),
    existing: requestSurface(existing, classes) ?? nothing,
    compared: requestSurface(compared, classes) ?? nothing,
    cellSizeM: 1,
    maxEdgeM,
    maxChanges: 20,
  };
}

/** Measurements of more cells than this are sent as jobs, and their cost is told before. */
const LARGE_CELLS = 200_000;

export function isLarge(state: VolumeState): boolean {
  return cellCount(state) > LARGE_CELLS;
}

/** Cells of the measurement. */
function cellCount({ areaSet, drawing, settings }: VolumeState): number {
  const polygons = areaSet?.areas.flatMap((area) => area.polygons);
  return (polygons ? polygonsAreaM2(polygons) : shapeSize(drawing)) / settings.cellSizeM ** 2;
}
