/** Cutting lines to a range of distances, or to a window of a plan. */

/** The piece of a part ([offset, elevation], ascending) between two offsets, its ends interpolated; empty outside. */
export function clipPart(part: readonly (readonly number[])[], from: number, to: number): [number, number][] {
  const piece: [number, number][] = [];
  for (let i = 1; i < part.length; i++) {
    const [x0, z0] = part[i - 1] as [number, number];
    const [x1, z1] = part[i] as [number, number];
    if (x1 < from || x0 > to || x1 < x0) continue;
    const at = (x: number): [number, number] => [x, x1 > x0 ? z0 + ((z1 - z0) * (x - x0)) / (x1 - x0) : z0];
    const [begin, end] = [at(Math.max(x0, from)), at(Math.min(x1, to))];
    const last = piece.at(-1);
    if (!last || last[0] !== begin[0] || last[1] !== begin[1]) piece.push(begin);
    piece.push(end);
  }
  return piece;
}

export interface Window {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The pieces of a polyline (x, y, x, y …) inside a window (Liang–Barsky, segment by segment). */
export function clipToWindow(points: readonly number[], { minX, minY, maxX, maxY }: Window): number[][] {
  const pieces: number[][] = [];
  let piece: number[] = [];
  const close = () => {
    if (piece.length >= 4) pieces.push(piece);
    piece = [];
  };
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const [dx, dy] = [x1 - x0, y1 - y0];
    let [enter, leave] = [0, 1];
    const sides = [
      [-dx, x0 - minX],
      [dx, maxX - x0],
      [-dy, y0 - minY],
      [dy, maxY - y0],
    ] as const;
    for (const [p, q] of sides) {
      if (p === 0) {
        if (q < 0) leave = -1;
      } else if (p < 0) enter = Math.max(enter, q / p);
      else leave = Math.min(leave, q / p);
    }
    if (enter > leave) {
      close();
      continue;
    }
    if (enter > 0 || piece.length === 0) {
      close();
      piece.push(x0 + enter * dx, y0 + enter * dy);
    }
    piece.push(x0 + leave * dx, y0 + leave * dy);
    if (leave < 1) close();
  }
  close();
  return pieces;
}

export function isInside(x: number, y: number, { minX, minY, maxX, maxY }: Window): boolean {
  return x >= minX && x <= maxX && y >= minY && y <= maxY;
}
