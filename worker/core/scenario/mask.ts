/**
 * Which points a scenario hides: parts with an outline, a range of heights, classes and collections. Metres. Pure.
 *
 *   hidden ⇔ some part: inside of its outline, low ≤ height ≤ high, its class among the part's, its collection too
 */
import type { SceneEdit, SceneObject } from '../contract/scenario.ts';

export interface MaskPart {
  /** East, north, two a vertex; not closed. */
  readonly outline: Float64Array;
  readonly lowM: number;
  readonly highM: number;
  /** null: every class. */
  readonly classes: readonly number[] | null;
  /** null: every collection. */
  readonly collections: readonly string[] | null;
}

/** Points of an object stand up to so much above its top or below its bottom: what the ranges are rounded to, and noise. */
const OBJECT_MARGIN_M = 0.3;

/** @param unitM metres per unit of the scenario's positions */
export function maskParts(edits: readonly SceneEdit[], unitM: number): MaskPart[] {
  return edits.flatMap((edit): MaskPart[] => {
    if (!edit.on) return [];
    switch (edit.kind) {
      case 'hide':
        return [
          {
            outline: ring(edit.outline, unitM),
            lowM: edit.heightsM?.[0] ?? -Infinity,
            highM: edit.heightsM?.[1] ?? Infinity,
            classes: edit.classes ?? null,
            collections: edit.collections ?? null,
          },
        ];
      case 'hide-objects':
        return edit.objects.map((object) => objectPart(object, edit.collection, unitM));
      case 'move':
        return [objectPart(edit.object, edit.collection, unitM)];
      case 'design':
        return edit.outlines.map((outline) => ({
          outline: ring(outline, unitM),
          lowM: -Infinity,
          highM: Infinity,
          classes: null,
          collections: null,
        }));
      default:
        return [];
    }
  });
}

function objectPart({ footprint, bottomM, topM, classes }: SceneObject, collection: string, unitM: number): MaskPart {
  return {
    outline: ring(footprint, unitM),
    lowM: bottomM - OBJECT_MARGIN_M,
    highM: topM + OBJECT_MARGIN_M,
    classes,
    collections: [collection],
  };
}

const ring = (positions: readonly (readonly number[])[], unitM: number): Float64Array =>
  Float64Array.from(positions.flatMap(([east, north]) => [east! * unitM, north! * unitM]));

/** Whether a point is inside of a ring: even-odd; a half-open rule, so that of two rings with a common edge one holds it. */
export function ringHolds(outline: ArrayLike<number>, east: number, north: number): boolean {
  let inside = false;
  const count = outline.length / 2;
  for (let i = 0, j = count - 1; i < count; j = i++) {
    const [n0, n1] = [outline[2 * i + 1]!, outline[2 * j + 1]!];
    if (n0 > north === n1 > north) continue;
    const [e0, e1] = [outline[2 * i]!, outline[2 * j]!];
    if (east < e0 + ((e1 - e0) * (north - n0)) / (n1 - n0)) inside = !inside;
  }
  return inside;
}

export interface MaskedPoint {
  readonly east: number;
  readonly north: number;
  readonly heightM: number;
  readonly classification: number;
  readonly collection: string;
}

export function isHidden(parts: readonly MaskPart[], point: MaskedPoint): boolean {
  const { east, north, heightM, classification, collection } = point;
  return parts.some(
    ({ outline, lowM, highM, classes, collections }) =>
      heightM >= lowM &&
      heightM <= highM &&
      (classes === null || classes.includes(classification)) &&
      (collections === null || collections.includes(collection)) &&
      ringHolds(outline, east, north),
  );
}
