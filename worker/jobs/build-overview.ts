/** Makes the overview of a cell: a COPC file of one node with points of the items and overviews below it. */

import { composeCopc } from '#core/copc/compose.ts';
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import { compareKeys, ROOT_KEY } from '#core/copc/voxel-key.ts';
import { readNodePoints } from '#core/export/node-points.ts';
import { type Cell, cellSizeM } from '#core/export/overview-cell.ts';
import { type OverviewRecords, OverviewSampler } from '#core/export/overview-sample.ts';
import { detectColorBits } from '#core/export/point-color.ts';
import { POINT_RECORD_BYTES } from '#core/las/point-format.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import { openFileSource } from '../file-source.ts';
import { SOFTWARE } from '../software.ts';
import { writeFileAtomic } from '../store/atomic-file.ts';

export interface BuildOverviewInput {
  readonly cell: Cell;
  readonly crs: { readonly horizontalUnitM: number; readonly verticalUnitM: number; readonly wkt: string };
  /** COPC files: of items, and overviews of the cells below. */
  readonly sources: readonly string[];
  readonly outPath: string;
}

export interface BuildOverviewOutput {
  readonly pointCount: number;
  readonly sizeBytes: number;
}

/**
 * Reads one node of each source: its root, or where that is empty the first nodes that are not.
 * @throws {FormatError} when a source is damaged
 */
export async function run(input: BuildOverviewInput, _context: JobContext): Promise<BuildOverviewOutput> {
  const { cell, crs, sources, outPath } = input;
  const sampler = new OverviewSampler({ cell, crs });
  for (const path of sources) {
    await using source = await openFileSource(path);
    const copc = await openCopc(source);
    for (const node of await topNodes(copc)) {
      const { decoder } = await threadCodec();
      const records = decoder.decode(await copc.readChunk(node), copc.layout, node.pointCount);
      const points = readNodePoints(records, copc.layout, copc.header);
      sampler.add(points, detectColorBits(points.rgb));
    }
  }
  const chosen = sampler.finish();
  if (!chosen) throw new Error(`the sources of overview ${outPath} hold no points`);
  const bytes = await overviewFile(chosen, input);
  await writeFileAtomic(outPath, bytes);
  return { pointCount: chosen.pointCount, sizeBytes: bytes.length };
}

async function topNodes(copc: Copc): Promise<CopcNode[]> {
  const nodes = [...(await copc.loadAllNodes()).values()].sort((a, b) => compareKeys(a.key, b.key));
  return nodes.filter(({ key }) => key[0] === nodes[0]!.key[0]);
}

async function overviewFile(chosen: OverviewRecords, { cell, crs }: BuildOverviewInput): Promise<Uint8Array> {
  const { encoder } = await threadCodec();
  const format = chosen.hasColor ? 7 : 6;
  const layout = { pointDataRecordFormat: format, pointDataRecordLength: POINT_RECORD_BYTES[format]! };
  const chunk = encoder.encode(chosen.records, layout);
  const highest = Math.max(...[chosen.min[2], chosen.max[2]].map(Math.abs));
  // the cube stands on the cell, whatever is in it, so that tiles of an old and a new overview lie in one frame
  const halfsize = 2 ** Math.ceil(Math.log2(Math.max(cellSizeM(cell) / crs.horizontalUnitM, highest, 1)));
  const { head, tail } = composeCopc(
    {
      layout,
      scale: [...chosen.scale],
      offset: [...chosen.offset],
      min: [...chosen.min],
      max: [...chosen.max],
      pointCount: chosen.pointCount,
      returnCounts: [0, chosen.pointCount],
      gpsTimeRange: [0, 0],
      cube: { center: chosen.offset, halfsize },
      wkt: crs.wkt,
      vlrs: [],
      source: NO_SOURCE,
      generatingSoftware: SOFTWARE,
    },
    [{ key: ROOT_KEY, byteSize: chunk.length, pointCount: chosen.pointCount }],
  );
  return Buffer.concat([head, chunk, tail]);
}

const NO_SOURCE = {
  fileSourceId: 0,
  globalEncoding: 0,
  guid: new Uint8Array(16),
  systemIdentifier: 'OVERVIEW',
  creationDayOfYear: 0,
  creationYear: 0,
};
