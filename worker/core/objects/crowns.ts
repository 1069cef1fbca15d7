/**
 * Single trees in vegetation: tops are cells of the canopy that no other one overtops within a radius that grows with the height;
 * every cell belongs to the top that one comes to by climbing. Metres. Pure. When it fails: where crowns grow into each
 * other, one tree may be told as two, or two as one; trees below others are not seen.
 */
import type { PointColumns } from '../surface/point-columns.ts';

export interface CrownSearch {
  /** Height of each point above the ground. */
  readonly above: Float64Array;
  readonly cellM: number;
  /** Radius in which a top stands alone: `baseM + share · height`, within limits. */
  readonly radius: { readonly baseM: number; readonly share: number; readonly mostM: number };
}

export interface Crown {
  readonly indices: readonly number[];
  /** Share of its cells that touch those of another tree. */
  readonly touching: number;
}

/** @param wanted indices of vegetation points, ascending @returns in the order of their first points */
export function findCrowns(
  { east, north }: PointColumns,
  wanted: readonly number[],
  { above, cellM, radius }: CrownSearch,
): Crown[] {
  const cells = new Map<string, { col: number; row: number; top: number; points: number[] }>();
  for (const i of wanted) {
    const [col, row] = [Math.floor(east[i]! / cellM), Math.floor(north[i]! / cellM)];
    const key = `${col},${row}`;
    const cell = cells.get(key);
    if (!cell) cells.set(key, { col, row, top: i, points: [i] });
    else {
      cell.points.push(i);
      if (above[i]! > above[cell.top]!) cell.top = i;
    }
  }
  const upOf = new Map<string, string>();
  for (const [key, { col, row, top }] of cells) {
    const reachM = Math.min(radius.mostM, radius.baseM + radius.share * above[top]!);
    const reach = Math.ceil(reachM / cellM);
    let [best, bestTop] = [key, top];
    for (let y = row - reach; y <= row + reach; y++) {
      for (let x = col - reach; x <= col + reach; x++) {
        const other = cells.get(`${x},${y}`);
        if (!other || Math.hypot(east[other.top]! - east[top]!, north[other.top]! - north[top]!) > reachM) continue;
        const rise = above[other.top]! - above[bestTop]!;
        if (rise > 0 || (rise === 0 && other.top < bestTop)) [best, bestTop] = [`${x},${y}`, other.top];
      }
    }
    upOf.set(key, best);
  }
  const topOf = (key: string): string => {
    let at = key;
    for (let next = upOf.get(at)!; next !== at; next = upOf.get(at)!) at = next;
    return at;
  };
  const trees = new Map<string, { keys: string[]; indices: number[] }>();
  const treeOfCell = new Map<string, string>();
  for (const [key, { points }] of cells) {
    const top = topOf(key);
    treeOfCell.set(key, top);
    const tree = trees.get(top);
    if (!tree) trees.set(top, { keys: [key], indices: [...points] });
    else {
      tree.keys.push(key);
      tree.indices.push(...points);
    }
  }
  return [...trees].map(([top, { keys, indices }]) => {
    const touching = keys.filter((key) => {
      const { col, row } = cells.get(key)!;
      for (let y = row - 1; y <= row + 1; y++) {
        for (let x = col - 1; x <= col + 1; x++) {
          const other = treeOfCell.get(`${x},${y}`);
          if (other !== undefined && other !== top) return true;
        }
      }
      return false;
    }).length;
    return { indices: indices.sort((a, b) => a - b), touching: touching / keys.length };
  });
}
