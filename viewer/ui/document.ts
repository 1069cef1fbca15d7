/** What the document outside the components tells: attributes of <html>, the address bar. */
import type { AppStore } from '../state/app-state.ts';
import { urlOf } from '../state/scene-url.ts';
import { surfacesLoading } from '../state/seeing/work.ts';
import { formatUrl } from '../state/url-state.ts';

/** The address follows the scene this much later: a moving camera must not flood the history. */
const ADDRESS_DELAY_MS = 250;

export function followDocument(store: AppStore): void {
  const show = () => {
    const state = store.get();
    const { view, activity, load, webglMissing } = state;
    const nothingToDraw = load.state === 'empty' || load.state === 'failed' || webglMissing;
    setData('view', view);
    const isLoading = !nothingToDraw && (activity.loading || surfacesLoading(state));
    setData('tiles', isLoading ? 'loading' : 'idle');
    setData('points', String(nothingToDraw ? 0 : activity.pointCount));
    setData('nodeBytes', String(activity.bytes ?? 0));
    setData('requests', String(activity.requests ?? 0));
  };
  let timer = 0;
  const writeAddress = () => {
    if (store.get().load.state !== 'ready') return;
    const url = `${window.location.pathname}${formatUrl(urlOf(store))}`;
    if (url !== `${window.location.pathname}${window.location.search}`) window.history.replaceState(null, '', url);
  };
  store.subscribe(() => {
    show();
    window.clearTimeout(timer);
    timer = window.setTimeout(writeAddress, ADDRESS_DELAY_MS);
  });
  show();
}

/** Writes an attribute of <html> when it says something new: observers hear of real changes only. */
function setData(name: 'view' | 'tiles' | 'points' | 'nodeBytes' | 'requests', value: string): void {
  const { dataset } = document.documentElement;
  if (dataset[name] !== value) dataset[name] = value;
}

/** The address of the scene as it is now, whole. */
export function sceneUrl(store: AppStore): string {
  return new URL(formatUrl(urlOf(store)) || window.location.pathname, window.location.href).href;
}
