/**
 * Adaptive models: how often each symbol was seen, as cumulative probabilities of 15 bits that are refreshed less and
 * less often. Source: A. Said, "Introduction to Arithmetic Coding Theory and Practice", HP Labs HPL-2004-76 (the coder
 * LASzip uses). Layout of a symbol model (offsets in bytes; counts and probabilities fit into 16 bits):
 *
 *   0 symbols until the next update   4 update cycle   8 total count   12 last symbol   16 -> counts   20 -> table
 *   24 table shift   32 cumulative probability of each symbol and eight times NO_PROBABILITY, then the counts, then
 *   (decoder) the look-up table: for the upper bits of a probability a symbol that lies at or below it
 */
import { allocateModel } from "./memory";

export const UNTIL_UPDATE: usize = 0;
const CYCLE: usize = 4;
const TOTAL: usize = 8;
export const LAST_SYMBOL: usize = 12;
export const COUNTS: usize = 16;
export const TABLE: usize = 20;
export const TABLE_SHIFT: usize = 24;
export const DISTRIBUTION: usize = 32;

/** Stands behind the probabilities: more than any can be. */
export const NO_PROBABILITY: u32 = 0xffff;

/** Probabilities have 15 bits. */
export const PROBABILITY_BITS: u32 = 15;
const MAX_COUNT: u32 = 1 << PROBABILITY_BITS;

/** The model a slot points to, made on first use. With a table for the decoder, from 17 symbols on. */
@inline
export function modelAt(slot: usize, symbols: u32, forDecoder: bool): usize {
  const model = <usize>load<u32>(slot);
  return model != 0 ? model : createModel(slot, symbols, forDecoder);
}

function createModel(slot: usize, symbols: u32, forDecoder: bool): usize {
  let tableBits: u32 = 0;
  if (forDecoder && symbols > 16) {
    tableBits = 3;
    while (symbols > <u32>1 << (tableBits + 1)) tableBits++;
  }
  // eight places behind the last symbol that no probability reaches: the decoder compares eight at a time
  const distributionBytes = (<usize>symbols * 2 + 31) & ~15;
  const countBytes = (<usize>symbols * 2 + 15) & ~15;
  const tableBytes: usize = tableBits ? ((<usize>1 << tableBits) + 1) * 2 : 0;
  const model = allocateModel(DISTRIBUTION + distributionBytes + countBytes + tableBytes);
  memory.fill(model + DISTRIBUTION, 0xff, distributionBytes);
  const counts = model + DISTRIBUTION + distributionBytes;
  store<u32>(model, symbols, CYCLE);
  store<u32>(model, 0, TOTAL);
  store<u32>(model, symbols - 1, LAST_SYMBOL);
  store<u32>(model, <u32>counts, COUNTS);
  store<u32>(model, tableBits ? <u32>(counts + countBytes) : 0, TABLE);
  store<u32>(model, PROBABILITY_BITS - tableBits, TABLE_SHIFT);
  for (let at: usize = 0; at < <usize>symbols * 2; at += 2) store<u16>(counts + at, 1);
  updateModel(model);
  const first = (symbols + 6) >> 1;
  store<u32>(model, first, CYCLE);
  store<u32>(model, first, UNTIL_UPDATE);
  store<u32>(slot, <u32>model);
  return model;
}

/** Recomputes the cumulative probabilities (and the look-up table) from the counts; sets when to do so again. */
export function updateModel(model: usize): void {
  const symbols = load<u32>(model, LAST_SYMBOL) + 1;
  const counts = <usize>load<u32>(model, COUNTS);
  const countsEnd = counts + symbols * 2;
  let cycle = load<u32>(model, CYCLE);
  let total = load<u32>(model, TOTAL) + cycle;
  if (total > MAX_COUNT) {
    total = 0;
    for (let at = counts; at < countsEnd; at += 2) {
      const halved = (<u32>load<u16>(at) + 1) >> 1;
      store<u16>(at, <u16>halved);
      total += halved;
    }
  }
  store<u32>(model, total, TOTAL);

  const scale: u32 = 0x80000000 / total;
  let sum: u32 = 0;
  let to = model + DISTRIBUTION;
  const table = <usize>load<u32>(model, TABLE);
  if (table == 0) {
    for (let at = counts; at < countsEnd; at += 2, to += 2) {
      store<u16>(to, <u16>((scale * sum) >> 16));
      sum += <u32>load<u16>(at);
    }
  } else {
    const shift = load<u32>(model, TABLE_SHIFT);
    const slots = <u32>1 << (PROBABILITY_BITS - shift);
    let slot: u32 = 0;
    let symbol: u32 = 0;
    for (let at = counts; at < countsEnd; at += 2, to += 2) {
      const probability = (scale * sum) >> 16;
      store<u16>(to, <u16>probability);
      sum += <u32>load<u16>(at);
      const reached = probability >> shift;
      // slots up to the one this symbol begins in: the symbol before it lies at or below them
      while (slot < reached) store<u16>(table + ++slot * 2, <u16>(symbol - 1));
      symbol++;
    }
    store<u16>(table, 0);
    while (slot < slots) store<u16>(table + ++slot * 2, <u16>(symbols - 1));
  }

  cycle = (5 * cycle) >> 2;
  const longest = (symbols + 6) << 3;
  if (cycle > longest) cycle = longest;
  store<u32>(model, cycle, CYCLE);
  store<u32>(model, cycle, UNTIL_UPDATE);
}

/*
 * The model of one bit: 0 bits until the next update   4 update cycle   8 probability of zero (13 bits)
 * 12 count of zeros   16 count of bits
 */
export const BIT_PROBABILITY: usize = 8;
export const ZERO_COUNT: usize = 12;
const BIT_COUNT: usize = 16;
export const BIT_PROBABILITY_BITS: u32 = 13;
const MAX_BIT_COUNT: u32 = 1 << BIT_PROBABILITY_BITS;

@inline
export function bitModelAt(slot: usize): usize {
  const model = <usize>load<u32>(slot);
  return model != 0 ? model : createBitModel(slot);
}

function createBitModel(slot: usize): usize {
  const model = allocateModel(32);
  store<u32>(model, 4, UNTIL_UPDATE);
  store<u32>(model, 4, CYCLE);
  store<u32>(model, 1 << (BIT_PROBABILITY_BITS - 1), BIT_PROBABILITY);
  store<u32>(model, 1, ZERO_COUNT);
  store<u32>(model, 2, BIT_COUNT);
  store<u32>(slot, <u32>model);
  return model;
}

export function updateBitModel(model: usize): void {
  let cycle = load<u32>(model, CYCLE);
  let count = load<u32>(model, BIT_COUNT) + cycle;
  let zeros = load<u32>(model, ZERO_COUNT);
  if (count > MAX_BIT_COUNT) {
    count = (count + 1) >> 1;
    zeros = (zeros + 1) >> 1;
    if (zeros == count) count++;
  }
  const scale: u32 = 0x80000000 / count;
  store<u32>(model, (zeros * scale) >> (31 - BIT_PROBABILITY_BITS), BIT_PROBABILITY);
  store<u32>(model, zeros, ZERO_COUNT);
  store<u32>(model, count, BIT_COUNT);
  cycle = (5 * cycle) >> 2;
  if (cycle > 64) cycle = 64;
  store<u32>(model, cycle, CYCLE);
  store<u32>(model, cycle, UNTIL_UPDATE);
}
