/**
 * Heights under the pointer. Points are drawn a little nearer to the eye than they lie, so that the terrain through them hides none
 * (`pullM`): what is read from the depth of the picture is put back. A disc of a point has one depth all over: its middle is taken.
 */
import { Cartesian2, Cartesian3, type Scene } from '@cesium/engine';
import { pixelsAround } from './camera.ts';

/** How far from the pointer a point may lie, CSS pixels. */
const PICK_RADIUS_PX = 10;
/** How far the middle of a disc may be from its rim, CSS pixels. */
const DISC_PX = 8;
/** Depths of one disc differ by less than this share of the distance. */
const SAME_DEPTH = 2e-6;

/** Points are drawn nearer by this length and this part of their distance from the eye; the shader has the same numbers. */
export const PULL_M = 0.3;
export const PULL_PART = 0.006;

/** The length of the way back, for something seen at this distance. */
export function pullOf(seenAtM: number): number {
  return (PULL_M + PULL_PART * seenAtM) / (1 - PULL_PART);
}

export interface PickedPlace {
  readonly world: Cartesian3;
  /** Of a point, or of the ground. */
  readonly on: 'point' | 'ground';
}

export interface PickOptions {
  readonly scene: Scene;
  /** Whether something else than points and ground may be under a pixel. */
  readonly isPoint: (pixel: Cartesian2) => boolean;
  readonly hasTerrain: () => boolean;
}

/** The point nearest to a pixel, else the ground there; null on bare globe. CSS pixels. */
export function pickPlace({ scene, isPoint, hasTerrain }: PickOptions, x: number, y: number): PickedPlace | null {
  const eye = scene.camera.positionWC;
  const groundAt = (pixel: Cartesian2): Cartesian3 | null => {
    const ray = scene.camera.getPickRay(pixel);
    return (ray && scene.globe.pick(ray, scene)) ?? null;
  };
  for (const pixel of pixelsAround(x, y, PICK_RADIUS_PX)) {
    const seen = scene.pickPosition(pixel, new Cartesian3());
    if (!seen) continue;
    const distance = Cartesian3.distance(seen, eye);
    const ground = groundAt(pixel);
    // the ground itself lies where the ray meets it
    if (ground && distance > Cartesian3.distance(ground, eye) - pullOf(distance) / 4) continue;
    if (!isPoint(pixel)) return { world: seen, on: 'point' };
    return { world: putBack(middleOfDisc(scene, pixel, seen, distance), eye), on: 'point' };
  }
  const ground = hasTerrain() ? groundAt(new Cartesian2(x, y)) : null;
  return ground ? { world: ground, on: 'ground' } : null;
}

function putBack(seen: Cartesian3, eye: Cartesian3): Cartesian3 {
  const distance = Cartesian3.distance(seen, eye);
  const away = Cartesian3.subtract(seen, eye, new Cartesian3());
  return Cartesian3.add(
    eye,
    Cartesian3.multiplyByScalar(away, 1 + pullOf(distance) / Math.max(1e-9, distance), new Cartesian3()),
    new Cartesian3(),
  );
}

/** Across the disc of one depth to its middle: first along the row, then along the column. */
function middleOfDisc(scene: Scene, pixel: Cartesian2, seen: Cartesian3, distance: number): Cartesian3 {
  const forward = scene.camera.directionWC;
  const depthOf = (place: Cartesian3) =>
    Cartesian3.dot(Cartesian3.subtract(place, scene.camera.positionWC, new Cartesian3()), forward);
  const depth = depthOf(seen);
  const isSame = (x: number, y: number) => {
    const place = scene.pickPosition(new Cartesian2(x, y), new Cartesian3());
    return place !== undefined && Math.abs(depthOf(place) - depth) < SAME_DEPTH * distance;
  };
  const reach = (dx: number, dy: number, from: Cartesian2) => {
    let steps = 0;
    while (steps < DISC_PX && isSame(from.x + dx * (steps + 1), from.y + dy * (steps + 1))) steps++;
    return steps;
  };
  const column = new Cartesian2(pixel.x + (reach(1, 0, pixel) - reach(-1, 0, pixel)) / 2, pixel.y);
  const middle = new Cartesian2(column.x, column.y + (reach(0, 1, column) - reach(0, -1, column)) / 2);
  return scene.pickPosition(middle, new Cartesian3()) ?? seen;
}
