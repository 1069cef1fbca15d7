/** How high the axis of a pipe lies, and how much ground lies over it. Heights over stations; metres. */
import { type HeightLine, heightOn, partsOf } from '../section/section-line.ts';
import { combineLines } from './combine-lines.ts';
import { outerRadiusM, type Pipe, pipeLengthM } from './pipe.ts';

/**
 * What a depth below the ground holds for. `along`: everywhere, the pipe follows the ground. `vertices`: at the vertices only, the pipe
 * is straight between them.
 */
export type DepthHolds = 'along' | 'vertices';

/**
 * The axis of a pipe; gaps where the ledger or the ground does not tell it. Elevations are linear between the vertices.
 * @param ground under the line of the pipe, by its stations
 */
export function axisLine(pipe: Pipe, ground: HeightLine, holds: DepthHolds): HeightLine {
  const { level } = pipe;
  if (!level) return { along: new Float64Array(0), height: new Float64Array(0) };
  const radiusM = outerRadiusM(pipe);
  const given = givenLine(pipe, level.valuesM);
  switch (level.reference) {
    case 'axis':
      return given;
    case 'crown':
      return raised(given, -radiusM);
    case 'invert':
      return raised(given, pipe.diameterM / 2);
    case 'cover':
      if (holds === 'along') return combineLines(ground, given, (groundM, coverM) => groundM - coverM - radiusM);
      return {
        along: given.along,
        height: given.height.map((coverM, i) => heightOn(ground, given.along[i]!) - coverM - radiusM),
      };
  }
}

/** The given numbers over stations. */
function givenLine(pipe: Pipe, valuesM: Float64Array): HeightLine {
  if (valuesM.length !== 1) return { along: pipe.station, height: valuesM };
  return { along: pipe.station, height: new Float64Array(pipe.station.length).fill(valuesM[0]!) };
}

const raised = ({ along, height }: HeightLine, byM: number): HeightLine => ({
  along,
  height: height.map((value) => value + byM),
});

/** Ground over the outer top of the pipe, straight up; negative where the pipe stands out of the ground. */
export function coverLine(pipe: Pipe, ground: HeightLine, axis: HeightLine): HeightLine {
  const radiusM = outerRadiusM(pipe);
  return combineLines(ground, axis, (groundM, axisM) => groundM - axisM - radiusM);
}

export interface CoverFacts {
  readonly minM: number;
  /** Station of the least cover; the first of several. */
  readonly minAtM: number;
  /** Over the known length. */
  readonly meanM: number;
  readonly knownM: number;
}

/** Null where nothing is known. */
export function coverFacts(cover: HeightLine): CoverFacts | null {
  const { along, height } = cover;
  let [minM, minAtM, sum, knownM] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  for (const [begin, end] of partsOf(cover)) {
    for (let i = begin; i < end; i++) {
      if (height[i]! < minM) {
        minM = height[i]!;
        minAtM = along[i]!;
      }
      if (i === begin) continue;
      const stretchM = along[i]! - along[i - 1]!;
      knownM += stretchM;
      sum += (stretchM * (height[i]! + height[i - 1]!)) / 2;
    }
  }
  return knownM > 0 ? { minM, minAtM, meanM: sum / knownM, knownM } : null;
}

export interface ShortStretch {
  readonly fromM: number;
  readonly toM: number;
  readonly minM: number;
  readonly minAtM: number;
}

/** Rounding of the ledger's and the ground's numbers does not make cover short. */
const SLACK_M = 1e-6;

/** Where the cover is less than required; ends are where it is exactly that. */
export function shortStretches(cover: HeightLine, requiredM: number): ShortStretch[] {
  const { along, height } = cover;
  const limitM = requiredM - SLACK_M;
  const found: { fromM: number; toM: number; minM: number; minAtM: number }[] = [];
  let isOpen = false;
  const meet = (at: number, coverM: number) => {
    if (!isOpen) found.push({ fromM: at, toM: at, minM: coverM, minAtM: at });
    isOpen = true;
    const last = found.at(-1)!;
    last.toM = at;
    if (coverM < last.minM) [last.minM, last.minAtM] = [coverM, at];
  };
  for (const [begin, end] of partsOf(cover)) {
    isOpen = false;
    for (let i = begin; i < end; i++) {
      const [before, here] = [i > begin ? height[i - 1]! : Number.NaN, height[i]!];
      if (before < limitM !== here < limitM && !Number.isNaN(before)) {
        const share = (limitM - before) / (here - before);
        meet(along[i - 1]! + share * (along[i]! - along[i - 1]!), limitM);
        if (here >= limitM) isOpen = false;
      }
      if (here < limitM) meet(along[i]!, here);
    }
  }
  return found;
}

/** Length of a pipe over which nothing is known. */
export const unknownLengthM = (pipe: Pipe, facts: CoverFacts | null): number =>
  Math.max(0, pipeLengthM(pipe) - (facts?.knownM ?? 0));
