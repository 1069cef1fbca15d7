/** The items that a request names. */
import type { ExtractRequest } from '#core/contract/extract.ts';
import { RequestError } from '#core/errors.ts';
import { type SourceItem, sourceItem } from '../measuring/surface-source.ts';
import type { Store } from '../store/store.ts';

export type ChosenItem = SourceItem;

/**
 * In the order of the collections, then of ids.
 * @throws {RequestError} NOT_FOUND for an unknown collection or item, and when nothing is of the asked sensors or products
 */
export async function chooseItems(
  store: Store,
  { collections, items, sensors, products }: ExtractRequest,
): Promise<ChosenItem[]> {
  const chosen: ChosenItem[] = [];
  const missing = new Set(items);
  const named = (value: string | null, names: readonly string[] | undefined) =>
    !names || (value !== null && names.includes(value));
  for (const collection of collections) {
    for (const record of await store.listRecords(collection)) {
      missing.delete(record.id);
      if (items && !items.includes(record.id)) continue;
      if (!named(record.sensor, sensors) || !named(record.product, products)) continue;
      chosen.push(sourceItem(store, collection, record, undefined));
    }
  }
  const [unknown] = missing;
  if (unknown !== undefined) {
    throw new RequestError('NOT_FOUND', `there is no item ${unknown} in ${collections.join(', ')}`, { item: unknown });
  }
  if (chosen.length > 0) return chosen;
  const what = [
    ...(sensors ? [`of sensor ${sensors.join(', ')}`] : []),
    ...(products ? [`of product ${products.join(', ')}`] : []),
  ];
  throw new RequestError('NOT_FOUND', `there are no items ${what.join(' and ')} in ${collections.join(', ')}`);
}
