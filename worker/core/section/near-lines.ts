/** The ground near some segments as marked cells: what a section needs of a cloud is a strip, not the rectangle around it. Metres. */
import { type Bounds, growBounds } from '../geometry/bounds.ts';
import { boundsOfSegments, type Segment } from './cut-tin.ts';

const MAX_CELLS = 4_000_000;
const ROUNDING_M = 1e-6;

/** The marked cells as plain data, for other threads. */
export interface CellMask {
  readonly minE: number;
  readonly minN: number;
  readonly cellSizeM: number;
  readonly cols: number;
  readonly rows: number;
  /** 1 for a marked cell; row by row from the south. */
  readonly marks: Uint8Array;
}

/** Whether a position lies in a marked cell. */
export function maskHolds(
  { minE, minN, cellSizeM, cols, rows, marks }: CellMask,
  east: number,
  north: number,
): boolean {
  const col = Math.floor((east - minE) / cellSizeM);
  const row = Math.floor((north - minN) / cellSizeM);
  return col >= 0 && row >= 0 && col < cols && row < rows && marks[row * cols + col] === 1;
}

export class NearLines {
  readonly bounds: Bounds;
  private readonly cellSizeM: number;
  private readonly cols: number;
  private readonly rows: number;
  private readonly marks: Uint8Array;

  /** Marks every cell that has a position at most `reachM` from a segment, and few others. */
  constructor(segments: readonly Segment[], reachM: number) {
    // a hair more: positions computed along a segment are rounded
    this.bounds = growBounds(boundsOfSegments(segments), reachM + ROUNDING_M);
    const width = this.bounds.maxE - this.bounds.minE;
    const depth = this.bounds.maxN - this.bounds.minN;
    // far-flung segments get larger cells, which mark more ground than is needed
    this.cellSizeM = Math.max(0.5, reachM / 4, Math.sqrt((width * depth) / MAX_CELLS));
    this.cols = Math.max(1, Math.ceil(width / this.cellSizeM));
    this.rows = Math.max(1, Math.ceil(depth / this.cellSizeM));
    this.marks = new Uint8Array(this.cols * this.rows);
    // a cell counts when its centre is no further than the reach and half its diagonal
    const reach = reachM + this.cellSizeM * Math.SQRT1_2;
    for (const segment of segments) this.mark(segment, reach);
  }

  get mask(): CellMask {
    const { cellSizeM, cols, rows, marks } = this;
    return { minE: this.bounds.minE, minN: this.bounds.minN, cellSizeM, cols, rows, marks };
  }

  holds(east: number, north: number): boolean {
    return maskHolds(this.mask, east, north);
  }

  touches({ minE, minN, maxE, maxN }: Bounds): boolean {
    return this.hasCell(minE, minN, maxE, maxN, 1);
  }

  /** Whether a circle lies in marked cells altogether. */
  holdsCircle(east: number, north: number, radius: number): boolean {
    const { bounds } = this;
    if (east - radius < bounds.minE || east + radius > bounds.maxE) return false;
    if (north - radius < bounds.minN || north + radius > bounds.maxN) return false;
    return !this.hasCell(east - radius, north - radius, east + radius, north + radius, 0);
  }

  /** Whether one of the cells of a box has a mark (1), or lacks one (0). */
  private hasCell(minE: number, minN: number, maxE: number, maxN: number, wanted: 0 | 1): boolean {
    const firstCol = Math.max(0, Math.floor((minE - this.bounds.minE) / this.cellSizeM));
    const lastCol = Math.min(this.cols - 1, Math.floor((maxE - this.bounds.minE) / this.cellSizeM));
    const firstRow = Math.max(0, Math.floor((minN - this.bounds.minN) / this.cellSizeM));
    const lastRow = Math.min(this.rows - 1, Math.floor((maxN - this.bounds.minN) / this.cellSizeM));
    for (let row = firstRow; row <= lastRow; row++) {
      for (let col = firstCol; col <= lastCol; col++) if (this.marks[row * this.cols + col] === wanted) return true;
    }
    return false;
  }

  private mark({ fromE, fromN, toE, toN }: Segment, reach: number): void {
    const { minE, minN } = this.bounds;
    const size = this.cellSizeM;
    const dE = toE - fromE;
    const dN = toN - fromN;
    const squared = dE * dE + dN * dN;
    const firstRow = Math.max(0, Math.floor((Math.min(fromN, toN) - reach - minN) / size));
    const lastRow = Math.min(this.rows - 1, Math.floor((Math.max(fromN, toN) + reach - minN) / size));
    for (let row = firstRow; row <= lastRow; row++) {
      const n = minN + (row + 0.5) * size;
      // the part of the segment that this row can be near to bounds the columns
      const [begin, end] = spanNear(fromN, dN, n, reach);
      if (begin > end) continue;
      const lowE = Math.min(fromE + begin * dE, fromE + end * dE) - reach;
      const highE = Math.max(fromE + begin * dE, fromE + end * dE) + reach;
      const firstCol = Math.max(0, Math.floor((lowE - minE) / size));
      const lastCol = Math.min(this.cols - 1, Math.floor((highE - minE) / size));
      for (let col = firstCol; col <= lastCol; col++) {
        const e = minE + (col + 0.5) * size;
        const along = ((e - fromE) * dE + (n - fromN) * dN) / squared;
        const share = squared > 0 ? Math.min(1, Math.max(0, along)) : 0;
        const awayE = e - fromE - share * dE;
        const awayN = n - fromN - share * dN;
        if (awayE * awayE + awayN * awayN <= reach * reach) this.marks[row * this.cols + col] = 1;
      }
    }
  }
}

/** Shares of a segment whose northing is at most `reach` from a northing. */
function spanNear(fromN: number, dN: number, n: number, reach: number): [number, number] {
  if (Math.abs(dN) < 1e-12) return [0, 1];
  const a = (n - reach - fromN) / dN;
  const b = (n + reach - fromN) / dN;
  return [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
}
