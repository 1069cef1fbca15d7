/** What a map server offers: layers of a WMS or WMTS out of its capabilities. Pure. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { OutsideError } from './fetch-bounded.ts';

export interface OfferedLayer {
  /** What the server calls it. */
  readonly name: string;
  readonly title: string;
  /** Degrees: west, south, east, north. */
  readonly bbox: readonly [number, number, number, number] | null;
  /** Of a WMTS: how its tiles are asked for. */
  readonly tiles: {
    /** With {TileMatrix}, {TileRow}, {TileCol}. */
    readonly template: string;
    readonly matrixSet: string;
    /** Names of the levels, coarsest first. */
    readonly levels: readonly string[];
    readonly style: string;
    readonly format: string;
  } | null;
}

export interface Offer {
  readonly title: string;
  readonly attribution: string;
  readonly layers: readonly OfferedLayer[];
}

const MAX_LAYERS = 2000;

function rootOf(text: string): Element {
  const problems: string[] = [];
  let root: Element | null = null;
  try {
    const parser = new DOMParser({ onError: (level, message) => level === 'fatalError' && problems.push(message) });
    root = parser.parseFromString(text, 'text/xml').documentElement;
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  if (root && problems.length === 0) return root;
  throw new OutsideError('BROKEN', `expected XML, seen: ${(problems[0] ?? 'nothing').slice(0, 200)}`);
}

const children = (element: Element, name: string): Element[] =>
  [...element.childNodes].filter(
    (node): node is Element => node.nodeType === 1 && (node as Element).localName === name,
  );
const child = (element: Element | undefined, ...path: string[]): Element | undefined =>
  path.reduce<Element | undefined>((at, name) => at && children(at, name)[0], element);
const textOf = (element: Element | undefined): string => element?.textContent?.trim() ?? '';
const all = (element: Element, name: string): Element[] => [...element.getElementsByTagNameNS('*', name)];

/** @throws {OutsideError} BROKEN, UNSUPPORTED */
export function readWms(text: string): Offer {
  const root = rootOf(text);
  const layers = all(root, 'Layer').flatMap((layer): OfferedLayer[] => {
    const name = textOf(child(layer, 'Name'));
    if (name === '') return [];
    return [{ name, title: textOf(child(layer, 'Title')) || name, bbox: wmsBox(layer), tiles: null }];
  });
  if (layers.length === 0) throw new OutsideError('BROKEN', 'expected a WMS with layers, seen none');
  const service = child(root, 'Service');
  return {
    title: textOf(child(service, 'Title')),
    attribution: textOf(child(all(root, 'Attribution')[0], 'Title')) || textOf(child(service, 'Title')),
    layers: layers.slice(0, MAX_LAYERS),
  };
}

/** A layer has the box of the one around it where it has none of its own. */
function wmsBox(layer: Element): OfferedLayer['bbox'] {
  const box = child(layer, 'EX_GeographicBoundingBox');
  const numbers = box
    ? ['westBoundLongitude', 'southBoundLatitude', 'eastBoundLongitude', 'northBoundLatitude'].map((name) =>
        textOf(child(box, name)),
      )
    : ['minx', 'miny', 'maxx', 'maxy'].map((name) => child(layer, 'LatLonBoundingBox')?.getAttribute(name) ?? '');
  const found = boxOf(numbers);
  if (found) return found;
  const parent = layer.parentNode as Element | null;
  return parent?.localName === 'Layer' ? wmsBox(parent) : null;
}

function boxOf(texts: readonly string[]): OfferedLayer['bbox'] {
  const box = texts.map((text) => (text === '' ? Number.NaN : Number(text)));
  return box.length === 4 && box.every(Number.isFinite) ? (box as [number, number, number, number]) : null;
}

/** Web Mercator only: the tiles of the globe's pictures. @throws {OutsideError} BROKEN, UNSUPPORTED */
export function readWmts(text: string): Offer {
  const root = rootOf(text);
  const contents = child(root, 'Contents');
  if (!contents) throw new OutsideError('BROKEN', 'expected a WMTS with contents, seen none');
  const sets = new Map<string, string[]>();
  for (const set of children(contents, 'TileMatrixSet')) {
    if (!/(:|::)(3857|900913|102100)$|GoogleMapsCompatible/.test(textOf(child(set, 'SupportedCRS')))) continue;
    const levels = children(set, 'TileMatrix').map((matrix) => ({
      name: textOf(child(matrix, 'Identifier')),
      scale: Number(textOf(child(matrix, 'ScaleDenominator'))),
    }));
    sets.set(
      textOf(child(set, 'Identifier')),
      levels.sort((a, b) => b.scale - a.scale).map(({ name }) => name),
    );
  }
  const getTile = all(root, 'Operation')
    .filter((one) => one.getAttribute('name') === 'GetTile')
    .flatMap((one) =>
      all(one, 'Get').map((get) => get.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? ''),
    )[0];
  const layers = children(contents, 'Layer').flatMap((layer): OfferedLayer[] => {
    const name = textOf(child(layer, 'Identifier'));
    const matrixSet = children(layer, 'TileMatrixSetLink')
      .map((link) => textOf(child(link, 'TileMatrixSet')))
      .find((set) => sets.has(set));
    if (name === '' || matrixSet === undefined) return [];
    const formats = children(layer, 'Format').map(textOf);
    const format =
      ['image/png', 'image/jpeg', 'image/webp'].find((one) => formats.includes(one)) ?? formats[0] ?? 'image/png';
    const styles = children(layer, 'Style');
    const style = textOf(
      child(styles.find((one) => one.getAttribute('isDefault') === 'true') ?? styles[0], 'Identifier'),
    );
    const resource = children(layer, 'ResourceURL')
      .filter((one) => (one.getAttribute('resourceType') ?? 'tile') === 'tile')
      .map((one) => ({ template: one.getAttribute('template') ?? '', format: one.getAttribute('format') }));
    const template =
      resource.find((one) => one.format === format)?.template ??
      resource[0]?.template ??
      (getTile ? byKeys(getTile, name, format) : '');
    if (template === '') return [];
    const corners = child(layer, 'WGS84BoundingBox');
    const box = corners
      ? [...textOf(child(corners, 'LowerCorner')).split(/\s+/), ...textOf(child(corners, 'UpperCorner')).split(/\s+/)]
      : [];
    return [
      {
        name,
        title: textOf(child(layer, 'Title')) || name,
        bbox: boxOf(box),
        tiles: { template, matrixSet, levels: sets.get(matrixSet)!, style, format },
      },
    ];
  });
  if (layers.length === 0) {
    throw new OutsideError('UNSUPPORTED', 'expected a layer with tiles in Web Mercator (EPSG:3857), seen none');
  }
  const provider = textOf(child(root, 'ServiceProvider', 'ProviderName'));
  const title = textOf(child(root, 'ServiceIdentification', 'Title'));
  return { title, attribution: provider || title, layers: layers.slice(0, MAX_LAYERS) };
}

/** A tile by keys and values, where the server has no templates. */
function byKeys(address: string, layer: string, format: string): string {
  const parts = { service: 'WMTS', request: 'GetTile', version: '1.0.0', layer, format };
  const query = Object.entries(parts).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const keys = [
    'style={Style}',
    'tilematrixset={TileMatrixSet}',
    'tilematrix={TileMatrix}',
    'tilerow={TileRow}',
    'tilecol={TileCol}',
  ];
  return `${address}${address.includes('?') ? '' : '?'}${[...query, ...keys].join('&')}`;
}

/** The address that is asked what a map server offers. */
export function capabilitiesUrl(url: string, service: 'WMS' | 'WMTS'): string {
  const address = new URL(url);
  if (service === 'WMTS' && /\.xml$/i.test(address.pathname)) return url;
  const kept = [...address.searchParams].filter(([key]) => !MAP_KEYS.has(key.toLowerCase()));
  address.search = new URLSearchParams([...kept, ['service', service], ['request', 'GetCapabilities']]).toString();
  return address.href;
}

/** The address of a map server without what one request of it says. */
export function serviceUrl(url: string): string {
  const address = new URL(url);
  const kept = [...address.searchParams].filter(([key]) => !MAP_KEYS.has(key.toLowerCase()));
  address.search = new URLSearchParams(kept).toString();
  return address.href;
}

const MAP_KEYS = new Set(
  'service,request,version,layers,styles,bbox,width,height,srs,crs,format,transparent,layer,style,tilematrixset,tilematrix,tilerow,tilecol'.split(
    ',',
  ),
);
