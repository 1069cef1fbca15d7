/**
 * What follows the line of a section while it is drawn or moved: the loaded points beside it, the handle of the strip's width,
 * the keys that move it across itself, and computing it when it rests.
 */
import type { AppState } from '../../state/app-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import type { ViewHost } from '../../ui/view-host.ts';
import { vertexUnder } from '../drawing/hits.ts';
import { shownPositions } from '../drawing/shown.ts';
import { sectionObstacle } from './state.ts';
import { liveStrip } from './strip.ts';
import { HANDLE_GAP_PX, stripHandle } from './strip-handle.ts';

/** Looking through the points costs some milliseconds. */
const EVERY_MS = 70;
/** A line that has not moved for this long rests. */
const REST_MS = 500;
const REACH_PX = { mouse: 9, touch: 20 } as const;
/** What the form takes. */
const WIDTH_RANGE_M = [0.05, 100] as const;

/** In lower windows a line needs the whole picture until it is drawn. */
const ROOM_PX = 800;

/** Whether the dock shows the strip: from the beginning of a line, so that the picture keeps its size while it is drawn. */
export function isLive({ tool, view, section, way }: AppState): boolean {
  if (tool !== 'section' || view !== 'site' || way.mode !== 'section' || section.run.state === 'done') return false;
  return section.drawing.closed || (section.drawing.active && window.innerHeight >= ROOM_PX);
}

/** What the strip depends on. */
function inputsOf(state: AppState): readonly unknown[] {
  const { drawing, settings, run } = state.section;
  return [isLive(state), drawing.vertices, drawing.cursor, settings.widthM, run.state === 'done', state.activity];
}

/** @returns the function that stops it */
export function startLiveStrip(workspace: Workspace, host: ViewHost): () => void {
  const { store } = workspace;
  let seen: readonly unknown[] = [];
  let timer = 0;
  let restTimer = 0;
  let resting: readonly unknown[] = [];

  const look = () => {
    timer = 0;
    const state = store.get();
    seen = inputsOf(state);
    const { drawing, settings, strip } = state.section;
    const nodes = isLive(state) ? host.current()?.loadedPoints?.() : undefined;
    const vertices = drawing.cursor ? [...drawing.vertices, drawing.cursor] : drawing.vertices;
    const next = nodes && vertices.length > 1 ? liveStrip(nodes, vertices, settings.widthM) : null;
    if (next !== strip) workspace.section({ type: 'strip', strip: next });
  };
  const follow = () => {
    const state = store.get();
    const inputs = inputsOf(state);
    if (inputs.some((value, i) => value !== seen[i]) && timer === 0) timer = window.setTimeout(look, EVERY_MS);
    const { vertices, closed, held } = state.section.drawing;
    const rest = [vertices, closed, held, state.section.settings, state.section.follows];
    if (rest.every((value, i) => value === resting[i])) return;
    resting = rest;
    window.clearTimeout(restTimer);
    if (state.section.follows) restTimer = window.setTimeout(compute, REST_MS);
  };
  const compute = () => {
    const { section, tool } = store.get();
    const rests = section.drawing.closed && section.drawing.held === null && section.run.state === 'idle';
    if (tool === 'section' && section.follows && rests && sectionObstacle(section) === null)
      void workspace.runSection();
  };

  const stops = [store.subscribe(follow), followHandle(workspace, host), followKeys(workspace)];
  follow();
  return () => {
    window.clearTimeout(timer);
    window.clearTimeout(restTimer);
    for (const stop of stops) stop();
  };
}

/** The handle beside the strip: dragged across the line it changes the width. */
function followHandle({ store, section }: Workspace, host: ViewHost): () => void {
  const listening = new AbortController();
  const options = { signal: listening.signal, capture: true } as const;
  let held: number | null = null;
  let hold = 0;

  const handleNow = () => {
    const view = host.current();
    const state = store.get();
    const { drawing, settings } = state.section;
    const isShown = state.tool === 'section' && drawing.closed && !drawing.active;
    const shown = isShown ? shownPositions(state, drawing) : [];
    return view && isShown ? { view, shown, handle: stripHandle(view, shown, settings.widthM) } : null;
  };
  const placeOn = (canvas: HTMLElement, event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  window.addEventListener(
    'pointerdown',
    (event) => {
      const now = handleNow();
      if (!now?.handle || event.target !== now.view.canvas || event.button !== 0 || !event.isPrimary) return;
      const at = placeOn(now.view.canvas, event);
      const reach = event.pointerType === 'touch' ? REACH_PX.touch : REACH_PX.mouse;
      if (Math.hypot(at.x - now.handle.x, at.y - now.handle.y) > reach) return;
      if (vertexUnder(now.view.project, now.shown, at, reach) >= 0) return;
      held = event.pointerId;
      hold++;
      event.stopImmediatePropagation();
      event.preventDefault();
    },
    options,
  );
  window.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== held) return;
      event.stopImmediatePropagation();
      const now = handleNow();
      if (!now?.handle) return;
      const at = placeOn(now.view.canvas, event);
      const { foot, across, pxPerM } = now.handle;
      const awayPx = (at.x - foot.x) * across.x + (at.y - foot.y) * across.y;
      const [least, most] = WIDTH_RANGE_M;
      const widthM = Math.min(most, Math.max(least, (2 * (awayPx - HANDLE_GAP_PX)) / pxPerM));
      section({ type: 'width', widthM: Number(widthM.toPrecision(2)), gesture: `handle ${hold}` });
    },
    options,
  );
  for (const name of ['pointerup', 'pointercancel'] as const) {
    window.addEventListener(
      name,
      (event) => {
        if (event.pointerId !== held) return;
        held = null;
        event.stopImmediatePropagation();
      },
      options,
    );
  }
  // the click that ends the drag picks nothing
  return () => listening.abort();
}

/** Page Up moves the line to its left, Page Down to its right. */
function followKeys({ store, section }: Workspace): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'PageUp' && event.key !== 'PageDown') return;
    const { tool, section: state, dialog } = store.get();
    if (tool !== 'section' || !state.drawing.closed || dialog !== null) return;
    // elsewhere these keys turn pages
    const inPage = event.target === document.body || event.target instanceof HTMLCanvasElement;
    const inDock = event.target instanceof HTMLElement && event.target.closest('.section-dock') !== null;
    if (!inPage && !inDock) return;
    event.preventDefault();
    section({ type: 'move', to: event.key === 'PageUp' ? 'left' : 'right' });
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
