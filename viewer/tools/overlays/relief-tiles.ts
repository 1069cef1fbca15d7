/** The ground of a collection out of the server's map tiles: heights (標高PNG, steps of a centimetre) and a picture on them. */
import { decodeElevation } from '#core/tiles/elevation-encoding.ts';
import { latAt, lonAt, tileOf } from '#core/tiles/web-mercator.ts';
import { isRecord, request, requestJson } from '../../api/client.ts';
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';
import type { SiteFrame } from '../../state/site-frame.ts';

/** Tiles that are fetched for one ground: more of the world is shown more coarsely. */
const MAX_TILES = 60;
const TILE_PX = 256;
/** Pixels between the nodes of the mesh. */
const NODE_PX = 2;

/** Heights of a rectangle of tiles, row by row from the north-west. */
export interface GroundTiles {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly cols: number;
  readonly rows: number;
  /** Metres; NaN: no data. */
  readonly heights: Float32Array;
}

interface TileJson {
  readonly address: string;
  readonly bounds: readonly [number, number, number, number];
  readonly maxzoom: number;
}

const mapPath = (collection: string, style: string) =>
  `/api/collections/${encodeURIComponent(collection)}/map/dtm/${style}/tilejson.json`;

async function tileJson(collection: string, style: string, signal: AbortSignal): Promise<TileJson> {
  const body = await requestJson(mapPath(collection, style), { signal });
  if (!isRecord(body) || !Array.isArray(body.tiles) || !Array.isArray(body.bounds))
    throw new Error('expected TileJSON');
  const [west, south, east, north] = body.bounds.map(Number);
  return { address: String(body.tiles[0]), bounds: [west!, south!, east!, north!], maxzoom: Number(body.maxzoom) };
}

/** The finest zoom whose tiles are few enough. */
export function tilesOver([west, south, east, north]: TileJson['bounds'], maxzoom: number) {
  for (let z = maxzoom; ; z--) {
    const [first, last] = [tileOf(west, north, z), tileOf(east, south, z)];
    const [across, down] = [last.x - first.x + 1, last.y - first.y + 1];
    if (across * down <= MAX_TILES || z === 0) return { z, x: first.x, y: first.y, across, down };
  }
}

type Tiles = ReturnType<typeof tilesOver>;

/** All tiles of a style as one picture. @throws {ApiError} */
async function mosaic(
  { address }: TileJson,
  { z, x, y, across, down }: Tiles,
  signal: AbortSignal,
): Promise<ImageData> {
  const canvas = new OffscreenCanvas(across * TILE_PX, down * TILE_PX);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the browser gave no canvas');
  const one = async (col: number, row: number) => {
    const path = address
      .replace('{z}', `${z}`)
      .replace('{x}', `${x + col}`)
      .replace('{y}', `${y + row}`);
    const { pathname, search } = new URL(path, window.location.href);
    // addresses name versions: the browser may keep them
    const response = await request(`${pathname}${search}`, { signal, cache: 'default' });
    // heights are in the colours: nothing may be converted
    const options = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;
    const bitmap = await createImageBitmap(await response.blob(), options);
    context.drawImage(bitmap, col * TILE_PX, row * TILE_PX);
    bitmap.close();
  };
  await Promise.all(Array.from({ length: across * down }, (_, i) => one(i % across, Math.floor(i / across))));
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** @throws {ApiError}; AbortError when stopped */
export async function loadGround(collection: string, signal: AbortSignal): Promise<GroundTiles> {
  const json = await tileJson(collection, 'gsi', signal);
  const tiles = tilesOver(json.bounds, json.maxzoom);
  const { data, width, height } = await mosaic(json, tiles, signal);
  const heights = Float32Array.from({ length: width * height }, (_, at) =>
    decodeElevation(data[4 * at]!, data[4 * at + 1]!, data[4 * at + 2]!, 'gsi'),
  );
  return { z: tiles.z, x: tiles.x, y: tiles.y, cols: width, rows: height, heights };
}

/** Longitude and latitude of a place in pixels from the north-western corner. */
export function lonLatOf({ z, x, y }: Pick<GroundTiles, 'x' | 'y' | 'z'>, col: number, row: number): [number, number] {
  return [lonAt(x + col / TILE_PX, z), latAt(y + row / TILE_PX, z)];
}

/** A picture of the server on the ground. @throws {ApiError}; AbortError when stopped */
export async function loadRelief(
  collection: string,
  style: string,
  ground: GroundTiles,
  frame: SiteFrame,
  signal: AbortSignal,
): Promise<ShapeSet> {
  const json = await tileJson(collection, style, signal);
  const { z, x, y, cols, rows } = ground;
  const tiles = { z, x, y, across: cols / TILE_PX, down: rows / TILE_PX };
  const { data, width, height } = await mosaic(json, tiles, signal);
  const mesh = groundMesh(ground, frame);
  return shapeSetOf(mesh.box, {
    faces: { position: mesh.position, triangles: mesh.triangles, colour: null, uv: mesh.uv },
    picture: { width, height, rgba: data },
  });
}

/** An empty set of shapes with what is given, from the south-western low corner of a box in whole metres. */
export function shapeSetOf(box: ShapeSet['box'], part: Partial<ShapeSet>): ShapeSet {
  return {
    format: 'GeoTIFF',
    origin: [Math.floor(box[0]), Math.floor(box[1]), Math.floor(box[2])],
    lines: new Float32Array(0),
    starts: new Uint32Array(1),
    points: new Float32Array(0),
    faces: null,
    picture: null,
    texts: [],
    box,
    hasHeights: true,
    counts: { lines: 0, points: 0, triangles: 0, texts: 0 },
    notes: [],
    warnings: [],
    ...part,
  };
}

/** Nodes at the middles of every second pixel; a square with a void corner has no triangles. */
export function groundMesh(ground: GroundTiles, frame: Pick<SiteFrame, 'fromLonLat'>) {
  const { cols, rows, heights } = ground;
  const [across, down] = [Math.floor((cols - 1) / NODE_PX) + 1, Math.floor((rows - 1) / NODE_PX) + 1];
  const places = new Int32Array(across * down).fill(-1);
  const sites: number[] = [];
  const uv: number[] = [];
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (let j = 0; j < down; j++) {
    for (let i = 0; i < across; i++) {
      const [col, row] = [i * NODE_PX, j * NODE_PX];
      const height = heights[row * cols + col]!;
      if (Number.isNaN(height)) continue;
      places[j * across + i] = sites.length / 3;
      const site = [...frame.fromLonLat(...lonLatOf(ground, col + 0.5, row + 0.5)), height];
      for (let axis = 0; axis < 3; axis++) {
        box[axis] = Math.min(box[axis]!, site[axis]!);
        box[axis + 3] = Math.max(box[axis + 3]!, site[axis]!);
      }
      sites.push(...site);
      uv.push((col + 0.5) / cols, (row + 0.5) / rows);
    }
  }
  const triangles: number[] = [];
  for (let j = 0; j + 1 < down; j++) {
    for (let i = 0; i + 1 < across; i++) {
      const [nw, ne] = [places[j * across + i]!, places[j * across + i + 1]!];
      const [sw, se] = [places[(j + 1) * across + i]!, places[(j + 1) * across + i + 1]!];
      if (nw >= 0 && ne >= 0 && sw >= 0) triangles.push(nw, sw, ne);
      if (ne >= 0 && sw >= 0 && se >= 0) triangles.push(sw, se, ne);
    }
  }
  const found = sites.length > 0 ? (box as unknown as ShapeSet['box']) : ([0, 0, 0, 0, 0, 0] as const);
  const origin = found.slice(0, 3).map(Math.floor);
  return {
    box: found,
    position: Float32Array.from(sites, (value, at) => value - origin[at % 3]!),
    triangles: Uint32Array.from(triangles),
    uv: Float32Array.from(uv),
  };
}
