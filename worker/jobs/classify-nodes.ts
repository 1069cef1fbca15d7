/** Gives the points of some nodes their ground classes and compresses the nodes again; nothing else of a point changes. */
import { openCopc } from '#core/copc/copc.ts';
import { pointsOnTerrain } from '#core/ground/ground-points.ts';
import { groundPointsOf, writeGroundClasses } from '#core/ground/ground-records.ts';
import type { GroundParameters } from '#core/ground/parameters.ts';
import type { Terrain } from '#core/ground/terrain.ts';
import { emptySummary, type PointSummary, summarize } from '#core/las/point-summary.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import { openFileSource } from '../file-source.ts';
import { type GroundItem, recordFrameOf } from '../ground/ground-item.ts';
import { type EncodedNode, hashChunk } from '../pipeline/encoded-node.ts';
import { threadScratch } from '../scratch.ts';

export interface ClassifyNodesInput {
  readonly item: GroundItem;
  /** Key texts. */
  readonly nodes: readonly string[];
  /** Shared with the other threads; read only. */
  readonly terrain: Terrain;
  readonly parameters: GroundParameters;
}

export interface ClassifyNodesOutput {
  readonly nodes: readonly EncodedNode[];
  /** Of the points as they were. */
  readonly before: PointSummary;
  /** Of the points as they are now. */
  readonly after: PointSummary;
}

export async function run(input: ClassifyNodesInput, context: JobContext): Promise<ClassifyNodesOutput> {
  const { item, terrain, parameters } = input;
  await using source = await openFileSource(item.path);
  const copc = await openCopc(source);
  const all = await copc.loadAllNodes();
  const { decoder, encoder } = await threadCodec();
  const { pointDataRecordFormat, pointDataRecordLength } = copc.layout;
  const nodes: EncodedNode[] = [];
  const [before, after] = [emptySummary(), emptySummary()];
  for (const text of input.nodes) {
    const { key, pointCount, ...place } = all.get(text)!;
    const into = threadScratch.bytes('records', pointCount * pointDataRecordLength);
    const stored = await copc.readChunk({ key, pointCount, ...place });
    const records = decoder.decode(stored, copc.layout, pointCount, { into });
    summarize(before, records, copc.layout);
    const points = groundPointsOf(records, recordFrameOf(copc, item));
    writeGroundClasses(records, pointDataRecordLength, pointsOnTerrain(points, terrain, parameters));
    summarize(after, records, copc.layout);
    const chunk = encoder.encode(records, { pointDataRecordFormat, pointDataRecordLength });
    context.transfer(chunk.buffer as ArrayBuffer);
    nodes.push({ key, pointCount, chunk, hash: hashChunk(chunk) });
  }
  return { nodes, before, after };
}
