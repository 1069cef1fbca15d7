/**
 * A small collection as one tileset: each item is an external tileset of its own. Many items are grouped by halving along
 * the longer side, so that a viewer that looks at one valley does not test every sheet of the prefecture.
 */
import { boxDiagonalM, type TileBox, unionBox } from './tile-bounds.ts';
import type { ItemTile, Tile, Tileset } from './tileset.ts';

export interface CollectionItem extends ItemTile {
  /** Of the item's tileset. */
  readonly uri: string;
}

export interface CollectionTilesetOptions {
  readonly items: readonly CollectionItem[];
  readonly extras?: object;
}

/** Up to this many tiles stand side by side. */
const GROUP_SIZE = 16;
/** A place where nothing is, for a collection without items. */
const EMPTY_BOX: TileBox = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The tileset of a collection. One without items is valid and draws nothing. */
export function collectionTileset({ items, extras }: CollectionTilesetOptions): Tileset {
  const children = items.length > 0 ? groupTiles(items.map(asTile)) : [];
  const box = children.length > 0 ? unionBox(children.map((child) => child.boundingVolume.box)) : EMPTY_BOX;
  const geometricError = boxDiagonalM(box);
  const root: Tile = {
    boundingVolume: { box },
    geometricError,
    refine: 'ADD',
    ...(children.length > 0 ? { children } : {}),
  };
  return { asset: { version: '1.1', ...(extras ? { extras } : {}) }, geometricError, root };
}

function asTile({ box, geometricErrorM, uri }: CollectionItem): Tile {
  return { boundingVolume: { box }, geometricError: geometricErrorM, content: { uri } };
}

/** Halves until at most {@link GROUP_SIZE} tiles are left in each part; parts become tiles of their own. */
export function groupTiles(tiles: readonly Tile[]): Tile[] {
  if (tiles.length <= GROUP_SIZE) return [...tiles];
  const axis = longestAxis(tiles);
  // equal centres keep the order in which the items came
  const sorted = tiles
    .map((tile, index) => ({ tile, index, at: tile.boundingVolume.box[axis]! }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ tile }) => tile);
  const middle = Math.ceil(sorted.length / 2);
  return [sorted.slice(0, middle), sorted.slice(middle)].map((half) => {
    const children = groupTiles(half);
    const box = unionBox(children.map((child) => child.boundingVolume.box));
    return { boundingVolume: { box }, geometricError: boxDiagonalM(box), children };
  });
}

/** The axis along which the centres are spread the most. */
function longestAxis(tiles: readonly Tile[]): 0 | 1 | 2 {
  const spread = ([0, 1, 2] as const).map((axis) => {
    const centers = tiles.map((tile) => tile.boundingVolume.box[axis]!);
    return Math.max(...centers) - Math.min(...centers);
  });
  const longest = Math.max(...spread);
  return spread.indexOf(longest) as 0 | 1 | 2;
}
