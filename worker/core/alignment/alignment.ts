/**
 * The axis of a road or a river: lines, arcs and clothoids in plan, heights along it, and how its stations are counted.
 * Three numbers tell a place along it apart:
 * **distance** = metres along the axis from its beginning, 0 … lengthM;
 * **station** = the number that the plans give to it: `startStationM` + distance, with the jumps of station equations;
 * **offset** = metres across it, right positive looking along it.
 * Azimuths are radians clockwise from north; curvature is 1/radius, positive where the axis turns right.
 */

/** A piece of the axis whose curvature is linear in the distance: 0/0 is a line, k/k an arc, else a clothoid. */
export interface AlignmentElement {
  readonly kind: 'line' | 'arc' | 'clothoid';
  readonly startE: number;
  readonly startN: number;
  readonly azimuthRad: number;
  readonly lengthM: number;
  readonly startCurvature: number;
  readonly endCurvature: number;
  /** Distance of its beginning. */
  readonly distanceM: number;
}

/** Where the count of stations jumps (ブレーキ, broken chain): what `backM` would be is called `aheadM` from there on. */
export interface StationEquation {
  readonly distanceM: number;
  readonly backM: number;
  readonly aheadM: number;
}

/** A point of vertical intersection; `curveLengthM` is the VCL of the parabola centred on it, 0 for a sharp bend. */
export interface VerticalPoint {
  readonly distanceM: number;
  readonly elevationM: number;
  readonly curveLengthM: number;
}

/** A point of the axis with a name: BP, EP, IP.1, BC, EC, SP, KA, KE. */
export interface AlignmentPoint {
  readonly name: string;
  readonly distanceM: number;
}

export interface Alignment {
  readonly name: string;
  /** In order, each begins where the one before ends. */
  readonly elements: readonly AlignmentElement[];
  readonly lengthM: number;
  /** Station at distance 0; may be negative. */
  readonly startStationM: number;
  /** Ascending. */
  readonly equations: readonly StationEquation[];
  /** Heights of the design along the axis; null when it has none. Two or more points, ascending. */
  readonly profile: readonly VerticalPoint[] | null;
  readonly points: readonly AlignmentPoint[];
}

/** A place on the axis. */
export interface AxisPlace {
  readonly east: number;
  readonly north: number;
  readonly azimuthRad: number;
  readonly curvature: number;
}
