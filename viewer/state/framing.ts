/** The camera that shows everything: where to stand to see a box. Engine-free. */
import { type CameraPose, FIELD_OF_VIEW_DEG } from './camera-pose.ts';
import type { Bounds } from './collection.ts';
import type { SiteFrame } from './site-frame.ts';

export interface FramingOptions {
  /** Width over height of the canvas. */
  readonly aspect: number;
  readonly headingDeg?: number;
  readonly pitchDeg?: number;
}

/** Looks at the middle of `bounds` (metres, site frame) so that the whole box is in the picture. */
export function framePose(frame: SiteFrame, bounds: Bounds, options: FramingOptions): CameraPose {
  const { aspect, headingDeg = 0, pitchDeg = -42 } = options;
  const [minE, minN, minH, maxE, maxN, maxH] = bounds;
  const [lon, lat] = frame.toLonLat((minE + maxE) / 2, (minN + maxN) / 2);
  const halfAngle = (FIELD_OF_VIEW_DEG * Math.PI) / 360;
  const pitch = (Math.abs(pitchDeg) * Math.PI) / 180;
  const heading = (headingDeg * Math.PI) / 180;
  // The box turned towards the camera: half sizes across, along and up.
  const halfE = (maxE - minE) / 2;
  const halfN = (maxN - minN) / 2;
  const halfH = (maxH - minH) / 2;
  const across = Math.abs(halfE * Math.cos(heading)) + Math.abs(halfN * Math.sin(heading));
  const along = Math.abs(halfE * Math.sin(heading)) + Math.abs(halfN * Math.cos(heading));
  const up = along * Math.sin(pitch) + halfH * Math.cos(pitch);
  const depth = along * Math.cos(pitch) + halfH * Math.sin(pitch);
  const forHeight = up / Math.tan(halfAngle);
  const forWidth = across / (Math.tan(halfAngle) * aspect);
  // The near edge of the box is closer by part of its depth and looks larger.
  const rangeM = Math.max(20, Math.max(forHeight, forWidth) * 0.95 + depth * 0.6);
  return { lon, lat, elevationM: (minH + maxH) / 2, headingDeg, pitchDeg, rangeM };
}
