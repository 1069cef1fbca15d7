/** Keeps the estimate from the screen in step with the drawn area and the picture. */
import type { AppState } from '../../state/app-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import type { ViewHost } from '../../ui/view-host.ts';
import { screenEstimate } from './screen-estimate.ts';

/** Looking through the points costs some milliseconds. */
const EVERY_MS = 150;

/** What the estimate depends on. */
function inputsOf({ tool, view, volume, activity, hidden }: AppState): readonly unknown[] {
  const { drawing, settings, run, areaSet } = volume;
  const { existing, compared, classes } = settings;
  return [
    tool,
    view,
    drawing.vertices,
    drawing.closed,
    existing,
    compared,
    classes,
    run.state,
    areaSet,
    activity,
    hidden,
  ];
}

/** @returns the function that stops it */
export function startLiveVolume({ store, volume }: Workspace, host: ViewHost): () => void {
  let seen: readonly unknown[] = [];
  let timer = 0;
  const look = () => {
    timer = 0;
    const state = store.get();
    seen = inputsOf(state);
    const { drawing, settings, run, areaSet, screen } = state.volume;
    const isWanted = state.tool === 'volume' && drawing.closed && areaSet === null && run.state !== 'done';
    const nodes = isWanted ? host.current()?.loadedPoints?.() : undefined;
    const next = nodes ? screenEstimate(nodes, drawing.vertices, settings) : null;
    if (next !== screen) volume({ type: 'screen', estimate: next });
  };
  const follow = () => {
    const inputs = inputsOf(store.get());
    if (timer === 0 && inputs.some((value, i) => value !== seen[i])) timer = window.setTimeout(look, EVERY_MS);
  };
  const stop = store.subscribe(follow);
  follow();
  return () => {
    window.clearTimeout(timer);
    stop();
  };
}
