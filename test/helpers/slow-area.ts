/**
 * The slow, readable twin of AreaIndex: the rule of the half-open plane, word for word, with exact arithmetic. Coordinates
 * are doubles; products of their differences are taken as fractions of BigInts, so that no sign is ever rounded.
 */
type Point = readonly [number, number];
export type SlowRing = readonly Point[];

/** A double as a whole number of 2^-1074. */
function exact(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & ((1n << 52n) - 1n);
  const magnitude = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return raw >> 63n ? -magnitude : magnitude;
}

/** > 0 when c lies to the left of a → b. */
function side(a: Point, b: Point, c: Point): bigint {
  const left = (b[0] - a[0]) * (c[1] - a[1]);
  const right = (b[1] - a[1]) * (c[0] - a[0]);
  // far from the line doubles do: they err by less than a part in 10^15 of each term
  if (Math.abs(left - right) > 1e-14 * (Math.abs(left) + Math.abs(right))) return left > right ? 1n : -1n;
  const [aE, aN, bE, bN, cE, cN] = [...a, ...b, ...c].map(exact) as [bigint, bigint, bigint, bigint, bigint, bigint];
  return (bE - aE) * (cN - aN) - (bN - aN) * (cE - aE);
}

/** How often the rings (their own directions) go round the place infinitely little to the east, and less to the north, of a point. */
export function slowWinding(rings: readonly SlowRing[], point: Point): number {
  let winding = 0;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i++) {
      const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
      const [low, up, direction] = a[1] < b[1] ? [a, b, 1] : [b, a, -1];
      if (low[1] <= point[1] && point[1] < up[1] && side(low, up, point) > 0n) winding += direction;
    }
  }
  return winding;
}

/** Even-odd over all rings: for polygons whose rings do not cross. */
export function slowHolds(rings: readonly SlowRing[], point: Point): boolean {
  return slowWinding(oriented(rings), point) !== 0;
}

/** The first ring counter-clockwise, the others clockwise. */
function oriented(rings: readonly SlowRing[]): SlowRing[] {
  return rings.map((ring, i) => {
    let twice = 0;
    for (let k = 0; k < ring.length; k++) {
      const [a, b] = [ring[k]!, ring[(k + 1) % ring.length]!];
      twice += (a[0] - ring[0]![0]) * (b[1] - ring[0]![1]) - (a[1] - ring[0]![1]) * (b[0] - ring[0]![0]);
    }
    return twice > 0 === (i === 0) ? ring : [...ring].reverse();
  });
}
