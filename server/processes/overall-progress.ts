/** One number for a work of several phases whose count is not known beforehand: it grows, and ends below the whole. */
import type { Progress } from '#worker/pool.ts';

/** @param report fraction 0–1 over all phases, and what is being done */
export function overallProgress(report: (fraction: number, message: string) => void): (progress: Progress) => void {
  const phases: string[] = [];
  return ({ phase, fraction }) => {
    if (!phases.includes(phase)) phases.push(phase);
    const index = phases.indexOf(phase);
    // every further phase takes half of what is left: 0–½, ½–¾, …
    const within = Math.min(1, Math.max(0, fraction));
    report(1 - (1 - within / 2) / 2 ** index, phase);
  };
}
