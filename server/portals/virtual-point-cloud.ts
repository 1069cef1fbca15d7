/**
 * A collection as a virtual point cloud (.vpc): the item collection that QGIS (3.32 and later) and pdal_wrench open as one
 * layer. QGIS asks for STAC 1.0.0 by that very number, takes the first asset of an item in the order of names, its address
 * must end in `copc.laz`, the system comes from `proj:wkt2`, and an item without extent stops it.
 */

import type { StacCollection, StacItem } from '#worker/store/stac.ts';
import { COPC_MEDIA_TYPE, POINT_CLOUD_EXTENSION, PROJECTION_EXTENSION } from '#worker/store/stac.ts';
import type { ItemMatches, Store } from '#worker/store/store.ts';
import { itemPath } from '../links.ts';
import { apiItem } from '../stac-answers.ts';

const STAC_VERSION_OF_QGIS = '1.0.0';
/** Documents read at the same time; no more of them than this are in memory. */
const BATCH = 32;
const PROPERTIES = [
  ...['title', 'datetime', 'start_datetime', 'end_datetime', 'license'],
  ...['pc:count', 'pc:type', 'pc:density', 'pc:schemas', 'pc:statistics'],
  ...['proj:code', 'proj:wkt2', 'proj:bbox'],
] as const;

/** The text in pieces, so that fifty thousand items take no more memory than a few. */
export async function* virtualPointCloud(
  store: Store,
  found: ItemMatches,
  base: string,
  collection: StacCollection,
): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let first = true;
  for (let begin = 0; begin < found.count; begin += BATCH) {
    const ids = found.ids(begin, begin + BATCH);
    const items = await Promise.all(ids.map((iid) => store.getItem(collection.id, iid).catch(() => null)));
    // an item that was deleted since is no longer part of it
    const features = items.flatMap((item) =>
      item && item.geometry.type === 'Polygon' ? [feature(base, item, collection)] : [],
    );
    if (features.length === 0) continue;
    yield `${first ? '' : ','}\n${features.map((one) => JSON.stringify(one)).join(',\n')}`;
    first = false;
  }
  yield '\n]}\n';
}

function feature(base: string, item: StacItem, collection: StacCollection) {
  const { id, geometry, bbox, properties } = apiItem(base, item, collection);
  const kept = Object.fromEntries(PROPERTIES.flatMap((name) => (name in properties ? [[name, properties[name]]] : [])));
  return {
    type: 'Feature',
    stac_version: STAC_VERSION_OF_QGIS,
    stac_extensions: [POINT_CLOUD_EXTENSION, PROJECTION_EXTENSION],
    id,
    geometry,
    bbox,
    // a system without WKT 2 of ours is given as the file has it: better than none
    properties: { ...kept, 'proj:wkt2': properties['proj:wkt2'] ?? properties['tengun:wkt'] },
    links: [],
    assets: {
      data: { href: `${base}${itemPath(collection.id, id)}/data.copc.laz`, type: COPC_MEDIA_TYPE, roles: ['data'] },
    },
  };
}
