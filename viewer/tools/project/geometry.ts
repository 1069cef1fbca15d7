/** Places of the site as GeoJSON: longitude and latitude for everybody, and beside them the CRS of the site with all its digits. */
import type { EntryContent, Geometry } from '../../api/projects.ts';
import type { SiteFrame, SitePosition } from '../../state/site-frame.ts';

export type GeometryKind = 'Point' | 'LineString' | 'Polygon';

/** A place whose height may not be known. */
export type Place = Omit<SitePosition, 'height'> & { readonly height: number | null };

/** 1e-9 of a degree is a tenth of a millimetre. */
const DEGREES = 9;

export function geometryOf(
  frame: SiteFrame,
  type: GeometryKind,
  places: readonly Place[],
): Pick<EntryContent, 'geometry' | 'exact'> {
  const withHeight = places.every(({ height }) => height !== null);
  const third = ({ height }: Place) => (withHeight && height !== null ? [height] : []);
  const degrees = places.map((place) => {
    const [lon, lat] = frame.toLonLat(place.east, place.north);
    return [Number(lon.toFixed(DEGREES)), Number(lat.toFixed(DEGREES)), ...third(place)];
  });
  const plane = places.map((place) => [place.east / frame.unitM, place.north / frame.unitM, ...third(place)]);
  const shaped = (positions: number[][]): Geometry => {
    if (type === 'Point') return { type, coordinates: positions[0] ?? [] };
    if (type === 'LineString') return { type, coordinates: positions };
    return { type, coordinates: [[...positions, positions[0] ?? []]] };
  };
  const geometry = shaped(degrees);
  return frame.code === null ? { geometry } : { geometry, exact: { crs: frame.code, geometry: shaped(plane) } };
}

/**
 * Where an entry stands in the site: from its exact coordinates where they are in this CRS, else from longitude and latitude. The first
 * vertex of a line, the first corner of an area. A height that is not known is that of the camera's target.
 */
export function placeOf(
  { geometry, exact }: Pick<EntryContent, 'geometry' | 'exact'>,
  frame: SiteFrame,
  elevationM: number,
): SitePosition | null {
  const own = exact && exact.crs === frame.code ? firstPosition(exact.geometry) : null;
  if (own) return { east: own[0] * frame.unitM, north: own[1] * frame.unitM, height: own[2] ?? elevationM };
  const degrees = geometry ? firstPosition(geometry) : null;
  if (!degrees) return null;
  const [east, north] = frame.fromLonLat(degrees[0], degrees[1]);
  return { east, north, height: degrees[2] ?? elevationM };
}

function firstPosition({ coordinates }: Geometry): readonly [number, number, number?] | null {
  let value: unknown = coordinates;
  while (Array.isArray(value) && Array.isArray(value[0])) value = value[0];
  if (!Array.isArray(value)) return null;
  const [x, y, z] = value as unknown[];
  if (typeof x !== 'number' || typeof y !== 'number') return null;
  return typeof z === 'number' ? [x, y, z] : [x, y];
}
