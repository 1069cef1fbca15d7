/** The catalogue at work: its store, and everything that changes it. */
import type { FoundPlace } from '#core/places/place.ts';
import { ApiError } from '../api/client.ts';
import { createStore } from '../state/store.ts';
import type { Language } from '../state/url-state.ts';
import * as api from './api.ts';
import { areaBox, type LonLatBox, type SelectionArea } from './state/area.ts';
import {
  type CatalogState,
  type CatalogStore,
  type Drawing,
  initialState,
  LOADING,
  type Load,
  NONE,
} from './state/catalog-state.ts';
import { type Filters, NO_FILTERS } from './state/filters.ts';
import { boxOfRing, type Cell } from './state/overview.ts';
import type { BaseMap, CatalogUrl, ColourBy, ItemName, MapPlace } from './state/url.ts';

/** The map has come to rest when it has not moved for so long. */
const REST_MS = 180;
/** Items around one, all epochs and sensors of nine sheets. */
const MAX_AROUND = 200;
const NEAREST_ZOOM = 17;

export interface Catalog {
  readonly store: CatalogStore;
  start(): Promise<void>;
  setLanguage(language: Language): void;
  setSearch(text: string): void;
  setFilters(part: Partial<Filters>): void;
  clearFilters(): void;
  choosePlace(place: FoundPlace | null): void;
  /** The map has moved. */
  setView(map: MapPlace, view: LonLatBox): void;
  goTo(bbox: LonLatBox, maxZoom?: number): void;
  goalReached(): void;
  showEverything(): void;
  openCell(cell: Cell): void;
  hover(key: string | null): void;
  /** @param move whether the map goes there */
  choose(name: ItemName | null, move?: boolean): void;
  openSelection(): void;
  closePanel(): void;
  draw(drawing: Drawing | null): void;
  setBuffer(metres: number): void;
  select(area: SelectionArea | null): void;
  setColourBy(colourBy: ColourBy): void;
  setBase(base: BaseMap): void;
  /** Asks once more for what failed. */
  retry(): void;
}

function failure(error: unknown): Load<never> {
  if (error instanceof ApiError) {
    return { state: 'failed', code: error.code, message: error.message, details: error.details };
  }
  return {
    state: 'failed',
    code: 'ERROR',
    message: error instanceof Error ? error.message : String(error),
    details: {},
  };
}

/** Runs the newest call only: what was asked before is given up. */
function newest() {
  let running: AbortController | null = null;
  return async (task: (signal: AbortSignal) => Promise<void>) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      await task(mine.signal);
    } catch (error) {
      // given up, not failed
      if (!mine.signal.aborted) throw error;
    }
  };
}

export function createCatalog(asked: CatalogUrl, language: Language): Catalog {
  const store = createStore<CatalogState>(initialState(asked, language));
  const [overviewTask, itemTask, selectionTask] = [newest(), newest(), newest()];
  let resting = 0;

  const loadOverview = () =>
    overviewTask(async (signal) => {
      const { filters, view } = store.get();
      if (!view) return;
      store.set({ overviewLoad: LOADING });
      try {
        const overview = await api.getOverview(filters, view, signal);
        signal.throwIfAborted();
        store.set({ overview, overviewLoad: { state: 'ready', value: null } });
      } catch (error) {
        signal.throwIfAborted();
        store.set({ overviewLoad: failure(error) });
      }
    });

  const loadItem = (name: ItemName, move: boolean) =>
    itemTask(async (signal) => {
      store.set({ item: LOADING, neighbours: [], downloads: null });
      try {
        const item = await api.getItem(name, signal);
        signal.throwIfAborted();
        store.set({ item: { state: 'ready', value: item } });
        if (move) catalog.goTo(item.bbox, 15.5);
        const [west, south, east, north] = item.bbox;
        const [width, height] = [east - west, north - south];
        const around: LonLatBox = [west - width, south - height, east + width, north + height];
        const [sheets, downloads] = await Promise.all([
          api
            .findSheets(
              { filters: { ...NO_FILTERS, collections: [name.collection] }, box: around, limit: MAX_AROUND },
              signal,
            )
            .then((overview) => overview.sheets)
            .catch(() => []),
          api.getDownloads(name, signal),
        ]);
        signal.throwIfAborted();
        store.set({ neighbours: sheets, downloads });
      } catch (error) {
        signal.throwIfAborted();
        store.set({ item: failure(error) });
      }
    });

  const loadSelection = () =>
    selectionTask(async (signal) => {
      const { area, filters } = store.get();
      if (!area) {
        store.set({ selection: NONE });
        return;
      }
      store.set({ selection: LOADING });
      try {
        const value = await api.selectSheets(area, filters, signal);
        signal.throwIfAborted();
        store.set({ selection: { state: 'ready', value } });
      } catch (error) {
        signal.throwIfAborted();
        store.set({ selection: failure(error) });
      }
    });

  const catalog: Catalog = {
    store,
    async start() {
      const collections = api.getCollections().then((found) => store.set({ collections: found }));
      const { chosen, area, map } = store.get();
      if (chosen) void loadItem(chosen, map === null);
      if (area) void loadSelection();
      try {
        const { bbox } = await api.findSheets({ filters: NO_FILTERS, limit: 1 });
        store.set({ everywhere: bbox });
        if (map === null && !chosen) {
          if (area) catalog.goTo(areaBox(area));
          else if (bbox) catalog.goTo(bbox, 15.5);
        }
        await collections;
      } catch (error) {
        store.set({ overviewLoad: failure(error) });
      }
    },
    setLanguage: (next) => store.set({ language: next }),
    setSearch: (search) => store.set({ search }),
    setFilters(part) {
      store.set({ filters: { ...store.get().filters, ...part } });
      void loadOverview();
      void loadSelection();
    },
    clearFilters: () => catalog.setFilters(NO_FILTERS),
    choosePlace(place) {
      store.set({ place });
      if (place) catalog.goTo(place.bbox, NEAREST_ZOOM);
    },
    setView(map, view) {
      store.set({ map, view });
      window.clearTimeout(resting);
      // the first picture needs no rest
      if (store.get().overview === null) void loadOverview();
      else resting = window.setTimeout(() => void loadOverview(), REST_MS);
    },
    goTo: (bbox, maxZoom = NEAREST_ZOOM) => store.set({ goal: { bbox, maxZoom } }),
    goalReached: () => store.set({ goal: null }),
    showEverything() {
      const { everywhere } = store.get();
      if (everywhere) catalog.goTo(everywhere, 15.5);
    },
    openCell: ({ ring }) => catalog.goTo(boxOfRing(ring), NEAREST_ZOOM),
    hover: (hovered) => store.set({ hovered }),
    choose(name, move = false) {
      store.set({ chosen: name, panel: name ? 'item' : null, ...(name ? {} : { item: NONE, neighbours: [] }) });
      if (name) void loadItem(name, move);
    },
    openSelection: () => store.set({ panel: 'selection' }),
    closePanel: () => store.set({ panel: null, chosen: null, item: NONE, neighbours: [], drawing: null }),
    draw: (drawing) => store.set({ drawing, ...(drawing ? { panel: 'selection' as const } : {}) }),
    setBuffer(bufferM) {
      store.set({ bufferM });
      const { area } = store.get();
      if (area?.kind === 'line') catalog.select({ ...area, bufferM });
    },
    select(area) {
      store.set({ area, drawing: null, panel: 'selection', chosen: null, item: NONE });
      void loadSelection();
    },
    setColourBy: (colourBy) => store.set({ colourBy }),
    setBase: (base) => store.set({ base }),
    retry() {
      const { item, chosen, selection } = store.get();
      void loadOverview();
      if (item.state === 'failed' && chosen) void loadItem(chosen, false);
      if (selection.state === 'failed') void loadSelection();
    },
  };
  return catalog;
}
