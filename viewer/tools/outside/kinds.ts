/** What a layer of another server, or a file, is: by its address, then by its first bytes. Pure. */

export const OUTSIDE_KINDS = ['3dtiles', 'wms', 'wmts', 'xyz', 'geojson', 'kml', 'czml', 'gltf', 'geotiff'] as const;
export type OutsideKind = (typeof OUTSIDE_KINDS)[number];

/** What is no layer, but is met where one was expected. */
export type NoLayer = 'page' | 'exception' | 'zip' | 'picture' | 'other';

/** Kinds whose whole file is read before anything is drawn, and the most bytes of it. */
export const LIMIT_BYTES: Readonly<Record<OutsideKind, number>> = {
  '3dtiles': 32 * 2 ** 20,
  wms: 16 * 2 ** 20,
  wmts: 16 * 2 ** 20,
  xyz: 4 * 2 ** 20,
  geojson: 64 * 2 ** 20,
  kml: 64 * 2 ** 20,
  czml: 64 * 2 ** 20,
  gltf: 128 * 2 ** 20,
  geotiff: 256 * 2 ** 20,
};

/** More than any kind may have. */
export const MOST_BYTES = Math.max(...Object.values(LIMIT_BYTES));

/** The kind that an address names without being asked; null: its answer tells. */
export function kindOfUrl(url: string): OutsideKind | null {
  if (/\{z\}/i.test(url) && /\{x\}/i.test(url) && /\{-?y\}/i.test(url)) return 'xyz';
  const service = /[?&]service=(wms|wmts)\b/i.exec(url)?.[1]?.toLowerCase();
  if (service === 'wms' || service === 'wmts') return service;
  if (/[?&]request=getmap\b/i.test(url)) return 'wms';
  const path = url.split(/[?#]/)[0] ?? '';
  if (/wmtscapabilities\.xml$/i.test(path)) return 'wmts';
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const named: Readonly<Record<string, OutsideKind>> = {
    geojson: 'geojson',
    kml: 'kml',
    czml: 'czml',
    gltf: 'gltf',
    glb: 'gltf',
    tif: 'geotiff',
    tiff: 'geotiff',
  };
  return named[ending] ?? null;
}

/**
 * The kind that the beginning of an answer shows.
 * @param start the first bytes: what stands behind them does not count
 */
export function kindOfContent(start: Uint8Array): OutsideKind | NoLayer {
  const text = new TextDecoder('latin1').decode(start).replace(/^\xef\xbb\xbf/, '');
  if (text.startsWith('glTF')) return 'gltf';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'geotiff';
  if (text.startsWith('PK\x03\x04')) return 'zip';
  if (text.startsWith('PNG\r\n', 1) || text.startsWith('\xff\xd8\xff') || /^RIFF....WEBP/s.test(text)) return 'picture';
  if (/^\s*</.test(text)) return kindOfXml(text);
  if (/^\s*[{[]/.test(text)) return kindOfJson(text);
  return 'other';
}

function kindOfXml(text: string): OutsideKind | NoLayer {
  if (/<(\w+:)?kml[\s>]/.test(text)) return 'kml';
  if (/<(WMS_Capabilities|WMT_MS_Capabilities)[\s>]/.test(text)) return 'wms';
  if (/<(\w+:)?Capabilities[\s>]/.test(text) && /wmts/i.test(text)) return 'wmts';
  if (/<(ServiceExceptionReport|(\w+:)?ExceptionReport)[\s>]/.test(text)) return 'exception';
  return /<(!doctype html|html)[\s>]/i.test(text) ? 'page' : 'other';
}

/** By the members that stand near the beginning: the file may be large. */
function kindOfJson(text: string): OutsideKind | NoLayer {
  const has = (name: string) => text.includes(`"${name}"`);
  if (/"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Point|LineString|Polygon))"/.test(text)) {
    return 'geojson';
  }
  if (/^\s*\[/.test(text)) return /"id"\s*:\s*"document"/.test(text) ? 'czml' : 'other';
  if (has('geometricError') || (has('asset') && has('root'))) return '3dtiles';
  if (has('tilejson') || (has('tiles') && text.includes('{z}'))) return 'xyz';
  const isModel = ['scenes', 'nodes', 'meshes', 'buffers', 'bufferViews', 'accessors'].some(has);
  if (isModel && (has('asset') || has('accessors'))) return 'gltf';
  return has('features') ? 'geojson' : 'other';
}
