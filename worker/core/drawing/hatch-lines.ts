/** The parallel lines that hatch an area. */

/**
 * Cuts the lines of a family against rings by the even-odd rule.
 * @param rings x, y, x, y …; each closed by its first vertex
 * @returns x0, y0, x1, y1 of each stroke; lines of all areas with the same angle and spacing continue each other
 */
export function hatchLines(rings: readonly (readonly number[])[], angleDeg: number, spacing: number): number[] {
  const angle = (angleDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // turned so that the lines run along u; line number j lies at v = j · spacing
  const crossings = new Map<number, number[]>();
  let count = 0;
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const next = i + 2 < ring.length ? i + 2 : 0;
      const [ax, ay, bx, by] = [ring[i]!, ring[i + 1]!, ring[next]!, ring[next + 1]!];
      const [au, av, bu, bv] = [ax * cos + ay * sin, ay * cos - ax * sin, bx * cos + by * sin, by * cos - bx * sin];
      const [low, high] = [Math.min(av, bv) / spacing, Math.max(av, bv) / spacing];
      // half-open, so that a vertex on a line counts once
      for (let j = Math.ceil(low); j < high && count < 200_000; j++) {
        const u = au + ((bu - au) * (j * spacing - av)) / (bv - av);
        const of = crossings.get(j);
        if (of) of.push(u);
        else crossings.set(j, [u]);
        count += 1;
      }
    }
  }
  const strokes: number[] = [];
  for (const [j, us] of crossings) {
    us.sort((a, b) => a - b);
    const v = j * spacing;
    for (let i = 0; i + 1 < us.length; i += 2) {
      if (us[i + 1]! - us[i]! < 1e-6) continue;
      strokes.push(
        us[i]! * cos - v * sin,
        us[i]! * sin + v * cos,
        us[i + 1]! * cos - v * sin,
        us[i + 1]! * sin + v * cos,
      );
    }
  }
  return strokes;
}
