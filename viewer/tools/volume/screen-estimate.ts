/**
 * Cut and fill of the drawn area from the points that the picture has in memory: mean heights in cells. An estimate for the eye,
 * while nothing is computed; what is loaded depends on the camera. Pure.
 */
import type { LoadedPoints } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { SurfaceChoice } from './surface-choice.ts';

export interface ScreenEstimate {
  readonly cutM3: number;
  readonly fillM3: number;
  readonly netM3: number;
  /** Part of the area where both surfaces have loaded points, 0…1; the volumes are of that part alone. */
  readonly coveredShare: number;
  readonly cellSizeM: number;
  readonly points: number;
}

const MAX_CELLS = 3000;
const LEAST_CELL_M = 0.5;
/** Cells are so coarse that loaded points are in most of them. */
const POINTS_PER_CELL = 4;
/** Fewer points of a side are no estimate; nor is less than this part of the area. */
const LEAST_POINTS = 16;
const LEAST_SHARE = 0.5;

interface Side {
  /** Mean heights by cell; NaN without points. */
  readonly heights: Float64Array;
  readonly points: number;
}

/** What a side needs to be estimated: points of a collection with every sensor, or a level plane. */
export function canEstimate({ kind, collection, plane, elevationM, sensor, firstReturns }: SurfaceChoice): boolean {
  if (kind === 'plane') return plane === 'elevation' && elevationM !== null;
  return kind === 'collection' && collection !== null && sensor === null && !firstReturns;
}

/** @returns null when a surface cannot be estimated so, or too few points are loaded */
export function screenEstimate(
  nodes: readonly LoadedPoints[],
  area: readonly SitePosition[],
  { existing, compared, classes }: { existing: SurfaceChoice; compared: SurfaceChoice; classes: readonly number[] },
): ScreenEstimate | null {
  if (area.length < 3 || !canEstimate(existing) || !canEstimate(compared)) return null;
  const wanted = new Set(classes);
  const heightsIn = (choice: SurfaceChoice, grid: Grid): Side =>
    choice.kind === 'plane'
      ? {
          heights: new Float64Array(grid.cols * grid.rows).fill(choice.elevationM ?? 0),
          points: Number.POSITIVE_INFINITY,
        }
      : meanHeights(nodes, choice.collection ?? '', grid, wanted);
  const fine = gridOf(area, MAX_CELLS);
  if (!fine) return null;
  const fewest = Math.min(heightsIn(existing, fine).points, heightsIn(compared, fine).points);
  const grid = fewest < LEAST_POINTS ? null : gridOf(area, Math.min(MAX_CELLS, fewest / POINTS_PER_CELL));
  if (!grid) return null;
  const sideOf = (choice: SurfaceChoice) => heightsIn(choice, grid);
  const [before, after] = [sideOf(existing), sideOf(compared)];
  let [cutM3, fillM3, covered] = [0, 0, 0];
  // cells at the rim are partly outside: all together are the area
  const cellM2 = ringAreaM2(area) / grid.cells;
  for (let cell = 0; cell < grid.inside.length; cell++) {
    const difference = (after.heights[cell] as number) - (before.heights[cell] as number);
    if (grid.inside[cell] === 0 || Number.isNaN(difference)) continue;
    covered++;
    if (difference > 0) fillM3 += difference * cellM2;
    else cutM3 -= difference * cellM2;
  }
  if (covered < LEAST_SHARE * grid.cells) return null;
  return {
    cutM3,
    fillM3,
    netM3: fillM3 - cutM3,
    coveredShare: covered / grid.cells,
    cellSizeM: grid.sizeM,
    points: [before.points, after.points].filter(Number.isFinite).reduce((sum, count) => sum + count, 0),
  };
}

interface Grid {
  readonly west: number;
  readonly south: number;
  readonly sizeM: number;
  readonly cols: number;
  readonly rows: number;
  /** 1 where the middle of the cell is in the area. */
  readonly inside: Uint8Array;
  readonly cells: number;
}

function gridOf(area: readonly SitePosition[], most: number): Grid | null {
  const [easts, norths] = [area.map(({ east }) => east), area.map(({ north }) => north)];
  const [west, south] = [Math.min(...easts), Math.min(...norths)];
  const [widthM, depthM] = [Math.max(...easts) - west, Math.max(...norths) - south];
  if (!(widthM > 0 && depthM > 0)) return null;
  const sizeM = Math.max(LEAST_CELL_M, Math.sqrt((widthM * depthM) / most));
  const [cols, rows] = [Math.ceil(widthM / sizeM), Math.ceil(depthM / sizeM)];
  const inside = new Uint8Array(cols * rows);
  let cells = 0;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      if (!isInside(area, west + (col + 0.5) * sizeM, south + (row + 0.5) * sizeM)) continue;
      inside[row * cols + col] = 1;
      cells++;
    }
  }
  return cells === 0 ? null : { west, south, sizeM, cols, rows, inside, cells };
}

function ringAreaM2(ring: readonly SitePosition[]): number {
  const [first] = ring;
  let twice = 0;
  for (const [i, from] of ring.entries()) {
    const to = ring[(i + 1) % ring.length] ?? from;
    const [e, n] = [first?.east ?? 0, first?.north ?? 0];
    twice += (from.east - e) * (to.north - n) - (to.east - e) * (from.north - n);
  }
  return Math.abs(twice) / 2;
}

/** Even-odd rule. */
function isInside(ring: readonly SitePosition[], east: number, north: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i] as SitePosition, ring[j] as SitePosition];
    if (a.north > north === b.north > north) continue;
    if (east < a.east + ((north - a.north) * (b.east - a.east)) / (b.north - a.north)) inside = !inside;
  }
  return inside;
}

function meanHeights(
  nodes: readonly LoadedPoints[],
  collection: string,
  { west, south, sizeM, cols, rows, inside }: Grid,
  classes: ReadonlySet<number>,
): Side {
  const [sums, counts] = [new Float64Array(cols * rows), new Uint32Array(cols * rows)];
  let points = 0;
  for (const node of nodes) {
    if (node.collection !== collection) continue;
    const { position, count, classOf } = node;
    const [originE, originN, originH] = node.origin;
    for (let i = 0; i < count; i++) {
      const col = Math.floor(((position[3 * i] as number) + originE - west) / sizeM);
      if (col < 0 || col >= cols) continue;
      const row = Math.floor(((position[3 * i + 1] as number) + originN - south) / sizeM);
      if (row < 0 || row >= rows) continue;
      const cell = row * cols + col;
      if (inside[cell] === 0 || !classes.has(classOf(i))) continue;
      sums[cell] = (sums[cell] as number) + (position[3 * i + 2] as number) + originH;
      counts[cell] = (counts[cell] as number) + 1;
      points++;
    }
  }
  return { heights: sums.map((sum, cell) => sum / (counts[cell] as number)), points };
}
