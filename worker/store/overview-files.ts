/** Where the overviews of a collection stand (`worker/overview` makes them), and which must go at once. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cell, cellKey } from '#core/export/overview-cell.ts';
import { isErrno } from './atomic-file.ts';
import type { CellTree } from './cell-tree.ts';

/** Beside the item folders, whose names never begin with an underscore. */
export const OVERVIEW_FOLDER = '_overview';

/** Where the overview of a cell stands when it is there. */
export function overviewPath(dir: string, cell: Cell, digest: string): string {
  return join(dir, `${cellKey(cell)}.${digest}.copc.laz`);
}

/**
 * Removes every overview that may show an item, whatever state it is of: before the item becomes private. Whoever still
 * knows the address of a former overview then gets none.
 */
export async function removeOverviewsOf(dir: string, tree: CellTree, row: number): Promise<void> {
  const keys = new Set(tree.cellsAbove(row).map((number) => cellKey(tree.cellAt(number))));
  const names = await readdir(dir).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  for (const name of names) {
    // the top is another cell when the collection had another extent
    if (keys.has(name.split('.')[0]!) || name.startsWith('t')) await rm(join(dir, name), { force: true });
  }
}
