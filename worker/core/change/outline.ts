/** From the cells of a change to a polygon in plan. */
import { GeometryError, LimitError } from '../errors.ts';
import { type AreaGeometry, MAX_POLYGON_VERTICES, parsePolygon } from '../geometry/polygon.ts';
import { locateInRing, type Ring } from '../geometry/ring.ts';
import type { GridSpec } from '../surface/grid.ts';
import type { CellBox, Change } from './changes.ts';
import { simplifyRing } from './simplify-ring.ts';
import { type LatticeRing, traceRings } from './trace-rings.ts';

/** Stairs of cells along a slanting border leave it by up to 0.71 of a cell. */
const TOLERANCE_CELLS = 0.75;
/** More corners than this are thinned further. */
const MAX_VERTICES = 4_000;
const MAX_RINGS = 1_000;

interface Part {
  readonly outer: Ring;
  readonly holes: Ring[];
  readonly areaM2: number;
}

/**
 * The cells' border, straightened by less than a cell. Holes and parts smaller than `minAreaM2` are left out, but the largest
 * part always stays. The largest 1,000 rings; the box where no outline of few enough corners is to be had.
 * @returns positions in metres; outer rings counter-clockwise; valid by the rules of `parsePolygon` up to its limits
 */
export function outlineOf(
  grid: GridSpec,
  labels: Int32Array,
  { label, cells }: Pick<Change, 'label' | 'cells'>,
  minAreaM2: number,
): AreaGeometry {
  const rings = traceRings(labels, grid.cols, label, cells, minAreaM2 / grid.cellSizeM ** 2);
  const parts = partsOf(grid, largestRings(rings), minAreaM2);
  const vertices = parts.reduce(
    (sum, { outer, holes }) => sum + holes.reduce((total, hole) => total + hole.east.length, outer.east.length),
    0,
  );
  let toleranceM = TOLERANCE_CELLS * grid.cellSizeM;
  for (let left = vertices; left > 8 * MAX_VERTICES; left /= 2) toleranceM *= 2;
  // simpler rings may cross each other: finer ones do not, and when there are too many corners coarser ones may do
  for (const factor of [1, 0.5, 0.25, 2, 4, 8]) {
    const simplified = ({ outer, holes }: Part) =>
      [outer, ...holes].map((ring) => simplifyRing(ring, factor * toleranceM));
    const simple = geometryOf(parts.map(simplified));
    if (isValid(simple)) return simple;
  }
  if (vertices > MAX_POLYGON_VERTICES) return geometryOf([[boxOf(grid, cells)]]);
  return geometryOf(parts.map(({ outer, holes }) => [outer, ...holes]));
}

/** An outline of thousands of specks is none. */
function largestRings(rings: LatticeRing[]): LatticeRing[] {
  if (rings.length <= MAX_RINGS) return rings;
  return rings.toSorted((a, b) => Math.abs(b.area) - Math.abs(a.area)).slice(0, MAX_RINGS);
}

function boxOf({ cellSizeM, firstCol, firstRow }: GridSpec, box: CellBox): Ring {
  const [west, east] = [(firstCol + box.beginCol) * cellSizeM, (firstCol + box.endCol) * cellSizeM];
  const [south, north] = [(firstRow + box.beginRow) * cellSizeM, (firstRow + box.endRow) * cellSizeM];
  return { east: Float64Array.of(west, east, east, west), north: Float64Array.of(south, south, north, north) };
}

function isValid(geometry: AreaGeometry): boolean {
  try {
    parsePolygon(geometry);
    return true;
  } catch (error) {
    if (error instanceof GeometryError || error instanceof LimitError) return false;
    throw error;
  }
}

function partsOf({ cellSizeM, firstCol, firstRow }: GridSpec, rings: LatticeRing[], minAreaM2: number): Part[] {
  const toRing = ({ cols, rows }: LatticeRing): Ring => ({
    east: Float64Array.from(cols, (col) => (firstCol + col) * cellSizeM),
    north: Float64Array.from(rows, (row) => (firstRow + row) * cellSizeM),
  });
  const outers = rings
    .filter(({ area }) => area > 0)
    .map((ring): Part => ({ outer: toRing(ring), holes: [], areaM2: ring.area * cellSizeM ** 2 }))
    .sort((a, b) => b.areaM2 - a.areaM2);
  const kept = outers.filter(({ areaM2 }, i) => i === 0 || areaM2 >= minAreaM2);
  for (const ring of rings) {
    if (ring.area >= 0 || -ring.area * cellSizeM ** 2 < minAreaM2) continue;
    const hole = toRing(ring);
    const [east, north] = besideHole(hole, cellSizeM);
    // of parts one within the other, the innermost
    kept.findLast(({ outer }) => locateInRing(outer, east, north) > 0)?.holes.push(hole);
  }
  return kept;
}

/** The middle of a cell of the change beside the hole's first side: clockwise, the change lies to the left. */
function besideHole({ east, north }: Ring, cellSizeM: number): [number, number] {
  const [dE, dN] = [Math.sign(east[1]! - east[0]!), Math.sign(north[1]! - north[0]!)];
  const half = cellSizeM / 2;
  return [east[0]! + (dE - dN) * half, north[0]! + (dN + dE) * half];
}

function geometryOf(parts: readonly (readonly Ring[])[]): AreaGeometry {
  const coordinates = parts.map((rings) => rings.map(closed));
  return coordinates.length === 1
    ? { type: 'Polygon', coordinates: coordinates[0]! }
    : { type: 'MultiPolygon', coordinates };
}

function closed({ east, north }: Ring): [number, number][] {
  const positions = Array.from(east, (e, i): [number, number] => [e, north[i]!]);
  return [...positions, positions[0]!];
}
