/**
 * Changes of the strip's width among the edits of its line, so that undo takes back what was done last, whichever it was. Pure.
 * A change knows how many edits of the line came before it (after it, of those that were taken back).
 */
import type { DrawingAction, DrawingState } from '../drawing/state.ts';

interface WidthChange {
  readonly edits: number;
  /** The width before, or after of one that was taken back. */
  readonly widthM: number;
}

export interface WidthHistory {
  readonly past: readonly WidthChange[];
  readonly future: readonly WidthChange[];
  /** What changes by one hold of the handle, or one visit to the field, is one change. */
  readonly gesture: string | null;
}

export const NO_WIDTHS: WidthHistory = { past: [], future: [], gesture: null };

const MAX_PAST = 200;

/** A new width: it ends what could have been redone. */
export function widthChanged(
  history: WidthHistory,
  drawing: DrawingState,
  { beforeM, gesture }: { readonly beforeM: number; readonly gesture: string },
): { readonly widths: WidthHistory; readonly drawing: DrawingState } {
  const change = { edits: drawing.past.length, widthM: beforeM };
  const past = history.gesture === gesture ? history.past : [...history.past, change].slice(-MAX_PAST);
  return { widths: { past, future: [], gesture }, drawing: { ...drawing, future: [] } };
}

/** The width that undo or redo brings; null where the line is next, or nothing is. */
export function widthStep(
  history: WidthHistory,
  drawing: DrawingState,
  type: DrawingAction['type'],
  widthM: number,
): { readonly widths: WidthHistory; readonly widthM: number } | null {
  // while a line is drawn its vertices are taken back
  if (drawing.active || drawing.held !== null) return null;
  const [last, next] = [history.past.at(-1), history.future[0]];
  if (type === 'undo' && last && last.edits >= drawing.past.length) {
    const undone = { edits: drawing.future.length, widthM };
    const widths = { past: history.past.slice(0, -1), future: [undone, ...history.future], gesture: null };
    return { widths, widthM: last.widthM };
  }
  if (type === 'redo' && next && next.edits >= drawing.future.length) {
    const done = { edits: drawing.past.length, widthM };
    const widths = { past: [...history.past, done], future: history.future.slice(1), gesture: null };
    return { widths, widthM: next.widthM };
  }
  return null;
}

/** After an action on the line. */
export function widthsAfter(
  history: WidthHistory,
  before: DrawingState,
  after: DrawingState,
  type: DrawingAction['type'],
): WidthHistory {
  if (type === 'lift' || (before.vertices === after.vertices && before.past.length === after.past.length))
    return history;
  // a line that is begun anew has no edits
  if (type === 'start' || type === 'cancel') return NO_WIDTHS;
  const isStep = type === 'undo' || type === 'redo';
  return { ...history, future: isStep ? history.future : [], gesture: null };
}

/** Whether a change of the width can be taken back, or done again. */
export const hasWidthSteps = ({ past, future }: WidthHistory) => ({ undo: past.length > 0, redo: future.length > 0 });
