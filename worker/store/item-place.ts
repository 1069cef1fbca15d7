/** What follows from an item's bounds and bbox: written with new items, added to the answers of older stores. */
import type { Crs } from '#core/crs/crs.ts';
import { epsgNumber } from '#core/crs/crs.ts';
import { planeRectangularWkt2 } from '#core/crs/plane-rectangular-wkt.ts';
import { ringOf } from '#core/geometry/bounds.ts';
import type { NativeBounds } from './index-summary.ts';
import { itemSheet } from './item-sheet.ts';
import type { ItemProperties, LonLatBox } from './stac.ts';

type PlaceProperties = Pick<
  ItemProperties,
  'proj:wkt2' | 'proj:geometry' | 'proj:centroid' | 'tengun:sheet' | 'tengun:sheet_level' | 'tengun:sheet_from'
>;

/** 1e-8° is about a millimetre. */
const DECIMALS = 8;

/** The rectangle in the system's own coordinates, its middle, the system as WKT 2 where it is known, the map sheet. */
export function placeProperties(
  item: { readonly id: string; readonly crs: Crs; readonly bounds: NativeBounds },
  [west, south, east, north]: LonLatBox,
): PlaceProperties {
  const [minE, minN, , maxE, maxN] = item.bounds;
  const sheet = itemSheet(item);
  const wkt2 = planeRectangularWkt2(epsgNumber(item.crs.code) ?? 0);
  const middle = (a: number, b: number) => Number(((a + b) / 2).toFixed(DECIMALS));
  const isPoint = minE === maxE && minN === maxN;
  return {
    ...(wkt2 === null ? {} : { 'proj:wkt2': wkt2 }),
    'proj:geometry': isPoint
      ? { type: 'Point', coordinates: [minE, minN] }
      : { type: 'Polygon', coordinates: [ringOf({ minE, minN, maxE, maxN })] },
    'proj:centroid': { lat: middle(south, north), lon: middle(west, east) },
    ...(sheet === null
      ? {}
      : { 'tengun:sheet': sheet.code, 'tengun:sheet_level': sheet.level, 'tengun:sheet_from': sheet.from }),
  };
}
