/** Starts the page: language, workspace, components. */
import './ui/browser-language.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/dropzone/styles.css';
import '@fontsource-variable/noto-sans-jp/index.css';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/page.css';
import './styles/sections.css';
import './styles/navigation.css';
import './styles/measure.css';
import './styles/project.css';
import './styles/seeing.css';
import { createRoot } from 'react-dom/client';
import { parseUrl } from './state/url-state.ts';
import { createWorkspace } from './state/workspace.ts';
import { App } from './ui/app.tsx';
import { canvasAspect } from './ui/canvas-aspect.ts';
import { followDocument } from './ui/document.ts';
import { startI18n } from './ui/i18n.ts';

const root = document.getElementById('root');
if (!root) throw new Error('expected an element #root in index.html');

const workspace = createWorkspace(parseUrl(window.location.search), canvasAspect);
startI18n(workspace.store.get().language);
followDocument(workspace.store);
createRoot(root).render(<App workspace={workspace} />);
void workspace.load();
