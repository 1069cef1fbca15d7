/** From a surface as a request names it to what it is made of: stored points or a plane. */
import type { CollectionSurface, PlaneSurface, Surface } from '#core/contract/surface-input.ts';
import { DEFAULT_CLASSES } from '#core/contract/surface-input.ts';
import type { Crs } from '#core/crs/crs.ts';
import { CrsError, RequestError, UnsupportedError } from '#core/errors.ts';
import { type Bounds, boundsTouch, EMPTY_BOUNDS, uniteBounds } from '#core/geometry/bounds.ts';
import { formatInstant } from '../store/date-time.ts';
import type { ItemRecord } from '../store/item-record.ts';
import type { Store } from '../store/store.ts';

export interface SourceItem {
  readonly record: ItemRecord;
  /** Metres. */
  readonly bounds: Bounds;
  readonly path: string;
  readonly datetime: string | null;
  readonly accuracyM: number | null;
}

export interface PointSource {
  readonly kind: 'points';
  readonly collection: string;
  readonly classes: readonly number[];
  readonly crs: Crs;
  /** In the order of ids. */
  readonly items: readonly SourceItem[];
}

export interface PlaneSource {
  readonly kind: 'plane';
  readonly plane: PlaneSurface['plane'];
}

export type SurfaceSource = PointSource | PlaneSource;

/**
 * @throws {RequestError} NOT_FOUND for an unknown collection or item
 * @throws {UnsupportedError} for uploaded grids and designs
 */
export async function resolveSurface(store: Store, surface: Surface): Promise<SurfaceSource> {
  if ('plane' in surface) return { kind: 'plane', plane: surface.plane };
  if ('collection' in surface) return await resolvePoints(store, surface);
  throw new UnsupportedError(
    'grid' in surface ? 'a surface from an uploaded grid' : 'a surface from an uploaded design',
  );
}

/**
 * @throws {RequestError} NOT_FOUND for an unknown collection, item or sensor
 * @throws {CrsError} when the collection's coordinates are degrees
 */
export async function resolvePoints(store: Store, surface: CollectionSurface): Promise<PointSource> {
  const { collection, items: ids, sensors, classes = DEFAULT_CLASSES } = surface;
  const all = await store.listRecords(collection);
  const missing = ids?.find((id) => !all.some((record) => record.id === id));
  if (missing !== undefined) {
    throw new RequestError('NOT_FOUND', `collection ${collection} has no item ${missing}`, {
      collection,
      item: missing,
    });
  }
  const chosen = all.filter(
    (record) =>
      (!ids || ids.includes(record.id)) && (!sensors || (record.sensor !== null && sensors.includes(record.sensor))),
  );
  const first = chosen[0];
  if (!first) {
    const what = sensors ? `no items of sensor ${sensors.join(', ')}` : 'no items';
    throw new RequestError('NOT_FOUND', `collection ${collection} has ${what}`, { collection });
  }
  if (first.crs.kind !== 'projected') {
    throw new CrsError(
      `collection ${collection} is in degrees (${first.crs.name}): lengths and areas need a projected system`,
    );
  }
  const items = chosen.map((record) => sourceItem(store, collection, record));
  return { kind: 'points', collection, classes: [...new Set(classes)].sort((a, b) => a - b), crs: first.crs, items };
}

/** From the record alone: a collection may have fifty thousand items, and a measurement touches a few. */
function sourceItem(store: Store, collection: string, record: ItemRecord): SourceItem {
  const unitM = record.crs.horizontalUnitM;
  const [minE, minN, , maxE, maxN] = record.bounds;
  const instant = (time: number) => (Number.isFinite(time) ? formatInstant(time) : '..');
  const [start, end] = [instant(record.start), instant(record.end)];
  return {
    record,
    bounds: { minE: minE * unitM, minN: minN * unitM, maxE: maxE * unitM, maxN: maxN * unitM },
    path: store.filePath(collection, record.id, record.version),
    datetime: start === end ? start : `${start}/${end}`,
    accuracyM: record.accuracyM,
  };
}

/** Where the items have points, metres. */
export function extentOf(items: readonly SourceItem[]): Bounds {
  return items.reduce((sum, item) => uniteBounds(sum, item.bounds), EMPTY_BOUNDS);
}

/**
 * The items that touch a box.
 * @throws {RequestError} NO_DATA when there is none, NO_GROUND_CLASS when none of them has a point of the asked classes
 */
export function itemsTouching({ collection, items, classes }: PointSource, box: Bounds): SourceItem[] {
  const touching = items.filter((item) => boundsTouch(item.bounds, box));
  if (touching.length === 0) {
    const { minE, minN, maxE, maxN } = extentOf(items);
    const extent = [minE, minN, maxE, maxN].map((value) => value.toFixed(1)).join(', ');
    throw new RequestError(
      'NO_DATA',
      `collection ${collection} has no points here; it extends over [${extent}] (metres)`,
      {
        collection,
      },
    );
  }
  const counts = touching.map(({ record }) => classes.reduce((sum, code) => sum + (record.classCounts[code] ?? 0), 0));
  if (counts.every((count) => count === 0)) {
    const present = [...new Set(touching.flatMap(({ record }) => Object.keys(record.classCounts)))];
    const hint = classes.includes(2) ? '; the process classify-ground makes an item with ground' : '';
    throw new RequestError(
      'NO_GROUND_CLASS',
      `collection ${collection} has no points of class ${classes.join(', ')} here; its classes are ${present.sort((a, b) => Number(a) - Number(b)).join(', ') || 'none'}${hint}`,
      { collection },
    );
  }
  return touching;
}
