/** Contours (等高線) of a grid of heights by marching squares. Metres; NaN is no data. */

/** Heights at nodes, row by row from the south. */
export interface HeightGrid {
  readonly originE: number;
  readonly originN: number;
  readonly stepM: number;
  readonly cols: number;
  readonly rows: number;
  readonly heights: Float64Array;
}

export interface Contour {
  readonly elevationM: number;
  /** Every fifth: 計曲線; the others are 主曲線. */
  readonly isIndex: boolean;
  /** Positions [east, north]; closed when the last repeats the first. Higher ground is on the left. */
  readonly line: [east: number, north: number][];
}

const INDEX_EVERY = 5;

/** @param intervalM levels are its whole multiples */
export function contourLines(grid: HeightGrid, intervalM: number): Contour[] {
  const [low, high] = rangeOf(grid.heights);
  const contours: Contour[] = [];
  for (let k = Math.ceil(low / intervalM); k * intervalM <= high; k++) {
    const elevationM = k * intervalM;
    for (const line of linesAt(grid, elevationM)) contours.push({ elevationM, isIndex: k % INDEX_EVERY === 0, line });
  }
  return contours;
}

/**
 * Mean of each node and its eight neighbours that are known, 1-2-1 in both directions: takes the noise of single points out
 * before contours are drawn. A node without a height stays without one.
 */
export function smoothGrid({ cols, rows, heights, ...grid }: HeightGrid): HeightGrid {
  const smooth = new Float64Array(heights.length).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      if (Number.isNaN(heights[row * cols + col]!)) continue;
      let [sum, weights] = [0, 0];
      for (let dr = -1; dr <= 1; dr++) {
        for (let dc = -1; dc <= 1; dc++) {
          const [r, c] = [row + dr, col + dc];
          const height = r >= 0 && c >= 0 && r < rows && c < cols ? heights[r * cols + c]! : Number.NaN;
          if (Number.isNaN(height)) continue;
          const weight = (2 - Math.abs(dr)) * (2 - Math.abs(dc));
          sum += weight * height;
          weights += weight;
        }
      }
      smooth[row * cols + col] = sum / weights;
    }
  }
  return { ...grid, cols, rows, heights: smooth };
}

function rangeOf(heights: Float64Array): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const height of heights) {
    if (height < low) low = height;
    if (height > high) high = height;
  }
  return [low, high];
}

/** The side of a square at which a piece begins or ends: 0 south, 1 east, 2 north, 3 west. */
type Side = 0 | 1 | 2 | 3;

/**
 * Pieces inside a square whose corners are at or above the level (bit 1 south-west, 2 south-east, 4 north-east, 8
 * north-west), from side to side with the higher ground on the left; the two saddles are told by their middle.
 */
const PIECES: readonly (readonly [Side, Side])[][] = [
  [],
  [[0, 3]],
  [[1, 0]],
  [[1, 3]],
  [[2, 1]],
  [],
  [[2, 0]],
  [[2, 3]],
  [[3, 2]],
  [[0, 2]],
  [],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];

function linesAt(grid: HeightGrid, level: number): [number, number][][] {
  const { cols, rows, heights } = grid;
  // a piece begins on one side of a square and ends on another; sides have numbers, so that pieces find each other
  const next = new Map<number, number>();
  const starts = new Set<number>();
  const ends = new Set<number>();
  for (let row = 0; row + 1 < rows; row++) {
    for (let col = 0; col + 1 < cols; col++) {
      const at = row * cols + col;
      const [sw, se, nw, ne] = [heights[at]!, heights[at + 1]!, heights[at + cols]!, heights[at + cols + 1]!];
      if (Number.isNaN(sw + se + nw + ne)) continue;
      const code = (sw >= level ? 1 : 0) + (se >= level ? 2 : 0) + (ne >= level ? 4 : 0) + (nw >= level ? 8 : 0);
      for (const [from, to] of piecesOf(code, (sw + se + nw + ne) / 4 >= level)) {
        const [begin, end] = [sideNumber(at, cols, from), sideNumber(at, cols, to)];
        next.set(begin, end);
        starts.add(begin);
        ends.add(end);
      }
    }
  }
  const lines: [number, number][][] = [];
  const follow = (from: number) => {
    const line = [crossingOf(grid, from, level)];
    for (let side = next.get(from); side !== undefined; ) {
      next.delete(from);
      line.push(crossingOf(grid, side, level));
      from = side;
      side = next.get(from);
    }
    lines.push(line);
  };
  for (const begin of starts) if (!ends.has(begin)) follow(begin);
  // what is left is closed
  for (const begin of starts) if (next.has(begin)) follow(begin);
  return lines;
}

function piecesOf(code: number, middleIsHigh: boolean): readonly (readonly [Side, Side])[] {
  // corners south-west and north-east are high
  if (code === 5)
    return middleIsHigh
      ? [
          [0, 1],
          [2, 3],
        ]
      : [
          [0, 3],
          [2, 1],
        ];
  if (code === 10)
    return middleIsHigh
      ? [
          [3, 0],
          [1, 2],
        ]
      : [
          [1, 0],
          [3, 2],
        ];
  return PIECES[code]!;
}

/** Twice the node from which the side runs: even to the east, odd to the north. */
function sideNumber(node: number, cols: number, side: Side): number {
  switch (side) {
    case 0:
      return 2 * node;
    case 1:
      return 2 * (node + 1) + 1;
    case 2:
      return 2 * (node + cols);
    case 3:
      return 2 * node + 1;
  }
}

function crossingOf(
  { originE, originN, stepM, cols, heights }: HeightGrid,
  side: number,
  level: number,
): [number, number] {
  const node = side >> 1;
  const isNorth = side % 2 === 1;
  const [a, b] = [heights[node]!, heights[isNorth ? node + cols : node + 1]!];
  const share = (level - a) / (b - a);
  const [col, row] = [node % cols, Math.floor(node / cols)];
  return [originE + (col + (isNorth ? 0 : share)) * stepM, originN + (row + (isNorth ? share : 0)) * stepM];
}
