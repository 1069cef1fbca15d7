/** The axis of an alignment as chords that can be cut one by one. Metres. */
import type { Alignment } from '../alignment/alignment.ts';
import { axisPolyline } from '../alignment/place-on-axis.ts';
import { positionsAlong } from '../measure/polyline.ts';
import { type Segment, segmentLength } from './cut-tin.ts';
import type { HeightLine } from './section-line.ts';

/** Chords of the axis are off it by at most this. */
const CHORD_ERROR_M = 0.001;

export interface AxisPiece {
  readonly segment: Segment;
  /** Distance along the alignment. */
  readonly beginM: number;
  readonly endM: number;
}

/** The chords of the axis between two distances. @param longestM chords are divided until none is longer */
export function axisPieces(
  alignment: Alignment,
  fromM: number,
  toM: number,
  longestM = Number.POSITIVE_INFINITY,
): AxisPiece[] {
  const line = axisPolyline(alignment, CHORD_ERROR_M);
  // chords are a little shorter than the axis
  const scale = alignment.lengthM / line.lengthM;
  const inner = Array.from(line.distance, (distance) => distance * scale).filter(
    (at) => at > fromM + 1e-6 && at < toM - 1e-6,
  );
  const distances = divided([fromM, ...inner, toM], longestM);
  const { east, north } = positionsAlong(
    line,
    Float64Array.from(distances, (at) => Math.min(line.lengthM, at / scale)),
  );
  const pieces: AxisPiece[] = [];
  for (let i = 0; i + 1 < distances.length; i++) {
    const segment = { fromE: east[i]!, fromN: north[i]!, toE: east[i + 1]!, toN: north[i + 1]! };
    if (segmentLength(segment) > 0) pieces.push({ segment, beginM: distances[i]!, endM: distances[i + 1]! });
  }
  return pieces;
}

function divided(distances: readonly number[], longestM: number): number[] {
  return distances.flatMap((to, i) => {
    const from = distances[i - 1];
    if (from === undefined) return [to];
    const count = Math.max(1, Math.ceil((to - from) / longestM));
    return Array.from({ length: count }, (_, k) => (k + 1 === count ? to : from + ((k + 1) / count) * (to - from)));
  });
}

/** A line cut along a chord, as long as the piece of the axis that it stands for. */
export function alongPiece({ along, height }: HeightLine, { segment, beginM, endM }: AxisPiece): HeightLine {
  const scale = (endM - beginM) / segmentLength(segment);
  return { along: along.map((at) => at * scale), height };
}
