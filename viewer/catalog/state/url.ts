/** The catalogue in the address bar: a copied link opens the same. Pure. */
import { LANGUAGES, type Language } from '../../state/url-state.ts';
import { areaParameters, parseArea, type SelectionArea } from './area.ts';
import { type Filters, NO_FILTERS } from './filters.ts';

export const COLOUR_BY = ['sensor', 'year'] as const;
export type ColourBy = (typeof COLOUR_BY)[number];
export const BASE_MAPS = ['relief', 'none', 'std', 'pale', 'seamlessphoto'] as const;
export type BaseMap = (typeof BASE_MAPS)[number];

/** Middle of the map in degrees, and its zoom. */
export interface MapPlace {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

export interface ItemName {
  readonly collection: string;
  readonly item: string;
}

export interface CatalogUrl {
  readonly language: Language | null;
  /** What stands in the search box. */
  readonly search: string;
  readonly filters: Filters;
  readonly chosen: ItemName | null;
  readonly area: SelectionArea | null;
  readonly colourBy: ColourBy;
  readonly base: BaseMap;
  readonly map: MapPlace | null;
}

/** What is not understood is left out: a broken link still opens. Also reads `/catalog/{collection}/{item}`. */
export function parseCatalogUrl(search: string, path = '/catalog'): CatalogUrl {
  const query = new URLSearchParams(search);
  const [, fromPath = '', itemOfPath = ''] = path
    .replace(/^\/catalog\/?/, '/')
    .split('/')
    .map(decoded);
  const list = (name: string) =>
    [...new Set((query.get(name) ?? '').split(',').map((part) => part.trim()))].filter((part) => part !== '');
  const own = list('collection');
  // a link to an item filters nothing
  const collections = fromPath !== '' && itemOfPath === '' ? [fromPath] : own;
  const item = query.get('item') ?? itemOfPath;
  // the item's own collection may stand before it: filters may name others, or none
  const [cid, id] = item.includes('/') ? item.split('/', 2) : [fromPath || own[0], item];
  const isItem = cid !== undefined && cid !== '' && id !== undefined && id !== '';
  const [lon, lat, zoom] = (query.get('map') ?? '')
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isMap = Math.abs(lon!) <= 180 && Math.abs(lat!) <= 85 && zoom! >= 0 && zoom! <= 24;
  return {
    language: LANGUAGES.find((one) => one === query.get('lang')) ?? null,
    search: query.get('q')?.slice(0, 200) ?? '',
    filters: {
      ...NO_FILTERS,
      collections,
      sensors: list('sensor'),
      products: list('product'),
      years: list('year')
        .filter((year) => /^(19|2\d)\d\d$/.test(year))
        .map(Number),
      text: query.get('text')?.slice(0, 100) ?? '',
    },
    chosen: isItem ? { collection: cid, item: id } : null,
    area: parseArea(query),
    colourBy: COLOUR_BY.find((one) => one === query.get('colour')) ?? 'sensor',
    base: BASE_MAPS.find((one) => one === query.get('base')) ?? 'relief',
    map: isMap ? { lon: lon!, lat: lat!, zoom: zoom! } : null,
  };
}

/** The query with its `?`; members in a fixed order, defaults left out. */
export function formatCatalogUrl(state: CatalogUrl): string {
  const { filters, chosen, map } = state;
  const parts: [string, string][] = [
    ['q', state.search],
    ['collection', filters.collections.join(',')],
    ['item', chosen ? `${chosen.collection}/${chosen.item}` : ''],
    ['sensor', filters.sensors.join(',')],
    ['product', filters.products.join(',')],
    ['year', filters.years.join(',')],
    ['text', filters.text],
    ...areaParameters(state.area),
    ['colour', state.colourBy === 'sensor' ? '' : state.colourBy],
    ['base', state.base === 'relief' ? '' : state.base],
    ['lang', state.language ?? ''],
    ['map', map ? `${Number(map.lon.toFixed(5))},${Number(map.lat.toFixed(5))},${Number(map.zoom.toFixed(2))}` : ''],
  ];
  const written = parts
    .filter(([, value]) => value !== '')
    // commas, semicolons and slashes stay readable: they are legal in a query
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(value).replace(/%(2C|3B|2F)/g, (code) => decodeURIComponent(code))}`,
    );
  return written.length > 0 ? `?${written.join('&')}` : '';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
