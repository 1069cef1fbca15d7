/** The stations of an alignment that a request means, and the alignment as answers have it. */
import type { Static } from 'typebox';
import type { Alignment } from '#core/alignment/alignment.ts';
import { distanceAt, type ListedStation, parseStation, stationAt, stationList } from '#core/alignment/stations.ts';
import { profileGrades, verticalCurves } from '#core/alignment/vertical.ts';
import type { AlignmentPart, ProfilePart } from '#core/contract/cross-sections.ts';
import { RequestError } from '#core/errors.ts';

export interface StationRequest {
  readonly pitchM: number;
  readonly plusStations: readonly (number | string)[];
  readonly namedPoints: boolean;
  readonly fromStation?: number | undefined;
  readonly toStation?: number | undefined;
}

/**
 * @throws {RequestError} INVALID_INPUT for stations that are not on the axis, and when there is none
 * @throws {LimitError} above 10,000 stations
 */
export function requestedStations(
  alignment: Alignment,
  { pitchM, plusStations, namedPoints, fromStation, toStation }: StationRequest,
): ListedStation[] {
  const stations = stationList(alignment, {
    pitchM,
    plusDistancesM: plusStations.map((plus) =>
      distanceAt(alignment, typeof plus === 'number' ? plus : parseStation(plus, pitchM)),
    ),
    namedPoints,
    ...(fromStation === undefined ? {} : { fromM: distanceAt(alignment, fromStation) }),
    ...(toStation === undefined ? {} : { toM: distanceAt(alignment, toStation) }),
  });
  if (stations.length === 0)
    throw new RequestError('INVALID_INPUT', 'there is no station between fromStation and toStation');
  return stations;
}

export function alignmentAnswer(alignment: Alignment): Static<typeof AlignmentPart> {
  const { name, lengthM, startStationM, elements, equations, points, profile } = alignment;
  return {
    name,
    lengthM,
    startStationM,
    elements: [...elements],
    equations: [...equations],
    points: [...points],
    profile: profile && [...profile],
  };
}

/** Heights of the design with their grades and curves; null when the alignment has none. */
export function designAnswer(alignment: Alignment): ProfilePart['design'] {
  const { profile } = alignment;
  return (
    profile && {
      points: verticalCurves(profile).map((curve) => ({ ...curve, stationM: stationAt(alignment, curve.distanceM) })),
      grades: profileGrades(profile),
    }
  );
}
