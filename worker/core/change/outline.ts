/** From the cells of a change to a polygon in plan. */
import { GeometryError, LimitError } from '../errors.ts';
import { type AreaGeometry, parsePolygon } from '../geometry/polygon.ts';
import { locateInRing, type Ring } from '../geometry/ring.ts';
import type { GridSpec } from '../surface/grid.ts';
import type { Change } from './changes.ts';
import { simplifyRing } from './simplify-ring.ts';
import { type LatticeRing, traceRings } from './trace-rings.ts';

/** Stairs of cells along a slanting border leave it by up to 0.71 of a cell. */
const TOLERANCE_CELLS = 0.75;
/** More corners than this are thinned further. */
const MAX_VERTICES = 4_000;

interface Part {
  readonly outer: Ring;
  readonly holes: Ring[];
  readonly areaM2: number;
}

/**
 * The cells' border, straightened by less than a cell. Holes and parts smaller than `minAreaM2` are left out, but the largest
 * part always stays.
 * @returns positions in metres; outer rings counter-clockwise; valid by the rules of `parsePolygon` up to its limits
 */
export function outlineOf(
  grid: GridSpec,
  labels: Int32Array,
  { label, cells }: Pick<Change, 'label' | 'cells'>,
  minAreaM2: number,
): AreaGeometry {
  const parts = partsOf(grid, traceRings(labels, grid.cols, label, cells), minAreaM2);
  const vertices = parts.reduce(
    (sum, { outer, holes }) => sum + holes.reduce((total, hole) => total + hole.east.length, outer.east.length),
    0,
  );
  let toleranceM = TOLERANCE_CELLS * grid.cellSizeM;
  for (let left = vertices; left > 8 * MAX_VERTICES; left /= 2) toleranceM *= 2;
  for (let attempt = 0; attempt < 4; attempt++, toleranceM /= 2) {
    const simple = geometryOf(
      parts.map(({ outer, holes }) => [outer, ...holes].map((ring) => simplifyRing(ring, toleranceM))),
    );
    if (isValid(simple)) return simple;
  }
  return geometryOf(parts.map(({ outer, holes }) => [outer, ...holes]));
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
