/** The collection and catalogue documents. */
import type { CollectionTotals } from './collection-totals.ts';
import type { Contact } from './contact.ts';
import { crsProperties } from './crs-properties.ts';
import { formatInstant } from './date-time.ts';
import { isLicenceId, knownLicences } from './licence.ts';
import { sheetHref } from './sheet-catalog.ts';
import {
  CONTACTS_EXTENSION,
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
  /** SPDX expression, a name in words, or `other`. */
  readonly license?: string;
  readonly keywords?: readonly string[];
  /** Whom to name beside a picture of the data. */
  readonly attribution?: string;
  readonly contact?: Contact;
}

/**
 * @param totals of the items that the document may tell of
 * @param children ids of those items, or the names of their sheets where there are many
 * @param settings those of the stored collection overlaid with new ones
 * @param revision names the state of the item index that the document goes with
 */
export function buildCollection(
  id: string,
  totals: CollectionTotals,
  children: CollectionChildren,
  settings: CollectionSettings,
  { updated, revision }: { readonly updated: string; readonly revision: string },
): StacCollection {
  const title = settings.title ?? id;
  const datums = [...totals.verticalDatums];
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    stac_extensions: [
      POINT_CLOUD_EXTENSION,
      PROJECTION_EXTENSION,
      ...(settings.contact === undefined ? [] : [CONTACTS_EXTENSION]),
    ],
    id,
    title,
    description: settings.description ?? `Point cloud ${title}`,
    ...licenceOf(settings),
    keywords: settings.keywords ?? ['point cloud', 'lidar', 'COPC'],
    ...(settings.attribution === undefined ? {} : creditsOf(settings.attribution)),
    ...(settings.contact === undefined ? {} : { contacts: [settings.contact] }),
    extent: { spatial: { bbox: [totals.bbox] }, temporal: { interval: [timesOf(totals)] } },
    summaries: summaries(totals),
    ...crsProperties(totals.crs),
    'tengun:vertical_datum': datums.length === 1 ? datums[0]! : null,
    'tengun:bounds': totals.bounds,
    'tengun:spacing': totals.spacing,
    'tengun:point_count': totals.pointCount,
    'tengun:item_count': totals.itemCount,
    'tengun:class_counts': Object.fromEntries([...totals.classCounts].sort(([a], [b]) => a - b)),
    'tengun:visibility': totals.visibility,
    'tengun:revision': revision,
    updated,
    links: [
      { rel: 'root', href: '../catalog.json', type: 'application/json' },
      { rel: 'parent', href: '../catalog.json', type: 'application/json' },
      ...licenceLinks(settings.license),
      ...childLinks(children),
    ],
  };
}

function licenceOf({ license = 'other' }: CollectionSettings) {
  return isLicenceId(license) ? { license } : { license: 'other', 'tengun:license': license };
}

function creditsOf(attribution: string): Pick<StacCollection, 'attribution' | 'providers'> {
  return { attribution, providers: [{ name: attribution, roles: ['licensor'] }] };
}

/** The licence as it was given: an identifier, several of them, or a name. */
export function licenceText(collection: Pick<StacCollection, 'license' | 'tengun:license'>): string {
  return collection['tengun:license'] ?? collection.license;
}

/** One link a licence: a dual one has two. */
export function licenceLinks(license = 'other'): StacLink[] {
  return knownLicences(license).map(({ name, url }) => ({ rel: 'license', href: url, type: 'text/html', title: name }));
}

/** What a collection links: its items, or their sub-catalogues where there are many. */
export type CollectionChildren = { readonly items: readonly string[] } | { readonly sheets: readonly string[] };

function childLinks(children: CollectionChildren): StacLink[] {
  if ('items' in children) {
    return children.items.map((id) => ({ rel: 'item', href: `./${id}/item.json`, type: 'application/geo+json' }));
  }
  const { sheets } = children;
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
  const { title, description, keywords, attribution, contacts } = collection;
  const [contact] = contacts ?? [];
  return {
    title,
    description,
    license: licenceText(collection),
    keywords,
    ...(attribution === undefined ? {} : { attribution }),
    ...(contact === undefined ? {} : { contact }),
  };
}

/** Unknown times say nothing of the collection's: they are left out; [null, null] when none is known. */
function timesOf({ start, end }: CollectionTotals): readonly [string | null, string | null] {
  return start > end ? [null, null] : [formatInstant(start), formatInstant(end)];
}

function summaries({ codes, sensors, products, verticalDatums }: CollectionTotals): Record<string, readonly string[]> {
  const lists = {
    'proj:code': sorted(codes),
    'pc:type': ['lidar'],
    'tengun:sensor': sorted(sensors),
    'tengun:product': sorted(products),
    'tengun:vertical_datum': sorted([...verticalDatums].filter((datum) => datum !== null)),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0));
}

function sorted(values: Iterable<string>): string[] {
  return [...values].sort();
}
