/** Lines, faces, texts and pictures beside the points, in both views. */
import type { ShapeSet } from '../local/shapes/place-shapes.ts';

export interface ShapeLayer {
  readonly id: string;
  readonly shapes: ShapeSet;
  readonly visible: boolean;
  /** 0xRRGGBB, for what has no colour of its own. */
  readonly colour: number;
  /** 0…1. */
  readonly opacity: number;
  /** Of lines, CSS pixels; 2 where it is not said. */
  readonly widthPx?: number;
  /** Of places, CSS pixels; 8 where it is not said. */
  readonly pointPx?: number;
  /** Over the points, whatever lies nearer; else among them. */
  readonly over: boolean;
}
