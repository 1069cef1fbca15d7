/** The footprint and the break lines of a stored mesh as GeoJSON. */
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { meshLines } from '#core/design/mesh-lines.ts';
import { CrsError, LimitError, RequestError, UnsupportedError } from '#core/errors.ts';
import type { SurfaceData, SurfaceRecord } from '../surfaces/surface-record.ts';

/** Most triangles whose lines are looked for: more are a survey, not a design. */
const MAX_TRIANGLES = 1_000_000;
export const CRS84 = 'OGC:CRS84';

type Position = [number, number, number];

export interface OutlineFeature {
  readonly type: 'Feature';
  readonly id: 'footprint' | 'break-lines';
  readonly properties: { readonly surface: string; readonly name: string };
  readonly geometry:
    | { readonly type: 'MultiPolygon'; readonly coordinates: Position[][][] }
    | { readonly type: 'MultiLineString'; readonly coordinates: Position[][] };
}

export interface SurfaceOutline {
  readonly type: 'FeatureCollection';
  /** Of the positions; heights are metres. Null when the surface's system is unknown. */
  readonly crs: string | null;
  readonly features: readonly OutlineFeature[];
}

/**
 * @param wanted `OGC:CRS84`, or the surface's own system (default)
 * @throws {UnsupportedError} for a raster
 * @throws {CrsError} for longitude and latitude of a surface whose system is unknown
 * @throws {RequestError} INVALID_INPUT for any other system
 * @throws {LimitError} for a mesh of too many triangles
 */
export function surfaceOutline(record: SurfaceRecord, data: SurfaceData, wanted: string | undefined): SurfaceOutline {
  if (data.kind !== 'mesh') throw new UnsupportedError('the outline of a raster (a surface of triangles has one)');
  const { mesh } = data;
  const count = mesh.triangles.length / 3;
  if (count > MAX_TRIANGLES) {
    throw new LimitError(`the surface has ${count} triangles; lines are drawn of at most ${MAX_TRIANGLES}`, {
      limit: MAX_TRIANGLES,
      actual: count,
    });
  }
  const toPosition = positionsIn(record, wanted);
  const place = (v: number): Position => toPosition(mesh.east[v]!, mesh.north[v]!, mesh.height[v]!);
  const ring = (vertices: readonly number[]): Position[] => [...vertices, vertices[0]!].map(place);
  const { footprint, breakLines } = meshLines(mesh);
  const properties = { surface: record.id, name: record.name };
  return {
    type: 'FeatureCollection',
    crs: wanted === undefined ? record.crs : wanted,
    features: [
      {
        type: 'Feature',
        id: 'footprint',
        properties,
        geometry: {
          type: 'MultiPolygon',
          coordinates: footprint.map(({ outer, holes }) => [ring(outer), ...holes.map(ring)]),
        },
      },
      {
        type: 'Feature',
        id: 'break-lines',
        properties,
        geometry: { type: 'MultiLineString', coordinates: breakLines.map((line) => line.map(place)) },
      },
    ],
  };
}

function positionsIn(
  { crs: code }: SurfaceRecord,
  wanted: string | undefined,
): (east: number, north: number, height: number) => Position {
  const millimetres = (value: number) => Math.round(value * 1000) / 1000;
  if (wanted !== undefined && wanted !== CRS84 && wanted !== code) {
    throw new RequestError('INVALID_INPUT', `crs: expected ${CRS84} or ${code ?? 'none'}, got ${wanted.slice(0, 80)}`);
  }
  if (wanted !== CRS84) {
    const unitM = code === null ? 1 : crsFromCode(code).horizontalUnitM;
    return (east, north, height) => [millimetres(east / unitM), millimetres(north / unitM), millimetres(height)];
  }
  if (code === null)
    throw new CrsError('the surface has no known reference system: its longitude and latitude neither');
  const crs = crsFromCode(code);
  const projection = createProjection(crs);
  const degrees = (value: number) => Math.round(value * 1e9) / 1e9;
  return (east, north, height) => {
    const [lon, lat] = projection.toLonLat(east / crs.horizontalUnitM, north / crs.horizontalUnitM);
    return [degrees(lon), degrees(lat), millimetres(height)];
  };
}
