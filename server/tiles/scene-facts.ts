/** What a viewer wants to know of a collection before its first picture, found at once on the server. */
import { createProjection } from '#core/crs/projection.ts';
import { itemRecord } from '#worker/store/item-record.ts';
import type { StacItem } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import { collectionPath } from '../links.ts';
import type { GeoidChooser } from './geoid-choice.ts';
import { encodingTag, itemTilesetUri, tilesFolder } from './tile-item.ts';
import type { Tilesets } from './tilesets.ts';

/** Of its first item: the order of ids decides. */
export interface SceneFacts {
  readonly hasColour: boolean;
  /** Stored values; null where there is no such dimension. */
  readonly intensity: { readonly minimum: number; readonly maximum: number; readonly average: number | null } | null;
  /** Height of the geoid over the ellipsoid at the middle of the item's cube, metres; 0 where it cannot be known. */
  readonly geoidHeightM: number;
  /** Addresses, from the root of the server, of what the site view asks for first: documents, and the uppermost points. */
  readonly first: readonly string[];
}

/** Collections of more items show an overview first. */
const MAX_FIRST_ITEMS = 4;

export interface SceneFactsSources {
  readonly store: Store;
  readonly tilesets: Tilesets;
  readonly geoids: GeoidChooser;
}

export class SceneFactsFinder {
  readonly #sources: SceneFactsSources;
  /** Found once for a document, which the store gives out as long as its file stands. */
  readonly #ofItems = new WeakMap<StacItem, Promise<ItemFacts>>();

  constructor(sources: SceneFactsSources) {
    this.#sources = sources;
  }

  /** @returns null for a collection without items */
  async find(cid: string): Promise<SceneFacts | null> {
    const { items, next } = await this.#sources.store.listItems(cid, { limit: MAX_FIRST_ITEMS });
    const [item] = items;
    if (!item) return null;
    const { properties } = item;
    const intensity = properties['pc:statistics'].find(({ name }) => name.toLowerCase() === 'intensity');
    const root = `${collectionPath(cid)}/${tilesFolder('local')}/tileset.json`;
    const facts = await Promise.all((next === null ? items : [item]).map((one) => this.#ofItem(cid, one)));
    return {
      hasColour: properties['pc:schemas'].some(({ name }) => name.toLowerCase() === 'red'),
      intensity: intensity
        ? { minimum: intensity.minimum, maximum: intensity.maximum, average: intensity.average ?? null }
        : null,
      geoidHeightM: facts[0]?.geoidHeightM ?? 0,
      first: [root, ...(next === null ? facts.flatMap(({ first }) => first) : [])],
    };
  }

  #ofItem(cid: string, item: StacItem): Promise<ItemFacts> {
    const known = this.#ofItems.get(item);
    if (known) return known;
    // the answer speaks of several collections: what is wrong with one of them is told where it is asked for, and tried again
    const orElse = <T>(found: Promise<T>, otherwise: T) =>
      found.catch(() => {
        this.#ofItems.delete(item);
        return otherwise;
      });
    const finding = Promise.all([
      orElse(geoidHeightM(this.#sources, item), 0),
      orElse(firstOf(this.#sources, cid, item), []),
    ]).then(([heightM, first]) => ({ geoidHeightM: heightM, first }));
    this.#ofItems.set(item, finding);
    return finding;
  }
}

/** Of those of {@link SceneFacts} that take the item's file or its reference system. */
type ItemFacts = Pick<SceneFacts, 'geoidHeightM' | 'first'>;

/** @throws {CrsError} for a system without longitude and latitude */
async function geoidHeightM({ geoids }: SceneFactsSources, item: StacItem): Promise<number> {
  const record = itemRecord(item);
  const [lon, lat] = createProjection(record.crs).toLonLat(record.cube.center[0], record.cube.center[1]);
  const { geoid } = await geoids.choose(record);
  const heightM = geoid.heightAt(lon, lat);
  return Number.isFinite(heightM) ? heightM : 0;
}

/** An item's tileset, and the points that it names first, as a LAZ file. */
async function firstOf({ store, tilesets, geoids }: SceneFactsSources, cid: string, item: StacItem): Promise<string[]> {
  const record = itemRecord(item);
  const { json } = await tilesets.ofItem({ cid, record, kind: 'local', path: store.dataPath(item) });
  const tag = encodingTag(await geoids.choose(record));
  const folder = `${collectionPath(cid)}/${tilesFolder('local')}/`;
  const uri = itemTilesetUri({ iid: record.id, version: record.version, kind: 'local', tag });
  const document = new URL(folder + uri, 'http://any');
  const { root } = JSON.parse(json) as { root: { content?: { uri: string } } };
  const addresses = [document];
  if (root.content) {
    const points = new URL(root.content.uri, document);
    points.pathname = points.pathname.replace(/\.glb$/, '.laz');
    points.searchParams.delete('frame');
    if (points.pathname.endsWith('.laz')) addresses.push(points);
  }
  return addresses.map(({ pathname, search }) => pathname + search);
}
