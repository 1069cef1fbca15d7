/**
 * Grids delivered as lines of coordinates: `X Y Z` (VIRTUAL SHIZUOKA 2019–2021, Hyogo), `ID,X,Y,Z,flag` (VIRTUAL SHIZUOKA
 * 中・西部, 2025). X is east, Y is north. Rows run either way, nodes may be missing. Two passes over the bytes: the first
 * finds columns and axes, the second the heights; memory is that of the grid.
 */
import { FormatError, LimitError } from '../errors.ts';
import { MAX_RASTER_NODES, type Raster } from '../surface/raster.ts';
import type { ReaderCheck } from '../surface/reader-check.ts';
import { AxisValues, commonStep, type GridAxis } from './grid-axis.ts';
import { NumberRows } from './number-rows.ts';

/** Rows by which columns are told. */
const PROBE_ROWS = 64;
/** Lines of words that may stand above the numbers. */
const MAX_HEADER_LINES = 10;
/** Nodes may be missing, but a few lines far from each other are no grid: so many nodes a line, above what a small grid has. */
const NODES_PER_LINE = 1000;
const SPARSE_NODES = 1_000_000;

export interface TextGridFrame {
  /** Number of the column of X; Y and Z follow it. */
  readonly column: number;
  readonly x: GridAxis;
  readonly y: GridAxis;
  readonly stepM: number;
}

/** First pass. */
export class TextGridProbe {
  private readonly rows = new NumberRows((fields, count, line) => this.take(fields, count, line));
  private readonly x = new AxisValues('X');
  private readonly y = new AxisValues('Y');
  private probe: Float64Array[] = [];
  private column: number | null = null;
  private headerLines = 0;
  private lines = 0;

  /**
   * @throws {FormatError} when a line is not what the lines before it are
   * @throws {LimitError} when it is no grid, or a line has no end
   */
  write(piece: Uint8Array): void {
    this.rows.write(piece);
  }

  /**
   * @throws {FormatError} when there is no grid
   * @throws {UnsupportedError} when steps differ
   * @throws {LimitError} above `MAX_RASTER_NODES`
   */
  end(): TextGridFrame {
    this.rows.end();
    if (this.column === null) this.settleColumns();
    if (this.column === null)
      throw new FormatError('expected lines "X Y Z" of a grid, seen none', { offset: 0, expected: 'X Y Z' });
    const [x, y] = [this.x.settle(), this.y.settle()];
    const stepM = commonStep(x, y);
    if (x.count * y.count > MAX_RASTER_NODES) {
      throw new LimitError(
        `expected a grid of at most ${MAX_RASTER_NODES} nodes, seen ${x.count} × ${y.count} at ${stepM} m: too large, or not a grid`,
        { limit: MAX_RASTER_NODES, actual: x.count * y.count },
      );
    }
    const most = SPARSE_NODES + NODES_PER_LINE * this.lines;
    if (x.count * y.count > most) {
      throw new LimitError(
        `expected at most ${most} nodes for ${this.lines} lines, seen ${x.count} × ${y.count} at ${stepM} m: not a grid`,
        { limit: most, actual: x.count * y.count },
      );
    }
    return { column: this.column, x, y, stepM };
  }

  private take(fields: Float64Array, count: number, line: number): void {
    if (this.column !== null) {
      this.addRow(fields, count, this.column, line);
      return;
    }
    const numbers = fields.subarray(0, count).reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
    if (numbers < 3) {
      this.headerLines++;
      if (this.probe.length === 0 && this.headerLines <= MAX_HEADER_LINES) return;
      throw new FormatError(`line ${line}: expected "X Y Z", seen ${numbers} numbers`, {
        offset: line,
        expected: 'X Y Z',
        actual: numbers,
      });
    }
    this.probe.push(fields.slice(0, count));
    if (this.probe.length === PROBE_ROWS) this.settleColumns();
  }

  private settleColumns(): void {
    const [first] = this.probe;
    if (!first) return;
    const column = first.length > 3 && isNumbering(this.probe) ? 1 : 0;
    this.column = column;
    this.probe.forEach((row, i) => {
      this.addRow(row, row.length, column, this.headerLines + i + 1);
    });
    this.probe = [];
  }

  private addRow(fields: Float64Array, count: number, column: number, line: number): void {
    assertRow(fields, count, column, line);
    this.lines++;
    this.x.add(fields[column]!);
    this.y.add(fields[column + 1]!);
  }
}

/** Whether the first column only numbers the rows: no numbers at all, or whole ones that go up by one. */
function isNumbering(rows: readonly Float64Array[]): boolean {
  if (rows.every((row) => Number.isNaN(row[0]))) return true;
  if (!rows.every((row, i) => Number.isInteger(row[0]) && (i === 0 || row[0]! - rows[i - 1]![0]! === 1))) return false;
  const [first] = rows;
  if (first!.length >= 5 || first![0] === 0 || first![0] === 1) return true;
  // of four columns, X of a 1 m grid goes up by one too: then the next column is Y, which stands still along a row
  return rows.length > 1 && rows.some((row) => row[1] !== first![1]);
}

function assertRow(fields: Float64Array, count: number, column: number, line: number): void {
  if (count >= column + 3 && Number.isFinite(fields[column]! + fields[column + 1]! + fields[column + 2]!)) return;
  const seen = Array.from(fields.subarray(0, count)).join(' ');
  throw new FormatError(`line ${line}: expected X, Y and Z in columns ${column + 1} to ${column + 3}, seen ${seen}`, {
    offset: line,
    expected: 'X Y Z',
    actual: seen.slice(0, 80),
  });
}

/** Second pass. */
export class TextGridHeights {
  private readonly rows: NumberRows;
  private readonly heights: Float64Array;
  private readonly frame: TextGridFrame;
  private isStarted = false;
  private repeated = 0;

  constructor(frame: TextGridFrame) {
    this.frame = frame;
    this.heights = new Float64Array(frame.x.count * frame.y.count).fill(Number.NaN);
    this.rows = new NumberRows((fields, count, line) => this.take(fields, count, line));
  }

  /** @throws {FormatError} */
  write(piece: Uint8Array): void {
    this.rows.write(piece);
  }

  end(): { readonly raster: Raster; readonly checks: readonly ReaderCheck[] } {
    this.rows.end();
    const { x, y, stepM } = this.frame;
    const checks: ReaderCheck[] = [];
    if (this.repeated > 0) {
      const message = `${this.repeated} nodes stand in the file again with another height; the first one counts`;
      checks.push({ code: 'NODES_REPEATED', message });
    }
    const raster = { originE: x.origin, originN: y.origin, stepM, cols: x.count, rows: y.count, heights: this.heights };
    return { raster, checks };
  }

  private take(fields: Float64Array, count: number, line: number): void {
    const { column, x, y, stepM } = this.frame;
    if (!this.isStarted && !Number.isFinite(fields[column]! + fields[column + 1]! + fields[column + 2]!)) return;
    this.isStarted = true;
    assertRow(fields, count, column, line);
    const height = fields[column + 2]!;
    const col = Math.round((fields[column]! - x.origin) / stepM);
    const row = Math.round((fields[column + 1]! - y.origin) / stepM);
    const node = row * x.count + col;
    const there = this.heights[node]!;
    if (Number.isNaN(there)) this.heights[node] = height;
    else if (there !== height) this.repeated++;
  }
}
