/** Tilesets of items and collections, built from records and hierarchies and kept as text. */
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { keyText, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { RequestError } from '#core/errors.ts';
import { cellTileset } from '#core/export/cell-tileset.ts';
import { collectionTileset } from '#core/export/collection-tileset.ts';
import { partCount } from '#core/export/node-parts.ts';
import { createNodeTree } from '#core/export/node-tree.ts';
import { parseCell } from '#core/export/overview-cell.ts';
import type { FrameKind } from '#core/export/tile-frame.ts';
import { type ItemTile, itemTile, itemTileset, nodeErrorM } from '#core/export/tileset.ts';
import { MAX_ITEMS_WITHOUT_OVERVIEW } from '#worker/overview/update-overview.ts';
import { type CellTree, shownCells } from '#worker/store/cell-tree.ts';
import { isVersion } from '#worker/store/ids.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import { overviewPath } from '#worker/store/overview-files.ts';
import type { Store } from '#worker/store/store.ts';
import { type CellDocumentContext, cellDocument, isWhole, overviewsOf } from './cell-documents.ts';
import { ENCODER_VERSION } from './encoder-version.ts';
import type { GeoidChoice, GeoidChooser, HeightSystem } from './geoid-choice.ts';
import type { HierarchyCache } from './hierarchy-cache.ts';
import { contentUri, encodingTag, itemTilesetUri, subtreeUri, type TileAddress, tilesetItem } from './tile-item.ts';

/** Characters of text kept. */
const KEPT_LENGTH = 64 * 1024 * 1024;
/** Outlines of items kept; a number array each. */
const KEPT_OUTLINES = 10_000;
/** Nowhere on earth is the geoid farther from the ellipsoid. */
const LARGEST_UNDULATION_M = 120;

export interface TilesetText {
  readonly json: string;
  /** The text's own tag, with quotes. */
  readonly etag: string;
}

export interface TilesetRequest {
  readonly cid: string;
  readonly record: ItemRecord;
  readonly kind: FrameKind;
  /** The stored file of `record.version`. */
  readonly path: string;
  readonly rootKey?: VoxelKey;
}

/** A cell's document, and what its address has to carry to stand for it for ever. */
export interface CellText {
  readonly text: TilesetText;
  readonly digest: string;
  readonly tag: string;
  /** Whether the overviews of all its cells are there: if not, the document will change. */
  readonly isWhole: boolean;
}

export interface OverviewFile extends HeightSystem {
  readonly path: string;
  /** Its digest. */
  readonly version: string;
}

export class Tilesets {
  readonly #store: Store;
  readonly #hierarchies: HierarchyCache;
  readonly #geoids: GeoidChooser;
  readonly #texts = new Map<string, TilesetText>();
  readonly #outlines = new Map<string, ItemTile>();
  #length = 0;

  constructor(store: Store, hierarchies: HierarchyCache, geoids: GeoidChooser) {
    this.#store = store;
    this.#hierarchies = hierarchies;
    this.#geoids = geoids;
  }

  /** What an item's addresses carry as `t`. */
  async tagOf(record: ItemRecord): Promise<string> {
    return encodingTag(await this.#geoids.choose(record));
  }

  /** @throws {RequestError} NOT_FOUND when the item has no node `rootKey` */
  async ofItem({ cid, record, kind, path, rootKey = ROOT_KEY }: TilesetRequest): Promise<TilesetText> {
    const choice = await this.#geoids.choose(record);
    const address: TileAddress = { iid: record.id, version: record.version, kind, tag: encodingTag(choice) };
    const name = [cid, record.id, record.version, kind, address.tag, keyText(rootKey)].join('/');
    return await this.#keep(name, async () => {
      const { nodes } = await this.#hierarchies.get(path);
      const tree = createNodeTree([...nodes.values()].map(({ key }) => key));
      if (!tree.has(rootKey)) throw new RequestError('NOT_FOUND', `no node ${keyText(rootKey)} in this item`);
      return itemTileset({
        ...tilesetItem(record, kind, choice),
        tree,
        rootKey,
        version: record.version,
        extras: extrasOf(record, kind, choice),
        partsOf: (key) => partCount(nodes.get(keyText(key))?.pointCount ?? 0, false),
        contentUri: (key, part) => contentUri(address, key, part),
        subtreeUri: (key) => subtreeUri(address, key),
      });
    });
  }

  /** The first document of a collection: all items of a small one, the uppermost cell of a large one. */
  async ofCollection(cid: string, kind: FrameKind): Promise<TilesetText> {
    const found = await this.#store.findItems(cid);
    const tree = found.count > MAX_ITEMS_WITHOUT_OVERVIEW ? shownCells(found.set) : null;
    if (tree) return (await this.#ofCell(cid, tree, 0, kind, true)).text;
    return await this.#ofItems(cid, await this.#store.listRecords(cid), kind);
  }

  /** @throws {RequestError} NOT_FOUND when the collection has no such cell now */
  async ofCell(cid: string, key: string, kind: FrameKind): Promise<CellText> {
    const { tree, number } = await this.#findCell(cid, key);
    return await this.#ofCell(cid, tree, number, kind, false);
  }

  /**
   * The overview of a cell: of the asked state while it is there (a viewer may hold the tileset of a moment ago), else
   * of the current one.
   * @throws {RequestError} NOT_FOUND when there is none
   */
  async findOverview(cid: string, key: string, asked?: string): Promise<OverviewFile> {
    const { set } = await this.#store.findItems(cid);
    const tree = shownCells(set);
    const cell = parseCell(key);
    const number = tree?.find(key) ?? -1;
    const digests = [
      ...(asked !== undefined && isVersion(asked) ? [asked] : []),
      ...(number < 0 ? [] : [tree!.digestAt(number)]),
    ];
    for (const version of digests) {
      const path = tree && cell && overviewPath(this.#store.overviewDir(cid), cell, version);
      if (path && (await isThere(path))) return { path, version, crs: tree.crs, verticalDatum: tree.verticalDatum };
    }
    throw new RequestError('NOT_FOUND', `no overview of cell ${key} in ${cid}`);
  }

  async #findCell(cid: string, key: string): Promise<{ readonly tree: CellTree; readonly number: number }> {
    const { set } = await this.#store.findItems(cid);
    const tree = shownCells(set);
    const number = tree ? tree.find(key) : -1;
    if (!tree || number < 0) throw new RequestError('NOT_FOUND', `no cell ${key} in ${cid}`);
    return { tree, number };
  }

  async #ofCell(cid: string, tree: CellTree, number: number, kind: FrameKind, isRoot: boolean): Promise<CellText> {
    const choice = await this.#geoids.choose(tree);
    const tag = encodingTag(choice);
    const context: CellDocumentContext = {
      tree,
      dir: this.#store.overviewDir(cid),
      tag,
      isRoot,
      itemLink: async (record) => {
        const own = encodingTag(await this.#geoids.choose(record));
        const { box } = await this.#outline(cid, record, kind);
        // of its root node: the octree goes on where the overview ends
        const geometricErrorM = nodeErrorM({ info: { ...record.cube, spacing: record.spacing }, crs: record.crs }, 0);
        return {
          box,
          geometricErrorM,
          uri: itemTilesetUri({ iid: record.id, version: record.version, kind, tag: own }),
        };
      },
    };
    const overviews = await overviewsOf(context, number);
    const digest = tree.digestAt(number);
    const shown = [...overviews].map((cell) => tree.digestAt(cell));
    const hash = createHash('sha256').update([digest, isRoot, ...shown].join('|'));
    const text = await this.#keep([cid, kind, tag, 'cell', hash.digest('hex')].join('/'), async () =>
      cellTileset({
        kind,
        crs: tree.crs,
        geoid: choice.geoid,
        root: await cellDocument(context, number, overviews),
        extras: extrasOf(tree, kind, choice),
        ...(tree.isUniform ? {} : { heightSlackM: LARGEST_UNDULATION_M }),
      }),
    );
    return { text, digest, tag, isWhole: isWhole(context, number, overviews) };
  }

  /** @param records all items that may be seen, in the order of ids */
  async #ofItems(cid: string, records: readonly ItemRecord[], kind: FrameKind): Promise<TilesetText> {
    const [first] = records;
    const choice = first && (await this.#geoids.choose(first));
    const hash = createHash('sha256').update(choice ? encodingTag(choice) : ENCODER_VERSION);
    for (const { id, version } of records) hash.update(`\n${id}/${version}`);
    const name = [cid, kind, hash.digest('hex')].join('/');
    return await this.#keep(name, async () => {
      const items = [];
      for (const record of records) {
        const tag = encodingTag(await this.#geoids.choose(record));
        const uri = itemTilesetUri({ iid: record.id, version: record.version, kind, tag });
        items.push({ ...(await this.#outline(cid, record, kind)), uri });
      }
      return collectionTileset({ items, ...(first && choice ? { extras: extrasOf(first, kind, choice) } : {}) });
    });
  }

  async #outline(cid: string, record: ItemRecord, kind: FrameKind): Promise<ItemTile> {
    const choice = await this.#geoids.choose(record);
    const name = [cid, record.id, record.version, kind, choice.tag].join('/');
    const known = this.#outlines.get(name);
    if (known) return known;
    if (this.#outlines.size >= KEPT_OUTLINES) this.#outlines.clear();
    const outline = itemTile(tilesetItem(record, kind, choice));
    this.#outlines.set(name, outline);
    return outline;
  }

  /** The text of a name, built when it is not kept; the least recently used texts go first. */
  async #keep(name: string, build: () => Promise<object>): Promise<TilesetText> {
    const known = this.#texts.get(name);
    if (known) {
      this.#texts.delete(name);
      this.#texts.set(name, known);
      return known;
    }
    const json = JSON.stringify(await build());
    const text = { json, etag: `"${createHash('sha256').update(json).digest('hex').slice(0, 16)}"` };
    // two may have built it at the same time
    if (!this.#texts.has(name)) this.#length += json.length;
    this.#texts.set(name, text);
    for (const [oldest, { json: dropped }] of this.#texts) {
      if (this.#length <= KEPT_LENGTH || oldest === name) break;
      this.#texts.delete(oldest);
      this.#length -= dropped.length;
    }
    return text;
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** What a reader of the tileset may want to know of its coordinates. */
function extrasOf({ crs, verticalDatum }: HeightSystem, kind: FrameKind, { geoid }: GeoidChoice): object {
  const own = { crs: crs.code ?? crs.name, verticalDatum };
  if (kind === 'local') return { ...own, coordinates: 'crs-metres', heights: 'as stored, in metres' };
  const { name, fallback, accuracyM } = geoid;
  return { ...own, coordinates: 'ecef', heights: 'ellipsoidal', geoid: { name, fallback, accuracyM } };
}
