/** The nine layers that all formats have, point by point, with one context for each scanner channel. */
import { SymbolModel } from '#core/laz/arithmetic-coder.ts';
import { IntegerModel } from '#core/laz/integer-coder.ts';
import { GpsTimeCoder } from './gps-time.ts';
import { type LayerStream, ModelSet } from './layer-stream.ts';
import { RunningMedian } from './median.ts';
import type { Point } from './point.ts';

/** Layers in file order; null when a layer has no bytes, because its field never changes. */
export interface Point14Streams {
  readonly xy: LayerStream;
  readonly z: LayerStream | null;
  readonly classification: LayerStream | null;
  readonly flags: LayerStream | null;
  readonly intensity: LayerStream | null;
  readonly scanAngle: LayerStream | null;
  readonly userData: LayerStream | null;
  readonly pointSource: LayerStream | null;
  readonly gpsTime: LayerStream | null;
}

/** Context of the XY differences: a line for each number of returns, a digit for each return number. */
const XY_CONTEXTS = `
0123453445555555 1013333333333333 2124444444433333 3345444444444444
4344544444444444 5344454444444444 3344445444444444 4344444544444444
4344444454444444 5344444445444444 5344444444544444 5334444444455444
5334444444455544 5334444444445554 5334444444444555 5334444444444455`
  .trim()
  .split(/\s+/);

const symbolModels = (symbols: number) => new ModelSet(() => new SymbolModel(symbols));
const medians = () => Array.from({ length: 12 }, () => new RunningMedian());
const evenUpTo = (bits: number, cap: number) => Math.min(bits - (bits % 2), cap);
/** 1 first, 2 last, 3 only return, 0 between. */
const place = (point: Pick<Point, 'returns' | 'returnNumber'>) =>
  (point.returnNumber === 1 ? 1 : 0) + (point.returnNumber >= point.returns ? 2 : 0);

/** Models and memory of one scanner channel; it starts from the last point of the channel before. */
class ChannelContext {
  last: Point;
  gpsChanged = false;
  readonly changes = symbolModels(128);
  readonly channelStep = new SymbolModel(3);
  readonly returns = symbolModels(16);
  readonly returnNumber = symbolModels(16);
  readonly returnStep = new SymbolModel(13);
  readonly dx = new IntegerModel(32, 2);
  readonly dy = new IntegerModel(32, 22);
  readonly xMedians = medians();
  readonly yMedians = medians();
  readonly z = new IntegerModel(32, 20);
  readonly lastZ: number[];
  readonly classification = symbolModels(256);
  readonly flags = symbolModels(64);
  readonly userData = symbolModels(256);
  readonly intensity = new IntegerModel(16, 4);
  readonly lastIntensity: number[];
  readonly scanAngle = new IntegerModel(16, 2);
  readonly pointSource = new IntegerModel(16, 1);
  readonly gpsTime: GpsTimeCoder;

  constructor(first: Point) {
    this.last = first;
    this.lastZ = Array(8).fill(first.z);
    this.lastIntensity = Array(8).fill(first.intensity);
    this.gpsTime = new GpsTimeCoder(first.gpsTime);
  }
}

export class Point14Coder {
  private readonly contexts = new Map<number, ChannelContext>();
  private channel: number;

  constructor(first: Point) {
    this.channel = first.channel;
    this.contexts.set(this.channel, new ChannelContext(first));
  }

  /**
   * Codes the next point. When decoding, `given` is any point.
   * @returns the point without colours and extra bytes, and whether the scanner channel changed
   */
  code(streams: Point14Streams, given: Point): { point: Point; channelChanged: boolean } {
    const changes = this.codeChanges(streams.xy, given);
    const context = this.contexts.get(this.channel)!;
    const { last } = context;
    const point: Point = { ...last, channel: this.channel };
    this.codeReturns(streams.xy, context, changes, given, point);
    const zContext = this.codeXy(streams.xy, context, changes.gps, given, point);
    if (streams.z) codeZ(streams.z, context, zContext, given, point);
    codeSymbols(streams, context, given, point);
    codeIntegers(streams, context, changes, given, point);
    if (changes.gps && streams.gpsTime) point.gpsTime = context.gpsTime.code(streams.gpsTime, given.gpsTime);
    context.last = point;
    context.gpsChanged = changes.gps;
    return { point, channelChanged: changes.channel };
  }

  private codeChanges(stream: LayerStream, given: Point): Changes {
    const before = this.contexts.get(this.channel)!;
    const last = (this.contexts.get(given.channel) ?? before).last;
    const moved = (given.returnNumber - last.returnNumber) & 15;
    const wanted =
      (given.channel !== this.channel ? 64 : 0) |
      (given.pointSource !== last.pointSource ? 32 : 0) |
      (given.gpsTime !== last.gpsTime ? 16 : 0) |
      (given.scanAngle !== last.scanAngle ? 8 : 0) |
      (given.returns !== last.returns ? 4 : 0) |
      (moved === 0 ? 0 : moved === 1 ? 1 : moved === 15 ? 2 : 3);
    const model = before.changes.at(place(before.last) + (before.gpsChanged ? 4 : 0));
    const mask = stream.symbol(model, wanted);
    if (mask & 64) {
      const step = stream.symbol(before.channelStep, ((given.channel - this.channel) & 3) - 1);
      this.channel = (this.channel + step + 1) & 3;
      if (!this.contexts.has(this.channel)) this.contexts.set(this.channel, new ChannelContext(before.last));
    }
    return {
      channel: (mask & 64) !== 0,
      pointSource: (mask & 32) !== 0,
      gps: (mask & 16) !== 0,
      scanAngle: (mask & 8) !== 0,
      returns: (mask & 4) !== 0,
      move: mask & 3,
    };
  }

  private codeReturns(stream: LayerStream, context: ChannelContext, changes: Changes, given: Point, to: Point): void {
    const { returns, returnNumber } = context.last;
    if (changes.returns) to.returns = stream.symbol(context.returns.at(returns), given.returns);
    if (changes.move === 1) to.returnNumber = (returnNumber + 1) & 15;
    else if (changes.move === 2) to.returnNumber = (returnNumber + 15) & 15;
    else if (changes.move === 3) {
      to.returnNumber = changes.gps
        ? stream.symbol(context.returnNumber.at(returnNumber), given.returnNumber)
        : (returnNumber + 2 + stream.symbol(context.returnStep, (given.returnNumber - returnNumber - 2) & 15)) & 15;
    }
  }

  /** @returns the context of Z */
  private codeXy(stream: LayerStream, context: ChannelContext, gps: boolean, given: Point, to: Point): number {
    const { last } = context;
    const kind = Number(XY_CONTEXTS[to.returns]![to.returnNumber]) * 2 + (gps ? 1 : 0);
    const single = to.returns === 1 ? 1 : 0;
    const code = (model: IntegerModel, modelContext: number, median: RunningMedian, difference: number) => {
      const coded = stream.integer(model, modelContext, median.value, difference) | 0;
      median.add(coded);
      return coded;
    };
    to.x = (last.x + code(context.dx, single, context.xMedians[kind]!, (given.x - last.x) | 0)) | 0;
    const yContext = single + evenUpTo(context.dx.bitCount, 20);
    to.y = (last.y + code(context.dy, yContext, context.yMedians[kind]!, (given.y - last.y) | 0)) | 0;
    return single + evenUpTo((context.dx.bitCount + context.dy.bitCount) >> 1, 18);
  }
}

interface Changes {
  readonly channel: boolean;
  readonly pointSource: boolean;
  readonly gps: boolean;
  readonly scanAngle: boolean;
  readonly returns: boolean;
  readonly move: number;
}

function codeZ(stream: LayerStream, context: ChannelContext, zContext: number, given: Point, to: Point): void {
  const level = Math.min(Math.abs(to.returns - to.returnNumber), 7);
  to.z = stream.integer(context.z, zContext, context.lastZ[level]!, given.z) | 0;
  context.lastZ[level] = to.z;
}

function codeSymbols(streams: Point14Streams, context: ChannelContext, given: Point, to: Point): void {
  const { last } = context;
  if (streams.classification) {
    const model = context.classification.at((last.classification & 31) * 2 + (place(to) === 3 ? 1 : 0));
    to.classification = streams.classification.symbol(model, given.classification);
  }
  if (streams.flags) to.flags = streams.flags.symbol(context.flags.at(last.flags), given.flags);
  if (streams.userData) {
    to.userData = streams.userData.symbol(context.userData.at(last.userData >> 2), given.userData);
  }
}

function codeIntegers(
  streams: Point14Streams,
  context: ChannelContext,
  changes: Changes,
  given: Point,
  to: Point,
): void {
  const { last } = context;
  if (streams.intensity) {
    const slot = place(to) * 2 + (changes.gps ? 1 : 0);
    const prediction = context.lastIntensity[slot]!;
    to.intensity = streams.intensity.integer(context.intensity, place(to), prediction, given.intensity) & 0xffff;
    context.lastIntensity[slot] = to.intensity;
  }
  if (streams.scanAngle && changes.scanAngle) {
    const angleContext = changes.gps ? 1 : 0;
    to.scanAngle = streams.scanAngle.integer(context.scanAngle, angleContext, last.scanAngle, given.scanAngle) & 0xffff;
  }
  if (streams.pointSource && changes.pointSource) {
    to.pointSource = streams.pointSource.integer(context.pointSource, 0, last.pointSource, given.pointSource) & 0xffff;
  }
}
