/**
 * Drawing a polygon or a line, as a pure reducer: what the pointer and the keys do to the vertices. No DOM, no engine.
 */
import type { SitePosition } from '../../state/site-frame.ts';

export interface DrawingState {
  readonly kind: 'polygon' | 'line';
  readonly vertices: readonly SitePosition[];
  /** The pointer places vertices now. */
  readonly active: boolean;
  /** The shape is complete and can be measured. */
  readonly closed: boolean;
  readonly cursor: SitePosition | null;
  /** Vertices typed in or read from a link have no height yet; the view lifts them to the ground once it is drawn. */
  readonly heightsKnown: boolean;
}

export type DrawingAction =
  | { readonly type: 'start' }
  | { readonly type: 'add'; readonly position: SitePosition }
  | { readonly type: 'move'; readonly position: SitePosition | null }
  | { readonly type: 'undo' }
  | { readonly type: 'finish' }
  | { readonly type: 'cancel' }
  | { readonly type: 'clear' }
  | { readonly type: 'replace'; readonly vertices: readonly SitePosition[] }
  | { readonly type: 'lift'; readonly vertices: readonly SitePosition[] };

/** Two clicks nearer than this are one vertex (a double click places two). */
const SAME_VERTEX_M = 0.01;

export function emptyDrawing(kind: DrawingState['kind']): DrawingState {
  return { kind, vertices: [], active: false, closed: false, cursor: null, heightsKnown: true };
}

export function leastVertices(kind: DrawingState['kind']): number {
  return kind === 'polygon' ? 3 : 2;
}

function isSame(a: SitePosition | undefined, b: SitePosition): boolean {
  return a !== undefined && Math.hypot(a.east - b.east, a.north - b.north) < SAME_VERTEX_M;
}

export function reduceDrawing(state: DrawingState, action: DrawingAction): DrawingState {
  switch (action.type) {
    case 'start':
      return { ...emptyDrawing(state.kind), active: true };
    case 'add':
      if (!state.active || isSame(state.vertices.at(-1), action.position)) return state;
      return { ...state, vertices: [...state.vertices, action.position], cursor: null };
    case 'move':
      return state.active ? { ...state, cursor: action.position } : state;
    case 'undo':
      return state.active ? { ...state, vertices: state.vertices.slice(0, -1) } : state;
    case 'finish':
      return state.active ? finish(state) : state;
    case 'cancel':
    case 'clear':
      return emptyDrawing(state.kind);
    case 'replace':
      return finish({ ...emptyDrawing(state.kind), vertices: action.vertices, active: true, heightsKnown: false });
    case 'lift':
      return { ...state, vertices: action.vertices, heightsKnown: true };
  }
}

/** Closes the shape; with too few vertices the drawing goes on. */
function finish(state: DrawingState): DrawingState {
  const first = state.vertices[0];
  const last = state.vertices.at(-1);
  // A ring that was closed by hand, by clicking the first vertex again.
  const closedByHand = state.kind === 'polygon' && state.vertices.length > 1 && last && isSame(first, last);
  const vertices = closedByHand ? state.vertices.slice(0, -1) : state.vertices;
  if (vertices.length < leastVertices(state.kind)) return state;
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
