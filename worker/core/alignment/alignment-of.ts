/** The alignment that a request draws: a line as it is, or points of intersection with curves. */
import type { Static } from 'typebox';
import type { AlignmentInput, DrawnAlignment, PointsAlignment } from '../contract/alignment-input.ts';
import type { Alignment } from './alignment.ts';
import { alignmentFromLine, alignmentFromPoints } from './from-points.ts';
import { distanceAt } from './stations.ts';
import { checkProfile } from './vertical.ts';

type DrawnInput = Static<typeof DrawnAlignment> | Static<typeof PointsAlignment>;

/** Whether a request brings its alignment along, or names an uploaded one. */
export const isDrawn = (input: AlignmentInput): input is DrawnInput => !('stored' in input);

/** What an alignment without a name is called. */
export const DEFAULT_NAME = 'CL';

/**
 * @param toMetres position of the request → [east, north], metres; radii and clothoids of the request are metres
 * @throws {GeometryError} for a line or curves that cannot be an axis, {RequestError} INVALID_INPUT for heights at stations that are not on it
 */
export function alignmentOf(
  input: DrawnInput,
  toMetres: (position: readonly number[]) => readonly [east: number, north: number],
): Alignment {
  const { name = DEFAULT_NAME, startStationM = 0, equations = [] } = input;
  const common = { name, startStationM, equations };
  const axis =
    'line' in input
      ? alignmentFromLine({ ...common, line: input.line.coordinates.map(toMetres) })
      : alignmentFromPoints({
          ...common,
          points: input.points.map(({ position, ...curve }) => {
            const [east, north] = toMetres(position);
            return { east, north, ...curve };
          }),
        });
  if (!input.profile) return axis;
  const profile = input.profile.map(({ stationM, elevationM, curveLengthM = 0 }) => ({
    distanceM: distanceAt(axis, stationM),
    elevationM,
    curveLengthM,
  }));
  checkProfile(profile);
  return { ...axis, profile };
}
