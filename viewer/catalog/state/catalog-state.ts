/** What the catalogue knows, as one immutable object. Pure. */
import type { FoundPlace } from '#core/places/place.ts';
import type { Store } from '../../state/store.ts';
import type { Language } from '../../state/url-state.ts';
import type { LonLatBox, SelectionArea } from './area.ts';
import { DEFAULT_BUFFER_M } from './area.ts';
import type { CollectionFacts } from './collection.ts';
import type { Filters } from './filters.ts';
import type { ItemInfo } from './item.ts';
import type { Overview, Sheet } from './overview.ts';
import type { SelectionAnswer } from './selection.ts';
import type { BaseMap, CatalogUrl, ColourBy, ItemName, MapPlace } from './url.ts';

export type Load<T> =
  | { readonly state: 'none' | 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | {
      readonly state: 'failed';
      readonly code: string;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

export const NONE = { state: 'none' } as const;
export const LOADING = { state: 'loading' } as const;

/** What the pointer draws. */
export type Drawing = 'box' | 'polygon' | 'line';

/** A wish for the map: to be shown once. */
export interface Goal {
  readonly bbox: LonLatBox;
  /** Not nearer than this zoom. */
  readonly maxZoom: number;
}

export interface CatalogState {
  readonly language: Language;
  readonly search: string;
  readonly filters: Filters;
  /** Chosen in the search; the list holds what lies under it. */
  readonly place: FoundPlace | null;
  readonly map: MapPlace | null;
  /** What the map shows. */
  readonly view: LonLatBox | null;
  readonly goal: Goal | null;
  readonly collections: readonly CollectionFacts[];
  /** What was last seen stays while the next is on its way. */
  readonly overview: Overview | null;
  readonly overviewLoad: Load<null>;
  /** Where data is at all, whatever the map shows. */
  readonly everywhere: LonLatBox | null;
  /** Keys of sheets or cells. */
  readonly hovered: string | null;
  readonly chosen: ItemName | null;
  readonly item: Load<ItemInfo>;
  readonly neighbours: readonly Sheet[];
  /** Downloads of the chosen item; null where the server does not count. */
  readonly downloads: number | null;
  readonly panel: 'item' | 'selection' | null;
  readonly area: SelectionArea | null;
  readonly bufferM: number;
  readonly drawing: Drawing | null;
  readonly selection: Load<SelectionAnswer>;
  readonly colourBy: ColourBy;
  readonly base: BaseMap;
}

export type CatalogStore = Store<CatalogState>;

export function initialState(asked: CatalogUrl, language: Language): CatalogState {
  const { search, filters, chosen, area, colourBy, base, map } = asked;
  return {
    language,
    search,
    filters,
    place: null,
    map,
    view: null,
    goal: null,
    collections: [],
    overview: null,
    overviewLoad: LOADING,
    everywhere: null,
    hovered: null,
    chosen,
    item: chosen ? LOADING : NONE,
    neighbours: [],
    downloads: null,
    panel: chosen ? 'item' : area ? 'selection' : null,
    area,
    bufferM: area?.kind === 'line' ? area.bufferM : DEFAULT_BUFFER_M,
    drawing: null,
    selection: NONE,
    colourBy,
    base,
  };
}

export function urlOfState(state: CatalogState): CatalogUrl {
  const { language, search, filters, chosen, area, colourBy, base, map } = state;
  return { language, search, filters, chosen, area, colourBy, base, map };
}
