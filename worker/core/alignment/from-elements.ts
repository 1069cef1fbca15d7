/** An alignment out of elements one after another, as files give them: held together, named, and checked. */
import { GeometryError, LimitError } from '../errors.ts';
import type { ReaderCheck } from '../surface/reader-check.ts';
import { shortNumber } from '../surface/reader-check.ts';
import type { Alignment, AlignmentElement, AlignmentPoint, StationEquation, VerticalPoint } from './alignment.ts';
import { elementEnd } from './element.ts';
import { assertNoCrossing } from './self-crossing.ts';
import { checkProfile } from './vertical.ts';

export const MAX_ELEMENTS = 5_000;
/** Between the end of an element and the beginning of the next. */
export const MAX_GAP_M = 0.001;
/** Shorter is no element. */
const MIN_LENGTH_M = 1e-6;
/** A turn at a boundary that is worth a word: what coordinates in millimetres make of a metre. */
const BREAK_RAD = 0.001;
/** A bend between two straight lines may be any, an arc or clothoid is meant to touch. */
const MAX_CURVE_BREAK_RAD = 0.05;
/** More than this turns back on itself. */
const FOLD_RAD = Math.PI - 1e-3;

export type ElementWithoutDistance = Omit<AlignmentElement, 'distanceM'>;

export interface ChainParts {
  readonly name: string;
  readonly elements: readonly ElementWithoutDistance[];
  readonly startStationM?: number;
  readonly equations?: readonly { readonly backM: number; readonly aheadM: number }[];
  readonly profile?: readonly VerticalPoint[] | null;
  /** Default: names by what meets at each boundary. */
  readonly points?: readonly AlignmentPoint[];
}

/**
 * Puts elements together.
 * @returns the alignment, and where its direction breaks (`DIRECTION_BREAK`)
 * @throws {GeometryError} for no element, one without length or with numbers that are not finite, a gap of more than 1 mm, a curve that
 * does not touch its neighbour, an axis that turns back or meets itself, equations out of order, and a profile that cannot be
 * @throws {LimitError} above 5,000 elements
 */
export function alignmentFromElements(parts: ChainParts): { alignment: Alignment; checks: ReaderCheck[] } {
  const { name, startStationM = 0, profile = null } = parts;
  if (parts.elements.length === 0) throw new GeometryError(`alignment ${name}: expected an element, got none`);
  if (parts.elements.length > MAX_ELEMENTS) {
    const message = `alignment ${name}: expected at most ${MAX_ELEMENTS} elements, got ${parts.elements.length}`;
    throw new LimitError(message, { limit: MAX_ELEMENTS, actual: parts.elements.length });
  }
  if (!Number.isFinite(startStationM)) throw new GeometryError(`expected a finite start station, got ${startStationM}`);
  let distanceM = 0;
  const elements = parts.elements.map((element, i) => {
    checkElement(name, element, i);
    const placed = { ...element, distanceM };
    distanceM += element.lengthM;
    return placed;
  });
  const checks = checkJoints(name, elements);
  const equations = equationsOf(parts.equations ?? [], startStationM, distanceM);
  if (profile) checkProfile(profile);
  const points = parts.points ?? namesOf(elements);
  const alignment = { name, elements, lengthM: distanceM, startStationM, equations, profile, points };
  assertNoCrossing(alignment);
  return { alignment, checks };
}

function checkElement(name: string, element: ElementWithoutDistance, i: number): void {
  const { kind, startE, startN, azimuthRad, lengthM, startCurvature, endCurvature } = element;
  const where = `alignment ${name}, element ${i + 1} (${kind})`;
  if (!Number.isFinite(startE + startN + azimuthRad + lengthM + startCurvature + endCurvature)) {
    const seen = [startE, startN, azimuthRad, lengthM, startCurvature, endCurvature].join(', ');
    throw new GeometryError(`${where}: expected finite numbers, got ${seen}`, { element: i + 1 });
  }
  if (!(lengthM >= MIN_LENGTH_M)) {
    throw new GeometryError(`${where}: expected a length above 0, got ${lengthM} m`, { element: i + 1 });
  }
}

function checkJoints(name: string, elements: readonly AlignmentElement[]): ReaderCheck[] {
  const checks: ReaderCheck[] = [];
  for (let i = 1; i < elements.length; i++) {
    const [before, after] = [elements[i - 1]!, elements[i]!];
    const end = elementEnd(before);
    const where = `between element ${i} (${before.kind}) and element ${i + 1} (${after.kind})`;
    const gapM = Math.hypot(after.startE - end.east, after.startN - end.north);
    if (gapM > MAX_GAP_M + 1e-9) {
      const message = `alignment ${name}: a gap of ${shortNumber(gapM)} m ${where}; expected at most ${MAX_GAP_M} m`;
      throw new GeometryError(message, { element: i + 1, gapM });
    }
    const turn = Math.abs(turnBetween(end.azimuthRad, after.azimuthRad));
    if (turn > FOLD_RAD) {
      throw new GeometryError(`alignment ${name}: the axis turns back on itself ${where}`, { element: i + 1 });
    }
    if (turn <= BREAK_RAD) continue;
    const degrees = shortNumber((turn * 180) / Math.PI);
    const isBend = before.kind === 'line' && after.kind === 'line';
    if (!isBend && turn > MAX_CURVE_BREAK_RAD) {
      const message = `alignment ${name}: the direction breaks by ${degrees}° ${where}; expected a curve that touches`;
      throw new GeometryError(message, { element: i + 1, breakDeg: (turn * 180) / Math.PI });
    }
    checks.push({ code: 'DIRECTION_BREAK', message: `the direction breaks by ${degrees}° ${where}` });
  }
  return checks;
}

/** From one azimuth to another, −π to π, right positive. */
export function turnBetween(fromRad: number, toRad: number): number {
  const turn = (toRad - fromRad) % (2 * Math.PI);
  return turn > Math.PI ? turn - 2 * Math.PI : turn <= -Math.PI ? turn + 2 * Math.PI : turn;
}

/**
 * Places station equations along an axis.
 * @throws {GeometryError} when one lies outside it, or they do not ascend
 */
export function equationsOf(
  equations: readonly { readonly backM: number; readonly aheadM: number }[],
  startStationM: number,
  lengthM: number,
): StationEquation[] {
  let [distanceM, stationM] = [0, startStationM];
  return equations.map(({ backM, aheadM }, i) => {
    const at = distanceM + (backM - stationM);
    if (!(Number.isFinite(at + aheadM) && at > distanceM - (i === 0 ? 1e-6 : -1e-6) && at <= lengthM + 1e-6)) {
      const range = `${shortNumber(stationM)} to ${shortNumber(stationM + lengthM - distanceM)}`;
      throw new GeometryError(
        `station equation ${i + 1}: expected a station back from ${range}, got ${backM} back, ${aheadM} ahead`,
        { equation: i + 1 },
      );
    }
    distanceM = Math.min(lengthM, Math.max(0, at));
    stationM = aheadM;
    return { distanceM, backM, aheadM };
  });
}

/**
 * Names by what meets: KA between line and clothoid, KE between clothoid and arc, BC and EC between line and arc, SP in the middle of
 * an arc, PCC between two arcs, IP where two lines bend. Numbered along the axis.
 */
function namesOf(elements: readonly AlignmentElement[]): AlignmentPoint[] {
  const counts = new Map<string, number>();
  const points: AlignmentPoint[] = [{ name: 'BP', distanceM: 0 }];
  const add = (kind: string, distanceM: number): void => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    points.push({ name: `${kind}.${number}`, distanceM });
  };
  elements.forEach((element, i) => {
    const before = elements[i - 1];
    if (before) {
      const kind = nameOf(before, element);
      if (kind) add(kind, element.distanceM);
    }
    if (element.kind === 'arc') add('SP', element.distanceM + element.lengthM / 2);
  });
  const last = elements.at(-1)!;
  points.push({ name: 'EP', distanceM: last.distanceM + last.lengthM });
  return points;
}

function nameOf(before: AlignmentElement, after: AlignmentElement): string | null {
  const pair = `${before.kind} ${after.kind}`;
  switch (pair) {
    case 'line line':
      return Math.abs(turnBetween(before.azimuthRad, after.azimuthRad)) > 1e-9 ? 'IP' : null;
    case 'line arc':
      return 'BC';
    case 'arc line':
      return 'EC';
    case 'arc arc':
      return 'PCC';
    case 'clothoid arc':
    case 'arc clothoid':
      return 'KE';
    default:
      return 'KA';
  }
}
