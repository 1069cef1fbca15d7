/**
 * Heights at any positions from the surfaces that stand beside items: one picture of many files. Bilinear between cell
 * centres; across the border of two surfaces of one grid too. Where surfaces lie one above the other the first answers.
 */
import { fromFile, type GeoTIFF } from 'geotiff';
import { FormatError } from '#core/errors.ts';

/** A surface as its item describes it; coordinates in CRS units. */
export interface MosaicSource {
  readonly path: string;
  readonly cols: number;
  readonly rows: number;
  readonly west: number;
  readonly north: number;
  readonly step: number;
}

/** Files that a thread keeps open. */
const OPEN_FILES = 64;
const open = new Map<string, Promise<GeoTIFF>>();

async function openTiff(path: string): Promise<GeoTIFF> {
  const known = open.get(path) ?? fromFile(path);
  open.delete(path);
  open.set(path, known);
  known.catch(() => open.delete(path));
  const [oldest] = open.keys();
  if (open.size > OPEN_FILES && oldest !== undefined) {
    const old = open.get(oldest);
    if (old) closeTiff(old);
    open.delete(oldest);
  }
  return await known;
}

function closeTiff(opened: Promise<GeoTIFF>): void {
  const close = async () => {
    await (await opened).close();
  };
  close().catch(() => undefined);
}

/** A part of one level of one surface. */
interface Patch {
  readonly west: number;
  readonly north: number;
  readonly step: number;
  readonly cols: number;
  readonly rows: number;
  readonly values: Float32Array;
}

export interface Extent {
  readonly minE: number;
  readonly minN: number;
  readonly maxE: number;
  readonly maxN: number;
}

export class SurfaceMosaic {
  readonly #patches: readonly Patch[];

  private constructor(patches: readonly Patch[]) {
    this.#patches = patches;
  }

  /**
   * Loads what an extent needs.
   * @param resolution wanted distance of cells, CRS units: the coarsest level that is not coarser is read
   * @throws {FormatError} when a file is damaged
   */
  static async load(sources: readonly MosaicSource[], extent: Extent, resolution: number): Promise<SurfaceMosaic> {
    const patches: Patch[] = [];
    for (const source of sources) {
      const patch = await loadPatch(source, extent, resolution);
      if (patch) patches.push(patch);
    }
    return new SurfaceMosaic(patches);
  }

  /** Whether any surface lies under the extent. */
  get isEmpty(): boolean {
    return this.#patches.length === 0;
  }

  /** NaN is no data. */
  heightAt(east: number, north: number): number {
    for (const patch of this.#patches) {
      const height = this.#inPatch(patch, east, north);
      if (!Number.isNaN(height)) return height;
    }
    return Number.NaN;
  }

  #inPatch(patch: Patch, east: number, north: number): number {
    const { west, north: top, step, cols, rows } = patch;
    const [x, y] = [(east - west) / step, (top - north) / step];
    if (!(x >= 0 && y >= 0 && x < cols && y < rows)) return Number.NaN;
    // the cell itself decides whether there is anything
    const own = patch.values[Math.floor(y) * cols + Math.floor(x)]!;
    if (Number.isNaN(own)) return Number.NaN;
    const [col, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
    const [u, v] = [x - 0.5 - col, y - 0.5 - row];
    let [sum, weights] = [0, 0];
    for (let k = 0; k < 4; k++) {
      const [c, r] = [col + (k & 1), row + (k >> 1)];
      const weight = ((k & 1) === 1 ? u : 1 - u) * (k >> 1 === 1 ? v : 1 - v);
      if (weight === 0) continue;
      const height =
        c >= 0 && r >= 0 && c < cols && r < rows ? patch.values[r * cols + c]! : this.#cellBeyond(patch, c, r);
      if (Number.isNaN(height)) continue;
      sum += weight * height;
      weights += weight;
    }
    return sum / weights;
  }

  /** A cell of the same grid in another surface. */
  #cellBeyond({ west, north, step }: Patch, col: number, row: number): number {
    for (const other of this.#patches) {
      if (other.step !== step) continue;
      const [c, r] = [(west - other.west) / step + col, (other.north - north) / step + row];
      const [wholeC, wholeR] = [Math.round(c), Math.round(r)];
      if (Math.abs(c - wholeC) > 1e-6 || Math.abs(r - wholeR) > 1e-6) continue;
      if (wholeC < 0 || wholeR < 0 || wholeC >= other.cols || wholeR >= other.rows) continue;
      const height = other.values[wholeR * other.cols + wholeC]!;
      if (!Number.isNaN(height)) return height;
    }
    return Number.NaN;
  }
}

async function loadPatch(source: MosaicSource, extent: Extent, resolution: number): Promise<Patch | null> {
  const { path, cols, rows, west, north, step } = source;
  const levels = Math.max(0, Math.floor(Math.log2(Math.max(1, resolution / step)) + 1e-9));
  const reach = step * 2 ** (levels + 1);
  if (
    extent.maxE + reach < west ||
    extent.minE - reach > west + cols * step ||
    extent.maxN + reach < north - rows * step ||
    extent.minN - reach > north
  ) {
    return null;
  }
  try {
    const tiff = await openTiff(path);
    const images = await tiff.getImageCount();
    const level = Math.min(levels, images - 1);
    const image = await tiff.getImage(level);
    // halving rounds up: the last column of a level may reach beyond the surface
    const own = step * 2 ** level;
    const [width, height] = [image.getWidth(), image.getHeight()];
    const begin = (from: number) => Math.max(0, Math.floor(from / own) - 1);
    const [left, top] = [begin(extent.minE - west), begin(north - extent.maxN)];
    const right = Math.min(width, Math.ceil((extent.maxE - west) / own) + 1);
    const bottom = Math.min(height, Math.ceil((north - extent.minN) / own) + 1);
    if (right <= left || bottom <= top) return null;
    const [band] = (await image.readRasters({ window: [left, top, right, bottom] })) as unknown as [ArrayLike<number>];
    // beyond the last level every n-th cell stands for its square: a pixel of a small scale
    return {
      west: west + left * own,
      north: north - top * own,
      step: own,
      cols: right - left,
      rows: bottom - top,
      values: Float32Array.from(band),
    };
  } catch (error) {
    open.delete(path);
    if (error instanceof Error && 'code' in error) throw error;
    throw new FormatError(
      `surface ${path.split('/').at(-1)}: ${error instanceof Error ? error.message : String(error)}`,
      {
        offset: 0,
      },
    );
  }
}
