/** A point-wise chunk (formats 0–5): the first record, then one stream with all items of each point in turn. */
import { SymbolModel } from '#core/laz/arithmetic-coder.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { IntegerModel } from '#core/laz/integer-coder.ts';
import { codeExtraByte, codeRgb, rgbModels } from './color-and-bytes.ts';
import { GpsTimeCoder } from './gps-time.ts';
import { DecodingStream, EncodingStream, type LayerStream, ModelSet } from './layer-stream.ts';
import { RunningMedian } from './median.ts';
import { readWavePacket, WavePacketCoder, writeWavePacket } from './wave-packet.ts';

/** Where the items after point 10 stand in a record; -1 when the format has none. */
const ITEMS: readonly { readonly time: number; readonly rgb: number; readonly wave: number; readonly extra: number }[] =
  [
    { time: -1, rgb: -1, wave: -1, extra: 20 },
    { time: 20, rgb: -1, wave: -1, extra: 28 },
    { time: -1, rgb: 20, wave: -1, extra: 26 },
    { time: 20, rgb: 28, wave: -1, extra: 34 },
    { time: 20, rgb: -1, wave: 28, extra: 57 },
    { time: 20, rgb: 28, wave: 34, extra: 63 },
  ];

/** Kind of a return: a line for each number of returns, a hexadecimal digit for each return number. */
const RETURN_KINDS = 'fedcba98 e0136aa9 d1247bba c3458ccb b6789ddc aabcdeed 9abcdefe 89abcdef'.split(' ');

const byteModels = () => new ModelSet(() => new SymbolModel(256));
const numbers = (count: number) => Array<number>(count).fill(0);
const evenUpTo = (bits: number, cap: number) => Math.min(bits - (bits % 2), cap);

/** The first 20 bytes. Both directions: `from` is only looked at when encoding, `to` gets what was coded. */
class Point10Coder {
  private readonly changes = new SymbolModel(64);
  private readonly returnBytes = byteModels();
  private readonly classes = byteModels();
  private readonly userData = byteModels();
  private readonly angles = byteModels();
  private readonly intensity = new IntegerModel(16, 4);
  private readonly source = new IntegerModel(16, 1);
  private readonly dx = new IntegerModel(32, 2);
  private readonly dy = new IntegerModel(32, 22);
  private readonly z = new IntegerModel(32, 20);
  private readonly xMedians = numbers(16).map(() => new RunningMedian());
  private readonly yMedians = numbers(16).map(() => new RunningMedian());
  private readonly lastIntensity = numbers(16);
  private readonly lastZ = numbers(8);

  code(stream: LayerStream, last: DataView, from: DataView, to: DataView): void {
    const kindOf = (returnByte: number) => Number.parseInt(RETURN_KINDS[(returnByte >> 3) & 7]![returnByte & 7]!, 16);
    const differs = (at: number) => from.getUint8(at) !== last.getUint8(at);
    const changes = stream.symbol(
      this.changes,
      (differs(14) ? 32 : 0) |
        (from.getUint16(12, true) !== this.lastIntensity[kindOf(from.getUint8(14))] ? 16 : 0) |
        (differs(15) ? 8 : 0) |
        (differs(16) ? 4 : 0) |
        (differs(17) ? 2 : 0) |
        (from.getUint16(18, true) !== last.getUint16(18, true) ? 1 : 0),
    );
    const codeByte = (bit: number, models: ModelSet<SymbolModel>, at: number) => {
      const before = last.getUint8(at);
      to.setUint8(at, changes & bit ? stream.symbol(models.at(before), from.getUint8(at)) : before);
    };
    codeByte(32, this.returnBytes, 14);
    const returnByte = to.getUint8(14);
    const kind = kindOf(returnByte);
    if (changes & 16) {
      const given = from.getUint16(12, true);
      const context = Math.min(kind, 3);
      this.lastIntensity[kind] = stream.integer(this.intensity, context, this.lastIntensity[kind]!, given) & 0xffff;
    }
    to.setUint16(12, this.lastIntensity[kind]!, true);
    codeByte(8, this.classes, 15);
    const angle = last.getUint8(16);
    const turn =
      changes & 4 ? stream.symbol(this.angles.at((returnByte >> 6) & 1), (from.getUint8(16) - angle) & 255) : 0;
    to.setUint8(16, (angle + turn) & 255);
    codeByte(2, this.userData, 17);
    const source = last.getUint16(18, true);
    const nextSource = changes & 1 ? stream.integer(this.source, 0, source, from.getUint16(18, true)) : source;
    to.setUint16(18, nextSource & 0xffff, true);
    this.codeXyz(stream, last, from, to, kind);
  }

  private codeXyz(stream: LayerStream, last: DataView, from: DataView, to: DataView, kind: number): void {
    const returnByte = to.getUint8(14);
    const returns = (returnByte >> 3) & 7;
    const single = returns === 1 ? 1 : 0;
    const codeStep = (model: IntegerModel, context: number, median: RunningMedian, at: number) => {
      const before = last.getInt32(at, true);
      const step = stream.integer(model, context, median.value, (from.getInt32(at, true) - before) | 0) | 0;
      median.add(step);
      to.setInt32(at, (before + step) | 0, true);
    };
    codeStep(this.dx, single, this.xMedians[kind]!, 0);
    codeStep(this.dy, single + evenUpTo(this.dx.bitCount, 20), this.yMedians[kind]!, 4);
    const level = Math.abs(returns - (returnByte & 7));
    const zContext = single + evenUpTo((this.dx.bitCount + this.dy.bitCount) >> 1, 18);
    this.lastZ[level] = stream.integer(this.z, zContext, this.lastZ[level]!, from.getInt32(8, true)) | 0;
    to.setInt32(8, this.lastZ[level]!, true);
  }
}

/** Codes the points after the first one. */
class PointwiseCoder {
  private readonly stream: LayerStream;
  private readonly items;
  private readonly point = new Point10Coder();
  private readonly times: GpsTimeCoder;
  private readonly colors = rgbModels();
  private readonly waves = new WavePacketCoder();
  private readonly bytes = byteModels();

  constructor(stream: LayerStream, format: number, first: DataView) {
    this.stream = stream;
    this.items = ITEMS[format]!;
    this.times = new GpsTimeCoder(this.items.time >= 0 ? first.getBigUint64(this.items.time, true) : 0n, 'point-wise');
  }

  code(last: DataView, from: DataView, to: DataView): void {
    const { stream } = this;
    const { time, rgb, wave, extra } = this.items;
    this.point.code(stream, last, from, to);
    if (time >= 0) to.setBigUint64(time, this.times.code(stream, from.getBigUint64(time, true)), true);
    if (rgb >= 0) {
      const colorOf = (record: DataView) => [0, 2, 4].map((at) => record.getUint16(rgb + at, true));
      codeRgb(stream, this.colors, colorOf(last), colorOf(from)).forEach((value, i) => {
        to.setUint16(rgb + 2 * i, value, true);
      });
    }
    if (wave >= 0) {
      writeWavePacket(to, wave, this.waves.code(stream, readWavePacket(last, wave), readWavePacket(from, wave)));
    }
    for (let at = extra; at < to.byteLength; at++) {
      to.setUint8(at, codeExtraByte(stream, this.bytes.at(at), last.getUint8(at), from.getUint8(at)));
    }
  }
}

function viewsOf(records: Uint8Array, length: number): DataView[] {
  return Array.from(
    { length: records.length / length },
    (_, i) => new DataView(records.buffer, records.byteOffset + i * length, length),
  );
}

export function encodePointwiseReference(records: Uint8Array, layout: ChunkLayout): Uint8Array {
  const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
  const points = viewsOf(records, length);
  const stream = new EncodingStream();
  const coder = new PointwiseCoder(stream, format, points[0]!);
  const coded = new DataView(new ArrayBuffer(length));
  for (let i = 1; i < points.length; i++) coder.code(points[i - 1]!, points[i]!, coded);
  return new Uint8Array(Buffer.concat([records.subarray(0, length), stream.finish()]));
}

export function decodePointwiseReference(chunk: Uint8Array, layout: ChunkLayout, pointCount: number): Uint8Array {
  const { pointDataRecordFormat: format, pointDataRecordLength: length } = layout;
  const records = new Uint8Array(pointCount * length);
  records.set(chunk.subarray(0, length));
  if (pointCount === 1) return records;
  const points = viewsOf(records, length);
  const coder = new PointwiseCoder(new DecodingStream(chunk.subarray(length)), format, points[0]!);
  for (let i = 1; i < pointCount; i++) coder.code(points[i - 1]!, points[i - 1]!, points[i]!);
  return records;
}
