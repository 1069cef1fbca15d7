/** What sheets are wanted: as parameters of `/api/sheets` and as members of a selection. Pure. */

export interface Filters {
  /** Empty lists: any. */
  readonly collections: readonly string[];
  readonly sensors: readonly string[];
  readonly products: readonly string[];
  readonly years: readonly number[];
  /** Part of the item's id. */
  readonly text: string;
}

export const NO_FILTERS: Filters = { collections: [], sensors: [], products: [], years: [], text: '' };

export const SENSORS = ['lp', 'alb', 'mms', 'uav', 'tls'] as const;
export type Sensor = (typeof SENSORS)[number];
export const PRODUCTS = ['original', 'ground'] as const;
export type Product = (typeof PRODUCTS)[number];

export function isSensor(value: string | null): value is Sensor {
  return SENSORS.some((sensor) => sensor === value);
}

export function isProduct(value: string | null): value is Product {
  return PRODUCTS.some((product) => product === value);
}

export function countFilters({ collections, sensors, products, years, text }: Filters): number {
  return [collections, sensors, products, years].filter(({ length }) => length > 0).length + (text === '' ? 0 : 1);
}

/** Parameters in a fixed order, so that equal questions have equal addresses. */
export function sheetParameters(filters: Filters, box: readonly number[] | null): URLSearchParams {
  const query = new URLSearchParams();
  if (box) query.set('bbox', box.map((degrees) => Number(degrees.toFixed(6))).join(','));
  for (const name of ['collections', 'sensors', 'products', 'years'] as const) {
    if (filters[name].length > 0) query.set(name, filters[name].join(','));
  }
  if (filters.text !== '') query.set('text', filters.text);
  return query;
}

/** Members of the body of a selection. */
export function selectionMembers({ collections, sensors, products, years, text }: Filters) {
  return {
    ...(collections.length > 0 ? { collections } : {}),
    ...(sensors.length > 0 ? { sensors } : {}),
    ...(products.length > 0 ? { products } : {}),
    ...(years.length > 0 ? { years } : {}),
    ...(text === '' ? {} : { text }),
  };
}

/**
 * A legend's entry switched on or off. Nothing chosen means that all are on; switching off the last one shows all again.
 * @param all the values of the legend
 */
export function toggled<T>(chosen: readonly T[], all: readonly T[], value: T): readonly T[] {
  const on = chosen.length === 0 ? all : chosen;
  const next = on.includes(value)
    ? on.filter((one) => one !== value)
    : all.filter((one) => on.includes(one) || one === value);
  return next.length === all.length ? [] : next;
}
