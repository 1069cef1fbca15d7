/**
 * The spatial index of items: npm flatbush over their boxes in degrees. Boxes are kept as 32-bit floats rounded outward
 * (half the memory): what it finds may lie up to {@link FLOAT_DEGREES} beside the query and is looked at once more.
 */
import Flatbush from 'flatbush';
import { FormatError } from '#core/errors.ts';
import type { LonLatBox } from './stac.ts';

/** Largest distance of a rounded side from the true one, degrees: one step of a float below 256. */
export const FLOAT_DEGREES = 2 ** -15;
const NODE_SIZE = 16;
/** How flatbush 4 stores an index over 32-bit floats: magic, version 3 and type 7. */
const MAGIC = [0xfb, 0x37] as const;
const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

/** Whether to keep the row; the box is the rounded one. */
export type BoxFilter = (row: number, west: number, south: number, east: number, north: number) => boolean;

export interface BoxTree {
  /** To be written as it is. */
  readonly bytes: Uint8Array;
  /** Rows whose rounded boxes touch the query, in no order. */
  search(box: LonLatBox, filter?: BoxFilter): number[];
  /** Calls with every row and its rounded box, in no order. */
  forEach(visit: (row: number, west: number, south: number, east: number, north: number) => void): void;
}

/** The box as 32-bit floats, never smaller than it is. */
export function roundOutward([west, south, east, north]: LonLatBox): LonLatBox {
  return [floatBelow(west), floatBelow(south), -floatBelow(-east), -floatBelow(-north)];
}

/** The largest 32-bit float that is not above the value. */
function floatBelow(value: number): number {
  floats[0] = value;
  const nearest = floats[0]!;
  if (nearest <= value) return nearest;
  // one step down: towards zero for positive numbers, away from it for negative ones
  if (nearest > 0) words[0]! -= 1;
  else if (nearest < 0) words[0]! += 1;
  else words[0] = 0x80000001;
  return floats[0]!;
}

/** @param boxes four numbers a row, rounded outward; at least one row */
export function buildBoxTree(boxes: Float32Array): BoxTree {
  const tree = new Flatbush(boxes.length / 4, NODE_SIZE, Float32Array);
  for (let at = 0; at < boxes.length; at += 4) tree.add(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
  tree.finish();
  return treeOf(tree, new Uint8Array(tree.data));
}

/** Bytes of an index over so many rows. */
export function boxTreeBytes(count: number): number {
  let nodes = count;
  let level = count;
  do {
    level = Math.ceil(level / NODE_SIZE);
    nodes += level;
  } while (level !== 1);
  return 8 + nodes * 16 + nodes * (nodes < 16384 ? 2 : 4);
}

/**
 * An index as it was written.
 * @param bytes must begin at a multiple of eight in their buffer
 * @throws {FormatError} when it is none over `count` rows: a walk through it would leave it, or never end
 */
export function readBoxTree(bytes: Uint8Array<ArrayBuffer>, count: number): BoxTree {
  const fail = (what: string): never => {
    throw new FormatError(`spatial index: ${what}`, { offset: 0 });
  };
  if (bytes.length !== boxTreeBytes(count)) fail(`expected ${boxTreeBytes(count)} bytes, seen ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[0] !== MAGIC[0] || bytes[1] !== MAGIC[1]) fail('expected flatbush version 3 over 32-bit floats');
  if (view.getUint16(2, true) !== NODE_SIZE || view.getUint32(4, true) !== count) fail(`expected ${count} rows`);
  const tree = Flatbush.from(bytes.buffer, bytes.byteOffset);
  const { _indices: indices, _levelBounds: ends } = tree;
  const seen = new Uint8Array(count);
  for (let position = 0; position < count; position++) {
    const row = indices[position]!;
    if (row >= count || seen[row] === 1) fail(`row ${row} at ${position}`);
    seen[row] = 1;
  }
  // nodes above the rows name their first child; the shape of the tree follows from the count alone
  for (let level = 1, child = 0; level < ends.length; level++) {
    for (let node = ends[level - 1]! / 4; node < ends[level]! / 4; node++, child += 4 * NODE_SIZE) {
      if (indices[node] !== child) fail(`node ${node} names ${indices[node]}, expected ${child}`);
    }
    child = ends[level - 1]!;
  }
  return treeOf(tree, bytes);
}

const EVERYWHERE: LonLatBox = [-Infinity, -Infinity, Infinity, Infinity];

function treeOf(tree: Flatbush, bytes: Uint8Array): BoxTree {
  const search: BoxTree['search'] = ([west, south, east, north], filter) =>
    tree.search(west, south, east, north, filter);
  return {
    bytes,
    search,
    forEach(visit) {
      search(EVERYWHERE, (...box) => {
        visit(...box);
        return false;
      });
    },
  };
}
