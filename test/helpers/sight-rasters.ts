/** Small hilly grids for tests of sight. */
import type { Raster } from '#core/surface/raster.ts';

export interface HillsOptions {
  readonly seed: number;
  readonly cols: number;
  readonly rows: number;
  readonly stepM: number;
  /** Heights are between 0 and this. */
  readonly roughM: number;
  /** Nodes without data. */
  readonly holes: number;
}

/** Every node a height of its own: the hardest ground for a ray. */
export function rasterOf({ seed, cols, rows, stepM, roughM, holes }: HillsOptions): Raster {
  let state = seed >>> 0 || 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const heights = Float64Array.from({ length: cols * rows }, () => random() ** 3 * roughM);
  for (let i = 0; i < holes; i++) heights[Math.floor(random() * heights.length)] = Number.NaN;
  return { originE: 0, originN: 0, stepM, cols, rows, heights };
}
