/** Cuts a raster (a delivered grid) by a vertical plane: a vertex where it crosses a column, a row or a diagonal. Metres. */
import type { Raster } from '../surface/raster.ts';
import { type Segment, segmentLength } from './cut-tin.ts';
import { type HeightLine, LineBuilder } from './section-line.ts';

/** Heights of a raster over a segment, from its beginning; gaps where a triangle of its nodes lacks one. */
export function cutRaster(raster: Raster, segment: Segment): HeightLine {
  const lengthM = segmentLength(segment);
  const { originE, originN, stepM } = raster;
  const x = [(segment.fromE - originE) / stepM, (segment.toE - originE) / stepM] as const;
  const y = [(segment.fromN - originN) / stepM, (segment.toN - originN) / stepM] as const;
  const shares = [0, 1];
  addWholes(shares, x[0], x[1]);
  addWholes(shares, y[0], y[1]);
  addWholes(shares, x[0] - y[0], x[1] - y[1]);
  shares.sort((a, b) => a - b);
  const builder = new LineBuilder();
  let last = 0;
  for (const share of shares) {
    if (share - last < 1e-12) continue;
    const at = (part: number): [number, number] => [x[0] + part * (x[1] - x[0]), y[0] + part * (y[1] - y[0])];
    const plane = planeAt(raster, ...at((last + share) / 2));
    if (plane) {
      builder.add(last * lengthM, plane(...at(last)));
      builder.add(share * lengthM, plane(...at(share)));
    } else builder.breakAt(last * lengthM);
    last = share;
  }
  return builder.finish();
}

/** Height of the triangle of nodes that holds a position (in steps from the first node), as a function of the position; null for none. */
function planeAt({ cols, rows, heights }: Raster, x: number, y: number): ((x: number, y: number) => number) | null {
  const col = Math.floor(x);
  const row = Math.floor(y);
  if (col < 0 || row < 0 || col > cols - 2 || row > rows - 2) return null;
  const at = row * cols + col;
  const [sw, se, nw, ne] = [heights[at]!, heights[at + 1]!, heights[at + cols]!, heights[at + cols + 1]!];
  // south-west, south-east, north-east below the diagonal; south-west, north-east, north-west above
  const [perX, perY] = x - col >= y - row ? [se - sw, ne - se] : [ne - nw, nw - sw];
  if (Number.isNaN(sw + perX + perY)) return null;
  return (px, py) => sw + (px - col) * perX + (py - row) * perY;
}

/** The shares of the way at which a coordinate that runs from one value to another is whole. */
function addWholes(shares: number[], from: number, to: number): void {
  if (from === to) return;
  const last = Math.floor(Math.max(from, to));
  for (let whole = Math.ceil(Math.min(from, to)); whole <= last; whole++) {
    const share = (whole - from) / (to - from);
    if (share > 0 && share < 1) shares.push(share);
  }
}
