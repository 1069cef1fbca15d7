/**
 * Maps and terrain of a collection from the surfaces beside its items: made by worker threads on request, kept as files under a
 * name that holds everything they were made from.
 */
import { createHash } from 'node:crypto';
import type { Crs } from '#core/crs/crs.ts';
import { TERRAIN_NODES, type TerrainAddress, terrainBox } from '#core/tiles/quantized-mesh.ts';
import { type TileAddress, tileBox } from '#core/tiles/web-mercator.ts';
import type { MapTileStyle } from '#worker/jobs/draw-map-tile.ts';
import type { WorkerPool } from '#worker/pool.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import type { LonLatBox, StacCollection } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import type { MosaicSource } from '#worker/tiles/surface-mosaic.ts';
import { Gate } from '../gate.ts';
import { MAP_VERSION } from './encoder-version.ts';
import type { FileCache } from './file-cache.ts';
import type { GeoidChooser } from './geoid-choice.ts';

export type MapSurface = 'dtm' | 'dsm';

/** Files of one tile that are opened at once; above that a tile is put together from the four below it. */
const MAX_SOURCES = 400;
/** Nobody looks closer than that: pixels of 2 cm. */
export const MAX_MAP_ZOOM = 22;
/** Cells of half a metre, at the nodes of level 18. */
export const MAX_TERRAIN_LEVEL = 18;
/** A page of a map asks for some dozens of tiles. */
const MAX_WAITING = 2000;
const MAX_KNOWN_SOURCES = 100_000;
const MAX_KNOWN_NAMES = 20_000;
const REVISION_MS = 250;
/** Which of two surfaces on one place is shown: the later one; of one time the one measured nearer to the ground. */
const SENSOR_ORDER = ['tls', 'mms', 'uav', 'lp', 'alb'];

export interface MapTile {
  readonly bytes: Uint8Array;
  /** Strong, without quotes. */
  readonly tag: string;
}

interface Surveyed {
  readonly source: MosaicSource;
  /** Names the file's content. */
  readonly digest: string;
}

export class MapTiles {
  readonly #store: Store;
  readonly #pool: WorkerPool;
  readonly #cache: FileCache;
  readonly #geoids: GeoidChooser;
  readonly #maxSources: number;
  readonly gate: Gate;
  /** Of an item and surface; null where it has none. Good for one revision of the collection. */
  readonly #sources = new Map<string, Surveyed | null>();
  readonly #revisions = new Map<string, { readonly revision: string; readonly at: number }>();
  /** Names of tiles that were made before: `''` for empty ones. */
  readonly #names = new Map<string, string>();

  /** @param maxSources surfaces that one tile may be drawn from */
  constructor(store: Store, pool: WorkerPool, cache: FileCache, geoids: GeoidChooser, maxSources = MAX_SOURCES) {
    this.#store = store;
    this.#pool = pool;
    this.#cache = cache;
    this.#geoids = geoids;
    this.#maxSources = maxSources;
    this.gate = new Gate({ slots: pool.threads, maxWaiting: MAX_WAITING });
  }

  /**
   * Names the state of the maps of a collection: code and surfaces. A change is seen after a quarter of a second at the latest.
   * @throws {RequestError} NOT_FOUND
   */
  async revision(cid: string): Promise<string> {
    const known = this.#revisions.get(cid);
    const now = performance.now();
    if (known && now - known.at < REVISION_MS) return known.revision;
    const revision = digestOf(MAP_VERSION, await this.#store.productsRevision(cid)).slice(0, 16);
    bounded(this.#revisions, MAX_KNOWN_NAMES).set(cid, { revision, at: now });
    return revision;
  }

  /** @returns null where the tile is empty */
  async map(
    cid: string,
    surface: MapSurface,
    style: MapTileStyle,
    tile: TileAddress,
    signal: AbortSignal,
  ): Promise<MapTile | null> {
    const revision = await this.revision(cid);
    const asked = `${cid}/${surface}/${style}/${tile.z}/${tile.x}/${tile.y}@${revision}`;
    const known = this.#names.get(asked);
    if (known === '') return null;
    if (known !== undefined) {
      // made before; should the cache have dropped it, it is made again
      const make = async (allGone: AbortSignal) =>
        (await this.#drawMap(cid, surface, style, tile, allGone)) ?? new Uint8Array(0);
      return { bytes: await this.#cache.get(known, make, signal), tag: tagOf(known) };
    }
    const sources = await this.#sourcesIn(cid, surface, tileBox(tile));
    const collection = await this.#store.getCollection(cid);
    const name = `maps/${digestOf(
      MAP_VERSION,
      style,
      tile,
      rangeOf(collection),
      sources.map(({ digest }) => digest),
    )}.png`;
    if (sources.length === 0) return this.#remember(asked, '', null);
    const bytes = await this.#cache.get(
      name,
      async (allGone) => (await this.#drawMap(cid, surface, style, tile, allGone)) ?? new Uint8Array(0),
      signal,
    );
    if (bytes.length === 0) return this.#remember(asked, '', null);
    return this.#remember(asked, name, { bytes, tag: tagOf(name) });
  }

  async #drawMap(
    cid: string,
    surface: MapSurface,
    style: MapTileStyle,
    tile: TileAddress,
    signal: AbortSignal,
  ): Promise<Uint8Array | null> {
    const found = await this.#sourcesIn(cid, surface, tileBox(tile));
    const collection = await this.#store.getCollection(cid);
    if (found.length > this.#maxSources && tile.z < MAX_MAP_ZOOM) {
      const children: (Uint8Array | null)[] = [];
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        const child = { z: tile.z + 1, x: 2 * tile.x + dx, y: 2 * tile.y + dy };
        children.push((await this.map(cid, surface, style, child, signal))?.bytes ?? null);
      }
      if (children.every((child) => child === null)) return null;
      const joined = await this.gate.run(() => this.#pool.run('join-map-tiles', { style, children }), signal);
      return joined.isEmpty ? null : joined.bytes;
    }
    const input = {
      sources: found.map(({ source }) => source),
      crs: crsOf(collection),
      tile,
      style,
      ...rangeOf(collection),
    };
    const { bytes, isEmpty } = await this.gate.run(() => this.#pool.run('draw-map-tile', input), signal);
    return isEmpty ? null : bytes;
  }

  /** A quantized mesh, gzipped; where nothing was measured it is smooth, far away it lies on the geoid. */
  async terrain(cid: string, address: TerrainAddress, normals: boolean, signal: AbortSignal): Promise<MapTile> {
    const { level, x, y } = address;
    const asked = `${cid}/terrain/${level}/${x}/${y}/${normals}@${await this.revision(cid)}`;
    const known = this.#names.get(asked);
    if (known !== undefined) {
      // made before; should the cache have dropped it, it is made again
      const make = async (allGone: AbortSignal) => (await this.#terrainPlan(cid, address, normals)).make(allGone);
      return { bytes: await this.#cache.get(known, make, signal), tag: tagOf(known) };
    }
    const { name, make } = await this.#terrainPlan(cid, address, normals);
    return this.#remember(asked, name, { bytes: await this.#cache.get(name, make, signal), tag: tagOf(name) });
  }

  /** What a terrain tile is called, and how it is made. */
  async #terrainPlan(cid: string, address: TerrainAddress, normals: boolean) {
    const collection = await this.#store.getCollection(cid);
    const crs = crsOf(collection);
    const system = { crs, verticalDatum: collection['tengun:vertical_datum'] };
    const geoid = await this.#geoids.choose(system);
    const sources = await this.#sourcesIn(cid, 'dtm', terrainBox(address));
    const digests = sources.map(({ digest }) => digest);
    const around = { bbox: collection.extent.spatial.bbox[0]!, heightM: rangeOf(collection).lowM };
    const name = `terrain/${digestOf(MAP_VERSION, geoid.tag, address, normals, around, digests)}.terrain.gz`;
    const make = async (allGone: AbortSignal) => {
      const heights = await this.#terrainHeights(cid, crs, address, allGone);
      const input = {
        address,
        heights,
        geoidFile: geoid.file,
        verticalDatum: geoid.verticalDatum,
        isEllipsoidal: crs.ellipsoidalHeights,
        normals,
        around,
      };
      return await this.gate.run(() => this.#pool.run('draw-terrain-tile', input), allGone);
    };
    return { name, make };
  }

  async #terrainHeights(cid: string, crs: Crs, address: TerrainAddress, signal: AbortSignal): Promise<Float64Array> {
    const nodes = TERRAIN_NODES;
    const heights = new Float64Array(nodes * nodes).fill(Number.NaN);
    const found = await this.#sourcesIn(cid, 'dtm', terrainBox(address));
    if (found.length === 0) return heights;
    if (found.length <= this.#maxSources || address.level >= MAX_TERRAIN_LEVEL) {
      const sources = found.map(({ source }) => source);
      return await this.gate.run(() => this.#pool.run('sample-terrain', { sources, crs, address }), signal);
    }
    // every second node of the four below, which are kept: a whole prefecture is not sampled twice
    const half = (nodes - 1) / 2;
    for (let k = 0; k < 4; k++) {
      const [dx, dy] = [k & 1, k >> 1];
      const child = { level: address.level + 1, x: 2 * address.x + dx, y: 2 * address.y + dy };
      const below = await this.#keptHeights(cid, crs, child, signal);
      for (let row = 0; row <= half; row++) {
        for (let col = 0; col <= half; col++) {
          const height = below[2 * row * nodes + 2 * col]!;
          if (!Number.isNaN(height)) heights[(dy * half + row) * nodes + dx * half + col] = height;
        }
      }
    }
    return heights;
  }

  async #keptHeights(cid: string, crs: Crs, address: TerrainAddress, signal: AbortSignal): Promise<Float64Array> {
    const sources = await this.#sourcesIn(cid, 'dtm', terrainBox(address));
    if (sources.length === 0) return new Float64Array(TERRAIN_NODES * TERRAIN_NODES).fill(Number.NaN);
    const digests = sources.map(({ digest }) => digest);
    const name = `terrain/${digestOf(MAP_VERSION, 'heights', address, digests)}.bin`;
    const bytes = await this.#cache.get(
      name,
      async (allGone) => {
        const heights = await this.#terrainHeights(cid, crs, address, allGone);
        return new Uint8Array(Float32Array.from(heights).buffer);
      },
      signal,
    );
    // a view would need bytes at a multiple of four
    return Float64Array.from(new Float32Array(bytes.slice().buffer));
  }

  /** Surfaces that touch a box of degrees, the one that is shown first first, and a name for what they hold. */
  async surfacesIn(
    cid: string,
    surface: MapSurface,
    box: LonLatBox,
  ): Promise<{ readonly sources: readonly MosaicSource[]; readonly digest: string }> {
    const found = await this.#sourcesIn(cid, surface, box);
    return { sources: found.map(({ source }) => source), digest: digestOf(found.map(({ digest }) => digest)) };
  }

  /** The surfaces that touch a box, the one that is shown first first. */
  async #sourcesIn(cid: string, surface: MapSurface, [west, south, east, north]: LonLatBox): Promise<Surveyed[]> {
    // pixels beside the tile shade it: a little more than the tile
    const [dx, dy] = [(east - west) / 8, (north - south) / 8];
    const bbox: LonLatBox = [
      Math.max(-180, west - dx),
      Math.max(-90, south - dy),
      Math.min(180, east + dx),
      Math.min(90, north + dy),
    ];
    const records = await this.#store.listRecords(cid, { bbox });
    const found: Surveyed[] = [];
    const revision = await this.#store.productsRevision(cid);
    for (const record of records.toSorted(byPrecedence)) {
      const source = await this.#sourceOf(cid, record, surface, revision);
      if (source) found.push(source);
    }
    return found;
  }

  async #sourceOf(cid: string, record: ItemRecord, surface: MapSurface, revision: string): Promise<Surveyed | null> {
    const key = `${cid}/${record.id}@${revision}/${surface}`;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const item = await this.#store.getItem(cid, record.id);
    const path = this.#store.assetPath(item, surface);
    const asset = item.assets[surface];
    const [rows = 0, cols = 0] = asset?.['proj:shape'] ?? [];
    const [step = 0, , west = 0, , , north = 0] = asset?.['proj:transform'] ?? [];
    const isWhole = path !== null && rows > 0 && cols > 0 && step > 0;
    const source = isWhole
      ? { source: { path, cols, rows, west, north, step }, digest: asset?.['file:checksum'] ?? path }
      : null;
    bounded(this.#sources, MAX_KNOWN_SOURCES).set(key, source);
    return source;
  }

  #remember<T extends MapTile | null>(asked: string, name: string, tile: T): T {
    bounded(this.#names, MAX_KNOWN_NAMES).set(asked, name);
    return tile;
  }
}

/** Forgets the oldest entry of a full map. */
function bounded<K, V>(map: Map<K, V>, limit: number): Map<K, V> {
  const [oldest] = map.keys();
  if (map.size >= limit && oldest !== undefined) map.delete(oldest);
  return map;
}

function byPrecedence(a: ItemRecord, b: ItemRecord): number {
  const rank = ({ sensor }: ItemRecord) => {
    const at = SENSOR_ORDER.indexOf(sensor ?? '');
    return at < 0 ? SENSOR_ORDER.length : at;
  };
  return b.end - a.end || rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}

/** Of the colours of an elevation picture. */
function rangeOf(collection: StacCollection): { lowM: number; highM: number } {
  const unit = collection['tengun:vertical_unit_m'];
  const [, , low, , , high] = collection['tengun:bounds'];
  return { lowM: low * unit, highM: high * unit };
}

function digestOf(...facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 40);
}

/** The digest in a name. */
function tagOf(name: string): string {
  return name.slice(name.indexOf('/') + 1, name.indexOf('.')).slice(0, 32);
}
