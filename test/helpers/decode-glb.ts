/** Reads a point GLB back the way a renderer does: container, buffer views (meshopt or plain), accessors, node matrices. */
import { MeshoptDecoder } from 'meshoptimizer';

interface View {
  readonly buffer: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly byteStride: number;
  readonly extensions?: {
    readonly EXT_meshopt_compression: {
      readonly byteOffset: number;
      readonly byteLength: number;
      readonly byteStride: number;
      readonly count: number;
      readonly mode: string;
      readonly filter?: string;
    };
  };
}
interface Accessor {
  readonly bufferView: number;
  readonly componentType: 5121 | 5123 | 5126;
  readonly count: number;
  readonly type: 'SCALAR' | 'VEC3' | 'VEC4';
  readonly min?: readonly number[];
  readonly max?: readonly number[];
}
interface GltfNode {
  readonly mesh: number;
  readonly translation?: readonly number[];
  readonly scale?: readonly number[];
}
/** What of glTF our point files use. */
export interface PointGltf {
  readonly asset: { readonly version: string };
  readonly extensionsUsed?: readonly string[];
  readonly extensionsRequired?: readonly string[];
  readonly extensions?: {
    readonly EXT_structural_metadata: {
      readonly schema: { readonly enums: Record<string, { values: { name: string; value: number }[] }> };
    };
  };
  readonly scenes: readonly { readonly nodes?: readonly number[] }[];
  readonly nodes?: readonly GltfNode[];
  readonly meshes?: readonly {
    readonly primitives: readonly { readonly mode: number; readonly attributes: Record<string, number> }[];
  }[];
  readonly accessors?: readonly Accessor[];
  readonly bufferViews?: readonly View[];
  readonly buffers?: readonly { readonly byteLength: number; readonly extensions?: object }[];
}

/** All points of all primitives, in file order. */
export interface DecodedPoints {
  readonly count: number;
  /** East, north, up in the tile's frame, metres: nodes applied, y up turned into z up. */
  readonly positions: Float64Array;
  /** RGBA 0–255, or null. */
  readonly colors: Uint8Array | null;
  readonly classification: Uint8Array;
  readonly intensity: Uint16Array;
}

const COMPONENT_BYTES = { 5121: 1, 5123: 2, 5126: 4 } as const;
const WIDTH = { SCALAR: 1, VEC3: 3, VEC4: 4 } as const;

export function parseGlb(glb: Uint8Array): { gltf: PointGltf; bin: Uint8Array } {
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  if (view.getUint32(0, true) !== 0x46546c67 || view.getUint32(8, true) !== glb.length) throw new Error('no GLB');
  const jsonBytes = view.getUint32(12, true);
  const gltf = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + jsonBytes))) as PointGltf;
  return { gltf, bin: glb.subarray(28 + jsonBytes) };
}

export async function decodeGlb(glb: Uint8Array): Promise<DecodedPoints> {
  await MeshoptDecoder.ready;
  const { gltf, bin } = parseGlb(glb);
  const parts = (gltf.nodes ?? []).map((node) => decodeNode(gltf, bin, node));
  const colored = parts.length > 0 && parts.every(({ colors }) => colors !== null);
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    positions: Float64Array.from(parts.flatMap(({ positions }) => [...positions])),
    colors: colored ? Uint8Array.from(parts.flatMap(({ colors }) => [...colors!])) : null,
    classification: Uint8Array.from(parts.flatMap(({ classification }) => [...classification])),
    intensity: Uint16Array.from(parts.flatMap(({ intensity }) => [...intensity])),
  };
}

function decodeNode(
  gltf: PointGltf,
  bin: Uint8Array,
  { mesh, translation = [0, 0, 0], scale = [1, 1, 1] }: GltfNode,
): DecodedPoints {
  const { attributes } = gltf.meshes![mesh]!.primitives[0]!;
  const read = (name: string): number[] | null =>
    attributes[name] === undefined ? null : readAccessor(gltf, bin, gltf.accessors![attributes[name]]!);
  const raw = read('POSITION')!;
  const positions = new Float64Array(raw.length);
  for (let at = 0; at < raw.length; at += 3) {
    const [x, y, z] = [0, 1, 2].map((axis) => translation[axis]! + scale[axis]! * raw[at + axis]!) as [
      number,
      number,
      number,
    ];
    positions.set([x, -z, y], at);
  }
  const colors = read('COLOR_0');
  return {
    count: raw.length / 3,
    positions,
    colors: colors && Uint8Array.from(colors),
    classification: Uint8Array.from(read('_CLASSIFICATION')!),
    intensity: Uint16Array.from(read('_INTENSITY')!),
  };
}

function readAccessor(
  gltf: PointGltf,
  bin: Uint8Array,
  { bufferView, componentType, count, type }: Accessor,
): number[] {
  const view = gltf.bufferViews![bufferView]!;
  const bytes = viewBytes(view, bin);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: number[] = [];
  for (let element = 0; element < count; element++) {
    for (let component = 0; component < WIDTH[type]; component++) {
      const at = element * view.byteStride + component * COMPONENT_BYTES[componentType];
      if (componentType === 5126) values.push(data.getFloat32(at, true));
      else values.push(componentType === 5123 ? data.getUint16(at, true) : data.getUint8(at));
    }
  }
  return values;
}

function viewBytes(view: View, bin: Uint8Array): Uint8Array {
  const packed = view.extensions?.EXT_meshopt_compression;
  if (!packed) return bin.subarray(view.byteOffset, view.byteOffset + view.byteLength);
  const target = new Uint8Array(packed.count * packed.byteStride);
  const source = bin.subarray(packed.byteOffset, packed.byteOffset + packed.byteLength);
  MeshoptDecoder.decodeGltfBuffer(target, packed.count, packed.byteStride, source, packed.mode, packed.filter);
  return target;
}
