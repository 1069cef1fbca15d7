/**
 * A mask as numbers that a shader reads: cells of a coarse grid, each with the list of the parts that touch it, so that the
 * time per point does not grow with the number of parts. `packedHides` reads them as the shader does, with 32-bit floats. Pure.
 *
 * Four numbers a texel:
 *   texel 0                   minX, minY, cells per metre in x, in y
 *   texel 1                   columns, rows, first texel of the lists, –
 *   texels 2 … 1 + cols·rows  cells: first entry of the list, its length, –, –
 *   lists                     four parts a texel: the texel at which each part begins
 *   a part                    low, high, vertices, 1 with classes
 *                             minX, minY, maxX, maxY
 *                             classes: 16 numbers of 16 bits, four texels (only with classes)
 *                             vertices, two a texel
 */
import { LimitError } from '../errors.ts';
import type { MaskPart } from './mask.ts';

export interface PackedMask {
  /** Four numbers a texel. */
  readonly data: Float32Array;
  /** Texels a row of the texture; the data fill whole rows. */
  readonly width: number;
  readonly height: number;
  readonly partCount: number;
}

export const MASK_WIDTH = 512;
const MAX_TEXELS = MASK_WIDTH * 2048;
const MAX_CELLS_A_SIDE = 64;
const HEADER = 2;
const FAR = 1e6;

/**
 * @param toLocal from the positions of the outlines to the plane of the shader, metres from a place near them
 * @returns null where nothing is hidden
 * @throws {LimitError} when the parts are more than fit
 */
export function packMask(
  parts: readonly MaskPart[],
  toLocal: (east: number, north: number) => readonly [x: number, y: number],
  toHeight: (heightM: number) => number = (heightM) => heightM,
): PackedMask | null {
  if (parts.length === 0) return null;
  const rings = parts.map(({ outline }) => {
    const local = new Float32Array(outline.length);
    for (let at = 0; at < outline.length; at += 2) local.set(toLocal(outline[at]!, outline[at + 1]!), at);
    return local;
  });
  const boxes = rings.map(boxOf);
  const whole = boxes.reduce((a, b) => [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.max(a[2], b[2]),
    Math.max(a[3], b[3]),
  ]);
  const side = Math.min(MAX_CELLS_A_SIDE, Math.max(1, Math.ceil(Math.sqrt(parts.length) * 4)));
  const perMetre = [0, 1].map((axis) => Math.fround(side / Math.max(0.01, whole[axis + 2]! - whole[axis]!)));
  const [perX, perY] = perMetre as [number, number];
  const cellOf = (x: number, y: number) => [
    clampCell((x - whole[0]) * perX, side),
    clampCell((y - whole[1]) * perY, side),
  ];
  const lists: number[][] = Array.from({ length: side * side }, () => []);
  for (const [part, [minX, minY, maxX, maxY]] of boxes.entries()) {
    // a cell more on each side: the shader's own rounding must not lead beside the list
    const [fromCol, fromRow] = cellOf(minX, minY).map((cell) => Math.max(0, cell - 1)) as [number, number];
    const [toCol, toRow] = cellOf(maxX, maxY).map((cell) => Math.min(side - 1, cell + 1)) as [number, number];
    for (let row = fromRow; row <= toRow; row++)
      for (let col = fromCol; col <= toCol; col++) lists[row * side + col]!.push(part);
  }
  const listStart = HEADER + side * side;
  const entryCount = lists.reduce((sum, list) => sum + list.length, 0);
  let texel = listStart + Math.ceil(entryCount / 4);
  const starts = parts.map(({ classes }, part) => {
    const start = texel;
    texel += 2 + (classes ? 4 : 0) + Math.ceil(rings[part]!.length / 4);
    return start;
  });
  if (texel > MAX_TEXELS) {
    throw new LimitError(
      `the scenario hides too much: expected at most ${MAX_TEXELS} numbers, seen ${texel}; remove edits`,
      {
        limit: MAX_TEXELS,
        actual: texel,
      },
    );
  }
  const height = Math.ceil(texel / MASK_WIDTH);
  const data = new Float32Array(4 * MASK_WIDTH * height);
  data.set([whole[0], whole[1], perX, perY, side, side, listStart, 0]);
  let entry = 0;
  for (const [cell, list] of lists.entries()) {
    data.set([entry, list.length], 4 * (HEADER + cell));
    for (const part of list) data[4 * listStart + entry++] = starts[part]!;
  }
  for (const [part, { lowM, highM, classes }] of parts.entries()) {
    let at = 4 * starts[part]!;
    const ring = rings[part]!;
    data.set([heightIn(lowM, toHeight), heightIn(highM, toHeight), ring.length / 2, classes ? 1 : 0], at);
    data.set(boxes[part]!, at + 4);
    at += 8;
    if (classes) {
      for (const code of classes) {
        const word = at + Math.floor(code / 16);
        data[word] = data[word]! | (1 << (code % 16));
      }
      at += 16;
    }
    data.set(ring, at);
  }
  return { data, width: MASK_WIDTH, height, partCount: parts.length };
}

const heightIn = (heightM: number, toHeight: (heightM: number) => number): number =>
  Number.isFinite(heightM) ? toHeight(heightM) : Math.sign(heightM) * FAR;

const clampCell = (value: number, side: number): number => Math.min(side - 1, Math.max(0, Math.floor(value)));

function boxOf(ring: Float32Array): [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < ring.length; at += 2) {
    minX = Math.min(minX, ring[at]!);
    maxX = Math.max(maxX, ring[at]!);
    minY = Math.min(minY, ring[at + 1]!);
    maxY = Math.max(maxY, ring[at + 1]!);
  }
  return [minX, minY, maxX, maxY];
}

/** What the shader answers for a point of the local plane. */
export function packedHides(
  { data }: PackedMask,
  x: number,
  y: number,
  height: number,
  classification: number,
): boolean {
  const [minX, minY, perX, perY, cols, rows, listStart] = data as unknown as readonly number[];
  const col = Math.floor((x - minX!) * perX!);
  const row = Math.floor((y - minY!) * perY!);
  if (col < -1 || row < -1 || col > cols! || row > rows!) return false;
  const cell = 4 * (HEADER + clampCell(row, rows!) * cols! + clampCell(col, cols!));
  const [first, count] = [data[cell]!, data[cell + 1]!];
  for (let k = 0; k < count; k++) {
    let at = 4 * data[4 * listStart! + first + k]!;
    if (height < data[at]! || height > data[at + 1]!) continue;
    const vertices = data[at + 2]!;
    const withClasses = data[at + 3]! > 0;
    if (x < data[at + 4]! || y < data[at + 5]! || x > data[at + 6]! || y > data[at + 7]!) continue;
    at += 8;
    if (withClasses) {
      if (((data[at + Math.floor(classification / 16)]! >> (classification % 16)) & 1) === 0) continue;
      at += 16;
    }
    let inside = false;
    for (let i = 0, j = vertices - 1; i < vertices; j = i++) {
      const [y0, y1] = [data[at + 2 * i + 1]!, data[at + 2 * j + 1]!];
      if (y0 > y === y1 > y) continue;
      const [x0, x1] = [data[at + 2 * i]!, data[at + 2 * j]!];
      if (x < x0 + ((x1 - x0) * (y - y0)) / (y1 - y0)) inside = !inside;
    }
    if (inside) return true;
  }
  return false;
}
