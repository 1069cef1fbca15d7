/** The slope of a TIN's triangle and how its corners' heights move it. Metres. */
import type { Mesh } from '../surface/mesh.ts';

/** Of one triangle; reused from triangle to triangle. */
export class TriangleSlope {
  /** Vertex numbers. */
  readonly corners = new Uint32Array(3);
  /** ∂slope/∂height of each corner: east parts, north parts; 1/m. */
  readonly perEast = new Float64Array(3);
  readonly perNorth = new Float64Array(3);
  slopeEast = 0;
  slopeNorth = 0;

  of({ east, north, height, triangles }: Mesh, triangle: number): void {
    for (let k = 0; k < 3; k++) this.corners[k] = triangles[3 * triangle + k]!;
    const [a, b, c] = [this.corners[0]!, this.corners[1]!, this.corners[2]!];
    const det = (east[b]! - east[a]!) * (north[c]! - north[a]!) - (east[c]! - east[a]!) * (north[b]! - north[a]!);
    [this.slopeEast, this.slopeNorth] = [0, 0];
    for (let k = 0; k < 3; k++) {
      const [p, q] = [this.corners[(k + 1) % 3]!, this.corners[(k + 2) % 3]!];
      this.perEast[k] = (north[p]! - north[q]!) / det;
      this.perNorth[k] = (east[q]! - east[p]!) / det;
      // from the first corner's height on, so that large heights lose no digits
      const rise = height[this.corners[k]!]! - height[a]!;
      this.slopeEast += rise * this.perEast[k]!;
      this.slopeNorth += rise * this.perNorth[k]!;
    }
  }
}
