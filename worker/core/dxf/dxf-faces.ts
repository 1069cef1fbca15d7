/** The faces of DXF entities: 3DFACE, POLYLINE as polyface mesh or polygon mesh, MESH. Coordinates in drawing units. */
import { FormatError } from '../errors.ts';
import { GrowingDoubles, GrowingIndices } from '../surface/growing.ts';
import { MAX_MESH_TRIANGLES } from '../surface/mesh.ts';
import { trianglesOfQuad } from '../surface/split-quad.ts';

/** Vertices one after another, and the triangles over them. */
export class DxfFaces {
  readonly east = new GrowingDoubles(4 * MAX_MESH_TRIANGLES, 'DXF vertices');
  readonly north = new GrowingDoubles(4 * MAX_MESH_TRIANGLES, 'DXF vertices');
  readonly height = new GrowingDoubles(4 * MAX_MESH_TRIANGLES, 'DXF vertices');
  readonly triangles = new GrowingIndices(3 * MAX_MESH_TRIANGLES, 'numbers of DXF faces');

  get count(): number {
    return this.triangles.length / 3;
  }

  /** @returns the number of the vertex */
  addVertex(east: number, north: number, height: number): number {
    this.east.push(east);
    this.north.push(north);
    this.height.push(height);
    return this.east.length - 1;
  }

  /** A face of three or more corners; more than four are split from the first corner, as their makers draw them. */
  addFace(corners: readonly number[]): void {
    const [a, b, c, d] = corners;
    if (corners.length === 4) {
      const split = trianglesOfQuad([a!, b!, c!, d!], (v) => [this.east.at(v), this.north.at(v)]);
      for (const corner of split) this.triangles.push(corner);
      return;
    }
    for (let i = 1; i + 1 < corners.length; i++) {
      this.triangles.push(a!);
      this.triangles.push(corners[i]!);
      this.triangles.push(corners[i + 1]!);
    }
  }

  /** 3DFACE: four corners, the fourth equal to the third for a triangle. */
  add3dFace(corners: readonly (readonly [number, number, number])[]): void {
    const first = this.east.length;
    const [, , third, fourth] = corners;
    const isTriangle = !fourth || (third![0] === fourth[0] && third![1] === fourth[1] && third![2] === fourth[2]);
    const used = isTriangle ? corners.slice(0, 3) : corners;
    for (const [e, n, z] of used) this.addVertex(e, n, z);
    this.addFace(used.map((_, i) => first + i));
  }

  /**
   * Polyface mesh: faces name vertices from 1; a minus sign hides an edge, 0 is no corner.
   * @throws {FormatError} for a vertex that is not there
   */
  addPolyface(first: number, faces: readonly (readonly number[])[], line: number): void {
    const count = this.east.length - first;
    for (const face of faces) {
      const corners = face
        .filter((number) => number !== 0)
        .map((number) => this.numbered(Math.abs(number) - 1, count, first, line));
      if (corners.length >= 3) this.addFace(corners);
    }
  }

  /** Polygon mesh: `rows` × `cols` vertices, closed in either direction or not. @throws {FormatError} */
  addPolygonMesh(
    first: number,
    [rows, cols]: readonly [number, number],
    closed: readonly [boolean, boolean],
    line: number,
  ): void {
    const count = this.east.length - first;
    if (!(Number.isInteger(rows) && Number.isInteger(cols) && rows >= 2 && cols >= 2 && rows * cols === count)) {
      throw new FormatError(
        `DXF polygon mesh before line ${line}: expected ${rows} × ${cols} vertices, seen ${count}`,
        {
          offset: line,
          expected: rows * cols,
          actual: count,
        },
      );
    }
    const vertex = (row: number, col: number) => first + (row % rows) * cols + (col % cols);
    for (let row = 0; row < rows - (closed[0] ? 0 : 1); row++) {
      for (let col = 0; col < cols - (closed[1] ? 0 : 1); col++) {
        this.addFace([vertex(row, col), vertex(row, col + 1), vertex(row + 1, col + 1), vertex(row + 1, col)]);
      }
    }
  }

  /** MESH: its face list, `n v1 … vn` one after another, from 0. @throws {FormatError} */
  addMeshFaces(first: number, list: readonly number[], line: number): void {
    const count = this.east.length - first;
    for (let at = 0; at < list.length; ) {
      const size = list[at]!;
      if (!(Number.isInteger(size) && size >= 3 && at + size < list.length)) {
        throw new FormatError(`DXF MESH before line ${line}: expected faces of 3 or more vertices, seen ${size}`, {
          offset: line,
          actual: size,
        });
      }
      this.addFace(list.slice(at + 1, at + 1 + size).map((number) => this.numbered(number, count, first, line)));
      at += size + 1;
    }
  }

  private numbered(number: number, count: number, first: number, line: number): number {
    if (Number.isInteger(number) && number >= 0 && number < count) return first + number;
    throw new FormatError(`DXF mesh before line ${line}: expected vertices 1 to ${count}, seen ${number + 1}`, {
      offset: line,
      expected: count,
      actual: number + 1,
    });
  }
}
