/** Connected changes of a difference surface with their volumes, largest first. Definition and limits: change-map.md. */
import { centreEast, centreNorth, type GridSpec } from '../surface/grid.ts';
import { labelComponents } from './components.ts';

/** Cells of a connected change, as columns and rows of the grid; ends are exclusive. */
export interface CellBox {
  readonly beginCol: number;
  readonly endCol: number;
  readonly beginRow: number;
  readonly endRow: number;
}

export interface Change {
  /** Its cells in the grid of labels. */
  readonly label: number;
  readonly kind: 'cut' | 'fill';
  readonly volumeM3: number;
  readonly areaM2: number;
  /** Of the volume: where the moved ground has its centre in plan, metres. */
  readonly centroid: readonly [east: number, north: number];
  readonly cells: CellBox;
  readonly maxThicknessM: number;
}

export interface Changes {
  /** Every connected change, however small; the largest volume first. */
  readonly changes: readonly Change[];
  readonly labels: Int32Array;
}

interface Sums {
  kind: number;
  volumeM3: number;
  areaM2: number;
  /** From the grid's south-west corner, weighted with the volume. */
  momentE: number;
  momentN: number;
  maxThicknessM: number;
  beginCol: number;
  endCol: number;
  beginRow: number;
  endRow: number;
}

/**
 * @param cellAreasM2 what each cell counts for; cells of area 0 belong to nothing
 * @param kinds 1 fill, −1 cut, 0 neither; a cell of a kind has a difference of its sign
 */
export function connectedChanges(
  grid: GridSpec,
  cellAreasM2: Float64Array,
  differencesM: Float64Array,
  kinds: Int8Array,
): Changes {
  const { labels, count } = labelComponents(kinds, grid.cols, grid.rows);
  const sums: Sums[] = Array.from({ length: count }, emptySums);
  const [originE, originN] = [centreEast(grid, 0), centreNorth(grid, 0)];
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, cell++) {
      const label = labels[cell]!;
      if (label === 0) continue;
      const sum = sums[label - 1]!;
      const thicknessM = Math.abs(differencesM[cell]!);
      const volumeM3 = cellAreasM2[cell]! * thicknessM;
      sum.kind = kinds[cell]!;
      sum.volumeM3 += volumeM3;
      sum.areaM2 += cellAreasM2[cell]!;
      sum.momentE += volumeM3 * col;
      sum.momentN += volumeM3 * row;
      if (thicknessM > sum.maxThicknessM) sum.maxThicknessM = thicknessM;
      if (col < sum.beginCol) sum.beginCol = col;
      if (col >= sum.endCol) sum.endCol = col + 1;
      if (row < sum.beginRow) sum.beginRow = row;
      if (row >= sum.endRow) sum.endRow = row + 1;
    }
  }
  const changes = sums.map(({ kind, volumeM3, areaM2, momentE, momentN, maxThicknessM, ...cells }, i): Change => {
    const east = originE + (momentE / volumeM3) * grid.cellSizeM;
    const north = originN + (momentN / volumeM3) * grid.cellSizeM;
    const name = kind > 0 ? 'fill' : 'cut';
    return { label: i + 1, kind: name, volumeM3, areaM2, centroid: [east, north], cells, maxThicknessM };
  });
  // of equal volumes the one that comes first in the grid
  changes.sort((a, b) => b.volumeM3 - a.volumeM3 || a.label - b.label);
  return { changes, labels };
}

function emptySums(): Sums {
  return {
    kind: 0,
    volumeM3: 0,
    areaM2: 0,
    momentE: 0,
    momentN: 0,
    maxThicknessM: 0,
    beginCol: Infinity,
    endCol: 0,
    beginRow: Infinity,
    endRow: 0,
  };
}
