/** What of the underground tool is in the picture. Pure. */
import { PIPE_COLOURS } from '#core/pipes/pipe.ts';
import type { PipeCheckResult } from '../../api/pipes.ts';
import type { AppState } from '../../state/app-state.ts';
import type { Appearance } from '../../state/appearance.ts';
import { clipWithDig, type PipeTube, type ViewUnderground } from '../../state/underground-view.ts';
import { workTool } from '../project/scene.ts';
import type { Marked } from './state.ts';

export const hexColour = (colour: string): number => Number.parseInt(colour.slice(1), 16);

/** The same tubes for the same result: the views know them by their identity. */
let last: { result: PipeCheckResult; marked: Marked | null; unitM: number; tubes: readonly PipeTube[] } | null = null;

export function tubesOf(result: PipeCheckResult, marked: Marked | null, unitM: number): readonly PipeTube[] {
  if (last?.result === result && last.marked === marked && last.unitM === unitM) return last.tubes;
  const places = marked?.of === 'clearance' ? result.clearances[marked.index] : null;
  const isMarked = (index: number) =>
    marked?.of === 'pipe' ? marked.index === index : places?.a === index || places?.b === index;
  const tubes = result.pipes.map((pipe, index): PipeTube => {
    return {
      radiusM: pipe.outerDiameterM / 2,
      colour: hexColour(PIPE_COLOURS[pipe.kind]),
      marked: isMarked(index),
      parts: (pipe.axis ?? []).map((part) =>
        Float64Array.from(part.flatMap(([e = 0, n = 0, h = 0]) => [e * unitM, n * unitM, h])),
      ),
    };
  });
  last = { result, marked, unitM, tubes };
  return tubes;
}

const NO_TUBES: readonly PipeTube[] = [];

/** Null where the tool is not open. */
export function undergroundInView(state: AppState): ViewUnderground | null {
  const { underground, frame } = state;
  if (workTool(state) !== 'underground' || !frame) return null;
  const { run, marked, settings, walls } = underground;
  const tubes = run.state === 'done' ? tubesOf(run.result, marked, frame.unitM) : NO_TUBES;
  return { tubes, groundOpacity: settings.groundOpacity, walls };
}

/** Whether two pictures are the same: the views are told of others only. */
export function isSameUnderground(a: ViewUnderground | null, b: ViewUnderground | null): boolean {
  if (a === null || b === null) return a === b;
  return a.tubes === b.tubes && a.groundOpacity === b.groundOpacity && a.walls === b.walls;
}

/** How points look while a box is dug out of them. */
export function dugAppearance(state: AppState): Appearance {
  const walls = undergroundInView(state)?.walls ?? null;
  const { appearance } = state;
  return walls ? { ...appearance, clip: clipWithDig(appearance.clip, walls) } : appearance;
}
