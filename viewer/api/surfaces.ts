/** Stored surfaces: what they are, their lines, and their files. */
import { ApiError, isRecord, requestJson } from './client.ts';

export interface Check {
  readonly code: string;
  readonly message: string;
}

/** What is known of a stored surface, as far as the page shows it. */
export interface SurfaceInfo {
  readonly id: string;
  readonly kind: 'mesh' | 'raster';
  readonly name: string;
  readonly format: string;
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  /** Triangles, or nodes with a height. */
  readonly count: number;
  readonly minHeightM: number;
  readonly maxHeightM: number;
  readonly checks: readonly Check[];
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function readChecks(value: unknown): Check[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map(({ code, message }) => ({ code: String(code), message: String(message) }));
}

/** @throws {ApiError} FORMAT */
export function readSurfaceInfo(body: unknown): SurfaceInfo {
  if (!isRecord(body) || typeof body.id !== 'string' || (body.kind !== 'mesh' && body.kind !== 'raster')) {
    throw new ApiError(200, 'FORMAT', 'expected the record of a surface');
  }
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  return {
    id: body.id,
    kind: body.kind,
    name: textOrNull(body.name) ?? body.id,
    format: isRecord(body.source) ? (textOrNull(body.source.format) ?? '') : '',
    crs: textOrNull(body.crs),
    verticalDatum: textOrNull(body.verticalDatum),
    count: number(body.count),
    minHeightM: number(body.minHeightM),
    maxHeightM: number(body.maxHeightM),
    checks: readChecks(body.checks),
  };
}

const path = (id: string) => `/api/surfaces/${encodeURIComponent(id)}`;

export const getSurface = async (id: string): Promise<SurfaceInfo> => readSurfaceInfo(await requestJson(path(id)));

export const landXmlUrl = (id: string): string => `${path(id)}/landxml`;

/** Footprint and break lines, positions with heights in `crs`; null: the system of the data. */
export interface OutlineDocument {
  readonly crs: string | null;
  readonly name: string;
  /** Coordinates of a MultiPolygon. */
  readonly footprint: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly breakLines: readonly (readonly (readonly number[])[])[];
}

/** @throws {ApiError} */
export async function getOutline(id: string): Promise<OutlineDocument> {
  const body = await requestJson(`${path(id)}/outline`);
  const features: unknown = isRecord(body) ? body.features : null;
  if (!isRecord(body) || !Array.isArray(features)) throw new ApiError(200, 'FORMAT', 'expected an outline');
  const found = features.filter(isRecord);
  const coordinates = (name: string): unknown => {
    const geometry = found.find((feature) => feature.id === name)?.geometry;
    return isRecord(geometry) && Array.isArray(geometry.coordinates) ? geometry.coordinates : [];
  };
  const properties = found[0]?.properties;
  return {
    crs: textOrNull(body.crs),
    name: isRecord(properties) ? String(properties.name) : '',
    footprint: coordinates('footprint') as OutlineDocument['footprint'],
    breakLines: coordinates('break-lines') as OutlineDocument['breakLines'],
  };
}
