/**
 * Starts the page with its picture: the scene is asked for, the engine and the decoder are loaded at once, and the
 * components around the picture come when its first points are drawn, or when that takes long.
 */
import './ui/browser-language.ts';
import './styles/tokens.css';
import './styles/page.css';
import './styles/start.css';
import { dropTiles } from './api/early.ts';
import { watch } from './state/store.ts';
import { parseUrl } from './state/url-state.ts';
import { createWorkspace } from './state/workspace.ts';
import { canvasAspect } from './ui/canvas-aspect.ts';
import { followDocument } from './ui/document.ts';
import { firstColours } from './ui/first-colours.ts';
import { keepFramed } from './ui/start-frame.ts';
import { createViewHost } from './ui/view-host.ts';

/** Nobody waits longer for the page, however far away the points are. */
const PATIENCE_MS = 400;

const root = document.getElementById('root');
const stage = document.getElementById('stage');
if (!root || !stage) throw new Error('expected elements #root and #stage in index.html');

const asked = parseUrl(window.location.search);
const workspace = createWorkspace(asked, canvasAspect);
const { store } = workspace;
document.documentElement.lang = store.get().language;
store.set({ dark: firstColours() });
followDocument(store);
const host = createViewHost(workspace);
stage.replaceChildren(...Object.values(host.containers));
if (!asked.camera) keepFramed(store, Object.values(host.containers));

let shown = false;
const showPage = async () => {
  if (shown) return;
  shown = true;
  (await import('./page.tsx')).showPage(root, workspace, host);
};
host.onFirstPoints(() => {
  dropTiles();
  void showPage();
});
setTimeout(() => void showPage(), PATIENCE_MS);
watch(
  store,
  (state) => state.load.state === 'failed' || state.load.state === 'empty' || state.webglMissing,
  () => void showPage(),
);
void workspace.load();
