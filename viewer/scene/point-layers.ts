/**
 * The collections of the site view: one 3D Tiles tileset each, in plane coordinates, streamed by screen-space error.
 * Tells which points are drawn and whether more are on their way.
 */
import { TilesRenderer } from '3d-tiles-renderer/three';
import { GLTFExtensionsPlugin } from '3d-tiles-renderer/three/plugins';
import { type Camera, Group, Mesh, type Object3D, Points, type WebGLRenderer } from 'three';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import type { ViewLayer } from '../state/map-view.ts';
import { createLayerMaterials, type LayerMaterials, type PointUniforms } from './point-material.ts';

/** Memory that decoded nodes may hold, all collections together. */
const CACHE_BYTES = 512 * 2 ** 20;

interface Layer {
  readonly tiles: TilesRenderer;
  readonly materials: LayerMaterials;
  readonly shown: Set<Points>;
  rootFailed: boolean;
  visible: boolean;
}

export interface PointLayersOptions {
  readonly camera: Camera;
  readonly uniforms: PointUniforms;
  readonly tilesetUrl: (id: string) => string;
  /** Something arrived: the nodes must be selected again. */
  readonly onUpdate: () => void;
  /** Other points are to be seen: the picture must be drawn again. */
  readonly onRedraw: () => void;
  readonly onError: (message: string) => void;
}

export interface PointLayers {
  readonly group: Group;
  setLayers(layers: readonly ViewLayer[]): void;
  setErrorTarget(pixels: number): void;
  /** Selects the nodes for the camera; call before drawing. */
  update(renderer: WebGLRenderer): void;
  readonly loading: boolean;
  readonly pointCount: number;
  /** Draws these collections only, of the visible ones; null draws all of them. */
  showOnly(ids: readonly string[] | null): void;
  /** The point objects on the screen, of some collections or of all. */
  visiblePoints(ids?: readonly string[]): Points[];
  dispose(): void;
}

export function createPointLayers(options: PointLayersOptions): PointLayers {
  const group = new Group();
  const layers = new Map<string, Layer>();
  let errorTarget = 16;

  const open = (id: string): Layer => {
    const layer = createLayer(id, options);
    layer.tiles.errorTarget = errorTarget;
    group.add(layer.tiles.group);
    layers.set(id, layer);
    return layer;
  };
  const close = (id: string, layer: Layer) => {
    group.remove(layer.tiles.group);
    layer.tiles.dispose();
    layer.materials.dispose();
    layers.delete(id);
  };
  const active = () => [...layers.values()].filter((layer) => layer.visible);

  return {
    group,
    setLayers(wanted) {
      const ids = new Set(wanted.filter((layer) => layer.inSiteFrame).map((layer) => layer.id));
      for (const [id, layer] of layers) if (!ids.has(id)) close(id, layer);
      for (const want of wanted) {
        if (!ids.has(want.id) || (!want.visible && !layers.has(want.id))) continue;
        const layer = layers.get(want.id) ?? open(want.id);
        layer.visible = want.visible;
        layer.tiles.group.visible = want.visible;
        layer.materials.update(want);
      }
      options.onRedraw();
    },
    setErrorTarget(pixels) {
      errorTarget = pixels;
      for (const layer of layers.values()) layer.tiles.errorTarget = pixels;
    },
    update(renderer) {
      for (const { tiles } of active()) {
        tiles.setResolutionFromRenderer(options.camera, renderer);
        tiles.update();
      }
    },
    get loading() {
      return active().some(({ tiles, rootFailed }) => !rootFailed && (tiles.root === null || tiles.loadProgress < 1));
    },
    get pointCount() {
      let count = 0;
      for (const layer of active())
        for (const points of layer.shown) count += points.geometry.attributes.position?.count ?? 0;
      return count;
    },
    showOnly(ids) {
      for (const [id, layer] of layers) layer.tiles.group.visible = layer.visible && (ids?.includes(id) ?? true);
    },
    visiblePoints: (ids) =>
      [...layers].flatMap(([id, layer]) => (layer.visible && (ids?.includes(id) ?? true) ? [...layer.shown] : [])),
    dispose() {
      for (const [id, layer] of layers) close(id, layer);
    },
  };
}

function createLayer(id: string, options: PointLayersOptions): Layer {
  const tiles = new TilesRenderer(options.tilesetUrl(id));
  const materials = createLayerMaterials(options.uniforms);
  const layer: Layer = { tiles, materials, shown: new Set(), rootFailed: false, visible: true };
  tiles.registerPlugin(new GLTFExtensionsPlugin({ metadata: false, rtc: true, meshoptDecoder: MeshoptDecoder }));
  tiles.setCamera(options.camera);
  tiles.lruCache.maxBytesSize = CACHE_BYTES;
  tiles.lruCache.minBytesSize = CACHE_BYTES * 0.75;
  tiles.addEventListener('load-model', ({ scene }) => {
    dressPoints(scene, materials);
    options.onUpdate();
  });
  tiles.addEventListener('tile-visibility-change', ({ scene, visible }) => {
    scene.traverse((object) => {
      if (!(object instanceof Points)) return;
      if (visible) layer.shown.add(object);
      else layer.shown.delete(object);
    });
    options.onRedraw();
  });
  tiles.addEventListener('load-error', ({ tile, error }) => {
    if (tile === null) layer.rootFailed = true;
    options.onError(`${id}: ${error.message}`);
    options.onUpdate();
  });
  for (const event of ['needs-update', 'load-tileset', 'load-root-tileset', 'tiles-load-end'] as const) {
    tiles.addEventListener(event, options.onUpdate);
  }
  return layer;
}

/** Gives our material to every point object of a loaded node. */
function dressPoints(scene: Object3D, materials: LayerMaterials): void {
  scene.traverse((object) => {
    if (object instanceof Mesh || !(object instanceof Points)) return;
    const previous = object.material;
    object.material = object.geometry.hasAttribute('color') ? materials.withColour : materials.withoutColour;
    for (const material of Array.isArray(previous) ? previous : [previous]) material.dispose();
  });
}
