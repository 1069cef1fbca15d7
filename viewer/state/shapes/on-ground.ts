/** Puts what has no height on the ground: lines get vertices between, so that they follow it. Pure. */
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';

/** Height above the origin of the set; null where nothing is known. */
export type GroundAt = (x: number, y: number) => number | null;

/** Above the ground, so that the points there do not hide it. */
const LIFT_M = 0.15;
/** Distance between vertices of a line on the ground. */
const STEP_M = 2;
const MAX_VERTICES = 400_000;

export function needsGround({ lines, points, faces }: ShapeSet): boolean {
  return [lines, points, faces?.position ?? []].some((list) =>
    list.some((value, at) => at % 3 === 2 && Number.isNaN(value)),
  );
}

/** Heights where there were none. @param otherwise height where the ground is not known */
export function raised(position: Float32Array, ground: GroundAt, otherwise: number): Float32Array {
  const out = position.slice();
  for (let at = 0; at < out.length; at += 3) {
    if (Number.isNaN(out[at + 2]!)) out[at + 2] = (ground(out[at]!, out[at + 1]!) ?? otherwise) + LIFT_M;
  }
  return out;
}

/** Lines as pairs of ends, one pair a segment. */
export function segmentsOf(
  { lines, starts }: Pick<ShapeSet, 'lines' | 'starts'>,
  ground: GroundAt,
  otherwise: number,
): Float32Array {
  const segments: number[] = [];
  const lengthM = flatLength(lines, starts);
  const step = Math.max(STEP_M, lengthM / MAX_VERTICES);
  const heightAt = (x: number, y: number, z: number) => (Number.isNaN(z) ? (ground(x, y) ?? otherwise) + LIFT_M : z);
  for (let line = 0; line + 1 < starts.length; line++) {
    for (let vertex = starts[line]!; vertex + 1 < starts[line + 1]!; vertex++) {
      const [ax, ay, az, bx, by, bz] = lines.subarray(3 * vertex, 3 * vertex + 6) as unknown as number[] & Six;
      const isFlat = Number.isNaN(az) || Number.isNaN(bz);
      const steps = isFlat ? Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / step)) : 1;
      let [x, y, z] = [ax, ay, heightAt(ax, ay, az)];
      for (let k = 1; k <= steps; k++) {
        const part = k / steps;
        const [nx, ny] = [ax + (bx - ax) * part, ay + (by - ay) * part];
        const nz = k === steps ? heightAt(bx, by, bz) : heightAt(nx, ny, Number.NaN);
        segments.push(x, y, z, nx, ny, nz);
        [x, y, z] = [nx, ny, nz];
      }
    }
  }
  return Float32Array.from(segments);
}

type Six = readonly [number, number, number, number, number, number];

function flatLength(lines: Float32Array, starts: Uint32Array): number {
  let sum = 0;
  for (let line = 0; line + 1 < starts.length; line++) {
    for (let at = 3 * starts[line]!; at + 3 < 3 * starts[line + 1]!; at += 3) {
      if (Number.isNaN(lines[at + 2]!)) sum += Math.hypot(lines[at + 3]! - lines[at]!, lines[at + 4]! - lines[at + 1]!);
    }
  }
  return sum;
}
