/**
 * Area of a polygon in every cell of a grid, exactly (up to rounding), holes included.
 *
 * By Green's theorem the part of the polygon in a cell is the sum over its edges of (distance from the cell's west side,
 * at most a cell) × (way north within the cell's row). An edge within the cell gives the distance of its middle, an
 * edge further east a whole cell: so each edge adds to the cells it passes, and its way north is carried to all cells
 * west of them in one sweep along the row.
 */
import { isBefore } from './orientation.ts';
import { type Polygon, ringsOf } from './polygon.ts';

/** The part of a grid specification that clipping needs; cells stand at integer multiples of `cellSizeM`. */
interface Cells {
  readonly cellSizeM: number;
  readonly firstCol: number;
  readonly firstRow: number;
  readonly cols: number;
  readonly rows: number;
}

/**
 * @param polygon in the units of `cellSizeM`; must lie within the grid
 * @returns row-major from the south-west, area of polygon ∩ cell, 0 … cellSizeM²; cells that no edge passes are exactly
 *   0 or cellSizeM²
 */
export function cellAreas(polygon: Polygon, grid: Cells): Float64Array {
  const size = grid.cols * grid.rows;
  const areas = new Float64Array(size);
  const wayNorth = new Float64Array(size);
  const passed = new Uint8Array(size);
  const tracer = { grid, areas, wayNorth, passed };
  for (const { east, north } of ringsOf(polygon)) {
    for (let i = 0; i < east.length; i++) {
      const j = (i + 1) % east.length;
      // traced from the westmost end, so that the common edge of two polygons gives the same digits to both
      const forward = isBefore(east[i]!, north[i]!, east[j]!, north[j]!);
      const from = forward ? i : j;
      const to = forward ? j : i;
      traceEdge(
        tracer,
        east[from]! / grid.cellSizeM - grid.firstCol,
        north[from]! / grid.cellSizeM - grid.firstRow,
        east[to]! / grid.cellSizeM - grid.firstCol,
        north[to]! / grid.cellSizeM - grid.firstRow,
        forward ? 1 : -1,
      );
    }
  }
  sweepRows(tracer);
  return areas;
}

interface Tracer {
  readonly grid: Cells;
  /** In cells² while tracing. */
  readonly areas: Float64Array;
  readonly wayNorth: Float64Array;
  readonly passed: Uint8Array;
}

/** Cuts an edge (in cells, west to east) at every grid line and books the pieces. */
function traceEdge(tracer: Tracer, aC: number, aR: number, bC: number, bR: number, sign: number): void {
  const { cols, rows } = tracer.grid;
  const rising = bR >= aR;
  let fromC = aC;
  let fromR = aR;
  let col = Math.min(cols - 1, Math.max(0, Math.floor(aC)));
  let row = Math.min(rows - 1, Math.max(0, rising ? Math.floor(aR) : Math.ceil(aR) - 1));
  for (;;) {
    // where the edge leaves this cell: through its east side, its north or south side, or not at all
    const rowLine = rising ? row + 1 : row;
    const crossesCol = bC > col + 1 && col + 1 < cols;
    const crossesRow = rising ? bR > rowLine && row + 1 < rows : bR < rowLine && row > 0;
    const toRowAtCol = crossesCol ? aR + ((col + 1 - aC) / (bC - aC)) * (bR - aR) : bR;
    const rowFirst = crossesRow && (!crossesCol || (rising ? toRowAtCol >= rowLine : toRowAtCol <= rowLine));
    let toC = bC;
    let toR = bR;
    if (rowFirst) {
      toR = rowLine;
      toC = Math.min(Math.max(fromC, aC + ((rowLine - aR) / (bR - aR)) * (bC - aC)), crossesCol ? col + 1 : bC);
    } else if (crossesCol) {
      toC = col + 1;
      toR = toRowAtCol;
    }
    const cell = row * cols + col;
    const way = sign * (toR - fromR);
    tracer.areas[cell]! += ((fromC + toC) / 2 - col) * way;
    tracer.wayNorth[cell]! += way;
    tracer.passed[cell] = 1;
    if (rowFirst) row += rising ? 1 : -1;
    else if (crossesCol) col += 1;
    else return;
    fromC = toC;
    fromR = toR;
  }
}

/** Carries the ways north to the cells further west and turns cells² into square units. */
function sweepRows({ grid, areas, wayNorth, passed }: Tracer): void {
  const cellArea = grid.cellSizeM * grid.cellSizeM;
  for (let row = 0; row < grid.rows; row++) {
    let carried = 0;
    for (let cell = (row + 1) * grid.cols - 1; cell >= row * grid.cols; cell--) {
      const share = passed[cell] ? areas[cell]! + carried : Math.round(carried);
      areas[cell] = Math.min(1, Math.max(0, share)) * cellArea;
      carried += wayNorth[cell]!;
    }
  }
}
