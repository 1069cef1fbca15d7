/** The surfaces of a section request, ready to be cut stretch by stretch. */
import { RequestError } from '#core/errors.ts';
import { boundsOf, boundsTouch, growBounds } from '#core/geometry/bounds.ts';
import { scatterOfTin } from '#core/measure/point-scatter.ts';
import { type Cutter, cutterOf } from '#core/section/cut-shape.ts';
import { boundsOfSegments, type Segment } from '#core/section/cut-tin.ts';
import type { HeightLine } from '#core/section/section-line.ts';
import { dippingPlane, horizontalPlane } from '#core/surface/plane.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { rasterWithin } from '#core/surface/raster-surface.ts';
import { type FacetShape, meshShape, shapeHeights } from '#core/surface/surface-shape.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { type PlacedSurface, placeSurface } from '../measuring/stored-surface.ts';
import type { PlaneSource, SurfaceSource } from '../measuring/surface-source.ts';
import { loadStrip } from './load-strip.ts';

/** A surface over the segments of one stretch. */
export interface StretchSurface {
  readonly cut: Cutter;
  /** Heights at positions, the same digits whatever section they belong to; NaN is no data. */
  readonly heightsAt: (east: Float64Array, north: Float64Array) => Float64Array;
  /** Its points beside the segments, whatever their class; null of what is not made of points. */
  readonly points: PointColumns | null;
  /** Standard deviation of one point's height, metres; 0 of what is not made of points. */
  readonly sigmaM: () => number;
}

export interface StretchOptions {
  readonly maxEdgeM: number;
  /** Reach of the points asked for; absent: none. */
  readonly pointsReachM?: number | undefined;
  readonly onProgress?: (fraction: number) => void;
}

/** Loads one of the surfaces for some segments. */
export type SurfaceStretch = (segments: readonly Segment[], options: StretchOptions) => Promise<StretchSurface>;

const NO_LINE: HeightLine = { along: new Float64Array(0), height: new Float64Array(0) };
const NOTHING: StretchSurface = {
  cut: () => NO_LINE,
  heightsAt: (east) => new Float64Array(east.length).fill(Number.NaN),
  points: null,
  sigmaM: () => 0,
};

function stretchOf(shape: FacetShape, points: PointColumns | null = null): StretchSurface {
  return {
    cut: cutterOf(shape),
    heightsAt: (east, north) => shapeHeights(shape, east, north),
    points,
    sigmaM: () =>
      shape.kind === 'tin'
        ? scatterOfTin(shape.tin, boundsOf(shape.tin.east, shape.tin.north), shape.maxEdgeM).sigmaM
        : 0,
  };
}

/** @throws {RequestError} INVALID_INPUT for a plane that is fitted: a section has no boundary to fit it to */
export async function sectionSurfaces(
  storeDir: string,
  sources: readonly SurfaceSource[],
  frame: RequestFrame,
): Promise<SurfaceStretch[]> {
  const stretches: SurfaceStretch[] = [];
  for (const source of sources) {
    if (source.kind === 'plane') {
      const stretch = stretchOf({ kind: 'plane', plane: planeOf(source, frame) });
      stretches.push(async () => stretch);
    } else if (source.kind === 'stored') {
      stretches.push(storedStretch(await placeSurface(storeDir, source, frame.crs)));
    } else {
      stretches.push(async (segments, options) => {
        const reach = Math.max(options.pointsReachM ?? 0, 1);
        const around = growBounds(boundsOfSegments(segments), reach);
        if (!source.items.some((item) => boundsTouch(item.bounds, around))) return NOTHING;
        const { tin, all } = await loadStrip(source, segments, options);
        return stretchOf({ kind: 'tin', tin, maxEdgeM: options.maxEdgeM }, all);
      });
    }
  }
  return stretches;
}

function storedStretch({ data, bounds }: PlacedSurface): SurfaceStretch {
  return async (segments) => {
    const box = boundsOfSegments(segments);
    if (!boundsTouch(bounds, box)) return NOTHING;
    if (data.kind === 'raster') return stretchOf({ kind: 'raster', raster: rasterWithin(data.raster, box) });
    return stretchOf(meshShape(data.mesh, box));
  };
}

function planeOf({ plane }: PlaneSource, frame: RequestFrame) {
  if ('elevationM' in plane) return horizontalPlane(plane.elevationM);
  if ('point' in plane) {
    const [first, second, heightM] = plane.point as [number, number, number];
    const [east, north] = frame.toMetres(first, second);
    return dippingPlane(east, north, heightM, plane.dipDeg, plane.azimuthDeg);
  }
  throw new RequestError(
    'INVALID_INPUT',
    'a section cannot fit a plane: expected a plane with elevationM, or with point, dipDeg and azimuthDeg',
  );
}
