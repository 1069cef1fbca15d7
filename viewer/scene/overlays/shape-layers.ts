/** Shapes of the site view: made once, put on the ground anew when other points are on the screen. */
import { type Camera, Group, type Points, type Vector3 } from 'three';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import { createLabelRoom } from '../../state/shapes/label-room.ts';
import { needsGround } from '../../state/shapes/on-ground.ts';
import { groundGrid } from './ground-grid.ts';
import { createShapeObject, type ShapeObject } from './shape-object.ts';

export interface ShapeLayers {
  /** Among the points, and over them. */
  readonly among: Group;
  readonly over: Group;
  set(layers: readonly ShapeLayer[]): void;
  /** The picture is complete: what lies on the ground is put on these points. @returns whether anything changed */
  settle(points: readonly Points[]): boolean;
  /** Labels that would cover one another are left out; call before drawing. */
  arrangeLabels(camera: Camera, width: number, height: number): void;
  dispose(): void;
}

interface Entry {
  layer: ShapeLayer;
  object: ShapeObject;
  readonly onGround: boolean;
}

/** @param origin site position of the scene's origin @param standHeight scene height where no ground is known */
export function createShapeLayers(origin: Vector3, standHeight: () => number): ShapeLayers {
  const among = new Group();
  const over = new Group();
  const entries = new Map<string, Entry>();
  let shown: readonly Points[] = [];
  let settledOn: readonly Points[] | null = null;

  const make = (layer: ShapeLayer): ShapeObject => {
    const { shapes } = layer;
    const [e, n, h] = shapes.origin;
    const [x, y, z] = [e - origin.x, n - origin.y, h - origin.z];
    const [minE, minN, , maxE, maxN] = shapes.box;
    const box = { minX: minE - origin.x, minY: minN - origin.y, maxX: maxE - origin.x, maxY: maxN - origin.y };
    const grid = needsGround(shapes) || shapes.texts.length > 0 ? groundGrid(shown, box) : null;
    const object = createShapeObject(
      shapes,
      layer.colour,
      (east, north) => {
        const height = grid?.heightAt(east + x, north + y) ?? null;
        return height === null ? null : height - z;
      },
      standHeight() - z,
    );
    object.group.position.set(x, y, z);
    object.labels.position.set(x, y, z);
    place(object, layer);
    return object;
  };
  const place = (object: ShapeObject, layer: ShapeLayer) => {
    (layer.over ? over : among).add(object.group);
    over.add(object.labels);
    object.update(layer);
  };

  return {
    among,
    over,
    set(layers) {
      const ids = new Set(layers.map(({ id }) => id));
      for (const [id, { object }] of entries) {
        if (ids.has(id)) continue;
        object.dispose();
        entries.delete(id);
      }
      for (const layer of layers) {
        const entry = entries.get(layer.id);
        if (entry && entry.layer.shapes === layer.shapes) {
          entry.layer = layer;
          place(entry.object, layer);
        } else {
          entry?.object.dispose();
          entries.set(layer.id, { layer, object: make(layer), onGround: needsGround(layer.shapes) });
        }
      }
    },
    settle(points) {
      if (settledOn && settledOn.length === points.length && points.every((one, at) => one === settledOn![at]))
        return false;
      settledOn = points;
      shown = points;
      let changed = false;
      for (const entry of entries.values()) {
        if (!entry.onGround || !entry.layer.visible) continue;
        entry.object.dispose();
        entry.object = make(entry.layer);
        changed = true;
      }
      return changed;
    },
    arrangeLabels(camera, width, height) {
      const room = createLabelRoom(width, height);
      for (const { object, layer } of entries.values()) {
        if (layer.visible) object.arrangeLabels(camera, width, height, room);
      }
    },
    dispose() {
      for (const { object } of entries.values()) object.dispose();
      entries.clear();
    },
  };
}
