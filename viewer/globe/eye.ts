/** The camera of a viewpoint: an eye on the ground, the angles of a lens. The same numbers give the same picture, to the pixel. */
import { type Camera, Cartesian3, Math as CesiumMath } from '@cesium/engine';
import { screenFieldDeg } from '#core/sight/lens.ts';
import type { EyePose } from '../state/sight-layer.ts';

export function applyEye(camera: Camera, eye: EyePose, geoidHeightM: number): void {
  camera.setView({
    destination: Cartesian3.fromDegrees(eye.lon, eye.lat, eye.elevationM + geoidHeightM),
    orientation: {
      heading: CesiumMath.toRadians(eye.headingDeg),
      pitch: CesiumMath.toRadians(eye.pitchDeg),
      roll: 0,
    },
  });
}

/** Vertical field of view of a canvas that shows the whole picture of the lens. */
export const eyeFieldDeg = ({ lensMm }: EyePose, aspect: number): number => screenFieldDeg(lensMm, aspect);
