/**
 * Keeps the number of points on the screen under a budget by coarsening the screen-space error target. Only ever
 * coarser while the camera rests (so that it settles), finer again when the camera moves. Engine-free.
 */
export interface PointBudget {
  /** The error target to use now, pixels. */
  readonly errorTargetPx: number;
  /** Limits of the chosen level of detail. */
  configure(limits: { errorTargetPx: number; pointBudget: number }): void;
  /** The camera moved: a finer picture may fit again. */
  cameraMoved(): void;
  /** Tells the points now drawn; @returns true when the target changed and the selection must run again */
  update(pointCount: number): boolean;
}

/** Each step asks for points a quarter farther apart, so for about two thirds as many. */
const STEP = 1.25;
const COARSEST_PX = 512;

export function createPointBudget(limits: { errorTargetPx: number; pointBudget: number }): PointBudget {
  let { errorTargetPx: finestPx, pointBudget } = limits;
  let targetPx = finestPx;
  let mayRefine = false;
  return {
    get errorTargetPx() {
      return targetPx;
    },
    configure(next) {
      finestPx = next.errorTargetPx;
      pointBudget = next.pointBudget;
      targetPx = finestPx;
      mayRefine = false;
    },
    cameraMoved() {
      mayRefine = true;
    },
    update(pointCount) {
      if (pointCount > pointBudget && targetPx < COARSEST_PX) {
        targetPx = Math.min(COARSEST_PX, targetPx * STEP);
        mayRefine = false;
        return true;
      }
      if (mayRefine && targetPx > finestPx && pointCount < pointBudget * 0.5) {
        targetPx = Math.max(finestPx, targetPx / STEP);
        // One step a movement: two steps could overshoot and come back.
        mayRefine = false;
        return true;
      }
      return false;
    },
  };
}

/** The error target at which points of the chosen size just close the surface, pixels. */
const CLOSED_AT_PX = 16;

/**
 * How much larger points are drawn when the selection is coarser: half way (in proportions) between the gaps of the
 * coarsest nodes, which would ask for the whole growth, and the finest ones, which need none.
 */
export function pointGrowth(errorTargetPx: number): number {
  return Math.max(1, Math.sqrt(errorTargetPx / CLOSED_AT_PX));
}
