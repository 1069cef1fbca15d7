import fc from 'fast-check';
import { it } from 'vitest';
import { overallProgress } from '../../../server/processes/overall-progress.ts';

it('grows from phase to phase and stays below the whole', () => {
  const phase = fc.record({
    phase: fc.constantFrom('load', 'grid', 'sum'),
    fraction: fc.double({ min: -1, max: 2, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(phase), (reports) => {
      const order = ['load', 'grid', 'sum'];
      const inOrder = [...reports].sort(
        (a, b) => order.indexOf(a.phase) - order.indexOf(b.phase) || a.fraction - b.fraction,
      );
      const seen: number[] = [];
      const report = overallProgress((fraction) => seen.push(fraction));
      for (const progress of inOrder) report(progress);
      return seen.every((value, i) => value >= 0 && value < 1 && (i === 0 || value >= seen[i - 1]!));
    }),
  );
});
