/** The ground beside an alignment on a grid: contours for its plan, a surface for other programs. */
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { type Bounds, growBounds } from '#core/geometry/bounds.ts';
import { boundsOfSegments, type Segment } from '#core/section/cut-tin.ts';
import { NearLines } from '#core/section/near-lines.ts';
import { type Contour, contourLines, type HeightGrid, smoothGrid } from '#core/surface/contour-lines.ts';
import { sampleTinAt } from '#core/surface/tin-surface.ts';
import { loadTin } from '../measuring/load-tin.ts';
import type { PointSource } from '../measuring/surface-source.ts';

/** Raw half metres would draw the noise. */
const GRID_STEP_M = 1;
/** A plan of more ground has neither. */
const MAX_NODES = 4_000_000;
/** Sections whose ground is loaded together. */
const STRETCH_SECTIONS = 8;

/** Every metre, on the smoothed grid. */
export const planContours = (grid: HeightGrid | null, intervalM = 1): Contour[] =>
  grid ? contourLines(smoothGrid(grid), intervalM) : [];

/**
 * Heights every metre, as far as the sections reach.
 * @returns null where that would be too many
 */
export async function groundGrid(
  source: PointSource,
  { stations, leftM, rightM, maxEdgeM }: CrossSectionsResult,
): Promise<HeightGrid | null> {
  const sections = stations.map(({ left, right }): Segment => {
    return { fromE: left[0]!, fromN: left[1]!, toE: right[0]!, toN: right[1]! };
  });
  // the axis with half the width on both sides: the ground between the sections too
  const axis = stations.slice(1).map(({ position }, i): Segment => {
    const before = stations[i]!.position;
    return { fromE: before[0]!, fromN: before[1]!, toE: position[0]!, toN: position[1]! };
  });
  const near = new NearLines([...axis, ...sections], Math.max(leftM, rightM, 1));
  const box = near.bounds;
  const originE = Math.floor(box.minE);
  const originN = Math.floor(box.minN);
  const cols = Math.ceil((box.maxE - originE) / GRID_STEP_M) + 1;
  const rows = Math.ceil((box.maxN - originN) / GRID_STEP_M) + 1;
  if (cols * rows > MAX_NODES) return null;
  const heights = new Float64Array(cols * rows).fill(Number.NaN);
  const grid = { originE, originN, stepM: GRID_STEP_M, cols, rows, heights };
  for (let first = 0; first < sections.length; first += STRETCH_SECTIONS) {
    // one section more: stretches share their border
    const own = sections.slice(first, first + STRETCH_SECTIONS + 1);
    await fillBox(source, grid, { box: growBounds(boundsOfSegments(own), Math.max(leftM, rightM, 1)), near, maxEdgeM });
  }
  return grid;
}

interface FillOptions {
  readonly box: Bounds;
  readonly near: NearLines;
  readonly maxEdgeM: number;
}

async function fillBox(
  source: PointSource,
  { originE, originN, cols, rows, heights }: HeightGrid,
  { box, near, maxEdgeM }: FillOptions,
): Promise<void> {
  const nodes: number[] = [];
  const firstCol = Math.max(0, Math.ceil(box.minE - originE));
  const lastCol = Math.min(cols - 1, Math.floor(box.maxE - originE));
  const firstRow = Math.max(0, Math.ceil(box.minN - originN));
  const lastRow = Math.min(rows - 1, Math.floor(box.maxN - originN));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let col = firstCol; col <= lastCol; col++) {
      const node = row * cols + col;
      if (Number.isNaN(heights[node]!) && near.holds(originE + col, originN + row)) nodes.push(node);
    }
  }
  if (nodes.length === 0) return;
  const { tin } = await loadTin(source, box, maxEdgeM);
  const east = nodes.map((node) => originE + (node % cols));
  const north = nodes.map((node) => originN + Math.floor(node / cols));
  const sampled = sampleTinAt(tin, east, north, maxEdgeM);
  for (const [i, node] of nodes.entries()) heights[node] = sampled[i]!;
}
