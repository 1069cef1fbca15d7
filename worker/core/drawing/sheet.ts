/**
 * A drawing on paper: what a sheet holds before it becomes DXF, SVG or PDF. Millimetres on the paper, origin at the lower
 * left corner, y upwards. Entities take colour, line type and width from their layer unless they say otherwise.
 */
import type { Colour } from './colours.ts';
import { cleanText } from './text-metrics.ts';

export type LineType = 'continuous' | 'dashed' | 'dotted' | 'chain' | 'double-chain';

export interface Layer {
  /** `{S|D}-{object}-{element}` of the CAD drawing standard. */
  readonly name: string;
  readonly colour: Colour;
  readonly lineType: LineType;
  readonly lineWidthMm: number;
}

export interface PolylineEntity {
  readonly kind: 'polyline';
  readonly layer: string;
  /** x, y, x, y … */
  readonly points: readonly number[];
  readonly closed: boolean;
  readonly lineType?: LineType;
  readonly lineWidthMm?: number;
  /** Height of the line in the world, metres: in files that have a third axis. */
  readonly elevationM?: number;
}

export type TextAlign = 'left' | 'centre' | 'right';
export type TextBase = 'bottom' | 'middle' | 'top';

export interface TextEntity {
  readonly kind: 'text';
  readonly layer: string;
  readonly x: number;
  readonly y: number;
  /** Height of a full-width character. */
  readonly heightMm: number;
  readonly text: string;
  readonly align: TextAlign;
  readonly base: TextBase;
  /** Counter-clockwise. */
  readonly rotationDeg: number;
}

/** An area: tinted with its layer's colour, and hatched with parallel lines when `angleDeg` is given. Even-odd. */
export interface FillEntity {
  readonly kind: 'fill';
  readonly layer: string;
  readonly rings: readonly (readonly number[])[];
  /** Null: solid. */
  readonly angleDeg: number | null;
}

export interface CircleEntity {
  readonly kind: 'circle';
  readonly layer: string;
  readonly x: number;
  readonly y: number;
  readonly radiusMm: number;
  readonly filled: boolean;
}

/** Many small points at once. */
export interface DotsEntity {
  readonly kind: 'dots';
  readonly layer: string;
  /** x, y, x, y … */
  readonly points: readonly number[];
  readonly radiusMm: number;
}

export type Entity = PolylineEntity | TextEntity | FillEntity | CircleEntity | DotsEntity;

/** Where a sheet of a plan lies in the world: the coordinates of its lower left corner, metres, north up. */
export interface WorldPlace {
  readonly east: number;
  readonly north: number;
  /** 500 for 1:500. */
  readonly scale: number;
}

export interface Sheet {
  readonly name: string;
  readonly widthMm: number;
  readonly heightMm: number;
  /** Those that its entities use, by name. */
  readonly layers: readonly Layer[];
  readonly entities: readonly Entity[];
  readonly world?: WorldPlace;
}

export interface TextOptions {
  readonly heightMm?: number;
  readonly align?: TextAlign;
  readonly base?: TextBase;
  readonly rotationDeg?: number;
}

export interface LineOptions {
  readonly closed?: boolean;
  readonly lineType?: LineType;
  readonly lineWidthMm?: number;
  readonly elevationM?: number;
}

/** Collects the entities of a sheet; texts are cleaned of control characters here, once for all formats. */
export class SheetBuilder {
  readonly #layers = new Map<string, Layer>();
  readonly #entities: Entity[] = [];

  line(layer: Layer, points: readonly number[], options: LineOptions = {}): void {
    if (points.length < 4) return;
    this.#add(layer, { kind: 'polyline', layer: layer.name, points, closed: false, ...options });
  }

  rectangle(layer: Layer, x: number, y: number, width: number, height: number, options: LineOptions = {}): void {
    const [right, top] = [x + width, y + height];
    this.line(layer, [x, y, right, y, right, top, x, top], { ...options, closed: true });
  }

  text(layer: Layer, x: number, y: number, text: string, options: TextOptions = {}): void {
    const cleaned = cleanText(text);
    if (cleaned === '') return;
    const { heightMm = 2.5, align = 'left', base = 'bottom', rotationDeg = 0 } = options;
    this.#add(layer, { kind: 'text', layer: layer.name, x, y, heightMm, text: cleaned, align, base, rotationDeg });
  }

  fill(layer: Layer, rings: readonly (readonly number[])[], angleDeg: number | null): void {
    const areas = rings.filter((ring) => ring.length >= 6);
    if (areas.length > 0) this.#add(layer, { kind: 'fill', layer: layer.name, rings: areas, angleDeg });
  }

  circle(layer: Layer, x: number, y: number, radiusMm: number, filled = false): void {
    this.#add(layer, { kind: 'circle', layer: layer.name, x, y, radiusMm, filled });
  }

  dots(layer: Layer, points: readonly number[], radiusMm: number): void {
    if (points.length > 0) this.#add(layer, { kind: 'dots', layer: layer.name, points, radiusMm });
  }

  /** Adds what another builder drew, moved by (dx, dy). */
  place(other: SheetBuilder, dx: number, dy: number): void {
    for (const layer of other.#layers.values()) this.#layers.set(layer.name, layer);
    for (const entity of other.#entities) this.#entities.push(moved(entity, dx, dy));
  }

  finish(name: string, widthMm: number, heightMm: number, world?: WorldPlace): Sheet {
    const layers = [...this.#layers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { name: cleanText(name), widthMm, heightMm, layers, entities: this.#entities, ...(world ? { world } : {}) };
  }

  #add(layer: Layer, entity: Entity): void {
    this.#layers.set(layer.name, layer);
    this.#entities.push(entity);
  }
}

function moved(entity: Entity, dx: number, dy: number): Entity {
  const shift = (points: readonly number[]) => points.map((value, index) => value + (index % 2 === 0 ? dx : dy));
  switch (entity.kind) {
    case 'polyline':
    case 'dots':
      return { ...entity, points: shift(entity.points) };
    case 'fill':
      return { ...entity, rings: entity.rings.map(shift) };
    default:
      return { ...entity, x: entity.x + dx, y: entity.y + dy };
  }
}
