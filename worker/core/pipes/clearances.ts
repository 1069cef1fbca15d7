/** How far pipes are from each other: straight up where they cross in plan, in space where they run side by side. Metres. */
import { type HeightLine, heightOn, partsOf } from '../section/section-line.ts';
import { simplifyLine } from '../section/simplify-line.ts';
import { combineLines } from './combine-lines.ts';
import { isEnd, legPairs, legsOf, type PlanMeeting, planMeetings } from './crossings.ts';
import { outerRadiusM, type Pipe, placeAt } from './pipe.ts';
import { segmentDistance } from './segment-distance.ts';

/** `cross`: at a place in plan. `overlap`: one lies along over the other. `near`: side by side, no meeting in plan. */
export type ClearanceForm = 'cross' | 'overlap' | 'near';

export interface Clearance {
  readonly form: ClearanceForm;
  /** Indices of the pipes, the smaller first. */
  readonly a: number;
  readonly b: number;
  /** Where they are nearest. */
  readonly atAM: number;
  readonly atBM: number;
  /** Stretch of the first pipe. */
  readonly fromAM: number;
  readonly toAM: number;
  /** Of the axes there; NaN is unknown. */
  readonly axisAM: number;
  readonly axisBM: number;
  /** Between the outer surfaces, negative where they run into each other: straight up, or in space for `near`; NaN is unknown. */
  readonly clearanceM: number;
  /** Two pipes of one kind that are joined here: nothing to keep clear. */
  readonly joined: boolean;
}

/** Axes are thinned to this for distances in space. */
export const AXIS_TOLERANCE_M = 0.01;

/**
 * All places where two pipes meet in plan, by pipes and stations, then those that come nearer than `nearM` elsewhere: each pair once.
 * @param axes of the pipes, by their stations
 */
export function findClearances(pipes: readonly Pipe[], axes: readonly HeightLine[], nearM: number): Clearance[] {
  const meetings = planMeetings(pipes);
  const found = meetings.map((meeting) => atMeeting(pipes, axes, meeting));
  if (!(nearM > 0)) return found;
  const met = new Set(meetings.map(({ a, b }) => a * pipes.length + b));
  return [...found, ...nearPairs(pipes, axes, nearM, met)];
}

const SAME_M = 1e-6;

function atMeeting(pipes: readonly Pipe[], axes: readonly HeightLine[], meeting: PlanMeeting): Clearance {
  const { a, b, fromAM, toAM } = meeting;
  const [first, second] = [pipes[a]!, pipes[b]!];
  const isPoint = toAM - fromAM <= SAME_M;
  const { atAM, atBM, axisAM, axisBM } = isPoint ? atPoint(axes, meeting) : alongStretch([axes[a]!, axes[b]!], meeting);
  const clearanceM = Math.abs(axisAM - axisBM) - outerRadiusM(first) - outerRadiusM(second);
  const [endA, endB] = [isEnd(first, atAM), isEnd(second, atBM)];
  // two ends of one kind are a manhole, whatever its drop; an end at the middle of another pipe is a branch where it touches
  const joined = isPoint && first.kind === second.kind && ((endA && endB) || ((endA || endB) && !(clearanceM > 0)));
  return { form: isPoint ? 'cross' : 'overlap', a, b, atAM, atBM, fromAM, toAM, axisAM, axisBM, clearanceM, joined };
}

function atPoint(axes: readonly HeightLine[], { a, b, fromAM, fromBM }: PlanMeeting) {
  const [axisAM, axisBM] = [heightOn(axes[a]!, fromAM), heightOn(axes[b]!, fromBM)];
  return { atAM: fromAM, atBM: fromBM, axisAM, axisBM };
}

/** Where two axes, one above the other, are nearest. */
function alongStretch([upper, other]: readonly [HeightLine, HeightLine], meeting: PlanMeeting) {
  const { fromAM, toAM, fromBM, toBM } = meeting;
  const share = (toBM - fromBM) / (toAM - fromAM);
  const stationB = (atAM: number) => fromBM + share * (atAM - fromAM);
  const within: HeightLine = { along: Float64Array.of(fromAM, toAM), height: Float64Array.of(0, 0) };
  const gap = combineLines(
    combineLines(upper, within, (z) => z),
    overStretch(other, meeting),
    (x, y) => x - y,
  );
  let [best, atAM] = [Number.POSITIVE_INFINITY, (fromAM + toAM) / 2];
  const meet = (at: number, gapM: number) => {
    if (gapM < best) [best, atAM] = [gapM, at];
  };
  for (const [begin, end] of partsOf(gap)) {
    for (let i = begin; i < end; i++) {
      const [before, here] = [i > begin ? gap.height[i - 1]! : Number.NaN, gap.height[i]!];
      // they cut through each other on the way
      if (before * here < 0) {
        const part = before / (before - here);
        meet(gap.along[i - 1]! + part * (gap.along[i]! - gap.along[i - 1]!), 0);
      }
      meet(gap.along[i]!, Math.abs(here));
    }
  }
  const atBM = stationB(atAM);
  return { atAM, atBM, axisAM: heightOn(upper, atAM), axisBM: heightOn(other, atBM) };
}

/** The line of the second pipe by stations of the first. */
function overStretch({ along, height }: HeightLine, { fromAM, toAM, fromBM, toBM }: PlanMeeting): HeightLine {
  const share = (toAM - fromAM) / (toBM - fromBM);
  const places = along.map((at) => fromAM + share * (at - fromBM));
  if (share > 0) return { along: places, height };
  return { along: places.reverse(), height: height.slice().reverse() };
}

/** An axis in space, as thinned parts. */
interface SpaceLine {
  readonly pipe: number;
  /** Four numbers a vertex: east, north, height, station. */
  readonly vertices: Float64Array;
}

function spaceLines(pipes: readonly Pipe[], axes: readonly HeightLine[]): SpaceLine[] {
  return pipes.flatMap((pipe, index) => axisParts(pipe, axes[index]!).map((vertices) => ({ pipe: index, vertices })));
}

/** The known parts of an axis, thinned: east, north, height, station of each vertex. */
export function axisParts(pipe: Pipe, axis: HeightLine): Float64Array[] {
  return simplifyLine(axis, AXIS_TOLERANCE_M).map((part) => {
    const [first, last] = [part[0]![0], part.at(-1)![0]];
    const bends = Array.from(pipe.station).filter((at) => at > first && at < last);
    const stations = Float64Array.from([...part.map(([at]) => at), ...bends]).sort();
    const line = {
      along: Float64Array.from(part, ([at]) => at),
      height: Float64Array.from(part, ([, height]) => height),
    };
    const vertices: number[] = [];
    let before = Number.NaN;
    for (const at of stations) {
      if (at === before) continue;
      before = at;
      vertices.push(...placeAt(pipe, at), heightOn(line, at), at);
    }
    return Float64Array.from(vertices);
  });
}

function nearPairs(
  pipes: readonly Pipe[],
  axes: readonly HeightLine[],
  nearM: number,
  met: ReadonlySet<number>,
): Clearance[] {
  const lines = spaceLines(pipes, axes);
  const legs = legsOf(
    lines.map(({ vertices }) => {
      const count = vertices.length / 4;
      return {
        east: Float64Array.from({ length: count }, (_, i) => vertices[4 * i]!),
        north: Float64Array.from({ length: count }, (_, i) => vertices[4 * i + 1]!),
      };
    }),
  );
  const widestM = pipes.reduce((most, pipe) => Math.max(most, outerRadiusM(pipe)), 0);
  const nearest = new Map<number, Clearance>();
  legPairs(legs, nearM + 2 * widestM, (one, other) => {
    const [p, q] = [lines[legs.pipe[one]!]!, lines[legs.pipe[other]!]!];
    if (p.pipe === q.pipe) return;
    const key = p.pipe * pipes.length + q.pipe;
    if (met.has(key)) return;
    const [i, j] = [4 * legs.vertex[one]!, 4 * legs.vertex[other]!];
    const { distance, shareA, shareB } = segmentDistance(p.vertices, i, q.vertices, j, 4);
    const clearanceM = distance - outerRadiusM(pipes[p.pipe]!) - outerRadiusM(pipes[q.pipe]!);
    const last = nearest.get(key);
    if (clearanceM > nearM || (last && last.clearanceM <= clearanceM)) return;
    const on = (vertices: Float64Array, at: number, share: number, part: number) =>
      vertices[at + part]! + share * (vertices[at + 4 + part]! - vertices[at + part]!);
    const atAM = on(p.vertices, i, shareA, 3);
    nearest.set(key, {
      form: 'near',
      a: p.pipe,
      b: q.pipe,
      atAM,
      atBM: on(q.vertices, j, shareB, 3),
      fromAM: atAM,
      toAM: atAM,
      axisAM: on(p.vertices, i, shareA, 2),
      axisBM: on(q.vertices, j, shareB, 2),
      clearanceM,
      joined: false,
    });
  });
  return [...nearest.values()].sort((x, y) => x.a - y.a || x.b - y.b);
}
