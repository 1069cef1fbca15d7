/** The scale of the picture. Engine-free. */
import { FIELD_OF_VIEW_DEG } from './camera-pose.ts';

/**
 * Metres on the ground under one CSS pixel, across the view at the depth of what the camera looks at. In orthographic
 * projection it holds all over the picture.
 */
export function metresPerPixel(rangeM: number, canvasHeightPx: number): number {
  return (2 * rangeM * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360)) / Math.max(1, canvasHeightPx);
}

export interface ScaleBar {
  /** 1, 2 or 5 times a power of ten. */
  readonly lengthM: number;
  readonly widthPx: number;
}

/** The longest round length that fits into `mostPx`; null where there is no scale. */
export function scaleBar(metresAPixel: number, mostPx: number): ScaleBar | null {
  const mostM = metresAPixel * mostPx;
  if (!(mostM > 0) || !Number.isFinite(mostM)) return null;
  const power = 10 ** Math.floor(Math.log10(mostM));
  // A power of ten that comes out a hair too large would be left out: the smallest candidate is one step below.
  const lengthM = [5, 2, 1, 0.5].map((factor) => factor * power).find((length) => length <= mostM * (1 + 1e-9));
  return lengthM === undefined ? null : { lengthM, widthPx: lengthM / metresAPixel };
}

/** `50 m`, `2 km`, `10 cm`. */
export function scaleText(lengthM: number): string {
  if (lengthM >= 1000) return `${Number((lengthM / 1000).toPrecision(6))} km`;
  if (lengthM >= 1) return `${Number(lengthM.toPrecision(6))} m`;
  return lengthM >= 0.01
    ? `${Number((lengthM * 100).toPrecision(6))} cm`
    : `${Number((lengthM * 1000).toPrecision(6))} mm`;
}
