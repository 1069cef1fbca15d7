/** The camera of the site view: mouse and touch orbit around a target; poses of the site frame in and out. */
import { PerspectiveCamera, Vector3 } from 'three';
import { MapControls } from 'three/addons/controls/MapControls.js';
import { FIELD_OF_VIEW_DEG, MAX_RANGE_M, MIN_RANGE_M } from '../state/camera-pose.ts';
import type { SitePose } from '../state/site-frame.ts';

export interface Orbit {
  readonly camera: PerspectiveCamera;
  readonly target: Vector3;
  setPose(pose: SitePose): void;
  getPose(): SitePose;
  /** Fits near and far planes to the distance; call before drawing. */
  fitDepth(sceneRadiusM: number): void;
  dispose(): void;
}

/** Straight down leaves no heading: the eye stays this little off the vertical (degrees). */
const STEEPEST_DEG = 89.97;
const RAD = Math.PI / 180;

export function createOrbit(
  canvas: HTMLCanvasElement,
  origin: Vector3,
  events: { onChange: () => void; onEnd: () => void },
): Orbit {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 1, 10_000);
  camera.up.set(0, 0, 1);
  const controls = new MapControls(camera, canvas);
  controls.enableDamping = false;
  controls.zoomToCursor = true;
  controls.screenSpacePanning = false;
  controls.minDistance = MIN_RANGE_M;
  controls.maxDistance = MAX_RANGE_M;
  controls.maxPolarAngle = 89 * RAD;
  controls.addEventListener('change', events.onChange);
  controls.addEventListener('end', events.onEnd);
  return {
    camera,
    target: controls.target,
    setPose(pose) {
      const pitch = Math.min(STEEPEST_DEG, Math.max(1, -pose.pitchDeg)) * RAD;
      const heading = pose.headingDeg * RAD;
      const back = Math.cos(pitch) * pose.rangeM;
      controls.target.set(pose.target.east - origin.x, pose.target.north - origin.y, pose.target.height - origin.z);
      camera.position
        .copy(controls.target)
        .add(new Vector3(-Math.sin(heading) * back, -Math.cos(heading) * back, Math.sin(pitch) * pose.rangeM));
      camera.lookAt(controls.target);
      controls.update();
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
      const rangeM = camera.position.distanceTo(controls.target);
      const near = Math.max(0.1, rangeM * 0.02);
      const far = rangeM * 4 + sceneRadiusM * 4;
      if (camera.near === near && camera.far === far) return;
      camera.near = near;
      camera.far = far;
      camera.updateProjectionMatrix();
    },
    dispose: () => controls.dispose(),
  };
}
