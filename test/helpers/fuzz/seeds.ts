/**
 * What fuzzing starts from: small valid files and single structures, each with the places where its fields stand, so that
 * mutations can aim at them.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { openLas } from '#core/las/las-file.ts';
import { POINT_RECORD_BYTES } from '#core/las/point-format.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { buildLas, randomPoints } from '../las-builder.ts';
import { buildCopc, buildLaz, withWavePackets } from '../laz-builder.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../laz-records.ts';
import { encodeReference } from '../laz-reference/chunk.ts';
import { encodePointwiseReference } from '../laz-reference/pointwise.ts';

/** A stretch of a seed that mutations take as one: a header, a record, a chunk. */
export interface Region {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** A number in the seed that sizes, counts or points. */
export interface Field {
  readonly at: number;
  readonly bytes: 1 | 2 | 4 | 8;
}

export interface Seed {
  readonly name: string;
  readonly kind: 'file' | 'chunk' | 'wkt';
  readonly bytes: Uint8Array;
  readonly regions: readonly Region[];
  readonly fields: readonly Field[];
  /** Of a chunk. */
  readonly layout?: ChunkLayout;
  readonly pointCount?: number;
  /** What the chunk holds. */
  readonly records?: Uint8Array;
  /** Mask of layers to decode, all when absent. */
  readonly layers?: number;
}

/** Larger files of the shared data are left out: thousands of cases a minute are worth more. */
const SMALL_FILE_BYTES = 40_000;

const HEADER_FIELDS: readonly Field[] = [
  { at: 6, bytes: 2 },
  { at: 24, bytes: 1 },
  { at: 25, bytes: 1 },
  { at: 94, bytes: 2 },
  { at: 96, bytes: 4 },
  { at: 100, bytes: 4 },
  { at: 104, bytes: 1 },
  { at: 105, bytes: 2 },
  { at: 107, bytes: 4 },
  ...[131, 139, 147, 155, 163, 171, 179, 187].map((at) => ({ at, bytes: 8 as const })),
];
const HEADER_14_FIELDS: readonly Field[] = [
  { at: 235, bytes: 8 },
  { at: 243, bytes: 4 },
  { at: 247, bytes: 8 },
];
const LASZIP_FIELDS: readonly Field[] = [
  { at: 0, bytes: 2 },
  { at: 2, bytes: 2 },
  { at: 12, bytes: 4 },
  ...[32, 34, 36, 38, 40, 42, 44].map((at) => ({ at, bytes: 2 as const })),
];
const COPC_INFO_FIELDS: readonly Field[] = [0, 8, 16, 24, 32, 40, 48].map((at) => ({ at, bytes: 8 }));

/** Fields of a file found by reading it: seeds are valid. */
async function fileSeed(name: string, bytes: Uint8Array): Promise<Seed> {
  const las = await openLas(memorySource(bytes));
  const { header } = las;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const regions: Region[] = [{ name: 'header', begin: 0, end: header.headerSize }];
  const fields: Field[] = [...HEADER_FIELDS, ...(header.versionMinor >= 4 ? HEADER_14_FIELDS : [])];
  const shifted = (at: number, of: readonly Field[]) => of.map((field) => ({ ...field, at: at + field.at }));
  let at = header.headerSize;
  for (const { userId, recordId, data } of las.vlrs) {
    const begin = at + 54;
    fields.push({ at: at + 18, bytes: 2 }, { at: at + 20, bytes: 2 });
    if (recordId === 22204) fields.push(...shifted(begin, LASZIP_FIELDS));
    if (userId === 'copc') fields.push(...shifted(begin, COPC_INFO_FIELDS));
    regions.push({ name: `${userId} ${recordId}`, begin, end: begin + data.length });
    at = begin + data.length;
  }
  if (header.compressed && header.pointCount > 0) {
    const { offsetToPointData, pointCount } = header;
    const chunks = await readChunkIndex(las.source, {
      offsetToPointData,
      pointCount,
      laszip: findLaszipVlr(las.vlrs),
    });
    fields.push({ at: offsetToPointData, bytes: 8 });
    for (const { byteOffset, byteSize } of chunks) {
      regions.push({ name: 'chunk', begin: byteOffset, end: byteOffset + byteSize });
      if (header.pointDataRecordFormat >= 6) {
        const head = byteOffset + header.pointDataRecordLength;
        for (let i = 0; i < 12 && head + 4 * i + 4 <= byteOffset + byteSize; i++) {
          fields.push({ at: head + 4 * i, bytes: 4 });
        }
      }
    }
    const table = Number(view.getBigInt64(offsetToPointData, true));
    if (table > 0 && table + 8 <= bytes.length) {
      regions.push({ name: 'chunk table', begin: table, end: Math.min(bytes.length, table + 60) });
      fields.push({ at: table, bytes: 4 }, { at: table + 4, bytes: 4 });
    }
  }
  if (header.evlrCount > 0 && header.evlrOffset > 0 && header.evlrOffset + 60 <= bytes.length) {
    regions.push({ name: 'EVLRs', begin: header.evlrOffset, end: bytes.length });
    fields.push({ at: header.evlrOffset + 18, bytes: 2 }, { at: header.evlrOffset + 20, bytes: 8 });
  }
  if (las.vlrs[0]?.userId === 'copc') {
    const { rootHierarchy } = (await openCopc(las.source)).info;
    const { offset, sizeBytes } = rootHierarchy;
    regions.push({ name: 'hierarchy', begin: offset, end: offset + sizeBytes });
    for (let entry = offset; entry < offset + sizeBytes; entry += 32) {
      for (const part of [0, 4, 8, 12]) fields.push({ at: entry + part, bytes: 4 });
      fields.push({ at: entry + 16, bytes: 8 }, { at: entry + 24, bytes: 4 }, { at: entry + 28, bytes: 4 });
    }
  }
  return { name, kind: 'file', bytes, regions, fields };
}

function chunkSeed(options: RecordsOptions, itemVersion?: 3 | 4): Seed {
  const layout = itemVersion ? { ...layoutOf(options), itemVersion } : layoutOf(options);
  const records = makeRecords(options);
  const bytes = options.format >= 6 ? encodeReference(records, layout) : encodePointwiseReference(records, layout);
  const { pointDataRecordLength: length } = layout;
  const regions = [
    { name: 'first record', begin: 0, end: length },
    { name: 'streams', begin: length, end: bytes.length },
  ];
  const fields: Field[] = [];
  const layers = options.format >= 6 ? 12 : 1;
  for (let i = 0; i <= layers; i++) fields.push({ at: length + 4 * i, bytes: 4 });
  const name = `chunk of format ${options.format}`;
  return { name, kind: 'chunk', bytes, regions, fields, layout, pointCount: options.count, records };
}

const descriptor = (type: number, name: string): Uint8Array => {
  const bytes = new Uint8Array(192);
  bytes[2] = type;
  bytes.set(Buffer.from(name), 4);
  return bytes;
};

/** GeoTIFF keys of an EPSG system with a user-defined name and a unit. */
const geoKeys = (): { userId: string; recordId: number; data: Uint8Array }[] => {
  const numbers = [1, 1, 0, 5, 1024, 0, 1, 1, 3072, 0, 1, 6676, 1026, 34737, 8, 0, 3076, 0, 1, 9001, 2057, 34736, 1, 0];
  const userId = 'LASF_Projection';
  return [
    { userId, recordId: 34735, data: new Uint8Array(Uint16Array.from(numbers).buffer) },
    { userId, recordId: 34736, data: new Uint8Array(Float64Array.of(6378137, 298.257).buffer) },
    { userId, recordId: 34737, data: new Uint8Array(Buffer.from('JGD2011|\0')) },
  ];
};

/** Seeds that need nothing but this repository: every point format as LAS and LAZ, COPC, bare chunks, WKT texts. */
export async function madeSeeds(): Promise<Seed[]> {
  const { encoder } = await createCodec();
  const wkt = crsFromCode('EPSG:6676').wkt;
  const extra = {
    userId: 'LASF_Spec',
    recordId: 4,
    data: new Uint8Array([...descriptor(3, 'a'), ...descriptor(1, 'b')]),
  };
  const seeds: Seed[] = [];
  for (let format = 0; format <= 10; format++) {
    const extraBytes = format % 2 === 0 ? 3 : 0;
    const crs = format % 3 === 0 ? { vlrs: [extra, ...geoKeys()] } : { wkt, vlrs: [extra] };
    const bare = buildLas(randomPoints(40, { format, extraBytes, seed: format }), { format, extraBytes, ...crs });
    const las = POINT_RECORD_BYTES[format]! >= 57 ? withWavePackets(bare, format) : bare;
    seeds.push(await fileSeed(`las ${format}`, las));
    seeds.push(await fileSeed(`laz ${format}`, buildLaz(las, { chunkPoints: format % 2 ? [16] : [1, 20, 30] })));
    if (format >= 6)
      seeds.push(await fileSeed(`laz ${format} v4`, buildLaz(las, { chunkPoints: [25], itemVersion: 4 })));
    if (format >= 6 && format <= 8) {
      seeds.push(await fileSeed(`copc ${format}`, buildCopc(las, wkt, [10, 15, 5, 10], encoder)));
    }
    const records: RecordsOptions = {
      ...{ seed: format, format: format as RecordsOptions['format'], extraByteCount: format % 3, count: 60 },
      ...{ channels: 3, coordinates: 'steps', attributes: 'random', gpsTime: 'sequences' },
    };
    seeds.push(chunkSeed(records), ...(format >= 6 ? [chunkSeed(records, 4)] : []));
  }
  for (const code of ['EPSG:6676', 'EPSG:6668', 'EPSG:2994', 'EPSG:32654']) {
    const bytes = new Uint8Array(Buffer.from(crsFromCode(code).wkt));
    const regions = [{ name: 'text', begin: 0, end: bytes.length }];
    seeds.push({ name: `wkt ${code}`, kind: 'wkt', bytes, regions, fields: [] });
  }
  return seeds;
}

/** Small files below a folder that can be opened; what cannot is no seed. */
export async function filesAsSeeds(folder: string): Promise<Seed[]> {
  const seeds: Seed[] = [];
  for (const path of globSync('**/*.la[sz]', { cwd: folder }).sort()) {
    const file = join(folder, path);
    if (statSync(file).size > SMALL_FILE_BYTES) continue;
    const bytes = new Uint8Array(readFileSync(file));
    const seed = await fileSeed(path, bytes).catch(() => null);
    if (seed) seeds.push(seed);
  }
  return seeds;
}
