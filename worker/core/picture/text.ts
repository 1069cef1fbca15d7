/** Text in pictures, from outlines of our own: no font of the machine is used, every machine draws the same pixels. */
import type { Canvas, Colour, Contour } from './canvas.ts';
import { GLYPHS } from './glyphs.ts';

export interface TextStyle {
  /** Pixels. */
  readonly size: number;
  readonly colour?: Colour;
  /** Where x stands in the text. */
  readonly align?: 'left' | 'middle' | 'right';
  /** A rim around it, for text over a map. */
  readonly halo?: Colour;
}

const INK: Colour = [34, 34, 34];
/** What stands for a character without an outline: an empty box. */
const UNKNOWN: readonly [number, string] = [700, 'M80 0L80 700L620 700L620 0ZM130 50L570 50L570 650L130 650Z'];
const CURVE_STEPS = 6;
const HALO_SHIFTS = [-1.5, 0, 1.5];

/** Width in pixels. */
export function textWidth(text: string, size: number): number {
  return Array.from(text).reduce((sum, character) => sum + (glyphOf(character)[0] * size) / 1000, 0);
}

/** @param y of the baseline */
export function drawText(canvas: Canvas, text: string, x: number, y: number, style: TextStyle): void {
  const { size, colour = INK, align = 'left', halo } = style;
  const shift = align === 'left' ? 0 : textWidth(text, size) * (align === 'right' ? 1 : 0.5);
  if (halo) {
    for (const dX of HALO_SHIFTS)
      for (const dY of HALO_SHIFTS) drawRun(canvas, text, x - shift + dX, y + dY, size, halo);
  }
  drawRun(canvas, text, x - shift, y, size, colour);
}

function drawRun(canvas: Canvas, text: string, x: number, y: number, size: number, colour: Colour): void {
  const scale = size / 1000;
  let left = x;
  for (const character of text) {
    const [advance, path] = glyphOf(character);
    canvas.fill(contoursOf(path, left, y, scale), colour);
    left += advance * scale;
  }
}

function glyphOf(character: string): readonly [advance: number, path: string] {
  return GLYPHS[character] ?? UNKNOWN;
}

function contoursOf(path: string, left: number, baseline: number, scale: number): Contour[] {
  const contours: number[][] = [];
  let contour: number[] = [];
  let [x, y] = [0, 0];
  const go = (toX: number, toY: number) => {
    [x, y] = [toX, toY];
    contour.push(left + x * scale, baseline - y * scale);
  };
  for (const [, letter, rest] of path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const n = Array.from((rest ?? '').matchAll(/-?\d+/g), ([digits]) => Number(digits));
    if (letter === 'M') {
      contour = [];
      contours.push(contour);
      go(n[0]!, n[1]!);
    } else if (letter === 'L') go(n[0]!, n[1]!);
    else if (letter === 'Q' || letter === 'C') {
      const [fromX, fromY] = [x, y];
      const end = n.length;
      for (let step = 1; step <= CURVE_STEPS; step++) {
        const t = step / CURVE_STEPS;
        const at = (axis: 0 | 1, from: number) =>
          end === 4
            ? (1 - t) ** 2 * from + 2 * t * (1 - t) * n[axis]! + t * t * n[2 + axis]!
            : (1 - t) ** 3 * from +
              3 * t * (1 - t) ** 2 * n[axis]! +
              3 * t * t * (1 - t) * n[2 + axis]! +
              t ** 3 * n[4 + axis]!;
        go(at(0, fromX), at(1, fromY));
      }
    }
  }
  return contours;
}
