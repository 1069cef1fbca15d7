/** The ground over pipes, cut along each of them; memory depends on a stretch of the network, not on all of it. */
import type { Pipe } from '#core/pipes/pipe.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import { type HeightLine, joinLines } from '#core/section/section-line.ts';
import type { JobContext } from '../entry.ts';
import type { SurfaceSource } from '../measuring/surface-source.ts';
import type { SurfaceStretch } from '../sections/section-surfaces.ts';
import { densityAlong, groupByLength, stretchLength } from '../sections/stretches.ts';

interface Piece {
  readonly pipe: number;
  readonly segment: Segment;
  readonly beginM: number;
  readonly lengthM: number;
}

/** Legs, none longer than a stretch. */
function piecesOf(pipes: readonly Pipe[], longestM: number): Piece[] {
  return pipes.flatMap(({ east, north, station }, pipe) =>
    Array.from({ length: east.length - 1 }, (_, i) => {
      const whole = station[i + 1]! - station[i]!;
      const count = Math.max(1, Math.ceil(whole / longestM));
      const at = (part: number) => ({
        e: part === count ? east[i + 1]! : east[i]! + (part / count) * (east[i + 1]! - east[i]!),
        n: part === count ? north[i + 1]! : north[i]! + (part / count) * (north[i + 1]! - north[i]!),
      });
      return Array.from({ length: count }, (_, part): Piece => {
        const [from, to] = [at(part), at(part + 1)];
        return {
          pipe,
          segment: { fromE: from.e, fromN: from.n, toE: to.e, toN: to.n },
          beginM: station[i]! + (part / count) * whole,
          lengthM: whole / count,
        };
      });
    }).flat(),
  );
}

export interface GroundAlongOptions {
  readonly source: SurfaceSource;
  readonly surface: SurfaceStretch;
  readonly maxEdgeM: number;
}

/** The exact line of the ground over each pipe, by its stations; gaps where it has no data. */
export async function groundAlong(
  pipes: readonly Pipe[],
  { source, surface, maxEdgeM }: GroundAlongOptions,
  context: JobContext,
): Promise<HeightLine[]> {
  const all = piecesOf(pipes, Number.POSITIVE_INFINITY).map(({ segment }) => segment);
  const stretchM = stretchLength(densityAlong([source], all), 2 * maxEdgeM);
  const groups = groupByLength(piecesOf(pipes, stretchM), ({ lengthM }) => lengthM, stretchM);
  const parts = pipes.map((): { line: HeightLine; beginM: number }[] => []);
  for (const [g, group] of groups.entries()) {
    context.progress({ phase: 'cut', fraction: g / groups.length });
    const { cut } = await surface(
      group.map(({ segment }) => segment),
      { maxEdgeM },
    );
    for (const { pipe, segment, beginM } of group) parts[pipe]!.push({ line: cut(segment), beginM });
  }
  return parts.map((own) => joinLines(own));
}
