/** Keeps the address bar, the language and the document's title in step with the store. */
import i18next from 'i18next';
import { watch } from '../state/store.ts';
import { changeLanguage } from '../ui/i18n.ts';
import { type CatalogStore, urlOfState } from './state/catalog-state.ts';
import { formatCatalogUrl } from './state/url.ts';

/** A moving map must not flood the history. */
const DELAY_MS = 250;
const PATH = '/catalog';

export function followAddress(store: CatalogStore): void {
  let timer = 0;
  const write = () => {
    const url = catalogAddress(store);
    if (url !== `${window.location.pathname}${window.location.search}`) window.history.replaceState(null, '', url);
  };
  store.subscribe(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(write, DELAY_MS);
  });
  const showTitle = () => {
    document.title = i18next.t('catalog.documentTitle');
  };
  watch(
    store,
    (state) => state.language,
    (language) => {
      changeLanguage(language);
      showTitle();
    },
  );
  showTitle();
}

/** Path and query of what is shown now. */
export function catalogAddress(store: CatalogStore): string {
  return `${PATH}${formatCatalogUrl(urlOfState(store.get()))}`;
}
