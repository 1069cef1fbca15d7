/** The design along the axis as a line: straight grades, and at each point of intersection a parabola of length VCL. */

import { profileElevation } from '../alignment/vertical.ts';

export interface VerticalBend {
  readonly distanceM: number;
  readonly elevationM: number;
  readonly curveLengthM: number;
}

/** As [distance, elevation], the parabolas by 16 chords. */
export function verticalLine(points: readonly VerticalBend[]): [number, number][] {
  const line: [number, number][] = [];
  points.forEach((point, index) => {
    const [before, behind] = [points[index - 1], points[index + 1]];
    const { distanceM, elevationM, curveLengthM } = point;
    if (!before || !behind || curveLengthM === 0) {
      line.push([distanceM, elevationM]);
      return;
    }
    const begin = distanceM - curveLengthM / 2;
    for (let part = 0; part <= 16; part++) {
      const at = begin + (curveLengthM * part) / 16;
      line.push([at, profileElevation(points, at) ?? elevationM]);
    }
  });
  return line;
}
