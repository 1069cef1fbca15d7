/**
 * From triangles as files hold them to a mesh that can be measured: vertices that coincide become one, triangles turn
 * counter-clockwise, those without area in plan and repeated ones go, vertices that nobody uses go. What was dropped is
 * counted; edges that tell of faces above each other are counted too, because such a surface has two heights there.
 */
import { FormatError, LimitError } from '../errors.ts';
import { turn } from '../geometry/orientation.ts';
import { MAX_MESH_TRIANGLES, type Mesh } from './mesh.ts';

export interface RawMesh {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** Three vertex numbers a triangle, in any direction. */
  readonly triangles: Uint32Array;
}

export interface CleanOptions {
  /** Vertices that agree in all three coordinates when rounded to this become the first of them; 0: only equal ones. Metres. */
  readonly mergeM: number;
}

export interface MeshFaults {
  /** Triangles on edge, or shrunk to a line or a point. */
  readonly withoutArea: number;
  readonly repeated: number;
  /** Edges that two triangles use in the same direction, or more than two at all. */
  readonly sharedEdges: number;
  /** The middle of the first such edge. */
  readonly firstSharedEdge: { readonly east: number; readonly north: number } | null;
}

/**
 * @throws {FormatError} when a coordinate is not finite
 * @throws {LimitError} above `MAX_MESH_TRIANGLES`
 */
export function cleanMesh(
  raw: RawMesh,
  { mergeM }: CleanOptions,
): { readonly mesh: Mesh; readonly faults: MeshFaults } {
  const count = raw.triangles.length / 3;
  if (count > MAX_MESH_TRIANGLES) {
    throw new LimitError(`expected at most ${MAX_MESH_TRIANGLES} triangles, seen ${count}`, {
      limit: MAX_MESH_TRIANGLES,
      actual: count,
    });
  }
  assertFinite(raw);
  const sameAs = mergeVertices(raw, mergeM);
  const turned = new Uint32Array(raw.triangles.length);
  const withArea = turnTriangles(raw, sameAs, turned);
  const unique = dropRepeated(turned.subarray(0, 3 * withArea));
  const { sharedEdges, firstEdge } = findSharedEdges(turned.subarray(0, 3 * unique));
  return {
    mesh: compact(raw, turned.subarray(0, 3 * unique)),
    faults: {
      withoutArea: count - withArea,
      repeated: withArea - unique,
      sharedEdges,
      firstSharedEdge: firstEdge && {
        east: (raw.east[firstEdge[0]]! + raw.east[firstEdge[1]]!) / 2,
        north: (raw.north[firstEdge[0]]! + raw.north[firstEdge[1]]!) / 2,
      },
    },
  };
}

function assertFinite({ east, north, height }: RawMesh): void {
  for (let v = 0; v < east.length; v++) {
    // a sum is finite only when all three are: coordinates are far from the largest double
    if (Number.isFinite(east[v]! + north[v]! + height[v]!)) continue;
    const seen = `${east[v]}, ${north[v]}, ${height[v]}`;
    throw new FormatError(`vertex ${v}: expected three finite coordinates, seen ${seen}`, { offset: v, actual: seen });
  }
}

/** @returns for each vertex the first one at its place */
function mergeVertices({ east, north, height }: RawMesh, mergeM: number): Uint32Array {
  const key = (value: number): number => (mergeM > 0 ? Math.round(value / mergeM) : value) + 0;
  const table = new HashTable(east.length);
  const sameAs = new Uint32Array(east.length);
  for (let v = 0; v < east.length; v++) {
    const [e, n, z] = [key(east[v]!), key(north[v]!), key(height[v]!)];
    const slot = table.find(
      mixDoubles(e, n, z),
      (other) => key(east[other]!) === e && key(north[other]!) === n && key(height[other]!) === z,
    );
    sameAs[v] = table.keep(slot, v);
  }
  return sameAs;
}

/** @returns how many triangles have area in plan; they stand in `turned`, counter-clockwise, the smallest vertex first */
function turnTriangles({ east, north, triangles }: RawMesh, sameAs: Uint32Array, turned: Uint32Array): number {
  let kept = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    let a = sameAs[triangles[t]!]!;
    let b = sameAs[triangles[t + 1]!]!;
    let c = sameAs[triangles[t + 2]!]!;
    const way = turn(east[a]!, north[a]!, east[b]!, north[b]!, east[c]!, north[c]!);
    if (way === 0) continue;
    if (way < 0) [b, c] = [c, b];
    if (b < a && b < c) [a, b, c] = [b, c, a];
    else if (c < a && c < b) [a, b, c] = [c, a, b];
    turned.set([a, b, c], 3 * kept++);
  }
  return kept;
}

/** Moves the first of equal triangles to the front. @returns how many there are */
function dropRepeated(triangles: Uint32Array): number {
  const table = new HashTable(triangles.length / 3);
  let kept = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const slot = table.find(mixIntegers(a, b, c), (other) => {
      const at = 3 * other;
      return triangles[at] === a && triangles[at + 1] === b && triangles[at + 2] === c;
    });
    if (table.keep(slot, kept) !== kept) continue;
    triangles.copyWithin(3 * kept, t, t + 3);
    kept++;
  }
  return kept;
}

/** An edge that three triangles share is used twice in one direction, so that directions tell everything. */
function findSharedEdges(triangles: Uint32Array): { sharedEdges: number; firstEdge: [number, number] | null } {
  const table = new HashTable(triangles.length);
  const end = (half: number): number => triangles[half % 3 === 2 ? half - 2 : half + 1]!;
  let sharedEdges = 0;
  let firstEdge: [number, number] | null = null;
  for (let half = 0; half < triangles.length; half++) {
    const [from, to] = [triangles[half]!, end(half)];
    const slot = table.find(mixIntegers(from, to, 0), (other) => triangles[other] === from && end(other) === to);
    if (table.keep(slot, half) === half) continue;
    sharedEdges++;
    firstEdge ??= [from, to];
  }
  return { sharedEdges, firstEdge };
}

/** The mesh without vertices that no triangle uses; the order of the others stays. */
function compact(raw: RawMesh, triangles: Uint32Array): Mesh {
  const numbers = new Uint32Array(raw.east.length);
  for (const vertex of triangles) numbers[vertex] = 1;
  let count = 0;
  for (let v = 0; v < numbers.length; v++) if (numbers[v] === 1) numbers[v] = ++count;
  const pick = (column: Float64Array): Float64Array => {
    const picked = new Float64Array(count);
    for (let v = 0; v < numbers.length; v++) if (numbers[v]! > 0) picked[numbers[v]! - 1] = column[v]!;
    return picked;
  };
  return {
    east: pick(raw.east),
    north: pick(raw.north),
    height: pick(raw.height),
    triangles: triangles.map((vertex) => numbers[vertex]! - 1),
  };
}

/** Numbers of rows by what they hold, open addressing; twice as many places as rows, so that searches stay short. */
class HashTable {
  private readonly rows: Uint32Array;
  private readonly mask: number;

  constructor(count: number) {
    let size = 16;
    while (size < 2 * count) size *= 2;
    this.rows = new Uint32Array(size);
    this.mask = size - 1;
  }

  /** @returns the place of the row that is equal, or the free place where it belongs */
  find(hash: number, isEqual: (row: number) => boolean): number {
    let slot = hash & this.mask;
    while (this.rows[slot] !== 0 && !isEqual(this.rows[slot]! - 1)) slot = (slot + 1) & this.mask;
    return slot;
  }

  /** Puts a row into a free place. @returns the row that is there then */
  keep(slot: number, row: number): number {
    if (this.rows[slot] === 0) this.rows[slot] = row + 1;
    return this.rows[slot]! - 1;
  }
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

function mixDoubles(a: number, b: number, c: number): number {
  let hash = 0;
  for (const value of [a, b, c]) {
    double[0] = value;
    hash = mixIntegers(hash, halves[0]!, halves[1]!);
  }
  return hash;
}

/** A 32-bit mix (multiply and shift, constants of MurmurHash3's finisher). */
function mixIntegers(a: number, b: number, c: number): number {
  let hash = Math.imul(a ^ 0x9e37_79b9, 0x85eb_ca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + b, 0xc2b2_ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + c, 0x85eb_ca6b);
  hash ^= hash >>> 16;
  return hash >>> 0;
}
