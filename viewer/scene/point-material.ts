/** The material of points in the site view: one program, two materials a collection (with and without colours). */
import { Color, type IUniform, ShaderMaterial, Vector2 } from 'three';
import { COLOUR_MODE_INDEX, POINT_COLOUR_GLSL } from '../shaders/point-colour.ts';
import pointsFragment from '../shaders/points.frag.glsl?raw';
import pointsVertex from '../shaders/points.vert.glsl?raw';
import type { Appearance } from '../state/appearance.ts';
import { rgbParts } from '../state/colour-ramp.ts';
import type { ViewLayer } from '../state/map-view.ts';

/** Points grow to at most this many CSS pixels near the camera. */
const MAX_POINT_SIZE_PX = 9;

/** Uniforms that all collections share. */
export interface PointUniforms {
  readonly uMode: IUniform<number>;
  readonly uPointSizePx: IUniform<number>;
  readonly uMaxPointSizePx: IUniform<number>;
  readonly uPixelsPerRadian: IUniform<number>;
  readonly uOriginHeightM: IUniform<number>;
  readonly uElevationRange: IUniform<Vector2>;
}

export function createPointUniforms(originHeightM: number): PointUniforms {
  return {
    uMode: { value: 0 },
    uPointSizePx: { value: 2 },
    uMaxPointSizePx: { value: MAX_POINT_SIZE_PX },
    uPixelsPerRadian: { value: 1000 },
    uOriginHeightM: { value: originHeightM },
    uElevationRange: { value: new Vector2(0, 1) },
  };
}

export function setPointAppearance(
  uniforms: PointUniforms,
  appearance: Appearance,
  elevationRangeM: readonly [number, number],
  pixelRatio: number,
): void {
  uniforms.uMode.value = COLOUR_MODE_INDEX[appearance.colourMode];
  uniforms.uMaxPointSizePx.value = MAX_POINT_SIZE_PX * pixelRatio;
  uniforms.uElevationRange.value.set(elevationRangeM[0], elevationRangeM[1]);
}

export interface LayerMaterials {
  readonly withColour: ShaderMaterial;
  readonly withoutColour: ShaderMaterial;
  update(layer: ViewLayer): void;
  dispose(): void;
}

export function createLayerMaterials(shared: PointUniforms): LayerMaterials {
  const own = {
    uCollectionColour: { value: new Color() },
    uIntensityRange: { value: new Vector2(0, 65535) },
    uSpacingM: { value: 0 },
  };
  const material = (hasColour: boolean) =>
    new ShaderMaterial({
      name: 'tengun-points',
      vertexShader: `${POINT_COLOUR_GLSL}\n${pointsVertex}`,
      fragmentShader: pointsFragment,
      uniforms: { ...shared, ...own, uHasColour: { value: hasColour } },
    });
  const withColour = material(true);
  const withoutColour = material(false);
  return {
    withColour,
    withoutColour,
    update(layer) {
      own.uCollectionColour.value.fromArray([...rgbParts(layer.colour)]);
      own.uIntensityRange.value.set(layer.intensityRange[0], layer.intensityRange[1]);
      own.uSpacingM.value = layer.spacingM;
    },
    dispose() {
      withColour.dispose();
      withoutColour.dispose();
    },
  };
}
