/** The page around the picture: components, texts, styles. Loaded while the first points are on their way. */
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/dropzone/styles.layer.css';
import '@fontsource-variable/noto-sans-jp/index.css';
import 'uplot/dist/uPlot.min.css';
import './styles/sections.css';
import './styles/sight.css';
import './styles/navigation.css';
import './styles/sheet-handle.css';
import './styles/files.css';
import './styles/measure.css';
import './styles/scenario.css';
import './styles/project.css';
import './styles/seeing.css';
import './styles/outside.css';
import './styles/story.css';
import './styles/underground.css';
import './styles/water.css';
import './styles/ledger.css';
import { createRoot } from 'react-dom/client';
import { watch } from './state/store.ts';
import type { Workspace } from './state/workspace.ts';
import { App } from './ui/app.tsx';
import { changeLanguage, startI18n } from './ui/i18n.ts';
import type { ViewHost } from './ui/view-host.ts';

/** @param root its content, which stood in for the page, is replaced */
export function showPage(root: HTMLElement, workspace: Workspace, host: ViewHost): void {
  const { store } = workspace;
  startI18n(store.get().language);
  watch(store, (state) => state.language, changeLanguage);
  createRoot(root).render(<App workspace={workspace} host={host} />);
}
