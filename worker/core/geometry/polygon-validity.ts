/** The rules that rings of a polygon must keep, checked with exact predicates; candidates come from a box index. */
import Flatbush from 'flatbush';
import { GeometryError } from '#core/errors.ts';
import { boundsOf, boundsTouch } from './bounds.ts';
import { isBefore, turn } from './orientation.ts';
import type { PolygonPart } from './polygon.ts';
import { locateInRing, type Ring, signedArea } from './ring.ts';

interface RingEntry {
  readonly ring: Ring;
  readonly part: number;
  /** 0 is the outer ring. */
  readonly indexInPart: number;
  readonly name: string;
}

interface Segment {
  readonly owner: number;
  readonly index: number;
  readonly aE: number;
  readonly aN: number;
  readonly bE: number;
  readonly bN: number;
}

type Position = readonly [number, number];
type Meeting = { readonly kind: 'cross' | 'overlap' | 'touch'; readonly at: readonly Position[] };

/** Where rings meet each other: for `owner` and `other`, the positions on each segment of `owner`. */
type Contacts = Map<string, Map<number, Position[]>>;

/** @throws {GeometryError} naming the rule that is broken and where */
export function checkRings(parts: readonly PolygonPart[]): void {
  const entries = parts.flatMap(({ outer, holes }, part) =>
    [outer, ...holes].map(
      (ring, indexInPart): RingEntry => ({
        ring,
        part,
        indexInPart,
        name: `${indexInPart === 0 ? 'the outer ring' : `hole ${indexInPart}`} of part ${part + 1}`,
      }),
    ),
  );
  const contacts = checkSegments(entries);
  for (const { ring, name } of entries) {
    if (signedArea(ring) === 0) throw new GeometryError(`${name} has no area`);
  }
  const boxes = entries.map(({ ring }) => boundsOf(ring.east, ring.north));
  for (let i = 0; i < entries.length; i++) {
    for (let j = 0; j < entries.length; j++) {
      if (i === j || (entries[i]!.part !== entries[j]!.part && !boundsTouch(boxes[i]!, boxes[j]!))) continue;
      checkNesting(entries, i, j, contacts);
    }
  }
}

function checkSegments(entries: readonly RingEntry[]): Contacts {
  const segments = entries.flatMap(({ ring }, owner) => segmentsOf(ring, owner));
  const index = new Flatbush(segments.length);
  for (const { aE, aN, bE, bN } of segments) {
    index.add(Math.min(aE, bE), Math.min(aN, bN), Math.max(aE, bE), Math.max(aN, bN));
  }
  index.finish();
  const contacts: Contacts = new Map();
  segments.forEach((s, i) => {
    const found = index.search(Math.min(s.aE, s.bE), Math.min(s.aN, s.bN), Math.max(s.aE, s.bE), Math.max(s.aN, s.bN));
    for (const k of found.filter((candidate) => candidate > i).sort((p, q) => p - q)) {
      const t = segments[k]!;
      const meeting = meet(s, t);
      if (meeting) judgeMeeting(entries, s, t, meeting, contacts);
    }
  });
  return contacts;
}

function segmentsOf({ east, north }: Ring, owner: number): Segment[] {
  return Array.from(east, (aE, index) => {
    const next = (index + 1) % east.length;
    return { owner, index, aE, aN: north[index]!, bE: east[next]!, bN: north[next]! };
  });
}

/** How two segments meet, or null. */
function meet(s: Segment, t: Segment): Meeting | null {
  const tA = turn(s.aE, s.aN, s.bE, s.bN, t.aE, t.aN);
  const tB = turn(s.aE, s.aN, s.bE, s.bN, t.bE, t.bN);
  const sA = turn(t.aE, t.aN, t.bE, t.bN, s.aE, s.aN);
  const sB = turn(t.aE, t.aN, t.bE, t.bN, s.bE, s.bN);
  if (tA === 0 && tB === 0) return meetOnLine(s, t);
  if (tA * tB > 0 || sA * sB > 0) return null;
  if (tA * tB < 0 && sA * sB < 0) {
    const along = sA / (sA - sB);
    return { kind: 'cross', at: [[s.aE + along * (s.bE - s.aE), s.aN + along * (s.bN - s.aN)]] };
  }
  if (tA === 0) return { kind: 'touch', at: [[t.aE, t.aN]] };
  if (tB === 0) return { kind: 'touch', at: [[t.bE, t.bN]] };
  return { kind: 'touch', at: [sA === 0 ? [s.aE, s.aN] : [s.bE, s.bN]] };
}

/** Two segments on one line: the stretch that they share, if any. */
function meetOnLine(s: Segment, t: Segment): Meeting | null {
  const [sLow, sHigh] = ordered(s);
  const [tLow, tHigh] = ordered(t);
  const low = isBefore(...sLow, ...tLow) ? tLow : sLow;
  const high = isBefore(...sHigh, ...tHigh) ? sHigh : tHigh;
  if (isBefore(...high, ...low)) return null;
  return isBefore(...low, ...high) ? { kind: 'overlap', at: [low, high] } : { kind: 'touch', at: [low] };
}

function ordered({ aE, aN, bE, bN }: Segment): [Position, Position] {
  const a: Position = [aE, aN];
  const b: Position = [bE, bN];
  return isBefore(aE, aN, bE, bN) ? [a, b] : [b, a];
}

function judgeMeeting(
  entries: readonly RingEntry[],
  s: Segment,
  t: Segment,
  meeting: Meeting,
  contacts: Contacts,
): void {
  const first = entries[s.owner]!;
  const second = entries[t.owner]!;
  const [e, n] = meeting.at[0]!;
  const where = `at [${e}, ${n}]`;
  const fail = (message: string): never => {
    throw new GeometryError(message, { east: e, north: n });
  };
  if (s.owner === t.owner) {
    const count = first.ring.east.length;
    const adjacent = t.index === s.index + 1 || (s.index === 0 && t.index === count - 1);
    if (meeting.kind === 'touch' && adjacent) return;
    const verb = meeting.kind === 'cross' ? 'crosses' : meeting.kind === 'overlap' ? 'runs back over' : 'touches';
    fail(`${first.name} ${verb} itself ${where} (its edges ${s.index + 1} and ${t.index + 1})`);
  }
  if (meeting.kind === 'cross') fail(`${first.name} and ${second.name} cross ${where}`);
  if (meeting.kind === 'overlap') {
    const sameWay = (s.bE - s.aE) * (t.bE - t.aE) + (s.bN - s.aN) * (t.bN - t.aN) > 0;
    if (first.part === second.part || sameWay) fail(`${first.name} and ${second.name} overlap from ${where.slice(3)}`);
  }
  addContacts(contacts, s, t.owner, meeting.at);
  addContacts(contacts, t, s.owner, meeting.at);
}

function addContacts(contacts: Contacts, s: Segment, other: number, at: readonly Position[]): void {
  const key = `${s.owner} ${other}`;
  const bySegment = contacts.get(key) ?? new Map<number, Position[]>();
  contacts.set(key, bySegment);
  bySegment.set(s.index, [...(bySegment.get(s.index) ?? []), ...at]);
}

/** Checks that ring i lies where it may, seen from ring j. */
function checkNesting(entries: readonly RingEntry[], i: number, j: number, contacts: Contacts): void {
  const inner = entries[i]!;
  const outer = entries[j]!;
  const samePart = inner.part === outer.part;
  // of another part, only the whole region counts: it is checked from its outer ring
  if (!samePart && outer.indexInPart !== 0) return;
  const holes = entries.filter((entry) => entry.part === outer.part && entry.indexInPart > 0);
  for (const [e, n] of probesOf(entries, i, j, holes, contacts)) {
    const side = locateInRing(outer.ring, e, n);
    if (side === 0) continue;
    const fail = (message: string): never => {
      throw new GeometryError(message, { east: e, north: n });
    };
    if (!samePart) {
      const inHole = holes.some((hole) => locateInRing(hole.ring, e, n) >= 0);
      if (side > 0 && !inHole) fail(`part ${inner.part + 1} overlaps part ${outer.part + 1} at [${e}, ${n}]`);
    } else if (outer.indexInPart === 0 && side < 0) {
      fail(`${inner.name} leaves its outer ring at [${e}, ${n}]`);
    } else if (outer.indexInPart > 0 && inner.indexInPart > 0 && side > 0) {
      fail(`${inner.name} lies in ${outer.name} at [${e}, ${n}]`);
    }
  }
}

/** Positions that decide on which side ring i is: one where the rings are apart, else the middle of every stretch between contacts. */
function probesOf(
  entries: readonly RingEntry[],
  i: number,
  j: number,
  holes: readonly RingEntry[],
  contacts: Contacts,
): Position[] {
  const { ring } = entries[i]!;
  const others = [j, ...holes.map((hole) => entries.indexOf(hole))];
  const maps = others.map((other) => contacts.get(`${i} ${other}`)).filter((map) => map !== undefined);
  if (maps.length === 0) return [[ring.east[0]!, ring.north[0]!]];
  return segmentsOf(ring, i).flatMap((segment) => {
    const cuts: Position[] = [
      [segment.aE, segment.aN],
      [segment.bE, segment.bN],
      ...maps.flatMap((map) => map.get(segment.index) ?? []),
    ];
    cuts.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
    return cuts
      .slice(1)
      .map(([e, n], k): Position => [(e + cuts[k]![0]) / 2, (n + cuts[k]![1]) / 2])
      .filter(([e, n], k) => e !== cuts[k]![0] || n !== cuts[k]![1]);
  });
}
