/** Colours of differences: blue is lower (cut), red is higher (fill), white is nothing. Readable with every kind of colour vision. */
import type { Colour } from '../picture/canvas.ts';

/** ColorBrewer's RdBu in eleven steps with white in the middle, from cut to fill. */
const STEPS: readonly Colour[] = [
  [5, 48, 97],
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [255, 255, 255],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
  [103, 0, 31],
];

/** @param share −1 … 1; what lies beyond has the colour of the end */
export function differenceColour(share: number): Colour {
  const place = ((Math.min(1, Math.max(-1, share)) + 1) / 2) * (STEPS.length - 1);
  const step = Math.min(STEPS.length - 2, Math.floor(place));
  const [a, b] = [STEPS[step]!, STEPS[step + 1]!];
  const mix = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * (place - step));
  return [mix(0), mix(1), mix(2)];
}
