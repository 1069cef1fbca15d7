/** LAZ and COPC files for tests, of any point format: a LAS file of `las-builder.ts` compressed by the reference coders. */
import { composeCopc } from '#core/copc/compose.ts';
import { POINT_FORMATS } from '#core/las/point-format.ts';
import type { ChunkEncoder, ChunkLayout } from '#core/laz/chunk-codec.ts';
import { writeChunkTable } from '#core/laz/chunk-table.ts';
import { laszipVlrForLayout, VARIABLE_CHUNK_SIZE, writeLaszipVlr } from '#core/laz/laszip-vlr.ts';
import { encodeReference } from './laz-reference/chunk.ts';
import { encodePointwiseReference } from './laz-reference/pointwise.ts';
import { WAVE_PACKET_BYTES } from './laz-reference/wave-packet.ts';
import { seededRandom } from './seeded-random.ts';

export interface LazOptions {
  /** Points of each chunk; the last repeats. More than one number makes a file of variable chunks. */
  readonly chunkPoints?: readonly number[];
  /** Of formats 6–10. */
  readonly itemVersion?: 3 | 4;
}

const VLR_HEADER_BYTES = 54;
const POINTER_BYTES = 8;

interface LasParts {
  readonly layout: ChunkLayout;
  /** Header and records, up to the points. */
  readonly head: Uint8Array;
  readonly points: Uint8Array;
}

function partsOf(las: Uint8Array): LasParts {
  const view = new DataView(las.buffer, las.byteOffset, las.byteLength);
  const begin = view.getUint32(96, true);
  return {
    layout: { pointDataRecordFormat: las[104]!, pointDataRecordLength: view.getUint16(105, true) },
    head: las.subarray(0, begin),
    points: las.subarray(begin),
  };
}

/** The LAS file (without extended records) as LAZ. */
export function buildLaz(las: Uint8Array, { chunkPoints = [50_000], itemVersion }: LazOptions = {}): Uint8Array {
  const { layout, head, points } = partsOf(las);
  const coded = itemVersion ? { ...layout, itemVersion } : layout;
  const encode = layout.pointDataRecordFormat >= 6 ? encodeReference : encodePointwiseReference;
  const length = layout.pointDataRecordLength;
  const chunks: Uint8Array[] = [];
  const counts: number[] = [];
  for (let at = 0; at < points.length; ) {
    const count = Math.min(
      chunkPoints[Math.min(chunks.length, chunkPoints.length - 1)]!,
      (points.length - at) / length,
    );
    chunks.push(encode(points.subarray(at, at + count * length), coded));
    counts.push(count);
    at += count * length;
  }
  const variable = chunkPoints.length > 1;
  const payload = writeLaszipVlr(laszipVlrForLayout(coded, variable ? VARIABLE_CHUNK_SIZE : chunkPoints[0]));
  const record = new Uint8Array(VLR_HEADER_BYTES + payload.length);
  record.set(Buffer.from('laszip encoded'), 2);
  new DataView(record.buffer).setUint16(18, 22204, true);
  new DataView(record.buffer).setUint16(20, payload.length, true);
  record.set(payload, VLR_HEADER_BYTES);
  const table = writeChunkTable({
    byteSizes: Uint32Array.from(chunks, (chunk) => chunk.length),
    pointCounts: variable ? Uint32Array.from(counts) : null,
  });
  const pointsAt = head.length + record.length;
  const tableAt = pointsAt + POINTER_BYTES + chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const pointer = Buffer.alloc(POINTER_BYTES);
  pointer.writeBigInt64LE(BigInt(tableAt));
  const laz = new Uint8Array(Buffer.concat([head, record, pointer, ...chunks, table]));
  const view = new DataView(laz.buffer);
  view.setUint32(96, pointsAt, true);
  view.setUint32(100, view.getUint32(100, true) + 1, true);
  laz[104]! |= 0x80;
  return laz;
}

/** The LAS file with wave packets in its records (formats 4, 5, 9, 10), which `buildLas` leaves zero. */
export function withWavePackets(las: Uint8Array, seed: number): Uint8Array {
  const { layout, head } = partsOf(las);
  const at = POINT_FORMATS[layout.pointDataRecordFormat]!.wavePacketOffset;
  const { uniform } = seededRandom(seed);
  const filled = las.slice();
  for (let record = head.length; record < filled.length; record += layout.pointDataRecordLength) {
    for (let i = 0; i < WAVE_PACKET_BYTES; i++) filled[record + at + i] = Math.floor(uniform() * 256);
  }
  return filled;
}

/** The points of a LAS file of formats 6–8 as COPC, dealt out to the root and its first children. */
export function buildCopc(
  las: Uint8Array,
  wkt: string,
  nodePoints: readonly number[],
  encoder: ChunkEncoder,
): Uint8Array {
  const { layout, head, points } = partsOf(las);
  const length = layout.pointDataRecordLength;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const triple = (at: number, step = 8): [number, number, number] => [
    view.getFloat64(at, true),
    view.getFloat64(at + step, true),
    view.getFloat64(at + 2 * step, true),
  ];
  const [max, min] = [triple(179, 16), triple(187, 16)];
  const halfsize = Math.max(...max.map((high, axis) => high - min[axis]!)) / 2;
  let at = 0;
  const chunks = nodePoints.map((count) => {
    const chunk = encoder.encode(points.subarray(at, at + count * length), layout);
    at += count * length;
    return chunk;
  });
  const entries = chunks.map((chunk, i) => ({
    key: (i === 0 ? [0, 0, 0, 0] : [1, (i - 1) & 1, ((i - 1) >> 1) & 1, 0]) as [number, number, number, number],
    byteSize: chunk.length,
    pointCount: nodePoints[i]!,
  }));
  const { head: begin, tail } = composeCopc(
    {
      layout,
      scale: triple(131),
      offset: triple(155),
      min,
      max,
      pointCount: at / length,
      returnCounts: [],
      gpsTimeRange: [0, 1],
      cube: { center: [0, 1, 2].map((axis) => min[axis]! + halfsize) as [number, number, number], halfsize },
      wkt,
      vlrs: [],
      source: {
        ...{ fileSourceId: 0, globalEncoding: 17, guid: new Uint8Array(16), systemIdentifier: 'TENGUN TEST' },
        ...{ creationDayOfYear: 1, creationYear: 2026 },
      },
      generatingSoftware: 'laz-builder',
    },
    entries,
  );
  return new Uint8Array(Buffer.concat([begin, ...chunks, tail]));
}
