/**
 * The material of points in the site view: two materials a collection (with and without colours). What the look does not ask for
 * is not in the program: it costs nothing.
 */
import { Color, type DataTexture, type IUniform, ShaderMaterial, Vector2, Vector3 } from 'three';
import pointClip from '../../shaders/point-clip.glsl?raw';
import { COLOUR_MODE_INDEX } from '../../shaders/point-colour.ts';
import pointFilter from '../../shaders/point-filter.glsl?raw';
import pointSurface from '../../shaders/point-surface.glsl?raw';
import pointsFragment from '../../shaders/points.frag.glsl?raw';
import pointsVertex from '../../shaders/points.vert.glsl?raw';
import { type Appearance, isNeutral, needsOf } from '../../state/appearance.ts';
import { rgbParts } from '../../state/colour-ramp.ts';
import type { ViewLayer, ViewSurfaces } from '../../state/map-view.ts';
import type { HeightGrid } from '../../state/seeing/height-grid.ts';
import { createTable, emptyHeightTexture, fillClasses, heightTexture } from './textures.ts';
import type { PointUniforms } from './uniforms.ts';

/** Parts of the program that a look asks for. */
export type PointVariant = Readonly<Record<string, string>>;

export function variantOf(appearance: Appearance): PointVariant {
  const needs = needsOf(appearance);
  const parts: readonly (readonly [name: string, isOn: boolean])[] = [
    ['TIME', needs.time],
    ['GROUND', needs.ground],
    ['REFERENCE', needs.reference],
    ['FILTERS', needs.filters],
    ['CLIPS', needs.clips],
    ['GROWS', appearance.pointsGrow],
    ['SQUARE', appearance.squarePoints],
    ['SEE_THROUGH', appearance.opacity < 1],
    ['TONE', !isNeutral(appearance.tone)],
  ];
  const mode = String(COLOUR_MODE_INDEX[appearance.colourMode]);
  return { MODE: mode, ...Object.fromEntries(parts.filter(([, isOn]) => isOn).map(([name]) => [name, ''])) };
}

export interface LayerMaterials {
  readonly withColour: ShaderMaterial;
  readonly withoutColour: ShaderMaterial;
  readonly uTimeBase: IUniform<number>;
  update(layer: ViewLayer): void;
  setAppearance(appearance: Appearance): void;
  setSurfaces(surfaces: ViewSurfaces): void;
  dispose(): void;
}

export interface SceneOrigin {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function createLayerMaterials(id: string, shared: PointUniforms, origin: SceneOrigin): LayerMaterials {
  const classes = createTable();
  const surface = () => ({ texture: { value: emptyHeightTexture() }, place: { value: new Vector3(0, 0, 1) } });
  const [ground, reference] = [surface(), surface()];
  const own = {
    uCollectionColour: { value: new Color() },
    uIntensityRange: { value: new Vector2(0, 65535) },
    uSpacingM: { value: 0 },
    uClasses: { value: classes },
    uTimeBase: { value: 0 },
    uGround: ground.texture,
    uGroundPlace: ground.place,
    uReference: reference.texture,
    uReferencePlace: reference.place,
  };
  const material = () =>
    new ShaderMaterial({
      name: 'tengun-points',
      fragmentShader: pointsFragment,
      uniforms: { ...shared, ...own },
    });
  const withColour = material();
  const withoutColour = material();
  let variant: string | null = null;
  let layerIntensities: readonly [number, number] = [0, 65535];
  let appearance: Appearance | null = null;

  const setIntensities = () => own.uIntensityRange.value.set(...(appearance?.intensityRange ?? layerIntensities));
  const showSurface = (
    to: { readonly texture: IUniform<DataTexture>; readonly place: IUniform<Vector3> },
    grid: HeightGrid | null,
  ) => {
    to.texture.value.dispose();
    to.texture.value = grid ? heightTexture(grid, origin.z) : emptyHeightTexture();
    if (grid) to.place.value.set(grid.west - origin.x, grid.south - origin.y, 1 / grid.cellSizeM);
  };
  let shown: ViewSurfaces = { ground: null, reference: null };

  return {
    withColour,
    withoutColour,
    uTimeBase: own.uTimeBase,
    update(layer) {
      own.uCollectionColour.value.fromArray([...rgbParts(layer.colour)]);
      layerIntensities = layer.intensityRange;
      setIntensities();
      own.uSpacingM.value = layer.spacingM;
    },
    setAppearance(next) {
      const { classStyles, filter } = next;
      if (classStyles !== appearance?.classStyles || filter.classes !== appearance.filter.classes) {
        fillClasses(classes, classStyles, id, filter.classes);
      }
      appearance = next;
      setIntensities();
      const defines = variantOf(next);
      const key = Object.entries(defines).join();
      if (key === variant) return;
      variant = key;
      const parts = [
        ...('FILTERS' in defines ? [pointFilter] : []),
        ...('CLIPS' in defines ? [pointClip] : []),
        ...('GROUND' in defines || 'REFERENCE' in defines ? [pointSurface] : []),
        pointsVertex,
      ];
      for (const one of [withColour, withoutColour]) {
        one.defines = one === withColour ? { ...defines, COLOURS: '' } : { ...defines };
        one.vertexShader = parts.join('\n');
        one.needsUpdate = true;
      }
    },
    setSurfaces(next) {
      if (next.ground !== shown.ground) showSurface(ground, next.ground);
      if (next.reference !== shown.reference) showSurface(reference, next.reference);
      shown = next;
    },
    dispose() {
      withColour.dispose();
      withoutColour.dispose();
      classes.dispose();
      ground.texture.value.dispose();
      reference.texture.value.dispose();
    },
  };
}
