/**
 * Sub-catalogues of large collections: a document with ten thousand links helps nobody. Items are grouped by the sheet of
 * the national large-scale map at level 5000 (4 km × 3 km) that holds their middle; in other systems than Japan's plane
 * rectangular ones, and off the sheets, by a grid of the same size.
 */

import { epsgNumber } from '#core/crs/crs.ts';
import { encodeSheet } from '#core/crs/map-sheet.ts';
import { planeRectangularZone } from '#core/crs/plane-rectangular.ts';
import type { ItemRecord } from './item-record.ts';
import { STAC_VERSION, type StacCatalog } from './stac.ts';

/** Collections with more public items than this link sub-catalogues instead of items. */
export const MAX_ITEM_LINKS = 1000;
/** Beside the item folders, whose names never begin with an underscore. */
export const SHEETS_FOLDER = '_sheets';

const SHEET = { eastM: 4000, northM: 3000 };
/** The side of a cell of geographic coordinates, degrees. */
const CELL_DEGREES = 0.05;

/** Name of the group: `08NF23`, or `E12N-3` by the grid. */
export function sheetOf({ crs, bounds: [minE, minN, , maxE, maxN] }: Pick<ItemRecord, 'crs' | 'bounds'>): string {
  const [east, north] = [(minE + maxE) / 2, (minN + maxN) / 2];
  const zone = planeRectangularZone(epsgNumber(crs.code) ?? 0)?.zone.zone;
  if (zone !== undefined && Math.abs(east) < 160_000 && Math.abs(north) < 300_000) {
    return encodeSheet(zone, east, north, 5000);
  }
  const isProjected = crs.kind === 'projected';
  const cellE = isProjected ? SHEET.eastM / crs.horizontalUnitM : CELL_DEGREES;
  const cellN = isProjected ? SHEET.northM / crs.horizontalUnitM : CELL_DEGREES;
  return `E${Math.floor(east / cellE)}N${Math.floor(north / cellN)}`;
}

export function sheetHref(sheet: string): string {
  return `${SHEETS_FOLDER}/${sheet}/catalog.json`;
}

/** @param ids of its items, in order */
export function buildSheetCatalog(cid: string, sheet: string, ids: readonly string[]): StacCatalog {
  return {
    type: 'Catalog',
    stac_version: STAC_VERSION,
    id: `${cid}-${sheet}`,
    title: sheet,
    description: `Items of ${cid} in sheet ${sheet}`,
    links: [
      { rel: 'root', href: '../../../catalog.json', type: 'application/json' },
      { rel: 'parent', href: '../../collection.json', type: 'application/json' },
      ...ids.map((id) => ({ rel: 'item', href: `../../${id}/item.json`, type: 'application/geo+json' })),
    ],
  };
}
