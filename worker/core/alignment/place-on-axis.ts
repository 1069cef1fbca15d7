/** From distance to place, from a position to distance and offset, and the axis as a line of chords. */
import { GeometryError, LimitError } from '../errors.ts';
import { type Polyline, polylineOf } from '../measure/polyline.ts';
import type { Alignment, AlignmentElement, AxisPlace } from './alignment.ts';
import { elementPlace, elementTurning } from './element.ts';

/** Turning of a piece within which a position has one nearest place. */
const PIECE_RAD = 0.25;
/** A foot that lies so little beyond an end counts as on it. */
const BEYOND_M = 1e-6;
const MAX_VERTICES = 1_000_000;

/**
 * Place at a distance along the axis. Beyond its ends the axis goes on straight, with curvature 0.
 * @throws {GeometryError} when the axis has no element, or the distance is not finite
 */
export function axisPlace(alignment: Alignment, distanceM: number): AxisPlace {
  const { elements } = alignment;
  const first = elements[0];
  const last = elements.at(-1);
  if (!first || !last) throw new GeometryError(`alignment ${alignment.name}: expected an element, got none`);
  if (!Number.isFinite(distanceM)) throw new GeometryError(`expected a finite distance, got ${distanceM}`);
  if (distanceM < 0) return goOn(elementPlace(first, 0), distanceM);
  const endM = last.distanceM + last.lengthM;
  if (distanceM > endM) return goOn(elementPlace(last, last.lengthM), distanceM - endM);
  const element = elementAt(elements, distanceM);
  return elementPlace(element, Math.min(element.lengthM, distanceM - element.distanceM));
}

/** The element that holds a distance; at a boundary the one that begins there. */
export function elementAt(elements: readonly AlignmentElement[], distanceM: number): AlignmentElement {
  let [low, high] = [0, elements.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (elements[middle]!.distanceM <= distanceM) low = middle;
    else high = middle - 1;
  }
  return elements[low]!;
}

function goOn(place: AxisPlace, metres: number): AxisPlace {
  const { east, north, azimuthRad } = place;
  return {
    east: east + metres * Math.sin(azimuthRad),
    north: north + metres * Math.cos(azimuthRad),
    azimuthRad,
    curvature: 0,
  };
}

/**
 * Nearest place on the axis of a position: distance along it, and offset across it, right positive. Null where the nearest place is an
 * end and the foot would lie beyond it. Outside a bend the nearest place is the bend itself: the offset then is the way to it.
 * @throws {GeometryError} when the axis has no element, or the position is not finite
 */
export function stationOffset(
  alignment: Alignment,
  east: number,
  north: number,
): { distanceM: number; offsetM: number } | null {
  if (!Number.isFinite(east + north)) throw new GeometryError(`expected a finite position, got [${east}, ${north}]`);
  const pieces = piecesOf(alignment);
  const { middleE, middleN, halfM } = pieces;
  let best: Foot | null = null;
  for (let i = 0; i < halfM.length; i++) {
    const away = Math.hypot(east - middleE[i]!, north - middleN[i]!) - halfM[i]!;
    if (best && away >= best.awayM) continue;
    const foot = footOnPiece(pieces, i, east, north);
    if (!best || foot.awayM < best.awayM) best = foot;
  }
  if (!best || best.beyondM > BEYOND_M) return null;
  return { distanceM: best.distanceM, offsetM: best.offsetM };
}

interface Foot {
  readonly distanceM: number;
  readonly offsetM: number;
  readonly awayM: number;
  /** How far the foot lies beyond an end of the axis; 0 elsewhere. */
  readonly beyondM: number;
}

/** Stretches of elements that turn little, with the middle and half the length of each. */
interface Pieces {
  readonly elements: readonly AlignmentElement[];
  readonly element: Uint32Array;
  readonly fromM: Float64Array;
  readonly toM: Float64Array;
  readonly middleE: Float64Array;
  readonly middleN: Float64Array;
  readonly halfM: Float64Array;
}

const known = new WeakMap<Alignment, Pieces>();

function piecesOf(alignment: Alignment): Pieces {
  const kept = known.get(alignment);
  if (kept) return kept;
  const { elements } = alignment;
  if (elements.length === 0) throw new GeometryError(`alignment ${alignment.name}: expected an element, got none`);
  const counts = elements.map((element) => Math.max(1, Math.ceil(elementTurning(element) / PIECE_RAD)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > MAX_VERTICES) throw tooMany('pieces', total);
  const column = () => new Float64Array(total);
  const pieces = { fromM: column(), toM: column(), middleE: column(), middleN: column(), halfM: column() };
  const element = new Uint32Array(total);
  let at = 0;
  elements.forEach((of, index) => {
    const count = counts[index]!;
    for (let k = 0; k < count; k++, at++) {
      element[at] = index;
      pieces.fromM[at] = (of.lengthM * k) / count;
      pieces.toM[at] = (of.lengthM * (k + 1)) / count;
      const middle = elementPlace(of, (pieces.fromM[at]! + pieces.toM[at]!) / 2);
      pieces.middleE[at] = middle.east;
      pieces.middleN[at] = middle.north;
      pieces.halfM[at] = (pieces.toM[at]! - pieces.fromM[at]!) / 2;
    }
  });
  const made = { elements, element, ...pieces };
  known.set(alignment, made);
  return made;
}

function footOnPiece({ elements, element, fromM, toM }: Pieces, piece: number, pE: number, pN: number): Foot {
  const of = elements[element[piece]!]!;
  let [low, high] = [fromM[piece]!, toM[piece]!];
  const isStart = piece === 0;
  const isEnd = piece === fromM.length - 1;
  const atLow = elementPlace(of, low);
  const ahead = aheadOf(atLow, pE, pN);
  if (ahead <= 0) return footAt(of, low, atLow, pE, pN, isStart ? -ahead : 0);
  const atHigh = elementPlace(of, high);
  const beyond = aheadOf(atHigh, pE, pN);
  if (beyond >= 0) return footAt(of, high, atHigh, pE, pN, isEnd ? beyond : 0);
  // the position is ahead of `low` and behind `high`: Newton's method, held between them
  let at = low + ((high - low) * ahead) / (ahead - beyond);
  let place = elementPlace(of, at);
  for (let round = 0; round < 100; round++) {
    const rest = aheadOf(place, pE, pN);
    if (Math.abs(rest) < 1e-12 * (1 + Math.abs(pE) + Math.abs(pN))) break;
    if (rest > 0) low = at;
    else high = at;
    const slope = 1 - place.curvature * offsetFrom(place, pE, pN);
    let next = at + rest / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next === at || high - low < 1e-12) break;
    at = next;
    place = elementPlace(of, at);
  }
  return footAt(of, at, place, pE, pN, 0);
}

function footAt(of: AlignmentElement, alongM: number, place: AxisPlace, pE: number, pN: number, beyondM: number): Foot {
  const across = offsetFrom(place, pE, pN);
  const awayM = Math.hypot(pE - place.east, pN - place.north);
  // square to the axis both are the same; outside a bend only the way to it is
  const isSquare = Math.abs(aheadOf(place, pE, pN)) <= BEYOND_M;
  const offsetM = isSquare ? across : Math.sign(across) * awayM;
  return { distanceM: of.distanceM + alongM, offsetM, awayM, beyondM };
}

/** Metres by which a position lies ahead of a place, along its direction. */
const aheadOf = ({ east, north, azimuthRad }: AxisPlace, pE: number, pN: number): number =>
  (pE - east) * Math.sin(azimuthRad) + (pN - north) * Math.cos(azimuthRad);

const offsetFrom = ({ east, north, azimuthRad }: AxisPlace, pE: number, pN: number): number =>
  (pE - east) * Math.cos(azimuthRad) - (pN - north) * Math.sin(azimuthRad);

/**
 * The axis as chords. Every boundary of elements is a vertex; distances of the line are those along its chords.
 * @param chordErrorM largest distance of a chord from the axis
 * @throws {LimitError} above a million vertices
 */
export function axisPolyline({ elements, name }: Alignment, chordErrorM: number): Polyline {
  if (!(chordErrorM > 0)) throw new GeometryError(`expected a chord error above 0, got ${chordErrorM}`);
  const last = elements.at(-1);
  if (!last) throw new GeometryError(`alignment ${name}: expected an element, got none`);
  const counts = elements.map(({ lengthM, startCurvature, endCurvature }) => {
    const sharpest = Math.max(Math.abs(startCurvature), Math.abs(endCurvature));
    return Math.max(1, Math.ceil(lengthM * Math.sqrt(sharpest / (8 * chordErrorM))));
  });
  const total = counts.reduce((sum, count) => sum + count, 1);
  if (total > MAX_VERTICES) throw tooMany('vertices', total);
  const positions: (readonly [number, number])[] = [];
  elements.forEach((element, index) => {
    const count = counts[index]!;
    for (let k = 0; k < count; k++) {
      const { east, north } = elementPlace(element, (element.lengthM * k) / count);
      positions.push([east, north]);
    }
  });
  const end = elementPlace(last, last.lengthM);
  positions.push([end.east, end.north]);
  return polylineOf(positions);
}

function tooMany(what: string, actual: number): LimitError {
  const message = `axis: expected at most ${MAX_VERTICES} ${what}, it takes ${actual}`;
  return new LimitError(message, { limit: MAX_VERTICES, actual });
}
