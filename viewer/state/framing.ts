/** The camera that shows everything: where to stand to see a part of the earth. Engine-free. */
import { type CameraPose, FIELD_OF_VIEW_DEG, normalizePose } from './camera-pose.ts';
import type { CollectionInfo } from './collection.ts';

/** WGS84 degrees, elevations in metres. Across the 180th meridian `east` is larger than 180. */
export interface Extent {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  readonly minElevationM: number;
  readonly maxElevationM: number;
}

/** The extent of all collections that tell where they are; null when none does. */
export function extentOf(collections: readonly CollectionInfo[]): Extent | null {
  const boxes = collections.flatMap(({ bbox }) => (bbox ? [bbox] : []));
  if (boxes.length === 0) return null;
  const lows = collections.flatMap(({ boundsM }) => (boundsM ? [boundsM[2]] : []));
  const highs = collections.flatMap(({ boundsM }) => (boundsM ? [boundsM[5]] : []));
  return {
    ...shortestSpan(boxes.map(([west, , east]) => [west, east])),
    south: Math.min(...boxes.map(([, south]) => south)),
    north: Math.max(...boxes.map(([, , , north]) => north)),
    minElevationM: lows.length > 0 ? Math.min(...lows) : 0,
    maxElevationM: highs.length > 0 ? Math.max(...highs) : 0,
  };
}

/** The shortest stretch of longitude that holds all stretches: the one that leaves out the widest gap between them. */
function shortestSpan(spans: readonly (readonly [west: number, east: number])[]): { west: number; east: number } {
  const sorted = [...spans].sort((a, b) => a[0] - b[0]);
  const first = sorted[0] ?? [0, 0];
  let reached = first[1];
  let widest = { gap: 0, west: first[0], east: 0 };
  for (const [west, east] of sorted) {
    if (west - reached > widest.gap) widest = { gap: west - reached, west, east: reached + 360 };
    reached = Math.max(reached, east);
  }
  const aroundGap = first[0] + 360 - reached;
  return aroundGap >= widest.gap ? { west: first[0], east: reached } : { west: widest.west, east: widest.east };
}

export interface FramingOptions {
  /** Width over height of the canvas. */
  readonly aspect: number;
  readonly headingDeg?: number;
  readonly pitchDeg?: number;
}

const METRES_PER_DEGREE = 111_320;
/** Wider than this the earth is round: the camera looks straight down from afar. */
const ROUND_EARTH_M = 200_000;
const NEAREST_M = 20;

/** Looks at the middle of the extent so that all of it is in the picture. */
export function framePose(extent: Extent, options: FramingOptions): CameraPose {
  const middle = (extent.west + extent.east) / 2;
  const lon = middle > 180 ? middle - 360 : middle;
  const lat = (extent.south + extent.north) / 2;
  const halfE = ((extent.east - extent.west) / 2) * METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  const halfN = ((extent.north - extent.south) / 2) * METRES_PER_DEGREE;
  const halfH = (extent.maxElevationM - extent.minElevationM) / 2;
  const isRound = Math.max(halfE, halfN) > ROUND_EARTH_M;
  const { aspect, headingDeg = 0, pitchDeg = isRound ? -90 : -42 } = options;
  const halfAngle = (FIELD_OF_VIEW_DEG * Math.PI) / 360;
  const pitch = (Math.abs(pitchDeg) * Math.PI) / 180;
  const heading = (headingDeg * Math.PI) / 180;
  // The box turned towards the camera: half sizes across, along and up.
  const across = Math.abs(halfE * Math.cos(heading)) + Math.abs(halfN * Math.sin(heading));
  const along = Math.abs(halfE * Math.sin(heading)) + Math.abs(halfN * Math.cos(heading));
  const up = along * Math.sin(pitch) + halfH * Math.cos(pitch);
  const depth = along * Math.cos(pitch) + halfH * Math.sin(pitch);
  const forHeight = up / Math.tan(halfAngle);
  const forWidth = across / (Math.tan(halfAngle) * aspect);
  // The near edge of the box is closer by part of its depth and looks larger.
  const rangeM = Math.max(NEAREST_M, Math.max(forHeight, forWidth) * 1.02 + depth * 0.6);
  const elevationM = (extent.minElevationM + extent.maxElevationM) / 2;
  return normalizePose({ lon, lat, elevationM, headingDeg, pitchDeg, rangeM });
}
