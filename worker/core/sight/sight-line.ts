/**
 * The ground under a ray, from several surfaces: the first that has data at a distance answers. Exact: every surface is
 * linear in pieces along the ray, and the pieces are kept. Metres.
 */
import { type HeightLine, partsOf } from '../section/section-line.ts';

/** Gaps shorter than this are rounding. */
const SEAM_M = 1e-3;

/** A stretch without gaps. Steps are two vertices at one distance. */
export interface SightPart {
  /** Index of the surface; what the request placed there has numbers of its own. */
  readonly source: number;
  readonly along: Float64Array;
  readonly height: Float64Array;
}

export interface SightLine {
  readonly lengthM: number;
  /** In order, without overlaps. */
  readonly parts: readonly SightPart[];
}

export type Stretch = readonly [fromM: number, toM: number];

/** @param lines of the surfaces, nearest (first to answer) first; distances from the eye */
export function sightLineOf(lines: readonly HeightLine[], lengthM: number): SightLine {
  let line: SightLine = { lengthM, parts: [] };
  for (const [source, one] of lines.entries()) {
    const gaps = gapsOf(line);
    if (gaps.length === 0) break;
    const added = gaps.flatMap(([from, to]) => clippedParts(one, from, to, source));
    line = { lengthM, parts: [...line.parts, ...added].sort((a, b) => a.along[0]! - b.along[0]!) };
  }
  return line;
}

/** Where no surface has data. */
export function gapsOf({ lengthM, parts }: SightLine): Stretch[] {
  const gaps: [number, number][] = [];
  let end = 0;
  for (const { along } of parts) {
    if (along[0]! - end > SEAM_M) gaps.push([end, along[0]!]);
    end = Math.max(end, along.at(-1)!);
  }
  if (lengthM - end > SEAM_M) gaps.push([end, lengthM]);
  return gaps;
}

/** The known stretches of a line between two distances; those without length are left out. */
export function clippedParts(line: HeightLine, fromM: number, toM: number, source: number): SightPart[] {
  return partsOf(line).flatMap(([begin, end]) => {
    const whole = { source, along: line.along.subarray(begin, end), height: line.height.subarray(begin, end) };
    const part = clipPart(whole, fromM, toM);
    return part ? [part] : [];
  });
}

/** @returns null for what has no length there */
export function clipPart({ source, along, height }: SightPart, fromM: number, toM: number): SightPart | null {
  const from = Math.max(fromM, along[0]!);
  const to = Math.min(toM, along.at(-1)!);
  if (!(to > from)) return null;
  if (from === along[0] && to === along.at(-1)) return { source, along, height };
  const [atOut, heightOut]: [number[], number[]] = [[], []];
  for (let i = 0; i + 1 < along.length; i++) {
    const [a, b] = [along[i]!, along[i + 1]!];
    if (b < from || a > to || (a === b && (a === from || a === to))) continue;
    if (atOut.length === 0) {
      if (b === from) continue;
      atOut.push(Math.max(a, from));
      heightOut.push(between(a, b, height[i]!, height[i + 1]!, Math.max(a, from)));
    }
    if (a === to) break;
    atOut.push(Math.min(b, to));
    heightOut.push(between(a, b, height[i]!, height[i + 1]!, Math.min(b, to)));
  }
  return { source, along: Float64Array.from(atOut), height: Float64Array.from(heightOut) };
}

function between(a: number, b: number, heightA: number, heightB: number, at: number): number {
  if (at <= a) return heightA;
  if (at >= b) return heightB;
  return heightA + ((at - a) / (b - a)) * (heightB - heightA);
}

/** The line with a stretch replaced. @param instead parts within the stretch; none leaves a gap */
export function replaceStretch(line: SightLine, [fromM, toM]: Stretch, instead: readonly SightPart[]): SightLine {
  const kept = line.parts.flatMap((part) =>
    [clipPart(part, Number.NEGATIVE_INFINITY, fromM), clipPart(part, toM, Number.POSITIVE_INFINITY)].filter(
      (one) => one !== null,
    ),
  );
  return { ...line, parts: [...kept, ...instead].sort((a, b) => a.along[0]! - b.along[0]!) };
}

/** Height at a distance, the higher one on a step; NaN in gaps. */
export function heightAtDistance({ parts }: SightLine, at: number): number {
  let height = Number.NaN;
  for (const part of parts) {
    const { along } = part;
    if (at < along[0]! - SEAM_M || at > along.at(-1)! + SEAM_M) continue;
    const place = Math.min(along.at(-1)!, Math.max(along[0]!, at));
    let low = 0;
    let high = along.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (along[middle]! < place) low = middle + 1;
      else high = middle;
    }
    if (along[low]! === place) {
      for (let i = low; i < along.length && along[i]! === place; i++) height = higher(height, part.height[i]!);
    } else {
      height = higher(height, between(along[low - 1]!, along[low]!, part.height[low - 1]!, part.height[low]!, place));
    }
  }
  return height;
}

const higher = (a: number, b: number) => (Number.isNaN(a) ? b : Math.max(a, b));
