/** From the cells of a collection to their tileset documents. */
import { access } from 'node:fs/promises';
import type { CellFacts, CellNode } from '#core/export/cell-tileset.ts';
import { cellKey } from '#core/export/overview-cell.ts';
import type { ItemTile } from '#core/export/tileset.ts';
import type { CellTree } from '#worker/store/cell-tree.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import { overviewPath } from '#worker/store/overview-files.ts';

/** Levels of cells below the first one of a document. */
const LEVELS_BELOW = 1;

export interface CellDocumentContext {
  readonly tree: CellTree;
  /** Folder of the overviews. */
  readonly dir: string;
  readonly tag: string;
  /** Whether the document is the collection's own tileset.json, or one in the folder of cells. */
  readonly isRoot: boolean;
  itemLink(record: ItemRecord): Promise<ItemTile & { readonly uri: string }>;
}

/** Folder of the cells' documents below that of a frame. */
export const CELLS_FOLDER = '_cells';

/** Which of the cells that a document shows have their overviews: decides on what is in it. */
export async function overviewsOf({ tree, dir }: CellDocumentContext, number: number): Promise<ReadonlySet<number>> {
  const cells = [number, ...below(tree, number, LEVELS_BELOW + 1)];
  const there = await Promise.all(
    cells.map((cell) =>
      access(overviewPath(dir, tree.cellAt(cell), tree.digestAt(cell))).then(
        () => true,
        () => false,
      ),
    ),
  );
  return new Set(cells.filter((_, index) => there[index]));
}

/** Whether all cells that a document shows are among those with an overview. */
export function isWhole({ tree }: CellDocumentContext, number: number, overviews: ReadonlySet<number>): boolean {
  return [number, ...below(tree, number, LEVELS_BELOW + 1)].every((cell) => overviews.has(cell));
}

function below(tree: CellTree, number: number, levels: number): number[] {
  if (levels === 0) return [];
  return tree.childrenOf(number).flatMap((child) => [child, ...below(tree, child, levels - 1)]);
}

/** The document that begins at a cell. */
export async function cellDocument(
  context: CellDocumentContext,
  number: number,
  overviews: ReadonlySet<number>,
): Promise<CellNode> {
  return await nodeOf(number, 0);

  async function nodeOf(number: number, depth: number): Promise<CellNode> {
    const { tree } = context;
    const children = tree.childrenOf(number);
    // items stand in the document of their own cell: however many they are, the documents above do not grow
    const isInside = (child: number) => depth < LEVELS_BELOW && tree.itemsOf(child).length === 0;
    return {
      ...factsOf(number),
      contentUri: addressOf(number, 'glb'),
      children: await Promise.all(children.filter(isInside).map((child) => nodeOf(child, depth + 1))),
      cellLinks: children
        .filter((child) => !isInside(child))
        .map((child) => ({ ...factsOf(child), uri: addressOf(child, 'json') })),
      itemLinks: await Promise.all(
        Array.from(tree.itemsOf(number), async (row) => {
          const link = await context.itemLink(tree.set.recordAt(row));
          return { ...link, uri: `${context.isRoot ? '' : '../'}${link.uri}` };
        }),
      ),
    };
  }

  function factsOf(number: number): CellFacts {
    const { tree } = context;
    return { cell: tree.cellAt(number), bounds: tree.boundsAt(number), hasOverview: overviews.has(number) };
  }

  function addressOf(number: number, ending: 'json' | 'glb'): string {
    const { tree, tag, isRoot } = context;
    const name = `${cellKey(tree.cellAt(number))}.${ending}?v=${tree.digestAt(number)}&t=${tag}`;
    return isRoot ? `${CELLS_FOLDER}/${name}` : name;
  }
}
