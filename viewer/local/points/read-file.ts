/**
 * Reads a LAS or LAZ file once from end to end: keeps every k-th point as the overview, and remembers where each chunk lies,
 * so that the others are read from the file when the camera comes near. Memory grows with what is kept, not with the file.
 */
import type { CancelSignal } from '#core/binary/byte-source.ts';
import { keyText, nodeBounds } from '#core/copc/voxel-key.ts';
import { POINT_FORMATS } from '#core/las/point-format.ts';
import type { ChunkDecoder } from '#core/laz/chunk-codec.ts';
import { columnsOf, type RecordLayout } from '../../streaming/decode/columns.ts';
import type { NodeBox, PointColumns } from '../../streaming/point-tree.ts';
import { createPlacer, type Placing, placeColumns } from '../placing.ts';
import { type CodedPoints, type PointFile, readRecords, recordLayout } from './point-file.ts';
import { keepEvery, keptOf, PointSample } from './sample.ts';
import { ERROR_PER_SPACING, type SampleNode, sampleTree, spacingM } from './sample-tree.ts';

/** A part of the file that is read when it is needed. */
export interface FarNode extends CodedPoints {
  readonly name: string;
  /** Index of its parent among the far nodes; −1: none. */
  readonly parent: number;
  readonly box: NodeBox;
  readonly errorM: number;
  /** Of a chunk: index of its first point in the file. −1: the whole node is read. */
  readonly firstPoint: number;
}

export interface ReadPoints {
  readonly nodes: readonly SampleNode[];
  readonly far: readonly FarNode[];
  /** Geometric error of the overview where the far nodes are not shown, metres. */
  readonly overviewErrorM: number;
  readonly pointCount: number;
  /** In the overview, and every how many of the file one is. */
  readonly kept: number;
  readonly every: number;
  /** Whether the rest is read when the camera comes near. */
  readonly isWhole: boolean;
  readonly outside: number;
  readonly box: NodeBox;
  readonly hasColour: boolean;
  readonly intensityRange: readonly [number, number];
}

export interface ReadOptions {
  readonly placing: Placing;
  readonly decoder: ChunkDecoder;
  /** Most points of the overview. */
  readonly pointLimit: number;
  readonly signal?: CancelSignal;
  /** Points read so far. */
  readonly onProgress?: (points: number) => void;
}

/** Of COPC nodes, whose points are kept apart: the server's own rule. */
const ERROR_PER_COPC_SPACING = 8;
/** Chunks that lie everywhere help nobody: mean share of the whole area above which they are not used. */
const MAX_CHUNK_SHARE = 0.2;
const MAX_FAR_CHUNKS = 20_000;

/** @throws {FormatError} for a broken file, naming the place; the signal's reason when cancelled */
export async function readPointFile(file: PointFile, options: ReadOptions): Promise<ReadPoints> {
  return file.copc ? await readCopc(file, options) : await readChunks(file, options);
}

async function readChunks(file: PointFile, options: ReadOptions): Promise<ReadPoints> {
  const { placing, decoder, pointLimit, signal, onProgress } = options;
  const { header, chunks } = file;
  const every = keepEvery(header.pointCount, pointLimit);
  const layout = recordLayout(file, placing);
  const place = createPlacer(placing);
  const sides = header.max.map((high, axis) => high - header.min[axis]!);
  const extentM = Math.max(sides[0]! * placing.unitM, sides[1]! * placing.unitM, sides[2]! * placing.verticalUnitM);
  const hasTime = POINT_FORMATS[header.pointDataRecordFormat]!.gpsTimeOffset >= 0;
  const sample = new PointSample(Math.ceil(header.pointCount / every), hasTime, extentM);
  const boxes: NodeBox[] = [];
  for (const chunk of chunks) {
    signal?.throwIfAborted();
    const records = await readRecords(file, chunk, decoder, signal);
    const kept = keptOf(chunk.firstPoint, chunk.pointCount, every, true);
    const columns = placeColumns(columnsOf(records, layout, kept), placing, place);
    sample.add(columns);
    // where a chunk lies comes from all its points
    if (every > 1) boxes.push(placedBox(boxOfRecords(records, layout), placing, place));
    onProgress?.(chunk.firstPoint + chunk.pointCount);
  }
  const all = Uint32Array.from({ length: sample.count }, (_, index) => index);
  const box = unite([...boxes, ...(sample.count > 0 ? [sample.boxOf(all)] : [])]);
  const usesFar = every > 1 && chunks.length <= MAX_FAR_CHUNKS && meanShare(boxes, box) < MAX_CHUNK_SHARE;
  return {
    nodes: sampleTree(sample),
    far: usesFar
      ? chunks.map((chunk, index) => ({ ...chunk, name: `${index}`, parent: -1, box: boxes[index]!, errorM: 0 }))
      : [],
    overviewErrorM: ERROR_PER_SPACING * spacingM(box, sample.count),
    pointCount: header.pointCount,
    kept: sample.count,
    every,
    isWhole: every === 1 || usesFar,
    outside: sample.outside,
    box,
    hasColour: sample.hasColour,
    intensityRange: sample.intensityRange(),
  };
}

/** Nodes of a COPC file stand in their octree; the root is read for what the page must know at once. */
async function readCopc(file: PointFile, { placing, decoder, signal }: ReadOptions): Promise<ReadPoints> {
  const copc = file.copc!;
  const nodes = [...(await copc.loadAllNodes(signal)).values()].sort((a, b) => a.key[0] - b.key[0]);
  const places = new Map(nodes.map(({ key }, index) => [keyText(key), index]));
  const place = createPlacer(placing);
  const spacing = copc.info.spacing * placing.unitM;
  const far = nodes.map(({ key, offset, byteSize, pointCount }) => ({
    name: keyText(key),
    // a parent without points has no node of its own: the next one above stands for it
    parent: nearestAbove(key, places),
    box: placedBox(nodeBounds(key, copc.info), placing, place),
    errorM: (ERROR_PER_COPC_SPACING * spacing) / 2 ** key[0],
    byteOffset: offset,
    byteSize,
    pointCount,
    firstPoint: -1,
  }));
  const sample = new PointSample(far[0]?.pointCount ?? 0, true, 2 * copc.info.halfsize * placing.unitM);
  if (far[0]) sample.add(await readFar(file, far[0], 1, { placing, decoder, ...(signal ? { signal } : {}) }));
  const { min, max, pointCount } = file.header;
  return {
    nodes: [],
    far,
    overviewErrorM: Number.POSITIVE_INFINITY,
    pointCount,
    kept: far.reduce((sum, node) => sum + node.pointCount, 0),
    every: 1,
    isWhole: true,
    outside: 0,
    box: placedBox([...min, ...max], placing, place),
    hasColour: sample.hasColour,
    intensityRange: sample.intensityRange(),
  };
}

function nearestAbove([d, x, y, z]: readonly [number, number, number, number], places: ReadonlyMap<string, number>) {
  for (let up = 1; up <= d; up++) {
    const found = places.get(keyText([d - up, x >> up, y >> up, z >> up]));
    if (found !== undefined) return found;
  }
  return -1;
}

/** The points of a far node that the overview does not have. @param every of the overview */
export async function readFar(
  file: PointFile,
  node: FarNode,
  every: number,
  { placing, decoder, signal }: Pick<ReadOptions, 'placing' | 'decoder' | 'signal'>,
): Promise<PointColumns> {
  const records = await readRecords(file, node, decoder, signal);
  const points = node.firstPoint < 0 ? undefined : keptOf(node.firstPoint, node.pointCount, every, false);
  return placeColumns(columnsOf(records, recordLayout(file, placing), points), placing, createPlacer(placing));
}

/** Of whole records, in the file's units. */
function boxOfRecords(records: Uint8Array, { recordLength, scale, offset }: RecordLayout): NodeBox {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (let from = 0; from + recordLength <= records.length; from += recordLength) {
    for (let axis = 0; axis < 3; axis++) {
      const value = view.getInt32(from + 4 * axis, true);
      if (value < box[axis]!) box[axis] = value;
      if (value > box[axis + 3]!) box[axis + 3] = value;
    }
  }
  const ends = box.map((value, at) => value * scale[at % 3]! + offset[at % 3]!);
  // a scale may be negative
  const side = (pick: 'min' | 'max') => [0, 1, 2].map((axis) => Math[pick](ends[axis]!, ends[axis + 3]!));
  return [...side('min'), ...side('max')] as unknown as NodeBox;
}

/** The box around a box of file coordinates: its corners and the middles of its sides. */
function placedBox(
  box: readonly number[],
  placing: Placing,
  place: (x: number, y: number) => [number, number],
): NodeBox {
  const [w, s, low, e, n, high] = box as unknown as NodeBox;
  const corners = [w, (w + e) / 2, e].flatMap((x) => [s, (s + n) / 2, n].map((y) => place(x, y)));
  const [easts, norths] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const height = (value: number) => value * placing.verticalUnitM + placing.liftM;
  return [Math.min(...easts), Math.min(...norths), height(low), Math.max(...easts), Math.max(...norths), height(high)];
}

export function unite(boxes: readonly NodeBox[]): NodeBox {
  const [first, ...rest] = boxes;
  if (!first) return [0, 0, 0, 0, 0, 0];
  const joined = [...first];
  for (const box of rest) {
    for (let axis = 0; axis < 3; axis++) {
      joined[axis] = Math.min(joined[axis]!, box[axis]!);
      joined[axis + 3] = Math.max(joined[axis + 3]!, box[axis + 3]!);
    }
  }
  return joined as unknown as NodeBox;
}

function meanShare(boxes: readonly NodeBox[], whole: NodeBox): number {
  const area = (box: NodeBox) => Math.max(1e-9, (box[3] - box[0]) * (box[4] - box[1]));
  return boxes.reduce((sum, box) => sum + area(box), 0) / Math.max(1, boxes.length) / area(whole);
}
