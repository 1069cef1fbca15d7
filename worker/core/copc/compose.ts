/**
 * The bytes around the chunks of a COPC file:
 *
 *   header 375 | copc info | laszip | WKT | other VLRs | i64 → chunk table | chunks … | chunk table | EVLRs: hierarchy, others
 *
 * Source: COPC 1.0, LAS 1.4 R16.
 */
import { ByteWriter, utf8 } from '../binary/byte-cursor.ts';
import { isCrsRecord, WKT_RECORD_ID } from '../las/crs-records.ts';
import { HEADER_14_BYTES, type LasHeader, type Triple, WKT_BIT, writeHeader } from '../las/header.ts';
import { EVLR_HEADER_BYTES, VLR_HEADER_BYTES, type Vlr, writeEvlr, writeVlr } from '../las/vlr.ts';
import type { ChunkLayout } from '../laz/chunk-codec.ts';
import { writeChunkTable } from '../laz/chunk-table.ts';
import { LASZIP_RECORD_ID, LASZIP_USER_ID, laszipVlrForLayout, writeLaszipVlr } from '../laz/laszip-vlr.ts';
import { type HierarchyEntry, writeHierarchy } from './hierarchy.ts';
import { COPC_USER_ID, HIERARCHY_RECORD_ID, INFO_BYTES, INFO_RECORD_ID, writeInfo } from './info.ts';
import { NODE_HASH_USER_ID } from './node-hashes.ts';
import { GRID_CELLS } from './octree-grid.ts';
import type { Cube } from './voxel-key.ts';

/** What the points say of themselves and what is kept of the source's header. */
export interface CopcContent {
  readonly layout: ChunkLayout;
  readonly scale: Triple;
  readonly offset: Triple;
  readonly min: Triple;
  readonly max: Triple;
  readonly pointCount: number;
  /** Points by return number 0–15. */
  readonly returnCounts: ArrayLike<number>;
  readonly gpsTimeRange: readonly [number, number];
  readonly cube: Cube;
  readonly wkt: string | null;
  /** Records of the source that are carried on. */
  readonly vlrs: readonly Vlr[];
  readonly source: Pick<
    LasHeader,
    'fileSourceId' | 'globalEncoding' | 'guid' | 'systemIdentifier' | 'creationDayOfYear' | 'creationYear'
  >;
  readonly generatingSoftware: string;
  /** Records of our own behind the hierarchy. */
  readonly moreEvlrs?: readonly Vlr[];
}

/** A chunk in the order of the file. */
export type ChunkEntry = Pick<HierarchyEntry, 'key' | 'byteSize' | 'pointCount'>;

export interface ComposedCopc {
  /** Everything before the first chunk. */
  readonly head: Uint8Array;
  /** Everything behind the last chunk. */
  readonly tail: Uint8Array;
}

/** Global encoding bits that stay true of the points: GPS time type, synthetic returns. */
const KEPT_ENCODING = 0b1001;
const VLR_LIMIT_BYTES = 0xffff;
const CHUNK_TABLE_POINTER_BYTES = 8;

/** Bytes before the first chunk: known before there are points. */
export function copcHeadBytes(content: Pick<CopcContent, 'layout' | 'vlrs' | 'wkt'>): number {
  const { small } = splitRecords(content);
  const records = [laszipRecord(content.layout), ...small].map(writeVlr);
  return (
    HEADER_14_BYTES + VLR_HEADER_BYTES + INFO_BYTES + sum(records.map((r) => r.length)) + CHUNK_TABLE_POINTER_BYTES
  );
}

/**
 * @param chunks nodes in file order; entries without points take no bytes
 */
export function composeCopc(content: CopcContent, chunks: readonly ChunkEntry[]): ComposedCopc {
  const { small, large } = splitRecords(content);
  const records = [laszipRecord(content.layout), ...small].map(writeVlr);
  const firstChunk = copcHeadBytes(content);
  const offsetToPointData = firstChunk - CHUNK_TABLE_POINTER_BYTES;
  const chunkTableOffset = firstChunk + sum(chunks.map((c) => c.byteSize));
  const filled = chunks.filter((c) => c.pointCount > 0);
  const chunkTable = writeChunkTable({
    byteSizes: Uint32Array.from(filled, (c) => c.byteSize),
    pointCounts: Uint32Array.from(filled, (c) => c.pointCount),
  });
  const evlrOffset = chunkTableOffset + chunkTable.length;
  const hierarchyOffset = evlrOffset + EVLR_HEADER_BYTES;
  const hierarchy = writeHierarchy(placeChunks(chunks, firstChunk), hierarchyOffset);
  const evlrs = [
    { userId: COPC_USER_ID, recordId: HIERARCHY_RECORD_ID, description: 'EPT hierarchy', data: hierarchy.bytes },
    ...(content.moreEvlrs ?? []),
    ...large,
  ];
  const info = writeVlr({
    userId: COPC_USER_ID,
    recordId: INFO_RECORD_ID,
    description: 'COPC info',
    data: writeInfo({
      ...content.cube,
      spacing: (2 * content.cube.halfsize) / GRID_CELLS,
      rootHierarchy: { offset: hierarchyOffset, sizeBytes: hierarchy.rootBytes },
      gpsTimeRange: content.gpsTimeRange,
    }),
  });
  const header = writeHeader(
    headerOf(content, { offsetToPointData, vlrCount: 2 + small.length, evlrOffset, evlrCount: evlrs.length }),
  );
  return {
    head: concat([header, info, ...records, new ByteWriter(8).u64(chunkTableOffset).bytes]),
    tail: concat([chunkTable, ...evlrs.map(writeEvlr)]),
  };
}

/** File offsets of chunks that follow each other. */
function placeChunks(chunks: readonly ChunkEntry[], firstChunk: number): HierarchyEntry[] {
  let offset = firstChunk;
  return chunks.map(({ key, byteSize, pointCount }) => {
    const entry = { key, offset: pointCount > 0 ? offset : 0, byteSize, pointCount };
    offset += byteSize;
    return entry;
  });
}

/** The kept records that fit a VLR, and those that need an EVLR. */
function splitRecords(content: Pick<CopcContent, 'vlrs' | 'wkt'>): { small: Vlr[]; large: Vlr[] } {
  const kept = keptRecords(content);
  return {
    small: kept.filter((vlr) => vlr.data.length <= VLR_LIMIT_BYTES),
    large: kept.filter((vlr) => vlr.data.length > VLR_LIMIT_BYTES),
  };
}

const WRITTEN_ANEW: readonly string[] = [COPC_USER_ID, LASZIP_USER_ID, NODE_HASH_USER_ID];

/** The source's records without what this file writes anew: CRS, compression, COPC structure. */
function keptRecords({ vlrs, wkt }: Pick<CopcContent, 'vlrs' | 'wkt'>): Vlr[] {
  const kept = vlrs.filter((vlr) => !WRITTEN_ANEW.includes(vlr.userId) && !(wkt !== null && isCrsRecord(vlr)));
  if (wkt === null) return kept;
  const data = utf8(`${wkt}\0`);
  return [{ userId: 'LASF_Projection', recordId: WKT_RECORD_ID, description: 'OGC WKT', data }, ...kept];
}

function laszipRecord(layout: ChunkLayout): Vlr {
  const data = writeLaszipVlr(laszipVlrForLayout(layout));
  return { userId: LASZIP_USER_ID, recordId: LASZIP_RECORD_ID, description: 'LASzip', data };
}

function headerOf(
  content: CopcContent,
  places: Pick<LasHeader, 'offsetToPointData' | 'vlrCount' | 'evlrOffset' | 'evlrCount'>,
): LasHeader {
  const { layout, source } = content;
  return {
    ...source,
    ...places,
    globalEncoding: (source.globalEncoding & KEPT_ENCODING) | WKT_BIT,
    versionMajor: 1,
    versionMinor: 4,
    headerSize: HEADER_14_BYTES,
    generatingSoftware: content.generatingSoftware,
    pointDataRecordFormat: layout.pointDataRecordFormat,
    pointDataRecordLength: layout.pointDataRecordLength,
    compressed: true,
    pointCount: content.pointCount,
    pointCountByReturn: Array.from({ length: 15 }, (_, i) => content.returnCounts[i + 1] ?? 0),
    scale: content.scale,
    offset: content.offset,
    min: content.min,
    max: content.max,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(sum(parts.map((part) => part.length)));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
