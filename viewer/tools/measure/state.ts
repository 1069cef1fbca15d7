/**
 * The measuring tool as a pure reducer: a list of measurements, the one that is drawn or edited, and undo over all of it.
 */
import type { MeasureInputs, MeasureResult } from '#core/contract/measure.ts';
import type { MeasureKind } from '#core/contract/measure-kinds.ts';
import { MAX_MEASUREMENTS } from '#core/contract/measure-kinds.ts';
import { type DrawingAction, type DrawingState, type DrawnVertex, reduceDrawing } from '../drawing/state.ts';
import type { Failure, Run } from '../run.ts';
import { drawingFor, nextColour, type SlopeForm } from './kinds.ts';
import type { MeasurementRecord, MeasurementSettings, MeasurementVertex } from './record.ts';
import { headline } from './rows.ts';

export interface MeasureState {
  readonly records: readonly MeasurementRecord[];
  /** The record whose vertices can be dragged. */
  readonly selected: string | null;
  /** What the pointer works on: the new shape, or the selected one. */
  readonly drawing: DrawingState;
  /** What is drawn next. */
  readonly kind: MeasureKind;
  readonly slopeForm: SlopeForm;
  /** Whether vertices go to points of the cloud. */
  readonly snaps: boolean;
  /** Of new measurements. */
  readonly settings: MeasurementSettings;
  /** Requests under way, and what they failed of. */
  readonly runs: Readonly<Record<string, Run<MeasureResult>>>;
  /** Heights to draw vertices at that have none of their own, by record. */
  readonly lifted: Readonly<Record<string, readonly number[]>>;
  readonly past: readonly (readonly MeasurementRecord[])[];
  readonly future: readonly (readonly MeasurementRecord[])[];
  /** Number of the next record. */
  readonly next: number;
  readonly frame: MeasureFrame;
  /** Where vertices are drawn whose height nobody knows yet. */
  readonly groundM: number;
}

/** The plane that shapes are drawn in: the site frame's. */
export interface MeasureFrame {
  readonly code: string | null;
  readonly unitM: number;
}

export type MeasureAction =
  | { readonly type: 'kind'; readonly kind: MeasureKind; readonly slopeForm?: SlopeForm }
  | { readonly type: 'snaps'; readonly snaps: boolean }
  /** Begins a new shape of the kind. */
  | { readonly type: 'begin' }
  | { readonly type: 'draw'; readonly action: DrawingAction }
  /** A measurement whose coordinates were typed. */
  | { readonly type: 'typed'; readonly vertices: readonly MeasurementVertex[] }
  | { readonly type: 'select'; readonly id: string | null }
  | { readonly type: 'change'; readonly id: string; readonly part: RecordPart }
  | { readonly type: 'settings'; readonly settings: Partial<MeasurementSettings> }
  | { readonly type: 'delete'; readonly id: string }
  | { readonly type: 'deleteAll' }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** The plane that shapes stand in, and a height for vertices of which none is known. */
  | { readonly type: 'frame'; readonly frame: MeasureFrame; readonly groundM: number }
  /** Replaces the list: a link or a project was opened. */
  | { readonly type: 'load'; readonly records: readonly MeasurementRecord[] }
  | { readonly type: 'lift'; readonly id: string; readonly heights: readonly number[] }
  | { readonly type: 'run'; readonly id: string }
  | { readonly type: 'done'; readonly id: string; readonly request: MeasureInputs; readonly result: MeasureResult }
  | { readonly type: 'failed'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'stopped'; readonly id: string }
  /** The result is to be asked for again. */
  | { readonly type: 'outdated'; readonly id: string };

/** What the user may change of a record. */
export type RecordPart = Partial<Pick<MeasurementRecord, 'name' | 'colour' | 'visible' | 'settings' | 'vertices'>>;

const MAX_PAST = 200;

export const EMPTY_MEASURE: MeasureState = {
  records: [],
  selected: null,
  drawing: drawingFor('distance', 'circle'),
  kind: 'distance',
  slopeForm: 'circle',
  snaps: true,
  settings: { collections: [], classes: null, heights: 'given', radiusM: 2 },
  runs: {},
  lifted: {},
  past: [],
  future: [],
  next: 1,
  frame: { code: null, unitM: 1 },
  groundM: 0,
};

export function reduceMeasure(state: MeasureState, action: MeasureAction): MeasureState {
  switch (action.type) {
    case 'kind': {
      const slopeForm = action.slopeForm ?? state.slopeForm;
      return { ...state, kind: action.kind, slopeForm, selected: null, drawing: drawingFor(action.kind, slopeForm) };
    }
    case 'snaps':
      return { ...state, snaps: action.snaps };
    case 'begin': {
      const drawing = reduceDrawing(drawingFor(state.kind, state.slopeForm), { type: 'start' });
      return { ...state, selected: null, drawing };
    }
    case 'draw':
      return draw(state, action.action);
    case 'typed':
      return added(state, action.vertices);
    case 'select':
      return selected(state, action.id);
    case 'change':
      return changed(state, action.id, action.part);
    case 'settings':
      return { ...state, settings: { ...state.settings, ...action.settings } };
    case 'delete': {
      const left = edited(
        state,
        state.records.filter(({ id }) => id !== action.id),
      );
      return state.selected === action.id ? unselected(left) : left;
    }
    case 'deleteAll':
      return state.records.length === 0 ? state : unselected(edited(state, []));
    case 'undo':
    case 'redo':
      return travelled(state, action.type);
    case 'load':
      return {
        ...unselected(state),
        records: action.records.slice(0, MAX_MEASUREMENTS),
        runs: {},
        lifted: {},
        past: [],
        future: [],
        next: nextNumber(action.records, 1),
      };
    case 'frame': {
      const isOther = action.frame.code !== state.frame.code;
      const next = { ...state, frame: action.frame, groundM: action.groundM };
      return isOther ? { ...unselected(next), lifted: {} } : next;
    }
    case 'lift':
      return refreshed({ ...state, lifted: { ...state.lifted, [action.id]: action.heights } }, action.id);
    case 'outdated': {
      const records = state.records.map((record) => (record.id === action.id ? { ...record, computed: null } : record));
      return { ...state, records };
    }
    default:
      return reduceRuns(state, action);
  }
}

function reduceRuns(
  state: MeasureState,
  action: Extract<MeasureAction, { type: 'run' | 'done' | 'failed' | 'stopped' }>,
): MeasureState {
  const { id } = action;
  const { [id]: run, ...others } = state.runs;
  switch (action.type) {
    case 'run':
      return { ...state, runs: { ...others, [id]: { state: 'running' } } };
    case 'stopped':
      return run ? { ...state, runs: others } : state;
    case 'failed':
      return run ? { ...state, runs: { ...others, [id]: { state: 'failed', failure: action.failure } } } : state;
    case 'done': {
      // An answer counts while the shape is still the one that was asked about.
      if (run?.state !== 'running') return state;
      const computed = { request: action.request, result: action.result };
      const records = state.records.map((record) => (record.id === id ? { ...record, computed } : record));
      return refreshed({ ...state, records, runs: others }, id);
    }
  }
}

/** The selected shape is drawn at the heights that are known now. */
function refreshed(state: MeasureState, id: string): MeasureState {
  const { drawing } = state;
  if (state.selected !== id || drawing.held !== null) return state;
  const next = selected(state, id);
  return { ...next, drawing: { ...next.drawing, picked: drawing.picked } };
}

const unselected = (state: MeasureState): MeasureState => ({
  ...state,
  selected: null,
  drawing: drawingFor(state.kind, state.slopeForm),
});

/** A change of the list that can be taken back. */
function edited(state: MeasureState, records: readonly MeasurementRecord[]): MeasureState {
  return { ...state, records, past: [...state.past, state.records].slice(-MAX_PAST), future: [] };
}

function draw(state: MeasureState, action: DrawingAction): MeasureState {
  const isTravel = action.type === 'undo' || action.type === 'redo';
  // A shape that is being drawn has its own steps; else the list goes back.
  if (isTravel && !state.drawing.active) return travelled(state, action.type);
  if (action.type === 'start') return reduceMeasure(state, { type: 'begin' });
  const drawing = reduceDrawing(state.drawing, action);
  if (drawing === state.drawing) return state;
  if (action.type === 'cancel' || action.type === 'clear') return unselected(state);
  if (state.selected === null) {
    if (!drawing.closed) return { ...state, drawing };
    const vertices = drawing.vertices.map((vertex) => recordVertex(vertex, state.frame));
    return added({ ...state, drawing: drawingFor(state.kind, state.slopeForm) }, vertices, drawing.vertices);
  }
  // The way of a drag is one edit: it counts when the vertex is let go.
  if (drawing.held !== null || drawing.past.length === 0) return { ...state, drawing };
  return reshaped({ ...state, drawing: { ...drawing, past: [], future: [] } }, state.selected);
}

/** The selected record takes the vertices of the drawing; what was held before the drag is one step back. */
function reshaped(state: MeasureState, id: string): MeasureState {
  const { vertices } = state.drawing;
  const records = state.records.map((record) =>
    record.id === id
      ? { ...record, vertices: vertices.map((vertex) => recordVertex(vertex, state.frame)), computed: null }
      : record,
  );
  const { [id]: _, ...runs } = state.runs;
  return { ...edited(state, records), runs, lifted: { ...state.lifted, [id]: vertices.map(({ height }) => height) } };
}

function added(
  state: MeasureState,
  vertices: readonly MeasurementVertex[],
  drawn?: readonly DrawnVertex[],
): MeasureState {
  if (state.records.length >= MAX_MEASUREMENTS) return state;
  const { kind, settings, next } = state;
  const record: MeasurementRecord = {
    id: `m${next}`,
    kind,
    name: '',
    colour: nextColour(next - 1),
    visible: true,
    vertices: [...vertices],
    crs: state.frame.code,
    settings,
    computed: null,
  };
  const list = { ...edited(state, [...state.records, record]), next: next + 1 };
  const lifted = drawn ? { ...list.lifted, [record.id]: drawn.map(({ height }) => height) } : list.lifted;
  return selected({ ...list, lifted }, record.id);
}

function changed(state: MeasureState, id: string, part: RecordPart): MeasureState {
  const asksAnew = part.vertices !== undefined || part.settings !== undefined;
  const records = state.records.map((record) =>
    record.id === id ? { ...record, ...part, ...(asksAnew ? { computed: null } : {}) } : record,
  );
  const { [id]: _, ...runs } = state.runs;
  const { [id]: __, ...lifted } = state.lifted;
  const next = { ...edited(state, records), ...(asksAnew ? { runs } : {}), ...(part.vertices ? { lifted } : {}) };
  return part.vertices && state.selected === id ? selected(next, id) : next;
}

/** The vertices of the record go to the drawing, where they can be dragged. */
function selected(state: MeasureState, id: string | null): MeasureState {
  const record = state.records.find((one) => one.id === id && inFrame(state, one));
  if (!record) return unselected(state);
  const vertices = shownVertices(state, record);
  const form = record.vertices.length === 1 ? 'circle' : 'polygon';
  const drawing = { ...drawingFor(record.kind, form), vertices, closed: true };
  return { ...state, selected: record.id, drawing };
}

function travelled(state: MeasureState, way: 'undo' | 'redo'): MeasureState {
  const records = way === 'undo' ? state.past.at(-1) : state.future[0];
  if (!records || state.drawing.held !== null) return state;
  const steps =
    way === 'undo'
      ? { past: state.past.slice(0, -1), future: [state.records, ...state.future] }
      : { past: [...state.past, state.records], future: state.future.slice(1) };
  const still = state.drawing.active ? null : state.selected;
  // Shapes may have moved: heights of vertices without their own are looked up again.
  const next = { ...state, ...steps, records, runs: {}, lifted: {} };
  return selected(next, still);
}

/** Only what stands on a point, or was typed with its height, has a height of its own. */
export function recordVertex({ east, north, height, from }: DrawnVertex, { unitM }: MeasureFrame): MeasurementVertex {
  const source = from ?? 'plane';
  return { position: [east / unitM, north / unitM], heightM: source === 'plane' ? null : height, from: source };
}

/** The vertices as they are drawn, metres: at their own height, else at that of the result, else of the picture. */
export function shownVertices(
  { lifted, frame, groundM }: Pick<MeasureState, 'lifted' | 'frame' | 'groundM'>,
  { id, vertices, computed }: MeasurementRecord,
): DrawnVertex[] {
  return vertices.map(({ position: [e = 0, n = 0], heightM, from }, index) => {
    const told = headline(computed?.result)?.vertices[index]?.heightM ?? null;
    const height = heightM ?? told ?? lifted[id]?.[index] ?? groundM;
    // A height of its own stays with a vertex when another one is moved.
    return { east: e * frame.unitM, north: n * frame.unitM, height, from: heightM === null ? 'plane' : from };
  });
}

function nextNumber(records: readonly MeasurementRecord[], least: number): number {
  const numbers = records.flatMap(({ id }) => /^m(\d{1,9})$/.exec(id)?.[1] ?? []);
  return Math.max(least, ...numbers.map((number) => Number(number) + 1));
}

/** Whether it can be drawn: records of other systems wait until their site is shown. */
export function inFrame({ frame }: Pick<MeasureState, 'frame'>, { crs }: Pick<MeasurementRecord, 'crs'>): boolean {
  return crs === frame.code;
}
