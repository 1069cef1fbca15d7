/** A LAS or LAZ file of the shared data taken apart: layout, chunks, records. */
import { readFileSync } from 'node:fs';
import { memorySource } from '#core/binary/memory-source.ts';
import { type LasFile, openLas } from '#core/las/las-file.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';

export interface LazFileChunk {
  readonly bytes: Uint8Array;
  readonly pointCount: number;
}

export interface LazFile {
  readonly layout: ChunkLayout;
  readonly pointCount: number;
  readonly chunks: readonly LazFileChunk[];
}

export async function readLaz(path: string, maxChunks = Number.POSITIVE_INFINITY): Promise<LazFile> {
  const file = await openLas(memorySource(new Uint8Array(readFileSync(path))));
  const { pointDataRecordFormat, pointDataRecordLength, offsetToPointData, pointCount } = file.header;
  const laszip = findLaszipVlr(file.vlrs);
  const layout = chunkLayout(laszip, pointDataRecordFormat, pointDataRecordLength);
  const index = await readChunkIndex(file.source, { offsetToPointData, pointCount, laszip });
  const chunks = await Promise.all(
    index.slice(0, maxChunks).map(async ({ byteOffset, byteSize, pointCount: points }) => ({
      bytes: await file.source.read(byteOffset, byteOffset + byteSize),
      pointCount: points,
    })),
  );
  return { layout, pointCount, chunks };
}

export async function readLasRecords(path: string): Promise<Uint8Array> {
  const file: LasFile = await openLas(memorySource(new Uint8Array(readFileSync(path))));
  const { offsetToPointData, pointCount, pointDataRecordLength } = file.header;
  return file.source.read(offsetToPointData, offsetToPointData + pointCount * pointDataRecordLength);
}
