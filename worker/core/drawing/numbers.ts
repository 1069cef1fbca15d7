/** Numbers on papers: rounded half up, with the digits that drawings use. */
import { roundHalfUp } from '../measure/rounding.ts';

/** A height, 0.01 m. */
export const heightText = (value: number): string => roundHalfUp(value, 0.01);
/** A distance or offset, 0.01 m. */
export const lengthText = (value: number): string => roundHalfUp(value, 0.01);
/** An area of a section, 0.1 m². */
export const areaText = (value: number): string => roundHalfUp(value, 0.1);

/** Thousands apart, as people read them: 12,345.6. @param text a plain decimal number */
export function groupedText(text: string): string {
  const [whole = '', ...rest] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.');
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 2, 5]) if (factor * power >= value * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/**
 * Moves ascending positions apart so that neighbours are at least `gap` from each other, as little as possible; with bounds
 * they stay inside as long as there is room for all.
 */
export function spread(positions: readonly number[], gap: number, bounds?: Bounds): number[] {
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
  const places = groups.flatMap(({ sum, count }) =>
    Array.from({ length: count }, (_, i) => sum / count + (i - (count - 1) / 2) * gap),
  );
  if (!bounds) return places;
  const last = places.length - 1;
  return places
    .map((place, i) => Math.max(place, bounds.min + i * gap))
    .map((place, i) => Math.min(place, bounds.max - (last - i) * gap));
}

/** Which of `count` labels to write where there is room for `room / gap` of them: every, or every second, fifth … */
export function everyNth(count: number, room: number, gap: number): number {
  return count <= 1 ? 1 : niceStep(Math.max(1, ((count - 1) * gap) / Math.max(room, gap)));
}
