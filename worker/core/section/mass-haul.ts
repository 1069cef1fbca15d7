/**
 * The mass curve (土積図) read: which cut goes into which fill, how far, and what is left over. Abscissa: distance along the
 * axis; ordinate: Σ (cut · C − fill), compacted; linear between the stations. Rising is cut, falling is fill.
 */

export interface MassPoint {
  readonly distanceM: number;
  readonly massM3: number;
}

export interface Lobe {
  readonly kind: 'balanced' | 'surplus' | 'borrow';
  readonly fromM: number;
  readonly toM: number;
  /** Compacted, positive. */
  readonly volumeM3: number;
  /** Along the axis or against it; null for what leaves or comes to the site. */
  readonly direction: 'forward' | 'backward' | null;
  /** Width of the lobe at half its height; null for surplus and borrow. */
  readonly haulM: number | null;
}

/** Less than that is rounding. */
const NOTHING_M3 = 1e-6;

/**
 * Balance line 0 up to where the curve last crosses it; from there on what the end value needs is surplus (残土) or borrow
 * (不足土), and the rest is balanced about the line of the end value.
 * @param points ascending, the first with mass 0
 */
export function lobesOf(points: readonly MassPoint[]): Lobe[] {
  const end = points.at(-1);
  if (!end) return [];
  const lobes: Lobe[] = [];
  const split = lastZero(points);
  addBalanced(lobes, clip(points, points[0]!.distanceM, split), 0);
  if (Math.abs(end.massM3) <= NOTHING_M3) {
    addBalanced(lobes, clip(points, split, end.distanceM), 0);
    return lobes;
  }
  const rest = clip(points, split, end.distanceM);
  // monotone or not, the curve reaches its end value first here
  const reached = firstCrossing(rest, end.massM3);
  lobes.push({
    kind: end.massM3 > 0 ? 'surplus' : 'borrow',
    fromM: split,
    toM: reached,
    volumeM3: Math.abs(end.massM3),
    direction: null,
    haulM: null,
  });
  addBalanced(lobes, clip(rest, reached, end.distanceM), end.massM3);
  return lobes;
}

/** Where the curve leaves the zero line for good. */
function lastZero(points: readonly MassPoint[]): number {
  for (let i = points.length - 1; i > 0; i--) {
    const [a, b] = [points[i - 1]!, points[i]!];
    if (Math.abs(b.massM3) <= NOTHING_M3) return b.distanceM;
    if (a.massM3 * b.massM3 < 0) return crossing(a, b, 0);
  }
  return points[0]!.distanceM;
}

function firstCrossing(points: readonly MassPoint[], level: number): number {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    if ((a.massM3 - level) * (b.massM3 - level) <= 0 && a.massM3 !== b.massM3) return crossing(a, b, level);
  }
  return points.at(-1)!.distanceM;
}

const crossing = (a: MassPoint, b: MassPoint, level: number): number =>
  a.distanceM + ((level - a.massM3) / (b.massM3 - a.massM3)) * (b.distanceM - a.distanceM);

/** The curve between two distances, with its heights there. */
function clip(points: readonly MassPoint[], fromM: number, toM: number): MassPoint[] {
  if (!(toM > fromM)) return [];
  const inner = points.filter(({ distanceM }) => distanceM > fromM && distanceM < toM);
  return [
    { distanceM: fromM, massM3: massAt(points, fromM) },
    ...inner,
    { distanceM: toM, massM3: massAt(points, toM) },
  ];
}

function massAt(points: readonly MassPoint[], at: number): number {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    if (at > b.distanceM) continue;
    return a.massM3 + ((at - a.distanceM) / (b.distanceM - a.distanceM)) * (b.massM3 - a.massM3);
  }
  return points.at(-1)!.massM3;
}

/** The lobes between neighbouring crossings of a balance line. */
function addBalanced(lobes: Lobe[], points: readonly MassPoint[], level: number): void {
  let lobe: MassPoint[] = [];
  const close = (distanceM: number) => {
    lobe.push({ distanceM, massM3: level });
    const height = lobe.reduce(
      (most, { massM3 }) => (Math.abs(massM3 - level) > Math.abs(most) ? massM3 - level : most),
      0,
    );
    if (Math.abs(height) > NOTHING_M3) {
      lobes.push({
        kind: 'balanced',
        fromM: lobe[0]!.distanceM,
        toM: distanceM,
        volumeM3: Math.abs(height),
        direction: height > 0 ? 'forward' : 'backward',
        haulM: widthAt(lobe, level + height / 2),
      });
    }
    lobe = [{ distanceM, massM3: level }];
  };
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && (before.massM3 - level) * (point.massM3 - level) < -(NOTHING_M3 ** 2))
      close(crossing(before, point, level));
    if (Math.abs(point.massM3 - level) <= NOTHING_M3) {
      if (lobe.length > 0) close(point.distanceM);
      else lobe = [{ distanceM: point.distanceM, massM3: level }];
    } else lobe.push(point);
  });
}

/** How far a lobe extends at a level, all its peaks together. */
function widthAt(lobe: readonly MassPoint[], level: number): number {
  const crossings: number[] = [];
  for (let i = 1; i < lobe.length; i++) {
    const [a, b] = [lobe[i - 1]!, lobe[i]!];
    // half-open, so that a vertex on the level counts once
    if (a.massM3 < level !== b.massM3 < level) crossings.push(crossing(a, b, level));
  }
  let width = 0;
  for (let k = 0; k + 1 < crossings.length; k += 2) width += crossings[k + 1]! - crossings[k]!;
  return width;
}
