/**
 * The surface that points are drawn from: a TIN on a regular grid of nodes, each square cell split into two triangles
 * along its south-west to north-east diagonal. Being piecewise linear, its volumes are exact (see cut-fill.ts).
 */

/** Heights at nodes, row by row from the south, `cols * rows` of them; e and n of node (0, 0) are 0. */
export interface SurfaceGrid {
  readonly stepM: number;
  readonly cols: number;
  readonly rows: number;
  readonly heights: Float64Array;
}

/** Nodes [begin, end) of a grid. */
export interface NodeWindow {
  readonly colBegin: number;
  readonly colEnd: number;
  readonly rowBegin: number;
  readonly rowEnd: number;
}

/** Samples a height function at the nodes of a `widthM` × `depthM` grid. */
export function sampleSurface(
  size: { readonly widthM: number; readonly depthM: number; readonly stepM: number },
  height: (e: number, n: number) => number,
): SurfaceGrid {
  const cols = Math.round(size.widthM / size.stepM) + 1;
  const rows = Math.round(size.depthM / size.stepM) + 1;
  const heights = new Float64Array(cols * rows);
  for (let row = 0, node = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, node++) heights[node] = height(col * size.stepM, row * size.stepM);
  }
  return { stepM: size.stepM, cols, rows, heights };
}

/** A copy with the nodes of `window` replaced by `height(e, n, height so far)`. */
export function reshapeSurface(
  grid: SurfaceGrid,
  window: NodeWindow,
  height: (e: number, n: number, ground: number) => number,
): SurfaceGrid {
  const heights = grid.heights.slice();
  for (let row = window.rowBegin; row < window.rowEnd; row++) {
    for (let col = window.colBegin; col < window.colEnd; col++) {
      const node = row * grid.cols + col;
      heights[node] = height(col * grid.stepM, row * grid.stepM, heights[node]!);
    }
  }
  return { ...grid, heights };
}

/** The nodes within [minE, maxE] × [minN, maxN], clipped to the grid. */
export function nodesWithin(grid: SurfaceGrid, minE: number, minN: number, maxE: number, maxN: number): NodeWindow {
  return {
    colBegin: Math.max(0, Math.ceil(minE / grid.stepM)),
    colEnd: Math.min(grid.cols, Math.floor(maxE / grid.stepM) + 1),
    rowBegin: Math.max(0, Math.ceil(minN / grid.stepM)),
    rowEnd: Math.min(grid.rows, Math.floor(maxN / grid.stepM) + 1),
  };
}

/** Height of the TIN at e, n; places off the grid take the linear continuation of the cell at the edge. */
export function surfaceHeight(grid: SurfaceGrid, e: number, n: number): number {
  const { cols, rows, stepM, heights } = grid;
  const col = Math.min(cols - 2, Math.max(0, Math.floor(e / stepM)));
  const row = Math.min(rows - 2, Math.max(0, Math.floor(n / stepM)));
  const u = e / stepM - col;
  const v = n / stepM - row;
  const southWest = row * cols + col;
  const sw = heights[southWest]!;
  const ne = heights[southWest + cols + 1]!;
  if (u >= v) {
    const se = heights[southWest + 1]!;
    return sw + u * (se - sw) + v * (ne - se);
  }
  const nw = heights[southWest + cols]!;
  return sw + v * (nw - sw) + u * (ne - nw);
}
