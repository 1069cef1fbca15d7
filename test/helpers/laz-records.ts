/** Made-up point records of all formats that reach every branch of the coders. */
import { POINT_FORMATS } from '#core/las/point-format.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { seededRandom } from './seeded-random.ts';

/** How a field runs from point to point. */
export type Run = 'constant' | 'steps' | 'random';

export interface RecordsOptions {
  readonly seed: number;
  readonly format: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  readonly extraByteCount: number;
  readonly count: number;
  /** Scanner channels in use, 1–4; formats 0–5 have none. */
  readonly channels: number;
  readonly coordinates: Run;
  readonly attributes: Run;
  readonly gpsTime: Run | 'sequences';
  /** Whether colours are grey. */
  readonly grey?: boolean;
}

export function layoutOf({ format, extraByteCount }: Pick<RecordsOptions, 'format' | 'extraByteCount'>): ChunkLayout {
  return { pointDataRecordFormat: format, pointDataRecordLength: POINT_FORMATS[format]!.baseBytes + extraByteCount };
}

/** Follows one number: constant, in small steps, or anything of `bits` bits. */
function runner(run: Run, bits: number, uniform: () => number): () => number {
  const range = 2 ** bits;
  let value = Math.floor(uniform() * range);
  return () => {
    if (run === 'steps' && uniform() < 0.6) value = (value + Math.floor(uniform() * 7) - 3 + range) % range;
    if (run === 'random' && uniform() < 0.9) value = Math.floor(uniform() * range);
    return value;
  };
}

/** Times: one, regular pulses with gaps, four interleaved clocks, or any bits at all (NaN among them). */
function times(run: RecordsOptions['gpsTime'], uniform: () => number): () => bigint {
  const bits = new DataView(new ArrayBuffer(8));
  const bitsOf = (time: number): bigint => {
    bits.setFloat64(0, time);
    return bits.getBigUint64(0);
  };
  const clocks = [2e8, 5e5, -1e-9, 1e12];
  let time = 1.5e8;
  return () => {
    if (run === 'random')
      return (BigInt(Math.floor(uniform() * 2 ** 32)) << 32n) | BigInt(Math.floor(uniform() * 2 ** 32));
    if (run === 'sequences') {
      const clock = Math.floor(uniform() * clocks.length);
      clocks[clock]! += Math.abs(clocks[clock]!) * 1e-12 * Math.floor(uniform() * 600 - 12);
      return bitsOf(clocks[clock]!);
    }
    if (run === 'steps' && uniform() < 0.7) time += 1e-5 * (uniform() < 0.9 ? 1 : Math.floor(uniform() * 2000 - 40));
    return bitsOf(time);
  };
}

/** Links to waveforms of 256 bytes: mostly one behind the other, some shared, some with gaps, some anywhere. */
function wavePackets(run: Run, uniform: () => number): (view: DataView, at: number) => void {
  const descriptor = runner(run, 8, uniform);
  const numbers = [0, 1, 2, 3].map(() => runner(run, 32, uniform));
  let offset = 60n;
  let size = 256;
  return (view, at) => {
    const kind = run === 'constant' ? 0 : Math.floor(uniform() * 6);
    if (kind >= 3) offset += BigInt(size);
    if (kind === 1) offset += BigInt(Math.floor(uniform() * 2000) - 1000);
    if (kind === 2 && run === 'random')
      offset = BigInt(Math.floor(uniform() * 2 ** 53)) << BigInt(Math.floor(uniform() * 11));
    if (run === 'random' && uniform() < 0.2) size = Math.floor(uniform() * 2 ** 32);
    view.setUint8(at, descriptor());
    view.setBigUint64(at + 1, BigInt.asUintN(64, offset), true);
    view.setUint32(at + 9, size, true);
    numbers.forEach((number, i) => {
      view.setInt32(at + 13 + 4 * i, number() | 0, true);
    });
  };
}

export function makeRecords(options: RecordsOptions): Uint8Array {
  const { format, extraByteCount, count, channels, coordinates, attributes } = options;
  const { uniform } = seededRandom(options.seed);
  const length = layoutOf(options).pointDataRecordLength;
  const fields = POINT_FORMATS[format]!;
  const records = new Uint8Array(count * length);
  const view = new DataView(records.buffer);
  const number = (bits: number, run: Run = attributes) => runner(run, bits, uniform);
  const east = number(32, coordinates);
  const north = number(32, coordinates);
  const height = number(32, coordinates);
  const intensity = number(16);
  const flags = number(6);
  const classification = number(8);
  const userData = number(8);
  const scanAngle = number(16);
  const pointSource = number(16);
  const colors = [number(16), number(16), number(16), number(16)];
  const extras = Array.from({ length: extraByteCount }, (_, i) => number(8, i % 3 === 2 ? 'constant' : attributes));
  const time = times(options.gpsTime, uniform);
  const wavePacket = wavePackets(attributes, uniform);
  let returns = 1;
  let returnNumber = 1;
  let channel = Math.floor(uniform() * channels);
  for (let at = 0; at < records.length; at += length) {
    if (attributes === 'random' && uniform() < 0.3) [returns, returnNumber] = [uniform() * 16, uniform() * 16];
    else if (attributes !== 'constant') {
      if (returnNumber < returns) returnNumber += 1;
      else [returns, returnNumber] = [1 + Math.floor(uniform() ** 3 * 5), 1];
    }
    if (uniform() < 0.2) channel = Math.floor(uniform() * channels);
    const flagBits = flags();
    view.setInt32(at, east() | 0, true);
    view.setInt32(at + 4, north() | 0, true);
    view.setInt32(at + 8, height() | 0, true);
    view.setUint16(at + 12, intensity(), true);
    if (fields.extended) {
      view.setUint8(at + 14, (returnNumber & 15) | ((returns & 15) << 4));
      view.setUint8(at + 15, (flagBits & 15) | (channel << 4) | ((flagBits >> 4) << 6));
      view.setUint8(at + 16, classification());
      view.setUint8(at + 17, userData());
      view.setUint16(at + 18, scanAngle(), true);
      view.setUint16(at + 20, pointSource(), true);
    } else {
      view.setUint8(at + 14, (returnNumber & 7) | ((returns & 7) << 3) | ((flagBits >> 4) << 6));
      view.setUint8(at + 15, classification());
      view.setUint8(at + 16, scanAngle());
      view.setUint8(at + 17, userData());
      view.setUint16(at + 18, pointSource(), true);
    }
    if (fields.gpsTimeOffset >= 0) view.setBigUint64(at + fields.gpsTimeOffset, time(), true);
    const [red, green, blue, nir] = colors.map((color) => color()) as [number, number, number, number];
    const rgb = options.grey ? [red, red, red] : [red, green, blue];
    if (fields.rgbOffset >= 0) {
      rgb.forEach((value, i) => {
        view.setUint16(at + fields.rgbOffset + i * 2, value, true);
      });
    }
    if (fields.nirOffset >= 0) view.setUint16(at + fields.nirOffset, nir, true);
    if (fields.wavePacketOffset >= 0) wavePacket(view, at + fields.wavePacketOffset);
    extras.forEach((extra, i) => {
      view.setUint8(at + fields.baseBytes + i, extra());
    });
  }
  return records;
}
