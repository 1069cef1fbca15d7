/**
 * A tileset of the server in plane coordinates (`3dtiles-local`, 3D Tiles 1.1) as a tree of nodes. Points are fetched as LAZ,
 * which has every attribute: a node's address ends in `.laz` instead of `.glb`. Documents below are read when they are needed.
 */
import type { NodeBox, PointColumns, PointNode } from './point-tree.ts';

export interface TilesetContext {
  fetchJson(url: string, signal: AbortSignal): Promise<unknown>;
  loadLaz(url: string, signal: AbortSignal): Promise<PointColumns>;
}

/** A document that is no tileset of the kind that the server writes. */
export class TilesetError extends Error {
  override readonly name = 'TilesetError';
}

type Json = Readonly<Record<string, unknown>>;
type Shift = readonly [number, number, number];

/** Documents nest a few levels; more is a circle. */
const MAX_DOCUMENTS = 64;

/** The root of a tileset; its document is read with the first picture. */
export function tilesetTree(url: string, context: TilesetContext): PointNode {
  return {
    id: url,
    box: [-1e12, -1e12, -1e12, 1e12, 1e12, 1e12],
    errorM: Number.POSITIVE_INFINITY,
    replaces: false,
    load: null,
    children: [],
    expand: async (signal) => [rootOf(await context.fetchJson(url, signal), url, [0, 0, 0], 0, context)],
  };
}

function rootOf(document: unknown, url: string, shift: Shift, depth: number, context: TilesetContext): PointNode {
  const root = isJson(document) ? document.root : undefined;
  if (!isJson(root)) throw new TilesetError(`${url}: expected a tileset, seen no root tile`);
  if (depth > MAX_DOCUMENTS) throw new TilesetError(`${url}: tilesets nest more than ${MAX_DOCUMENTS} deep`);
  return nodeOf(root, url, shift, false, depth, context);
}

function nodeOf(
  tile: Json,
  documentUrl: string,
  above: Shift,
  replacesAbove: boolean,
  depth: number,
  context: TilesetContext,
): PointNode {
  const shift = shiftOf(tile.transform, above, documentUrl);
  const replaces = tile.refine === undefined ? replacesAbove : tile.refine === 'REPLACE';
  const content = isJson(tile.content) && typeof tile.content.uri === 'string' ? tile.content.uri : null;
  const url = content === null ? documentUrl : new URL(content, documentUrl).href;
  const isDocument = content !== null && new URL(url).pathname.endsWith('.json');
  const own = Array.isArray(tile.children) ? tile.children.filter(isJson) : [];
  const children = own.map((child) => nodeOf(child, documentUrl, shift, replaces, depth, context));
  const node = {
    id: url,
    box: boxOf(tile.boundingVolume, shift, documentUrl),
    errorM: typeof tile.geometricError === 'number' ? tile.geometricError : 0,
    replaces,
    children,
  };
  if (isDocument) {
    const expand = async (signal: AbortSignal) => [
      ...children,
      rootOf(await context.fetchJson(url, signal), url, shift, depth + 1, context),
    ];
    return { ...node, load: null, expand };
  }
  const laz = content === null ? null : lazAddress(url);
  return { ...node, load: laz === null ? null : (signal) => context.loadLaz(laz, signal), expand: null };
}

/** The same node as a LAZ file; points as they are stored stand in no frame. */
export function lazAddress(glbUrl: string): string {
  const url = new URL(glbUrl);
  url.pathname = url.pathname.replace(/\.glb$/, '.laz');
  url.searchParams.delete('frame');
  return url.href;
}

/** Tiles in plane coordinates are only moved: a turned one is not what the server writes. */
function shiftOf(transform: unknown, above: Shift, url: string): Shift {
  if (transform === undefined) return above;
  const isMatrix = Array.isArray(transform) && transform.length === 16 && transform.every(Number.isFinite);
  const m = isMatrix ? (transform as number[]) : [];
  const isShift = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].every((value, at) => Math.abs((m[at] ?? 2) - value) < 1e-12);
  if (!isShift) throw new TilesetError(`${url}: expected tiles that are only moved, seen a transform that turns`);
  return [above[0] + m[12]!, above[1] + m[13]!, above[2] + m[14]!];
}

function boxOf(volume: unknown, [e, n, h]: Shift, url: string): NodeBox {
  const box = isJson(volume) ? volume.box : undefined;
  if (!Array.isArray(box) || box.length !== 12 || !box.every(Number.isFinite)) {
    throw new TilesetError(`${url}: expected a tile with a box of twelve numbers`);
  }
  const [x, y, z, ...axes] = box as number[];
  const half = (axis: number) => Math.abs(axes[axis]!) + Math.abs(axes[axis + 3]!) + Math.abs(axes[axis + 6]!);
  const [cx, cy, cz] = [x! + e, y! + n, z! + h];
  return [cx - half(0), cy - half(1), cz - half(2), cx + half(0), cy + half(1), cz + half(2)];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
