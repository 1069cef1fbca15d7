/** The catalogue page: header, search and list, map, panel. */
import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { schemeManager } from '../ui/colour-scheme.tsx';
import { SheetHandle, type SheetSize } from '../ui/sheet-handle.tsx';
import { theme } from '../ui/theme.ts';
import { CatalogContext, useCatalogState } from './catalog-context.ts';
import { CatalogHeader } from './header.tsx';
import { ItemPanel } from './item/item-panel.tsx';
import { MapArea } from './map/map-area.tsx';
import { FilterForm } from './search/filter-form.tsx';
import { ResultList } from './search/result-list.tsx';
import { SearchBox } from './search/search-box.tsx';
import { SelectionPanel } from './selection/selection-panel.tsx';
import type { Catalog } from './work.ts';

export function CatalogApp({ catalog }: { catalog: Catalog }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={schemeManager}>
      <Notifications position="top-center" limit={3} />
      <CatalogContext value={catalog}>
        <Page />
      </CatalogContext>
    </MantineProvider>
  );
}

function Page() {
  const { t } = useTranslation();
  const panel = useCatalogState((state) => state.panel);
  const isPhone = useMediaQuery('(max-width: 800px)') ?? false;
  const isDrawing = useCatalogState((state) => state.drawing !== null);
  const [size, setSize] = useState<SheetSize>('half');
  // nothing can be drawn on a map that is covered
  useEffect(() => {
    if (isDrawing) setSize('low');
  }, [isDrawing]);
  return (
    <div className="catalog" data-panel={panel ?? 'none'} data-sheet={isPhone ? size : undefined}>
      <a className="page-skip" href="#catalog-list">
        {t('catalog.skip')}
      </a>
      <CatalogHeader />
      <aside className="catalog-side" id="catalog-list" tabIndex={-1} hidden={isPhone && panel !== null}>
        {isPhone && <SheetHandle size={size} onChange={setSize} />}
        <div className="catalog-search">
          <SearchBox onUse={() => setSize('half')} />
          <FilterForm />
        </div>
        <ResultList />
      </aside>
      <main className="catalog-main">
        <MapArea />
      </main>
      {panel !== null && (
        <aside className="catalog-panel">
          {isPhone && <SheetHandle size={size} onChange={setSize} />}
          {panel === 'item' ? <ItemPanel /> : <SelectionPanel />}
        </aside>
      )}
    </div>
  );
}
