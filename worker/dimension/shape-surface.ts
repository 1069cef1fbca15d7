/** The points that a shape is measured on: resolved with a fallback where there is no ground, and refused where they are too many. */

import type { Warning } from '#core/contract/provenance.ts';
import type { CollectionSurface, StackSurface } from '#core/contract/surface-input.ts';
import { LimitError, RequestError } from '#core/errors.ts';
import { type Bounds, boundsTouch } from '#core/geometry/bounds.ts';
import { itemsTouching, type PointSource, resolveSurface, type SourceItem } from '../measuring/surface-source.ts';
import type { Store } from '../store/store.ts';

export type ShapeSurfaceInput = CollectionSurface | StackSurface;

/** Points of one surface that a shape may cover. */
export const MAX_SHAPE_POINTS = 8_000_000;
const NOISE = [7, 18];
const CLASSES_BUT_NOISE: readonly number[] = Array.from({ length: 256 }, (_, code) => code).filter(
  (code) => !NOISE.includes(code),
);

export interface ShapeSource {
  readonly source: PointSource;
  /** Items beside the shape. */
  readonly items: readonly SourceItem[];
  /** Measured classes; empty is every class but noise. */
  readonly classes: readonly number[];
  readonly warnings: readonly Warning[];
}

/**
 * @param place where it is, in the plane of the data; metres
 * @throws {RequestError} NOT_FOUND, NO_DATA; NO_GROUND_CLASS where the request names classes that are not there
 */
export async function resolveShapeSource(
  store: Store,
  storeDir: string,
  input: ShapeSurfaceInput,
  place: (source: PointSource) => Bounds,
): Promise<ShapeSource> {
  const source = await resolvePointsOf(store, storeDir, input);
  try {
    const items = itemsTouching(source, place(source));
    return { source, items, classes: classesOf(source), warnings: [] };
  } catch (error) {
    const isOwn = error instanceof RequestError && error.code === 'NO_GROUND_CLASS';
    if (!isOwn || namesClasses(input)) throw error;
  }
  const other = await resolvePointsOf(store, storeDir, withClasses(input, CLASSES_BUT_NOISE));
  const items = itemsTouching(other, place(other));
  const warning = {
    code: 'NO_GROUND_CLASS',
    message: `${other.collection} has no ground class (2) here: measured on every class but noise (7, 18)`,
    messageJa: `${other.collection} にはここに地面クラス（2）がないため、ノイズ（7、18）を除く全クラスで計測した`,
  };
  return { source: other, items, classes: [], warnings: [warning] };
}

/** The same points, every class but noise: what walls are measured on. */
export async function resolveEveryClass(
  store: Store,
  storeDir: string,
  input: ShapeSurfaceInput,
): Promise<PointSource> {
  return await resolvePointsOf(store, storeDir, namesClasses(input) ? input : withClasses(input, CLASSES_BUT_NOISE));
}

async function resolvePointsOf(store: Store, storeDir: string, input: ShapeSurfaceInput): Promise<PointSource> {
  const source = await resolveSurface(store, storeDir, input);
  if (source.kind !== 'points') throw new RequestError('INVALID_INPUT', 'expected a surface of points');
  return source;
}

function namesClasses(input: ShapeSurfaceInput): boolean {
  const parts = 'stack' in input ? input.stack : [input];
  return parts.some(({ classes, returns }) => classes !== undefined || returns === 'first');
}

function withClasses(input: ShapeSurfaceInput, classes: readonly number[]): ShapeSurfaceInput {
  if ('stack' in input) return { stack: input.stack.map((part) => ({ ...part, classes: [...classes] })) };
  return { ...input, classes: [...classes] };
}

function classesOf({ layers }: PointSource): number[] {
  const classes = [...new Set(layers.flatMap((layer) => layer.classes))].sort((a, b) => a - b);
  return classes.length >= CLASSES_BUT_NOISE.length ? [] : classes;
}

/**
 * Refuses a shape before anything is read when its points, told from the items' totals, are more than fit.
 * @throws {LimitError}
 */
export function checkPointCount({ source, items }: ShapeSource, box: Bounds, areaShare = 1): void {
  const wanted = new Set(source.layers.flatMap(({ classes }) => classes));
  let expected = 0;
  for (const { bounds, record } of items) {
    if (!boundsTouch(bounds, box)) continue;
    const width = Math.min(bounds.maxE, box.maxE) - Math.max(bounds.minE, box.minE);
    const depth = Math.min(bounds.maxN, box.maxN) - Math.max(bounds.minN, box.minN);
    const whole = Math.max(1, (bounds.maxE - bounds.minE) * (bounds.maxN - bounds.minN));
    const count = Object.entries(record.classCounts).reduce(
      (sum, [code, points]) => (wanted.has(Number(code)) ? sum + points : sum),
      0,
    );
    expected += count * Math.min(1, (Math.max(0, width) * Math.max(0, depth) * areaShare) / whole);
  }
  if (expected > MAX_SHAPE_POINTS) {
    throw new LimitError(
      `about ${Math.round(expected)} points for one measurement: expected at most ${MAX_SHAPE_POINTS}; measure a smaller area`,
      { limit: MAX_SHAPE_POINTS, actual: Math.round(expected) },
    );
  }
}
