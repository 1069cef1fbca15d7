/** Cuts surfaces along an axis, one stretch after the other. */

import type { Alignment } from '#core/alignment/alignment.ts';
import { type AxisPiece, alongPiece, axisPieces } from '#core/section/axis-pieces.ts';
import { type HeightLine, joinLines } from '#core/section/section-line.ts';
import type { JobContext } from '../entry.ts';
import type { SurfaceSource } from '../measuring/surface-source.ts';
import type { SurfaceStretch } from './section-surfaces.ts';
import { densityAlong, groupByLength, stretchLength } from './stretches.ts';

export interface AxisCut {
  readonly alignment: Alignment;
  readonly fromM: number;
  readonly toM: number;
  readonly sources: readonly SurfaceSource[];
  readonly surfaces: readonly SurfaceStretch[];
  readonly maxEdgeM: number;
}

/** The exact line of each surface over distances along the axis. Memory depends on a stretch, not on the whole way. */
export async function cutAxis(
  { alignment, fromM, toM, sources, surfaces, maxEdgeM }: AxisCut,
  context: JobContext,
): Promise<HeightLine[]> {
  const whole = axisPieces(alignment, fromM, toM);
  const density = densityAlong(
    sources,
    whole.map(({ segment }) => segment),
  );
  const stretchM = stretchLength(density, 2 * maxEdgeM);
  const pieces = axisPieces(alignment, fromM, toM, stretchM);
  const groups: AxisPiece[][] = groupByLength(pieces, ({ beginM, endM }) => endM - beginM, stretchM);
  const parts = surfaces.map((): { line: HeightLine; beginM: number }[] => []);
  for (const [g, group] of groups.entries()) {
    const segments = group.map(({ segment }) => segment);
    for (const [i, surface] of surfaces.entries()) {
      context.progress({ phase: 'cut', fraction: (g * surfaces.length + i) / (groups.length * surfaces.length) });
      const { cut } = await surface(segments, { maxEdgeM });
      for (const piece of group) {
        parts[i]!.push({ line: alongPiece(cut(piece.segment), piece), beginM: piece.beginM });
      }
    }
  }
  return parts.map((own) => joinLines(own));
}
