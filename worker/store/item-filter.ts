/** Which items a query wants: by place, height, time and id. */
import type { TimeInterval } from './date-time.ts';
import { meetsOutline, type Shape } from './geometry-meet.ts';
import type { ItemRecord } from './item-record.ts';
import type { LonLatBox } from './stac.ts';

export interface ItemQuery {
  /** Degrees, WGS 84; west > east crosses the antimeridian. */
  readonly bbox?: LonLatBox;
  /** Metres in the collection's height system; only together with `bbox` in a six-number box. */
  readonly heightsM?: readonly [number, number];
  readonly interval?: TimeInterval;
  readonly shape?: Shape;
  readonly ids?: readonly string[];
  /** Items after this id, in the order of ids. */
  readonly after?: string;
  /** Largest number of items in the page. */
  readonly limit?: number;
}

export function matches(record: ItemRecord, { bbox, heightsM, interval, shape, ids }: ItemQuery): boolean {
  return (
    (bbox === undefined || boxesMeet(record.bbox, bbox)) &&
    (heightsM === undefined || heightsMeet(record, heightsM)) &&
    (interval === undefined || (record.start <= interval.end && record.end >= interval.start)) &&
    (ids === undefined || ids.includes(record.id)) &&
    (shape === undefined || meetsOutline(record.outline, shape))
  );
}

function boxesMeet([west, south, east, north]: LonLatBox, [w, s, e, n]: LonLatBox): boolean {
  if (south > n || north < s) return false;
  return w <= e ? west <= e && east >= w : west <= e || east >= w;
}

function heightsMeet({ bounds, crs }: ItemRecord, [lowM, highM]: readonly [number, number]): boolean {
  return bounds[2] * crs.verticalUnitM <= highM && bounds[5] * crs.verticalUnitM >= lowM;
}
