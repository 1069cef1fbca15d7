/** Heights as a picture has them: row by row from the north-west. Metres; NaN is no data. */
export interface HeightField {
  readonly cols: number;
  readonly rows: number;
  /** Distance of cells, metres, east and north alike. */
  readonly stepM: number;
  readonly heights: Float32Array | Float64Array;
}

const CORNERS = [
  [0, 1, 3],
  [2, 1, 5],
  [6, 7, 3],
  [8, 7, 5],
] as const;

/** Slopes towards east and north, rise over run; NaN where the height is no data. */
export interface Gradient {
  readonly east: Float32Array;
  readonly north: Float32Array;
}

/**
 * Slopes over the eight neighbours by Horn (1981): p = ((c + 2f + i) − (a + 2d + g)) / 8s, q likewise. A neighbour without data
 * (or beyond the border) lies in the plane of the cell and of those that are known beside it; where nothing is known, level.
 */
export function hornGradient(field: HeightField): Gradient {
  const { cols, rows, stepM, heights } = field;
  const east = new Float32Array(heights.length).fill(Number.NaN);
  const north = new Float32Array(heights.length).fill(Number.NaN);
  const window = new Float64Array(9);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      if (!fillWindow(field, col, row, window)) continue;
      const [a, b, c, d, , f, g, h, i] = window as unknown as number[] as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const at = row * cols + col;
      east[at] = (c + 2 * f + i - (a + 2 * d + g)) / (8 * stepM);
      north[at] = (a + 2 * b + c - (g + 2 * h + i)) / (8 * stepM);
    }
  }
  return { east, north };
}

/**
 * The nine heights around a cell, from the north-west, gaps filled as {@link hornGradient} says.
 * @returns false where the cell itself is no data
 */
export function fillWindow(
  { cols, rows, heights }: HeightField,
  col: number,
  row: number,
  window: Float64Array,
): boolean {
  const centre = heights[row * cols + col]!;
  if (Number.isNaN(centre)) return false;
  let gaps = 0;
  for (let k = 0; k < 9; k++) {
    const [r, c] = [row + Math.floor(k / 3) - 1, col + (k % 3) - 1];
    const height = r < 0 || c < 0 || r >= rows || c >= cols ? Number.NaN : heights[r * cols + c]!;
    window[k] = height;
    if (Number.isNaN(height)) gaps++;
  }
  if (gaps === 0) return true;
  // the four beside the cell first, then the corners: each lies in the plane of the cell and the two beside it
  for (const k of [1, 3]) {
    const [one, other] = [window[k]!, window[8 - k]!];
    if (Number.isNaN(one)) window[k] = Number.isNaN(other) ? centre : 2 * centre - other;
    if (Number.isNaN(other)) window[8 - k] = 2 * centre - window[k]!;
  }
  for (const [corner, vertical, horizontal] of CORNERS) {
    if (Number.isNaN(window[corner]!)) window[corner] = window[vertical]! + window[horizontal]! - centre;
  }
  return true;
}

/** Steepest slope of each cell, radians. */
export function slopeRad({ east, north }: Gradient): Float32Array {
  return east.map((p, i) => Math.atan(Math.hypot(p, north[i]!)));
}
