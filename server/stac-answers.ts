/** The documents of the static store as the API shows them: absolute links, and where tiles and items are. */

import { crsOf } from '#worker/store/crs-properties.ts';
import { placeProperties } from '#worker/store/item-place.ts';
import {
  CONTACTS_EXTENSION,
  type StacAsset,
  type StacCollection,
  type StacItem,
  type StacLink,
} from '#worker/store/stac.ts';
import { licenceLinks, licenceText } from '#worker/store/stac-collection.ts';
import {
  collectionPath,
  DCAT_TYPE,
  GEOJSON_TYPE,
  itemPath,
  JSON_TYPE,
  link,
  OGC_REL,
  SCHEMA_TYPE,
  VPC_TYPE,
} from './links.ts';
import { assetPath } from './routes/assets.ts';
import type { ApiCollection } from './schemas/stac.ts';

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const TILES_TYPE = 'application/json';

export function apiCollection(base: string, collection: StacCollection): ApiCollection {
  const self = `${base}${collectionPath(collection.id)}`;
  const tiles = `${self}/3dtiles/tileset.json`;
  const localTiles = `${self}/3dtiles-local/tileset.json`;
  const terrain = `${self}/terrain/layer.json`;
  const hasProducts = collection['tengun:products'] !== undefined;
  return {
    ...collection,
    itemType: 'feature',
    crs: [CRS84],
    links: [
      link('self', self),
      link('root', `${base}/api`),
      link('parent', `${base}/api`),
      link('items', `${self}/items`, GEOJSON_TYPE, 'Items'),
      link(`${OGC_REL}/queryables`, `${self}/queryables`, SCHEMA_TYPE, 'Queryables'),
      ...licenceLinks(licenceText(collection)),
      link('about', `${self}/report`, 'text/html', 'Report of deliveries'),
      link('alternate', `${self}/virtual-point-cloud.vpc`, VPC_TYPE, 'Virtual point cloud (QGIS, PDAL)'),
      link('alternate', `${self}/terria.json`, JSON_TYPE, 'TerriaJS catalogue'),
      link('alternate', `${self}/dcat`, DCAT_TYPE, 'DCAT-AP'),
      ...(hasProducts ? [link('terrain', terrain, JSON_TYPE, 'Terrain for CesiumJS')] : []),
      link('tiles3d', tiles, TILES_TYPE, '3D Tiles 1.1, ECEF'),
      link('tiles3d-local', localTiles, TILES_TYPE, '3D Tiles 1.1 in the collection’s own CRS'),
    ],
    assets: {
      '3dtiles': { href: tiles, type: TILES_TYPE, title: '3D Tiles 1.1, ECEF', roles: ['visual'] },
      '3dtiles-local': { href: localTiles, type: TILES_TYPE, title: '3D Tiles 1.1, own CRS', roles: ['visual'] },
      ...(hasProducts ? productAssets(self, terrain) : {}),
    },
  };
}

/** Maps and terrain of the surfaces beside the items. */
function productAssets(self: string, terrain: string): Record<string, StacAsset> {
  const map = (style: string) => `${self}/map/dtm/${style}/tilejson.json`;
  return {
    terrain: { href: terrain, type: JSON_TYPE, title: 'Terrain (quantized-mesh 1.0)', roles: ['visual'] },
    hillshade: { href: map('hillshade'), type: JSON_TYPE, title: 'Hillshade (TileJSON)', roles: ['visual'] },
    cs: { href: map('cs'), type: JSON_TYPE, title: 'CS立体図 (TileJSON)', roles: ['visual'] },
    elevation: { href: map('gsi'), type: JSON_TYPE, title: 'Elevation, 標高PNG (TileJSON)', roles: ['data'] },
  };
}

/** An item as the API shows it: with what it has of its collection, which stands there once in the static store. */
export function apiItem(base: string, item: StacItem, collection: StacCollection): StacItem {
  const self = `${base}${itemPath(item.collection, item.id)}`;
  const parent = `${base}${collectionPath(item.collection)}`;
  return {
    ...item,
    stac_extensions: [...item.stac_extensions, ...(collection.contacts ? [CONTACTS_EXTENSION] : [])],
    properties: {
      // items of older stores have none of these
      ...placeProperties(
        { id: item.id, crs: crsOf(item.properties), bounds: item.properties['tengun:bounds'] },
        item.bbox,
      ),
      ...item.properties,
      title: item.properties.title ?? item.id,
      ...inherited(collection),
    },
    links: [
      link('self', self, GEOJSON_TYPE),
      link('root', `${base}/api`),
      link('parent', parent),
      link('collection', parent),
      ...licenceLinks(licenceText(collection)),
      ...derivedLinks(base, item),
    ],
    assets: {
      ...madeAssets(base, item),
      data: { ...item.assets.data, href: `${self}/data.copc.laz` },
      '3dtiles': {
        href: `${parent}/3dtiles/${encodeURIComponent(item.id)}/tileset.json`,
        type: JSON_TYPE,
        title: '3D Tiles 1.1, ECEF',
        roles: ['visual'],
      },
    },
  };
}

/** Surfaces and picture, where this server has them. */
function madeAssets(base: string, item: StacItem): Record<string, StacAsset> {
  const served = Object.entries(item.assets).flatMap(([key, asset]): [string, StacAsset][] => {
    const path = assetPath(item, key);
    return path === null ? [] : [[key, { ...asset, href: `${base}${path}` }]];
  });
  return Object.fromEntries(served);
}

function inherited(collection: StacCollection) {
  const { license, attribution, providers, contacts } = collection;
  const text = licenceText(collection);
  return {
    license,
    ...(text === license ? {} : { 'tengun:license': text }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(providers === undefined ? {} : { providers }),
    ...(contacts === undefined ? {} : { contacts }),
  };
}

function derivedLinks(base: string, { properties }: StacItem): StacLink[] {
  const from = properties['tengun:derived_from'];
  return from ? [link('derived_from', `${base}${itemPath(from.collection, from.item)}`, GEOJSON_TYPE)] : [];
}

/** Conformance classes that the server keeps. */
export const CONFORMANCE = [
  'https://api.stacspec.org/v1.0.0/core',
  'https://api.stacspec.org/v1.0.0/collections',
  'https://api.stacspec.org/v1.0.0/ogcapi-features',
  'https://api.stacspec.org/v1.0.0/item-search',
  'https://api.stacspec.org/v1.0.0/item-search#sort',
  'https://api.stacspec.org/v1.0.0/item-search#fields',
  'https://api.stacspec.org/v1.0.0/ogcapi-features#sort',
  'https://api.stacspec.org/v1.0.0/ogcapi-features#fields',
  // the release candidate is what the extension's own page names; clients look for either
  'https://api.stacspec.org/v1.0.0/item-search#filter',
  'https://api.stacspec.org/v1.0.0-rc.3/item-search#filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-json',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
  'http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators',
  'http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/ogc-process-description',
  'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/json',
  'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/job-list',
  'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/dismiss',
];
