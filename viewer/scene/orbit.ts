/**
 * The camera of the site view: mouse and touch orbit around a target; poses of the site frame in and out; perspective
 * or orthographic. Both projections show the plane of the target at the same scale, and the eye stands as far from it.
 */
import { type Camera, Matrix4, PerspectiveCamera, Ray, Vector3 } from 'three';
import { MapControls } from 'three/addons/controls/MapControls.js';
import { FIELD_OF_VIEW_DEG, MAX_RANGE_M, MIN_RANGE_M } from '../state/camera-pose.ts';
import type { SitePose } from '../state/site-frame.ts';
import type { Projection } from '../state/standard-views.ts';

export interface Orbit {
  /** In orthographic projection `projectionMatrix.elements[15]` is 1, as with any such camera. */
  readonly camera: PerspectiveCamera;
  readonly target: Vector3;
  setProjection(projection: Projection): void;
  setPose(pose: SitePose): void;
  getPose(): SitePose;
  /** Fits near and far planes to the distance; call before drawing. */
  fitDepth(sceneRadiusM: number): void;
  /** The line of sight through a place on the canvas, x and y from −1 to 1, y upwards. */
  sight(x: number, y: number): Ray;
  dispose(): void;
}

/** Straight down leaves no heading: the eye stays this little off the vertical (degrees). */
const STEEPEST_DEG = 89.97;
const RAD = Math.PI / 180;
const TAN_HALF = Math.tan((FIELD_OF_VIEW_DEG / 2) * RAD);
/** Flatter than this (sine of the pitch) the plane of the target is no place to slide along. */
const LEAST_SLOPE = 0.17;

/** A perspective camera that can leave out the perspective; the controls move it alike. */
class SiteCamera extends PerspectiveCamera {
  isFlat = false;
  rangeM = 1;

  override updateProjectionMatrix(): void {
    if (!this.isFlat) {
      super.updateProjectionMatrix();
      return;
    }
    const halfHeight = this.rangeM * TAN_HALF;
    const halfWidth = halfHeight * this.aspect;
    this.projectionMatrix.copy(
      new Matrix4().makeOrthographic(-halfWidth, halfWidth, halfHeight, -halfHeight, this.near, this.far),
    );
    this.projectionMatrixInverse.copy(this.projectionMatrix).invert();
  }
}

export function isOrthographic(camera: Camera): boolean {
  return camera.projectionMatrix.elements[15] === 1;
}

export function createOrbit(
  canvas: HTMLCanvasElement,
  origin: Vector3,
  events: { onChange: () => void; onEnd: () => void },
): Orbit {
  const camera = new SiteCamera(FIELD_OF_VIEW_DEG, 1, 1, 10_000);
  camera.up.set(0, 0, 1);
  const range = () => camera.position.distanceTo(controls.target);
  let rangeBeforeM = 1;
  const beforeWheel = () => {
    rangeBeforeM = range();
  };
  // Before the controls listen: this one hears of the wheel first.
  canvas.addEventListener('wheel', beforeWheel, { passive: true });
  const controls = new MapControls(camera, canvas);
  controls.enableDamping = false;
  controls.zoomToCursor = true;
  controls.screenSpacePanning = false;
  controls.minDistance = MIN_RANGE_M;
  controls.maxDistance = MAX_RANGE_M;
  controls.maxPolarAngle = 90 * RAD;
  let planeM = 0;
  const refit = () => {
    if (!camera.isFlat || camera.rangeM === range()) return;
    camera.rangeM = range();
    camera.updateProjectionMatrix();
  };
  const shift = (by: Vector3) => {
    camera.position.add(by);
    controls.target.add(by);
  };
  /** Brings the target back to its elevation along the line of sight: the flat picture stays the same. */
  const slide = () => {
    const ahead = controls.target.clone().sub(camera.position).normalize();
    if (camera.isFlat && ahead.z < -LEAST_SLOPE) shift(ahead.multiplyScalar((planeM - controls.target.z) / ahead.z));
    else planeM = controls.target.z;
  };
  // The controls zoom the flat picture around its middle: moved along, the place under the pointer stays.
  const followWheel = (event: WheelEvent) => {
    if (!camera.isFlat) return;
    const box = canvas.getBoundingClientRect();
    const gainedM = (rangeBeforeM - range()) * TAN_HALF;
    const x = ((event.clientX - box.left) / box.width) * 2 - 1;
    const y = 1 - ((event.clientY - box.top) / box.height) * 2;
    camera.updateMatrixWorld();
    const right = new Vector3().setFromMatrixColumn(camera.matrixWorld, 0);
    const up = new Vector3().setFromMatrixColumn(camera.matrixWorld, 1);
    shift(right.multiplyScalar(gainedM * x * camera.aspect).add(up.multiplyScalar(gainedM * y)));
    slide();
    refit();
    events.onChange();
  };
  canvas.addEventListener('wheel', followWheel, { passive: true });
  controls.addEventListener('change', () => {
    refit();
    events.onChange();
  });
  controls.addEventListener('end', () => {
    slide();
    events.onEnd();
  });
  return {
    camera,
    target: controls.target,
    setProjection(projection) {
      camera.isFlat = projection === 'orthographic';
      camera.rangeM = range();
      controls.zoomToCursor = !camera.isFlat;
      controls.screenSpacePanning = camera.isFlat;
      camera.updateProjectionMatrix();
    },
    setPose(pose) {
      const pitch = Math.min(STEEPEST_DEG, Math.max(0, -pose.pitchDeg)) * RAD;
      const heading = pose.headingDeg * RAD;
      const back = Math.cos(pitch) * pose.rangeM;
      controls.target.set(pose.target.east - origin.x, pose.target.north - origin.y, pose.target.height - origin.z);
      planeM = controls.target.z;
      camera.position
        .copy(controls.target)
        .add(new Vector3(-Math.sin(heading) * back, -Math.cos(heading) * back, Math.sin(pitch) * pose.rangeM));
      camera.lookAt(controls.target);
      controls.update();
      refit();
    },
    getPose() {
      const away = camera.position.clone().sub(controls.target);
      const rangeM = away.length();
      const pitchDeg = -Math.asin(Math.min(1, Math.max(-1, away.z / rangeM))) / RAD;
      return {
        target: {
          east: controls.target.x + origin.x,
          north: controls.target.y + origin.y,
          height: controls.target.z + origin.z,
        },
        headingDeg: Math.atan2(-away.x, -away.y) / RAD,
        pitchDeg: pitchDeg <= -STEEPEST_DEG + 0.01 ? -90 : pitchDeg,
        rangeM,
      };
    },
    fitDepth(sceneRadiusM) {
      const rangeM = range();
      const far = rangeM * 4 + sceneRadiusM * 4;
      // Nothing stands too near to be seen where there is no perspective, nor behind the eye.
      const near = camera.isFlat ? -far : Math.max(0.1, rangeM * 0.02);
      if (camera.near === near && camera.far === far) return;
      camera.near = near;
      camera.far = far;
      camera.updateProjectionMatrix();
    },
    sight(x, y) {
      camera.updateMatrixWorld();
      const through = new Vector3(x, y, 0).unproject(camera);
      if (!camera.isFlat) return new Ray(camera.position.clone(), through.sub(camera.position).normalize());
      const ahead = camera.getWorldDirection(new Vector3());
      // From so far back that no plane through the scene lies behind.
      return new Ray(through.addScaledVector(ahead, -camera.far), ahead);
    },
    dispose() {
      canvas.removeEventListener('wheel', beforeWheel);
      canvas.removeEventListener('wheel', followWheel);
      controls.dispose();
    },
  };
}
