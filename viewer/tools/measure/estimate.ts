/** What the picture tells at once: the numbers of the vertices as they are drawn. An estimate, never a result. Pure. */
import type { MeasureKind } from '#core/contract/measure-kinds.ts';
import { dipOf, fitFlatPlane, inPlane, planeAxes } from '#core/dimension/flat-plane.ts';
import { angleAt, distanceBetween, lengthAlong, type Place } from '#core/dimension/lines.ts';
import type { SitePosition } from '../../state/site-frame.ts';

export type Estimate =
  | { readonly kind: 'point'; readonly heightM: number }
  | { readonly kind: 'distance' | 'height'; readonly distance: ReturnType<typeof distanceBetween> }
  | { readonly kind: 'polyline'; readonly planLengthM: number; readonly slopeLengthM: number }
  | { readonly kind: 'angle'; readonly planDeg: number; readonly spaceDeg: number }
  | {
      readonly kind: 'area';
      readonly planAreaM2: number;
      readonly planeAreaM2: number | null;
      readonly planeDipDeg: number | null;
    };

/** null while there are too few vertices, and for slopes: a plane needs the points. */
export function estimateOf(kind: MeasureKind, vertices: readonly SitePosition[]): Estimate | null {
  const places = vertices.map(({ east, north, height }): Place => ({ east, north, heightM: height }));
  const [a, b, c] = places;
  switch (kind) {
    case 'point':
      return a ? { kind, heightM: a.heightM ?? 0 } : null;
    case 'distance':
    case 'height':
      return a && b ? { kind, distance: distanceBetween(a, b) } : null;
    case 'polyline': {
      const { planLengthM, slopeLengthM } = lengthAlong(places);
      return b ? { kind, planLengthM, slopeLengthM: slopeLengthM ?? planLengthM } : null;
    }
    case 'angle': {
      const angle = a && b && c ? angleAt(a, b, c) : null;
      return angle && { kind, planDeg: angle.planDeg, spaceDeg: angle.spaceDeg ?? angle.planDeg };
    }
    case 'area':
      return c
        ? { kind, planAreaM2: ringArea(vertices.map(({ east, north }) => [east, north])), ...planeArea(vertices) }
        : null;
    case 'slope':
      return null;
  }
}

function ringArea(ring: readonly (readonly [number, number])[]): number {
  const [originX = 0, originY = 0] = ring[0] ?? [];
  let sum = 0;
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    sum += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
  }
  return Math.abs(sum) / 2;
}

function planeArea(vertices: readonly SitePosition[]) {
  const plane = fitFlatPlane(
    vertices.map(({ east }) => east),
    vertices.map(({ north }) => north),
    vertices.map(({ height }) => height),
  );
  if (!plane) return { planeAreaM2: null, planeDipDeg: null };
  const axes = planeAxes(plane);
  const ring = vertices.map(({ east, north, height }) => inPlane(plane, axes, east, north, height));
  return { planeAreaM2: ringArea(ring), planeDipDeg: dipOf(plane.normal).dipDeg };
}
