/** How large things are in a picture, where that can be said: looking straight down. Pure. */
import { type CameraPose, FIELD_OF_VIEW_DEG } from '../../state/camera-pose.ts';

/** Nearer to the vertical than this the ground has one scale, to a few parts in ten thousand. */
const VERTICAL_WITHIN_DEG = 1;

export type PictureScale =
  /** Of the plane at one height: higher ground appears larger, lower ground smaller. */
  | { readonly kind: 'plan'; readonly metresPerPixel: number; readonly elevationM: number }
  | { readonly kind: 'perspective'; readonly cameraHeightM: number; readonly tiltDeg: number };

/**
 * @param heightPx of the picture, in the pixels that are asked for
 * @param groundM elevation of the ground in the middle of the picture; null where it is not known: then that of the camera's target
 */
export function pictureScale(pose: CameraPose, heightPx: number, groundM: number | null): PictureScale {
  const { pitchDeg, rangeM, elevationM } = pose;
  const cameraHeightM = elevationM + rangeM * Math.sin((-pitchDeg * Math.PI) / 180);
  if (pitchDeg <= -90 + VERTICAL_WITHIN_DEG) {
    const isBelow = groundM !== null && groundM < cameraHeightM;
    const planeM = isBelow ? groundM : elevationM;
    const heightM = 2 * (cameraHeightM - planeM) * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360);
    return { kind: 'plan', metresPerPixel: heightM / heightPx, elevationM: planeM };
  }
  return { kind: 'perspective', cameraHeightM, tiltDeg: -pitchDeg };
}

export interface Bar {
  readonly lengthM: number;
  readonly lengthPx: number;
  /** `50 m`, `2 km`. */
  readonly label: string;
}

/** The longest round length (1, 2 or 5 × 10ⁿ metres) that fits. */
export function scaleBar(metresPerPixel: number, widestPx: number): Bar {
  const widestM = metresPerPixel * widestPx;
  const power = 10 ** Math.floor(Math.log10(widestM));
  const digit = [5, 2, 1].find((one) => one * power <= widestM) ?? 1;
  const lengthM = digit * power;
  const label =
    lengthM >= 1000 ? `${lengthM / 1000} km` : lengthM >= 1 ? `${lengthM} m` : `${Math.round(lengthM * 100)} cm`;
  return { lengthM, lengthPx: lengthM / metresPerPixel, label };
}
