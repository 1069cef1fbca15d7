/** The picture of an item: its points from above, from nodes as fine as the picture. */
import { writeFile } from 'node:fs/promises';
import { encode as encodePng } from 'fast-png';
import { openCopc } from '#core/copc/copc.ts';
import { compareKeys } from '#core/copc/voxel-key.ts';
import { readNodePoints } from '#core/export/node-points.ts';
import { detectColorBits } from '#core/export/point-color.ts';
import { LAYER } from '#core/laz/chunk-codec.ts';
import { TopView } from '#core/picture/top-view.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import { openFileSource } from '../file-source.ts';

export interface DrawTopViewInput {
  readonly dataPath: string;
  readonly path: string;
  /** Of the longer side. */
  readonly pixels: number;
}

const LAYERS = LAYER.z | LAYER.classification | LAYER.rgb | LAYER.nir;
/** Pixels between points of the coarsest nodes that are drawn over finer ones: at most. */
const GAPS = 1.5;
/** Low and high noise. */
const NOISE = [7, 18];

/** Grey-green to ochre and white, for points without colour. */
const RAMP = [
  [88, 128, 104],
  [150, 172, 120],
  [204, 190, 140],
  [176, 140, 110],
  [240, 238, 232],
] as const;

/** @returns the picture's size */
export async function run(
  { dataPath, path, pixels }: DrawTopViewInput,
  _: JobContext,
): Promise<{ readonly width: number; readonly height: number }> {
  await using source = await openFileSource(dataPath);
  const copc = await openCopc(source);
  const { min, max } = copc.header;
  const view = new TopView([min[0], min[1], max[0], max[1]], pixels);
  const { decoder } = await threadCodec();
  const nodes = [...(await copc.loadAllNodes()).values()].sort((a, b) => compareKeys(a.key, b.key));
  let bits: 8 | 16 | null | undefined;
  for (const node of nodes) {
    // a node's parents hold the points between its own; small gaps are filled
    if (copc.info.spacing / 2 ** (node.key[0] - 1) < GAPS * view.step) continue;
    const records = decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount, { layers: LAYERS });
    const { count, east, north, height, classification, rgb } = readNodePoints(records, copc.layout, copc.header);
    // the first node stands for the file
    if (bits === undefined) bits = detectColorBits(rgb);
    const shift = bits === 16 ? 8 : 0;
    for (let i = 0; i < count; i++) {
      if (NOISE.includes(classification[i]!)) continue;
      const [red, green, blue] =
        rgb && bits !== null
          ? [rgb[3 * i]! >> shift, rgb[3 * i + 1]! >> shift, rgb[3 * i + 2]! >> shift]
          : rampAt((height[i]! - min[2]) / Math.max(1e-9, max[2] - min[2]));
      view.add(east[i]!, north[i]!, height[i]!, Math.min(255, red), Math.min(255, green), Math.min(255, blue));
    }
  }
  const data = view.finish();
  const png = encodePng({ width: view.width, height: view.height, data, channels: 4, depth: 8 });
  await writeFile(path, png, { flush: true });
  return { width: view.width, height: view.height };
}

function rampAt(share: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
  const first = Math.min(RAMP.length - 2, Math.floor(place));
  return [0, 1, 2].map((k) => {
    const [a, b] = [RAMP[first]![k]!, RAMP[first + 1]![k]!];
    return Math.round(a + (place - first) * (b - a));
  }) as [number, number, number];
}
