/**
 * Points against a raster of heights in the site frame: their height over the ground, or their change since another survey, in
 * the point shader of the globe. Places count in the local plane of the raster's middle, in which the raster lies turned by the
 * grid convergence: 32 bits keep millimetres over kilometres.
 */
import { Cartesian2, Cartesian3, Cartesian4, Matrix3, Matrix4, Transforms, UniformType } from '@cesium/engine';
import pointSurface from '../shaders/point-surface.glsl?raw';
import { type HeightGrid, NO_HEIGHT } from '../state/seeing/height-grid.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import type { UniformTarget } from './cut-shader.ts';
import { floatTexture } from './float-texture.ts';

/** `aboveSurface(positionEC, elevation)`: metres; below −1e29 where there is no surface. */
export const POINT_HEIGHTS_GLSL = `
#ifdef HAS_SURFACE
${pointSurface}
float aboveSurface(vec3 positionEC, float elevation) {
  vec3 place = u_surfaceAxes * (positionEC - u_surfaceOriginEC);
  vec2 at = u_surfaceMiddle + vec2(dot(u_surfaceTurn.xy, place.xy), dot(u_surfaceTurn.zw, place.xy));
  float height = surfaceHeight(u_surface, vec3(0.0, 0.0, u_cellsPerMetre), at);
  return height < -1.0e29 ? -1.0e30 : elevation - u_surfaceBaseM - height;
}
#else
float aboveSurface(vec3 positionEC, float elevation) {
  return -1.0e30;
}
#endif
`;

export const pointHeightUniforms = () => ({
  u_surface: { type: UniformType.SAMPLER_2D, value: floatTexture(Float32Array.of(NO_HEIGHT), 1, 1) },
  u_surfaceOriginEC: { type: UniformType.VEC3, value: new Cartesian3() },
  u_surfaceAxes: { type: UniformType.MAT3, value: Matrix3.clone(Matrix3.IDENTITY) },
  u_surfaceTurn: { type: UniformType.VEC4, value: new Cartesian4(1, 0, 0, 1) },
  u_surfaceMiddle: { type: UniformType.VEC2, value: new Cartesian2() },
  u_surfaceBaseM: { type: UniformType.FLOAT, value: 0 },
  u_cellsPerMetre: { type: UniformType.FLOAT, value: 1 },
});

/** Where a raster lies on the earth. */
export interface SurfacePlace {
  /** Its middle, earth-centred. */
  readonly origin: Cartesian3;
  /** From the local plane there (east, north, up) to earth-centred directions. */
  readonly axes: Matrix3;
  /** Metres of the site frame east of the middle by a metre in the plane to the east and to the north; then those north of it. */
  readonly turn: readonly [number, number, number, number];
  /** From the south-western corner to the middle, metres of the site frame. */
  readonly middle: readonly [east: number, north: number];
  /** Heights in the shader count from here. */
  readonly baseM: number;
}

export function surfacePlace(
  { west, south, cols, rows, cellSizeM, heights }: HeightGrid,
  frame: SiteFrame,
): SurfacePlace {
  const [halfE, halfN] = [(cols * cellSizeM) / 2, (rows * cellSizeM) / 2];
  const baseM = heights.find((height) => !Number.isNaN(height)) ?? 0;
  const exact = (east: number, north: number) => {
    const [lon, lat] = frame.toLonLat(west + halfE + east, south + halfN + north);
    return Cartesian3.fromDegrees(lon, lat, baseM + frame.geoidHeightM);
  };
  const origin = exact(0, 0);
  const axes = Matrix4.getMatrix3(Transforms.eastNorthUpToFixedFrame(origin), new Matrix3());
  const toPlane = Matrix3.transpose(axes, new Matrix3());
  const step = (east: number, north: number) => {
    const along = Cartesian3.subtract(exact(east, north), exact(-east, -north), new Cartesian3());
    return Matrix3.multiplyByVector(toPlane, along, new Cartesian3());
  };
  // how far a metre of the site frame goes in the plane, and back
  const [toEast, toNorth] = [step(halfE, 0), step(0, halfN)];
  const [a, b, c, d] = [toEast.x / halfE / 2, toNorth.x / halfN / 2, toEast.y / halfE / 2, toNorth.y / halfN / 2];
  const det = a * d - b * c;
  return { origin, axes, turn: [d / det, -b / det, -c / det, a / det], middle: [halfE, halfN], baseM };
}

/** The surface that the points of one collection are compared with. */
export interface PointHeights {
  /** @returns whether there is one */
  set(grid: HeightGrid | null): boolean;
  /** Each frame. */
  setCamera(view: Matrix4): void;
}

export function createPointHeights(shader: UniformTarget, frame: SiteFrame): PointHeights {
  let shown: HeightGrid | null = null;
  let place: SurfacePlace | null = null;
  return {
    set(grid) {
      if (grid === shown) return place !== null;
      shown = grid;
      place = grid && surfacePlace(grid, frame);
      if (!grid || !place) return false;
      const { baseM, turn, middle } = place;
      const data = grid.heights.map((height) => (Number.isNaN(height) ? NO_HEIGHT : height - baseM));
      shader.setUniform('u_surface', floatTexture(Float32Array.from(data), grid.cols, grid.rows));
      shader.setUniform('u_surfaceTurn', new Cartesian4(...turn));
      shader.setUniform('u_surfaceMiddle', new Cartesian2(...middle));
      shader.setUniform('u_surfaceBaseM', baseM);
      shader.setUniform('u_cellsPerMetre', 1 / grid.cellSizeM);
      return true;
    },
    setCamera(view) {
      if (!place) return;
      const rotation = Matrix4.getMatrix3(view, new Matrix3());
      const toEye = Matrix3.multiply(rotation, place.axes, new Matrix3());
      shader.setUniform('u_surfaceOriginEC', Matrix4.multiplyByPoint(view, place.origin, new Cartesian3()));
      shader.setUniform('u_surfaceAxes', Matrix3.transpose(toEye, new Matrix3()));
    },
  };
}
