/** A face of four corners as two triangles. */

/**
 * Split along the first diagonal, as LandXML's and DXF's makers do, unless the quadrilateral is not convex in plan there.
 * @param position [east, north] of a vertex
 * @returns six vertex numbers
 */
export function trianglesOfQuad(
  [a, b, c, d]: readonly [number, number, number, number],
  position: (vertex: number) => readonly [number, number],
): readonly number[] {
  const [aE, aN] = position(a);
  const [bE, bN] = position(b);
  const [cE, cN] = position(c);
  const [dE, dN] = position(d);
  const side = (pE: number, pN: number) => (cE - aE) * (pN - aN) - (cN - aN) * (pE - aE);
  // on one side of the diagonal both triangles would lie upon each other
  return side(bE, bN) * side(dE, dN) <= 0 ? [a, b, c, a, c, d] : [a, b, d, b, c, d];
}
