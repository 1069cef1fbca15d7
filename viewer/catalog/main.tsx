/** Starts the catalogue: language, store, components. */
import '../ui/browser-language.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@fontsource-variable/noto-sans-jp/index.css';
import '../styles/tokens.css';
import '../styles/page.css';
import '../styles/beside.css';
import '../styles/sheet-handle.css';
import './styles/catalog.css';
import './styles/panels.css';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../ui/i18n.ts';
import { CatalogApp } from './app.tsx';
import { followAddress } from './follow-address.ts';
import { parseCatalogUrl } from './state/url.ts';
import { createCatalog } from './work.ts';

const root = document.getElementById('root');
if (!root) throw new Error('expected an element #root in catalog.html');

const asked = parseCatalogUrl(window.location.search, window.location.pathname);
const isJapanese = navigator.languages.length === 0 || navigator.languages.some((one) => one.startsWith('ja'));
const language = asked.language ?? (isJapanese ? 'ja' : 'en');
startI18n(language);
const catalog = createCatalog(asked, language);
followAddress(catalog.store);
createRoot(root).render(<CatalogApp catalog={catalog} />);
void catalog.start();
