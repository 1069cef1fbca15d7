/** The collections on the globe: one 3D Tiles tileset each, with our colours. */
import {
  Cesium3DTileset,
  type Matrix4,
  PointCloudShading,
  type Scene,
  ShadowMode as Shadows,
  SplitDirection,
} from '@cesium/engine';
import type { MaskPart } from '#core/scenario/mask.ts';
import type { Appearance } from '../state/appearance.ts';
import type { ViewCompare } from '../state/compare.ts';
import { DRAW_FACTOR, type DrawMode, type LayerLook, type ShadowMode, USUAL_LOOK } from '../state/layer-look.ts';
import type { ViewLayer, ViewSurfaces } from '../state/map-view.ts';
import type { SiteFrame } from '../state/site-frame.ts';
import { pointGrowth } from '../streaming/point-budget.ts';
import { NoReflections } from './no-reflections.ts';
import { createPointShader, type GlobeEye, type GlobePointShader, type PointLook } from './point-shader.ts';
import { createSceneMask } from './scene-edits-shader.ts';

/** Memory that the nodes of one collection may hold. */
const CACHE_BYTES = 384 * 2 ** 20;

const EDGE_STRENGTH = 0.45;

export const SHADOWS: Readonly<Record<ShadowMode, Shadows>> = {
  none: Shadows.DISABLED,
  cast: Shadows.CAST_ONLY,
  receive: Shadows.RECEIVE_ONLY,
  both: Shadows.ENABLED,
};

interface Layer {
  readonly shader: GlobePointShader;
  tileset: Cesium3DTileset | null;
  failed: boolean;
  visible: boolean;
  closed: boolean;
  own: LayerLook;
}

export interface PointTilesetsOptions {
  readonly scene: Scene;
  readonly frame: SiteFrame;
  readonly tilesetUrl: (id: string) => string;
  readonly onChange: () => void;
  readonly onError: (message: string) => void;
}

export interface PointTilesets {
  setLayers(layers: readonly ViewLayer[]): void;
  setAppearance(look: PointLook, pixelRatio: number): void;
  setSurfaces(surfacesOf: (collection: string) => ViewSurfaces): void;
  setCompare(compare: ViewCompare | null): void;
  /** Screen-space error target, CSS pixels. */
  setErrorTarget(pixels: number): void;
  setCamera(eye: GlobeEye): void;
  /** What a scenario hides, from all collections together. */
  setMask(parts: readonly MaskPart[]): void;
  /** Each frame. @param splitPx left of it nothing is hidden */
  setMaskCamera(view: Matrix4, splitPx: number): void;
  /** Whether a picked object is one of the collections. */
  owns(picked: unknown): boolean;
  /** Whether points are drawn a little nearer than they lie (pick.ts). */
  setPull(on: boolean): void;
  /** Whether points cast and take shadows; they have no eye-dome lighting then, whose commands leave shadows out. */
  setShadows(on: boolean, biasM: number): void;
  /** How much of all points is drawn, 0…1: what lies under them is seen through the gaps. */
  setVeil(opacity: number): void;
  /** How many times larger points near the camera may grow. */
  setGrowth(factor: number): void;
  readonly loading: boolean;
  readonly pointCount: number;
}

export function createPointTilesets(options: PointTilesetsOptions): PointTilesets {
  const { scene } = options;
  const layers = new Map<string, Layer>();
  const mask = createSceneMask(options.frame);
  let errorTarget = 16;
  let dress: (layer: Layer) => void = () => undefined;
  let compare: ViewCompare | null = null;
  let shadows = false;
  let biasM = 1;
  let growth = 1;
  let veil = 1;

  /** Which side of the divider a collection is drawn on, and whether it is drawn at all. */
  const place = (id: string, { tileset, visible }: Layer) => {
    if (!tileset) return;
    const [left, right] = [compare?.left.includes(id) ?? false, compare?.right.includes(id) ?? false];
    const isSwipe = compare?.mode === 'swipe';
    tileset.splitDirection = isSwipe ? (left ? SplitDirection.LEFT : SplitDirection.RIGHT) : SplitDirection.NONE;
    tileset.show = visible && (compare === null || (isSwipe ? left || right : compare.shown === 'left' ? left : right));
  };

  let surfacesOf: (collection: string) => ViewSurfaces = () => ({ ground: null, reference: null });
  const open = (want: ViewLayer): Layer => {
    const layer: Layer = {
      shader: createPointShader(options.frame, (shader) => {
        if (layer.tileset) layer.tileset.customShader = shader;
      }),
      tileset: null,
      failed: false,
      visible: true,
      closed: false,
      own: USUAL_LOOK,
    };
    layers.set(want.id, layer);
    layer.shader.setCastBias(biasM);
    layer.shader.setNearGrowth(growth);
    layer.shader.setVeil(veil);
    layer.shader.setSurfaces(surfacesOf(want.id));
    dress(layer);
    mask.dress(layer.shader, want.id);
    void load(want.id, layer);
    return layer;
  };
  const load = async (id: string, layer: Layer) => {
    try {
      const tileset = await openTileset(options.tilesetUrl(id), layer.shader, errorTarget);
      if (layer.closed) return void tileset.destroy();
      tileset.tileFailed.addEventListener(({ message }: { message: string }) => options.onError(`${id}: ${message}`));
      for (const event of [tileset.tileLoad, tileset.allTilesLoaded, tileset.loadProgress]) {
        event.addEventListener(options.onChange);
      }
      layer.tileset = tileset;
      tileset.customShader = layer.shader.shader;
      place(id, layer);
      dress(layer);
      scene.primitives.add(tileset);
    } catch (error) {
      layer.failed = true;
      options.onError(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
    options.onChange();
  };
  const close = (id: string, layer: Layer) => {
    layer.closed = true;
    if (layer.tileset) scene.primitives.remove(layer.tileset);
    layers.delete(id);
  };
  const active = () => [...layers.values()].filter((layer) => layer.visible);

  return {
    setLayers(wanted) {
      const ids = new Set(wanted.map((layer) => layer.id));
      for (const [id, layer] of layers) if (!ids.has(id)) close(id, layer);
      for (const want of wanted) {
        if (!want.visible && !layers.has(want.id)) continue;
        const layer = layers.get(want.id) ?? open(want);
        layer.visible = want.visible;
        place(want.id, layer);
        layer.own = want.look ?? USUAL_LOOK;
        layer.shader.setLayer(want);
        dress(layer);
      }
      options.onChange();
    },
    setAppearance(look, pixelRatio) {
      dress = ({ shader, tileset, own }) => {
        shader.setAppearance(look, pixelRatio, pointGrowth(errorTarget));
        if (!tileset) return;
        tileset.maximumScreenSpaceError = errorTarget * (own.draw === null ? 1 : DRAW_FACTOR[own.draw]);
        tileset.shadows = shadows ? SHADOWS[own.shadow] : Shadows.DISABLED;
        setEdgeShading(tileset.pointCloudShading, look.appearance, own.draw, pixelRatio);
        if (shadows) tileset.pointCloudShading.eyeDomeLighting = false;
      };
      for (const layer of layers.values()) dress(layer);
      options.onChange();
    },
    setSurfaces(next) {
      surfacesOf = next;
      for (const [id, { shader }] of layers) shader.setSurfaces(next(id));
      options.onChange();
    },
    setCompare(next) {
      compare = next;
      if (next) scene.splitPosition = next.split;
      for (const [id, layer] of layers) place(id, layer);
      options.onChange();
    },
    setShadows(on, nextBiasM) {
      shadows = on;
      biasM = nextBiasM;
      for (const layer of layers.values()) {
        layer.shader.setCastBias(biasM);
        dress(layer);
      }
    },
    setGrowth(factor) {
      growth = factor;
      for (const { shader } of layers.values()) shader.setNearGrowth(factor);
    },
    setVeil(opacity) {
      veil = opacity;
      for (const { shader } of layers.values()) shader.setVeil(veil);
    },
    setErrorTarget(pixels) {
      errorTarget = pixels;
      for (const layer of layers.values()) dress(layer);
    },
    setCamera(eye) {
      for (const { shader } of layers.values()) shader.setCamera(eye);
    },
    owns: (picked) => [...layers.values()].some(({ tileset }) => tileset !== null && tileset === picked),
    setPull(on) {
      for (const { shader } of layers.values()) shader.setPull(on);
    },
    setMask(parts) {
      mask.set(parts);
      for (const [id, { shader }] of layers) mask.dress(shader, id);
      options.onChange();
    },
    setMaskCamera(view, splitPx) {
      for (const { shader } of layers.values()) mask.setCamera(shader, view, splitPx);
    },
    get loading() {
      return active().some(({ tileset, failed }) => !failed && (tileset === null || !tileset.tilesLoaded));
    },
    get pointCount() {
      return active().reduce((sum, { tileset }) => sum + (tileset ? pointsSelected(tileset) : 0), 0);
    },
  };
}

/** The quick way of drawing goes without edges. */
function setEdgeShading(
  shading: PointCloudShading,
  { edgeShading, edgeStrength, edgeRadiusPx }: Appearance,
  draw: DrawMode | null,
  pixelRatio: number,
): void {
  shading.eyeDomeLighting = edgeShading && draw !== 'fast';
  shading.eyeDomeLightingStrength = EDGE_STRENGTH * edgeStrength;
  // the engine counts pixels of the drawing buffer, and multiplies by their ratio
  shading.eyeDomeLightingRadius = Math.max(1, edgeRadiusPx * pixelRatio) / pixelRatio;
}

async function openTileset(url: string, shader: GlobePointShader, errorTarget: number): Promise<Cesium3DTileset> {
  const tileset = await Cesium3DTileset.fromUrl(url, {
    maximumScreenSpaceError: errorTarget,
    cacheBytes: CACHE_BYTES,
    maximumCacheOverflowBytes: CACHE_BYTES / 2,
    dynamicScreenSpaceError: false,
    cullRequestsWhileMoving: false,
    environmentMapOptions: { enabled: false },
    imageBasedLighting: new NoReflections(),
    // Eye-dome lighting only runs with attenuation; the size itself comes from our shader.
    pointCloudShading: new PointCloudShading({
      attenuation: true,
      eyeDomeLighting: true,
      eyeDomeLightingStrength: EDGE_STRENGTH,
    }),
  });
  tileset.customShader = shader.shader;
  return tileset;
}

/** The engine counts the points it draws, but leaves the counter out of its typing. */
function pointsSelected(tileset: Cesium3DTileset): number {
  const statistics: unknown = Reflect.get(tileset, 'statistics') ?? Reflect.get(tileset, '_statistics');
  if (typeof statistics !== 'object' || statistics === null) return 0;
  const count: unknown = Reflect.get(statistics, 'numberOfPointsSelected');
  return typeof count === 'number' ? count : 0;
}
