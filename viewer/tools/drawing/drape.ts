/** Laying an outline over the ground that a result brought along. Pure. */
import type { DifferenceGrid } from '../../api/volume.ts';
import type { SitePosition } from '../../state/site-frame.ts';

/** How far from a place a cell with data may lie, in cells: outlines run along the edge of the data. */
const SEARCH_CELLS = 3;

/** Height of the compared surface at or beside a place; null where the grid has none. `unitM`: metres per CRS unit. */
export function heightInGrid(grid: DifferenceGrid, unitM: number, east: number, north: number): number | null {
  const col = Math.floor((east - grid.originE * unitM) / grid.cellSizeM);
  const row = Math.floor((north - grid.originN * unitM) / grid.cellSizeM);
  for (let ring = 0; ring <= SEARCH_CELLS; ring++) {
    for (let dRow = -ring; dRow <= ring; dRow++) {
      for (let dCol = -ring; dCol <= ring; dCol++) {
        if (Math.max(Math.abs(dRow), Math.abs(dCol)) !== ring) continue;
        const height = cellHeight(grid, row + dRow, col + dCol);
        if (height !== null) return height;
      }
    }
  }
  return null;
}

function cellHeight(grid: DifferenceGrid, row: number, col: number): number | null {
  if (row < 0 || col < 0 || row >= grid.rows || col >= grid.cols) return null;
  return grid.heightsM[row * grid.cols + col] ?? null;
}

/**
 * The closed outline with a vertex every `stepM`, on the ground of the grid; where the grid has no data, on the straight
 * line between the drawn vertices.
 */
export function drapeOutline(
  vertices: readonly SitePosition[],
  grid: DifferenceGrid,
  unitM: number,
  stepM: number,
): SitePosition[] {
  const outline: SitePosition[] = [];
  for (const [index, from] of vertices.entries()) {
    const to = vertices[(index + 1) % vertices.length] ?? from;
    const lengthM = Math.hypot(to.east - from.east, to.north - from.north);
    const steps = Math.max(1, Math.ceil(lengthM / stepM));
    for (let step = 0; step < steps; step++) {
      const part = step / steps;
      const east = from.east + (to.east - from.east) * part;
      const north = from.north + (to.north - from.north) * part;
      const straight = from.height + (to.height - from.height) * part;
      outline.push({ east, north, height: heightInGrid(grid, unitM, east, north) ?? straight });
    }
  }
  return outline;
}
