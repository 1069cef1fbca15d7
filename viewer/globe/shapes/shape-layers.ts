/** Lines, faces, texts and pictures on the globe, as the site view shows them; what has no height lies on the collections' ground. */
import { PrimitiveCollection, type Scene } from '@cesium/engine';
import { type HeightGrid, heightIn } from '../../state/seeing/height-grid.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import { createLabelRoom } from '../../state/shapes/label-room.ts';
import { needsGround } from '../../state/shapes/on-ground.ts';
import type { WorldFrame } from '../world-frame.ts';
import { createShapeObject, drawnAs, type ShapeObject } from './shape-object.ts';

/** West, south, east, north; metres of the site frame. */
export type GroundBox = readonly [number, number, number, number];

/** Heights of the ground in a box; null where there are none. */
export type GroundHeights = (box: GroundBox, signal: AbortSignal) => Promise<HeightGrid | null>;

/** Beside a shape's box: lines bend at its rim. */
const MARGIN_M = 2;

export interface ShapeLayers {
  set(layers: readonly ShapeLayer[]): void;
  /** The ground is another one now. */
  ground(heights: GroundHeights | null, otherwiseM: number): void;
  /** Labels that would cover one another are left out; call before drawing. */
  arrangeLabels(): void;
  /** Heights are under way. */
  readonly loading: boolean;
  dispose(): void;
}

interface Entry {
  layer: ShapeLayer;
  object: ShapeObject | null;
  readonly onGround: boolean;
  stop: AbortController | null;
}

export function createShapeLayers(scene: Scene, world: WorldFrame, onChange: () => void): ShapeLayers {
  const entries = new Map<string, Entry>();
  const all = new PrimitiveCollection();
  scene.primitives.add(all);
  let heights: GroundHeights | null = null;
  let otherwiseM = 0;

  const draw = (entry: Entry, grid: HeightGrid | null) => {
    const { layer } = entry;
    const [e, n, h] = layer.shapes.origin;
    if (entry.object) all.remove(entry.object.primitives);
    entry.object = createShapeObject(
      layer.shapes,
      drawnAs(layer),
      world,
      (x, y) => {
        const height = grid ? heightIn(grid, e + x, n + y) : Number.NaN;
        return Number.isNaN(height) ? null : height - h;
      },
      otherwiseM - h,
    );
    entry.object.update(layer);
    all.add(entry.object.primitives);
    onChange();
  };
  const make = (entry: Entry) => {
    entry.stop?.abort();
    entry.stop = null;
    if (!entry.onGround || !heights) return draw(entry, null);
    const stop = new AbortController();
    entry.stop = stop;
    const [w, s, , east, north] = entry.layer.shapes.box;
    // where the ground cannot be asked for, the shapes stand at the data's foot
    heights([w - MARGIN_M, s - MARGIN_M, east + MARGIN_M, north + MARGIN_M], stop.signal)
      .catch(() => null)
      .then((grid) => {
        if (stop.signal.aborted) return;
        entry.stop = null;
        draw(entry, grid);
      });
  };
  const remove = (id: string, { object, stop }: Entry) => {
    stop?.abort();
    if (object) all.remove(object.primitives);
    entries.delete(id);
  };

  return {
    set(layers) {
      const ids = new Set(layers.map(({ id }) => id));
      for (const [id, entry] of entries) if (!ids.has(id)) remove(id, entry);
      for (const layer of layers) {
        const entry = entries.get(layer.id);
        const [next, before] = [drawnAs(layer), entry && drawnAs(entry.layer)];
        const isSame =
          entry?.layer.shapes === layer.shapes && before?.over === next.over && before.widthPx === next.widthPx;
        if (entry && isSame) {
          entry.layer = layer;
          entry.object?.update(layer);
          continue;
        }
        if (entry) remove(layer.id, entry);
        const onGround = needsGround(layer.shapes) || layer.shapes.texts.some(({ at }) => Number.isNaN(at[2]));
        const made: Entry = { layer, object: null, onGround, stop: null };
        entries.set(layer.id, made);
        make(made);
      }
      onChange();
    },
    ground(next, otherwise) {
      heights = next;
      otherwiseM = otherwise;
      for (const entry of entries.values()) if (entry.onGround) make(entry);
    },
    arrangeLabels() {
      const { clientWidth, clientHeight } = scene.canvas;
      const room = createLabelRoom(clientWidth, clientHeight);
      for (const { object, layer } of entries.values()) if (layer.visible) object?.arrangeLabels(scene, room);
    },
    get loading() {
      return [...entries.values()].some(({ stop }) => stop !== null);
    },
    dispose() {
      for (const { stop } of entries.values()) stop?.abort();
      entries.clear();
    },
  };
}
