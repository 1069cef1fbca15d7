/** An axis that meets itself has two distances at one place: its stations would be ambiguous. */
import Flatbush from 'flatbush';
import { GeometryError } from '../errors.ts';
import { turn } from '../geometry/orientation.ts';
import { shortNumber } from '../surface/reader-check.ts';
import type { Alignment } from './alignment.ts';
import { axisPolyline } from './place-on-axis.ts';

/** Chords for the test stand no further off the axis than this. */
const CHORD_ERROR_M = 0.01;

/** @throws {GeometryError} naming the two distances at which the axis meets itself first */
export function assertNoCrossing(alignment: Alignment): void {
  const { east, north, distance } = axisPolyline(alignment, CHORD_ERROR_M);
  const segments = east.length - 1;
  if (segments < 3) return;
  const tree = new Flatbush(segments);
  for (let i = 0; i < segments; i++) {
    tree.add(
      Math.min(east[i]!, east[i + 1]!),
      Math.min(north[i]!, north[i + 1]!),
      Math.max(east[i]!, east[i + 1]!),
      Math.max(north[i]!, north[i + 1]!),
    );
  }
  tree.finish();
  for (let i = 0; i < segments; i++) {
    const box = [
      Math.min(east[i]!, east[i + 1]!),
      Math.min(north[i]!, north[i + 1]!),
      Math.max(east[i]!, east[i + 1]!),
      Math.max(north[i]!, north[i + 1]!),
    ] as const;
    // neighbours share a vertex
    const met = tree.search(...box, (j) => j > i + 1 && meet(east, north, i, j));
    if (met.length === 0) continue;
    const j = Math.min(...met);
    const message =
      `alignment ${alignment.name}: the axis meets itself, about ${shortNumber(distance[i]!)} m and ` +
      `${shortNumber(distance[j]!)} m from its beginning; stations would be ambiguous there`;
    throw new GeometryError(message, { firstM: distance[i]!, secondM: distance[j]! });
  }
}

/** Whether two segments have a point in common; exact. */
function meet(e: Float64Array, n: Float64Array, i: number, j: number): boolean {
  const side = (a: number, b: number, c: number) => Math.sign(turn(e[a]!, n[a]!, e[b]!, n[b]!, e[c]!, n[c]!));
  const [p, q, r, s] = [side(i, i + 1, j), side(i, i + 1, j + 1), side(j, j + 1, i), side(j, j + 1, i + 1)];
  if (p === 0 && q === 0) return true; // on one line, and their boxes meet
  return p * q <= 0 && r * s <= 0;
}
