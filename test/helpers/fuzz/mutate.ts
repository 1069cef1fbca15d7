/** Mutations of a seed: the same seed and generator give the same bytes. */
import { integer, pick, type Uniform } from './draw.ts';
import type { Seed } from './seeds.ts';

const WORD_BYTES = [1, 2, 4, 8] as const;
/** Most that a mutated input may have: growth by repetition ends here. */
const MAX_BYTES = 300_000;

/** @returns the bytes after one to five mutations, and their names */
export function mutate(seed: Seed, others: readonly Seed[], uniform: Uniform): { bytes: Uint8Array; steps: string[] } {
  // a copy, of a Buffer too: its own slice is a view
  let bytes: Uint8Array = new Uint8Array(seed.bytes);
  const steps: string[] = [];
  const count = 1 + Math.min(integer(uniform, 6), integer(uniform, 6));
  for (let i = 0; i < count && bytes.length > 0; i++) {
    const step = pick(uniform, STEPS);
    steps.push(step.name);
    bytes = step({ bytes, seed, others, uniform });
  }
  return { bytes, steps };
}

interface Input {
  readonly bytes: Uint8Array;
  readonly seed: Seed;
  readonly others: readonly Seed[];
  readonly uniform: Uniform;
}

/** A place in the bytes: mostly within one region of the seed, chosen first so that small regions get their share. */
function place({ bytes, seed, uniform }: Input): number {
  const regions = seed.regions.filter(({ begin, end }) => begin < end && begin < bytes.length);
  if (regions.length === 0 || uniform() < 0.1) return integer(uniform, bytes.length);
  const { begin, end } = pick(uniform, regions);
  return Math.min(begin + integer(uniform, end - begin), bytes.length - 1);
}

function flipBits(input: Input): Uint8Array {
  const { bytes, uniform } = input;
  for (let i = 1 + integer(uniform, 8); i > 0; i--) bytes[place(input)]! ^= 1 << integer(uniform, 8);
  return bytes;
}

/** Numbers that bounds checks trip over. */
function extreme({ bytes, uniform }: Input): bigint {
  const size = BigInt(bytes.length);
  const shift = BigInt(integer(uniform, 64));
  return pick(uniform, [
    ...[0n, 1n, -1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn],
    ...[0x7fffffffffffffffn, -0x8000000000000000n, 0x7ff8000000000000n, 0x7ff0000000000000n, 0x20000000000000n],
    ...[size, size - 1n, size + 1n, size / 2n, -size, 1n << shift, (1n << shift) - 1n],
    BigInt(integer(uniform, bytes.length + 1)),
  ]);
}

function put(bytes: Uint8Array, at: number, width: number, value: bigint): Uint8Array {
  for (let i = 0; i < width && at + i < bytes.length; i++) bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

function setWord(input: Input): Uint8Array {
  return put(input.bytes, place(input), pick(input.uniform, WORD_BYTES), extreme(input));
}

function setField(input: Input): Uint8Array {
  const { bytes, seed, uniform } = input;
  if (seed.fields.length === 0) return setWord(input);
  const { at, bytes: width } = pick(uniform, seed.fields);
  if (at + width > bytes.length || uniform() < 0.6) return put(bytes, at, width, extreme(input));
  // near what it is
  let value = 0n;
  for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
  const steps = [value + 1n, value - 1n, value * 2n, value / 2n, value + 32n, value - 32n, -value, value + 256n];
  return put(bytes, at, width, pick(uniform, steps));
}

/** A field takes the number of another one: offsets that point at each other, equal sizes. */
function copyField({ bytes, seed, uniform }: Input): Uint8Array {
  if (seed.fields.length < 2) return bytes;
  const [from, to] = [pick(uniform, seed.fields), pick(uniform, seed.fields)];
  if (from.at + from.bytes <= bytes.length && to.at + to.bytes <= bytes.length) {
    bytes.copyWithin(to.at, from.at, from.at + Math.min(from.bytes, to.bytes));
  }
  return bytes;
}

function truncate(input: Input): Uint8Array {
  const { bytes, seed, uniform } = input;
  const edges = seed.regions.flatMap(({ begin, end }) => [begin, end, end - 1, begin + 1]);
  const at = uniform() < 0.5 ? place(input) : pick(uniform, edges);
  return bytes.slice(0, Math.max(0, Math.min(at, bytes.length)));
}

function removeBytes(input: Input): Uint8Array {
  const at = place(input);
  const count = 1 + integer(input.uniform, 2 ** integer(input.uniform, 9));
  return concat(input.bytes.subarray(0, at), input.bytes.subarray(at + count));
}

function insertBytes(input: Input): Uint8Array {
  const { bytes, uniform } = input;
  const at = place(input);
  const fill = uniform() < 0.5 ? integer(uniform, 256) : -1;
  const added = Uint8Array.from({ length: 1 + integer(uniform, 2 ** integer(uniform, 9)) }, () =>
    fill < 0 ? integer(uniform, 256) : fill,
  );
  return concat(bytes.subarray(0, at), added, bytes.subarray(at));
}

/** A stretch again and again: nesting of brackets, long runs of equal entries. */
function repeat(input: Input): Uint8Array {
  const { bytes, uniform } = input;
  const at = place(input);
  const part = bytes.slice(at, at + 1 + integer(uniform, 2 ** integer(uniform, 7)));
  const times = Math.min(2 ** integer(uniform, 17), Math.floor((MAX_BYTES - bytes.length) / part.length));
  if (times < 1) return bytes;
  return concat(bytes.subarray(0, at), ...Array.from({ length: times }, () => part), bytes.subarray(at));
}

/** A stretch of this or another seed over this one. */
function splice(input: Input): Uint8Array {
  const { bytes, others, seed, uniform } = input;
  const from = uniform() < 0.5 ? bytes.slice() : pick(uniform, others).bytes;
  const region = uniform() < 0.5 && seed.regions.length > 0 ? pick(uniform, seed.regions) : null;
  const begin = integer(uniform, from.length);
  const count = region ? region.end - region.begin : 1 + integer(uniform, 2 ** integer(uniform, 10));
  const at = region ? Math.min(region.begin, bytes.length) : place(input);
  const part = from.subarray(begin, begin + Math.min(count, Math.max(0, bytes.length - at)));
  bytes.set(part, at);
  return bytes;
}

/** A region goes where another begins, as it stands. */
function moveRegion({ bytes, seed, uniform }: Input): Uint8Array {
  if (seed.regions.length < 2) return bytes;
  const [from, to] = [pick(uniform, seed.regions), pick(uniform, seed.regions)];
  if (from.begin >= bytes.length || to.begin >= bytes.length) return bytes;
  const part = bytes.slice(from.begin, from.end);
  bytes.set(part.subarray(0, bytes.length - to.begin), to.begin);
  return bytes;
}

function noise(input: Input): Uint8Array {
  const { bytes, uniform } = input;
  const at = place(input);
  const end = Math.min(bytes.length, at + 1 + integer(uniform, 2 ** integer(uniform, 10)));
  for (let i = at; i < end; i++) bytes[i] = integer(uniform, 256);
  return bytes;
}

const STEPS: readonly ((input: Input) => Uint8Array)[] = [
  ...[flipBits, flipBits, setWord, setWord, setField, setField, setField, copyField],
  ...[truncate, removeBytes, insertBytes, repeat, splice, moveRegion, noise],
];

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
