/** The volume tool as a pure reducer: area, surfaces, parameters, and the run on the server. */
import type { VolumeRequest, VolumeResult } from '../../api/volume.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, reduceDrawing } from '../drawing/state.ts';
import { type Failure, IDLE, type Run } from '../run.ts';
import type { VolumeMethod } from './methods.ts';

export interface VolumeSettings {
  /** Collection of the surface before. */
  readonly existing: string | null;
  readonly reference: 'epoch' | 'plane';
  /** Collection of the surface after, when the reference is another epoch. */
  readonly compared: string | null;
  readonly planeElevationM: number | null;
  readonly classes: readonly number[];
  readonly method: VolumeMethod;
  readonly cellSizeM: number;
  readonly maxEdgeM: number;
}

export interface VolumeState {
  readonly drawing: DrawingState;
  readonly settings: VolumeSettings;
  readonly run: Run<VolumeResult>;
  readonly showHeatMap: boolean;
}

export type VolumeAction =
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'settings'; readonly settings: Partial<VolumeSettings> }
  | { readonly type: 'run' }
  | { readonly type: 'done'; readonly result: VolumeResult }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'stopped' }
  | { readonly type: 'heatMap'; readonly show: boolean };

export const VOLUME_DEFAULTS: VolumeSettings = {
  existing: null,
  reference: 'epoch',
  compared: null,
  planeElevationM: null,
  classes: [2],
  method: 'grid',
  cellSizeM: 0.5,
  maxEdgeM: 5,
};

export const EMPTY_VOLUME: VolumeState = {
  drawing: emptyDrawing('polygon'),
  settings: VOLUME_DEFAULTS,
  run: IDLE,
  showHeatMap: true,
};

export function reduceVolume(state: VolumeState, action: VolumeAction): VolumeState {
  switch (action.type) {
    case 'draw': {
      const drawing = reduceDrawing(state.drawing, action.action);
      // A result belongs to the shape it was computed for; moving the pointer or lifting vertices keeps it.
      const keeps = action.action.type === 'move' || action.action.type === 'lift' || drawing === state.drawing;
      return { ...state, drawing, run: keeps ? state.run : IDLE };
    }
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.settings }, run: IDLE };
    case 'run':
      return { ...state, run: { state: 'running' } };
    case 'done':
      return state.run.state === 'running' ? { ...state, run: { state: 'done', result: action.result } } : state;
    case 'failed':
      return state.run.state === 'running' ? { ...state, run: { state: 'failed', failure: action.failure } } : state;
    case 'stopped':
      return { ...state, run: IDLE };
    case 'heatMap':
      return { ...state, showHeatMap: action.show };
  }
}

/** Why the request cannot be sent yet; null when it can. */
export type VolumeObstacle = 'needArea' | 'sameSurface' | 'needPlane';

export function volumeObstacle(state: VolumeState): VolumeObstacle | null {
  const { settings, drawing } = state;
  if (!drawing.closed) return 'needArea';
  if (settings.reference === 'plane') return settings.planeElevationM === null ? 'needPlane' : null;
  if (settings.existing === null || settings.compared === null) return 'sameSurface';
  return settings.existing === settings.compared ? 'sameSurface' : null;
}

/** The request of interface `cut-fill-volume`; coordinates in CRS units. Call only without an obstacle. */
export function volumeRequest(state: VolumeState, frame: { code: string | null; unitM: number }): VolumeRequest {
  const { settings, drawing } = state;
  const ring = drawing.vertices.map(({ east, north }) => [east / frame.unitM, north / frame.unitM]);
  const first = ring[0];
  const classes = [...settings.classes];
  return {
    area: { type: 'Polygon', coordinates: [first ? [...ring, first] : ring] },
    ...(frame.code === null ? {} : { crs: frame.code }),
    existing: { collection: settings.existing ?? '', classes },
    compared:
      settings.reference === 'plane'
        ? { plane: { elevationM: settings.planeElevationM ?? 0 } }
        : { collection: settings.compared ?? '', classes },
    method: settings.method,
    sampling: 'tin',
    cellSizeM: settings.cellSizeM,
    maxEdgeM: settings.maxEdgeM,
    differenceGrid: true,
  };
}
