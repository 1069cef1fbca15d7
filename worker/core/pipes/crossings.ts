/**
 * Where pipes meet in plan: every pair of legs is told apart by exact signs, so that none is lost and none is invented; places are
 * then computed in doubles. Stretches that lie one above the other are found as such.
 */
import { BoxTree } from '../geometry/box-tree.ts';
import { turn } from '../geometry/orientation.ts';
import { type Pipe, pipeLengthM } from './pipe.ts';

/** Two pipes at one place in plan, or over a stretch. */
export interface PlanMeeting {
  /** Indices of the pipes, the smaller first. */
  readonly a: number;
  readonly b: number;
  /** Stations on both; of a stretch its two ends, in the order of the first pipe. */
  readonly fromAM: number;
  readonly toAM: number;
  readonly fromBM: number;
  readonly toBM: number;
}

/** Stations nearer than this are one place: of the four legs that end in a vertex each finds it. */
const SAME_M = 1e-6;

/** Number of each leg's pipe, and its first vertex there. */
interface Legs {
  readonly pipe: Uint32Array;
  readonly vertex: Uint32Array;
  readonly boxes: Float64Array;
}

export function legsOf(pipes: readonly Pick<Pipe, 'east' | 'north'>[]): Legs {
  const count = pipes.reduce((sum, { east }) => sum + east.length - 1, 0);
  const [pipe, vertex] = [new Uint32Array(count), new Uint32Array(count)];
  const boxes = new Float64Array(4 * count);
  let leg = 0;
  for (const [p, { east, north }] of pipes.entries()) {
    for (let v = 0; v + 1 < east.length; v++, leg++) {
      pipe[leg] = p;
      vertex[leg] = v;
      boxes[4 * leg] = Math.min(east[v]!, east[v + 1]!);
      boxes[4 * leg + 1] = Math.min(north[v]!, north[v + 1]!);
      boxes[4 * leg + 2] = Math.max(east[v]!, east[v + 1]!);
      boxes[4 * leg + 3] = Math.max(north[v]!, north[v + 1]!);
    }
  }
  return { pipe, vertex, boxes };
}

/** Calls `visit` with every two legs of different pipes whose boxes, grown, touch: the pipe with the smaller number first. */
export function legPairs({ pipe, boxes }: Legs, growM: number, visit: (first: number, second: number) => void): void {
  const tree = new BoxTree(boxes);
  for (let leg = 0; leg < pipe.length; leg++) {
    const box = {
      minE: boxes[4 * leg]! - growM,
      minN: boxes[4 * leg + 1]! - growM,
      maxE: boxes[4 * leg + 2]! + growM,
      maxN: boxes[4 * leg + 3]! + growM,
    };
    tree.search(box, (other) => {
      if (pipe[other]! > pipe[leg]!) visit(leg, other);
    });
  }
}

/** All meetings, by pipes and stations. */
export function planMeetings(pipes: readonly Pipe[]): PlanMeeting[] {
  const legs = legsOf(pipes);
  const found: PlanMeeting[] = [];
  legPairs(legs, 0, (first, second) => {
    const [a, b] = [legs.pipe[first]!, legs.pipe[second]!];
    const meeting = legMeeting(pipes[a]!, legs.vertex[first]!, pipes[b]!, legs.vertex[second]!);
    if (meeting) found.push({ a, b, ...meeting });
  });
  found.sort((x, y) => x.a - y.a || x.b - y.b || x.fromAM - y.fromAM || x.toAM - y.toAM || x.fromBM - y.fromBM);
  return merged(found);
}

/** Meetings of neighbouring legs at their common vertex are one, and so are stretches that go on. */
function merged(meetings: readonly PlanMeeting[]): PlanMeeting[] {
  const kept: PlanMeeting[] = [];
  for (const one of meetings) {
    const at = kept.findLastIndex((last) => last.a === one.a && last.b === one.b && goesOn(last, one));
    const last = kept[at];
    if (!last) {
      kept.push(one);
      continue;
    }
    if (one.toAM <= last.toAM) continue;
    kept[at] = { ...last, toAM: one.toAM, toBM: one.toBM };
  }
  return kept;
}

function goesOn(last: PlanMeeting, one: PlanMeeting): boolean {
  if (one.fromAM > last.toAM + SAME_M) return false;
  // the same place of the other pipe too: on its way back it is another meeting
  const share =
    last.toAM > last.fromAM ? (Math.min(one.fromAM, last.toAM) - last.fromAM) / (last.toAM - last.fromAM) : 0;
  const atBM = last.fromBM + share * (last.toBM - last.fromBM);
  if (Math.abs(atBM - one.fromBM) > 10 * SAME_M) return false;
  const [isPoint, wasPoint] = [one.toAM - one.fromAM <= SAME_M, last.toAM - last.fromAM <= SAME_M];
  // a turn of the other pipe ends a stretch
  return isPoint || wasPoint || one.toBM > one.fromBM === last.toBM > last.fromBM;
}

type LegMeeting = Omit<PlanMeeting, 'a' | 'b'>;

/** Where two legs meet; null where they do not. */
function legMeeting(first: Pipe, i: number, second: Pipe, j: number): LegMeeting | null {
  const [aE, aN, bE, bN] = [first.east[i]!, first.north[i]!, first.east[i + 1]!, first.north[i + 1]!];
  const [cE, cN, dE, dN] = [second.east[j]!, second.north[j]!, second.east[j + 1]!, second.north[j + 1]!];
  const toC = turn(aE, aN, bE, bN, cE, cN);
  const toD = turn(aE, aN, bE, bN, dE, dN);
  if ((toC > 0 && toD > 0) || (toC < 0 && toD < 0)) return null;
  const toA = turn(cE, cN, dE, dN, aE, aN);
  const toB = turn(cE, cN, dE, dN, bE, bN);
  if ((toA > 0 && toB > 0) || (toA < 0 && toB < 0)) return null;
  const stationA = (share: number) => first.station[i]! + share * (first.station[i + 1]! - first.station[i]!);
  const stationB = (share: number) => second.station[j]! + share * (second.station[j + 1]! - second.station[j]!);
  if (toC === 0 && toD === 0) {
    const [shareC, shareD] = [shareOn(aE, aN, bE, bN, cE, cN), shareOn(aE, aN, bE, bN, dE, dN)];
    const from = Math.max(0, Math.min(shareC, shareD));
    const to = Math.min(1, Math.max(shareC, shareD));
    if (to < from) return null;
    const onSecond = (share: number) => stationB(clamped((share - shareC) / (shareD - shareC)));
    return { fromAM: stationA(from), toAM: stationA(to), fromBM: onSecond(from), toBM: onSecond(to) };
  }
  // the signs are exact; the shares are as good as doubles, and exactly 0 or 1 where an end lies on the other leg
  const shareA = toA === 0 ? 0 : toB === 0 ? 1 : crossShare(toA, toB);
  const shareB = toC === 0 ? 0 : toD === 0 ? 1 : crossShare(toC, toD);
  const [atA, atB] = [stationA(shareA), stationB(shareB)];
  return { fromAM: atA, toAM: atA, fromBM: atB, toBM: atB };
}

const crossShare = (from: number, to: number): number => clamped(from / (from - to));

const clamped = (share: number): number => Math.min(1, Math.max(0, share));

/** Share of c on the way from a to b, all on one line. */
function shareOn(aE: number, aN: number, bE: number, bN: number, cE: number, cN: number): number {
  const [dE, dN] = [bE - aE, bN - aN];
  return Math.abs(dE) >= Math.abs(dN) ? (cE - aE) / dE : (cN - aN) / dN;
}

/** Whether a station is an end of a pipe. */
export const isEnd = (pipe: Pipe, atM: number): boolean => atM <= SAME_M || atM >= pipeLengthM(pipe) - SAME_M;
