/** Turns one octree node of a stored item into a complete LAZ file or into glTF points. */
import { MeshoptEncoder } from 'meshoptimizer';
import { type Copc, type CopcNode, openCopc } from '#core/copc/copc.ts';
import { GridSampler } from '#core/copc/grid-sampler.ts';
import { gridPositions } from '#core/copc/octree-grid.ts';
import { keyText, parseKey, ROOT_KEY } from '#core/copc/voxel-key.ts';
import type { Crs } from '#core/crs/crs.ts';
import { parseVerticalDatum } from '#core/crs/vertical-datum.ts';
import { RequestError } from '#core/errors.ts';
import { encodeNodeGlb } from '#core/export/node-glb.ts';
import { writeNodeLaz } from '#core/export/node-laz.ts';
import { partCount, splitIntoParts } from '#core/export/node-parts.ts';
import { readNodePoints } from '#core/export/node-points.ts';
import { createNodeTree, type NodeTree } from '#core/export/node-tree.ts';
import { type ColorBits, detectColorBits } from '#core/export/point-color.ts';
import { createTileFrame, type FrameKind } from '#core/export/tile-frame.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import { threadCodec } from '../codec/thread-codec.ts';
import type { JobContext } from '../entry.ts';
import { type FileSource, openFileSource } from '../file-source.ts';
import { geoidFor, loadGeoid } from '../geoid/load-geoid.ts';
import { SOFTWARE } from '../software.ts';

export interface TranscodeNodeInput {
  /** The item's `data.copc.laz`. A stored version never changes, so its hierarchy is kept by this path. */
  readonly path: string;
  /** `D-X-Y-Z`. */
  readonly key: string;
  readonly format: 'glb' | 'laz';
  /** Of the glTF points; LAZ stays in the item's CRS. */
  readonly frame?: FrameKind;
  /** Of a leaf that is shown in several parts; all points when absent. */
  readonly part?: number;
  /** The node is an overview: its points need not stand within a millimetre. */
  readonly isOverview?: boolean;
  readonly crs: Crs;
  /** Geoid file as `chooseGeoidFile` gave it; null is EGM96. */
  readonly geoidFile: string | null;
  /** Datum of the heights; `ellipsoid` takes no geoid. */
  readonly verticalDatum?: string | null;
}

export interface TranscodeNodeOutput {
  readonly bytes: Uint8Array;
  readonly pointCount: number;
}

/** Files whose hierarchy a thread keeps. */
const KEPT_FILES = 8;

/** What does not change from node to node of a file. */
interface OpenItem {
  readonly source: FileSource;
  readonly copc: Copc;
  readonly nodes: ReadonlyMap<string, CopcNode>;
  readonly colorBits: ColorBits;
  readonly tree: NodeTree;
}

let sampler: GridSampler | undefined;
const kept = new Map<string, Promise<OpenItem>>();

/**
 * @throws {RequestError} NOT_FOUND when the key is malformed or the item has no such node
 * @throws {FormatError} when the stored file is damaged
 */
export async function run(input: TranscodeNodeInput, context: JobContext): Promise<TranscodeNodeOutput> {
  const item = await openItem(input.path);
  const node = findNode(item, input.key);
  const chunk = await item.copc.readChunk(node);
  const all = await decode(item.copc, node, chunk);
  const records = input.part === undefined ? all : partOf(item, node, all, input.part);
  const bytes =
    input.format === 'laz'
      ? nodeLaz(item.copc, records === all ? chunk : await encode(item.copc, records), records)
      : await nodeGlb(item, records, input);
  context.transfer(bytes.buffer as ArrayBuffer);
  return { bytes, pointCount: records.length / item.copc.layout.pointDataRecordLength };
}

function findNode({ nodes }: OpenItem, text: string): CopcNode {
  const key = parseKey(text);
  const node = key && nodes.get(keyText(key));
  if (node) return node;
  throw new RequestError(
    'NOT_FOUND',
    key ? `no node ${text} in this item` : `expected a node key such as 2-1-3-0, got "${text.slice(0, 40)}"`,
  );
}

async function decode(copc: Copc, node: CopcNode, chunk: Uint8Array): Promise<Uint8Array> {
  const { decoder } = await threadCodec();
  return decoder.decode(chunk, copc.layout, node.pointCount);
}

async function encode({ layout }: Copc, records: Uint8Array): Promise<Uint8Array> {
  const { encoder } = await threadCodec();
  return encoder.encode(records, layout);
}

/** @throws {RequestError} NOT_FOUND when the node is not shown in so many parts */
function partOf({ copc, tree }: OpenItem, node: CopcNode, records: Uint8Array, part: number): Uint8Array {
  const parts = partCount(node.pointCount, tree.childrenOf(node.key).length > 0);
  if (part >= parts)
    throw new RequestError('NOT_FOUND', `node ${keyText(node.key)} has ${parts} parts, no part ${part}`);
  const { header, info, layout } = copc;
  const length = layout.pointDataRecordLength;
  const positions = gridPositions(records, length, { scale: header.scale, offset: header.offset }, info);
  sampler ??= new GridSampler();
  return gatherRecords(records, length, splitIntoParts(positions, node.key[0], parts, sampler)[part]!);
}

function nodeLaz({ header, layout, vlrs, wkt }: Copc, chunk: Uint8Array, records: Uint8Array): Uint8Array {
  return writeNodeLaz({ header, layout, vlrs, wkt, chunk, records, generatingSoftware: SOFTWARE });
}

async function nodeGlb(
  { copc, colorBits }: OpenItem,
  records: Uint8Array,
  input: TranscodeNodeInput,
): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const geoid = geoidFor(await loadGeoid(input.geoidFile), parseVerticalDatum(input.verticalDatum ?? ''));
  const frame = createTileFrame(input.frame ?? 'ecef', { crs: input.crs, geoid, center: copc.info.center });
  return encodeNodeGlb(readNodePoints(records, copc.layout, copc.header), {
    frame,
    colorBits,
    isCompact: input.isOverview ?? false,
    pack: (bytes, count, strideBytes) => MeshoptEncoder.encodeGltfBuffer(bytes, count, strideBytes, 'ATTRIBUTES'),
  });
}

/** Opens a file, or finds it open; the one used longest ago makes room. */
async function openItem(path: string): Promise<OpenItem> {
  const known = kept.get(path);
  const item = known ?? readItem(path);
  kept.delete(path);
  kept.set(path, item);
  item.catch(() => kept.delete(path));
  const [oldest] = kept.keys();
  if (kept.size > KEPT_FILES && oldest !== undefined) {
    const closing = kept.get(oldest);
    kept.delete(oldest);
    closing?.then(({ source }) => source[Symbol.asyncDispose]()).catch(() => {});
  }
  return item;
}

async function readItem(path: string): Promise<OpenItem> {
  const source = await openFileSource(path);
  try {
    const copc = await openCopc(source);
    const nodes = await copc.loadAllNodes();
    const tree = createNodeTree(Array.from(nodes.values(), ({ key }) => key));
    return { source, copc, nodes, tree, colorBits: await colorBitsOf(copc, nodes) };
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

/** The root node stands for the file: its points are spread over all of it. */
async function colorBitsOf(copc: Copc, nodes: ReadonlyMap<string, CopcNode>): Promise<ColorBits> {
  const root = nodes.get(keyText(ROOT_KEY)) ?? nodes.values().next().value;
  if (!root) return null;
  const records = await decode(copc, root, await copc.readChunk(root));
  return detectColorBits(readNodePoints(records, copc.layout, copc.header).rgb);
}
