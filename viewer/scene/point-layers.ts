/**
 * The points of the site view: one tree of nodes a collection, streamed together under one budget (viewer/streaming), each
 * node in memory one three.js object.
 */
import { BufferAttribute, BufferGeometry, Group, Points } from 'three';
import type { ViewLayer } from '../state/map-view.ts';
import type { PointColumns, PointNode } from '../streaming/point-tree.ts';
import type { Eye, Limits } from '../streaming/selection.ts';
import { createStreamer, type LoadedNode, type StreamerStats } from '../streaming/streamer.ts';
import { createLayerMaterials, type LayerMaterials, type PointUniforms } from './point-material.ts';

export interface PointLayersOptions {
  readonly uniforms: PointUniforms;
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

  const streamer = createStreamer({
    capBytes: options.capBytes,
    onLoaded({ tree, node, columns }) {
      const of = materials.get(tree);
      if (of) objects.set(node, pointsObject(tree, columns, of));
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
          materials.set(layer.id, createLayerMaterials(options.uniforms));
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
  points.position.set(...columns.origin);
  points.matrixAutoUpdate = false;
  points.updateMatrix();
  points.frustumCulled = false;
  return points;
}
