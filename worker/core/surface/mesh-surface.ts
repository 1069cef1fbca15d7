/** Heights of a mesh (a design) at the centres of a grid and at any positions. Metres; NaN is no data. */
import { GeometryError } from '#core/errors.ts';
import type { Bounds } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import { turn } from '../geometry/orientation.ts';
import type { GridSpec } from './grid.ts';
import type { Mesh } from './mesh.ts';
import type { SurfaceSamples } from './surface-samples.ts';
import { heightInTriangle, triangleHolds } from './tin.ts';
import { visitCentres } from './tin-surface.ts';

/** Two heights at one position are two surfaces when they are further apart than this. */
const SAME_HEIGHT_M = 0.001;

/**
 * Samples a mesh at every cell centre.
 * @throws {GeometryError} when triangles lie one above the other: such a design has no one height to compare with
 */
export function sampleMeshOnGrid(mesh: Mesh, grid: GridSpec): SurfaceSamples {
  const heights = new Float64Array(grid.cols * grid.rows).fill(Number.NaN);
  const triangleOfCell = new Int32Array(heights.length).fill(-1);
  for (let triangle = 0; 3 * triangle < mesh.triangles.length; triangle++) {
    visitCentres(mesh, triangle, grid, (cell, e, n) => {
      const height = heightInTriangle(mesh, triangle, e, n);
      const known = triangleOfCell[cell]!;
      if (known >= 0) {
        if (Math.abs(height - heights[cell]!) > SAME_HEIGHT_M) refuseOverlap(mesh, [known, triangle], e, n);
        return;
      }
      heights[cell] = height;
      triangleOfCell[cell] = triangle;
    });
  }
  return { grid, heights };
}

/** On a common edge both triangles may answer (a vertical wall): within both of them they must not. */
function refuseOverlap(mesh: Mesh, pair: readonly [number, number], e: number, n: number): void {
  if (!pair.every((triangle) => isWithin(mesh, triangle, e, n))) return;
  const seen = pair.map((triangle) => heightInTriangle(mesh, triangle, e, n).toFixed(3)).join(' m and ');
  throw new GeometryError(
    `the surface has two heights at ${e.toFixed(2)} E, ${n.toFixed(2)} N: ${seen} m; expected one (triangles must not lie one above the other)`,
    { east: e, north: n },
  );
}

function isWithin({ east, north, triangles }: Mesh, triangle: number, e: number, n: number): boolean {
  for (let k = 0; k < 3; k++) {
    const a = triangles[3 * triangle + k]!;
    const b = triangles[3 * triangle + ((k + 1) % 3)]!;
    if (!(turn(east[a]!, north[a]!, east[b]!, north[b]!, e, n) > 0)) return false;
  }
  return true;
}

/** Finds the triangles of a mesh. */
export class MeshLocator {
  readonly mesh: Mesh;
  private readonly tree: BoxTree;

  constructor(mesh: Mesh) {
    this.mesh = mesh;
    this.tree = new BoxTree(triangleBoxes(mesh));
  }

  /** Calls `visit` with every triangle whose box touches a box, in their order. */
  visit(box: Bounds, visit: (triangle: number) => void): void {
    this.tree.search(box, visit);
  }

  /** Height at a position; where two triangles meet, that of the first. */
  heightAt(east: number, north: number): number {
    let height = Number.NaN;
    this.tree.search({ minE: east, minN: north, maxE: east, maxN: north }, (triangle) => {
      if (Number.isNaN(height) && triangleHolds(this.mesh, triangle, east, north)) {
        height = heightInTriangle(this.mesh, triangle, east, north);
      }
    });
    return height;
  }
}

function triangleBoxes({ east, north, triangles }: Mesh): Float64Array {
  const boxes = new Float64Array((4 * triangles.length) / 3);
  for (let i = 0, at = 0; i < triangles.length; i += 3, at += 4) {
    const [a, b, c] = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!];
    boxes[at] = Math.min(east[a]!, east[b]!, east[c]!);
    boxes[at + 1] = Math.min(north[a]!, north[b]!, north[c]!);
    boxes[at + 2] = Math.max(east[a]!, east[b]!, east[c]!);
    boxes[at + 3] = Math.max(north[a]!, north[b]!, north[c]!);
  }
  return boxes;
}

/** The triangles of a mesh that touch a box, with the vertices they use. */
export function meshTouching({ east, north, height, triangles }: Mesh, box: Bounds): Mesh {
  const kept: number[] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!];
    if (Math.max(east[a]!, east[b]!, east[c]!) < box.minE || Math.min(east[a]!, east[b]!, east[c]!) > box.maxE)
      continue;
    if (Math.max(north[a]!, north[b]!, north[c]!) < box.minN || Math.min(north[a]!, north[b]!, north[c]!) > box.maxN)
      continue;
    kept.push(a, b, c);
  }
  const numberOf = new Map<number, number>();
  for (const vertex of kept) if (!numberOf.has(vertex)) numberOf.set(vertex, numberOf.size);
  const pick = (values: Float64Array) => Float64Array.from(numberOf.keys(), (vertex) => values[vertex]!);
  return {
    east: pick(east),
    north: pick(north),
    height: pick(height),
    triangles: Uint32Array.from(kept, (vertex) => numberOf.get(vertex)!),
  };
}
