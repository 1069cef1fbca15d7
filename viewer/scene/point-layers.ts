/**
 * The points of the site view: one tree of nodes a collection, streamed together under one budget (viewer/streaming), each
 * node in memory one three.js object.
 */
import { BufferAttribute, BufferGeometry, Group, Points } from 'three';
import { type Appearance, needsOf } from '../state/appearance.ts';
import type { ViewLayer, ViewSurfaces } from '../state/map-view.ts';
import type { PointColumns, PointNode } from '../streaming/point-tree.ts';
import type { Eye, Limits } from '../streaming/selection.ts';
import { createStreamer, type LoadedNode, type StreamerStats } from '../streaming/streamer.ts';
import { columnsOf } from './points/keeps.ts';
import { createLayerMaterials, type LayerMaterials, type SceneOrigin } from './points/material.ts';
import type { PointUniforms } from './points/uniforms.ts';

export interface PointLayersOptions {
  readonly uniforms: PointUniforms;
  /** Of the scene, in the site frame. */
  readonly origin: SceneOrigin;
  readonly capBytes: number;
  readonly openTree: (layer: ViewLayer) => PointNode;
  /** Something arrived: the nodes must be selected again. */
  readonly onUpdate: () => void;
  /** Other points are to be seen: the picture must be drawn again. */
  readonly onRedraw: () => void;
  readonly onError: (layer: string, error: unknown) => void;
}

export interface PointLayers {
  readonly group: Group;
  setLayers(layers: readonly ViewLayer[]): void;
  /** @param timeOrigin of the times in the shader, seconds as stored */
  setAppearance(appearance: Appearance, timeOrigin: number): void;
  setSurfaces(surfacesOf: (collection: string) => ViewSurfaces): void;
  /** Selects the nodes for a camera; call before drawing. */
  update(eye: Eye, limits: Omit<Limits, 'byteBudget'>): void;
  readonly stats: StreamerStats;
  /** Draws these collections only, of the visible ones; null draws all of them. */
  showOnly(ids: readonly string[] | null): void;
  /** The point objects on the screen, of some collections or of all. */
  visiblePoints(ids?: readonly string[]): readonly Points[];
  /** Tries again what was given up. */
  retry(): void;
  dispose(): void;
}

/** The picture is a list of its own: objects come into the group when they are shown and leave it when they are not. */
export function createPointLayers(options: PointLayersOptions): PointLayers {
  const group = new Group();
  const materials = new Map<string, LayerMaterials>();
  const trees = new Map<string, PointNode>();
  const objects = new Map<PointNode, Points>();
  let shown: readonly Points[] = [];
  let appearance: Appearance | null = null;
  let surfacesOf: (collection: string) => ViewSurfaces = () => ({ ground: null, reference: null });
  const times = { areBound: false, origin: 0 };

  const streamer = createStreamer({
    capBytes: options.capBytes,
    onLoaded({ tree, node, columns }) {
      const of = materials.get(tree);
      if (!of) return;
      const object = pointsObject(tree, columns, of);
      object.onBeforeRender = () => {
        if (!times.areBound) return;
        of.uTimeBase.value = columns.time ? columns.timeBase - times.origin : Number.NEGATIVE_INFINITY;
        for (const material of [of.withColour, of.withoutColour]) material.uniformsNeedUpdate = true;
      };
      if (times.areBound) bindTime(object, true);
      objects.set(node, object);
    },
    onReleased({ node }) {
      const object = objects.get(node);
      if (!object) return;
      group.remove(object);
      object.geometry.dispose();
      objects.delete(node);
    },
    onNews: options.onUpdate,
    onError: (tree, _, error) => options.onError(tree, error),
  });

  const show = (nodes: readonly LoadedNode[]) => {
    const next = nodes.flatMap(({ node }) => objects.get(node) ?? []);
    if (next.length === shown.length && next.every((object, at) => object === shown[at])) return;
    const stays = new Set(next);
    for (const object of shown) if (!stays.has(object)) group.remove(object);
    for (const object of next) if (object.parent !== group) group.add(object);
    shown = next;
    options.onRedraw();
  };

  return {
    group,
    setLayers(wanted) {
      const inFrame = wanted.filter((layer) => layer.inSiteFrame);
      const ids = new Set(inFrame.map(({ id }) => id));
      const closed = [...materials].filter(([id]) => !ids.has(id));
      for (const [id] of closed) trees.delete(id);
      for (const layer of inFrame) {
        // a collection that was never shown is not opened
        if (!materials.has(layer.id) && layer.visible) {
          const of = createLayerMaterials(layer.id, options.uniforms, options.origin);
          if (appearance) of.setAppearance(appearance);
          of.setSurfaces(surfacesOf(layer.id));
          materials.set(layer.id, of);
          trees.set(layer.id, options.openTree(layer));
        }
        materials.get(layer.id)?.update(layer);
      }
      streamer.setTrees(new Map(trees));
      streamer.setHidden(new Set(inFrame.flatMap(({ id, visible }) => (visible ? [] : [id]))));
      for (const [id, of] of closed) {
        of.dispose();
        materials.delete(id);
      }
      shown = shown.filter((object) => object.parent === group);
      options.onRedraw();
    },
    setAppearance(next, timeOrigin) {
      appearance = next;
      for (const of of materials.values()) of.setAppearance(next);
      const { time } = needsOf(next);
      times.origin = timeOrigin;
      if (time === times.areBound) return;
      times.areBound = time;
      for (const object of objects.values()) bindTime(object, time);
    },
    setSurfaces(next) {
      surfacesOf = next;
      for (const [id, of] of materials) of.setSurfaces(next(id));
      options.onRedraw();
    },
    update(eye, limits) {
      show(streamer.update(eye, limits));
    },
    get stats() {
      return streamer.stats;
    },
    showOnly(ids) {
      for (const object of shown) object.visible = ids === null || isIn(object, ids);
    },
    visiblePoints: (ids) => (ids ? shown.filter((object) => isIn(object, ids)) : shown),
    retry: () => streamer.retry(),
    dispose() {
      streamer.dispose();
      for (const of of materials.values()) of.dispose();
      materials.clear();
      trees.clear();
      shown = [];
    },
  };
}

/** Files of the user are no epoch: they stand beside each. */
const isIn = ({ name }: Points, ids: readonly string[]) => ids.includes(name) || name.startsWith('own:');

/** The columns as attributes, named like their collection; their places say nothing of culling, which the selection has done. */
function pointsObject(collection: string, columns: PointColumns, materials: LayerMaterials): Points {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(columns.position, 3));
  geometry.setAttribute('aColour', new BufferAttribute(columns.colour, 4));
  geometry.setAttribute('aDetail', new BufferAttribute(columns.detail, 4));
  const points = new Points(geometry, columns.hasColour ? materials.withColour : materials.withoutColour);
  points.name = collection;
  points.userData.columns = columns;
  points.position.set(...columns.origin);
  points.matrixAutoUpdate = false;
  points.updateMatrix();
  points.frustumCulled = false;
  return points;
}

/** Times take memory on the graphics processor: they are there while they are looked at. */
function bindTime(object: Points, isBound: boolean): void {
  const { time } = columnsOf(object);
  if (isBound && time) object.geometry.setAttribute('aTime', new BufferAttribute(time, 1));
  else object.geometry.deleteAttribute('aTime');
}
