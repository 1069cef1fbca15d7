/** Contours of the server's ground as lines at their heights; index contours (every fifth) apart, with their elevation. Pure. */
import { type Contour, contourLines, smoothGrid } from '#core/surface/contour-lines.ts';
import type { ShapeSet } from '../../local/shapes/place-shapes.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import { type GroundTiles, lonLatOf, shapeSetOf } from './relief-tiles.ts';

/** Above the ground, so that points on it do not hide the line. */
const LIFT_M = 0.2;
/** Lines shorter than this are noise. */
const SHORTEST_VERTICES = 12;
const MAX_LABELS = 400;

export interface ContourShapes {
  readonly plain: ShapeSet | null;
  readonly index: ShapeSet | null;
}

export function contourShapes(ground: GroundTiles, intervalM: number, frame: SiteFrame): ContourShapes {
  const { cols, rows, heights } = ground;
  const flipped = new Float64Array(cols * rows);
  for (let row = 0; row < rows; row++) {
    flipped.set(heights.subarray(row * cols, (row + 1) * cols), (rows - 1 - row) * cols);
  }
  // pixels as units: the lines are taken to the site afterwards
  const grid = { originE: 0.5, originN: 0.5, stepM: 1, cols, rows, heights: flipped };
  const lines = contourLines(smoothGrid(smoothGrid(grid)), intervalM).filter(
    ({ line }) => line.length >= SHORTEST_VERTICES,
  );
  const place = (col: number, row: number) => frame.fromLonLat(...lonLatOf(ground, col, rows - row));
  const of = (isIndex: boolean) =>
    setOf(
      lines.filter((one) => one.isIndex === isIndex),
      place,
      isIndex,
    );
  return { plain: of(false), index: of(true) };
}

function setOf(
  contours: readonly Contour[],
  place: (col: number, row: number) => [number, number],
  isLabelled: boolean,
): ShapeSet | null {
  if (contours.length === 0) return null;
  const starts = new Uint32Array(contours.length + 1);
  contours.forEach(({ line }, i) => {
    starts[i + 1] = starts[i]! + line.length;
  });
  const all = new Float64Array(3 * starts.at(-1)!);
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  const texts: ShapeSet['texts'][number][] = [];
  let at = 0;
  for (const { line, elevationM } of contours) {
    const middle = at + 3 * Math.floor(line.length / 2);
    for (const [col, row] of line) {
      all.set([...place(col, row), elevationM + LIFT_M], at);
      for (let axis = 0; axis < 3; axis++) {
        box[axis] = Math.min(box[axis]!, all[at + axis]!);
        box[axis + 3] = Math.max(box[axis + 3]!, all[at + axis]!);
      }
      at += 3;
    }
    if (isLabelled && texts.length < MAX_LABELS) {
      texts.push({ text: `${Number(elevationM.toFixed(2))}`, at: [all[middle]!, all[middle + 1]!, all[middle + 2]!] });
    }
  }
  const origin = box.slice(0, 3).map(Math.floor);
  const lines = Float32Array.from(all, (value, index) => value - origin[index % 3]!);
  return shapeSetOf(box as unknown as ShapeSet['box'], {
    lines,
    starts,
    texts,
    counts: { lines: contours.length, points: 0, triangles: 0, texts: texts.length },
  });
}
