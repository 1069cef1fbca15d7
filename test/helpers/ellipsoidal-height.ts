export type Vector = readonly [number, number, number];

/** Ellipsoidal height (m, WGS84) of an earth-centred position, to a micrometre near the ground; Bowring's iteration. */
export function ellipsoidalHeightM([x, y, z]: Vector): number {
  const semiMajorM = 6378137;
  const e2 = 0.00669437999014132;
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - e2));
  for (let round = 0; round < 6; round++) {
    const curvatureM = semiMajorM / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
    lat = Math.atan2(z + e2 * curvatureM * Math.sin(lat), p);
  }
  const flattened = semiMajorM * Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  return p * Math.cos(lat) + z * Math.sin(lat) - flattened;
}
