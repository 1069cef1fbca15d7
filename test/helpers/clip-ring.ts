/** Slow, plain reference for areas of polygons in cells: Sutherland–Hodgman against the four sides of the cell. */
import { type Polygon, ringsOf } from '#core/geometry/polygon.ts';

type Position = readonly [number, number];

/** Area of polygon ∩ rectangle; rings of holes count negative by their winding. */
export function clippedArea(polygon: Polygon, minE: number, minN: number, maxE: number, maxN: number): number {
  return ringsOf(polygon).reduce((sum, { east, north }) => {
    let ring: Position[] = Array.from(east, (e, i): Position => [e - minE, north[i]! - minN]);
    ring = clipSide(ring, ([e]) => e);
    ring = clipSide(ring, ([e]) => maxE - minE - e);
    ring = clipSide(ring, ([, n]) => n);
    ring = clipSide(ring, ([, n]) => maxN - minN - n);
    return sum + shoelace(ring);
  }, 0);
}

function clipSide(ring: readonly Position[], inside: (position: Position) => number): Position[] {
  return ring.flatMap((a, i): Position[] => {
    const b = ring[(i + 1) % ring.length]!;
    const [sa, sb] = [inside(a), inside(b)];
    const kept: Position[] = sa >= 0 ? [a] : [];
    if (sa * sb < 0) kept.push([a[0] + (sa / (sa - sb)) * (b[0] - a[0]), a[1] + (sa / (sa - sb)) * (b[1] - a[1])]);
    return kept;
  });
}

function shoelace(ring: readonly Position[]): number {
  return ring.reduce((sum, a, i) => {
    const b = ring[(i + 1) % ring.length]!;
    return sum + (a[0] * b[1] - b[0] * a[1]) / 2;
  }, 0);
}
