/**
 * Tilesets of the cells above the items: each document holds one cell, the cells below it as far as it may, and links to
 * the documents of deeper ones and of items. Their number in one document does not depend on the size of the collection.
 *
 * Cells refine by replacing: the overview of a cell gives way to those of the cells below, and at last to the items' own
 * octrees, which refine by adding. Source: 3D Tiles 1.1, OGC 22-025r4.
 */
import type { Crs } from '../crs/crs-model.ts';
import type { Geoid } from '../crs/geoid.ts';
import { groupTiles } from './collection-tileset.ts';
import { type Cell, cellCenter, cellErrorM, cellSizeM } from './overview-cell.ts';
import { boxDiagonalM, type NodeBox, type TileBox, tileBoxes, transformBox } from './tile-bounds.ts';
import { createTileFrame, type FrameKind } from './tile-frame.ts';
import type { Tile, Tileset } from './tileset.ts';

/** What a viewer has to know of a cell. */
export interface CellFacts {
  readonly cell: Cell;
  /** Of all items below, CRS units. */
  readonly bounds: NodeBox;
  /** Whether its overview is there. Without it the cell only groups what is below. */
  readonly hasOverview: boolean;
}

/** A cell of the document, with what it refines to. */
export interface CellNode extends CellFacts {
  readonly contentUri: string;
  readonly children: readonly CellNode[];
  /** Cells with documents of their own. */
  readonly cellLinks: readonly (CellFacts & { readonly uri: string })[];
  /** Items' tilesets; boxes in the world. */
  readonly itemLinks: readonly { readonly box: TileBox; readonly geometricErrorM: number; readonly uri: string }[];
}

export interface CellTilesetOptions {
  readonly kind: FrameKind;
  readonly crs: Crs;
  readonly geoid: Geoid;
  readonly root: CellNode;
  /** Heights of the items may differ by this, because they stand in several systems; metres. */
  readonly heightSlackM?: number;
  readonly extras?: object;
}

/** Positions of overviews have 16 bits an axis, over at most two sides of the cell. */
const STEPS = 2 ** 15;

export function cellTileset(options: CellTilesetOptions): Tileset {
  const { box } = placedCell(options.root, options);
  const root = { ...cellTile(options.root, null, options), refine: 'REPLACE' as const };
  const asset = { version: '1.1' as const, ...(options.extras ? { extras: options.extras } : {}) };
  return { asset, geometricError: Math.max(boxDiagonalM(box), root.geometricError), root };
}

/** @param above transform of the tile above, which counts for this one too */
function cellTile(node: CellNode, above: readonly number[] | null, options: CellTilesetOptions): Tile {
  const { transform, box } = placedCell(node, options);
  const back = inverse(transform);
  const inWorld = (tile: Tile): Tile => ({ ...tile, transform: back });
  const links = [
    ...node.cellLinks.map((link) => linkTile(link, options)),
    ...groupTiles(
      node.itemLinks.map(({ box, geometricErrorM, uri }) => ({
        boundingVolume: { box },
        geometricError: geometricErrorM,
        content: { uri },
      })),
    ),
  ];
  return {
    boundingVolume: { box },
    geometricError: errorM(node, box),
    transform: above ? multiply(inverse(above), transform) : transform,
    ...(node.hasOverview ? { content: { uri: node.contentUri } } : {}),
    children: [...node.children.map((child) => cellTile(child, transform, options)), ...links.map(inWorld)],
  };
}

function linkTile(link: CellFacts & { readonly uri: string }, options: CellTilesetOptions): Tile {
  const { transform, box } = placedCell(link, options);
  return {
    boundingVolume: { box: transformBox(transform, box) },
    geometricError: errorM(link, box),
    content: { uri: link.uri },
  };
}

/** A cell without overview has nothing to show: it is refined as long as it is seen at all. */
function errorM({ cell, hasOverview }: CellFacts, box: TileBox): number {
  const own = Number(cellErrorM(cell).toPrecision(6));
  return hasOverview ? own : Math.max(own, boxDiagonalM(box));
}

/** The frame of a cell, which is that of its overview's points, and the box in it of all that lies below. */
function placedCell({ cell, bounds }: CellFacts, { kind, crs, geoid, heightSlackM = 0 }: CellTilesetOptions) {
  const frame = createTileFrame(kind, { crs, geoid, center: cellCenter(cell, crs) });
  const stepM = (2 * cellSizeM(cell)) / STEPS;
  const [plan, height] = [stepM / crs.horizontalUnitM, (stepM + heightSlackM) / crs.verticalUnitM];
  const [minE, minN, minH, maxE, maxN, maxH] = bounds;
  const padded: NodeBox = [minE - plan, minN - plan, minH - height, maxE + plan, maxN + plan, maxH + height];
  return { transform: frame.transform, box: tileBoxes(frame, [padded])[0]! };
}

/** Of a turn and a shift, column by column. */
function inverse(m: readonly number[]): number[] {
  const shift = [0, 1, 2].map((row) => -(m[4 * row]! * m[12]! + m[4 * row + 1]! * m[13]! + m[4 * row + 2]! * m[14]!));
  return [m[0]!, m[4]!, m[8]!, 0, m[1]!, m[5]!, m[9]!, 0, m[2]!, m[6]!, m[10]!, 0, ...shift, 1];
}

function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, at) => {
    const [column, row] = [at >> 2, at & 3];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + row]! * b[4 * column + k]!, 0);
  });
}
