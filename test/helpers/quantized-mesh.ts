/** Reads quantized-mesh tiles back, from the format's description and not with our writer. */

export interface ReadMesh {
  readonly center: readonly number[];
  readonly minimumHeight: number;
  readonly maximumHeight: number;
  readonly sphere: { readonly center: readonly number[]; readonly radius: number };
  readonly occlusionPoint: readonly number[];
  /** 0–32767. */
  readonly u: readonly number[];
  readonly v: readonly number[];
  readonly heights: readonly number[];
  readonly triangles: readonly number[];
  readonly edges: readonly (readonly number[])[];
  /** Unit vectors, three numbers a vertex; null without the extension. */
  readonly normals: readonly number[] | null;
}

export function readQuantizedMesh(bytes: Uint8Array): ReadMesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (sizeBytes: number) => {
    at += sizeBytes;
    return at - sizeBytes;
  };
  const doubles = (count: number) => Array.from({ length: count }, () => view.getFloat64(next(8), true));
  const u32 = () => view.getUint32(next(4), true);
  const u16 = () => view.getUint16(next(2), true);
  const center = doubles(3);
  const [minimumHeight, maximumHeight] = [view.getFloat32(24, true), view.getFloat32(28, true)];
  at = 32;
  const sphere = { center: doubles(3), radius: doubles(1)[0]! };
  const occlusionPoint = doubles(3);
  const count = u32();
  const deltas = () => {
    let value = 0;
    return Array.from({ length: count }, () => {
      const coded = u16();
      value += (coded >> 1) ^ -(coded & 1);
      return value;
    });
  };
  const [u, v, h] = [deltas(), deltas(), deltas()];
  const heights = h.map((part) => minimumHeight + (part / 32_767) * (maximumHeight - minimumHeight));
  let highest = 0;
  const triangles = Array.from({ length: 3 * u32() }, () => {
    const code = u16();
    if (code === 0) return highest++;
    return highest - code;
  });
  const edges = Array.from({ length: 4 }, () => Array.from({ length: u32() }, u16));
  let normals: number[] | null = null;
  while (at < bytes.length) {
    const id = view.getUint8(at++);
    const length = u32();
    if (id === 1) {
      normals = Array.from({ length: length / 2 }, (_, i) => {
        const [a, b] = [0, 1].map((k) => (view.getUint8(at + 2 * i + k) / 255) * 2 - 1) as [number, number];
        const z = 1 - Math.abs(a) - Math.abs(b);
        const [x, y] = z < 0 ? [(1 - Math.abs(b)) * Math.sign(a), (1 - Math.abs(a)) * Math.sign(b)] : [a, b];
        const size = Math.hypot(x, y, z);
        return [x / size, y / size, z / size];
      }).flat();
    }
    at += length;
  }
  return { center, minimumHeight, maximumHeight, sphere, occlusionPoint, u, v, heights, triangles, edges, normals };
}
