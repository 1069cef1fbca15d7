/** The map sheet of an item: from its name where its extent agrees, else the one that holds its middle. */
import { epsgNumber } from '#core/crs/crs.ts';
import { encodeSheet, type SheetLevel, sheetFromFileName, sheetHolds } from '#core/crs/map-sheet.ts';
import { planeRectangularZone } from '#core/crs/plane-rectangular.ts';
import type { ItemRecord } from './item-record.ts';

export interface ItemSheet {
  /** Upper case, `08NF2330`. */
  readonly code: string;
  readonly level: SheetLevel;
  /** `id`: the item is named after the sheet and lies in it. `centre`: the 500 sheet that holds its middle. */
  readonly from: 'id' | 'centre';
}

/** Points may lie this far outside of the sheet that they were delivered as, metres. */
const TOLERANCE_M = 50;

/** Null outside of Japan's plane rectangular systems and off their sheets. */
export function itemSheet({ id, crs, bounds }: Pick<ItemRecord, 'id' | 'crs' | 'bounds'>): ItemSheet | null {
  const zone = planeRectangularZone(epsgNumber(crs.code) ?? 0)?.zone.zone;
  if (zone === undefined) return null;
  const [minE, minN, , maxE, maxN] = bounds;
  const extent = { minE, minN, maxE, maxN };
  const named = sheetFromFileName(id, extent);
  if (named && named.zone === zone && sheetHolds(named, extent, TOLERANCE_M)) {
    return { code: named.code, level: named.level, from: 'id' };
  }
  const [east, north] = [(minE + maxE) / 2, (minN + maxN) / 2];
  if (!(Math.abs(east) < 160_000 && Math.abs(north) < 300_000)) return null;
  return { code: encodeSheet(zone, east, north, 500), level: 500, from: 'centre' };
}
