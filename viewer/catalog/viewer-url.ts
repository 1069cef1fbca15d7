/** Links into the viewer. Pure. */
import { framePose } from '../state/framing.ts';
import { formatUrl, type Language } from '../state/url-state.ts';
import type { ItemInfo } from './state/item.ts';

/** Width over height of a usual window's picture. */
const ASPECT = 1.6;

/** @param item whose ground fills the picture; null: the collection as the viewer frames it */
export function viewerUrl(
  collection: string,
  item: Pick<ItemInfo, 'bbox' | 'bounds' | 'verticalUnitM'> | null,
  lang: Language,
): string {
  if (!item) return `/${formatUrl({ collections: [collection], lang })}`;
  const { bbox, bounds, verticalUnitM } = item;
  const [west, south, east, north] = bbox;
  const heights = { minElevationM: bounds[2] * verticalUnitM, maxElevationM: bounds[5] * verticalUnitM };
  const camera = framePose({ west, south, east, north, ...heights }, { aspect: ASPECT });
  return `/${formatUrl({ collections: [collection], lang, camera })}`;
}
