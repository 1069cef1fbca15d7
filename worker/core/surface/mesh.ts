/** A surface of triangles as somebody drew it: a design. Linear in each triangle; not Delaunay, may have holes. Metres. */
export interface Mesh {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** Three vertex numbers a triangle, counter-clockwise in plan; no triangle without area in plan. */
  readonly triangles: Uint32Array;
}

/** Most triangles of one mesh; it has at most three times as many vertices. */
export const MAX_MESH_TRIANGLES = 20_000_000;
