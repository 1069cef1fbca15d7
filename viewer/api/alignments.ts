/** Stored alignments: what a file held, and its axes as lines. Who knows the id may read it. */
import { ApiError, isRecord, requestJson } from './client.ts';
import { type Check, readChecks } from './surfaces.ts';

export interface AlignmentFacts {
  readonly name: string;
  readonly lengthM: number;
  readonly startStationM: number;
  readonly endStationM: number;
  readonly elements: number;
  readonly hasProfile: boolean;
  readonly checks: readonly Check[];
}

/** The alignments of one file. */
export interface StoredAlignments {
  readonly id: string;
  readonly crs: string | null;
  readonly fileName: string;
  readonly checks: readonly Check[];
  readonly alignments: readonly AlignmentFacts[];
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);

/** @throws {ApiError} FORMAT */
export function readStoredAlignments(body: unknown): StoredAlignments {
  if (!isRecord(body) || typeof body.id !== 'string' || !Array.isArray(body.alignments)) {
    throw new ApiError(200, 'FORMAT', 'expected the record of alignments');
  }
  return {
    id: body.id,
    crs: typeof body.crs === 'string' ? body.crs : null,
    fileName: isRecord(body.source) ? String(body.source.fileName) : '',
    checks: readChecks(body.checks),
    alignments: body.alignments.filter(isRecord).map((one) => ({
      name: String(one.name),
      lengthM: numberOf(one.lengthM),
      startStationM: numberOf(one.startStationM),
      endStationM: numberOf(one.endStationM),
      elements: numberOf(one.elements),
      hasProfile: one.hasProfile === true,
      checks: readChecks(one.checks),
    })),
  };
}

const path = (id: string) => `/api/alignments/${encodeURIComponent(id)}`;

export const getAlignments = async (id: string): Promise<StoredAlignments> =>
  readStoredAlignments(await requestJson(path(id)));

/** Those that the store offers to everybody. @throws {ApiError} */
export async function listAlignments(): Promise<readonly StoredAlignments[]> {
  const body = await requestJson('/api/alignments');
  return isRecord(body) && Array.isArray(body.alignments) ? body.alignments.map(readStoredAlignments) : [];
}

export interface AxisLine {
  readonly name: string;
  readonly positions: readonly (readonly [number, number])[];
}

/** The axes as chords within 1 cm, in the system that the document names. @throws {ApiError} */
export async function getAxisLines(id: string): Promise<{ crs: string | null; lines: readonly AxisLine[] }> {
  const body = await requestJson(`${path(id)}/line`);
  const features: unknown = isRecord(body) ? body.features : null;
  if (!isRecord(body) || !Array.isArray(features)) throw new ApiError(200, 'FORMAT', 'expected axes as lines');
  const lines = features
    .filter(isRecord)
    .flatMap(({ properties, geometry }) =>
      isRecord(properties) && isRecord(geometry) && Array.isArray(geometry.coordinates)
        ? [{ name: String(properties.name), positions: geometry.coordinates as AxisLine['positions'] }]
        : [],
    );
  return { crs: typeof body.crs === 'string' ? body.crs : null, lines };
}
