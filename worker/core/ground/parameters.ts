/** What the ground filter can be told. One default set, chosen over the eight samples named in README.md. */
export interface GroundParameters {
  /** Side of the cells of the lowest-point grid, metres. About the distance of points on the ground, or a little more. */
  readonly cellSizeM: number;
  /** Radius of the largest opening, metres: half the width of the largest building that is to go. */
  readonly maxWindowM: number;
  /** Rise over run. What stands out of an opening by more than this times its radius is an object. */
  readonly slope: number;
  /** Distance from the provisional terrain up to which a point is ground where it is level, metres. */
  readonly elevationThresholdM: number;
  /** What is added to that distance for each unit of slope (rise over run) of the provisional terrain, metres. */
  readonly elevationScalingM: number;
  /** Rise over run. A cell that lies lower than its neighbours by more than this is an outlier. */
  readonly lowOutlierSlope: number;
}

/** The one set of README.md's table. */
export const GROUND_DEFAULTS: GroundParameters = {
  cellSizeM: 1,
  maxWindowM: 20,
  slope: 0.15,
  elevationThresholdM: 0.3,
  elevationScalingM: 1,
  lowOutlierSlope: 5,
};
