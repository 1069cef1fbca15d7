/** The collections on the globe: one 3D Tiles tileset each, with our colours. */
import { type Cartesian3, Cesium3DTileset, PointCloudShading, type Scene, SplitDirection } from '@cesium/engine';
import type { Appearance } from '../state/appearance.ts';
import type { ViewCompare } from '../state/compare.ts';
import type { ViewLayer } from '../state/map-view.ts';
import { pointGrowth } from '../streaming/point-budget.ts';
import { createPointShader, type GlobePointShader } from './point-shader.ts';

/** Memory that the nodes of one collection may hold. */
const CACHE_BYTES = 384 * 2 ** 20;

const EDGE_STRENGTH = 0.45;

interface Layer {
  readonly shader: GlobePointShader;
  tileset: Cesium3DTileset | null;
  failed: boolean;
  visible: boolean;
  closed: boolean;
}

export interface PointTilesetsOptions {
  readonly scene: Scene;
  readonly tilesetUrl: (id: string) => string;
  readonly onChange: () => void;
  readonly onError: (message: string) => void;
}

export interface PointTilesets {
  setLayers(layers: readonly ViewLayer[]): void;
  setAppearance(appearance: Appearance, elevationRangeM: readonly [number, number], pixelRatio: number): void;
  setCompare(compare: ViewCompare | null): void;
  /** Screen-space error target, CSS pixels. */
  setErrorTarget(pixels: number): void;
  setCamera(elevationM: number, up: Cartesian3, pixelsPerRadian: number): void;
  readonly loading: boolean;
  readonly pointCount: number;
}

export function createPointTilesets(options: PointTilesetsOptions): PointTilesets {
  const { scene } = options;
  const layers = new Map<string, Layer>();
  let errorTarget = 16;
  let dress: (layer: Layer) => void = () => undefined;
  let compare: ViewCompare | null = null;

  /** Which side of the divider a collection is drawn on, and whether it is drawn at all. */
  const place = (id: string, { tileset, visible }: Layer) => {
    if (!tileset) return;
    const [left, right] = [compare?.left.includes(id) ?? false, compare?.right.includes(id) ?? false];
    const isSwipe = compare?.mode === 'swipe';
    tileset.splitDirection = isSwipe ? (left ? SplitDirection.LEFT : SplitDirection.RIGHT) : SplitDirection.NONE;
    tileset.show = visible && (compare === null || (isSwipe ? left || right : compare.shown === 'left' ? left : right));
  };

  const open = (want: ViewLayer): Layer => {
    const layer: Layer = { shader: createPointShader(), tileset: null, failed: false, visible: true, closed: false };
    layers.set(want.id, layer);
    dress(layer);
    void load(want.id, layer);
    return layer;
  };
  const load = async (id: string, layer: Layer) => {
    try {
      const tileset = await openTileset(options.tilesetUrl(id), layer.shader, errorTarget);
      if (layer.closed) return void tileset.destroy();
      tileset.maximumScreenSpaceError = errorTarget;
      tileset.tileFailed.addEventListener(({ message }: { message: string }) => options.onError(`${id}: ${message}`));
      for (const event of [tileset.tileLoad, tileset.allTilesLoaded, tileset.loadProgress]) {
        event.addEventListener(options.onChange);
      }
      layer.tileset = tileset;
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
        layer.shader.setLayer(want);
      }
      options.onChange();
    },
    setAppearance(appearance, elevationRangeM, pixelRatio) {
      dress = (layer) => {
        layer.shader.setAppearance(appearance, elevationRangeM, pixelRatio);
        layer.shader.setPointSize(appearance.pointSizePx * pixelRatio * pointGrowth(errorTarget));
        if (layer.tileset) setEdgeShading(layer.tileset.pointCloudShading, appearance, pixelRatio);
      };
      for (const layer of layers.values()) dress(layer);
      options.onChange();
    },
    setCompare(next) {
      compare = next;
      if (next) scene.splitPosition = next.split;
      for (const [id, layer] of layers) place(id, layer);
      options.onChange();
    },
    setErrorTarget(pixels) {
      errorTarget = pixels;
      for (const layer of layers.values()) {
        if (layer.tileset) layer.tileset.maximumScreenSpaceError = pixels;
        dress(layer);
      }
    },
    setCamera(elevationM, up, pixelsPerRadian) {
      for (const { shader } of layers.values()) shader.setCamera(elevationM, up, pixelsPerRadian);
    },
    get loading() {
      return active().some(({ tileset, failed }) => !failed && (tileset === null || !tileset.tilesLoaded));
    },
    get pointCount() {
      return active().reduce((sum, { tileset }) => sum + (tileset ? pointsSelected(tileset) : 0), 0);
    },
  };
}

/**
 * The engine's eye-dome lighting divides by the number of neighbours that are points: a pixel without any turns white.
 * A radius of whole pixels, and points of two pixels at least, give each pixel a neighbour of its own point.
 */
function setEdgeShading(shading: PointCloudShading, appearance: Appearance, pixelRatio: number): void {
  shading.eyeDomeLighting = appearance.edgeShading && appearance.pointSizePx * pixelRatio >= 2;
  shading.eyeDomeLightingRadius = Math.max(1, Math.round(pixelRatio)) / pixelRatio;
}

async function openTileset(url: string, shader: GlobePointShader, errorTarget: number): Promise<Cesium3DTileset> {
  const tileset = await Cesium3DTileset.fromUrl(url, {
    maximumScreenSpaceError: errorTarget,
    cacheBytes: CACHE_BYTES,
    maximumCacheOverflowBytes: CACHE_BYTES / 2,
    dynamicScreenSpaceError: false,
    cullRequestsWhileMoving: false,
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
