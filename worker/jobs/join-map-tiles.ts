/** A map tile out of the four below it: for scales at which the surfaces of very many items would have to be opened. */
import { decode as decodePng, encode as encodePng } from 'fast-png';
import { decodeElevation, type ElevationEncoding, encodeElevations } from '#core/tiles/elevation-encoding.ts';
import type { JobContext } from '../entry.ts';
import { type DrawMapTileOutput, MAP_TILE_PIXELS, type MapTileStyle } from './draw-map-tile.ts';

export interface JoinMapTilesInput {
  readonly style: MapTileStyle;
  /** North-west, north-east, south-west, south-east; null where there is nothing. */
  readonly children: readonly (Uint8Array | null)[];
}

/** Each pixel is the mean of the known ones among four. */
export function run({ style, children }: JoinMapTilesInput, context: JobContext): DrawMapTileOutput {
  const half = MAP_TILE_PIXELS / 2;
  const isElevation = style === 'gsi' || style === 'terrain-rgb' || style === 'terrarium';
  const pixels = new Uint8Array(4 * MAP_TILE_PIXELS * MAP_TILE_PIXELS);
  const heights = new Float64Array(isElevation ? MAP_TILE_PIXELS * MAP_TILE_PIXELS : 0).fill(Number.NaN);
  let isEmpty = true;
  for (const [k, child] of children.entries()) {
    if (!child) continue;
    const { data } = decodePng(child);
    const [left, top] = [(k & 1) * half, (k >> 1) * half];
    for (let y = 0; y < half; y++) {
      for (let x = 0; x < half; x++) {
        const four = [0, 1, 2, 3].map((q) => 4 * ((2 * y + (q >> 1)) * MAP_TILE_PIXELS + 2 * x + (q & 1)));
        const at = (top + y) * MAP_TILE_PIXELS + left + x;
        if (isElevation) {
          const mean = meanHeight(data, four, style);
          heights[at] = mean;
          if (!Number.isNaN(mean)) isEmpty = false;
        } else if (meanColour(data, four, pixels, 4 * at)) isEmpty = false;
      }
    }
  }
  const data = isElevation ? encodeElevations(heights, style) : pixels;
  const png = encodePng({ width: MAP_TILE_PIXELS, height: MAP_TILE_PIXELS, data, channels: 4, depth: 8 });
  const bytes = new Uint8Array(png);
  context.transfer(bytes.buffer);
  return { bytes, isEmpty };
}

type Samples = ArrayLike<number>;

function meanHeight(data: Samples, four: readonly number[], encoding: ElevationEncoding): number {
  let [sum, count] = [0, 0];
  for (const at of four) {
    const height = data[at + 3] === 0 ? Number.NaN : decodeElevation(data[at]!, data[at + 1]!, data[at + 2]!, encoding);
    if (Number.isNaN(height)) continue;
    sum += height;
    count++;
  }
  return sum / count;
}

/** @returns whether any of the four has a colour */
function meanColour(data: Samples, four: readonly number[], pixels: Uint8Array, to: number): boolean {
  const opacity = four.reduce((sum, at) => sum + data[at + 3]!, 0);
  if (opacity === 0) return false;
  for (let k = 0; k < 3; k++) {
    pixels[to + k] = Math.round(four.reduce((sum, at) => sum + data[at + k]! * data[at + 3]!, 0) / opacity);
  }
  pixels[to + 3] = Math.round(opacity / 4);
  return true;
}
