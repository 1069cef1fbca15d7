/** Takes a sample of the points on the screen. */
import { type Camera, Matrix4, type Points } from 'three';
import type { Appearance } from '../../state/appearance.ts';
import { needsOf } from '../../state/appearance.ts';
import { keepsPlace } from '../../state/seeing/clip.ts';
import { emptySample, MAX_SAMPLE, type PointSample } from '../../state/seeing/sample.ts';
import type { PointColumns } from '../../streaming/point-tree.ts';
import { columnsOf, placeOf } from './keeps.ts';

/** The same for the same picture: every n-th point, those that the camera sees and no clip takes away. */
export function samplePoints(objects: readonly Points[], camera: Camera, appearance: Appearance): PointSample {
  const total = objects.reduce((sum, object) => sum + columnsOf(object).count, 0);
  const collections = [...new Set(objects.map(({ name }) => name))];
  const { time: needsTime, clips } = needsOf(appearance);
  const stride = Math.max(1, Math.ceil(total / MAX_SAMPLE));
  const sample = emptySample(Math.ceil(total / stride) + objects.length, collections);
  const toView = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
  let [count, next] = [0, 0];
  for (const object of objects) {
    const columns = columnsOf(object);
    const m = new Matrix4().multiplyMatrices(toView, object.matrixWorld).elements;
    let index = next;
    for (; index < columns.count; index += stride) {
      if (!isSeen(m, columns.position, 3 * index)) continue;
      if (clips && !keepsPlace(appearance.clip, ...placeOf(columns, index))) continue;
      take(sample, count++, columns, index, collections.indexOf(object.name), needsTime);
    }
    next = index - columns.count;
  }
  return { ...sample, count, timeRangeS: needsTime ? timeRange(objects) : null };
}

function isSeen(m: readonly number[], p: Float32Array, at: number): boolean {
  const [x, y, z] = [p[at] as number, p[at + 1] as number, p[at + 2] as number];
  const row = (k: number) =>
    (m[k] as number) * x + (m[k + 4] as number) * y + (m[k + 8] as number) * z + (m[k + 12] as number);
  const w = row(3);
  return w > 0 && Math.abs(row(0)) <= w && Math.abs(row(1)) <= w;
}

function take(
  sample: PointSample,
  to: number,
  columns: PointColumns,
  index: number,
  collection: number,
  needsTime: boolean,
): void {
  const { detail, colour, time, timeBase } = columns;
  const [east, north, elevation] = placeOf(columns, index);
  sample.east[to] = east;
  sample.north[to] = north;
  sample.elevation[to] = elevation;
  sample.intensity[to] = detail[4 * index] as number;
  sample.source[to] = detail[4 * index + 1] as number;
  sample.returns[to] = detail[4 * index + 2] as number;
  sample.flags[to] = detail[4 * index + 3] as number;
  sample.classification[to] = colour[4 * index + 3] as number;
  sample.collection[to] = collection;
  if (needsTime && time) sample.time[to] = timeBase + (time[index] as number);
}

const ends = new WeakMap<PointColumns, readonly [number, number]>();

function timeRange(objects: readonly Points[]): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const object of objects) {
    const columns = columnsOf(object);
    const own = ends.get(columns) ?? endsOf(columns);
    ends.set(columns, own);
    low = Math.min(low, own[0]);
    high = Math.max(high, own[1]);
  }
  return low < high ? [low, high] : null;
}

function endsOf({ time, timeBase, count }: PointColumns): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  if (!time) return [low, high];
  for (let index = 0; index < count; index++) {
    low = Math.min(low, time[index] as number);
    high = Math.max(high, time[index] as number);
  }
  return [timeBase + low, timeBase + high];
}
