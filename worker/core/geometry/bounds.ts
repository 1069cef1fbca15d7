/** Axis-parallel rectangles in plan, closed on all sides. Units are those of the coordinates. */
export interface Bounds {
  readonly minE: number;
  readonly minN: number;
  readonly maxE: number;
  readonly maxN: number;
}

/** Bounds of nothing: grows to whatever it is united with. */
export const EMPTY_BOUNDS: Bounds = { minE: Infinity, minN: Infinity, maxE: -Infinity, maxN: -Infinity };

/** Bounds of `count` positions; `EMPTY_BOUNDS` for none. Positions that are not finite are an error of the caller. */
export function boundsOf(east: ArrayLike<number>, north: ArrayLike<number>, count = east.length): Bounds {
  let minE = Infinity;
  let minN = Infinity;
  let maxE = -Infinity;
  let maxN = -Infinity;
  for (let i = 0; i < count; i++) {
    const e = east[i]!;
    const n = north[i]!;
    if (e < minE) minE = e;
    if (e > maxE) maxE = e;
    if (n < minN) minN = n;
    if (n > maxN) maxN = n;
  }
  return { minE, minN, maxE, maxN };
}

export function uniteBounds(a: Bounds, b: Bounds): Bounds {
  return {
    minE: Math.min(a.minE, b.minE),
    minN: Math.min(a.minN, b.minN),
    maxE: Math.max(a.maxE, b.maxE),
    maxN: Math.max(a.maxN, b.maxN),
  };
}

/** @param margin same units as the coordinates; negative shrinks */
export function growBounds(b: Bounds, margin: number): Bounds {
  return { minE: b.minE - margin, minN: b.minN - margin, maxE: b.maxE + margin, maxN: b.maxN + margin };
}

export function isEmptyBounds(b: Bounds): boolean {
  return !(b.minE <= b.maxE && b.minN <= b.maxN);
}

/** Whether two closed rectangles share a point. */
export function boundsTouch(a: Bounds, b: Bounds): boolean {
  return a.minE <= b.maxE && b.minE <= a.maxE && a.minN <= b.maxN && b.minN <= a.maxN;
}

/** Whether `inner` lies in `outer`, borders included. Empty bounds lie in everything. */
export function boundsContain(outer: Bounds, inner: Bounds): boolean {
  if (isEmptyBounds(inner)) return true;
  return outer.minE <= inner.minE && outer.minN <= inner.minN && outer.maxE >= inner.maxE && outer.maxN >= inner.maxN;
}

export type Corner = [east: number, north: number];

/** The four corners, counter-clockwise from the south-west. */
export function cornersOf({ minE, minN, maxE, maxN }: Bounds): [Corner, Corner, Corner, Corner] {
  return [
    [minE, minN],
    [maxE, minN],
    [maxE, maxN],
    [minE, maxN],
  ];
}

/** The rectangle as a closed ring, counter-clockwise from the south-west. */
export function ringOf(b: Bounds): Corner[] {
  const corners = cornersOf(b);
  return [...corners, [...corners[0]]];
}
