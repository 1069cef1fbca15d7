/**
 * Geoid heights from a regular grid of nodes: ellipsoidal height = elevation + geoid height. Bilinear between nodes,
 * which is how GSI's own reference values are defined (they agree to 0.1 mm).
 *
 * No data: a grid over land has none on the far sea. A point whose cell lacks a node takes the nearest node that has a
 * value, up to `NEAREST_NODES` away; beyond that, and outside the grid, the geoid's `beyond` answers (EGM96), else 0.
 */

export interface GeoidGrid {
  /** Longitude and latitude of the south-west node, degrees. */
  readonly west: number;
  readonly south: number;
  /** Steps between nodes, degrees, positive. */
  readonly stepLon: number;
  readonly stepLat: number;
  readonly cols: number;
  readonly rows: number;
  /** Geoid heights, metres, `rows * cols`, row by row from south, each from west; NaN is no data. */
  readonly values: Float32Array | Float64Array;
}

export interface GeoidDescription {
  /** `GSIGEO2011`, `JPGEO2024`, `EGM96`. */
  readonly name: string;
  /** True when it stands in for a model that is missing. */
  readonly fallback: boolean;
  /** 1σ of the model, metres. */
  readonly accuracyM: number;
}

export interface Geoid extends GeoidDescription {
  /** Geoid height above the ellipsoid, metres; always finite for finite input. Degrees. */
  heightAt(lon: number, lat: number): number;
}

/** How many nodes away a missing value may be borrowed from: about 25 km on GSI's grid. */
export const NEAREST_NODES = 12;
/** A point this little outside the grid (in steps) is a rounding error of its edge. */
const EDGE_STEPS = 1e-6;

/**
 * A geoid over a grid.
 * @param beyond answers where the grid has no value near
 */
export function createGridGeoid(grid: GeoidGrid, description: GeoidDescription, beyond?: Geoid): Geoid {
  const wholeTurn = Math.abs(grid.cols * grid.stepLon - 360) < grid.stepLon * 1.5;
  return {
    ...description,
    heightAt(lon, lat) {
      // −221.6° and 138.4° are the same place; what lies beside the edge by rounding stays there
      const beside = Math.abs(lon - grid.west) < EDGE_STEPS * grid.stepLon;
      const turned = beside && !wholeTurn ? lon : grid.west + modulo(lon - grid.west, 360);
      const height = interpolate(grid, turned, lat, wholeTurn);
      return Number.isFinite(height) ? height : (beyond?.heightAt(lon, lat) ?? 0);
    },
  };
}

const modulo = (value: number, period: number): number => ((value % period) + period) % period;

/**
 * Bilinear value of a grid at a point, NaN where it has none (see the no-data rule above).
 * @param wholeTurn the grid goes round the earth: its last column is next to its first
 */
export function interpolate(grid: GeoidGrid, lon: number, lat: number, wholeTurn = false): number {
  const { cols, rows, values } = grid;
  const x = snap((lon - grid.west) / grid.stepLon, cols - 1, wholeTurn);
  const y = snap((lat - grid.south) / grid.stepLat, rows - 1, false);
  if (!(x >= 0 && y >= 0 && y <= rows - 1 && (x <= cols - 1 || wholeTurn))) return Number.NaN;
  const col = wholeTurn ? Math.floor(x) : Math.min(Math.floor(x), Math.max(cols - 2, 0));
  const row = Math.min(Math.floor(y), Math.max(rows - 2, 0));
  const east = wholeTurn ? (col + 1) % cols : Math.min(col + 1, cols - 1);
  const south = row * cols;
  const north = Math.min(row + 1, rows - 1) * cols;
  const [u, v] = [x - col, y - row];
  const height =
    (1 - v) * ((1 - u) * values[south + col]! + u * values[south + east]!) +
    v * ((1 - u) * values[north + col]! + u * values[north + east]!);
  return Number.isNaN(height) ? nearestNode(grid, x, y) : height;
}

function snap(position: number, last: number, wholeTurn: boolean): number {
  if (position < 0 && position > -EDGE_STEPS) return 0;
  return !wholeTurn && position > last && position < last + EDGE_STEPS ? last : position;
}

/** The nearest node with a value, by distance in steps; ties go to the southern, then the western node. */
function nearestNode({ cols, rows, values }: GeoidGrid, x: number, y: number): number {
  let best = Number.NaN;
  let bestDistance = NEAREST_NODES * NEAREST_NODES;
  const [firstCol, lastCol] = [
    Math.max(0, Math.ceil(x - NEAREST_NODES)),
    Math.min(cols - 1, Math.floor(x + NEAREST_NODES)),
  ];
  const [firstRow, lastRow] = [
    Math.max(0, Math.ceil(y - NEAREST_NODES)),
    Math.min(rows - 1, Math.floor(y + NEAREST_NODES)),
  ];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let col = firstCol; col <= lastCol; col++) {
      const value = values[row * cols + col]!;
      const distance = (col - x) ** 2 + (row - y) ** 2;
      if (distance < bestDistance && !Number.isNaN(value)) [best, bestDistance] = [value, distance];
    }
  }
  return best;
}
