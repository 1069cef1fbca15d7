/**
 * The cells above the items of a collection (`#core/export/overview-cell.ts`) with what lies below each: bounds, counts,
 * and a digest of everything that its overview is made from. Derived from the item index in one pass (some 50 ms for
 * 50,000 items) whenever the index has changed, and kept in flat columns: about 15 bytes an item.
 */
import { createHash } from 'node:crypto';
import type { Crs } from '#core/crs/crs.ts';
import { type Cell, cellAbove, cellKey, cellOfBounds } from '#core/export/overview-cell.ts';
import { shownRows } from './collection-totals.ts';
import type { NativeBounds } from './index-summary.ts';
import type { ItemSet } from './item-set.ts';
import { factsDigest } from './packed-row.ts';

/** Changes when overviews are made in another way: old ones are then no longer taken for current. */
const OVERVIEW_FORMAT = 1;

interface Growing {
  readonly cell: Cell;
  readonly bounds: number[];
  readonly items: number[];
  readonly children: Growing[];
  digest: string;
}

/** Cells are numbered; 0 is the uppermost. Children of a cell have numbers that follow each other, above its own. */
export class CellTree {
  readonly set: ItemSet;
  readonly count: number;
  readonly itemCount: number;
  /** Of the first item: the system of the overviews. */
  readonly crs: Crs;
  readonly verticalDatum: string | null;
  /**
   * Whether all items have one height system. Where they have not, points of several items cannot stand in one overview:
   * the cells then have none, and their bounds must be widened.
   */
  readonly isUniform: boolean;
  readonly #levels: Int8Array;
  readonly #places: Int32Array;
  readonly #bounds: Float64Array;
  readonly #digests: Uint8Array;
  readonly #firstChild: Uint32Array;
  readonly #firstItem: Uint32Array;
  readonly #items: Uint32Array;
  readonly #keys = new Map<string, number>();

  /** @param rows items to be shown, in the order of ids; at least one */
  constructor(set: ItemSet, rows: Uint32Array) {
    this.set = set;
    this.itemCount = rows.length;
    const first = set.factsAt(rows[0]!);
    this.crs = first.crs;
    this.verticalDatum = first.verticalDatum;
    this.isUniform = rows.every((row) => {
      const { crs, verticalDatum } = set.factsAt(row);
      return verticalDatum === first.verticalDatum && (crs === first.crs || sameHeights(crs, first.crs));
    });
    const cells = inOrder(growTree(set, rows, this.crs));
    this.count = cells.length;
    this.#levels = Int8Array.from(cells, ({ cell }) => (cell.isTop ? -cell.level : cell.level));
    this.#places = Int32Array.from(cells.flatMap(({ cell }) => [cell.x, cell.y]));
    this.#bounds = Float64Array.from(cells.flatMap(({ bounds }) => bounds));
    this.#digests = Uint8Array.from(Buffer.from(cells.map(({ digest }) => digest).join(''), 'hex'));
    this.#items = new Uint32Array(rows.length);
    this.#firstChild = new Uint32Array(this.count + 1);
    this.#firstItem = new Uint32Array(this.count + 1);
    let [child, item] = [1, 0];
    cells.forEach(({ children, items }, number) => {
      this.#firstChild[number] = child;
      this.#firstItem[number] = item;
      this.#items.set(items, item);
      child += children.length;
      item += items.length;
    });
    this.#firstChild[this.count] = child;
    this.#firstItem[this.count] = item;
  }

  cellAt(number: number): Cell {
    const level = this.#levels[number]!;
    return {
      isTop: level < 0,
      level: Math.abs(level),
      x: this.#places[2 * number]!,
      y: this.#places[2 * number + 1]!,
    };
  }

  /** Of all items below, CRS units. */
  boundsAt(number: number): NativeBounds {
    return Array.from(this.#bounds.subarray(6 * number, 6 * number + 6)) as unknown as NativeBounds;
  }

  /** 16 hex digits of what the cell's overview is made from. */
  digestAt(number: number): string {
    return Buffer.from(this.#digests.subarray(8 * number, 8 * number + 8)).toString('hex');
  }

  childrenOf(number: number): number[] {
    const [begin, end] = [this.#firstChild[number]!, this.#firstChild[number + 1]!];
    return Array.from({ length: end - begin }, (_, i) => begin + i);
  }

  /** Rows of the items that belong to the cell itself, in the order of ids. */
  itemsOf(number: number): Uint32Array {
    return this.#items.subarray(this.#firstItem[number]!, this.#firstItem[number + 1]!);
  }

  /** The cell that an item belongs to and those above it, the uppermost first; none for an item that is not shown. */
  cellsAbove(row: number): number[] {
    let number = this.#cellOf(row);
    if (number < 0) return [];
    const path = [number];
    while (number > 0) {
      // children have numbers that follow each other: the parent is the last one whose children begin no later
      let parent = number - 1;
      while (this.#firstChild[parent]! > number) parent--;
      path.unshift(parent);
      number = parent;
    }
    return path;
  }

  #cellOf(row: number): number {
    const at = this.#items.indexOf(row);
    if (at < 0) return -1;
    let number = 0;
    while (this.#firstItem[number + 1]! <= at) number++;
    return number;
  }

  /** The number of a cell, or -1. */
  find(key: string): number {
    if (this.#keys.size === 0) {
      for (let number = 0; number < this.count; number++) this.#keys.set(cellKey(this.cellAt(number)), number);
    }
    return this.#keys.get(key) ?? -1;
  }
}

function sameHeights(a: Crs, b: Crs): boolean {
  return (
    a.verticalUnitM === b.verticalUnitM &&
    a.ellipsoidalHeights === b.ellipsoidalHeights &&
    a.verticalCode === b.verticalCode
  );
}

function growTree(set: ItemSet, rows: Uint32Array, { horizontalUnitM: unitM }: Crs): Growing {
  const levels: Map<string, Growing>[] = [];
  const at = (cell: Cell): Growing => {
    levels[cell.level] ??= new Map();
    const key = cellKey(cell);
    const known = levels[cell.level]!.get(key) ?? { cell, bounds: [...NOWHERE], items: [], children: [], digest: '' };
    levels[cell.level]!.set(key, known);
    return known;
  };
  for (const row of rows) {
    const [west, south, east, north] = [0, 1, 3, 4].map((side) => set.boundAt(row, side) * unitM) as Sides;
    const cell = at(cellOfBounds(west, south, east, north));
    cell.items.push(row);
    unite(cell.bounds, (side) => set.boundAt(row, side));
  }
  for (let level = 0; ; level++) {
    const cells = [...(levels[level]?.values() ?? [])].sort((a, b) => a.cell.y - b.cell.y || a.cell.x - b.cell.x);
    for (const cell of cells) finish(cell, set);
    if (level + 1 >= levels.length && fitBlock(cells)) return topOf(cells, set);
    for (const cell of cells) adopt(at(cellAbove(cell.cell)), cell);
  }
}

type Sides = [number, number, number, number];
const NOWHERE = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];

function fitBlock(cells: readonly Growing[]): boolean {
  const span = (axis: 'x' | 'y') => {
    const places = cells.map(({ cell }) => cell[axis]);
    return Math.max(...places) - Math.min(...places);
  };
  return cells.length <= 4 && span('x') <= 1 && span('y') <= 1;
}

function topOf(cells: readonly Growing[], set: ItemSet): Growing {
  const [only] = cells;
  if (cells.length === 1 && only) return only;
  const [x, y] = (['x', 'y'] as const).map((axis) => Math.min(...cells.map(({ cell }) => cell[axis]))) as [
    number,
    number,
  ];
  const cell = { isTop: true, level: only!.cell.level + 1, x, y };
  const top: Growing = { cell, bounds: [...NOWHERE], items: [], children: [], digest: '' };
  for (const child of cells) adopt(top, child);
  finish(top, set);
  return top;
}

function adopt(parent: Growing, child: Growing): void {
  parent.children.push(child);
  unite(parent.bounds, (side) => child.bounds[side]!);
}

function unite(bounds: number[], other: (side: number) => number): void {
  for (let side = 0; side < 6; side++) {
    bounds[side] = side < 3 ? Math.min(bounds[side]!, other(side)) : Math.max(bounds[side]!, other(side));
  }
}

/** Names what the overview is made from: the items' versions and systems, the overviews of the cells below. */
function finish(cell: Growing, set: ItemSet): void {
  const hash = createHash('sha256').update(`${OVERVIEW_FORMAT}\n${cellKey(cell.cell)}`);
  for (const row of cell.items) {
    hash.update(`\n${set.idAt(row)}/${set.versionAt(row)}/${factsDigest(set.factsAt(row))}`);
  }
  for (const child of cell.children) hash.update(`\n${cellKey(child.cell)}/${child.digest}`);
  cell.digest = hash.digest('hex').slice(0, 16);
}

/** Level by level from the top, children of one cell together. */
function inOrder(top: Growing): Growing[] {
  const cells = [top];
  for (let at = 0; at < cells.length; at++) cells.push(...cells[at]!.children);
  return cells;
}

const trees = new WeakMap<ItemSet, CellTree>();

/** The tree of the items of a set that its collection shows; null when there are none. Made once a set. */
export function shownCells(set: ItemSet): CellTree | null {
  const known = trees.get(set);
  if (known) return known;
  const rows = shownRows(set);
  if (rows.length === 0) return null;
  const tree = new CellTree(set, rows);
  trees.set(set, tree);
  return tree;
}
