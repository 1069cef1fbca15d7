/**
 * Pointer and keys on a view while a shape is drawn or edited. Drawing: a click places a vertex, a double click or Enter
 * finishes, Backspace takes the last one back, Escape cancels. Editing: vertices are dragged, the middle of an edge is a
 * new vertex, Delete removes the one that was taken hold of last. Ctrl+Z and Ctrl+Shift+Z undo and redo. Dragging
 * elsewhere still moves the camera.
 */
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { edgeMiddles, type Pixel, vertexUnder } from './hits.ts';
import type { DrawingAction, DrawingState, DrawnVertex } from './state.ts';

/** A press that moved farther than this was a drag of the camera, CSS pixels. */
const CLICK_TOLERANCE_PX = 5;
/** Vertices are taken hold of this near to the pointer; a finger is less exact. */
const REACH_PX = { mouse: 10, touch: 20 } as const;
/** Looking for a point under the moving pointer costs time. */
const SNAP_EVERY_MS = 60;

export interface DrawingToolOptions {
  readonly view: MapView;
  readonly getState: () => DrawingState | null;
  readonly dispatch: (action: DrawingAction) => void;
  /** The click met neither a point nor ground. */
  readonly onMiss: () => void;
  /** Whether vertices go to points of the cloud. */
  readonly snaps: () => boolean;
  /** What may be done to a finished shape: nothing; vertices dragged; inserted and removed too. */
  readonly edits: () => 'nothing' | 'drag' | 'all';
  /** Vertices where they are drawn: on the ground of a result. */
  readonly shown: (drawing: DrawingState) => readonly SitePosition[];
  /** A click that places nothing. */
  readonly onClick: (at: Pixel) => void;
}

/** Starts listening; returns the function that stops it. */
export function startDrawingTool(options: DrawingToolOptions): () => void {
  const { view, getState, dispatch, onMiss } = options;
  const { canvas } = view;
  const listening = new AbortController();
  const { signal } = listening;
  let pressed: Pixel | null = null;
  let snapTimer = 0;

  const place = (event: MouseEvent): Pixel => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const heightOf = (drawing: DrawingState, index: number) =>
    options.shown(drawing)[index]?.height ?? drawing.vertices[index]?.height ?? 0;
  const pointAt = ({ x, y }: Pixel): DrawnVertex | null => {
    const point = options.snaps() ? view.pickPoint(x, y) : null;
    return point && { ...point, from: 'point' };
  };
  const planeAt = ({ x, y }: Pixel, height: number): DrawnVertex | null => {
    const plane = view.pickPlane(x, y, height);
    return plane && { ...plane, from: 'plane' };
  };
  /** The pointer moves on: at once on the plane, a moment later on the point under it. */
  const follow = (at: Pixel, height: number | null, tell: (position: DrawnVertex) => void) => {
    const plane = height === null ? null : planeAt(at, height);
    if (plane) tell(plane);
    window.clearTimeout(snapTimer);
    if (!options.snaps()) return;
    snapTimer = window.setTimeout(() => {
      const point = pointAt(at);
      if (point) tell(point);
    }, SNAP_EVERY_MS);
  };

  /** Takes hold of the vertex, or of the middle of an edge, under the pointer. */
  const grab = (event: PointerEvent): boolean => {
    const drawing = getState();
    const allowed = options.edits();
    if (!drawing?.closed || allowed === 'nothing' || event.button !== 0) return false;
    const at = place(event);
    const reach = event.pointerType === 'touch' ? REACH_PX.touch : REACH_PX.mouse;
    const vertices = options.shown(drawing);
    const index = vertexUnder(view.project, vertices, at, reach);
    if (index >= 0) {
      dispatch({ type: 'grab', index });
      return true;
    }
    if (allowed !== 'all' || vertices.length >= drawing.most || vertices.length < 2) return false;
    const middles = edgeMiddles(vertices, drawing.kind === 'polygon');
    const edge =
      middles[
        vertexUnder(
          view.project,
          middles.map(({ position }) => position),
          at,
          reach,
        )
      ];
    if (!edge) return false;
    dispatch({ type: 'grab', index: edge.before, inserted: { ...edge.position, from: 'plane' } });
    return true;
  };

  const release = (event: PointerEvent) => {
    const drawing = getState();
    window.clearTimeout(snapTimer);
    if (drawing?.held === null || !drawing) return;
    const at = place(event);
    const moved = pressed !== null && Math.hypot(at.x - pressed.x, at.y - pressed.y) > CLICK_TOLERANCE_PX;
    const position = moved ? (pointAt(at) ?? planeAt(at, heightOf(drawing, drawing.held))) : null;
    if (position) dispatch({ type: 'drag', position });
    dispatch({ type: 'release' });
  };

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      pressed = event.button === 0 ? place(event) : null;
      if (!event.isPrimary || !grab(event)) return;
      // The camera stays where it is.
      event.stopImmediatePropagation();
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      canvas.focus({ preventScroll: true });
    },
    { signal, capture: true },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const drawing = getState();
      if (!drawing) return;
      const at = place(event);
      if (drawing.held !== null) {
        event.stopImmediatePropagation();
        const moved = pressed === null || Math.hypot(at.x - pressed.x, at.y - pressed.y) > CLICK_TOLERANCE_PX;
        if (moved) follow(at, heightOf(drawing, drawing.held), (position) => dispatch({ type: 'drag', position }));
        return;
      }
      if (!drawing.active || event.buttons !== 0) return;
      const last = drawing.vertices.at(-1);
      follow(at, last?.height ?? null, (position) => getState()?.active && dispatch({ type: 'move', position }));
    },
    { signal, capture: true },
  );
  for (const name of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(name, release, { signal, capture: true });
  }
  canvas.addEventListener('pointerleave', () => window.clearTimeout(snapTimer), { signal });
  canvas.addEventListener(
    'click',
    (event) => {
      const at = place(event);
      const dragged = pressed === null || Math.hypot(at.x - pressed.x, at.y - pressed.y) > CLICK_TOLERANCE_PX;
      // The second click of a double click finishes; it is not one more vertex.
      if (dragged || event.detail > 1) return;
      const drawing = getState();
      if (!drawing?.active) return options.onClick(at);
      window.clearTimeout(snapTimer);
      const last = drawing.vertices.at(-1);
      const free = last && !options.snaps() ? planeAt(at, last.height) : null;
      const plane = () => {
        const found = view.pick(at.x, at.y);
        return found && { ...found, from: 'plane' as const };
      };
      const position = free ?? pointAt(at) ?? plane();
      if (position) dispatch({ type: 'add', position });
      else onMiss();
    },
    { signal },
  );
  canvas.addEventListener('dblclick', () => getState()?.active && dispatch({ type: 'finish' }), { signal });
  window.addEventListener('keydown', (event) => handleKey(event, options), { signal });
  return () => {
    window.clearTimeout(snapTimer);
    listening.abort();
  };
}

/** Keys belong to the drawing unless the focus is in a field. */
function handleKey(event: KeyboardEvent, { getState, dispatch, edits }: DrawingToolOptions): void {
  const drawing = getState();
  if (!drawing) return;
  const target = event.target;
  if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]')) return;
  const onButton = target instanceof HTMLElement && target.closest('button, a, [role="tab"], [role="radio"]') !== null;
  const action = actionOf(event, drawing, onButton, edits());
  if (!action) return;
  dispatch(action);
  event.preventDefault();
}

function actionOf(
  { key, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  { active, closed, picked }: DrawingState,
  onButton: boolean,
  edits: ReturnType<DrawingToolOptions['edits']>,
): DrawingAction | null {
  if (ctrlKey || metaKey) {
    const name = key.toLowerCase();
    if (name === 'z') return { type: shiftKey ? 'redo' : 'undo' };
    return name === 'y' ? { type: 'redo' } : null;
  }
  if (active) {
    if (key === 'Enter' && !onButton) return { type: 'finish' };
    if (key === 'Escape') return { type: 'cancel' };
    return key === 'Backspace' ? { type: 'undo' } : null;
  }
  if (!closed || picked === null) return null;
  if (key === 'Escape') return { type: 'pick', index: null };
  return (key === 'Delete' || key === 'Backspace') && edits === 'all' ? { type: 'remove', index: picked } : null;
}
