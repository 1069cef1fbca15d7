/**
 * Pointer and keys on a view while a shape is drawn: a click places a vertex, a double click or Enter finishes,
 * Backspace removes the last vertex, Escape cancels. Dragging still moves the camera.
 */
import type { MapView } from '../../state/map-view.ts';
import type { DrawingAction, DrawingState } from './state.ts';

/** A press that moved farther than this was a drag of the camera, CSS pixels. */
const CLICK_TOLERANCE_PX = 5;

export interface DrawingToolOptions {
  readonly view: MapView;
  readonly getState: () => DrawingState;
  readonly dispatch: (action: DrawingAction) => void;
  /** The click met neither a point nor ground. */
  readonly onMiss: () => void;
}

/** Starts listening; returns the function that stops it. */
export function startDrawingTool(options: DrawingToolOptions): () => void {
  const { view, getState, dispatch, onMiss } = options;
  const { canvas } = view;
  const listening = new AbortController();
  const { signal } = listening;
  let pressed: { x: number; y: number } | null = null;

  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener('pointerdown', (event) => (pressed = event.button === 0 ? place(event) : null), { signal });
  canvas.addEventListener(
    'click',
    (event) => {
      const { x, y } = place(event);
      const dragged = pressed === null || Math.hypot(x - pressed.x, y - pressed.y) > CLICK_TOLERANCE_PX;
      // The second click of a double click finishes; it is not one more vertex.
      if (!getState().active || dragged || event.detail > 1) return;
      const position = view.pick(x, y);
      if (position) dispatch({ type: 'add', position });
      else onMiss();
    },
    { signal },
  );
  canvas.addEventListener('dblclick', () => dispatch({ type: 'finish' }), { signal });
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const state = getState();
      const last = state.vertices.at(-1);
      if (!state.active || !last || event.buttons !== 0) return;
      const { x, y } = place(event);
      dispatch({ type: 'move', position: view.pickPlane(x, y, last.height) });
    },
    { signal },
  );
  window.addEventListener('keydown', (event) => handleKey(event, getState, dispatch), { signal });
  return () => listening.abort();
}

/** Keys belong to the drawing unless the focus is in a field. */
function handleKey(
  event: KeyboardEvent,
  getState: () => DrawingState,
  dispatch: (action: DrawingAction) => void,
): void {
  if (!getState().active) return;
  const target = event.target;
  if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]')) return;
  const onButton = target instanceof HTMLElement && target.closest('button, a, [role="tab"], [role="radio"]') !== null;
  if (event.key === 'Enter' && !onButton) dispatch({ type: 'finish' });
  else if (event.key === 'Escape') dispatch({ type: 'cancel' });
  else if (event.key === 'Backspace') dispatch({ type: 'undo' });
  else return;
  event.preventDefault();
}
