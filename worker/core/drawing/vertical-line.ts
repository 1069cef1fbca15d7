/** The design along the axis as a line: straight grades, and at each point of intersection a parabola of length VCL. */

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
    const i1 = gradeBetween(before, point);
    const i2 = gradeBetween(point, behind);
    const begin = distanceM - curveLengthM / 2;
    for (let part = 0; part <= 16; part++) {
      const x = (curveLengthM * part) / 16;
      const z = elevationM - (i1 * curveLengthM) / 2 + i1 * x + ((i2 - i1) * x * x) / (2 * curveLengthM);
      line.push([begin + x, z]);
    }
  });
  return line;
}

function gradeBetween(a: VerticalBend, b: VerticalBend): number {
  const length = b.distanceM - a.distanceM;
  return length > 0 ? (b.elevationM - a.elevationM) / length : 0;
}
