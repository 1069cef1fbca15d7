/**
 * Drawing a polygon, a line or places, as a pure reducer: what the pointer and the keys do to the vertices, with undo and
 * redo. No DOM, no engine.
 */
import type { SitePosition } from '../../state/site-frame.ts';

/** What a vertex was placed on: a point of the cloud, the plane of the picture; or it was typed. */
export type VertexSource = 'point' | 'plane' | 'typed';

export interface DrawnVertex extends SitePosition {
  readonly from?: VertexSource;
}

export interface DrawingState {
  readonly kind: 'polygon' | 'line';
  readonly vertices: readonly DrawnVertex[];
  /** The pointer places vertices now. */
  readonly active: boolean;
  /** The shape is complete and can be measured. */
  readonly closed: boolean;
  readonly cursor: DrawnVertex | null;
  /** Vertices typed in or read from a link have no height yet; the view lifts them to the ground once it is drawn. */
  readonly heightsKnown: boolean;
  /** Fewest vertices of a shape, and most: with those it is complete at once. */
  readonly least: number;
  readonly most: number;
  /** The vertex that the pointer holds, and the one that Delete removes. */
  readonly held: number | null;
  readonly picked: number | null;
  /** Vertices before earlier edits, and those that undo took back. */
  readonly past: readonly (readonly DrawnVertex[])[];
  readonly future: readonly (readonly DrawnVertex[])[];
}

export type DrawingAction =
  | { readonly type: 'start' }
  | { readonly type: 'add'; readonly position: DrawnVertex }
  | { readonly type: 'move'; readonly position: DrawnVertex | null }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'finish' }
  | { readonly type: 'cancel' }
  | { readonly type: 'clear' }
  /** Takes hold of a vertex, or of a new one before `index`. */
  | { readonly type: 'grab'; readonly index: number; readonly inserted?: DrawnVertex }
  | { readonly type: 'drag'; readonly position: DrawnVertex }
  | { readonly type: 'release' }
  | { readonly type: 'pick'; readonly index: number | null }
  | { readonly type: 'remove'; readonly index: number }
  | { readonly type: 'replace'; readonly vertices: readonly DrawnVertex[] }
  | { readonly type: 'lift'; readonly vertices: readonly DrawnVertex[] };

/** Two clicks nearer than this are one vertex (a double click places two). */
const SAME_VERTEX_M = 0.01;
/** Edits that can be taken back. */
const MAX_PAST = 200;

export function emptyDrawing(
  kind: DrawingState['kind'],
  limits: Partial<Pick<DrawingState, 'least' | 'most'>> = {},
): DrawingState {
  return {
    kind,
    vertices: [],
    active: false,
    closed: false,
    cursor: null,
    heightsKnown: true,
    least: limits.least ?? leastVertices(kind),
    most: limits.most ?? Number.POSITIVE_INFINITY,
    held: null,
    picked: null,
    past: [],
    future: [],
  };
}

export function leastVertices(kind: DrawingState['kind']): number {
  return kind === 'polygon' ? 3 : 2;
}

function isSame(a: SitePosition | undefined, b: SitePosition): boolean {
  return a !== undefined && Math.hypot(a.east - b.east, a.north - b.north) < SAME_VERTEX_M;
}

/** Whether an action leaves the shape as it is: results of it stay. */
export function keepsShape(before: DrawingState, after: DrawingState, { type }: DrawingAction): boolean {
  const isQuiet = ['move', 'grab', 'release', 'pick', 'undo', 'redo'].includes(type);
  return type === 'lift' || before === after || (isQuiet && before.vertices === after.vertices);
}

export function reduceDrawing(state: DrawingState, action: DrawingAction): DrawingState {
  const empty = emptyDrawing(state.kind, state);
  switch (action.type) {
    case 'start':
      return { ...empty, active: true };
    case 'add':
      return add(state, action.position);
    case 'move':
      return state.active ? { ...state, cursor: action.position } : state;
    case 'undo':
      return undo(state);
    case 'redo':
      return redo(state);
    case 'finish':
      return state.active ? finish(state) : state;
    case 'cancel':
      return empty;
    case 'clear':
      return state.vertices.length === 0 ? empty : { ...empty, past: remembered(state) };
    case 'grab':
      return grab(state, action.index, action.inserted);
    case 'drag':
      return drag(state, action.position);
    case 'release':
      return release(state);
    case 'pick':
      return { ...state, picked: action.index };
    case 'remove':
      return remove(state, action.index);
    case 'replace':
      return finish({
        ...empty,
        vertices: action.vertices,
        active: true,
        heightsKnown: false,
        past: state.vertices.length > 0 ? remembered(state) : state.past,
      });
    case 'lift':
      return { ...state, vertices: action.vertices, heightsKnown: true };
  }
}

const remembered = ({ past, vertices }: DrawingState) => [...past, vertices].slice(-MAX_PAST);

/** An edit that can be taken back. */
function edited(state: DrawingState, vertices: readonly DrawnVertex[]): DrawingState {
  return { ...state, vertices, past: remembered(state), future: [] };
}

function add(state: DrawingState, position: DrawnVertex): DrawingState {
  if (!state.active || isSame(state.vertices.at(-1), position)) return state;
  const next = { ...edited(state, [...state.vertices, position]), cursor: null };
  return next.vertices.length >= state.most ? finish(next) : next;
}

function undo(state: DrawingState): DrawingState {
  const before = state.past.at(-1);
  if (!before || state.held !== null) return state;
  const future = [state.vertices, ...state.future];
  return restored({ ...state, past: state.past.slice(0, -1), future }, before);
}

function redo(state: DrawingState): DrawingState {
  const [next, ...future] = state.future;
  if (!next || state.held !== null) return state;
  return restored({ ...state, past: remembered(state), future }, next);
}

/** A finished shape that lost too many vertices is drawn on. */
function restored(state: DrawingState, vertices: readonly DrawnVertex[]): DrawingState {
  const closed = !state.active && vertices.length >= state.least;
  const active = state.active || (!closed && vertices.length > 0);
  return { ...state, vertices, picked: null, closed, active };
}

function grab(state: DrawingState, index: number, inserted: DrawnVertex | undefined): DrawingState {
  const vertices = inserted
    ? [...state.vertices.slice(0, index), inserted, ...state.vertices.slice(index)]
    : state.vertices;
  if (vertices.length > state.most || index < 0 || index >= vertices.length) return state;
  return { ...edited(state, vertices), held: index, picked: index };
}

/** Within one hold: the way there is one edit. */
function drag(state: DrawingState, position: DrawnVertex): DrawingState {
  const { held, vertices } = state;
  if (held === null) return state;
  return { ...state, vertices: vertices.map((vertex, index) => (index === held ? position : vertex)) };
}

/** A vertex that was only taken hold of is no edit. */
function release(state: DrawingState): DrawingState {
  if (state.held === null) return state;
  const isSameShape = state.past.at(-1) === state.vertices;
  return { ...state, held: null, past: isSameShape ? state.past.slice(0, -1) : state.past };
}

function remove(state: DrawingState, index: number): DrawingState {
  const vertices = state.vertices.filter((_, i) => i !== index);
  const tooFew = state.closed && vertices.length < state.least;
  if (vertices.length === state.vertices.length || tooFew) return state;
  return { ...edited(state, vertices), picked: null };
}

/** Closes the shape; with too few vertices the drawing goes on. */
function finish(state: DrawingState): DrawingState {
  const first = state.vertices[0];
  const last = state.vertices.at(-1);
  // A ring that was closed by hand, by clicking the first vertex again.
  const closedByHand = state.kind === 'polygon' && state.vertices.length > 1 && last && isSame(first, last);
  const vertices = closedByHand ? state.vertices.slice(0, -1) : state.vertices;
  if (vertices.length < state.least) return state;
  return { ...state, vertices, active: false, closed: true, cursor: null };
}

/** Plan area of the polygon (m²) or plan length of the line (m); 0 while there are too few vertices. */
export function shapeSize(state: DrawingState): number {
  const { vertices } = state;
  let sum = 0;
  for (let index = 0; index < vertices.length; index++) {
    const from = vertices[index] as SitePosition;
    const to = vertices[(index + 1) % vertices.length] as SitePosition;
    if (state.kind === 'polygon') sum += (from.east * to.north - to.east * from.north) / 2;
    else if (index + 1 < vertices.length) sum += Math.hypot(to.east - from.east, to.north - from.north);
  }
  return state.kind === 'polygon' ? Math.abs(sum) : sum;
}
