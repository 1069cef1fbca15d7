/**
 * The squares above the items of a collection: a quadtree over plane coordinates whose cells are multiples of a base
 * size from 0. Which cells there are follows from the items; where a cell lies does not. Each item belongs to one cell:
 * the one that holds the middle of its bounds, of the lowest level whose cells are not smaller than the item. So points
 * may overhang a cell by half its side, and no more.
 *
 * Levels end where all cells fit into a block of two by two; the block itself is the top. (Above that a pyramid would
 * never end where data lies on both sides of 0, as every plane rectangular zone does.)
 */
import type { Crs } from '../crs/crs-model.ts';
import { ERROR_PER_SPACING } from './tileset.ts';

/** Side of a cell of level 0, metres: some nine sheets of 400 m × 300 m. */
export const LEAF_CELL_M = 1024;
/** A cell's overview holds at most one point a square of this part of its side. */
export const CELL_GRID = 160;
/** Larger than the earth. */
const MAX_LEVEL = 16;

export interface Cell {
  /** Two by two cells of the level below, from any of them on. */
  readonly isTop: boolean;
  readonly level: number;
  /** In sides of the cell; for the top in sides of the level below. */
  readonly x: number;
  readonly y: number;
}

/** Side in metres. */
export function cellSizeM({ level }: Pick<Cell, 'level'>): number {
  return LEAF_CELL_M * 2 ** level;
}

/** Distance of the points of the cell's overview, metres. */
export function cellSpacingM(cell: Pick<Cell, 'level'>): number {
  return cellSizeM(cell) / CELL_GRID;
}

/** Geometric error of a cell's overview, metres: of its spacing, as in the octrees below. */
export function cellErrorM(cell: Pick<Cell, 'level'>): number {
  return cellSpacingM(cell) * ERROR_PER_SPACING;
}

/** `3_-12_5`; a top `t3_-12_5`. */
export function cellKey({ isTop, level, x, y }: Cell): string {
  return `${isTop ? 't' : ''}${level}_${x}_${y}`;
}

/** @returns null when the text names no cell */
export function parseCell(text: string): Cell | null {
  const match = /^(t?)(\d{1,2})_(-?\d{1,6})_(-?\d{1,6})$/.exec(text);
  if (!match) return null;
  const [level, x, y] = match.slice(2).map(Number) as [number, number, number];
  const cell = { isTop: match[1] === 't', level, x, y };
  return level <= MAX_LEVEL && cellKey(cell) === text ? cell : null;
}

/** The cell that an item belongs to. @param bounds in metres: west, south, east, north */
export function cellOfBounds(west: number, south: number, east: number, north: number): Cell {
  const size = Math.max(east - west, north - south);
  const level = Math.min(MAX_LEVEL, Math.max(0, Math.ceil(Math.log2(size / LEAF_CELL_M))));
  const side = cellSizeM({ level });
  return { isTop: false, level, x: Math.floor((west + east) / 2 / side), y: Math.floor((south + north) / 2 / side) };
}

/** The cell of the next level that holds a cell. */
export function cellAbove({ level, x, y }: Cell): Cell {
  return { isTop: false, level: level + 1, x: Math.floor(x / 2), y: Math.floor(y / 2) };
}

/** Middle of a cell at height 0, CRS units: the origin of its overview, whatever is in it. */
export function cellCenter({ isTop, level, x, y }: Cell, { horizontalUnitM }: Pick<Crs, 'horizontalUnitM'>) {
  const side = cellSizeM({ level }) / (isTop ? 2 : 1);
  const half = isTop ? 1 : 0.5;
  return [((x + half) * side) / horizontalUnitM, ((y + half) * side) / horizontalUnitM, 0] as const;
}
