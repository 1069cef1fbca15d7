/** A map tile of the surfaces beside items: a picture, or elevations as colours. */
import { encode as encodePng } from 'fast-png';
import type { SurfaceStyle } from '#core/contract/make-surface.ts';
import { type Crs, createProjection } from '#core/crs/crs.ts';
import { reliefMarginM, reliefPicture } from '#core/relief/relief-picture.ts';
import { type ElevationEncoding, encodeElevations } from '#core/tiles/elevation-encoding.ts';
import { latAt, lonAt, pixelSizeM, type TileAddress } from '#core/tiles/web-mercator.ts';
import type { JobContext } from '../entry.ts';
import { type Extent, type MosaicSource, SurfaceMosaic } from '../tiles/surface-mosaic.ts';

export type MapTileStyle = SurfaceStyle | ElevationEncoding;

export interface DrawMapTileInput {
  readonly sources: readonly MosaicSource[];
  readonly crs: Crs;
  readonly tile: TileAddress;
  readonly style: MapTileStyle;
  /** Of an elevation picture: the collection's, so that tiles match. */
  readonly lowM: number;
  readonly highM: number;
}

export interface DrawMapTileOutput {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** No pixel has data. */
  readonly isEmpty: boolean;
}

export const MAP_TILE_PIXELS = 256;
/** A margin never takes more than the tile itself: pixels smaller than half a metre show no more than there is. */
const MAX_MARGIN_PIXELS = 128;

/** Values stand for the centres of pixels. */
export async function run(input: DrawMapTileInput, context: JobContext): Promise<DrawMapTileOutput> {
  const { sources, crs, tile, style, lowM, highM } = input;
  const isElevation = style === 'gsi' || style === 'terrain-rgb' || style === 'terrarium';
  const stepM = pixelSizeM(tile.z, latAt(tile.y + 0.5, tile.z), MAP_TILE_PIXELS);
  const margin = isElevation ? 0 : Math.min(MAX_MARGIN_PIXELS, Math.ceil(reliefMarginM(style, stepM) / stepM) + 1);
  const side = MAP_TILE_PIXELS + 2 * margin;
  const places = pixelPlaces(crs, tile, margin, side);
  const mosaic = await SurfaceMosaic.load(sources, places.extent, stepM / crs.horizontalUnitM);
  const heights = new Float32Array(side * side);
  for (let i = 0; i < heights.length; i++) heights[i] = mosaic.heightAt(places.east[i]!, places.north[i]!);
  const isEmpty = isVoid(heights, side, margin);
  const data = isElevation
    ? encodeElevations(heights, style)
    : cropped(reliefPicture({ cols: side, rows: side, stepM, heights }, style, { lowM, highM }), side, margin);
  const png = encodePng({ width: MAP_TILE_PIXELS, height: MAP_TILE_PIXELS, data, channels: 4, depth: 8 });
  const bytes = new Uint8Array(png);
  context.transfer(bytes.buffer);
  return { bytes, isEmpty };
}

interface PixelPlaces {
  /** Of each pixel's centre, row by row from the north-west; CRS units. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly extent: Extent;
}

function pixelPlaces(crs: Crs, { z, x, y }: TileAddress, margin: number, side: number): PixelPlaces {
  const { fromLonLat } = createProjection(crs);
  const east = new Float64Array(side * side);
  const north = new Float64Array(side * side);
  const extent = { minE: Infinity, minN: Infinity, maxE: -Infinity, maxN: -Infinity };
  for (let row = 0; row < side; row++) {
    const lat = latAt(y + (row - margin + 0.5) / MAP_TILE_PIXELS, z);
    for (let col = 0; col < side; col++) {
      const lon = lonAt(x + (col - margin + 0.5) / MAP_TILE_PIXELS, z);
      const [e, n] = fromLonLat(lon, lat);
      const at = row * side + col;
      east[at] = e;
      north[at] = n;
      if (e < extent.minE) extent.minE = e;
      if (e > extent.maxE) extent.maxE = e;
      if (n < extent.minN) extent.minN = n;
      if (n > extent.maxN) extent.maxN = n;
    }
  }
  return { east, north, extent };
}

function isVoid(heights: Float32Array, side: number, margin: number): boolean {
  for (let row = margin; row < side - margin; row++) {
    for (let col = margin; col < side - margin; col++) if (!Number.isNaN(heights[row * side + col]!)) return false;
  }
  return true;
}

function cropped(pixels: Uint8ClampedArray, side: number, margin: number): Uint8Array {
  const own = new Uint8Array(4 * MAP_TILE_PIXELS * MAP_TILE_PIXELS);
  for (let row = 0; row < MAP_TILE_PIXELS; row++) {
    const from = 4 * ((row + margin) * side + margin);
    own.set(pixels.subarray(from, from + 4 * MAP_TILE_PIXELS), 4 * row * MAP_TILE_PIXELS);
  }
  return own;
}
