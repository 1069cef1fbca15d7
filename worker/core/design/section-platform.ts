/**
 * A standard section swept along an alignment: the carriageway as a platform. On the outer side of a bend it turns about
 * the alignment's vertex (every position belongs to its nearest station), on the inner side both legs meet on the bisector.
 */
import { GeometryError, RequestError } from '#core/errors.ts';
import { parsePolygon } from '../geometry/polygon.ts';
import { type Polyline, positionsAlong } from '../measure/polyline.ts';
import { type EdgeRing, MAX_OUTLINE_VERTICES, type Platform, tooMany } from './platform.ts';
import { FAN_STEP_RAD } from './slope-facets.ts';

/** A corner of the section: metres from the alignment, and metres over its profile. Offsets grow outwards from 0. */
export interface SectionPoint {
  readonly offsetM: number;
  readonly heightM: number;
}

export interface StandardSection {
  readonly left: readonly SectionPoint[];
  readonly right: readonly SectionPoint[];
}

/** Heights at stations, linear between them. */
export interface Profile {
  readonly stationM: Float64Array;
  readonly heightM: Float64Array;
}

/** Where the section is set up: at the ends, the vertices, and where the profile bends. */
interface Event {
  readonly stationM: number;
  readonly heightM: number;
  readonly east: number;
  readonly north: number;
  /** Directions across to the left, one a spoke: several on the outer side of a bend. */
  readonly angle: number;
  /** Turn of the alignment here, left positive; 0 where it runs straight. */
  readonly turn: number;
}

type Position = readonly [x: number, y: number, height: number];

/** How far the profile may end before the alignment does, metres. */
const STATION_SLACK_M = 0.01;
/** Bends flatter than this are none. */
const STRAIGHT_RAD = 1e-9;

/**
 * @throws {GeometryError} where a bend is too sharp for the section's width, or the carriageway crosses itself
 * @throws {RequestError} INVALID_INPUT for a profile or a section that is none
 * @throws {LimitError} for too many positions
 */
export function sectionPlatform(line: Polyline, profile: Profile, section: StandardSection): Platform {
  checkInputs(line, profile, section);
  const events = eventsOf(line, profile);
  const originE = Math.floor(line.bounds.minE);
  const originN = Math.floor(line.bounds.minN);
  const place = (event: Event, angle: number, offsetM: number, heightM: number): Position => [
    Math.round((event.east + offsetM * Math.cos(angle) - originE) * 1000),
    Math.round((event.north + offsetM * Math.sin(angle) - originN) * 1000),
    event.heightM + heightM,
  ];
  const left = sideOf(line, events, section.left, 1, place);
  const right = sideOf(line, events, section.right, -1, place);
  const centre = events.map((event): Position => place(event, 0, 0, 0));
  const leftEdge = left.rows.at(-1) ?? centre;
  const rightEdge = right.rows.at(-1) ?? centre;
  const endRow = (at: 0 | -1) => [
    ...right.rows.map((row) => row.at(at)!).reverse(),
    centre.at(at)!,
    ...left.rows.map((row) => row.at(at)!),
  ];
  // along the right edge, over the last section to the left, back along the left edge, over the first section
  const ring = [
    ...rightEdge.map((position, i) => ({ position, open: i === 0 ? 1 : 0 })),
    ...endRow(-1)
      .slice(1)
      .map((position) => ({ position, open: 1 })),
    ...leftEdge
      .slice(0, -1)
      .reverse()
      .map((position) => ({ position, open: 0 })),
    ...endRow(0)
      .reverse()
      .slice(1, -1)
      .map((position) => ({ position, open: 1 })),
  ];
  const inner = [...left.rows.slice(0, -1), ...right.rows.slice(0, -1), ...left.spokes, ...right.spokes];
  if (left.rows.length > 0 && right.rows.length > 0) inner.push(centre);
  const outline = ringOf(ring);
  checkRing(outline, originE, originN);
  return { originE, originN, rings: [outline], innerLines: linesOf(inner) };
}

function checkInputs(line: Polyline, { stationM, heightM }: Profile, { left, right }: StandardSection): void {
  const wrong = (message: string): never => {
    throw new RequestError('INVALID_INPUT', message);
  };
  if (left.length + right.length === 0) wrong('carriageway: expected at least one point to the left or to the right');
  for (const side of [left, right]) {
    side.forEach(({ offsetM }, i) => {
      const least = i === 0 ? 0 : side[i - 1]!.offsetM;
      if (!(offsetM > least + 0.002))
        wrong(`carriageway: expected offsets that grow outwards, got ${offsetM} after ${least}`);
    });
  }
  if (stationM.length < 2) wrong('profile: expected two or more stations');
  if (heightM.length !== stationM.length) wrong('profile: expected a height at every station');
  for (let i = 1; i < stationM.length; i++) {
    if (!(stationM[i]! > stationM[i - 1]!))
      wrong(`profile: expected growing stations, got ${stationM[i]} after ${stationM[i - 1]}`);
  }
  if (stationM[0]! > STATION_SLACK_M || stationM.at(-1)! < line.lengthM - STATION_SLACK_M) {
    wrong(
      `profile: expected stations from 0 to the alignment's length of ${line.lengthM.toFixed(3)} m, got ${stationM[0]} to ${stationM.at(-1)}`,
    );
  }
}

export function profileHeight({ stationM, heightM }: Profile, at: number): number {
  let i = 0;
  while (i + 2 < stationM.length && at > stationM[i + 1]!) i++;
  const share = Math.min(1, Math.max(0, (at - stationM[i]!) / (stationM[i + 1]! - stationM[i]!)));
  return heightM[i]! + share * (heightM[i + 1]! - heightM[i]!);
}

function eventsOf(line: Polyline, profile: Profile): Event[] {
  const { east, north, distance } = line;
  const last = distance.length - 1;
  const angles = Array.from({ length: last }, (_, i) => Math.atan2(north[i + 1]! - north[i]!, east[i + 1]! - east[i]!));
  const quarter = Math.PI / 2;
  const vertices = Array.from(distance, (stationM, i): Event => {
    const [before, after] = [angles[Math.max(0, i - 1)]!, angles[Math.min(last - 1, i)]!];
    let turn = after - before;
    if (turn > Math.PI) turn -= 2 * Math.PI;
    if (turn <= -Math.PI) turn += 2 * Math.PI;
    const heightM = profileHeight(profile, stationM);
    return { stationM, heightM, east: east[i]!, north: north[i]!, angle: before + quarter, turn };
  });
  // a bend of the profile within a millimetre of a vertex is at the vertex
  const bends = profile.stationM.filter(
    (s) => s > 0 && s < line.lengthM && distance.every((d) => Math.abs(d - s) > 1e-3),
  );
  const places = positionsAlong(line, bends);
  const between = Array.from(bends, (stationM, i): Event => {
    const segment = distance.findLastIndex((d) => d < stationM);
    const [e, n] = [places.east[i]!, places.north[i]!];
    return {
      stationM,
      heightM: profileHeight(profile, stationM),
      east: e,
      north: n,
      angle: angles[segment]! + quarter,
      turn: 0,
    };
  });
  return [...vertices, ...between].sort((a, b) => a.stationM - b.stationM);
}

interface Side {
  /** The lines along the alignment, from the innermost point of the section outwards. */
  readonly rows: Position[][];
  /** The lines across, from the alignment outwards. */
  readonly spokes: Position[][];
}

function sideOf(
  line: Polyline,
  events: readonly Event[],
  points: readonly SectionPoint[],
  side: 1 | -1,
  place: (event: Event, angle: number, offsetM: number, heightM: number) => Position,
): Side {
  const rows: Position[][] = points.map(() => []);
  const spokes: Position[][] = [];
  for (const [i, event] of events.entries()) {
    const { turn } = event;
    const isInner = turn * side > STRAIGHT_RAD;
    const across = event.angle + (side < 0 ? Math.PI : 0);
    const steps = isInner ? 0 : Math.ceil(Math.abs(turn) / FAN_STEP_RAD - 1e-9);
    for (let k = 0; k <= steps; k++) {
      const angle = isInner ? across + turn / 2 : across + (steps === 0 ? 0 : (k / steps) * turn);
      const stretch = isInner ? 1 / Math.cos(turn / 2) : 1;
      const spoke: Position[] = [place(event, 0, 0, 0)];
      for (const [row, { offsetM, heightM }] of points.entries()) {
        if (isInner) checkBend(line, events, i, offsetM, side);
        else if (turn === 0 && isCovered(events, i, offsetM, side)) break;
        const position = place(event, angle, offsetM * stretch, heightM);
        rows[row]!.push(position);
        spoke.push(position);
      }
      // the first and the last section are part of the outline
      if (i > 0 && i < events.length - 1) spokes.push(spoke);
    }
  }
  return { rows, spokes };
}

/** How much of the alignment a bend takes on its inner side, on both legs. */
function takenM({ turn }: Event, offsetM: number, side: number): number {
  return turn * side > STRAIGHT_RAD ? offsetM * Math.tan((turn * side) / 2) : 0;
}

/** Whether a section stands where the inner side of a bend has swallowed it. */
function isCovered(events: readonly Event[], i: number, offsetM: number, side: number): boolean {
  const at = events[i]!.stationM;
  return events.some(
    (event) => event.turn !== 0 && Math.abs(event.stationM - at) <= takenM(event, offsetM, side) + 2e-3,
  );
}

/** @throws {GeometryError} when the inner edge would run backwards */
function checkBend(line: Polyline, events: readonly Event[], i: number, offsetM: number, side: number): void {
  const bend = events[i]!;
  const own = takenM(bend, offsetM, side);
  const vertices = events.filter(
    (event) => event.turn !== 0 || event.stationM === 0 || event.stationM === line.lengthM,
  );
  const at = vertices.indexOf(bend);
  for (const neighbour of [vertices[at - 1]!, vertices[at + 1]!]) {
    const lengthM = Math.abs(neighbour.stationM - bend.stationM);
    if (own + takenM(neighbour, offsetM, side) < lengthM - 2e-3) continue;
    throw new GeometryError(
      `the bend at station ${bend.stationM.toFixed(3)} m is too sharp for a section ${offsetM} m wide on its inner side: the edge would run back over itself`,
      { stationM: bend.stationM, offsetM },
    );
  }
}

function ringOf(corners: readonly { readonly position: Position; readonly open: number }[]): EdgeRing {
  const kept = corners.filter(({ position: [x, y] }, i) => {
    const [lastX, lastY] = corners.at(i - 1)!.position;
    return x !== lastX || y !== lastY;
  });
  if (kept.length > MAX_OUTLINE_VERTICES) throw tooMany(kept.length);
  // `open` belongs to the edge that ends at its position; in a ring it stands at the edge's begin
  return {
    x: Float64Array.from(kept, ({ position }) => position[0]),
    y: Float64Array.from(kept, ({ position }) => position[1]),
    height: Float64Array.from(kept, ({ position }) => position[2]),
    open: Uint8Array.from(kept, (_, i) => kept[(i + 1) % kept.length]!.open),
  };
}

function checkRing({ x, y }: EdgeRing, originE: number, originN: number): void {
  const positions = Array.from(x, (value, i) => [originE + value / 1000, originN + y[i]! / 1000]);
  try {
    parsePolygon({ type: 'Polygon', coordinates: [[...positions, positions[0]!]] });
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    throw new GeometryError(`the carriageway along the alignment is no simple area: ${error.message}`, error.details);
  }
}

function linesOf(rows: readonly (readonly Position[])[]): Float64Array {
  const numbers: number[] = [];
  for (const row of rows) {
    for (let i = 0; i + 1 < row.length; i++) {
      const [a, b] = [row[i]!, row[i + 1]!];
      if (a[0] !== b[0] || a[1] !== b[1]) numbers.push(...a, ...b);
    }
  }
  return Float64Array.from(numbers);
}
