/**
 * From the coordinates of a file to those of the site: metres east, north and up in the plane of the site frame. A plain
 * object, so that it goes to a worker. JGD2000, JGD2011 and WGS 84 count as one (worker/core/crs/README.md).
 */
import { type Crs, createProjection } from '#core/crs/crs.ts';
import type { PointColumns } from '../streaming/point-tree.ts';

export interface Placing {
  /** Of the file; null when it is that of the site. */
  readonly from: Pick<Crs, 'proj4' | 'kind' | 'name'> | null;
  /** Metres of the file's units. */
  readonly unitM: number;
  readonly verticalUnitM: number;
  /** Units of `from` in one of the file's: a drawing in millimetres has another than its system. */
  readonly fromUnits: number;
  /** Of the site. */
  readonly to: string;
  readonly siteUnitM: number;
  /** Added to heights, metres: minus the geoid height where the file stands on the ellipsoid. */
  readonly liftM: number;
}

/** What of the site frame a placing needs. */
export interface SitePlane {
  readonly proj4: string;
  readonly unitM: number;
  readonly geoidHeightM: number;
}

/** @param unitM metres of the file's units where it is not the system that says them */
export function placingOf(crs: Crs, site: SitePlane, unitM: number | null = null): Placing {
  return {
    from: crs.proj4 === site.proj4 ? null : { proj4: crs.proj4, kind: crs.kind, name: crs.name },
    unitM: unitM ?? crs.horizontalUnitM,
    verticalUnitM: unitM ?? crs.verticalUnitM,
    fromUnits: unitM === null ? 1 : unitM / crs.horizontalUnitM,
    to: site.proj4,
    siteUnitM: site.unitM,
    liftM: crs.ellipsoidalHeights ? -site.geoidHeightM : 0,
  };
}

/** East and north of the site, metres, of a position in the file's units. @throws {CrsError} when proj4 lacks the projection */
export function createPlacer({
  from,
  unitM,
  fromUnits,
  to,
  siteUnitM,
}: Placing): (x: number, y: number) => [number, number] {
  if (from === null) return (x, y) => [x * unitM, y * unitM];
  const own = createProjection(from);
  const site = createProjection({ proj4: to, kind: 'projected', name: 'site' });
  return (x, y) => {
    const [east, north] = site.fromLonLat(...own.toLonLat(x * fromUnits, y * fromUnits));
    return [east * siteUnitM, north * siteUnitM];
  };
}

/** Columns in metres of the file's own plane (viewer/streaming/decode/columns.ts), moved to the site. */
export function placeColumns(
  columns: PointColumns,
  placing: Placing,
  place: (x: number, y: number) => [number, number],
): PointColumns {
  const { from, liftM, unitM } = placing;
  const [e, n, h] = columns.origin;
  if (from === null) return liftM === 0 ? columns : { ...columns, origin: [e, n, h + liftM] };
  const { count, position } = columns;
  if (count === 0) return columns;
  const moved = new Float32Array(3 * count);
  const first = place((e + position[0]!) / unitM, (n + position[1]!) / unitM);
  // whole metres below all points by far: a kilometre of room keeps a tenth of a millimetre
  const origin = [Math.floor(first[0]), Math.floor(first[1]), h + liftM] as const;
  for (let at = 0; at < 3 * count; at += 3) {
    const [east, north] = place((e + position[at]!) / unitM, (n + position[at + 1]!) / unitM);
    moved[at] = east - origin[0];
    moved[at + 1] = north - origin[1];
    moved[at + 2] = position[at + 2]!;
  }
  return { ...columns, position: moved, origin };
}
