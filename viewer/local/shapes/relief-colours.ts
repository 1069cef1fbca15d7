/** Colours of a ground of triangles: by height, shaded by a light from the north-west. Pure. */

/** Low to high, sRGB: quiet, so that points and lines stand out. */
const RAMP = [
  [92, 124, 108],
  [150, 168, 120],
  [206, 198, 150],
  [196, 164, 128],
  [238, 234, 228],
] as const;
/** Unit vector to the light: azimuth 315°, altitude 45°. */
const LIGHT = [-0.5, 0.5, Math.SQRT1_2] as const;

/** @param position east, north, up @returns red, green, blue a vertex */
export function reliefColours(position: Float32Array, triangles: Uint32Array): Uint8Array {
  const normals = new Float32Array(position.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [3 * triangles[at]!, 3 * triangles[at + 1]!, 3 * triangles[at + 2]!];
    const ux = position[b]! - position[a]!;
    const uy = position[b + 1]! - position[a + 1]!;
    const uz = position[b + 2]! - position[a + 2]!;
    const vx = position[c]! - position[a]!;
    const vy = position[c + 1]! - position[a + 1]!;
    const vz = position[c + 2]! - position[a + 2]!;
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const vertex of [a, b, c]) {
      normals[vertex]! += nx;
      normals[vertex + 1]! += ny;
      normals[vertex + 2]! += nz;
    }
  }
  let [low, high] = [Infinity, -Infinity];
  for (let at = 2; at < position.length; at += 3) {
    low = Math.min(low, position[at]!);
    high = Math.max(high, position[at]!);
  }
  const colours = new Uint8Array(position.length);
  for (let at = 0; at < position.length; at += 3) {
    const [nx, ny, nz] = [normals[at]!, normals[at + 1]!, normals[at + 2]!];
    const length = Math.hypot(nx, ny, nz) || 1;
    const light = Math.max(0, (nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2]) / length);
    const shade = 0.45 + 0.75 * light;
    const part = (high > low ? (position[at + 2]! - low) / (high - low) : 0.5) * (RAMP.length - 1);
    const step = Math.min(RAMP.length - 2, Math.floor(part));
    for (let band = 0; band < 3; band++) {
      const colour = RAMP[step]![band]! + (RAMP[step + 1]![band]! - RAMP[step]![band]!) * (part - step);
      colours[at + band] = Math.min(255, Math.round(colour * shade));
    }
  }
  return colours;
}
