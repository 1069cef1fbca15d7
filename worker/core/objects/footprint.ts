/** What an object covers in plan: the convex hull of its points, a little wider. Metres. Pure. */

type Place = readonly [east: number, north: number];

/** Counter-clockwise, not closed (Andrew's monotone chain). */
export function convexHull(places: readonly Place[]): Place[] {
  const sorted = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (list: readonly Place[]) => {
    const chain: Place[] = [];
    for (const place of list) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, place) <= 0) chain.pop();
      chain.push(place);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

const turn = (a: Place, b: Place, c: Place): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const CORNERS = 8;

/** The hull of eight-cornered rings around the points: every point lies inside, by 0.92 of the margin at least. */
export function footprintOf(places: readonly Place[], marginM: number): Place[] {
  const hull = convexHull(places);
  const ring = Array.from({ length: CORNERS }, (_, k): Place => {
    const angle = (2 * Math.PI * (k + 0.5)) / CORNERS;
    return [marginM * Math.cos(angle), marginM * Math.sin(angle)];
  });
  return convexHull(hull.flatMap(([east, north]) => ring.map(([e, n]): Place => [east + e, north + n])));
}
