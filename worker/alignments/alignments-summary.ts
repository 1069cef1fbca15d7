/** What clients are told of stored alignments: names, stations, and their axes as GeoJSON lines. */
import { axisPolyline } from '#core/alignment/place-on-axis.ts';
import { stationAt } from '#core/alignment/stations.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { createProjection } from '#core/crs/projection.ts';
import { RequestError } from '#core/errors.ts';
import type { AlignmentsRecord, StoredAlignment } from './alignments-record.ts';

/** Largest distance of a drawn chord from the axis. */
const CHORD_ERROR_M = 0.01;

export interface AlignmentSummary {
  readonly name: string;
  readonly lengthM: number;
  readonly startStationM: number;
  readonly endStationM: number;
  readonly elements: number;
  readonly hasProfile: boolean;
  readonly equations: StoredAlignment['alignment']['equations'];
  readonly points: readonly { readonly name: string; readonly distanceM: number; readonly stationM: number }[];
  readonly profileSurfaces: readonly string[];
  readonly crossSections: number;
  readonly checks: StoredAlignment['checks'];
}

export interface AlignmentsSummary extends Omit<AlignmentsRecord, 'alignments'> {
  readonly alignments: readonly AlignmentSummary[];
}

export function alignmentsSummary({ alignments, ...rest }: AlignmentsRecord): AlignmentsSummary {
  return { ...rest, alignments: alignments.map(summaryOf) };
}

function summaryOf({ alignment, checks, profileSurfaces, crossSections }: StoredAlignment): AlignmentSummary {
  const { name, lengthM, startStationM, elements, profile, equations, points } = alignment;
  return {
    name,
    lengthM,
    startStationM,
    endStationM: stationAt(alignment, lengthM),
    elements: elements.length,
    hasProfile: profile !== null,
    equations,
    points: points.map((point) => ({ ...point, stationM: stationAt(alignment, point.distanceM) })),
    profileSurfaces: profileSurfaces.map((line) => line.name),
    crossSections: crossSections.length,
    checks,
  };
}

/**
 * The axes as a GeoJSON FeatureCollection.
 * @param crs `OGC:CRS84` for longitude and latitude; null: the plane of the alignments
 * @throws {RequestError} INVALID_INPUT when degrees are asked for and the plane is not known, or for another system
 */
export function alignmentLines(record: AlignmentsRecord, crs: string | null): object {
  const place = placing(record.crs, crs);
  return {
    type: 'FeatureCollection',
    crs: crs ?? record.crs,
    features: record.alignments.map((stored) => {
      const { east, north } = axisPolyline(stored.alignment, CHORD_ERROR_M);
      const coordinates = Array.from(east, (e, i) => place(e, north[i]!));
      return { type: 'Feature', properties: summaryOf(stored), geometry: { type: 'LineString', coordinates } };
    }),
  };
}

function placing(own: string | null, wanted: string | null): (e: number, n: number) => readonly [number, number] {
  if (wanted === null || wanted === own) return (e, n) => [e, n];
  if (wanted !== 'OGC:CRS84' || own === null) {
    const expected = own === null ? 'no crs, as that of the alignment is not known' : `OGC:CRS84 or ${own}`;
    throw new RequestError('INVALID_INPUT', `crs: expected ${expected}, got ${wanted.slice(0, 80)}`, { path: 'crs' });
  }
  const source = crsFromCode(own);
  const projection = createProjection(source);
  return (e, n) => projection.toLonLat(e / source.horizontalUnitM, n / source.horizontalUnitM);
}
