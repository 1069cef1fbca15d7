/** ESRI ASCII grids (`ncols`, `nrows`, `xllcorner`, …): rows from the north. Metres. */
import { FormatError, LimitError } from '../errors.ts';
import { MAX_RASTER_NODES, type Raster } from '../surface/raster.ts';

const MAX_HEADER = 4096;

/** Whether a text begins as such a grid does. */
export const isAsciiGrid = (start: string): boolean => /^\s*ncols\s+\d/i.test(start);

export class AsciiGrid {
  private rest = '';
  private header: Map<string, number> | null = null;
  private heights: Float64Array = new Float64Array(0);
  private filled = 0;
  private readonly sizeBytes: number;

  /** @param sizeBytes of the whole text: a header that promises more nodes than it can hold is refused before they are allocated */
  constructor(sizeBytes = Number.POSITIVE_INFINITY) {
    this.sizeBytes = sizeBytes;
  }

  /**
   * @throws {FormatError} when header or values are not what they should be
   * @throws {LimitError} above `MAX_RASTER_NODES`
   */
  write(piece: string): void {
    this.rest += piece;
    if (!this.header && !this.readHeader(false)) return;
    const end = Math.max(this.rest.lastIndexOf(' '), this.rest.lastIndexOf('\n'), this.rest.lastIndexOf('\t'));
    this.takeValues(this.rest.slice(0, end + 1));
    this.rest = this.rest.slice(end + 1);
    if (this.rest.length > MAX_HEADER) throw broken(`a value of more than ${MAX_HEADER} characters`);
  }

  /** @throws {FormatError} when values are missing */
  end(): Raster {
    if (!this.header) this.readHeader(true);
    this.takeValues(this.rest);
    if (this.filled !== this.heights.length) throw broken(`${this.filled} values`, this.heights.length);
    const stepM = this.value('cellsize');
    const half = this.header!.has('xllcorner') ? stepM / 2 : 0;
    const edge = this.header!.has('xllcorner') ? 'corner' : 'center';
    return {
      originE: this.value(`xll${edge}`) + half,
      originN: this.value(`yll${edge}`) + half,
      stepM,
      cols: this.value('ncols'),
      rows: this.value('nrows'),
      heights: this.heights,
    };
  }

  private readHeader(isWhole: boolean): boolean {
    if (!isWhole && this.rest.length < MAX_HEADER) return false;
    const header = new Map<string, number>();
    let at = 0;
    for (;;) {
      const match = /^\s*([a-z_]+)[ \t]+(\S+)[ \t]*(?:\r?\n|$)/i.exec(this.rest.slice(at, at + 200));
      if (!match || /^nan$/i.test(match[1]!)) break;
      header.set(match[1]!.toLowerCase(), Number(match[2]));
      at += match[0].length;
    }
    this.header = header;
    const [cols, rows] = [this.value('ncols'), this.value('nrows')];
    if (!(Number.isInteger(cols) && Number.isInteger(rows) && cols > 0 && rows > 0))
      throw broken(`${cols} × ${rows} nodes`);
    if (!(this.value('cellsize') > 0)) throw broken(`a cell size of ${this.value('cellsize')}`);
    if (cols * rows > MAX_RASTER_NODES) {
      throw new LimitError(`expected a grid of at most ${MAX_RASTER_NODES} nodes, seen ${cols} × ${rows}`, {
        limit: MAX_RASTER_NODES,
        actual: cols * rows,
      });
    }
    // a value and what parts it from the next: two bytes
    const most = Math.ceil(this.sizeBytes / 2);
    if (cols * rows > most)
      throw broken(`${cols} × ${rows} nodes`, `at most ${most} values in ${this.sizeBytes} bytes`);
    this.heights = new Float64Array(cols * rows);
    this.rest = this.rest.slice(at);
    return true;
  }

  private takeValues(text: string): void {
    const noData = this.header!.get('nodata_value');
    const [cols, rows] = [this.value('ncols'), this.value('nrows')];
    for (const [word] of text.matchAll(/\S+/g)) {
      if (this.filled >= this.heights.length)
        throw broken(`more than ${this.heights.length} values`, this.heights.length);
      const value = /^nan$/i.test(word) ? Number.NaN : Number(word);
      if (!Number.isFinite(value) && !/^nan$/i.test(word)) throw broken(JSON.stringify(word.slice(0, 40)), 'a number');
      const [row, col] = [rows - 1 - Math.floor(this.filled / cols), this.filled % cols];
      this.heights[row * cols + col] = value === noData ? Number.NaN : value;
      this.filled++;
    }
  }

  private value(name: string): number {
    const value = this.header!.get(name);
    if (value === undefined || !Number.isFinite(value))
      throw broken(`${name} ${value ?? 'missing'}`, `a number for ${name}`);
    return value;
  }
}

function broken(seen: string, expected: string | number = 'an ESRI ASCII grid'): FormatError {
  return new FormatError(`ESRI ASCII grid: expected ${expected}, seen ${seen}`, { offset: 0, expected, actual: seen });
}
