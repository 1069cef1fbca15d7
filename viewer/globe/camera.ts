/** Poses of the page ↔ the globe's camera. Elevations become ellipsoidal heights by the geoid height of the frame. */
import {
  type Camera,
  Cartesian2,
  Cartesian3,
  Cartographic,
  Math as CesiumMath,
  Ellipsoid,
  IntersectionTests,
  Matrix4,
  PerspectiveFrustum,
  Ray,
  Transforms,
} from '@cesium/engine';
import { type CameraPose, FIELD_OF_VIEW_DEG, normalizePose } from '../state/camera-pose.ts';

/** Directions of the local frame (east, north, up) at a place, as rows of numbers. */
interface LocalAxes {
  readonly east: Cartesian3;
  readonly north: Cartesian3;
  readonly up: Cartesian3;
}

function axesAt(position: Cartesian3): LocalAxes {
  const m = Transforms.eastNorthUpToFixedFrame(position);
  return {
    east: Matrix4.multiplyByPointAsVector(m, Cartesian3.UNIT_X, new Cartesian3()),
    north: Matrix4.multiplyByPointAsVector(m, Cartesian3.UNIT_Y, new Cartesian3()),
    up: Matrix4.multiplyByPointAsVector(m, Cartesian3.UNIT_Z, new Cartesian3()),
  };
}

function combine(axes: LocalAxes, east: number, north: number, up: number): Cartesian3 {
  return new Cartesian3(
    axes.east.x * east + axes.north.x * north + axes.up.x * up,
    axes.east.y * east + axes.north.y * north + axes.up.y * up,
    axes.east.z * east + axes.north.z * north + axes.up.z * up,
  );
}

/** Points the camera: same place, direction and field of view as the site view's camera has. */
export function applyPose(camera: Camera, pose: CameraPose, geoidHeightM: number): void {
  const target = Cartesian3.fromDegrees(pose.lon, pose.lat, pose.elevationM + geoidHeightM);
  const axes = axesAt(target);
  const heading = CesiumMath.toRadians(pose.headingDeg);
  // Along the horizon the camera would see no ground to stand on.
  const pitch = CesiumMath.toRadians(Math.min(-1, pose.pitchDeg));
  const direction = combine(
    axes,
    Math.sin(heading) * Math.cos(pitch),
    Math.cos(heading) * Math.cos(pitch),
    Math.sin(pitch),
  );
  const up = combine(axes, -Math.sin(heading) * Math.sin(pitch), -Math.cos(heading) * Math.sin(pitch), Math.cos(pitch));
  const back = Cartesian3.multiplyByScalar(direction, -pose.rangeM, new Cartesian3());
  camera.setView({ destination: Cartesian3.add(target, back, new Cartesian3()), orientation: { direction, up } });
}

/** The engine's field of view is that of the longer side; ours is always the vertical one. */
export function fitFieldOfView(camera: Camera, aspect: number, verticalDeg = FIELD_OF_VIEW_DEG): void {
  if (!(camera.frustum instanceof PerspectiveFrustum)) return;
  const vertical = CesiumMath.toRadians(verticalDeg);
  camera.frustum.fov = aspect > 1 ? 2 * Math.atan(Math.tan(vertical / 2) * aspect) : vertical;
  camera.frustum.aspectRatio = aspect;
}

/** Where a ray meets the surface of constant elevation; null when it looks past it, or begins under it. */
export function rayToElevation(ray: Ray, elevationM: number, geoidHeightM: number): Cartesian3 | null {
  const height = elevationM + geoidHeightM;
  const { x, y, z } = Ellipsoid.WGS84.radii;
  const raised = new Ellipsoid(x + height, y + height, z + height);
  const hit = IntersectionTests.rayEllipsoid(ray, raised);
  // from under it, as in the ground, a ray would meet it on the far side of the earth
  if (!hit || hit.start <= 0) return null;
  return Ray.getPoint(ray, hit.start);
}

/** The pose of the camera; the target is taken at the elevation of `last`, its distance where the camera looks past the earth. */
export function readPose(camera: Camera, last: CameraPose, geoidHeightM: number): CameraPose {
  const ray = new Ray(camera.positionWC, camera.directionWC);
  const hit =
    rayToElevation(ray, last.elevationM, geoidHeightM) ??
    Cartesian3.add(
      camera.positionWC,
      Cartesian3.multiplyByScalar(camera.directionWC, last.rangeM, new Cartesian3()),
      new Cartesian3(),
    );
  const place = Cartographic.fromCartesian(hit);
  const axes = axesAt(hit);
  const along = (vector: Cartesian3) => ({
    east: Cartesian3.dot(vector, axes.east),
    north: Cartesian3.dot(vector, axes.north),
    up: Cartesian3.dot(vector, axes.up),
  });
  const direction = along(camera.directionWC);
  const up = along(camera.upWC);
  // Looking straight down the direction has no heading; the top of the screen has.
  const steep = Math.hypot(direction.east, direction.north) < 1e-3;
  const heading = steep ? Math.atan2(up.east, up.north) : Math.atan2(direction.east, direction.north);
  return normalizePose({
    lon: CesiumMath.toDegrees(place.longitude),
    lat: CesiumMath.toDegrees(place.latitude),
    elevationM: place.height - geoidHeightM,
    headingDeg: CesiumMath.toDegrees(heading),
    pitchDeg: CesiumMath.toDegrees(Math.asin(Math.min(1, Math.max(-1, direction.up)))),
    rangeM: Cartesian3.distance(camera.positionWC, hit),
  });
}

/** The pixels around a place on the screen, nearest first: points leave gaps that a pick has to look past. */
export function* pixelsAround(x: number, y: number, radiusPx: number): Generator<Cartesian2> {
  yield new Cartesian2(x, y);
  for (let radius = 2; radius <= radiusPx; radius += 2) {
    for (let step = 0; step < 8; step++) {
      const angle = (step * Math.PI) / 4 + radius;
      yield new Cartesian2(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius);
    }
  }
}
