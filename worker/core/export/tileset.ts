/**
 * The octree of one item as an explicit 3D Tiles 1.1 tileset, refined by adding. Deep trees are cut into external
 * tilesets every few levels, so that no JSON grows beyond about a megabyte.
 *
 * Geometric error of a node that has children = point spacing of its level × {@link ERROR_PER_SPACING}: at Cesium's
 * default of 16 pixels a node is refined when its points stand two pixels apart. Leaves have 0; large ones are shown in
 * parts (node-parts.ts), as if they had levels of their own.
 * Source: 3D Tiles 1.1, OGC 22-025r4.
 */
import type { CopcInfo } from '../copc/info.ts';
import { keyText, ROOT_KEY, type VoxelKey } from '../copc/voxel-key.ts';
import type { Crs } from '../crs/crs-model.ts';
import { cutBelow, type NodeTree, occupiedBox, type PointBounds } from './node-tree.ts';
import { boxDiagonalM, type NodeBox, type TileBox, tileBoxes, transformBox } from './tile-bounds.ts';
import type { TileFrame } from './tile-frame.ts';

/** Eight: 16 pixels of allowed error ÷ 8 = refined at a spacing of two pixels. */
export const ERROR_PER_SPACING = 8;
/** Tiles in one JSON: about 250 bytes each. */
export const MAX_TILES = 3000;

export interface Tile {
  readonly boundingVolume: { readonly box: TileBox };
  readonly geometricError: number;
  readonly refine?: 'ADD' | 'REPLACE';
  readonly transform?: readonly number[];
  readonly content?: { readonly uri: string };
  readonly children?: readonly Tile[];
}

export interface Tileset {
  readonly asset: { readonly version: '1.1'; readonly tilesetVersion?: string; readonly extras?: object };
  readonly geometricError: number;
  readonly root: Tile;
}

/** One item as tiles see it. */
export interface TilesetItem {
  readonly crs: Crs;
  readonly frame: TileFrame;
  readonly info: Pick<CopcInfo, 'center' | 'halfsize' | 'spacing'>;
  readonly bounds: PointBounds;
}

export interface TilesetOptions extends TilesetItem {
  readonly tree: NodeTree;
  /** Where this JSON begins; default the root of the octree. Its parent's JSON refers to it by `subtreeUri`. */
  readonly rootKey?: VoxelKey;
  readonly maxTiles?: number;
  /** Version of the item, `asset.tilesetVersion`. */
  readonly version?: string;
  /** Anything worth telling, such as CRS and geoid: `asset.extras`. */
  readonly extras?: object;
  /** Number of parts that a node is shown in; 1 when absent. */
  partsOf?(key: VoxelKey): number;
  /** @param part of a node that is shown in several */
  contentUri(key: VoxelKey, part?: number): string;
  subtreeUri(key: VoxelKey): string;
}

/** The tileset of an item, or of the part of it below `rootKey`. */
export function itemTileset(options: TilesetOptions): Tileset {
  const { tree, frame, rootKey = ROOT_KEY, maxTiles = MAX_TILES, version, extras } = options;
  const { inside, frontier } = cutBelow(tree, rootKey, maxTiles);
  const keys = [...inside, ...frontier];
  const boxes = tileBoxes(
    frame,
    keys.map((key) => paddedBox(key, options)),
  );
  const boxOf = new Map(keys.map((key, index) => [keyText(key), boxes[index]!]));
  const external = new Set(frontier.map(keyText));

  /** A leaf as levels of its own: each part in the box of all. */
  const inParts = (key: VoxelKey, box: TileBox, parts: number, part = 0): Tile => ({
    boundingVolume: { box },
    geometricError: part + 1 < parts ? nodeErrorM(options, key[0] + part) : 0,
    content: { uri: options.contentUri(key, part) },
    ...(part + 1 < parts ? { children: [inParts(key, box, parts, part + 1)] } : {}),
  });

  const tile = (key: VoxelKey): Tile => {
    const box = boxOf.get(keyText(key))!;
    const isExternal = external.has(keyText(key));
    const children = isExternal ? [] : tree.childrenOf(key).map(tile);
    const parts = isExternal || children.length > 0 ? 1 : (options.partsOf?.(key) ?? 1);
    if (parts > 1) return inParts(key, box, parts);
    const uri = isExternal ? options.subtreeUri(key) : options.contentUri(key);
    return {
      boundingVolume: { box },
      geometricError: isExternal || children.length > 0 ? nodeErrorM(options, key[0]) : 0,
      ...(isExternal || tree.hasPoints(key) ? { content: { uri } } : {}),
      ...(children.length > 0 ? { children } : {}),
    };
  };

  const isTop = rootKey[0] === 0;
  const root = { ...tile(rootKey), refine: 'ADD' as const, ...(isTop ? { transform: frame.transform } : {}) };
  const asset = {
    version: '1.1' as const,
    ...(version ? { tilesetVersion: version } : {}),
    ...(extras ? { extras } : {}),
  };
  return {
    asset,
    geometricError: isTop ? boxDiagonalM(root.boundingVolume.box) : nodeErrorM(options, rootKey[0]),
    root,
  };
}

/** A node's box, a ten-millionth wider: coordinates computed from stored integers may round across its faces. */
function paddedBox(key: VoxelKey, { info, bounds }: TilesetItem): NodeBox {
  const [minE, minN, minH, maxE, maxN, maxH] = occupiedBox(key, info, bounds);
  const pad = info.halfsize * 1e-7;
  return [minE - pad, minN - pad, minH - pad, maxE + pad, maxN + pad, maxH + pad];
}

/** Geometric error of a node with children at a depth, metres. */
export function nodeErrorM({ info, crs }: Pick<TilesetItem, 'info' | 'crs'>, depth: number): number {
  const spacingM = (info.spacing * crs.horizontalUnitM) / 2 ** depth;
  return Number((spacingM * ERROR_PER_SPACING).toPrecision(6));
}

/** What a collection's tileset needs to know of an item. */
export interface ItemTile {
  /** In the world: ECEF, or the CRS in metres. */
  readonly box: TileBox;
  readonly geometricErrorM: number;
}

/** The outline of an item for its collection, without its hierarchy. */
export function itemTile(item: TilesetItem): ItemTile {
  const box = tileBoxes(item.frame, [paddedBox(ROOT_KEY, item)])[0]!;
  return { box: transformBox(item.frame.transform, box), geometricErrorM: boxDiagonalM(box) };
}
