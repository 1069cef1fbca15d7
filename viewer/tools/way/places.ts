/** Places along the axis of a result, site frame. Pure. */
import { axisPolyline } from '#core/alignment/place-on-axis.ts';
import type { ProfileResult } from '../../api/way.ts';

type Axis = ProfileResult['alignment'];

const CHORD_ERROR_M = 0.05;
const kept = new WeakMap<Axis, ReturnType<typeof axisPolyline>>();

/** East and north at a distance from the beginning of the axis; null beyond its ends. */
export function placeAt(axis: Axis, distanceM: number): { east: number; north: number } | null {
  const line = kept.get(axis) ?? axisPolyline(axis, CHORD_ERROR_M);
  kept.set(axis, line);
  const { east, north } = line;
  let leftM = distanceM;
  for (let i = 1; i < east.length; i++) {
    const [e0, n0, e1, n1] = [east[i - 1] ?? 0, north[i - 1] ?? 0, east[i] ?? 0, north[i] ?? 0];
    const lengthM = Math.hypot(e1 - e0, n1 - n0);
    // chords are a little shorter than the axis
    if (leftM >= 0 && (leftM <= lengthM || (i === east.length - 1 && leftM <= lengthM + 1))) {
      const part = lengthM > 0 ? Math.min(1, leftM / lengthM) : 0;
      return { east: e0 + part * (e1 - e0), north: n0 + part * (n1 - n0) };
    }
    leftM -= lengthM;
  }
  return null;
}
