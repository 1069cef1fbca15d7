/** Cuts a raster (a delivered grid) by a vertical plane: a vertex where it crosses a column, a row or a diagonal. Metres. */
import type { Raster } from '../surface/raster.ts';
import { rasterHeight } from '../surface/raster-surface.ts';
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
  const heightAt = (share: number) =>
    rasterHeight(
      raster,
      segment.fromE + share * (segment.toE - segment.fromE),
      segment.fromN + share * (segment.toN - segment.fromN),
    );
  const builder = new LineBuilder();
  let lastShare = 0;
  let lastHeight = heightAt(0);
  for (const share of shares) {
    if (share - lastShare < 1e-12) continue;
    const height = heightAt(share);
    const isKnown = !Number.isNaN(lastHeight + height + heightAt((lastShare + share) / 2));
    if (isKnown) {
      builder.add(lastShare * lengthM, lastHeight);
      builder.add(share * lengthM, height);
    } else builder.breakAt(lastShare * lengthM);
    lastShare = share;
    lastHeight = height;
  }
  return builder.finish();
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
