/** Numbers on papers: rounded half up, with the digits that drawings use. */
import { roundHalfUp } from '../measure/rounding.ts';

/** A height, 0.01 m. */
export const heightText = (value: number): string => roundHalfUp(value, 0.01);
/** A distance or offset, 0.01 m. */
export const lengthText = (value: number): string => roundHalfUp(value, 0.01);
/** An area of a section, 0.1 m². */
export const areaText = (value: number): string => roundHalfUp(value, 0.1);

/** The smallest of 1, 2, 5 × 10ⁿ that is not below `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 2, 5]) if (factor * power >= value * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

/** Moves ascending positions apart so that neighbours are at least `gap` from each other, as little as possible. */
export function spread(positions: readonly number[], gap: number): number[] {
  // groups of touching positions, each placed about its mean
  const groups: { sum: number; count: number }[] = [];
  for (const position of positions) {
    let group = { sum: position, count: 1 };
    for (let last = groups.at(-1); last; last = groups.at(-1)) {
      const lastEnd = last.sum / last.count + ((last.count - 1) / 2) * gap;
      if (lastEnd + gap <= group.sum / group.count - ((group.count - 1) / 2) * gap) break;
      groups.pop();
      group = { sum: last.sum + group.sum, count: last.count + group.count };
    }
    groups.push(group);
  }
  return groups.flatMap(({ sum, count }) =>
    Array.from({ length: count }, (_, i) => sum / count + (i - (count - 1) / 2) * gap),
  );
}
