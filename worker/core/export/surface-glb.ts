/** A terrain mesh as glTF 2.0: metres, y up, x east, z south, around an origin of its own. */
import { padded, writeGlb } from './glb.ts';

export interface SurfaceGlbInput {
  readonly name: string;
  /** Vertices in plane coordinates, metres. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** Anticlockwise seen from above. */
  readonly triangles: Uint32Array;
  /** What the file says of itself: system, credits. */
  readonly extras: Readonly<Record<string, unknown>>;
  readonly generator: string;
  readonly copyright?: string;
}

const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const ARRAY_BUFFER = 34_962;
const ELEMENT_ARRAY_BUFFER = 34_963;

/**
 * The origin (whole metres, in `asset.extras.origin`) is the south-western corner at the lowest height: positions near it
 * keep a tenth of a millimetre as 32-bit floats over a kilometre.
 */
export function writeSurfaceGlb(input: SurfaceGlbInput): Uint8Array {
  const { name, east, north, height, triangles, extras, generator, copyright } = input;
  const origin = [lowest(east), lowest(north), lowest(height)].map(Math.floor) as [number, number, number];
  const positions = new Float32Array(3 * east.length);
  for (let v = 0; v < east.length; v++) {
    positions[3 * v] = east[v]! - origin[0];
    positions[3 * v + 1] = height[v]! - origin[2];
    positions[3 * v + 2] = -(north[v]! - origin[1]);
  }
  const normals = normalsOf(positions, triangles);
  const sizes = [positions.byteLength, normals.byteLength, triangles.byteLength] as const;
  const bin = new Uint8Array(padded(sizes[0] + sizes[1] + sizes[2]));
  bin.set(new Uint8Array(positions.buffer), 0);
  bin.set(new Uint8Array(normals.buffer), sizes[0]);
  bin.set(new Uint8Array(triangles.buffer, triangles.byteOffset, sizes[2]), sizes[0] + sizes[1]);
  const [min, max] = rangesOf(positions);
  const document = {
    asset: { version: '2.0', generator, ...(copyright ? { copyright } : {}), extras: { ...extras, origin } },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ name, mesh: 0 }],
    meshes: [{ name, primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, material: 0 }] }],
    materials: [
      {
        name: 'ground',
        pbrMetallicRoughness: { baseColorFactor: [0.72, 0.68, 0.6, 1], metallicFactor: 0, roughnessFactor: 1 },
        doubleSided: true,
      },
    ],
    accessors: [
      { bufferView: 0, componentType: FLOAT, count: east.length, type: 'VEC3', min, max },
      { bufferView: 1, componentType: FLOAT, count: east.length, type: 'VEC3' },
      { bufferView: 2, componentType: UNSIGNED_INT, count: triangles.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: sizes[0], target: ARRAY_BUFFER },
      { buffer: 0, byteOffset: sizes[0], byteLength: sizes[1], target: ARRAY_BUFFER },
      { buffer: 0, byteOffset: sizes[0] + sizes[1], byteLength: sizes[2], target: ELEMENT_ARRAY_BUFFER },
    ],
    buffers: [{ byteLength: bin.length }],
  };
  return writeGlb(document, bin);
}

function lowest(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < low) low = value;
  return low;
}

/** Of each vertex, the mean of its triangles' by their area; unit length. */
function normalsOf(positions: Float32Array, triangles: Uint32Array): Float32Array {
  const normals = new Float32Array(positions.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const [ux, uy, uz] = [0, 1, 2].map((k) => positions[b + k]! - positions[a + k]!) as [number, number, number];
    const [vx, vy, vz] = [0, 1, 2].map((k) => positions[c + k]! - positions[a + k]!) as [number, number, number];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const vertex of [a, b, c]) for (let k = 0; k < 3; k++) normals[vertex + k]! += normal[k]!;
  }
  for (let v = 0; v < normals.length; v += 3) {
    const length = Math.hypot(normals[v]!, normals[v + 1]!, normals[v + 2]!);
    // a vertex without a triangle looks up
    for (let k = 0; k < 3; k++) normals[v + k] = length > 0 ? normals[v + k]! / length : k === 1 ? 1 : 0;
  }
  return normals;
}

function rangesOf(positions: Float32Array): [min: number[], max: number[]] {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const value = positions[i]!;
    if (value < min[i % 3]!) min[i % 3] = value;
    if (value > max[i % 3]!) max[i % 3] = value;
  }
  return [min, max];
}
