/** Which ground under an object nobody has measured. Metres. Pure. */
import { MAX_GROUND_CELLS, type UnmeasuredGround } from '../contract/scenario.ts';
import { ringHolds } from '../scenario/mask.ts';
import type { PointColumns } from '../surface/point-columns.ts';
import type { NearPoints } from './near-points.ts';

export interface GroundBelow {
  readonly ground: PointColumns;
  readonly near: NearPoints;
  /** Mean distance of ground points where there are some. */
  readonly spacingM: number;
  /** Ground as it is drawn under the hatching, bridged over gaps; NaN where there is none at all. */
  heightsAt(east: readonly number[], north: readonly number[]): ArrayLike<number>;
}

export interface GroundCover {
  readonly cells: number;
  readonly unmeasuredCells: number;
  readonly unmeasured: UnmeasuredGround | null;
}

const SIDES_M = [0.5, 1, 2, 5, 10, 20, 50, 100] as const;

/**
 * A cell counts as measured when a ground point lies within one and a half mean distances of its middle (and half the cell): where ground
 * points stand that far apart everywhere, a smaller gap says nothing.
 * @param outline east, north, two a vertex, not closed
 */
export function groundCover(outline: ArrayLike<number>, below: GroundBelow): GroundCover {
  let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < outline.length; at += 2) {
    minE = Math.min(minE, outline[at]!);
    maxE = Math.max(maxE, outline[at]!);
    minN = Math.min(minN, outline[at + 1]!);
    maxN = Math.max(maxN, outline[at + 1]!);
  }
  const sized = (side: number) => [Math.ceil((maxE - minE) / side) || 1, Math.ceil((maxN - minN) / side) || 1] as const;
  const sideM = SIDES_M.find((side) => sized(side)[0] * sized(side)[1] <= MAX_GROUND_CELLS) ?? SIDES_M.at(-1)!;
  const [cols, rows] = sized(sideM);
  const heightsM = new Array<number | null>(cols * rows).fill(null);
  const reachM = Math.max(sideM / 2, 1.5 * below.spacingM);
  const empty: number[] = [];
  let cells = 0;
  const eastOf = (cell: number) => minE + ((cell % cols) + 0.5) * sideM;
  const northOf = (cell: number) => minN + (Math.floor(cell / cols) + 0.5) * sideM;
  for (let cell = 0; cell < cols * rows; cell++) {
    const [east, north] = [eastOf(cell), northOf(cell)];
    if (!ringHolds(outline, east, north)) continue;
    cells += 1;
    if (!hasGround(below.near, east, north, reachM)) empty.push(cell);
  }
  const heights = empty.length === 0 ? [] : below.heightsAt(empty.map(eastOf), empty.map(northOf));
  let unmeasuredCells = 0;
  for (const [k, cell] of empty.entries()) {
    if (!Number.isFinite(heights[k]!)) continue;
    unmeasuredCells += 1;
    heightsM[cell] = Math.round(heights[k]! * 100) / 100;
  }
  const unmeasured =
    unmeasuredCells === 0 || cols * rows > MAX_GROUND_CELLS
      ? null
      : { originE: minE, originN: minN, cellSizeM: sideM, cols, rows, heightsM };
  return { cells, unmeasuredCells, unmeasured };
}

function hasGround(near: NearPoints, east: number, north: number, reachM: number): boolean {
  let found = false;
  near.visit(east, north, reachM, () => {
    found = true;
  });
  return found;
}
