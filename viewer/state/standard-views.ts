/** Cameras that draughtsmen know, the axes of the picture, and how the picture is projected. Engine-free. */
import { type CameraPose, normalizePose } from './camera-pose.ts';

export const PROJECTIONS = ['perspective', 'orthographic'] as const;
export type Projection = (typeof PROJECTIONS)[number];

export const STANDARD_VIEWS = ['top', 'front', 'right', 'back', 'left', 'oblique'] as const;
export type StandardView = (typeof STANDARD_VIEWS)[number];

/** Headings from the north of the picture: `front` stands in the south and looks north, `right` in the east. */
const HEADINGS: Readonly<Record<'front' | 'right' | 'back' | 'left', number>> = {
  front: 0,
  right: 270,
  back: 180,
  left: 90,
};
const OBLIQUE_DEG = -35;

/**
 * The pose with its target and range kept.
 * @param northDeg heading of the picture's north, degrees from true north (of the plane grid in the site view)
 * @param levelDeg pitch of an elevation, ≤ 0
 */
export function standardPose(pose: CameraPose, view: StandardView, northDeg: number, levelDeg: number): CameraPose {
  if (view === 'top') return normalizePose({ ...pose, headingDeg: northDeg, pitchDeg: -90 });
  if (view === 'oblique') return normalizePose({ ...pose, pitchDeg: OBLIQUE_DEG });
  return normalizePose({ ...pose, headingDeg: HEADINGS[view] + northDeg, pitchDeg: levelDeg });
}

export const AXES = ['north', 'east', 'south', 'west', 'up'] as const;
export type Axis = (typeof AXES)[number];

/** East, north, up. */
const DIRECTIONS: Readonly<Record<Axis, readonly [number, number, number]>> = {
  north: [0, 1, 0],
  east: [1, 0, 0],
  south: [0, -1, 0],
  west: [-1, 0, 0],
  up: [0, 0, 1],
};

/** What is seen from the end of an axis: from above, from the south and so on. */
export const VIEW_FROM: Readonly<Record<Axis, StandardView>> = {
  north: 'back',
  east: 'right',
  south: 'front',
  west: 'left',
  up: 'top',
};

export interface AxisEnd {
  readonly axis: Axis;
  /** On the screen: to the right and down, −1…1. */
  readonly x: number;
  readonly y: number;
  /** Towards the eye > 0. */
  readonly towards: number;
}

/** The ends of the axes as the camera sees them, the farthest first. Heading from the picture's north. */
export function axisEnds(headingDeg: number, pitchDeg: number): AxisEnd[] {
  const [heading, pitch] = [(headingDeg * Math.PI) / 180, (pitchDeg * Math.PI) / 180];
  const [sinH, cosH, sinP, cosP] = [Math.sin(heading), Math.cos(heading), Math.sin(pitch), Math.cos(pitch)];
  return AXES.map((axis) => {
    const [east, north, up] = DIRECTIONS[axis];
    const ahead = east * sinH + north * cosH;
    return {
      axis,
      x: east * cosH - north * sinH,
      y: sinP * ahead - up * cosP,
      towards: -(cosP * ahead + sinP * up),
    };
  }).sort((a, b) => a.towards - b.towards);
}

/** The axis whose end lies nearest to a place on the screen, the nearer to the eye first; null when none is near. */
export function axisAt(ends: readonly AxisEnd[], x: number, y: number, reach: number): Axis | null {
  const near = ends.filter((end) => Math.hypot(end.x - x, end.y - y) <= reach);
  return near.sort((a, b) => b.towards - a.towards)[0]?.axis ?? null;
}
