/** The alignment that a request means, its stations, and both as answers have them. */
import type { Static } from 'typebox';
import type { Alignment } from '#core/alignment/alignment.ts';
import { alignmentOf, isDrawn } from '#core/alignment/alignment-of.ts';
import { distanceAt, type ListedStation, parseStation, stationAt, stationList } from '#core/alignment/stations.ts';
import { profileGrades, verticalCurves } from '#core/alignment/vertical.ts';
import type { AlignmentInput } from '#core/contract/alignment-input.ts';
import type { AlignmentPart, ProfilePart } from '#core/contract/cross-sections.ts';
import { RequestError } from '#core/errors.ts';
import { loadAlignment } from '../alignments/alignment-store.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';

export async function alignmentOfRequest(
  storeDir: string,
  { alignment: input }: { readonly alignment: AlignmentInput },
  frame: RequestFrame,
): Promise<Alignment> {
  if (isDrawn(input)) return alignmentOf(input, ([a, b]) => frame.toMetres(a ?? Number.NaN, b ?? Number.NaN));
  const { alignment, crs } = await loadAlignment(storeDir, input);
  if (crs !== null && frame.crs.code !== null && crs.toUpperCase() !== frame.crs.code.toUpperCase()) {
    throw new RequestError(
      'INVALID_INPUT',
      `the alignment ${alignment.name} is in ${crs}, the data are in ${frame.crs.code}: bring it in with the system of the data`,
    );
  }
  return alignment;
}

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
