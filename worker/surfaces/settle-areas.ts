/** From areas as readers find them to areas that can be measured: each is checked, and one that is wrong stops no other. */
import { LimitError, RequestError, TengunError } from '#core/errors.ts';
import type { NamedArea } from '#core/geometry/named-area.ts';
import { type AreaGeometry, parsePolygon } from '#core/geometry/polygon.ts';
import type { AreaFault, AreaFeature, AreasFormat, AreasRecord } from './areas-record.ts';
import type { SurfaceCheck } from './surface-record.ts';

export interface ReadAreas {
  readonly format: AreasFormat;
  /** What the file says; null when it says nothing. */
  readonly crs: string | null;
  readonly areas: readonly { readonly name: string; readonly geometry: AreaGeometry }[];
  /** Those that have no geometry at all. */
  readonly broken: readonly { readonly name: string; readonly message: string }[];
  readonly checks: readonly SurfaceCheck[];
}

/** Most areas of one file, and positions of all of them. */
export const MAX_AREAS = 20_000;
const MAX_POSITIONS = 2_000_000;

export function polygonOf({ name, ring }: NamedArea): { name: string; geometry: AreaGeometry } {
  const first = ring[0];
  return { name, geometry: { type: 'Polygon', coordinates: [first ? [...ring, first] : []] } };
}

/**
 * @param crs what the user says; goes before what the file says
 * @throws {LimitError} above {@link MAX_AREAS} or two million positions
 * @throws {RequestError} NO_DATA when the file has no closed area
 */
export function settleAreas(
  read: ReadAreas,
  crs: string | null,
  source: Omit<AreasRecord['source'], 'format'>,
): AreasRecord {
  const count = read.areas.length + read.broken.length;
  if (count === 0) throw new RequestError('NO_DATA', `${source.fileName} has no closed areas`);
  if (count > MAX_AREAS) throw tooMany('areas', MAX_AREAS, count);
  const positions = read.areas.reduce((sum, { geometry }) => sum + positionCount(geometry), 0);
  if (positions > MAX_POSITIONS) throw tooMany('positions', MAX_POSITIONS, positions);
  const features: AreaFeature[] = [];
  const faults: AreaFault[] = read.broken.map(({ name, message }, i) => {
    return { name, index: read.areas.length + i, code: 'GEOMETRY', message };
  });
  read.areas.forEach(({ name, geometry }, index) => {
    try {
      parsePolygon(geometry);
      features.push({ type: 'Feature', properties: { name }, geometry });
    } catch (error) {
      if (!(error instanceof TengunError)) throw error;
      faults.push({ name, index, code: error.code, message: error.message });
    }
  });
  const checks = [...read.checks];
  if (crs !== null && read.crs !== null && crs !== read.crs) {
    checks.push({ code: 'CRS_CONTRADICTS', message: `the file says ${read.crs}; ${crs} was taken` });
  }
  return {
    type: 'FeatureCollection',
    crs: crs ?? read.crs,
    features,
    faults: faults.sort((a, b) => a.index - b.index),
    checks,
    source: { format: read.format, ...source },
  };
}

function positionCount({ type, coordinates }: AreaGeometry): number {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  return polygons.reduce((sum, rings) => sum + rings.reduce((inner, ring) => inner + ring.length, 0), 0);
}

function tooMany(what: string, limit: number, actual: number): LimitError {
  return new LimitError(`expected at most ${limit} ${what} in a file, seen ${actual}`, { limit, actual });
}
