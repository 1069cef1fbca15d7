/** What is measured on: chunks of a LAZ file, or of a made scene when the file is not there. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ByteSource } from '#core/binary/byte-source.ts';
import { openLas } from '#core/las/las-file.ts';
import { storedLayout, upgradeRecords } from '#core/las/upgrade-records.ts';
import type { ChunkEncoder, ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import { encodePointwiseReference } from '../helpers/laz-reference/pointwise.ts';

export interface BenchChunk {
  readonly pointCount: number;
  read(): Promise<Uint8Array>;
}

export interface BenchCloud {
  readonly name: string;
  readonly layout: ChunkLayout;
  readonly pointCount: number;
  readonly chunks: readonly BenchChunk[];
  /** What `tengun index` gets. */
  readonly path: string;
  /** Of a made scene: the folder to remove in the end. */
  readonly folder?: string;
  /** Options that `tengun index` needs for it. */
  readonly indexOptions: readonly string[];
}

const CHUNK_POINTS = 50_000;

/** Reads that open the file each time: what is measured is not reading. */
async function fileSource(path: string): Promise<ByteSource> {
  return {
    sizeBytes: (await stat(path)).size,
    async read(begin, end) {
      await using handle = await open(path);
      const bytes = new Uint8Array(end - begin);
      await handle.read(bytes, 0, bytes.length, begin);
      return bytes;
    },
  };
}

/** The chunks of a LAZ file, as they stand in it. */
export async function lazCloud(path: string): Promise<BenchCloud> {
  const source = await fileSource(path);
  const { header, vlrs } = await openLas(source);
  const { offsetToPointData, pointCount, pointDataRecordFormat, pointDataRecordLength } = header;
  const laszip = findLaszipVlr(vlrs);
  const layout = chunkLayout(laszip, pointDataRecordFormat, pointDataRecordLength);
  const index = await readChunkIndex(source, { offsetToPointData, pointCount, laszip });
  const chunks = index.map((chunk) => ({
    pointCount: chunk.pointCount,
    read: () => source.read(chunk.byteOffset, chunk.byteOffset + chunk.byteSize),
  }));
  return { name: basename(path), layout, pointCount, chunks, path, indexOptions: [] };
}

/** A made scene (`tengun scene`), its points encoded by our encoder: not the speed of foreign files, but comparable. */
export async function sceneCloud(tengun: string, points: number, encoder: ChunkEncoder): Promise<BenchCloud> {
  const out = mkdtempSync(join(tmpdir(), 'tengun-bench-scene-'));
  const made = spawnSync(process.execPath, [tengun, 'scene', '--seed', '1', '--points', `${points}`, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (made.status !== 0) throw new Error(`tengun scene ended with ${made.status}`);
  const folder = join(out, 'before');
  const chunks: BenchChunk[] = [];
  let layout: ChunkLayout | undefined;
  let pointCount = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.las'))) {
    const source = await fileSource(join(folder, name));
    const { header } = await openLas(source);
    layout = storedLayout(header, 7);
    for (let first = 0; first < header.pointCount; first += CHUNK_POINTS) {
      const count = Math.min(CHUNK_POINTS, header.pointCount - first);
      const begin = header.offsetToPointData + first * header.pointDataRecordLength;
      const to = layout;
      const read = async () => {
        const records = await source.read(begin, begin + count * header.pointDataRecordLength);
        return encoder.encode(upgradeRecords(records, header, to), to);
      };
      chunks.push({ pointCount: count, read });
      pointCount += count;
    }
  }
  if (!layout) throw new Error(`no LAS file in ${folder}`);
  const indexOptions = ['--crs', 'EPSG:6676', '--merge'];
  return { name: 'made scene (seed 1)', layout, pointCount, chunks, path: folder, folder: out, indexOptions };
}

/** The first points of a made scene as point-wise chunks, written by the slow reference encoder: nothing faster writes them. */
export async function pointwiseSceneCloud(scene: string, points: number): Promise<BenchCloud> {
  const folder = join(scene, 'before');
  const path = join(folder, readdirSync(folder).find((file) => file.endsWith('.las'))!);
  const source = await fileSource(path);
  const { header } = await openLas(source);
  const layout = {
    pointDataRecordFormat: header.pointDataRecordFormat,
    pointDataRecordLength: header.pointDataRecordLength,
  };
  if (layout.pointDataRecordFormat > 5) throw new Error(`${path} has point format ${layout.pointDataRecordFormat}`);
  const pointCount = Math.min(points, header.pointCount);
  const chunks: BenchChunk[] = [];
  for (let first = 0; first < pointCount; first += CHUNK_POINTS) {
    const count = Math.min(CHUNK_POINTS, pointCount - first);
    const begin = header.offsetToPointData + first * layout.pointDataRecordLength;
    const records = await source.read(begin, begin + count * layout.pointDataRecordLength);
    const bytes = encodePointwiseReference(records, layout);
    chunks.push({ pointCount: count, read: async () => bytes });
  }
  return { name: `made scene (${basename(path)})`, layout, pointCount, chunks, path, indexOptions: [] };
}
