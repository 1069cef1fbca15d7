/**
 * Positions as glTF stores them, within 1 mm of the truth at every depth. Two encodings, both exact multiples of a step:
 * - `u16`: 16 bits an axis from the block's corner, step 2⁻¹¹ m up to 32 m, 2⁻¹⁰ m up to 64 m (worst 0.85 mm in space);
 * - `f32`: whole steps of 2⁻¹¹ m around the block's centre as 32-bit floats, for the large shallow nodes where 16 bits
 *   are too few. A float holds 24 bits of them: ±4 km. Larger nodes are cut into blocks.
 * Axes are glTF's: x = east, y = up, z = −north (3D Tiles turns y up into z up). Points are in Morton order, so that
 * neighbours in the file are neighbours in space and the differences that meshopt packs stay small.
 */

export type PositionEncoding = 'u16' | 'f32';

export interface PositionBlock {
  readonly encoding: PositionEncoding;
  /** glTF coordinates of the block's origin in the tile's frame, metres: multiples of the step. */
  readonly translation: readonly [number, number, number];
  readonly stepM: number;
  /** Which point comes where. */
  readonly order: Uint32Array;
  /** Steps from the origin, three a point, in that order. */
  readonly steps: Int32Array;
  readonly minSteps: readonly [number, number, number];
  readonly maxSteps: readonly [number, number, number];
}

const FINE_STEP_M = 2 ** -11;
const COARSE_STEP_M = 2 ** -10;
const U16_MAX = 0xffff;
/** Side of a block of floats, metres: its steps around the centre stay below 2²³. */
const FLOAT_BLOCK_M = 8000;

/**
 * Packs points of a tile.
 * @param placed east, north, up in metres from the tile's origin, three a point
 * @returns blocks that together hold every point once; none for no points. A point without a place (NaN: outside its
 *   projection) is left out
 */
export function packPositions(placed: Float64Array): PositionBlock[] {
  const all = placedPoints(placed);
  if (all.length === 0) return [];
  const bounds = boundsOf(placed, all);
  const side = Math.max(...bounds.max.map((max, axis) => max - bounds.min[axis]!));
  if (side <= FLOAT_BLOCK_M) return [packBlock(placed, all, bounds, side)];
  return cutIntoCells(placed, all, bounds).map((members) => {
    const own = boundsOf(placed, members);
    return packBlock(placed, members, own, Math.max(...own.max.map((max, axis) => max - own.min[axis]!)));
  });
}

/**
 * Packs points into one block of 16 bits an axis, whatever their extent: within {@link compactStepM} / 2 an axis. For
 * points that only stand for others, such as overviews.
 */
export function packPositionsCompact(placed: Float64Array): PositionBlock[] {
  const all = placedPoints(placed);
  if (all.length === 0) return [];
  const bounds = boundsOf(placed, all);
  const side = Math.max(...bounds.max.map((max, axis) => max - bounds.min[axis]!));
  return [packAs('u16', compactStepM(side), placed, all, bounds)];
}

/** Step of {@link packPositionsCompact} for points that extend over `sideM`, metres: a power of two. */
export function compactStepM(sideM: number): number {
  let stepM = FINE_STEP_M;
  while (sideM / stepM >= U16_MAX - 1) stepM *= 2;
  return stepM;
}

function placedPoints(placed: Float64Array): Uint32Array {
  const all = Uint32Array.from({ length: placed.length / 3 }, (_, point) => point);
  return all.filter((point) => Number.isFinite(placed[3 * point]! + placed[3 * point + 1]! + placed[3 * point + 2]!));
}

interface Bounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** Component of a point along a glTF axis. */
function along(placed: Float64Array, point: number, axis: number): number {
  if (axis === 0) return placed[3 * point]!;
  return axis === 1 ? placed[3 * point + 2]! : -placed[3 * point + 1]!;
}

function boundsOf(placed: Float64Array, members: Uint32Array): Bounds {
  const min: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const point of members) {
    for (let axis = 0; axis < 3; axis++) {
      const value = along(placed, point, axis);
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
    }
  }
  return { min, max };
}

/** Members of each cell of a grid of blocks, cells in order of x, z, y. */
function cutIntoCells(placed: Float64Array, all: Uint32Array, { min }: Bounds): Uint32Array[] {
  const cells = new Map<string, number[]>();
  for (const point of all) {
    const key = [0, 2, 1]
      .map((axis) => String(Math.floor((along(placed, point, axis) - min[axis]!) / FLOAT_BLOCK_M)).padStart(6, '0'))
      .join();
    const members = cells.get(key);
    if (members) members.push(point);
    else cells.set(key, [point]);
  }
  return [...cells.keys()].sort().map((key) => Uint32Array.from(cells.get(key)!));
}

function packBlock(placed: Float64Array, members: Uint32Array, { min, max }: Bounds, side: number): PositionBlock {
  const fits = (stepM: number): boolean => side / stepM < U16_MAX - 1;
  const encoding: PositionEncoding = fits(COARSE_STEP_M) ? 'u16' : 'f32';
  const stepM = encoding === 'u16' && !fits(FINE_STEP_M) ? COARSE_STEP_M : FINE_STEP_M;
  return packAs(encoding, stepM, placed, members, { min, max });
}

function packAs(
  encoding: PositionEncoding,
  stepM: number,
  placed: Float64Array,
  members: Uint32Array,
  { min, max }: Bounds,
): PositionBlock {
  const translation = min.map((low, axis) => {
    const corner = encoding === 'u16' ? low : (low + max[axis]!) / 2;
    return Math.floor(corner / stepM) * stepM;
  }) as [number, number, number];
  const unordered = new Int32Array(3 * members.length);
  for (let place = 0; place < members.length; place++) {
    for (let axis = 0; axis < 3; axis++) {
      unordered[3 * place + axis] = Math.round((along(placed, members[place]!, axis) - translation[axis]!) / stepM);
    }
  }
  return { encoding, translation, stepM, ...inMortonOrder(unordered, members) };
}

type Ordered = Pick<PositionBlock, 'order' | 'steps' | 'minSteps' | 'maxSteps'>;

function inMortonOrder(unordered: Int32Array, members: Uint32Array): Ordered {
  const min: [number, number, number] = [0x7fffffff, 0x7fffffff, 0x7fffffff];
  const max: [number, number, number] = [-0x80000000, -0x80000000, -0x80000000];
  for (let at = 0; at < unordered.length; at++) {
    const value = unordered[at]!;
    if (value < min[at % 3]!) min[at % 3] = value;
    if (value > max[at % 3]!) max[at % 3] = value;
  }
  const codes = mortonCodes(unordered, min, Math.max(...max.map((high, axis) => high - min[axis]!)));
  const places = sortByCode(codes);
  const order = new Uint32Array(members.length);
  const steps = new Int32Array(unordered.length);
  for (let place = 0; place < places.length; place++) {
    const source = places[place]!;
    order[place] = members[source]!;
    steps.set(unordered.subarray(3 * source, 3 * source + 3), 3 * place);
  }
  return { order, steps, minSteps: min, maxSteps: max };
}

/** 30-bit codes: the upper ten bits of each axis within the block, interleaved. */
function mortonCodes(steps: Int32Array, min: readonly number[], side: number): Uint32Array {
  const shift = Math.max(0, 32 - Math.clz32(side) - 10);
  const codes = new Uint32Array(steps.length / 3);
  for (let point = 0; point < codes.length; point++) {
    let code = 0;
    for (let axis = 0; axis < 3; axis++) code |= spread((steps[3 * point + axis]! - min[axis]!) >> shift) << axis;
    codes[point] = code;
  }
  return codes;
}

/** Ten bits with two zeros between each. */
function spread(value: number): number {
  let bits = value & 0x3ff;
  bits = (bits | (bits << 16)) & 0x030000ff;
  bits = (bits | (bits << 8)) & 0x0300f00f;
  bits = (bits | (bits << 4)) & 0x030c30c3;
  return (bits | (bits << 2)) & 0x09249249;
}

/** Indices in order of code, equal codes in the order they came: three passes of a radix sort. */
function sortByCode(codes: Uint32Array): Uint32Array {
  let from = Uint32Array.from({ length: codes.length }, (_, index) => index);
  let to = new Uint32Array(codes.length);
  for (let shift = 0; shift < 30; shift += 10) {
    const starts = new Uint32Array(1025);
    for (const code of codes) starts[((code >>> shift) & 0x3ff) + 1]!++;
    for (let bucket = 0; bucket < 1024; bucket++) starts[bucket + 1]! += starts[bucket]!;
    for (const index of from) to[starts[(codes[index]! >>> shift) & 0x3ff]!++] = index;
    [from, to] = [to, from];
  }
  return from;
}
