/**
 * GPS times as 64-bit integers. Up to four interleaved sequences are followed, each with its last time and last step;
 * a step is coded as a multiple of the last one plus a difference.
 */
import { FormatError } from '#core/errors.ts';
import { SymbolModel } from '#core/laz/arithmetic-coder.ts';
import { IntegerModel } from '#core/laz/integer-coder.ts';
import type { LayerStream } from './layer-stream.ts';

const MULTIPLE_MAX = 500;
const MULTIPLE_MIN = -10;
const NEW_SEQUENCE = 511;
/** What the move of a time that did not change is coded as; only point-wise chunks have it. */
const UNCHANGED = -1;

interface Sequence {
  time: bigint;
  step: number;
  extremes: number;
}

const low32 = (value: bigint) => Number(BigInt.asUintN(32, value));
const high32 = (value: bigint) => Number(BigInt.asIntN(32, value >> 32n));
const add = (time: bigint, step: number) => BigInt.asUintN(64, time + BigInt(step));

/** The step from one time to another, or null when it does not fit into 32 bits. */
function stepBetween(from: bigint, to: bigint): number | null {
  const step = BigInt.asIntN(64, to - from);
  return BigInt.asIntN(32, step) === step ? Number(step) : null;
}

function nearestMultiple(step: number, lastStep: number): number {
  const quotient = Math.fround(Math.fround(step) / Math.fround(lastStep));
  const nearest = Math.trunc(Math.fround(quotient >= 0 ? quotient + 0.5 : quotient - 0.5));
  return Math.max(MULTIPLE_MIN, Math.min(MULTIPLE_MAX, nearest));
}

function differenceContext(multiple: number): number {
  if (multiple === 0) return 7;
  if (multiple === 1) return 1;
  if (multiple > 0) return multiple < 10 ? 2 : multiple < MULTIPLE_MAX ? 3 : 4;
  return multiple > MULTIPLE_MIN ? 5 : 6;
}

/** The GPS times of one scanner channel, or of a point-wise chunk. */
export class GpsTimeCoder {
  private readonly sequences: Sequence[];
  private current = 0;
  private newest = 0;
  /** One symbol more in both models of point-wise chunks, for a time that did not change. */
  private readonly extra: 0 | 1;
  private readonly multiples: SymbolModel;
  private readonly starts: SymbolModel;
  private readonly steps = new IntegerModel(32, 9);

  constructor(firstTime: bigint, kind: 'layered' | 'point-wise' = 'layered') {
    this.extra = kind === 'point-wise' ? 1 : 0;
    this.multiples = new SymbolModel(515 + this.extra);
    this.starts = new SymbolModel(5 + this.extra);
    this.sequences = [firstTime, 0n, 0n, 0n].map((time) => ({ time, step: 0, extremes: 0 }));
  }

  /**
   * Codes a time; in layered chunks one that differs from the last one.
   * @param named whether another sequence has just been named for it, which no encoder does twice
   */
  code(stream: LayerStream, time: bigint, named = false): bigint {
    const sequence = this.sequences[this.current]!;
    const step = stepBetween(sequence.time, time);
    const on = step === null ? this.sequenceOf(time) : 0;
    const same = this.extra === 1 && step === 0;
    const moves =
      sequence.step === 0 ? this.codeStart(stream, step, same, on) : this.codeMultiple(stream, step, same, on);
    if (moves.kind === 'none') return sequence.time;
    if (moves.kind === 'step') {
      sequence.time = add(sequence.time, moves.step);
      return sequence.time;
    }
    if (moves.kind === 'new') return this.codeNew(stream, sequence.time, time);
    if (named) throw new FormatError('GPS time: another sequence named twice for one time', { offset: 0 });
    this.current = (this.current + moves.on) % 4;
    return this.code(stream, time, true);
  }

  private codeStart(stream: LayerStream, step: number | null, same: boolean, on: number): Move {
    const wanted = same ? UNCHANGED : step !== null ? 0 : on + 1;
    const symbol = stream.symbol(this.starts, wanted + this.extra) - this.extra;
    if (symbol === UNCHANGED) return { kind: 'none' };
    if (symbol > 0) return symbol === 1 ? { kind: 'new' } : { kind: 'other', on: symbol - 1 };
    const sequence = this.sequences[this.current]!;
    sequence.step = stream.integer(this.steps, 0, 0, step ?? 0);
    sequence.extremes = 0;
    return { kind: 'step', step: sequence.step };
  }

  private codeMultiple(stream: LayerStream, step: number | null, same: boolean, on: number): Move {
    const sequence = this.sequences[this.current]!;
    const wanted = step === null ? 0 : nearestMultiple(step, sequence.step);
    const ofMultiple = wanted >= 0 ? wanted : MULTIPLE_MAX - wanted;
    const others = NEW_SEQUENCE + this.extra;
    const symbol = stream.symbol(this.multiples, same ? others + UNCHANGED : step === null ? others + on : ofMultiple);
    if (symbol >= NEW_SEQUENCE) {
      if (symbol < others) return { kind: 'none' };
      return symbol === others ? { kind: 'new' } : { kind: 'other', on: symbol - others };
    }
    const multiple = symbol <= MULTIPLE_MAX ? symbol : MULTIPLE_MAX - symbol;
    const prediction = Math.imul(multiple, sequence.step);
    const coded = stream.integer(this.steps, differenceContext(multiple), prediction, step ?? 0);
    if (multiple === 1) sequence.extremes = 0;
    if (multiple === 0 || multiple === MULTIPLE_MAX || multiple === MULTIPLE_MIN) {
      sequence.extremes += 1;
      if (sequence.extremes > 3) {
        sequence.step = coded;
        sequence.extremes = 0;
      }
    }
    return { kind: 'step', step: coded };
  }

  private codeNew(stream: LayerStream, lastTime: bigint, time: bigint): bigint {
    const high = stream.integer(this.steps, 8, high32(lastTime), high32(time));
    const low = stream.bits(32, low32(time));
    this.newest = (this.newest + 1) % 4;
    this.current = this.newest;
    const coded = (BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt(low >>> 0);
    this.sequences[this.current] = { time: coded, step: 0, extremes: 0 };
    return coded;
  }

  /** How many places on the sequence stands from which a 32-bit step leads to the time; 0 none. */
  private sequenceOf(time: bigint): number {
    for (let on = 1; on < 4; on++) {
      if (stepBetween(this.sequences[(this.current + on) % 4]!.time, time) !== null) return on;
    }
    return 0;
  }
}

type Move =
  | { readonly kind: 'none' }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'other'; readonly on: number };
