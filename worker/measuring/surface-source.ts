/** From a surface as a request names it to what it is made of: stored points, a stored design or grid, or a plane. */
import {
  type CollectionSurface,
  DEFAULT_CLASSES,
  type DesignSurface,
  FIRST_RETURN_CLASSES,
  type GridSurface,
  type PlaneSurface,
  SENSOR_PRIORITY,
  type Surface,
} from '#core/contract/surface-input.ts';
import type { Crs } from '#core/crs/crs.ts';
import { CrsError, RequestError } from '#core/errors.ts';
import { type Bounds, boundsTouch, EMPTY_BOUNDS, uniteBounds } from '#core/geometry/bounds.ts';
import { sameHorizontalCrs } from '../store/crs-properties.ts';
import { formatInstant } from '../store/date-time.ts';
import type { ItemRecord } from '../store/item-record.ts';
import type { Store } from '../store/store.ts';
import type { SurfaceRecord } from '../surfaces/surface-record.ts';
import { readSurfaceRecord } from '../surfaces/surface-store.ts';

export interface SourceItem {
  readonly collection: string;
  readonly record: ItemRecord;
  /** Metres. */
  readonly bounds: Bounds;
  readonly path: string;
  readonly datetime: string | null;
  readonly accuracyM: number | null;
}

/** Points of one sensor, to be used together. */
export interface PointLayer {
  readonly collection: string;
  /** Null where the items do not say. */
  readonly sensor: string | null;
  readonly classes: readonly number[];
  readonly returns: 'all' | 'first';
  readonly heightShiftM: number;
  /** In the order of ids. */
  readonly items: readonly SourceItem[];
}

export interface PointSource {
  readonly kind: 'points';
  /** Names the source in messages. */
  readonly collection: string;
  readonly crs: Crs;
  /** The one that goes before the others first. */
  readonly layers: readonly PointLayer[];
  /** Of all layers. */
  readonly items: readonly SourceItem[];
}

export interface PlaneSource {
  readonly kind: 'plane';
  readonly plane: PlaneSurface['plane'];
}

export interface StoredSource {
  readonly kind: 'stored';
  readonly surface: GridSurface | DesignSurface;
  readonly record: SurfaceRecord;
}

export type SurfaceSource = PointSource | PlaneSource | StoredSource;

/**
 * @throws {RequestError} NOT_FOUND for an unknown collection, item or surface; INVALID_INPUT for a grid named as design or
 *   the other way round
 */
export async function resolveSurface(store: Store, storeDir: string, surface: Surface): Promise<SurfaceSource> {
  if ('plane' in surface) return { kind: 'plane', plane: surface.plane };
  if ('collection' in surface) return await resolvePoints(store, surface);
  if ('stack' in surface) return await resolveStack(store, surface.stack);
  const id = 'grid' in surface ? surface.grid : surface.design;
  await store.assertUpload(id, 'surface');
  const record = await readSurfaceRecord(storeDir, id);
  const expected = 'grid' in surface ? 'raster' : 'mesh';
  if (record.kind !== expected) {
    throw new RequestError(
      'INVALID_INPUT',
      `${record.name} is a ${record.kind === 'mesh' ? 'design: name it with "design"' : 'grid: name it with "grid"'}`,
      { surface: record.id },
    );
  }
  return { kind: 'stored', surface, record };
}

async function resolveStack(store: Store, surfaces: readonly CollectionSurface[]): Promise<PointSource> {
  const sources: PointSource[] = [];
  for (const surface of surfaces) sources.push(await resolvePoints(store, surface));
  const [first] = sources;
  const other = sources.find(({ crs }) => !sameHorizontalCrs(crs, first!.crs));
  if (other) {
    throw new CrsError(
      `collections of one stack must share their system: ${first!.collection} is in ${first!.crs.code ?? first!.crs.name}, ${other.collection} in ${other.crs.code ?? other.crs.name}`,
    );
  }
  return {
    kind: 'points',
    collection: sources.map(({ collection }) => collection).join(' over '),
    crs: first!.crs,
    layers: sources.flatMap(({ layers }) => layers),
    items: sources.flatMap(({ items }) => items),
  };
}

/**
 * @throws {RequestError} NOT_FOUND for an unknown collection, item, sensor or product
 * @throws {CrsError} when the collection's coordinates are degrees
 */
export async function resolvePoints(store: Store, surface: CollectionSurface): Promise<PointSource> {
  const { collection, items: ids, sensors, products, returns = 'all', heightShiftM = 0 } = surface;
  const all = await store.listRecords(collection, ids ? { ids } : {});
  const missing = ids?.find((id) => !all.some((record) => record.id === id));
  if (missing !== undefined) {
    throw new RequestError('NOT_FOUND', `collection ${collection} has no item ${missing}`, {
      collection,
      item: missing,
    });
  }
  const named = (value: string | null, names: readonly string[] | undefined) =>
    !names || (value !== null && names.includes(value));
  const chosen = all.filter(
    (record) => (!ids || ids.includes(record.id)) && named(record.sensor, sensors) && named(record.product, products),
  );
  const first = chosen[0];
  if (!first) {
    const what = [
      ...(sensors ? [`of sensor ${sensors.join(', ')}`] : []),
      ...(products ? [`of product ${products.join(', ')}`] : []),
    ];
    throw new RequestError('NOT_FOUND', `collection ${collection} has no items ${what.join(' and ')}`.trimEnd(), {
      collection,
    });
  }
  if (first.crs.kind !== 'projected') {
    throw new CrsError(
      `collection ${collection} is in degrees (${first.crs.name}): lengths and areas need a projected system`,
    );
  }
  const items = chosen.map((record) => sourceItem(store, collection, record, surface.accuracyM));
  const classes = surface.classes ?? (returns === 'first' ? FIRST_RETURN_CLASSES : DEFAULT_CLASSES);
  const layer = { collection, classes: [...new Set(classes)].sort((a, b) => a - b), returns, heightShiftM };
  const order = sensorsInOrder(items, sensors ?? SENSOR_PRIORITY);
  const layers = order.map((sensor) => ({
    ...layer,
    sensor,
    items: items.filter(({ record }) => record.sensor === sensor),
  }));
  return { kind: 'points', collection, crs: first.crs, layers, items };
}

/** The sensors that are there: first those of the list in its order, then others by name, then what does not say. */
function sensorsInOrder(items: readonly SourceItem[], priority: readonly string[]): (string | null)[] {
  const present = [...new Set(items.map(({ record }) => record.sensor))];
  const rank = (sensor: string | null) => {
    if (sensor === null) return priority.length + 1;
    const at = priority.indexOf(sensor);
    return at < 0 ? priority.length : at;
  };
  return present.sort((a, b) => rank(a) - rank(b) || ((a ?? '') < (b ?? '') ? -1 : 1));
}

/** From the record alone: a collection may have fifty thousand items, and a measurement touches a few. */
export function sourceItem(
  store: Store,
  collection: string,
  record: ItemRecord,
  stated: number | undefined,
): SourceItem {
  const unitM = record.crs.horizontalUnitM;
  const [minE, minN, , maxE, maxN] = record.bounds;
  const instant = (time: number) => (Number.isFinite(time) ? formatInstant(time) : '..');
  const [start, end] = [instant(record.start), instant(record.end)];
  return {
    collection,
    record,
    bounds: { minE: minE * unitM, minN: minN * unitM, maxE: maxE * unitM, maxN: maxN * unitM },
    path: store.filePath(collection, record.id, record.version),
    // the beginning of time is what an item says whose date nobody knows
    datetime: record.start === 0 ? null : start === end ? start : `${start}/${end}`,
    accuracyM: record.accuracyM ?? stated ?? null,
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
export function itemsTouching({ collection, items, layers }: PointSource, box: Bounds): SourceItem[] {
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
  const classes = [...new Set(layers.flatMap((layer) => layer.classes))].sort((a, b) => a - b);
  const counts = touching.map(({ record }) => classes.reduce((sum, code) => sum + (record.classCounts[code] ?? 0), 0));
  if (counts.every((count) => count === 0)) {
    const present = [...new Set(touching.flatMap(({ record }) => Object.keys(record.classCounts)))];
    const hint = classes.includes(2) ? '; the process classify-ground makes an item with ground' : '';
    throw new RequestError(
      'NO_GROUND_CLASS',
      `collection ${collection} has no points of class ${classes.join(', ')} here; its classes are ${present.sort((a, b) => Number(a) - Number(b)).join(', ') || 'none'}${hint}`,
      { collection, item: touching[0]!.record.id },
    );
  }
  return touching;
}
