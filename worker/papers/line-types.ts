/** The line types of the drawings, as lengths of dashes and gaps in millimetres. */
import type { LineType } from '#core/drawing/sheet.ts';

export const DASHES: Readonly<Record<LineType, readonly number[]>> = {
  continuous: [],
  dashed: [3, 1.5],
  dotted: [0.3, 0.9],
  chain: [7, 1, 1, 1],
  'double-chain': [7, 1, 1, 1, 1, 1],
};
