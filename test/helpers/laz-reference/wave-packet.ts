/** Wave packets: the link from a point to its digitised waveform. Layered and point-wise chunks code them alike. */
import { SymbolModel } from '#core/laz/arithmetic-coder.ts';
import { IntegerModel } from '#core/laz/integer-coder.ts';
import type { LayerStream } from './layer-stream.ts';

export const WAVE_PACKET_BYTES = 29;

export interface WavePacket {
  readonly descriptor: number;
  /** Byte offset of the waveform. */
  readonly offset: bigint;
  readonly size: number;
  /** The bits of return point, X, Y and Z, as signed integers. */
  readonly numbers: readonly number[];
}

export function readWavePacket(records: DataView, at: number): WavePacket {
  return {
    descriptor: records.getUint8(at),
    offset: records.getBigUint64(at + 1, true),
    size: records.getUint32(at + 9, true),
    numbers: [13, 17, 21, 25].map((offset) => records.getInt32(at + offset, true)),
  };
}

export function writeWavePacket(records: DataView, at: number, packet: WavePacket): void {
  records.setUint8(at, packet.descriptor);
  records.setBigUint64(at + 1, packet.offset, true);
  records.setUint32(at + 9, packet.size, true);
  packet.numbers.forEach((number, i) => {
    records.setInt32(at + 13 + 4 * i, number, true);
  });
}

const SAME = 0;
const FOLLOWS = 1;
const STEP = 2;
const IN_FULL = 3;

/** The models and the memory of one context (a point-wise chunk has only one). */
export class WavePacketCoder {
  private readonly descriptors = new SymbolModel(256);
  private readonly kinds = [0, 1, 2, 3].map(() => new SymbolModel(4));
  private readonly steps = new IntegerModel(32, 1);
  private readonly sizes = new IntegerModel(32, 1);
  private readonly returnPoints = new IntegerModel(32, 1);
  private readonly directions = new IntegerModel(32, 3);
  private lastKind = SAME;
  private lastStep = 0;

  code(stream: LayerStream, last: WavePacket, given: WavePacket): WavePacket {
    const descriptor = stream.symbol(this.descriptors, given.descriptor);
    const offset = this.codeOffset(stream, last, given.offset);
    const size = stream.integer(this.sizes, 0, last.size, given.size) >>> 0;
    const numbers = given.numbers.map((number, i) =>
      i === 0
        ? stream.integer(this.returnPoints, 0, last.numbers[0]!, number)
        : stream.integer(this.directions, i - 1, last.numbers[i]!, number),
    );
    return { descriptor, offset, size, numbers };
  }

  private codeOffset(stream: LayerStream, last: WavePacket, offset: bigint): bigint {
    const wide = BigInt.asIntN(64, offset - last.offset);
    const step = Number(BigInt.asIntN(32, wide));
    const wanted = BigInt(step) !== wide ? IN_FULL : step === 0 ? SAME : step === last.size ? FOLLOWS : STEP;
    this.lastKind = stream.symbol(this.kinds[this.lastKind]!, wanted);
    if (this.lastKind === SAME) return last.offset;
    if (this.lastKind === FOLLOWS) return BigInt.asUintN(64, last.offset + BigInt(last.size));
    if (this.lastKind === STEP) {
      this.lastStep = stream.integer(this.steps, 0, this.lastStep, step);
      return BigInt.asUintN(64, last.offset + BigInt(this.lastStep));
    }
    const low = stream.bits(32, Number(BigInt.asUintN(32, offset))) >>> 0;
    const high = stream.bits(32, Number(offset >> 32n)) >>> 0;
    return (BigInt(high) << 32n) | BigInt(low);
  }
}
