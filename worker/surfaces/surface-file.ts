/**
 * The bytes of `surface.bin`, little-endian: magic "TGSF", u32 kind (1 mesh, 2 raster), two u64 counts, then
 * mesh:   counts = vertices, triangles; f64 east[], north[], height[]; u32 triangles[3 × count]
 * raster: counts = cols, rows; f64 originE, originN, stepM; f64 heights[cols × rows]
 */
import { FormatError } from '#core/errors.ts';
import { MAX_MESH_TRIANGLES } from '#core/surface/mesh.ts';
import { MAX_RASTER_NODES } from '#core/surface/raster.ts';
import type { SurfaceData } from './surface-record.ts';

const MAGIC = 0x4653_4754;
const HEADER_BYTES = 24;

export function encodeSurface(data: SurfaceData): Uint8Array {
  if (data.kind === 'mesh') {
    const { east, north, height, triangles } = data.mesh;
    return assemble(1, [east.length, triangles.length / 3], [east, north, height, triangles]);
  }
  const { originE, originN, stepM, cols, rows, heights } = data.raster;
  return assemble(2, [cols, rows], [Float64Array.of(originE, originN, stepM), heights]);
}

function assemble(kind: number, counts: [number, number], columns: (Float64Array | Uint32Array)[]): Uint8Array {
  const size = columns.reduce((sum, column) => sum + column.byteLength, HEADER_BYTES);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, kind, true);
  view.setBigUint64(8, BigInt(counts[0]), true);
  view.setBigUint64(16, BigInt(counts[1]), true);
  let at = HEADER_BYTES;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return bytes;
}

/** @throws {FormatError} when the bytes are not a surface */
export function decodeSurface(bytes: Uint8Array): SurfaceData {
  if (bytes.length < HEADER_BYTES) throw damaged(0, HEADER_BYTES, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw damaged(0, MAGIC, view.getUint32(0, true));
  const kind = view.getUint32(4, true);
  const first = Number(view.getBigUint64(8, true));
  const second = Number(view.getBigUint64(16, true));
  let at = HEADER_BYTES;
  const doubles = (length: number) => {
    const values = new Float64Array(length);
    new Uint8Array(values.buffer).set(bytes.subarray(at, at + 8 * length));
    at += 8 * length;
    return values;
  };
  if (kind === 1) {
    if (!(first <= 3 * MAX_MESH_TRIANGLES && second <= MAX_MESH_TRIANGLES))
      throw damaged(8, MAX_MESH_TRIANGLES, second);
    expectSize(bytes, HEADER_BYTES + 24 * first + 12 * second);
    const [east, north, height] = [doubles(first), doubles(first), doubles(first)];
    const triangles = new Uint32Array(3 * second);
    new Uint8Array(triangles.buffer).set(bytes.subarray(at));
    if (triangles.some((vertex) => vertex >= first)) throw damaged(at, first, 'a vertex number beyond the last');
    return { kind: 'mesh', mesh: { east, north, height, triangles } };
  }
  if (kind !== 2) throw damaged(4, 2, kind);
  if (!(first * second <= MAX_RASTER_NODES)) throw damaged(8, MAX_RASTER_NODES, first * second);
  expectSize(bytes, HEADER_BYTES + 24 + 8 * first * second);
  const [originE, originN, stepM] = doubles(3) as unknown as [number, number, number];
  return {
    kind: 'raster',
    raster: { originE, originN, stepM, cols: first, rows: second, heights: doubles(first * second) },
  };
}

function expectSize(bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected) throw damaged(0, expected, bytes.length);
}

function damaged(offset: number, expected: string | number, actual: string | number): FormatError {
  return new FormatError(`a stored surface is damaged: expected ${expected}, seen ${actual}`, {
    offset,
    expected,
    actual,
  });
}
