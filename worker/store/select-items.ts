/** Many sheets at once: which items lie in a place, of which sensors and years. By the index alone. */
import { createProjection } from '#core/crs/crs.ts';
import { segmentToRectangle } from '#core/geometry/rectangle-distance.ts';
import type { TimeInterval } from './date-time.ts';
import type { Shape } from './geometry-meet.ts';
import type { ItemRow } from './item-fields.ts';
import type { LonLatBox } from './stac.ts';
import { ItemMatches, type Store } from './store.ts';

export type SelectionPlace =
  | { readonly kind: 'box'; readonly bbox: LonLatBox }
  | { readonly kind: 'shape'; readonly shape: Shape }
  /** Within a distance of a line; its vertices in degrees, straight between them in the collection's plane. */
  | { readonly kind: 'line'; readonly line: readonly (readonly [number, number])[]; readonly bufferM: number };

export interface SelectionRequest {
  readonly place: SelectionPlace;
  /** Null: all that the store shows. */
  readonly collections: readonly string[] | null;
  readonly sensors?: readonly string[];
  readonly products?: readonly string[];
  /** An item counts when it was measured in any of them. */
  readonly times?: readonly TimeInterval[];
  /** Part of the item's id, whatever its case. */
  readonly text?: string;
}

export interface Selection {
  readonly found: readonly { readonly cid: string; readonly matches: ItemMatches }[];
  /** Collections that could not be asked: those in degrees have no distances. */
  readonly skipped: readonly string[];
}

/** The shortest degree of latitude on the globe, metres; of longitude at the equator. */
const METRES_PER_DEGREE = 110_000;

/** @throws {RequestError} NOT_FOUND for a collection that is named and not there */
export async function selectItems(store: Store, request: SelectionRequest): Promise<Selection> {
  const { place, collections } = request;
  const cids = collections ?? (await store.listCollections()).map(({ id }) => id);
  const found: { cid: string; matches: ItemMatches }[] = [];
  const skipped: string[] = [];
  for (const cid of [...new Set(cids)].sort()) {
    const inPlace = await itemsIn(store, cid, place);
    if (!inPlace) skipped.push(cid);
    else {
      const matches = inPlace.where((set, row) => isWanted({ cid, set, row }, request));
      if (matches.count > 0) found.push({ cid, matches });
    }
  }
  return { found, skipped };
}

async function itemsIn(store: Store, cid: string, place: SelectionPlace): Promise<ItemMatches | null> {
  if (place.kind === 'box') return await store.findItems(cid, { bbox: place.bbox });
  if (place.kind === 'shape') return await store.findItems(cid, { shape: place.shape });
  return nearLine(await store.findItems(cid), place);
}

/** Null where the collection's coordinates are no lengths. */
function nearLine(all: ItemMatches, { line, bufferM }: SelectionPlace & { readonly kind: 'line' }): ItemMatches | null {
  const { set } = all;
  const crs = set.facts[0]?.crs;
  if (!crs) return all;
  if (crs.kind !== 'projected') return null;
  const { fromLonLat } = createProjection(crs);
  const plane = line.map(([lon, lat]) => fromLonLat(lon, lat));
  const visible = new Set(all.rows);
  const near = new Set<number>();
  const limit = bufferM / crs.horizontalUnitM;
  for (let i = 0; i + 1 < line.length; i++) {
    const [[ax, ay], [bx, by]] = [plane[i]!, plane[i + 1]!];
    for (const row of set.select({ bbox: boxAround(line[i]!, line[i + 1]!, bufferM) }, () => true)) {
      if (near.has(row) || !visible.has(row)) continue;
      const rectangle = [set.boundAt(row, 0), set.boundAt(row, 1), set.boundAt(row, 3), set.boundAt(row, 4)] as const;
      if (segmentToRectangle(ax, ay, bx, by, rectangle) <= limit) near.add(row);
    }
  }
  return new ItemMatches(
    set,
    all.rows.filter((row) => near.has(row)),
  );
}

/** Holds the surroundings of a segment; a fifth wider for what lies between degrees and metres. */
function boxAround(
  [aLon, aLat]: readonly [number, number],
  [bLon, bLat]: readonly [number, number],
  bufferM: number,
): LonLatBox {
  const reach = (1.2 * bufferM) / METRES_PER_DEGREE + 1e-4;
  const [south, north] = [Math.min(aLat, bLat) - reach, Math.max(aLat, bLat) + reach];
  const widest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)));
  const reachLon = reach / Math.cos((widest * Math.PI) / 180);
  // a straight segment of the plane bends on the globe, by far less than a hundredth of its length
  const bend = 0.01 * Math.hypot(bLon - aLon, bLat - aLat);
  return [
    Math.min(aLon, bLon) - reachLon - bend,
    Math.max(-90, south - bend),
    Math.max(aLon, bLon) + reachLon + bend,
    Math.min(90, north + bend),
  ];
}

function isWanted({ set, row }: ItemRow, { sensors, products, times, text }: SelectionRequest): boolean {
  const { sensor, product, timeKnown } = set.factsAt(row);
  return (
    (text === undefined || set.idAt(row).toLowerCase().includes(text.toLowerCase())) &&
    (sensors === undefined || (sensor !== null && sensors.includes(sensor))) &&
    (products === undefined || (product !== null && products.includes(product))) &&
    (times === undefined ||
      (timeKnown && times.some(({ start, end }) => set.startAt(row) <= end && set.endAt(row) >= start)))
  );
}
