import { GRID_BITS, GRID_CELLS, type GridPositions, POSITION_BITS } from './octree-grid.ts';

const EMPTY = -1;

/**
 * Chooses the points that stand for a node: in each occupied cell of the node's 64³ grid the one nearest to the cell's
 * centre, the earlier one on a tie. One instance serves a whole thread (1 MB of cells, cleaned after each use).
 */
export class GridSampler {
  private readonly winner = new Int32Array(GRID_CELLS ** 3).fill(EMPTY);

  /**
   * @param candidates point indices, in the order that breaks ties
   * @param depth depth of the node; all candidates lie in it
   * @returns `taken` and `left`, both in the candidates' order
   */
  sample(candidates: Uint32Array, positions: GridPositions, depth: number): { taken: Uint32Array; left: Uint32Array } {
    const shift = POSITION_BITS - GRID_BITS - depth;
    const { winner } = this;
    const cells = new Int32Array(candidates.length);
    let takenCount = 0;
    candidates.forEach((point, i) => {
      const cell = cellOf(positions, point, shift);
      cells[i] = cell;
      const holder = winner[cell]!;
      if (holder === EMPTY) takenCount += 1;
      if (holder === EMPTY || centreDistance(positions, point, shift) < centreDistance(positions, holder, shift)) {
        winner[cell] = point;
      }
    });
    const taken = new Uint32Array(takenCount);
    const left = new Uint32Array(candidates.length - takenCount);
    let t = 0;
    let l = 0;
    candidates.forEach((point, i) => {
      if (winner[cells[i]!] === point) taken[t++] = point;
      else left[l++] = point;
    });
    for (const cell of cells) winner[cell] = EMPTY;
    return { taken, left };
  }
}

/** Index of the grid cell of a node that a point falls into. */
function cellOf({ x, y, z }: GridPositions, point: number, shift: number): number {
  const mask = GRID_CELLS - 1;
  return (
    ((x[point]! >>> shift) & mask) |
    (((y[point]! >>> shift) & mask) << GRID_BITS) |
    (((z[point]! >>> shift) & mask) << (2 * GRID_BITS))
  );
}

/** Squared distance to the centre of the point's cell, in position steps. */
function centreDistance({ x, y, z }: GridPositions, point: number, shift: number): number {
  const size = 2 ** shift;
  const half = (size - 1) / 2;
  const dx = (x[point]! & (size - 1)) - half;
  const dy = (y[point]! & (size - 1)) - half;
  const dz = (z[point]! & (size - 1)) - half;
  return dx * dx + dy * dy + dz * dz;
}
