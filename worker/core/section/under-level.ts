/** Which stretches of a line lie below a level, and which nobody knows. Metres. */
import { GeometryError } from '../errors.ts';
import { type HeightLine, partsOf } from './section-line.ts';

export interface LowStretch {
  readonly fromM: number;
  readonly toM: number;
  /** Greatest depth below the level, above 0. */
  readonly deepestM: number;
  readonly deepestAtM: number;
}

export interface UnderLevel {
  readonly below: readonly LowStretch[];
  /** Where the line has no data: neither below nor above. */
  readonly unknown: readonly { readonly fromM: number; readonly toM: number }[];
  readonly belowM: number;
  readonly aboveM: number;
  readonly unknownM: number;
}

/** Gaps shorter than this are rounding. */
const SAME_M = 1e-6;

/**
 * @param fromM, toM the way asked about: what the line lacks of it is unknown
 * @throws {GeometryError} for a level that is not finite
 */
export function underLevel(line: HeightLine, levelM: number, fromM: number, toM: number): UnderLevel {
  if (!Number.isFinite(levelM)) throw new GeometryError(`expected a finite level, got ${levelM}`);
  const below: LowStretch[] = [];
  const unknown: { fromM: number; toM: number }[] = [];
  let knownTo = fromM;
  let [belowM, knownM] = [0, 0];
  for (const [begin, end] of partsOf(line)) {
    const [first, last] = [line.along[begin]!, line.along[end - 1]!];
    if (first - knownTo > SAME_M) unknown.push({ fromM: knownTo, toM: first });
    knownTo = Math.max(knownTo, last);
    knownM += last - first;
    for (const stretch of lowStretches(line, begin, end, levelM)) {
      below.push(stretch);
      belowM += stretch.toM - stretch.fromM;
    }
  }
  if (toM - knownTo > SAME_M) unknown.push({ fromM: knownTo, toM });
  const unknownM = unknown.reduce((sum, gap) => sum + gap.toM - gap.fromM, 0);
  return { below, unknown, belowM, aboveM: Math.max(0, knownM - belowM), unknownM };
}

function lowStretches({ along, height }: HeightLine, begin: number, end: number, levelM: number): LowStretch[] {
  const found: LowStretch[] = [];
  let from = Number.NaN;
  let [deepestM, deepestAtM] = [0, 0];
  const close = (at: number) => {
    if (at > from) found.push({ fromM: from, toM: at, deepestM, deepestAtM });
    from = Number.NaN;
  };
  for (let i = begin; i < end; i++) {
    const depth = levelM - height[i]!;
    const before = i > begin ? levelM - height[i - 1]! : depth;
    const crossing = () => along[i - 1]! + (before / (before - depth)) * (along[i]! - along[i - 1]!);
    if (depth > 0) {
      if (Number.isNaN(from)) {
        from = before > 0 ? along[i]! : crossing();
        deepestM = 0;
      }
      if (depth > deepestM) [deepestM, deepestAtM] = [depth, along[i]!];
    } else if (!Number.isNaN(from)) close(crossing());
  }
  if (!Number.isNaN(from)) close(along[end - 1]!);
  return found;
}
