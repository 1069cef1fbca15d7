/** Finds out what stands behind an address, and reads what must be read before it can be drawn. Everything else stays with the engine. */
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';
import { capabilitiesUrl, type OfferedLayer, readWms, readWmts, serviceUrl } from './capabilities.ts';
import { type BoundedAnswer, type OutsideCode, OutsideError, openBounded } from './fetch-bounded.ts';
import { kindOfContent, kindOfUrl, LIMIT_BYTES, MOST_BYTES, type NoLayer, type OutsideKind } from './kinds.ts';
import type { OutsideLayer, OutsideSource } from './state.ts';

export interface OpenOutside {
  /** Places lines, faces and pictures of a file. */
  readonly readShapes: (file: File, signal: AbortSignal) => Promise<ShapeSet>;
  /** A tile near what the camera looks at: the address of a tiled map is tried there. */
  readonly tileNear: { readonly z: number; readonly x: number; readonly y: number };
}

/** What was found; members that are absent stay as they were. */
export type FoundOutside = { readonly kind: OutsideKind; readonly name?: string; readonly attribution?: string } & (
  | { readonly source: OutsideSource; readonly layer?: string }
  | { readonly offered: readonly OfferedLayer[] }
);

const NO_LAYER: Readonly<Record<NoLayer, OutsideCode>> = {
  page: 'NOT_DATA',
  exception: 'EXCEPTION',
  zip: 'ZIP',
  picture: 'UNSUPPORTED',
  other: 'UNSUPPORTED',
};

/** @throws {OutsideError} @throws errors of the file readers @throws AbortError when stopped */
export async function openOutside(
  layer: Pick<OutsideLayer, 'url' | 'kind' | 'kindChosen' | 'layer' | 'name'>,
  context: OpenOutside,
  signal: AbortSignal,
): Promise<FoundOutside> {
  const { url } = layer;
  const guess = layer.kindChosen ? layer.kind : kindOfUrl(url);
  if (guess === 'xyz' && /\{z\}/i.test(url)) return openTemplate(url, context, signal);
  const asked = guess === 'wms' ? capabilitiesUrl(url, 'WMS') : guess === 'wmts' ? capabilitiesUrl(url, 'WMTS') : url;
  const answer = await openBounded(asked, guess === null ? MOST_BYTES : LIMIT_BYTES[guess], signal);
  const kind = seenKind(layer, answer);
  return readKind(kind, layer, answer, context, signal);
}

function seenKind(
  { url, kind, kindChosen }: Pick<OutsideLayer, 'url' | 'kind' | 'kindChosen'>,
  answer: BoundedAnswer,
): OutsideKind {
  const seen = kindOfContent(answer.start);
  const refuse = (code: OutsideCode): never => {
    answer.stop();
    const start = new TextDecoder().decode(answer.start.subarray(0, 120)).replaceAll(/\s+/g, ' ');
    const expected = kindChosen ? kind : 'a layer';
    throw new OutsideError(code, `${url}: expected ${expected}, seen ${seen} (${answer.contentType}): ${start}`, {
      expected: kind,
      seen,
    });
  };
  if (seen === 'page' || seen === 'exception' || seen === 'zip' || seen === 'picture' || seen === 'other') {
    return refuse(kindChosen && (seen === 'other' || seen === 'picture') ? 'WRONG_KIND' : NO_LAYER[seen]);
  }
  return kindChosen && seen !== kind ? refuse('WRONG_KIND') : seen;
}

async function readKind(
  kind: OutsideKind,
  layer: Pick<OutsideLayer, 'url' | 'layer' | 'name'>,
  answer: BoundedAnswer,
  context: OpenOutside,
  signal: AbortSignal,
): Promise<FoundOutside> {
  const { url } = layer;
  const blob = () => answer.all(LIMIT_BYTES[kind]);
  const text = async () => await (await blob()).text();
  switch (kind) {
    case '3dtiles': {
      const { asset, root } = memberObject(await text(), url);
      if (!asset || !root) throw new OutsideError('BROKEN', `${url}: expected a tileset with asset and root`);
      return { kind, source: { kind, url } };
    }
    case 'wms': {
      const offer = readWms(await text());
      return chosen(kind, offer, layer.layer, ({ name, bbox }) => ({ kind, url: serviceUrl(url), layer: name, bbox }));
    }
    case 'wmts': {
      const offer = readWmts(await text());
      return chosen(kind, offer, layer.layer, (offered) => ({ kind, offered }));
    }
    case 'xyz':
      return tileJson(await text(), url);
    case 'czml': {
      const packets: unknown = parsed(await text(), url);
      if (!Array.isArray(packets)) throw new OutsideError('BROKEN', `${url}: expected a list of packets`);
      return { kind, source: { kind, packets, base: url } };
    }
    case 'gltf': {
      const isBinary = answer.start[0] === 0x67;
      const file = await blob();
      if (isBinary) return { kind, source: { kind, url: URL.createObjectURL(file) } };
      if (!memberObject(await file.text(), url).asset)
        throw new OutsideError('BROKEN', `${url}: expected a glTF with asset`);
      return { kind, source: { kind, url } };
    }
    case 'geojson':
    case 'kml':
    case 'geotiff': {
      const ending = kind === 'geotiff' ? 'tif' : kind;
      const shapes = await context.readShapes(new File([await blob()], `layer.${ending}`), signal);
      return { kind, source: { kind: 'shapes', shapes } };
    }
  }
}

/** One layer needs no choice. */
function chosen(
  kind: OutsideKind,
  { title, attribution, layers }: ReturnType<typeof readWms>,
  wanted: string | null,
  sourceOf: (layer: OfferedLayer) => OutsideSource,
): FoundOutside {
  const layer = layers.find(({ name }) => name === wanted) ?? (layers.length === 1 ? layers[0] : undefined);
  if (!layer) return { kind, offered: layers, ...(title === '' ? {} : { name: title }), attribution };
  return { kind, source: sourceOf(layer), layer: layer.name, name: layer.title, attribution };
}

function parsed(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OutsideError('BROKEN', `${url}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function memberObject(text: string, url: string): Readonly<Record<string, unknown>> {
  const value = parsed(text, url);
  if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new OutsideError('BROKEN', `${url}: expected an object, seen ${typeof value}`);
}

const MAX_LEVEL = 24;

function tileJson(text: string, url: string): FoundOutside {
  const doc = memberObject(text, url);
  const template: unknown = Array.isArray(doc.tiles) ? doc.tiles[0] : null;
  if (typeof template !== 'string') throw new OutsideError('BROKEN', `${url}: expected TileJSON with tiles`);
  if (typeof doc.format === 'string' && !/png|jpe?g|webp/.test(doc.format)) {
    throw new OutsideError('UNSUPPORTED', `${url}: expected tiles that are pictures, seen ${doc.format}`);
  }
  const whole = (value: unknown, otherwise: number) =>
    typeof value === 'number' && value >= 0 && value <= MAX_LEVEL ? Math.floor(value) : otherwise;
  const levels = [whole(doc.minzoom, 0), whole(doc.maxzoom, 18)] as const;
  const bounds = Array.isArray(doc.bounds) && doc.bounds.length === 4 && doc.bounds.every(Number.isFinite);
  return {
    kind: 'xyz',
    ...(typeof doc.name === 'string' && doc.name !== '' ? { name: doc.name.slice(0, 80) } : {}),
    ...(typeof doc.attribution === 'string'
      ? { attribution: doc.attribution.replaceAll(/<[^>]*>/g, '').slice(0, 200) }
      : {}),
    source: {
      kind: 'xyz',
      url: new URL(template, url).href.replaceAll('%7B', '{').replaceAll('%7D', '}'),
      levels,
      bbox: bounds ? (doc.bounds as unknown as [number, number, number, number]) : null,
      tms: doc.scheme === 'tms',
    },
  };
}

/** One tile shows whether the server may be asked, and whether its tiles are pictures. */
async function openTemplate(url: string, { tileNear }: OpenOutside, signal: AbortSignal): Promise<FoundOutside> {
  const { z, x, y } = tileNear;
  const rows = /\{-y\}/.test(url) ? 2 ** z - 1 - y : y;
  const tile = url
    .replace(/\{z\}/i, String(z))
    .replace(/\{x\}/i, String(x))
    .replace(/\{-?y\}/i, String(rows))
    .replace(/\{s\}/i, 'a');
  try {
    const answer = await openBounded(tile, LIMIT_BYTES.xyz, signal);
    const seen = kindOfContent(answer.start);
    answer.stop();
    if (seen !== 'picture') {
      const code = seen === 'page' ? 'NOT_DATA' : 'WRONG_KIND';
      throw new OutsideError(code, `${tile}: expected a picture, seen ${seen} (${answer.contentType})`, {
        expected: 'xyz',
        seen,
      });
    }
  } catch (error) {
    // there may be no tile just here
    if (!(error instanceof OutsideError) || error.code !== 'NOT_FOUND') throw error;
  }
  return {
    kind: 'xyz',
    source: { kind: 'xyz', url: url.replaceAll('{-y}', '{y}'), levels: [0, 18], bbox: null, tms: url.includes('{-y}') },
  };
}
