/** Decodes some nodes of an item and hands over the points that an extraction wants, in the form of its result. */
import type { CopcNode } from '#core/copc/copc.ts';
import { AreaIndex, type AreaIndexData } from '#core/extract/area-index.ts';
import { mapRecords } from '#core/extract/map-records.ts';
import type { RecordMapping } from '#core/extract/record-plan.ts';
import { type ChunkLayout, LAYER } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import type { SourceNode } from '../extract/extraction-plan.ts';
import { openFileSource } from '../file-source.ts';
import { threadScratch } from '../scratch.ts';

export interface SelectPointsInput {
  readonly path: string;
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
  readonly nodes: readonly SourceNode[];
  readonly area: AreaIndexData;
  /** 1 for every class to keep; null keeps all. */
  readonly keep: Uint8Array | null;
  readonly mapping: RecordMapping;
  /** Of the result. */
  readonly layout: ChunkLayout;
}

export interface SelectPointsOutput {
  /** Packed records of each node. */
  readonly nodes: readonly Uint8Array<ArrayBuffer>[];
}

/** Enough to tell which points are wanted: X and Y always come. */
const CHOOSING_LAYERS = LAYER.classification;

export async function run(input: SelectPointsInput, context: JobContext): Promise<SelectPointsOutput> {
  const { mapping, layout, area, keep } = input;
  const index = new AreaIndex(area);
  const { decoder } = await threadCodec();
  const nodes: Uint8Array<ArrayBuffer>[] = [];
  await using source = await openFileSource(input.path);
  for (const { node, isInside } of input.nodes) {
    const chunk = await source.read(node.offset, node.offset + node.byteSize);
    const into = threadScratch.bytes('records', node.pointCount * mapping.from.pointDataRecordLength);
    const decode = (layers?: number) =>
      decoder.decode(chunk, mapping.from, node.pointCount, layers === undefined ? { into } : { into, layers });
    // of a node that the area cuts often nothing is wanted: the other layers are then left compressed
    const isAll = isInside && !keep;
    const chosen = chosenPoints(decode(isInside ? undefined : CHOOSING_LAYERS), node, input, isInside ? null : index);
    const records = isInside || chosen.length === 0 ? into : decode();
    const mapped = mapRecords(records, isAll ? everyPoint(node.pointCount) : chosen, mapping, layout);
    context.transfer(mapped.buffer);
    nodes.push(mapped);
  }
  return { nodes };
}

function everyPoint(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

/** @param index null when all points lie in the area */
function chosenPoints(
  records: Uint8Array,
  { pointCount }: CopcNode,
  { mapping, scale, offset, keep }: SelectPointsInput,
  index: AreaIndex | null,
): Uint32Array {
  const length = mapping.from.pointDataRecordLength;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const chosen = threadScratch.u32('chosen', pointCount);
  let count = 0;
  for (let i = 0, at = 0; i < pointCount; i++, at += length) {
    if (keep && keep[records[at + 16]!] === 0) continue;
    if (index) {
      const east = view.getInt32(at, true) * scale[0] + offset[0];
      const north = view.getInt32(at + 4, true) * scale[1] + offset[1];
      if (!index.holds(east, north)) continue;
    }
    chosen[count++] = i;
  }
  return chosen.subarray(0, count);
}
