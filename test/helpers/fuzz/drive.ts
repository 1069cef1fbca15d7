/** Drives Tengun's readers over bytes of any kind, as indexing and serving do. */
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import { crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { LimitError, TengunError } from '#core/errors.ts';
import { type LasFile, openLas } from '#core/las/las-file.ts';
import { emptySummary, summarize } from '#core/las/point-summary.ts';
import { storedLayout, upgradeRecords } from '#core/las/upgrade-records.ts';
import { ALL_LAYERS, type ChunkDecoder, type ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import { decodeReference } from '../laz-reference/chunk.ts';
import { decodePointwiseReference } from '../laz-reference/pointwise.ts';
import { attempt, type Outcome } from './family.ts';
import type { Seed } from './seeds.ts';

/** Records of one case that are decoded; more only costs time. */
const DECODED_BYTES = 4 * 2 ** 20;

/** @returns one outcome for each reader that came to run */
export async function drive(seed: Seed, bytes: Uint8Array, decoder: ChunkDecoder): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  if (seed.kind === 'chunk') {
    const { layout, pointCount, layers } = seed;
    const records = await attempt(outcomes, 'chunk decoder', () =>
      decodeChunk(decoder, bytes, layout!, pointCount!, layers),
    );
    // the kernel works in memory of its own, where a wrong access traps nowhere: the reference tells
    if (records && pointCount! > 0 && pointCount! < 200 && (layers === undefined || layers === ALL_LAYERS)) {
      await attempt(outcomes, 'against the reference', () => compare(records, bytes, layout!, pointCount!));
    }
    return outcomes;
  }
  if (seed.kind === 'wkt') {
    await attempt(outcomes, 'WKT', () => crsFromWkt(Buffer.from(bytes).toString('latin1')));
    return outcomes;
  }
  const las = await attempt(outcomes, 'openLas', () => openLas(memorySource(bytes)));
  if (!las) return outcomes;
  const { wkt, geoKeys, header } = las;
  if (wkt !== null) await attempt(outcomes, 'WKT', () => crsFromWkt(wkt));
  if (geoKeys !== null) await attempt(outcomes, 'GeoKeys', () => crsFromGeoKeys(geoKeys));
  if (header.compressed) await attempt(outcomes, 'LAZ points', () => readLazPoints(las, decoder));
  else await attempt(outcomes, 'LAS points', () => readLasPoints(las));
  if (las.vlrs[0]?.userId === 'copc') await attempt(outcomes, 'COPC', () => readCopc(bytes, decoder));
  return outcomes;
}

function decodeChunk(
  decoder: ChunkDecoder,
  bytes: Uint8Array,
  layout: ChunkLayout,
  pointCount: number,
  layers = ALL_LAYERS,
): Uint8Array {
  const records = decoder.decode(bytes, layout, pointCount, { layers });
  if (records.length !== pointCount * layout.pointDataRecordLength) {
    throw new Error(`${records.length} bytes of records for ${pointCount} points`);
  }
  take(records, layout);
  return records;
}

/** A chunk that the kernel took must hold the same for the slow coder. */
function compare(records: Uint8Array, bytes: Uint8Array, layout: ChunkLayout, pointCount: number): void {
  const decode = layout.pointDataRecordFormat >= 6 ? decodeReference : decodePointwiseReference;
  let expected: Uint8Array;
  try {
    expected = decode(bytes, layout, pointCount);
  } catch (cause) {
    throw new Error(`the reference refuses what the kernel takes: ${cause}`, { cause });
  }
  if (Buffer.compare(expected, records) === 0) return;
  throw new Error(`the reference decodes other records of format ${layout.pointDataRecordFormat}`);
}

/** @throws {Error} when the decoder no longer decodes what it could at first: a case before broke it */
export function checkUnharmed(seeds: readonly Seed[], decoder: ChunkDecoder): void {
  for (const { name, bytes, layout, pointCount, records } of seeds) {
    if (!records) continue;
    if (Buffer.compare(decoder.decode(bytes, layout!, pointCount!), records) !== 0) {
      throw new Error(`${name} no longer decodes to its records`);
    }
  }
}

/** What becomes of decoded records: upgraded and summed up. */
function take(records: Uint8Array, layout: ChunkLayout): void {
  const stored = storedLayout(layout);
  summarize(emptySummary(), upgradeRecords(records, layout, stored), stored);
}

async function readLasPoints({ source, header }: LasFile): Promise<void> {
  const { offsetToPointData, pointDataRecordLength } = header;
  const count = Math.min(header.pointCount, Math.floor(DECODED_BYTES / pointDataRecordLength));
  take(await source.read(offsetToPointData, offsetToPointData + count * pointDataRecordLength), header);
}

async function readLazPoints({ source, header, vlrs }: LasFile, decoder: ChunkDecoder): Promise<void> {
  const laszip = findLaszipVlr(vlrs);
  const layout = chunkLayout(laszip, header.pointDataRecordFormat, header.pointDataRecordLength);
  const { offsetToPointData, pointCount } = header;
  const chunks = await readChunkIndex(source, { offsetToPointData, pointCount, laszip });
  await decodeAll(
    chunks.map(({ byteOffset, byteSize, pointCount: count }) => ({ begin: byteOffset, byteSize, count })),
    layout,
    decoder,
    (begin, end) => source.read(begin, end),
  );
}

async function readCopc(bytes: Uint8Array, decoder: ChunkDecoder): Promise<void> {
  const copc = await openCopc(memorySource(bytes));
  const nodes = [...(await copc.loadAllNodes()).values()];
  await decodeAll(
    nodes.map(({ offset, byteSize, pointCount }) => ({ begin: offset, byteSize, count: pointCount })),
    copc.layout,
    decoder,
    (begin, end) => copc.source.read(begin, end),
  );
}

/** Decodes chunk after chunk; one that breaks stops neither the others nor hides what is no typed error. */
async function decodeAll(
  chunks: readonly { readonly begin: number; readonly byteSize: number; readonly count: number }[],
  layout: ChunkLayout,
  decoder: ChunkDecoder,
  read: (begin: number, end: number) => Promise<Uint8Array>,
): Promise<void> {
  let left = DECODED_BYTES;
  let broken: TengunError | null = null;
  for (const { begin, byteSize, count } of chunks) {
    left -= count * layout.pointDataRecordLength;
    if (left < 0) {
      throw new LimitError('enough for one case', { limit: DECODED_BYTES, actual: DECODED_BYTES - left });
    }
    try {
      decodeChunk(decoder, await read(begin, begin + byteSize), layout, count);
    } catch (error) {
      if (!(error instanceof TengunError)) throw error;
      broken = error;
    }
  }
  if (broken) throw broken;
}
