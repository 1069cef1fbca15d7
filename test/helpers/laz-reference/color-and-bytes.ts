/** Colours and extra bytes: which context they are coded in, and how. */
import { SymbolModel } from '#core/laz/arithmetic-coder.ts';
import { type LayerStream, ModelSet } from './layer-stream.ts';

/**
 * The contexts of an item and the last value in each. Item version 4 does the obvious: context = scanner channel.
 * Version 3 uses context 0 unless the channel has just changed, and codes the first point after a change back to a
 * known context against (and into) the last value of the context before.
 */
export class ItemContexts<Models, Last = number[]> {
  private readonly version: 3 | 4;
  private readonly models: ModelSet<Models>;
  private readonly last = new Map<number, { value: Last }>();
  private current: number;

  constructor(version: 3 | 4, firstChannel: number, first: Last, make: () => Models) {
    this.version = version;
    this.models = new ModelSet(make);
    this.current = firstChannel;
    this.last.set(firstChannel, { value: first });
  }

  /** The models and the last value for the next point; the value coded is to be stored into `last.value`. */
  next(channel: number, channelChanged: boolean): { models: Models; last: { value: Last } } {
    const before = this.last.get(this.current)!;
    const context = this.version === 4 || channelChanged ? channel : 0;
    const changed = context !== this.current;
    this.current = context;
    const models = this.models.at(context);
    if (!this.last.has(context)) this.last.set(context, { value: before.value });
    else if (changed && this.version === 3) return { models, last: before };
    return { models, last: this.last.get(context)! };
  }
}

export interface ColorModels {
  readonly mask: SymbolModel;
  readonly bytes: readonly SymbolModel[];
}

export const rgbModels = (): ColorModels => ({
  mask: new SymbolModel(128),
  bytes: Array.from({ length: 6 }, () => new SymbolModel(256)),
});

export const nirModels = (): ColorModels => ({
  mask: new SymbolModel(4),
  bytes: Array.from({ length: 2 }, () => new SymbolModel(256)),
});

const low = (value: number) => value & 255;
const high = (value: number) => value >> 8;
const clampByte = (value: number) => Math.max(0, Math.min(255, value));
const differ = (a: number, b: number, bit: number) => (a === b ? 0 : 1 << bit);

/** One byte as a difference to its prediction, or the last byte when the mask does not name it. */
function codeByte(
  stream: LayerStream,
  model: SymbolModel,
  named: number,
  last: number,
  prediction: number,
  byte: number,
): number {
  if (named === 0) return last;
  return low(prediction + stream.symbol(model, low(byte - prediction)));
}

export function codeRgb(
  stream: LayerStream,
  { mask: maskModel, bytes }: ColorModels,
  last: readonly number[],
  value: readonly number[],
): number[] {
  const [r0, g0, b0] = last as [number, number, number];
  const [r, g, b] = value as [number, number, number];
  const mask = stream.symbol(
    maskModel,
    differ(low(r), low(r0), 0) |
      differ(high(r), high(r0), 1) |
      differ(low(g), low(g0), 2) |
      differ(high(g), high(g0), 3) |
      differ(low(b), low(b0), 4) |
      differ(high(b), high(b0), 5) |
      (r === g && r === b ? 0 : 64),
  );
  const code = (bit: number, lastByte: number, prediction: number, byte: number) =>
    codeByte(stream, bytes[bit]!, mask & (1 << bit), lastByte, prediction, byte);
  const redLow = code(0, low(r0), low(r0), low(r));
  const redHigh = code(1, high(r0), high(r0), high(r));
  const red = redLow | (redHigh << 8);
  if ((mask & 64) === 0) return [red, red, red];
  const moveLow = redLow - low(r0);
  const moveHigh = redHigh - high(r0);
  const greenLow = code(2, low(g0), clampByte(moveLow + low(g0)), low(g));
  const bothLow = Math.trunc((moveLow + greenLow - low(g0)) / 2);
  const blueLow = code(4, low(b0), clampByte(bothLow + low(b0)), low(b));
  const greenHigh = code(3, high(g0), clampByte(moveHigh + high(g0)), high(g));
  const bothHigh = Math.trunc((moveHigh + greenHigh - high(g0)) / 2);
  const blueHigh = code(5, high(b0), clampByte(bothHigh + high(b0)), high(b));
  return [red, greenLow | (greenHigh << 8), blueLow | (blueHigh << 8)];
}

export function codeNir(
  stream: LayerStream,
  { mask: maskModel, bytes }: ColorModels,
  last: readonly number[],
  value: readonly number[],
): number[] {
  const before = last[0]!;
  const nir = value[0]!;
  const mask = stream.symbol(maskModel, differ(low(nir), low(before), 0) | differ(high(nir), high(before), 1));
  const lowByte = codeByte(stream, bytes[0]!, mask & 1, low(before), low(before), low(nir));
  const highByte = codeByte(stream, bytes[1]!, mask & 2, high(before), high(before), high(nir));
  return [lowByte | (highByte << 8)];
}

export function codeExtraByte(stream: LayerStream, model: SymbolModel, last: number, byte: number): number {
  return low(last + stream.symbol(model, low(byte - last)));
}
