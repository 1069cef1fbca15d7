/** The documents of the static store as the API shows them: absolute links, and where tiles and items are. */
import type { StacAsset, StacCollection, StacItem } from '#worker/store/stac.ts';
import { collectionPath, GEOJSON_TYPE, itemPath, JSON_TYPE, link } from './links.ts';
import { assetPath } from './routes/assets.ts';
import type { ApiCollection } from './schemas/stac.ts';

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const TILES_TYPE = 'application/json';

export function apiCollection(base: string, collection: StacCollection): ApiCollection {
  const self = `${base}${collectionPath(collection.id)}`;
  const tiles = `${self}/3dtiles/tileset.json`;
  const localTiles = `${self}/3dtiles-local/tileset.json`;
  return {
    ...collection,
    itemType: 'feature',
    crs: [CRS84],
    links: [
      link('self', self),
      link('root', `${base}/api`),
      link('parent', `${base}/api`),
      link('items', `${self}/items`, GEOJSON_TYPE, 'Items'),
      link('about', `${self}/report`, 'text/html', 'Report of deliveries'),
      link('tiles3d', tiles, TILES_TYPE, '3D Tiles 1.1, ECEF'),
      link('tiles3d-local', localTiles, TILES_TYPE, '3D Tiles 1.1 in the collection’s own CRS'),
    ],
    assets: {
      '3dtiles': { href: tiles, type: TILES_TYPE, title: '3D Tiles 1.1, ECEF', roles: ['visual'] },
      '3dtiles-local': { href: localTiles, type: TILES_TYPE, title: '3D Tiles 1.1, own CRS', roles: ['visual'] },
    },
  };
}

export function apiItem(base: string, item: StacItem): StacItem {
  const self = `${base}${itemPath(item.collection, item.id)}`;
  const parent = `${base}${collectionPath(item.collection)}`;
  return {
    ...item,
    links: [
      link('self', self, GEOJSON_TYPE),
      link('root', `${base}/api`),
      link('parent', parent),
      link('collection', parent),
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

/** Conformance classes that the server keeps. */
export const CONFORMANCE = [
  'https://api.stacspec.org/v1.0.0/core',
  'https://api.stacspec.org/v1.0.0/collections',
  'https://api.stacspec.org/v1.0.0/ogcapi-features',
  'https://api.stacspec.org/v1.0.0/item-search',
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
