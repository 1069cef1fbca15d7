/** True area of a TIN inside a polygon, what scatter adds to it, and its standard error. Metres; formulas: README.md. */
import { boundsTouch } from '../geometry/bounds.ts';
import { BoxTree } from '../geometry/box-tree.ts';
import { ConvexPolygon, clipLeftOf } from '../geometry/clip-convex.ts';
import type { Polygon } from '../geometry/polygon.ts';
import { trapezoidsOf } from '../geometry/trapezoids.ts';
import { CompensatedSum } from '../measure/compensated-sum.ts';
import { longestEdgeSquared, type Tin } from '../surface/tin.ts';
import { noiseStretch } from './tin-length.ts';
import { TriangleSlope } from './tin-triangle.ts';

export interface TinArea {
  readonly surfaceAreaM2: number;
  /** Plan area over the TIN. */
  readonly knownAreaM2: number;
  /** Of `surfaceAreaM2`: what scatter adds to a smooth ground, expected. */
  readonly noiseExcessM2: number;
  readonly standardErrorM2: number;
  /** Vertices of the triangles inside. */
  readonly vertexCount: number;
}

/**
 * @param maxEdgeM triangles with a longer edge in plan are no data
 * @param sigmaM scatter of one point's height; 0 where it is not known
 * @throws {LimitError} for an outline that falls into too many trapezoids
 */
export function tinAreaInside(tin: Tin, polygon: Polygon, maxEdgeM: number, sigmaM: number): TinArea {
  const clipper = new PolygonClipper(polygon);
  const slope = new TriangleSlope();
  const [surface, known, excess] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum()];
  const gradient = new Float64Array(tin.east.length);
  const touched = new Uint8Array(tin.east.length);
  const maxSquared = maxEdgeM * maxEdgeM;
  for (let triangle = 0; 3 * triangle < tin.triangles.length; triangle++) {
    if (longestEdgeSquared(tin, triangle) > maxSquared) continue;
    const planM2 = clipper.areaInside(tin, triangle);
    if (planM2 === 0) continue;
    slope.of(tin, triangle);
    const { slopeEast, slopeNorth, corners, perEast, perNorth } = slope;
    const stretch = Math.sqrt(1 + slopeEast * slopeEast + slopeNorth * slopeNorth);
    let variance = 0;
    for (let k = 0; k < 3; k++) {
      const along = (slopeEast * perEast[k]! + slopeNorth * perNorth[k]!) / stretch;
      variance += perEast[k]! * perEast[k]! + perNorth[k]! * perNorth[k]! - along * along;
      gradient[corners[k]!]! += planM2 * along;
      touched[corners[k]!] = 1;
    }
    surface.add(planM2 * stretch);
    known.add(planM2);
    excess.add(planM2 * noiseStretch(stretch, sigmaM * sigmaM * variance));
  }
  let squares = 0;
  for (const part of gradient) squares += part * part;
  return {
    surfaceAreaM2: surface.value,
    knownAreaM2: known.value,
    noiseExcessM2: excess.value,
    standardErrorM2: sigmaM * Math.sqrt(squares),
    vertexCount: touched.reduce((sum, one) => sum + one, 0),
  };
}

/** Plan area of triangles inside a polygon, by its trapezoids. */
class PolygonClipper {
  private readonly polygon: Polygon;
  private readonly originE: number;
  private readonly originN: number;
  private readonly trapezoids: Float64Array;
  private readonly tree: BoxTree;
  private readonly spare = [new ConvexPolygon(), new ConvexPolygon()] as const;

  constructor(polygon: Polygon) {
    this.polygon = polygon;
    // near zero, coordinates of pieces keep more digits
    this.originE = Math.floor(polygon.bounds.minE);
    this.originN = Math.floor(polygon.bounds.minN);
    this.trapezoids = trapezoidsOf(polygon, this.originE, this.originN);
    const boxes = new Float64Array(this.trapezoids.length / 2);
    for (let t = 0; 8 * t < this.trapezoids.length; t++) {
      const [swE, south, seE, , neE, north, nwE] = this.trapezoids.subarray(8 * t, 8 * t + 8);
      boxes.set([Math.min(swE!, nwE!), south!, Math.max(seE!, neE!), north!], 4 * t);
    }
    this.tree = new BoxTree(boxes);
  }

  areaInside({ east, north, triangles }: Tin, triangle: number): number {
    const [a, b, c] = [triangles[3 * triangle]!, triangles[3 * triangle + 1]!, triangles[3 * triangle + 2]!];
    const box = {
      minE: Math.min(east[a]!, east[b]!, east[c]!),
      minN: Math.min(north[a]!, north[b]!, north[c]!),
      maxE: Math.max(east[a]!, east[b]!, east[c]!),
      maxN: Math.max(north[a]!, north[b]!, north[c]!),
    };
    if (!boundsTouch(box, this.polygon.bounds)) return 0;
    const { originE, originN } = this;
    const local = {
      minE: box.minE - originE,
      minN: box.minN - originN,
      maxE: box.maxE - originE,
      maxN: box.maxN - originN,
    };
    let areaM2 = 0;
    this.tree.search(local, (t) => {
      let [from, to] = this.spare;
      from.count = 0;
      for (const v of [a, b, c]) from.add(east[v]! - originE, north[v]! - originN);
      for (let side = 0; side < 4 && from.count > 0; side++) {
        const [i, j] = [8 * t + 2 * side, 8 * t + 2 * ((side + 1) % 4)];
        const [aE, aN, bE, bN] = [
          this.trapezoids[i]!,
          this.trapezoids[i + 1]!,
          this.trapezoids[j]!,
          this.trapezoids[j + 1]!,
        ];
        if (aE === bE && aN === bN) continue;
        clipLeftOf(from, to, aE, aN, bE, bN);
        [from, to] = [to, from];
      }
      areaM2 += from.count > 0 ? Math.max(0, from.area()) : 0;
    });
    return areaM2;
  }
}
