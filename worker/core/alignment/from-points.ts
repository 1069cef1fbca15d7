/**
 * An alignment out of BP, points of intersection with their curves, and EP (IP法). A curve is clothoid – arc – clothoid, of parameters A1 and A2
 * that may differ or be absent: L = A²/R, τ = L/2R, shift ΔR = Y − R(1 − cos τ), and the lengths of the tangents
 * T1 = Xm1 + ((R + ΔR2) − (R + ΔR1) cos Δ) / sin Δ, T2 the same with 1 and 2 exchanged. Source: 道路構造令 practice; clothoid geometry.
 */
import { GeometryError } from '../errors.ts';
import { shortNumber } from '../surface/reader-check.ts';
import type { Alignment, AlignmentPoint, VerticalPoint } from './alignment.ts';
import { curveShift } from './element.ts';
import { alignmentFromElements, type ElementWithoutDistance, turnBetween } from './from-elements.ts';

export interface IntersectionPoint {
  readonly east: number;
  readonly north: number;
  /** None: a bend without a curve. BP and EP have none. */
  readonly radiusM?: number;
  /** A before the arc, and behind it. */
  readonly clothoidInM?: number;
  readonly clothoidOutM?: number;
}

export interface PointsAxis {
  readonly name: string;
  readonly points: readonly IntersectionPoint[];
  readonly startStationM?: number;
  readonly equations?: readonly { readonly backM: number; readonly aheadM: number }[];
  readonly profile?: readonly VerticalPoint[] | null;
}

/** Less of a straight between two curves is none: they touch. */
const TOUCH_M = 1e-6;
/** Bends below this are straight on. */
const STRAIGHT_RAD = 1e-12;

/** A clothoid from a straight to radius R. */
interface Transition {
  readonly lengthM: number;
  readonly turnRad: number;
  /** Of the arc's beginning, or of the centre's foot, along the tangent. */
  readonly footM: number;
  readonly shiftM: number;
}

interface Curve {
  readonly number: number;
  /** Signed, right positive. */
  readonly turnRad: number;
  readonly radiusM: number;
  readonly into: Transition;
  readonly out: Transition;
  readonly arcM: number;
  /** Lengths of the tangents. */
  readonly beforeM: number;
  readonly afterM: number;
}

/**
 * @throws {GeometryError} for positions that are not finite or repeat the one before, a curve that does not fit its bend or the straight
 * between two points (by how much), a bend that turns back, and whatever `alignmentFromElements` finds
 * @throws {LimitError} above 5,000 elements
 */
export function alignmentFromPoints(axis: PointsAxis): Alignment {
  const { name, points } = axis;
  const legs = legsOf(name, points);
  const curves = points.map((point, i) => {
    const isEnd = i === 0 || i === points.length - 1;
    if (isEnd) return refuseCurve(name, point, i);
    return curveAt(name, point, i, turnBetween(legs[i - 1]!.azimuthRad, legs[i]!.azimuthRad));
  });
  checkRoom(name, legs, curves);
  const elements: ElementWithoutDistance[] = [];
  const named: AlignmentPoint[] = [{ name: 'BP', distanceM: 0 }];
  let distanceM = 0;
  const add = (element: ElementWithoutDistance): void => {
    elements.push(element);
    distanceM += element.lengthM;
  };
  legs.forEach(({ azimuthRad, lengthM }, i) => {
    const from = points[i]!;
    const skipped = curves[i]?.afterM ?? 0;
    const straightM = lengthM - skipped - (curves[i + 1]?.beforeM ?? 0);
    if (straightM > TOUCH_M) {
      const [startE, startN] = along(from, azimuthRad, skipped);
      add({ kind: 'line', startE, startN, azimuthRad, lengthM: straightM, startCurvature: 0, endCurvature: 0 });
    }
    const curve = curves[i + 1];
    if (curve) {
      const before = distanceM;
      for (const element of curveElements(points[i + 1]!, azimuthRad, curve)) add(element);
      named.push(...curvePoints(curve, before));
    } else if (i + 1 < legs.length) named.push({ name: `IP.${i + 1}`, distanceM });
  });
  named.push({ name: 'EP', distanceM });
  const { startStationM = 0, equations = [], profile = null } = axis;
  return alignmentFromElements({ name, elements, startStationM, equations, profile, points: named }).alignment;
}

/** A line as it is: its vertices are bends without curves. Vertices that repeat the one before are dropped. */
export function alignmentFromLine(
  axis: Omit<PointsAxis, 'points'> & { readonly line: readonly (readonly [number, number])[] },
): Alignment {
  const { line, ...rest } = axis;
  const distinct = line.filter(([e, n], i) => i === 0 || e !== line[i - 1]![0] || n !== line[i - 1]![1]);
  return alignmentFromPoints({ ...rest, points: distinct.map(([east, north]) => ({ east, north })) });
}

function legsOf(name: string, points: readonly IntersectionPoint[]): { azimuthRad: number; lengthM: number }[] {
  if (points.length < 2) {
    throw new GeometryError(`alignment ${name}: expected two or more distinct points, got ${points.length}`);
  }
  points.forEach(({ east, north }, i) => {
    if (Number.isFinite(east + north)) return;
    throw new GeometryError(`alignment ${name}: expected finite positions, point ${i + 1} is [${east}, ${north}]`);
  });
  return points.slice(1).map((to, i) => {
    const from = points[i]!;
    const [dE, dN] = [to.east - from.east, to.north - from.north];
    const lengthM = Math.hypot(dE, dN);
    if (lengthM > TOUCH_M) return { azimuthRad: Math.atan2(dE, dN), lengthM };
    const message = `alignment ${name}: points ${i + 1} and ${i + 2} are ${lengthM} m apart; expected a line of some length`;
    throw new GeometryError(message, { point: i + 2 });
  });
}

function refuseCurve(name: string, point: IntersectionPoint, i: number): null {
  const { radiusM, clothoidInM, clothoidOutM } = point;
  if (radiusM === undefined && clothoidInM === undefined && clothoidOutM === undefined) return null;
  const which = i === 0 ? 'the first point (BP)' : 'the last point (EP)';
  throw new GeometryError(`alignment ${name}: expected no curve at ${which}`, { point: i + 1 });
}

function curveAt(name: string, point: IntersectionPoint, number: number, turnRad: number): Curve | null {
  const { radiusM: R, clothoidInM, clothoidOutM } = point;
  const where = `alignment ${name}, IP.${number}`;
  if (R === undefined) {
    if (clothoidInM === undefined && clothoidOutM === undefined) return null;
    throw new GeometryError(`${where}: expected a radius to go with the clothoid, got none`, { point: number + 1 });
  }
  if (!(R > 0 && Number.isFinite(R))) {
    throw new GeometryError(`${where}: expected a radius above 0, got ${R}`, { point: number + 1 });
  }
  const bend = Math.abs(turnRad);
  if (bend < STRAIGHT_RAD) return null;
  if (bend > Math.PI - 1e-6) throw new GeometryError(`${where}: the axis turns back on itself`, { point: number + 1 });
  const [into, out] = [clothoidInM, clothoidOutM].map((A) => transition(A ?? 0, R, where)) as [Transition, Transition];
  const arcRad = bend - into.turnRad - out.turnRad;
  if (arcRad < -1e-12) {
    const lacking = shortNumber((-arcRad * 180) / Math.PI);
    const message = `${where}: the clothoids turn ${lacking}° more than the bend of ${shortNumber((bend * 180) / Math.PI)}°`;
    throw new GeometryError(message, { point: number + 1, lackingDeg: (-arcRad * 180) / Math.PI });
  }
  const [sin, cos] = [Math.sin(bend), Math.cos(bend)];
  const tangent = (own: Transition, other: Transition) =>
    own.footM + R * Math.tan(bend / 2) + (other.shiftM - own.shiftM * cos) / sin;
  return {
    number,
    turnRad,
    radiusM: R,
    into,
    out,
    arcM: Math.max(0, arcRad) * R,
    beforeM: tangent(into, out),
    afterM: tangent(out, into),
  };
}

function transition(A: number, R: number, where: string): Transition {
  if (!(A >= 0 && Number.isFinite(A))) throw new GeometryError(`${where}: expected a clothoid above 0, got A = ${A}`);
  if (A === 0) return { lengthM: 0, turnRad: 0, footM: 0, shiftM: 0 };
  const lengthM = (A * A) / R;
  const turnRad = lengthM / (2 * R);
  if (!(turnRad < Math.PI)) {
    throw new GeometryError(`${where}: a clothoid A = ${A} to R = ${R} turns by more than 180°`);
  }
  const [x, y] = curveShift(0, 1 / (A * A), lengthM);
  return { lengthM, turnRad, footM: x - R * Math.sin(turnRad), shiftM: y - R * (1 - Math.cos(turnRad)) };
}

function checkRoom(name: string, legs: readonly { lengthM: number }[], curves: readonly (Curve | null)[]): void {
  legs.forEach(({ lengthM }, i) => {
    const [after, before] = [curves[i]?.afterM ?? 0, curves[i + 1]?.beforeM ?? 0];
    const lackingM = after + before - lengthM;
    if (lackingM <= TOUCH_M) return;
    const label = (k: number) => (k === 0 ? 'BP' : k === legs.length ? 'EP' : `IP.${k}`);
    const message =
      `alignment ${name}: the curves do not fit between ${label(i)} and ${label(i + 1)}: their tangents take ` +
      `${shortNumber(after + before)} m, there are ${shortNumber(lengthM)} m: ${shortNumber(lackingM)} m too few`;
    throw new GeometryError(message, { leg: i + 1, lackingM });
  });
}

function along({ east, north }: IntersectionPoint, azimuthRad: number, metres: number): [number, number] {
  return [east + metres * Math.sin(azimuthRad), north + metres * Math.cos(azimuthRad)];
}

/** Clothoid, arc and clothoid; what has no length is left out. */
function* curveElements(ip: IntersectionPoint, azimuthRad: number, curve: Curve): Generator<ElementWithoutDistance> {
  const { turnRad, radiusM, into, out, arcM, beforeM, afterM } = curve;
  const side = Math.sign(turnRad);
  const k = side / radiusM;
  const leaveRad = azimuthRad + turnRad;
  const [startE, startN] = along(ip, azimuthRad, -beforeM);
  const shifted = (e: number, n: number, az: number, ahead: number, right: number): [number, number] => [
    e + ahead * Math.sin(az) + right * Math.cos(az),
    n + ahead * Math.cos(az) - right * Math.sin(az),
  ];
  if (into.lengthM > 0) {
    const { lengthM } = into;
    yield { kind: 'clothoid', startE, startN, azimuthRad, lengthM, startCurvature: 0, endCurvature: k };
  }
  const [x1, y1] = into.lengthM > 0 ? curveShift(0, 1 / (radiusM * into.lengthM), into.lengthM) : [0, 0];
  const [arcE, arcN] = shifted(startE, startN, azimuthRad, x1, side * y1);
  if (arcM > TOUCH_M) {
    const at = azimuthRad + side * into.turnRad;
    const shape = { azimuthRad: at, lengthM: arcM, startCurvature: k, endCurvature: k };
    yield { kind: 'arc', startE: arcE, startN: arcN, ...shape };
  }
  if (out.lengthM === 0) return;
  // seen from its end on the straight, the clothoid runs backwards
  const [endE, endN] = along(ip, leaveRad, afterM);
  const [x2, y2] = curveShift(0, 1 / (radiusM * out.lengthM), out.lengthM);
  const [clothoidE, clothoidN] = shifted(endE, endN, leaveRad, -x2, side * y2);
  const at = leaveRad - side * out.turnRad;
  const shape = { azimuthRad: at, lengthM: out.lengthM, startCurvature: k, endCurvature: 0 };
  yield { kind: 'clothoid', startE: clothoidE, startN: clothoidN, ...shape };
}

/** KA.n-1, KE.n-1, SP.n, KE.n-2, KA.n-2 with clothoids; BC.n, SP.n, EC.n without. */
function curvePoints({ number, into, out, arcM }: Curve, distanceM: number): AlignmentPoint[] {
  const points: AlignmentPoint[] = [];
  const arcFrom = distanceM + into.lengthM;
  if (into.lengthM > 0) points.push({ name: `KA.${number}-1`, distanceM });
  points.push({ name: into.lengthM > 0 ? `KE.${number}-1` : `BC.${number}`, distanceM: arcFrom });
  if (arcM > TOUCH_M) {
    points.push({ name: `SP.${number}`, distanceM: arcFrom + arcM / 2 });
    points.push({ name: out.lengthM > 0 ? `KE.${number}-2` : `EC.${number}`, distanceM: arcFrom + arcM });
  }
  const arcTo = arcFrom + (arcM > TOUCH_M ? arcM : 0);
  if (out.lengthM > 0) points.push({ name: `KA.${number}-2`, distanceM: arcTo + out.lengthM });
  return points;
}
