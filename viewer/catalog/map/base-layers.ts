/** What lies under the sheets. Nothing is asked of another host unless the user chose one of GSI's maps. */
import TileLayer from 'ol/layer/Tile.js';
import { transformExtent } from 'ol/proj.js';
import XYZ from 'ol/source/XYZ.js';
import { isRecord, requestJson } from '../../api/client.ts';
import { mapUrl } from '../../api/collections.ts';
import { ownPath } from '../api.ts';
import type { BaseMap } from '../state/url.ts';

const GSI = 'https://cyberjapandata.gsi.go.jp/xyz';
const GSI_MAPS = {
  std: `${GSI}/std/{z}/{x}/{y}.png`,
  pale: `${GSI}/pale/{z}/{x}/{y}.png`,
  seamlessphoto: `${GSI}/seamlessphoto/{z}/{x}/{y}.jpg`,
} as const;
const GSI_MAX_ZOOM = 18;

export function gsiLayer(base: BaseMap): TileLayer<XYZ> | null {
  if (base === 'none' || base === 'relief') return null;
  return new TileLayer({ source: new XYZ({ url: GSI_MAPS[base], maxZoom: GSI_MAX_ZOOM, minZoom: 2 }), zIndex: 0 });
}

/** The hillshade of a collection's ground; null where its description is not what it should be. */
export async function reliefLayer(collection: string): Promise<TileLayer<XYZ> | null> {
  const doc = await requestJson(mapUrl(collection, 'hillshade'));
  if (!isRecord(doc) || !Array.isArray(doc.tiles) || !Array.isArray(doc.bounds)) return null;
  const bounds = doc.bounds.map(Number);
  const url = tilePath(String(doc.tiles[0]));
  const maxZoom = Number(doc.maxzoom);
  const minZoom = Number(doc.minzoom);
  if (bounds.length !== 4 || !bounds.every(Number.isFinite)) return null;
  return new TileLayer({
    source: new XYZ({ url, ...(Number.isFinite(maxZoom) ? { maxZoom } : {}) }),
    extent: transformExtent(bounds, 'EPSG:4326', 'EPSG:3857'),
    // a small scale holds a speck: not worth its tiles
    ...(Number.isFinite(minZoom) ? { minZoom: minZoom - 1 } : {}),
    zIndex: 1,
  });
}

/** Braces must stay as they are. */
function tilePath(template: string): string {
  return ownPath(template).replace(/%7B/gi, '{').replace(/%7D/gi, '}');
}
