/** A whole chunk: the first record, the point count, the layers' sizes, the layers. */
import { SymbolModel } from '#core/laz/arithmetic-coder.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { codeExtraByte, codeNir, codeRgb, ItemContexts, nirModels, rgbModels } from './color-and-bytes.ts';
import { DecodingStream, EncodingStream, type LayerStream } from './layer-stream.ts';
import {
  BASE_BYTES,
  hasNir,
  hasRgb,
  hasWavePacket,
  type LayeredFormat,
  type Point,
  readPoint,
  writePoint,
} from './point.ts';
import { Point14Coder, type Point14Streams } from './point14.ts';
import { type WavePacket, WavePacketCoder } from './wave-packet.ts';

/** Layers of a format: nine of point 14, then colours, then the wave packet, then one for each extra byte. */
const knownLayerCount = (format: LayeredFormat) =>
  9 + [hasRgb, hasNir, hasWavePacket].filter((hasItem) => hasItem(format)).length;

/** Codes the points after the first one, in both directions; `given` is only looked at when encoding. */
class ChunkCoder {
  private readonly points: Point14Coder;
  private readonly streams: readonly (LayerStream | null)[];
  private readonly rgb;
  private readonly nir;
  private readonly waves;
  private readonly bytes;
  private readonly format: LayeredFormat;

  constructor(streams: readonly (LayerStream | null)[], format: LayeredFormat, first: Point, version: 3 | 4) {
    this.streams = streams;
    this.format = format;
    this.points = new Point14Coder(first);
    this.rgb = new ItemContexts(version, first.channel, first.rgb, rgbModels);
    this.nir = new ItemContexts(version, first.channel, first.nir, nirModels);
    this.waves = first.wavePackets.map(
      (packet) =>
        new ItemContexts<WavePacketCoder, WavePacket>(version, first.channel, packet, () => new WavePacketCoder()),
    );
    this.bytes = first.extraBytes.map(
      (byte) => new ItemContexts(version, first.channel, [byte], () => new SymbolModel(256)),
    );
  }

  next(given: Point): Point {
    const { point, channelChanged } = this.points.code(point14Streams(this.streams), given);
    const rgbStream = hasRgb(this.format) ? this.streams[9] : null;
    if (rgbStream) {
      const { models, last } = this.rgb.next(point.channel, channelChanged);
      last.value = codeRgb(rgbStream, models, last.value, given.rgb);
      point.rgb = last.value;
    }
    const nirStream = hasNir(this.format) ? this.streams[10] : null;
    if (nirStream) {
      const { models, last } = this.nir.next(point.channel, channelChanged);
      last.value = codeNir(nirStream, models, last.value, given.nir);
      point.nir = last.value;
    }
    const known = knownLayerCount(this.format);
    point.wavePackets = point.wavePackets.map((packet, i) => {
      const stream = this.streams[known - 1];
      if (!stream) return packet;
      const { models, last } = this.waves[i]!.next(point.channel, channelChanged);
      last.value = models.code(stream, last.value, given.wavePackets[i]!);
      return last.value;
    });
    point.extraBytes = point.extraBytes.map((byte, i) => {
      const stream = this.streams[known + i];
      if (!stream) return byte;
      const { models, last } = this.bytes[i]!.next(point.channel, channelChanged);
      last.value = [codeExtraByte(stream, models, last.value[0]!, given.extraBytes[i] ?? 0)];
      return last.value[0]!;
    });
    return point;
  }
}

function point14Streams(streams: readonly (LayerStream | null)[]): Point14Streams {
  const [xy, z, classification, flags, intensity, scanAngle, userData, pointSource, gpsTime] = streams;
  const optional = (stream: LayerStream | null | undefined) => stream ?? null;
  return {
    xy: xy!,
    z: optional(z),
    classification: optional(classification),
    flags: optional(flags),
    intensity: optional(intensity),
    scanAngle: optional(scanAngle),
    userData: optional(userData),
    pointSource: optional(pointSource),
    gpsTime: optional(gpsTime),
  };
}

/** The fields of the layers after XY and Z: a layer whose field never changes has no bytes. */
function layerFields(point: Point): string[] {
  return [
    point.classification,
    point.flags,
    point.intensity,
    point.scanAngle,
    point.userData,
    point.pointSource,
    point.gpsTime,
    ...(point.rgb.length > 0 ? [point.rgb.join()] : []),
    ...point.nir,
    ...point.wavePackets.map(({ descriptor, offset, size, numbers }) => [descriptor, offset, size, ...numbers].join()),
    ...point.extraBytes,
  ].map(String);
}

export function encodeReference(records: Uint8Array, layout: ChunkLayout): Uint8Array {
  const format = layout.pointDataRecordFormat as LayeredFormat;
  const length = layout.pointDataRecordLength;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const points: Point[] = [];
  for (let at = 0; at < records.length; at += length) points.push(readPoint(view, at, format, length));
  const first = points[0]!;
  const fields = layerFields(first);
  const changing = fields.map(() => false);
  for (const point of points) {
    layerFields(point).forEach((field, i) => {
      if (field !== fields[i]) changing[i] = true;
    });
  }
  const streams = [true, true, ...changing].map((needed) => (needed ? new EncodingStream() : null));
  const coder = new ChunkCoder(streams, format, first, layout.itemVersion ?? 3);
  for (const point of points.slice(1)) coder.next(point);
  return assemble(records.subarray(0, length), points.length, streams);
}

function assemble(first: Uint8Array, count: number, streams: readonly (EncodingStream | null)[]): Uint8Array {
  const layers = streams.map((stream) => stream?.finish() ?? new Uint8Array(0));
  const head = new Uint8Array(first.length + 4 + layers.length * 4);
  const view = new DataView(head.buffer);
  head.set(first);
  view.setUint32(first.length, count, true);
  layers.forEach((layer, i) => {
    view.setUint32(first.length + 4 + i * 4, layer.length, true);
  });
  return new Uint8Array(Buffer.concat([head, ...layers]));
}

export function decodeReference(chunk: Uint8Array, layout: ChunkLayout, pointCount: number): Uint8Array {
  const format = layout.pointDataRecordFormat as LayeredFormat;
  const length = layout.pointDataRecordLength;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const layerCount = knownLayerCount(format) + length - BASE_BYTES[format];
  const streams: (LayerStream | null)[] = [];
  let at = length + 4 + layerCount * 4;
  for (let layer = 0; layer < layerCount; layer++) {
    const size = view.getUint32(length + 4 + layer * 4, true);
    streams.push(size > 0 ? new DecodingStream(chunk.subarray(at, at + size)) : null);
    at += size;
  }
  const records = new Uint8Array(pointCount * length);
  const out = new DataView(records.buffer);
  const first = readPoint(view, 0, format, length);
  writePoint(out, 0, format, first);
  const coder = new ChunkCoder(streams, format, first, layout.itemVersion ?? 3);
  for (let i = 1; i < pointCount; i++) writePoint(out, i * length, format, coder.next(first));
  return records;
}
