/** What the viewer needs from the items of a collection: the statistics of their dimensions. */
import type { CollectionInfo } from '../state/collection.ts';
import { requestJson } from './client.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function numberOf(value: unknown, name: string): number | null {
  const member: unknown = isObject(value) ? Reflect.get(value, name) : null;
  return typeof member === 'number' && Number.isFinite(member) ? member : null;
}

function named(list: unknown, name: string): unknown {
  if (!Array.isArray(list)) return null;
  return list.find((entry) => isObject(entry) && String(Reflect.get(entry, 'name')).toLowerCase() === name);
}

/** Intensities to spread the greys over: most returns are dim and a few mirrors are bright. */
function intensityRange(statistics: unknown): readonly [number, number] {
  const minimum = numberOf(statistics, 'minimum') ?? 0;
  const maximum = numberOf(statistics, 'maximum') ?? 65535;
  const average = numberOf(statistics, 'average');
  const high = average === null ? maximum : Math.min(maximum, minimum + (average - minimum) * 2.2);
  return high > minimum ? [minimum, high] : [minimum, minimum + 1];
}

export type ItemFacts = Pick<CollectionInfo, 'hasColour' | 'intensityRange' | 'anchor'>;

/** The item's id and the elevation of the middle of its cube, CRS units. */
function anchorOf(item: object, properties: object): ItemFacts['anchor'] {
  const id: unknown = Reflect.get(item, 'id');
  const cube: unknown = Reflect.get(properties, 'tengun:cube');
  const center: unknown = isObject(cube) ? Reflect.get(cube, 'center') : null;
  const height: unknown = Array.isArray(center) ? center[2] : null;
  return typeof id === 'string' && typeof height === 'number' ? { itemId: id, height } : null;
}

/** Facts of the first item; null when the collection has none. */
export async function getItemFacts(collectionId: string, signal?: AbortSignal): Promise<ItemFacts | null> {
  const path = `/api/collections/${encodeURIComponent(collectionId)}/items?limit=1`;
  const body = await requestJson(path, signal ? { signal } : {});
  const features: unknown = isObject(body) ? Reflect.get(body, 'features') : null;
  const item: unknown = Array.isArray(features) ? features[0] : null;
  const properties: unknown = isObject(item) ? Reflect.get(item, 'properties') : null;
  if (!isObject(item) || !isObject(properties)) return null;
  return {
    anchor: anchorOf(item, properties),
    hasColour: isObject(named(Reflect.get(properties, 'pc:schemas'), 'red')),
    intensityRange: intensityRange(named(Reflect.get(properties, 'pc:statistics'), 'intensity')),
  };
}
