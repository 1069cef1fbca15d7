/** The ground of both epochs and the changes between them. */
import { createLandslide, type Landslide } from './landslide.ts';
import { PLATFORM_RING, type Point, SCENE_DEPTH_M, SCENE_WIDTH_M } from './layout.ts';
import { outlineAround } from './outline.ts';
import { distanceToRing, type Platform, platformHeight, SLOPES } from './platform.ts';
import { type NodeWindow, nodesWithin, reshapeSurface, type SurfaceGrid, sampleSurface } from './surface-grid.ts';
import { createTerrain } from './terrain.ts';

export type EpochName = 'before' | 'after';

/** Side of a cell of the surface's triangles. */
export const SURFACE_STEP_M = 0.5;
/** How far outlines stay from the nearest changed place. */
export const OUTLINE_MARGIN_M = 2;

/** How high the platform lies above the mean of the ground under it. */
const PLATFORM_RISE_M = 0.9;
const PLATFORM_REACH_M = 70;

/** One change: the nodes it may touch, and the polygon around those that it does. */
export interface GroundChange {
  readonly id: 'slope-failure' | 'fill';
  readonly window: NodeWindow;
  /** Closed ring of [e, n], local metres; every changed place lies inside with a margin. */
  readonly outline: readonly Point[];
}

export interface SceneGround {
  readonly before: SurfaceGrid;
  readonly after: SurfaceGrid;
  readonly landslide: Landslide;
  /** The platform as it stands in the second epoch. */
  readonly platform: Platform;
  readonly changes: readonly [slide: GroundChange, fill: GroundChange];
}

/** Builds both surfaces of a seed. About a second of work; deterministic. */
export function createGround(seed: number): SceneGround {
  const size = { widthM: SCENE_WIDTH_M, depthM: SCENE_DEPTH_M, stepM: SURFACE_STEP_M };
  const before = sampleSurface(size, createTerrain(seed));
  const landslide = createLandslide(seed);
  const slideWindow = nodesWithin(before, ...landslide.bounds);
  const slid = reshapeSurface(before, slideWindow, (e, n, ground) => ground + landslide.difference(e, n));
  const fillWindow = platformWindow(before);
  const platform: Platform = { ring: PLATFORM_RING, levelM: platformLevel(before, fillWindow), ...SLOPES };
  const built = reshapeSurface(slid, fillWindow, (e, n, ground) =>
    platformHeight(platform, distanceToRing(PLATFORM_RING, e, n), ground),
  );
  const after = keepConnected(slid, built, fillWindow);
  return {
    before,
    after,
    landslide,
    platform,
    changes: [
      { id: 'slope-failure', window: slideWindow, outline: changedOutline(before, after, slideWindow) },
      { id: 'fill', window: fillWindow, outline: changedOutline(before, after, fillWindow) },
    ],
  };
}

function platformWindow(grid: SurfaceGrid): NodeWindow {
  const e = PLATFORM_RING.map((p) => p[0]);
  const n = PLATFORM_RING.map((p) => p[1]);
  return nodesWithin(
    grid,
    Math.min(...e) - PLATFORM_REACH_M,
    Math.min(...n) - PLATFORM_REACH_M,
    Math.max(...e) + PLATFORM_REACH_M,
    Math.max(...n) + PLATFORM_REACH_M,
  );
}

/**
 * Undoes what the slopes of the platform would change beyond the place where they first meet the ground: keeps only
 * the changed nodes that hang together with those inside the ring.
 */
function keepConnected(ground: SurfaceGrid, built: SurfaceGrid, window: NodeWindow): SurfaceGrid {
  const { cols, stepM } = ground;
  const heights = ground.heights.slice();
  const kept = new Uint8Array(heights.length);
  const queue: number[] = [];
  const [firstE, firstN] = PLATFORM_RING[0]!;
  queue.push(Math.ceil(firstN / stepM + 4) * cols + Math.round(firstE / stepM));
  while (queue.length > 0) {
    const node = queue.pop()!;
    const col = node % cols;
    const row = (node - col) / cols;
    const outside = col < window.colBegin || col >= window.colEnd || row < window.rowBegin || row >= window.rowEnd;
    if (outside || kept[node] === 1 || built.heights[node] === ground.heights[node]) continue;
    kept[node] = 1;
    heights[node] = built.heights[node]!;
    queue.push(node - 1, node + 1, node - cols, node + cols);
  }
  return { ...ground, heights };
}

/** Level with both cut and fill, to 0.1 m. */
function platformLevel(ground: SurfaceGrid, window: NodeWindow): number {
  let sum = 0;
  let count = 0;
  for (let row = window.rowBegin; row < window.rowEnd; row++) {
    for (let col = window.colBegin; col < window.colEnd; col++) {
      if (distanceToRing(PLATFORM_RING, col * ground.stepM, row * ground.stepM) > 0) continue;
      sum += ground.heights[row * ground.cols + col]!;
      count++;
    }
  }
  return Math.round(10 * (sum / count + PLATFORM_RISE_M)) / 10;
}

function changedOutline(before: SurfaceGrid, after: SurfaceGrid, window: NodeWindow): Point[] {
  const places: number[] = [];
  for (let row = window.rowBegin; row < window.rowEnd; row++) {
    for (let col = window.colBegin; col < window.colEnd; col++) {
      const node = row * before.cols + col;
      if (before.heights[node] === after.heights[node]) continue;
      places.push(col * before.stepM, row * before.stepM);
    }
  }
  // a changed node changes the triangles around it: one step further
  return outlineAround(places, OUTLINE_MARGIN_M + before.stepM);
}
