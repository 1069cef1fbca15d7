/** Takes away what lies outside of an area. */
import { type Polygon, ringsOf } from '../geometry/polygon.ts';
import { centreEast, centreNorth, type GridSpec } from './grid.ts';

/**
 * Sets cells to no data (NaN) whose centre lies outside of the polygon. A centre on a border that two adjoining areas share
 * stays in one of them: crossings of a row count from their edge's lower end, which is part of it, to the upper, which is not,
 * and a centre on a crossing lies east of it.
 * @param heights row-major from the south-west, changed in place
 */
export function clipGrid(heights: Float32Array | Float64Array, grid: GridSpec, polygon: Polygon): void {
  const { cols, rows } = grid;
  const edges = edgesByRow(polygon, grid);
  for (let row = 0; row < rows; row++) {
    const north = centreNorth(grid, row);
    const crossings = (edges[row] ?? []).map(({ e0, n0, e1, n1 }) => e0 + ((north - n0) / (n1 - n0)) * (e1 - e0));
    crossings.sort((a, b) => a - b);
    let passed = 0;
    for (let col = 0; col < cols; col++) {
      const east = centreEast(grid, col);
      while (passed < crossings.length && crossings[passed]! <= east) passed++;
      if (passed % 2 === 0) heights[row * cols + col] = Number.NaN;
    }
  }
}

/** From the lower end to the upper one. */
interface Edge {
  readonly e0: number;
  readonly n0: number;
  readonly e1: number;
  readonly n1: number;
}

/** The edges that each row of centres crosses. */
function edgesByRow(polygon: Polygon, grid: GridSpec): Edge[][] {
  const byRow: Edge[][] = Array.from({ length: grid.rows }, () => []);
  for (const { east, north } of ringsOf(polygon)) {
    for (let i = 0; i < east.length; i++) {
      const next = (i + 1) % east.length;
      const isUp = north[i]! < north[next]!;
      const [low, high] = isUp ? [i, next] : [next, i];
      const edge = { e0: east[low]!, n0: north[low]!, e1: east[high]!, n1: north[high]! };
      if (edge.n0 === edge.n1) continue;
      const first = Math.max(0, Math.floor(edge.n0 / grid.cellSizeM - grid.firstRow) - 1);
      const last = Math.min(grid.rows - 1, Math.ceil(edge.n1 / grid.cellSizeM - grid.firstRow) + 1);
      for (let row = first; row <= last; row++) {
        const centre = centreNorth(grid, row);
        if (edge.n0 <= centre && centre < edge.n1) byRow[row]!.push(edge);
      }
    }
  }
  return byRow;
}
