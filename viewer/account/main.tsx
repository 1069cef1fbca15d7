/** Starts the account page: language, components. The secret of a one-time link leaves the address at once. */
import '../ui/browser-language.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@fontsource-variable/noto-sans-jp/index.css';
import '../styles/tokens.css';
import '../styles/page.css';
import '../styles/beside.css';
import './styles/account.css';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../ui/i18n.ts';
import { parseAddress } from './address.ts';
import { AccountApp } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('expected an element #root in account.html');

const asked = parseAddress(window.location);
// neither the history nor a picture of the screen keeps it
if (asked.secret !== null) window.history.replaceState(null, '', window.location.pathname + window.location.search);
const isJapanese = navigator.languages.length === 0 || navigator.languages.some((one) => one.startsWith('ja'));
const language = asked.language ?? (isJapanese ? 'ja' : 'en');
startI18n(language);
createRoot(root).render(<AccountApp asked={asked} />);
