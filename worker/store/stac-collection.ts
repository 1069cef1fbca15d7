/** The collection and catalogue documents: always derived from the items that are there, never counted up. */
import { crsProperties, projectedCode, sameHorizontalCrs } from './crs-properties.ts';
import { formatInstant } from './date-time.ts';
import type { NativeBounds } from './index-summary.ts';
import type { ItemRecord } from './item-record.ts';
import { groupBySheet, MAX_ITEM_LINKS, sheetHref } from './sheet-catalog.ts';
import {
  type LonLatBox,
  POINT_CLOUD_EXTENSION,
  PROJECTION_EXTENSION,
  STAC_VERSION,
  type StacCatalog,
  type StacCollection,
  type StacLink,
} from './stac.ts';

/** What people say of a collection; what is not given stays as it was. */
export interface CollectionSettings {
  readonly title?: string;
  readonly description?: string;
  /** SPDX identifier, or `other`. */
  readonly license?: string;
  readonly keywords?: readonly string[];
  /** Whom to name beside a picture of the data. */
  readonly attribution?: string;
}

/**
 * @param records all items, in the order of their ids; at least one. While a public item exists, private ones neither
 *   widen the extent nor add to the counts, so that the document tells nothing of them.
 * @param settings those of the stored collection overlaid with new ones
 */
export function buildCollection(
  id: string,
  records: readonly ItemRecord[],
  settings: CollectionSettings,
  updated: string,
): StacCollection {
  const shown = shownRecords(records);
  const first = shown[0]!;
  const { crs } = first;
  const title = settings.title ?? id;
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    stac_extensions: [POINT_CLOUD_EXTENSION, PROJECTION_EXTENSION],
    id,
    title,
    description: settings.description ?? `Point cloud ${title}`,
    license: settings.license ?? 'other',
    keywords: settings.keywords ?? ['point cloud', 'lidar', 'COPC'],
    ...(settings.attribution === undefined ? {} : { attribution: settings.attribution }),
    extent: { spatial: { bbox: [uniteBoxes(shown)] }, temporal: { interval: [uniteTimes(shown)] } },
    summaries: summaries(shown),
    ...crsProperties(crs),
    'tengun:vertical_datum': only(shown.map(({ verticalDatum }) => verticalDatum)),
    'tengun:bounds': uniteBounds(shown.filter((record) => sameHorizontalCrs(record.crs, crs))),
    'tengun:spacing': shown.reduce((finest, { spacing }) => Math.min(finest, spacing), first.spacing),
    'tengun:point_count': shown.reduce((sum, { pointCount }) => sum + pointCount, 0),
    'tengun:item_count': shown.length,
    'tengun:class_counts': sumClasses(shown),
    'tengun:visibility': first.visibility,
    updated,
    links: [
      { rel: 'root', href: '../catalog.json', type: 'application/json' },
      { rel: 'parent', href: '../catalog.json', type: 'application/json' },
      ...itemLinks(shown),
    ],
  };
}

/** The public records, or all where none is public: those that the collection's documents tell of. */
export function shownRecords(records: readonly ItemRecord[]): readonly ItemRecord[] {
  const open = records.filter(({ visibility }) => visibility === 'public');
  return open.length > 0 ? open : records;
}

/** To the items, or to their sub-catalogues where there are many. */
function itemLinks(shown: readonly ItemRecord[]): StacLink[] {
  if (shown.length <= MAX_ITEM_LINKS) {
    return shown.map(({ id }) => ({ rel: 'item', href: `./${id}/item.json`, type: 'application/geo+json' }));
  }
  const sheets = [...groupBySheet(shown).keys()];
  return sheets.map((name) => ({ rel: 'child', href: `./${sheetHref(name)}`, type: 'application/json', title: name }));
}

/** @param collections public ones are linked, the others are not named */
export function buildCatalog(collections: readonly StacCollection[]): StacCatalog {
  return {
    type: 'Catalog',
    stac_version: STAC_VERSION,
    id: 'tengun',
    title: 'Tengun 点群',
    description: 'Point clouds indexed by Tengun, as COPC files.',
    links: [
      { rel: 'root', href: './catalog.json', type: 'application/json' },
      ...collections
        .filter((collection) => collection['tengun:visibility'] === 'public')
        .map(({ id, title }) => ({ rel: 'child', href: `./${id}/collection.json`, type: 'application/json', title })),
    ],
  };
}

/** The settings that a stored collection was built with. */
export function settingsOf(collection: StacCollection): CollectionSettings {
  const { title, description, license, keywords, attribution } = collection;
  return { title, description, license, keywords, ...(attribution === undefined ? {} : { attribution }) };
}

function uniteBoxes(records: readonly ItemRecord[]): LonLatBox {
  let [west, south, east, north] = records[0]!.bbox;
  for (const { bbox } of records) {
    west = Math.min(west, bbox[0]);
    south = Math.min(south, bbox[1]);
    east = Math.max(east, bbox[2]);
    north = Math.max(north, bbox[3]);
  }
  return [west, south, east, north];
}

function uniteBounds(records: readonly ItemRecord[]): NativeBounds {
  const united = [...records[0]!.bounds] as [number, number, number, number, number, number];
  for (const { bounds } of records) {
    for (let axis = 0; axis < 3; axis++) {
      united[axis] = Math.min(united[axis]!, bounds[axis]!);
      united[axis + 3] = Math.max(united[axis + 3]!, bounds[axis + 3]!);
    }
  }
  return united;
}

/** Unknown times say nothing of the collection's: they are left out; [null, null] when none is known. */
function uniteTimes(records: readonly ItemRecord[]): readonly [string | null, string | null] {
  const known = records.filter(({ timeKnown }) => timeKnown);
  if (known.length === 0) return [null, null];
  const start = known.reduce((low, record) => Math.min(low, record.start), Number.POSITIVE_INFINITY);
  const end = known.reduce((high, record) => Math.max(high, record.end), Number.NEGATIVE_INFINITY);
  return [formatInstant(start), formatInstant(end)];
}

function summaries(records: readonly ItemRecord[]): Record<string, readonly string[]> {
  const lists = {
    'proj:code': distinct(records.map(({ crs }) => projectedCode(crs.code))),
    'pc:type': ['lidar'],
    'tengun:sensor': distinct(records.map(({ sensor }) => sensor)),
    'tengun:product': distinct(records.map(({ product }) => product)),
    'tengun:vertical_datum': distinct(records.map(({ verticalDatum }) => verticalDatum)),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0));
}

function sumClasses(records: readonly ItemRecord[]): Record<string, number> {
  const sums = new Map<number, number>();
  for (const { classCounts } of records) {
    for (const [name, count] of Object.entries(classCounts)) {
      sums.set(Number(name), (sums.get(Number(name)) ?? 0) + count);
    }
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => a - b));
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort();
}

function only(values: readonly (string | null)[]): string | null {
  const different = new Set(values);
  return different.size === 1 ? values[0]! : null;
}
