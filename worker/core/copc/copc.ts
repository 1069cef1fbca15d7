/** Reads COPC 1.0: header → records → info → hierarchy pages → chunks. */
import type { ByteSource, CancelSignal } from '../binary/byte-source.ts';
import { FormatError } from '../errors.ts';
import type { LasHeader } from '../las/header.ts';
import { openLas } from '../las/las-file.ts';
import { findVlr, type Vlr } from '../las/vlr.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import { chunkLayout, findLaszipVlr } from '../laz/laszip-vlr.ts';
import { type HierarchyEntry, parseHierarchyPage } from './hierarchy.ts';
import { COPC_USER_ID, type CopcInfo, INFO_BYTES, INFO_RECORD_ID, parseInfo } from './info.ts';
import { keyText, type VoxelKey } from './voxel-key.ts';

/** A node with points: where its chunk stands. */
export interface CopcNode {
  readonly key: VoxelKey;
  readonly offset: number;
  readonly byteSize: number;
  readonly pointCount: number;
}

export interface Copc {
  readonly source: ByteSource;
  readonly header: LasHeader;
  readonly layout: ChunkLayout;
  readonly vlrs: readonly Vlr[];
  readonly wkt: string | null;
  readonly info: CopcInfo;
  /** Every node that holds points, by its key text, pages resolved; read once and kept. */
  loadAllNodes(signal?: CancelSignal): Promise<Map<string, CopcNode>>;
  /** The compressed chunk of a node. */
  readChunk(node: CopcNode, signal?: CancelSignal): Promise<Uint8Array>;
}

const INFO_OFFSET = 375 + 54;
/** A root page of 30 TB would be smaller. */
const PAGE_LIMIT_BYTES = 512 * 1024 * 1024;

/**
 * @throws {FormatError} when the file is no COPC 1.0, or promises what it does not hold
 * @throws {UnsupportedError} when its chunks are coded in a way that is not known
 */
export async function openCopc(source: ByteSource): Promise<Copc> {
  const { header, vlrs, evlrs, wkt } = await openLas(source);
  const record = findVlr(vlrs.slice(0, 1), COPC_USER_ID, INFO_RECORD_ID);
  if (!record || record.data.length < INFO_BYTES) {
    throw new FormatError('not a COPC file: the first VLR is not "copc" record 1', {
      offset: 375,
      expected: 'copc 1',
      actual: vlrs[0]?.userId ?? 'none',
    });
  }
  const { pointDataRecordFormat, pointDataRecordLength } = header;
  if (pointDataRecordFormat < 6 || pointDataRecordFormat > 8) {
    throw new FormatError(`COPC point format: expected 6, 7 or 8, seen ${pointDataRecordFormat}`, {
      offset: 104,
      actual: pointDataRecordFormat,
    });
  }
  const info = parseInfo(record.data, INFO_OFFSET);
  let nodes: Promise<Map<string, CopcNode>> | undefined;
  return {
    source,
    header,
    layout: chunkLayout(findLaszipVlr(vlrs), pointDataRecordFormat, pointDataRecordLength),
    vlrs: [...vlrs, ...evlrs],
    wkt,
    info,
    loadAllNodes: (signal) => {
      nodes ??= loadPages(source, info, signal).catch((error) => {
        nodes = undefined;
        throw error;
      });
      return nodes;
    },
    readChunk: (node, signal) => source.read(node.offset, node.offset + node.byteSize, signal),
  };
}

async function loadPages(source: ByteSource, info: CopcInfo, signal?: CancelSignal): Promise<Map<string, CopcNode>> {
  const nodes = new Map<string, CopcNode>();
  const pages = [info.rootHierarchy];
  const seen = new Set<number>();
  let readBytes = 0;
  for (let page = pages.pop(); page; page = pages.pop()) {
    signal?.throwIfAborted();
    checkRange(source, page.offset, page.sizeBytes, 'hierarchy page');
    // a page that points back to one already read would never end
    if (seen.has(page.offset))
      throw new FormatError('hierarchy page: expected a tree, seen a page twice', { offset: page.offset });
    seen.add(page.offset);
    // pages that overlap could be read as often as they have entries
    readBytes += page.sizeBytes;
    if (readBytes > source.sizeBytes) {
      throw new FormatError('hierarchy page: the pages together are larger than the file', {
        offset: page.offset,
        expected: source.sizeBytes,
        actual: readBytes,
      });
    }
    const bytes = await source.read(page.offset, page.offset + page.sizeBytes, signal);
    for (const entry of parseHierarchyPage(bytes, page.offset)) {
      if (entry.pointCount === -1) pages.push({ offset: entry.offset, sizeBytes: entry.byteSize });
      else if (entry.pointCount > 0) nodes.set(keyText(entry.key), checkedNode(source, entry));
    }
  }
  return nodes;
}

function checkedNode(source: ByteSource, { key, offset, byteSize, pointCount }: HierarchyEntry): CopcNode {
  checkRange(source, offset, byteSize, `node ${keyText(key)}`);
  return { key, offset, byteSize, pointCount };
}

function checkRange(source: ByteSource, offset: number, sizeBytes: number, what: string): void {
  if (!(sizeBytes > 0) || sizeBytes > PAGE_LIMIT_BYTES || offset + sizeBytes > source.sizeBytes) {
    throw new FormatError(
      `${what}: ${sizeBytes} bytes at ${offset} do not lie in a file of ${source.sizeBytes} bytes`,
      { offset, expected: source.sizeBytes, actual: offset + sizeBytes },
    );
  }
}
