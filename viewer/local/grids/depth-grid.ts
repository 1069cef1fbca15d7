/**
 * One time step of a simulation that others computed: a grid of depths out of a GeoTIFF, an ESRI ASCII grid or lines "X Y depth", put
 * into the site frame. At most 1,024 cells along the longer side: larger ones are thinned, which is told. Runs in a thread.
 */
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { FormatError, LimitError, UnsupportedError } from '#core/errors.ts';
import { AsciiGrid, isAsciiGrid } from '#core/grids/ascii-grid.ts';
import { TextGridHeights, TextGridProbe } from '#core/grids/text-grid.ts';
import type { WaterGrid } from '../../state/water-surface.ts';
import type { SitePlane } from '../placing.ts';
import { shapesOfGeoTiff } from '../shapes/from-geotiff.ts';

/** Cells along the longer side: as a texture it fits every device. */
export const MAX_SIDE = 1024;
const MAX_TEXT_BYTES = 128 * 1024 * 1024;
/** Of a text before it is thinned: 200 MB while it is read. */
const MAX_TEXT_CELLS = 16_000_000;
const PROBE_BYTES = 4096;
/** Makers write −9999 and the like where there is none; no depth is that great. */
const DEEPEST_M = 12_000;
/** JGD2011, degrees. */
const DEGREES = 'EPSG:6668';

/** As the file has it: rows from the south-west. */
interface SourceGrid {
  readonly cols: number;
  readonly rows: number;
  /** South-western corner and steps, units of the file. */
  readonly west: number;
  readonly south: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly values: Float32Array;
  /** Cells of the file that a cell stands for, along each side. */
  readonly every: number;
  /** Null: the file does not say. */
  readonly proj4: { readonly proj4: string; readonly kind: 'projected' | 'geographic'; readonly name: string } | null;
  readonly format: DepthGrid['format'];
}

export interface DepthGrid {
  readonly grid: WaterGrid;
  /** Metres, row by row from the south-west; NaN is no data, what is not above 0 is dry. */
  readonly depths: Float32Array;
  readonly format: 'GeoTIFF' | 'ESRI ASCII' | 'XYZ';
  /** Cell of the file, metres about; cells of the file along a side of one that is drawn. */
  readonly sourceCellM: number;
  readonly every: number;
  /** Cells of the file are drawn where they lie, or were moved to the site's grid. */
  readonly resampled: boolean;
  readonly maxDepthM: number;
}

/**
 * @throws {FormatError} {UnsupportedError} for what is no such grid
 * @throws {LimitError} for too large ones
 */
export async function readDepthGrid(blob: Blob, site: SitePlane): Promise<DepthGrid> {
  const start = new Uint8Array(await blob.slice(0, PROBE_BYTES).arrayBuffer());
  const head = new TextDecoder('latin1').decode(start);
  const source = /^(II[*+]\0|MM\0[*+])/.test(head) ? await fromTiff(blob) : await fromText(blob, head);
  cleanDepths(source.values);
  return placed(source, site);
}

async function fromTiff(blob: Blob): Promise<SourceGrid> {
  const { image, crs, problem } = await shapesOfGeoTiff(blob);
  if (!image?.heights) throw new UnsupportedError('GeoTIFF of colours; expected one band of depths');
  if (problem) throw new FormatError(`GeoTIFF: expected a known coordinate system, seen: ${problem}`, { offset: 0 });
  const { cols, rows, heights, west, north, stepE, stepN, every } = image;
  const values = new Float32Array(cols * rows);
  for (let row = 0; row < rows; row++)
    values.set(heights.subarray(row * cols, (row + 1) * cols), (rows - 1 - row) * cols);
  return {
    cols,
    rows,
    west,
    south: north - rows * stepN,
    stepX: stepE,
    stepY: stepN,
    values,
    every,
    proj4: crs && { proj4: crs.proj4, kind: crs.kind, name: crs.name },
    format: 'GeoTIFF',
  };
}

async function fromText(blob: Blob, head: string): Promise<SourceGrid> {
  if (blob.size > MAX_TEXT_BYTES)
    throw tooLarge(`a text of at most ${MAX_TEXT_BYTES} bytes`, MAX_TEXT_BYTES, blob.size);
  if (/\0/.test(head))
    throw new UnsupportedError('this file; expected a GeoTIFF, an ESRI ASCII grid or lines "X Y depth"');
  return isAsciiGrid(head) ? await fromAscii(blob, head) : await fromLines(blob);
}

async function fromAscii(blob: Blob, head: string): Promise<SourceGrid> {
  // the size is known before memory is taken for it
  const count = ['ncols', 'nrows'].reduce((product, name) => {
    const found = new RegExp(`${name}\\s+(\\d{1,9})\\b`, 'i').exec(head);
    return product * (found ? Number(found[1]) : Number.NaN);
  }, 1);
  if (!(count <= MAX_TEXT_CELLS)) throw tooLarge(`a grid of at most ${MAX_TEXT_CELLS} cells`, MAX_TEXT_CELLS, count);
  const reader = new AsciiGrid();
  const decoder = new TextDecoder('utf-8');
  for await (const piece of pieces(blob)) reader.write(decoder.decode(piece, { stream: true }));
  const { originE, originN, stepM, cols, rows, heights } = reader.end();
  const corner = { west: originE - stepM / 2, south: originN - stepM / 2, stepX: stepM, stepY: stepM };
  return thinned({ ...corner, cols, rows, values: heights, format: 'ESRI ASCII' });
}

async function fromLines(blob: Blob): Promise<SourceGrid> {
  const probe = new TextGridProbe();
  for await (const piece of pieces(blob)) probe.write(piece);
  const frame = probe.end();
  const cells = frame.x.count * frame.y.count;
  if (!(cells <= MAX_TEXT_CELLS)) throw tooLarge(`a grid of at most ${MAX_TEXT_CELLS} cells`, MAX_TEXT_CELLS, cells);
  const reader = new TextGridHeights(frame);
  for await (const piece of pieces(blob)) reader.write(piece);
  const { originE, originN, stepM, cols, rows, heights } = reader.end().raster;
  const corner = { west: originE - stepM / 2, south: originN - stepM / 2, stepX: stepM, stepY: stepM };
  return thinned({ ...corner, cols, rows, values: heights, format: 'XYZ' });
}

async function* pieces(blob: Blob): AsyncGenerator<Uint8Array> {
  const size = 4 * 1024 * 1024;
  for (let at = 0; at < blob.size; at += size) {
    yield new Uint8Array(await blob.slice(at, at + size).arrayBuffer());
  }
}

/** Every k-th cell, as GeoTIFFs are thinned. */
function thinned(
  source: Omit<SourceGrid, 'values' | 'every' | 'proj4'> & { readonly values: Float64Array },
): SourceGrid {
  const { cols, rows, stepX, stepY, values } = source;
  const every = Math.max(1, Math.ceil(Math.max(cols, rows) / MAX_SIDE));
  const [width, height] = [Math.ceil(cols / every), Math.ceil(rows / every)];
  const kept = new Float32Array(width * height);
  const middle = Math.floor((every - 1) / 2);
  for (let row = 0; row < height; row++) {
    const from = Math.min(rows - 1, row * every + middle) * cols;
    for (let col = 0; col < width; col++) {
      kept[row * width + col] = values[from + Math.min(cols - 1, col * every + middle)] ?? Number.NaN;
    }
  }
  // texts do not say their system: degrees are told by their size
  const isDegrees = Math.abs(source.west) <= 180 && Math.abs(source.south) <= 90 && stepX < 0.1;
  const degrees = isDegrees ? crsFromCode(DEGREES) : null;
  return {
    ...source,
    cols: width,
    rows: height,
    stepX: stepX * every,
    stepY: stepY * every,
    values: kept,
    every,
    proj4: degrees && { proj4: degrees.proj4, kind: degrees.kind, name: degrees.name },
  };
}

/** Impossible depths are no data, in place. @throws {FormatError} when nothing is left */
function cleanDepths(values: Float32Array): void {
  let known = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Math.abs(value) <= DEEPEST_M && value > -9000) known++;
    else values[i] = Number.NaN;
  }
  if (known === 0) throw new FormatError('expected depths in metres, seen no data in any cell', { offset: 0 });
}

function placed(source: SourceGrid, site: SitePlane): DepthGrid {
  const { cols, rows, west, south, stepX, stepY, values, every, format } = source;
  const isOwn = source.proj4 === null || source.proj4.proj4 === site.proj4;
  const isSquare = Math.abs(stepX - stepY) <= 1e-6 * stepX;
  const common = { format, every, maxDepthM: greatest(values) };
  if (isOwn && isSquare) {
    const cellSizeM = stepX * site.unitM;
    const grid = { cols, rows, originE: west * site.unitM, originN: south * site.unitM, cellSizeM };
    return { ...common, grid, depths: values, sourceCellM: cellSizeM / every, resampled: false };
  }
  return { ...common, ...moved(source, site) };
}

/** Nearest cells on a grid of the site of about the same step. */
function moved(source: SourceGrid, site: SitePlane): Pick<DepthGrid, 'grid' | 'depths' | 'sourceCellM' | 'resampled'> {
  const plane = createProjection({ proj4: site.proj4, kind: 'projected', name: 'site' });
  const own = source.proj4 ? createProjection(source.proj4) : plane;
  const { cols, rows, west, south, stepX, stepY, values, every } = source;
  const toSite = (x: number, y: number) => {
    const [east, north] = plane.fromLonLat(...own.toLonLat(x, y));
    return [east * site.unitM, north * site.unitM] as const;
  };
  const corners = [0, 0.5, 1].flatMap((u) =>
    [0, 0.5, 1].map((v) => toSite(west + u * cols * stepX, south + v * rows * stepY)),
  );
  const box = [0, 1].map((k) => [
    Math.min(...corners.map((corner) => corner[k] ?? Number.NaN)),
    Math.max(...corners.map((corner) => corner[k] ?? Number.NaN)),
  ]) as [[number, number], [number, number]];
  const [[minE, maxE], [minN, maxN]] = box;
  if (!Number.isFinite(minE + maxE + minN + maxN)) {
    throw new FormatError('the grid has no place on the plane of this site', { offset: 0 });
  }
  const cell = Math.max(
    Math.sqrt(((maxE - minE) / cols) * ((maxN - minN) / rows)),
    Math.max(maxE - minE, maxN - minN) / MAX_SIDE,
  );
  const grid = {
    cols: Math.max(1, Math.min(MAX_SIDE, Math.round((maxE - minE) / cell))),
    rows: Math.max(1, Math.min(MAX_SIDE, Math.round((maxN - minN) / cell))),
    originE: minE,
    originN: minN,
    cellSizeM: cell,
  };
  const depths = new Float32Array(grid.cols * grid.rows).fill(Number.NaN);
  for (let row = 0, i = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++, i++) {
      const at = [minE + (col + 0.5) * cell, minN + (row + 0.5) * cell] as const;
      const [x, y] = own.fromLonLat(...plane.toLonLat(at[0] / site.unitM, at[1] / site.unitM));
      const [c, r] = [Math.floor((x - west) / stepX), Math.floor((y - south) / stepY)];
      if (c >= 0 && r >= 0 && c < cols && r < rows) depths[i] = values[r * cols + c] ?? Number.NaN;
    }
  }
  return { grid, depths, sourceCellM: cell / every, resampled: true };
}

function greatest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function tooLarge(what: string, limit: number, seen: number): LimitError {
  return new LimitError(`expected ${what}, seen ${Number.isNaN(seen) ? 'no size' : seen}`, {
    limit,
    actual: Number.isNaN(seen) ? -1 : seen,
  });
}
