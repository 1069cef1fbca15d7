/** Builds the subtree of one bucket: its nodes become chunks, its root stays open for the levels above. */
import { writeFile } from 'node:fs/promises';
import { buildSubtree } from '#core/copc/build-subtree.ts';
import { GridSampler } from '#core/copc/grid-sampler.ts';
import type { HierarchyEntry } from '#core/copc/hierarchy.ts';
import { gridPositions, type PointFrame } from '#core/copc/octree-grid.ts';
import type { Cube, VoxelKey } from '#core/copc/voxel-key.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import { openFileSource } from '../file-source.ts';
import { NodeWriter } from '../pipeline/node-writer.ts';

/** Part of a temporary file. */
export interface Slice {
  readonly path: string;
  readonly byteOffset: number;
  readonly byteLength: number;
}

export interface BuildBucketInput {
  readonly key: VoxelKey;
  /** Where the bucket's points are, in source order. */
  readonly slices: readonly Slice[];
  readonly layout: ChunkLayout;
  readonly frame: PointFrame;
  readonly cube: Cube;
  /** The chunks go here. */
  readonly chunkPath: string;
  /** The open root's records go here; null closes the root as the root of the whole tree. */
  readonly openPath: string | null;
}

/** A node whose points may still move to its parent. */
export interface OpenNode {
  readonly key: VoxelKey;
  readonly path: string;
  readonly pointCount: number;
  readonly hasChildren: boolean;
}

export interface BuildOutput {
  readonly chunkPath: string;
  readonly entries: readonly HierarchyEntry[];
  readonly open: OpenNode | null;
}

let sampler: GridSampler | undefined;
/** One sampler a thread: its cells take 8 MB. */
export function threadSampler(): GridSampler {
  sampler ??= new GridSampler();
  return sampler;
}

export async function run({
  key,
  slices,
  layout,
  frame,
  cube,
  chunkPath,
  openPath,
}: BuildBucketInput): Promise<BuildOutput> {
  const records = await readSlices(slices);
  const { encoder } = await threadCodec();
  const length = layout.pointDataRecordLength;
  using writer = new NodeWriter(chunkPath, encoder, layout);
  const { points, hasChildren } = buildSubtree({
    root: key,
    positions: gridPositions(records, length, frame, cube),
    sampler: threadSampler(),
    onNode: (node) => writer.write(node.key, gatherRecords(records, length, node.points)),
  });
  const rootRecords = gatherRecords(records, length, points);
  return closeOrKeep({ key, records: rootRecords, hasChildren, writer, layout, chunkPath, openPath });
}

/** Writes a subtree's root as a chunk, or keeps it open for its parent. */
export async function closeOrKeep(root: {
  key: VoxelKey;
  records: Uint8Array;
  hasChildren: boolean;
  writer: NodeWriter;
  layout: ChunkLayout;
  chunkPath: string;
  openPath: string | null;
}): Promise<BuildOutput> {
  const { key, records, hasChildren, writer, layout, chunkPath, openPath } = root;
  if (openPath === null) {
    writer.write(key, records);
    return { chunkPath, entries: writer.entries, open: null };
  }
  await writeFile(openPath, records);
  const pointCount = records.length / layout.pointDataRecordLength;
  return { chunkPath, entries: writer.entries, open: { key, path: openPath, pointCount, hasChildren } };
}

/** The bytes of all slices, one after the other. */
export async function readSlices(slices: readonly Slice[]): Promise<Uint8Array> {
  const out = new Uint8Array(slices.reduce((sum, slice) => sum + slice.byteLength, 0));
  let at = 0;
  for (const { path, byteOffset, byteLength } of slices) {
    await using source = await openFileSource(path);
    out.set(await source.read(byteOffset, byteOffset + byteLength), at);
    at += byteLength;
  }
  return out;
}
