/**
 * The frame in which the tiles of one item stand: metres east, north, up from an origin that follows from the item's
 * cube alone, so that tileset and node contents agree without talking to each other.
 * - `ecef`: the local horizon (ENU) at the cube's centre. Every point goes there by itself: projection inverse, geoid
 *   height, ECEF, ENU. Nothing assumes a flat earth.
 * - `local`: the collection's own CRS scaled to metres, heights as they are. The origin is the cube's centre rounded to
 *   whole metres.
 */

import type { Crs } from '../crs/crs-model.ts';
import { ecefToEnu, enuFrame, enuToEcefMatrix, geodeticToEcef } from '../crs/ecef.ts';
import { createBulkToLonLat, type GroundExtent } from '../crs/fast-projection.ts';
import type { Geoid } from '../crs/geoid.ts';
import { createProjection } from '../crs/projection.ts';
import { CrsError } from '../errors.ts';

export type FrameKind = 'ecef' | 'local';

/** Coordinates of many points in CRS units, one array an axis. */
export interface PointCoordinates {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
}

export interface TileFrame {
  readonly kind: FrameKind;
  /** Tile to world (ECEF, or CRS in metres), 16 numbers column by column. */
  readonly transform: readonly number[];
  /** Writes east, north, up (metres, from the origin) of every point, three numbers each. */
  place(points: PointCoordinates): Float64Array;
}

export interface FrameOptions {
  readonly crs: Crs;
  /** Needed for `ecef`; heights that stand on the ellipsoid get none of it. */
  readonly geoid: Geoid;
  /** Centre of the item's cube, CRS units. */
  readonly center: readonly [number, number, number];
}

/**
 * The frame of an item.
 * @throws {CrsError} for `local` of a geographic system (degrees are no plane), and for `ecef` when the centre has no
 * longitude and latitude
 */
export function createTileFrame(kind: FrameKind, options: FrameOptions): TileFrame {
  return kind === 'ecef' ? ecefFrame(options) : localFrame(options);
}

function localFrame({ crs, center }: FrameOptions): TileFrame {
  if (crs.kind === 'geographic')
    throw new CrsError(`the local frame needs a projected system, "${crs.name}" is geographic`, { code: crs.code });
  const { horizontalUnitM: unitM, verticalUnitM } = crs;
  const origin = [center[0] * unitM, center[1] * unitM, center[2] * verticalUnitM].map(Math.round) as [
    number,
    number,
    number,
  ];
  return {
    kind: 'local',
    transform: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, ...origin, 1],
    place({ east, north, height }) {
      const placed = new Float64Array(3 * east.length);
      for (let point = 0, at = 0; point < east.length; point++) {
        placed[at++] = east[point]! * unitM - origin[0];
        placed[at++] = north[point]! * unitM - origin[1];
        placed[at++] = height[point]! * verticalUnitM - origin[2];
      }
      return placed;
    },
  };
}

function ecefFrame({ crs, geoid, center }: FrameOptions): TileFrame {
  const projection = createProjection(crs);
  const undulation = crs.ellipsoidalHeights ? () => 0 : geoid.heightAt;
  const [lon, lat] = projection.toLonLat(center[0], center[1]);
  if (!Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lat) > 90)
    throw new CrsError(`"${crs.name}": the centre ${center[0]}, ${center[1]} has no longitude and latitude`, {
      code: crs.code,
    });
  const frame = enuFrame(lon, lat, center[2] * crs.verticalUnitM + undulation(lon, lat));
  return {
    kind: 'ecef',
    transform: enuToEcefMatrix(frame),
    place({ east, north, height }) {
      const count = east.length;
      const [lons, lats] = [new Float64Array(count), new Float64Array(count)];
      createBulkToLonLat(projection, extentOf(east, north), count).convert(east, north, lons, lats);
      const placed = new Float64Array(3 * count);
      for (let point = 0; point < count; point++) {
        const [lonDeg, latDeg] = [lons[point]!, lats[point]!];
        const [x, y, z] = geodeticToEcef(
          lonDeg,
          latDeg,
          height[point]! * crs.verticalUnitM + undulation(lonDeg, latDeg),
        );
        [placed[3 * point], placed[3 * point + 1], placed[3 * point + 2]] = ecefToEnu(frame, x, y, z) as [
          number,
          number,
          number,
        ];
      }
      return placed;
    },
  };
}

function extentOf(east: Float64Array, north: Float64Array): GroundExtent {
  let [minE, minN, maxE, maxN] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let point = 0; point < east.length; point++) {
    minE = Math.min(minE, east[point]!);
    maxE = Math.max(maxE, east[point]!);
    minN = Math.min(minN, north[point]!);
    maxN = Math.max(maxN, north[point]!);
  }
  return { minE, minN, maxE, maxN };
}
