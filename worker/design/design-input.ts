/** From a request to a platform in metres, and to the ground around it. */

import type { Alignment } from '#core/alignment/alignment.ts';
import { axisPolyline } from '#core/alignment/place-on-axis.ts';
import { profileElevation } from '#core/alignment/vertical.ts';
import type { DesignRequest } from '#core/contract/design-surface.ts';
import { type Crs, crsFromCode } from '#core/crs/crs.ts';
import { type Platform, padPlatform } from '#core/design/platform.ts';
import { type Profile, type SectionPoint, sectionPlatform } from '#core/design/section-platform.ts';
import { CrsError, RequestError, UnsupportedError } from '#core/errors.ts';
import { type AreaGeometry, type Polygon, parsePolygon, ringsOf } from '#core/geometry/polygon.ts';
import { type Ring, signedArea } from '#core/geometry/ring.ts';
import { type Polyline, polylineOf } from '#core/measure/polyline.ts';
import { dippingPlane, horizontalPlane, type Plane } from '#core/surface/plane.ts';
import { alignmentOfRequest } from '../alignments/request-alignment.ts';
import { type RequestFrame, requestFrame } from '../measuring/request-frame.ts';
import { surfaceCrs } from '../measuring/stored-surface.ts';
import type { PlaneSource, SurfaceSource } from '../measuring/surface-source.ts';
import type { Store } from '../store/store.ts';

/** Chords of curves are off the axis by at most this: what a mesh in whole millimetres of a road shows. */
const CHORD_ERROR_M = 0.01;

/**
 * The request's coordinates: those of the ground, or, on a plane, of the system that the request names.
 * @throws {CrsError} for a system in degrees, or none
 */
export function designFrame(source: SurfaceSource, requested: string | undefined): RequestFrame {
  if (source.kind === 'points') return requestFrame([source], requested);
  if (source.kind === 'stored') {
    const crs = surfaceCrs(source);
    if (!crs) {
      throw new CrsError(`${source.record.name} states no reference system: say it with "crs" in the surface`);
    }
    return requestFrame([{ collection: source.record.name, crs }], requested);
  }
  if (requested === undefined) throw new CrsError('inputs.crs: is missing; a plane has no reference system of its own');
  const crs: Crs = crsFromCode(requested);
  if (crs.kind !== 'projected') {
    throw new CrsError(`inputs.crs: expected a projected system on a plane, got ${crs.name}, which is in degrees`);
  }
  const unitM = crs.horizontalUnitM;
  return { crs, toMetres: (east, north) => [east * unitM, north * unitM] };
}

/** @throws {GeometryError} for areas and alignments that are none */
export async function platformOf(
  request: DesignRequest,
  frame: RequestFrame,
  store: Pick<Store, 'dir' | 'assertUpload'>,
): Promise<Platform> {
  return request.kind === 'pad' ? padOf(request, frame) : await sectionOf(request, frame, store);
}

function padOf({ area, elevationM = 0, slope }: DesignRequest, frame: RequestFrame): Platform {
  const polygon = parsePolygon(area as AreaGeometry, frame.toMetres);
  return padPlatform(polygon, padPlane(polygon, elevationM, slope, frame));
}

function padPlane(polygon: Polygon, elevationM: number, slope: DesignRequest['slope'], frame: RequestFrame): Plane {
  if (!slope) return horizontalPlane(elevationM);
  const { point, fallPercent, azimuthDeg } = slope;
  const [east, north] = point ? frame.toMetres(point[0]!, point[1]!) : centroidOf(polygon);
  const dipDeg = (Math.atan(fallPercent / 100) * 180) / Math.PI;
  return dippingPlane(east, north, elevationM, dipDeg, azimuthDeg);
}

function centroidOf(polygon: Polygon): [number, number] {
  const { minE, minN } = polygon.bounds;
  let [east, north, area] = [0, 0, 0];
  for (const ring of ringsOf(polygon)) {
    const moment = momentOf(ring, minE, minN);
    east += moment[0];
    north += moment[1];
    area += signedArea(ring);
  }
  return [minE + east / area, minN + north / area];
}

function momentOf({ east, north }: Ring, originE: number, originN: number): [number, number] {
  let [momentE, momentN] = [0, 0];
  for (let i = 0; i < east.length; i++) {
    const j = (i + 1) % east.length;
    const [aE, aN, bE, bN] = [east[i]! - originE, north[i]! - originN, east[j]! - originE, north[j]! - originN];
    const cross = aE * bN - bE * aN;
    momentE += ((aE + bE) * cross) / 6;
    momentN += ((aN + bN) * cross) / 6;
  }
  return [momentE, momentN];
}

async function sectionOf(
  { alignment, profile, carriageway }: DesignRequest,
  frame: RequestFrame,
  store: Pick<Store, 'dir' | 'assertUpload'>,
): Promise<Platform> {
  const sides = { left: pointsOf(carriageway!.left), right: pointsOf(carriageway!.right) };
  if (alignment && !('type' in alignment)) {
    const axis = await alignmentOfRequest(store, alignment, frame);
    const line = axisPolyline(axis, CHORD_ERROR_M);
    return sectionPlatform(line, profile ? givenProfile(profile) : axisProfile(axis, line), sides);
  }
  const positions = alignment!.coordinates;
  const line = polylineOf(positions.map(([first, second]) => frame.toMetres(first!, second!)));
  return sectionPlatform(line, profile ? givenProfile(profile) : ownProfile(positions, line.distance), sides);
}

/** The alignment's heights at its chords' ends and where its grades and curves begin and end. */
function axisProfile(axis: Alignment, { distance, lengthM }: Polyline): Profile {
  if (!axis.profile) {
    throw new RequestError('INVALID_INPUT', `inputs.profile: is missing; the alignment ${axis.name} has no heights`);
  }
  // chords are a little shorter than the axis
  const scale = axis.lengthM / lengthM;
  const bends = axis.profile.flatMap(({ distanceM, curveLengthM }) =>
    curvePlaces(curveLengthM).map((shiftM) => (distanceM + shiftM) / scale),
  );
  const wanted = [...distance, ...bends.filter((at) => at > 0 && at < lengthM)].sort((a, b) => a - b);
  const stations = wanted.filter((at, i) => i === 0 || at - wanted[i - 1]! > 1e-3 || at === lengthM);
  return {
    stationM: Float64Array.from(stations),
    heightM: Float64Array.from(stations, (at) => {
      const height = profileElevation(axis.profile, Math.min(axis.lengthM, at * scale));
      if (height !== null) return height;
      throw new RequestError(
        'INVALID_INPUT',
        `the heights of the alignment ${axis.name} do not reach station ${(at * scale + axis.startStationM).toFixed(2)} m`,
      );
    }),
  };
}

/** A vertical curve as chords of at most 5 m, from its intersection. */
function curvePlaces(lengthM: number): number[] {
  const count = 2 * Math.ceil(lengthM / 10);
  return count === 0 ? [0] : Array.from({ length: count + 1 }, (_, k) => (k / count - 0.5) * lengthM);
}

function givenProfile(profile: readonly (readonly number[])[]): Profile {
  return {
    stationM: Float64Array.from(profile, ([station]) => station!),
    heightM: Float64Array.from(profile, ([, height]) => height!),
  };
}

function ownProfile(positions: readonly (readonly number[])[], distance: Float64Array): Profile {
  const heights = positions.map((position) => position[2]);
  if (heights.length !== distance.length || heights.some((height) => height === undefined)) {
    throw new RequestError(
      'INVALID_INPUT',
      'inputs.profile: is missing; without it every position of the alignment needs a height, and none may repeat the one before',
    );
  }
  return { stationM: distance, heightM: Float64Array.from(heights as number[]) };
}

function pointsOf(points: NonNullable<DesignRequest['carriageway']>['left'] = []): SectionPoint[] {
  let [offsetBefore, heightBefore] = [0, 0];
  return points.map(({ offsetM, heightM, crossFallPercent = 0 }) => {
    heightBefore = heightM ?? heightBefore - (crossFallPercent / 100) * (offsetM - offsetBefore);
    offsetBefore = offsetM;
    return { offsetM, heightM: heightBefore };
  });
}

/** @throws {UnsupportedError} for a plane fitted to another surface: there is none */
export function groundPlane({ plane }: PlaneSource, frame: RequestFrame): Plane {
  if ('elevationM' in plane) return horizontalPlane(plane.elevationM);
  if ('fit' in plane)
    throw new UnsupportedError('a design on a fitted plane (give elevationM or point, dipDeg, azimuthDeg)');
  const [first, second, heightM] = plane.point as [number, number, number];
  const [east, north] = frame.toMetres(first, second);
  return dippingPlane(east, north, heightM, plane.dipDeg, plane.azimuthDeg);
}
