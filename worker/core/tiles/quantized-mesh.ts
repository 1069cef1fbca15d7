/**
 * Terrain tiles for CesiumJS: quantized-mesh 1.0 on the geodetic grid (EPSG:4326, tile rows from the south, two tiles at level
 * 0). Heights are ellipsoidal. Extension 1: normals of the vertices, oct-encoded.
 * Source: CesiumGS/quantized-mesh, README (format description).
 */
import { enuFrame, geodeticToEcef, WGS84_A, WGS84_E2 } from '../crs/ecef.ts';
import { gridMesh } from '../surface/rtin.ts';

/** Nodes on a side of the grid that a tile's triangles are taken from. */
export const TERRAIN_NODES = 65;
/** Cesium's error of level 0 for a grid of 65, metres; it halves with each level. */
export const LEVEL_ZERO_ERROR_M = 77_067.34;
/** Part of a level's error that leaving out nodes may take, and what is below every survey's noise. */
const ERROR_SHARE = 0.1;
const LEAST_ERROR_M = 0.05;

export interface TerrainAddress {
  readonly level: number;
  readonly x: number;
  /** From the south. */
  readonly y: number;
}

/** [west, south, east, north], degrees. */
export function terrainBox({
  level,
  x,
  y,
}: TerrainAddress): [west: number, south: number, east: number, north: number] {
  const side = 180 / 2 ** level;
  return [-180 + x * side, -90 + y * side, -180 + (x + 1) * side, -90 + (y + 1) * side];
}

/** Degrees of the node in a column, or a row from the south. */
export function terrainNode(from: number, to: number, index: number): number {
  // both neighbours of a side name its nodes alike
  return index === 0 ? from : index === TERRAIN_NODES - 1 ? to : from + ((to - from) * index) / (TERRAIN_NODES - 1);
}

export interface TerrainTile {
  readonly address: TerrainAddress;
  /** Ellipsoidal heights of the nodes, metres, row by row from the south; `TERRAIN_NODES` a row, all finite. */
  readonly heights: Float64Array;
  /** Whether to add normals. */
  readonly normals?: boolean;
}

const LAST = 32_767;

export function writeQuantizedMesh({ address, heights, normals = false }: TerrainTile): Uint8Array<ArrayBuffer> {
  const [west, south, east, north] = terrainBox(address);
  const [low, high] = rangeOf(heights);
  const maxError = Math.max(LEAST_ERROR_M, (ERROR_SHARE * LEVEL_ZERO_ERROR_M) / 2 ** address.level);
  const mesh = gridMesh({ cols: TERRAIN_NODES, rows: TERRAIN_NODES, heights }, maxError);
  const count = mesh.col.length;
  const u = new Uint16Array(count);
  const v = new Uint16Array(count);
  const h = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    u[i] = Math.round((mesh.col[i]! / (TERRAIN_NODES - 1)) * LAST);
    v[i] = Math.round((mesh.row[i]! / (TERRAIN_NODES - 1)) * LAST);
    const height = heights[mesh.row[i]! * TERRAIN_NODES + mesh.col[i]!]!;
    h[i] = high > low ? Math.round(((height - low) / (high - low)) * LAST) : 0;
  }
  const last = TERRAIN_NODES - 1;
  const edge = (holds: (col: number, row: number) => boolean) =>
    Array.from({ length: count }, (_, i) => i).filter((i) => holds(mesh.col[i]!, mesh.row[i]!));
  const edges = [
    edge((col) => col === 0),
    edge((_, row) => row === 0),
    edge((col) => col === last),
    edge((_, row) => row === last),
  ];
  const positions = positionsOf(mesh, heights, [west, south, east, north]);
  const center = geodeticToEcef((west + east) / 2, (south + north) / 2, (low + high) / 2);
  const writer = new Writer(256 + 6 * count + 4 * mesh.triangles.length + 4 * edges.flat().length + 2 * count + 64);
  for (const value of center) writer.f64(value);
  writer.f32(low);
  writer.f32(high);
  for (const value of center) writer.f64(value);
  writer.f64(radiusAbout(center, positions));
  for (const value of occlusionPoint(center, positions)) writer.f64(value);
  writer.u32(count);
  for (const values of [u, v, h]) writer.deltas(values);
  // a tile of 65 × 65 nodes never needs 32-bit indices
  writer.u32(mesh.triangles.length / 3);
  writer.highWater(mesh.triangles);
  for (const vertices of edges) {
    writer.u32(vertices.length);
    for (const vertex of vertices) writer.u16(vertex);
  }
  if (normals) {
    writer.u8(1);
    writer.u32(2 * count);
    for (const byte of octNormals(mesh, heights, [west, south, east, north])) writer.u8(byte);
  }
  return writer.finish();
}

type Box = readonly [west: number, south: number, east: number, north: number];
type Nodes = { readonly col: Uint32Array; readonly row: Uint32Array };

function rangeOf(heights: Float64Array): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const height of heights) {
    if (height < low) low = height;
    if (height > high) high = height;
  }
  // the header holds 32-bit floats: widened, so that every height lies between them as they are written
  const down = Math.fround(low) > low ? low - Math.abs(low) * 2 ** -22 : low;
  const up = Math.fround(high) < high ? high + Math.abs(high) * 2 ** -22 : high;
  return [Math.fround(down), Math.fround(up)];
}

/** ECEF, three numbers a vertex. */
function positionsOf({ col, row }: Nodes, heights: Float64Array, [west, south, east, north]: Box): Float64Array {
  const positions = new Float64Array(3 * col.length);
  for (let i = 0; i < col.length; i++) {
    const lon = terrainNode(west, east, col[i]!);
    const lat = terrainNode(south, north, row[i]!);
    positions.set(geodeticToEcef(lon, lat, heights[row[i]! * TERRAIN_NODES + col[i]!]!), 3 * i);
  }
  return positions;
}

function radiusAbout([x, y, z]: readonly [number, number, number], positions: Float64Array): number {
  let radius = 0;
  for (let i = 0; i < positions.length; i += 3) {
    radius = Math.max(radius, Math.hypot(positions[i]! - x, positions[i + 1]! - y, positions[i + 2]! - z));
  }
  return radius;
}

/**
 * A point on the way out from the earth's centre through the tile's centre, in units of the ellipsoid's axes: when the horizon
 * hides it, it hides the whole tile. For each vertex, the tangent from it meets that way at 1 / (cos α cos β − sin α sin β)
 * with α the angle to the vertex and β that of its own tangent.
 */
function occlusionPoint(center: readonly [number, number, number], positions: Float64Array): [number, number, number] {
  const axes = [WGS84_A, WGS84_A, WGS84_A * Math.sqrt(1 - WGS84_E2)] as const;
  const scaled = center.map((value, k) => value / axes[k]!) as [number, number, number];
  const length = Math.hypot(...scaled);
  const out = scaled.map((value) => value / length) as [number, number, number];
  let furthest = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const p = [0, 1, 2].map((k) => positions[i + k]! / axes[k]!) as [number, number, number];
    const magnitude = Math.max(1, Math.hypot(...p));
    const unit = p.map((value) => value / Math.hypot(...p)) as [number, number, number];
    const cosAlpha = unit[0] * out[0] + unit[1] * out[1] + unit[2] * out[2];
    const sinAlpha = Math.hypot(
      unit[1] * out[2] - unit[2] * out[1],
      unit[2] * out[0] - unit[0] * out[2],
      unit[0] * out[1] - unit[1] * out[0],
    );
    const cosBeta = 1 / magnitude;
    const sinBeta = Math.sqrt(magnitude * magnitude - 1) * cosBeta;
    const reach = 1 / (cosAlpha * cosBeta - sinAlpha * sinBeta);
    // a tile that goes round the earth is never hidden
    furthest = Math.max(furthest, reach > 0 && Number.isFinite(reach) ? reach : 1e3);
  }
  return out.map((value) => value * furthest) as [number, number, number];
}

/** Two bytes a vertex. */
function octNormals({ col, row }: Nodes, heights: Float64Array, [west, south, east, north]: Box): Uint8Array {
  const bytes = new Uint8Array(2 * col.length);
  const at = (c: number, r: number) =>
    heights[Math.min(TERRAIN_NODES - 1, Math.max(0, r)) * TERRAIN_NODES + Math.min(TERRAIN_NODES - 1, Math.max(0, c))]!;
  const metresLat = (Math.PI / 180) * WGS84_A;
  const stepN = ((north - south) / (TERRAIN_NODES - 1)) * metresLat;
  for (let i = 0; i < col.length; i++) {
    const [c, r] = [col[i]!, row[i]!];
    const lat = terrainNode(south, north, r);
    const stepE = ((east - west) / (TERRAIN_NODES - 1)) * metresLat * Math.max(1e-6, Math.cos((lat * Math.PI) / 180));
    // on the border over one step instead of two
    const spanE = (c === 0 || c === TERRAIN_NODES - 1 ? 1 : 2) * stepE;
    const spanN = (r === 0 || r === TERRAIN_NODES - 1 ? 1 : 2) * stepN;
    const p = (at(c + 1, r) - at(c - 1, r)) / spanE;
    const q = (at(c, r + 1) - at(c, r - 1)) / spanN;
    const frame = enuFrame(terrainNode(west, east, c), lat, 0);
    const normal = [0, 1, 2].map((k) => frame.up[k]! - p * frame.east[k]! - q * frame.north[k]!);
    bytes.set(octEncode(normal as [number, number, number]), 2 * i);
  }
  return bytes;
}

/** A direction folded onto an octahedron. */
function octEncode([x, y, z]: readonly [number, number, number]): [number, number] {
  const sum = Math.abs(x) + Math.abs(y) + Math.abs(z);
  let [a, b] = [x / sum, y / sum];
  if (z < 0) [a, b] = [(1 - Math.abs(b)) * (a < 0 ? -1 : 1), (1 - Math.abs(a)) * (b < 0 ? -1 : 1)];
  const byte = (value: number) => Math.round((Math.min(1, Math.max(-1, value)) * 0.5 + 0.5) * 255);
  return [byte(a), byte(b)];
}

/** Little-endian. */
class Writer {
  readonly #view: DataView<ArrayBuffer>;
  #at = 0;

  constructor(sizeBytes: number) {
    this.#view = new DataView(new ArrayBuffer(sizeBytes));
  }

  f64(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  f32(value: number): void {
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  u8(value: number): void {
    this.#view.setUint8(this.#at++, value);
  }

  /** Zig-zag differences. */
  deltas(values: Uint16Array): void {
    let before = 0;
    for (const value of values) {
      const delta = value - before;
      this.u16(((delta << 1) ^ (delta >> 31)) & 0xffff);
      before = value;
    }
  }

  /** Each index as the distance below the highest that was seen; a new one is 0. */
  highWater(indices: Uint32Array): void {
    let highest = 0;
    for (const index of indices) {
      this.u16(highest - index);
      if (index === highest) highest++;
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#view.buffer.slice(0, this.#at));
  }
}
