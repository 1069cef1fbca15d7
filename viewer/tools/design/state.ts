/** Making a design surface as a pure reducer: outline, height rule, slopes, and the run on the server. */
import type { DesignRequest, DesignResult } from '../../api/volume.ts';
import { type DrawingAction, type DrawingState, emptyDrawing, keepsShape, reduceDrawing } from '../drawing/state.ts';
import { IDLE, type Run, type RunAction, reduceRun } from '../run.ts';

/** What the height follows from. */
export const HEIGHT_RULES = ['elevation', 'balance', 'fill', 'cut'] as const;
export type HeightRule = (typeof HEIGHT_RULES)[number];

export interface DesignSettings {
  readonly name: string;
  readonly rule: HeightRule;
  readonly elevationM: number | null;
  /** Compacted over in situ: cut × C = fill. */
  readonly factorC: number;
  readonly targetM3: number | null;
  readonly fillSlope: number;
  readonly cutSlope: number;
  readonly berms: boolean;
  readonly bermEveryM: number;
  readonly bermWidthM: number;
}

export interface DesignState {
  readonly drawing: DrawingState;
  readonly settings: DesignSettings;
  readonly run: Run<DesignResult>;
}

export type DesignAction =
  | { readonly type: 'draw'; readonly action: DrawingAction }
  | { readonly type: 'settings'; readonly settings: Partial<DesignSettings> }
  | RunAction<DesignResult>;

export const DESIGN_DEFAULTS: DesignSettings = {
  name: '',
  rule: 'balance',
  elevationM: null,
  factorC: 0.9,
  targetM3: null,
  fillSlope: 1.8,
  cutSlope: 1.2,
  berms: true,
  bermEveryM: 5,
  bermWidthM: 1.5,
};

export const EMPTY_DESIGN: DesignState = {
  drawing: emptyDrawing('polygon'),
  settings: DESIGN_DEFAULTS,
  run: IDLE,
};

export function reduceDesign(state: DesignState, action: DesignAction): DesignState {
  switch (action.type) {
    case 'draw': {
      const drawing = reduceDrawing(state.drawing, action.action);
      const keeps = keepsShape(state.drawing, drawing, action.action);
      return { ...state, drawing, run: keeps ? state.run : IDLE };
    }
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.settings }, run: IDLE };
    default:
      return { ...state, run: reduceRun(state.run, action) };
  }
}

export type DesignObstacle = 'needPad' | 'needElevation' | 'needTarget';

export function designObstacle({ drawing, settings }: DesignState): DesignObstacle | null {
  if (!drawing.closed) return 'needPad';
  if (settings.rule === 'elevation') return settings.elevationM === null ? 'needElevation' : null;
  return settings.rule !== 'balance' && settings.targetM3 === null ? 'needTarget' : null;
}

/** The request of `design-surface`; coordinates in CRS units. Call only without an obstacle. */
export function designRequest(
  { drawing, settings }: DesignState,
  existing: DesignRequest['existing'],
  options: { readonly code: string | null; readonly unitM: number; readonly maxEdgeM: number; readonly name: string },
): DesignRequest {
  const { code, unitM, maxEdgeM, name } = options;
  const ring = drawing.vertices.map(({ east, north }) => [east / unitM, north / unitM]);
  const first = ring[0];
  return {
    kind: 'pad',
    ...(code === null ? {} : { crs: code }),
    existing,
    name: settings.name.trim() || name,
    area: { type: 'Polygon', coordinates: [first ? [...ring, first] : ring] },
    ...heightOf(settings),
    fillSlope: settings.fillSlope,
    cutSlope: settings.cutSlope,
    ...(settings.berms ? { bermEveryM: settings.bermEveryM, bermWidthM: settings.bermWidthM } : {}),
    maxEdgeM,
  };
}

function heightOf({ rule, elevationM, factorC, targetM3 }: DesignSettings): Partial<DesignRequest> {
  switch (rule) {
    case 'elevation':
      return { elevationM: elevationM ?? 0 };
    case 'balance':
      return { solve: { balance: { C: factorC } } };
    case 'fill':
      return { solve: { fillM3: targetM3 ?? 0 } };
    case 'cut':
      return { solve: { cutM3: targetM3 ?? 0 } };
  }
}
