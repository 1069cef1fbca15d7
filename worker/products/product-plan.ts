/** Which items go together in a surface, and what it is made from. */
import { createHash } from 'node:crypto';
import { type Bounds, growBounds } from '#core/geometry/bounds.ts';
import { BoxTree } from '#core/geometry/box-tree.ts';
import type { ItemRecord } from '../store/item-record.ts';

/** Changes whenever the same points make other products. */
export const PRODUCTS_VERSION = 2;
/** Points of a neighbour that far off may change a border. */
const NEIGHBOUR_REACH_M = 50;

/** Metres. */
export function recordBounds({
  bounds: [minE, minN, , maxE, maxN],
  crs: { horizontalUnitM: unit },
}: ItemRecord): Bounds {
  return { minE: minE * unit, minN: minN * unit, maxE: maxE * unit, maxN: maxN * unit };
}

/** Surveys that may be joined: one sensor, one product, one year (all of unknown time together). */
function surveyOf({ sensor, product, start, timeKnown }: ItemRecord): string {
  return JSON.stringify([sensor, product, timeKnown ? new Date(start).getUTCFullYear() : null]);
}

/** Finds the neighbours of items. */
export class Neighbours {
  readonly #groups = new Map<string, { readonly records: ItemRecord[]; readonly tree: BoxTree }>();

  constructor(records: readonly ItemRecord[]) {
    for (const [survey, members] of Map.groupBy(records, surveyOf)) {
      const boxes = new Float64Array(4 * members.length);
      for (const [i, record] of members.entries()) {
        const { minE, minN, maxE, maxN } = recordBounds(record);
        boxes.set([minE, minN, maxE, maxN], 4 * i);
      }
      this.#groups.set(survey, { records: members, tree: new BoxTree(boxes) });
    }
  }

  /** The item itself and those of its survey around it, in the order of ids. */
  of(record: ItemRecord): ItemRecord[] {
    const group = this.#groups.get(surveyOf(record));
    const found: ItemRecord[] = [];
    group?.tree.search(growBounds(recordBounds(record), NEIGHBOUR_REACH_M), (i) => found.push(group.records[i]!));
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** 16 hex digits. */
export function madeFrom(record: ItemRecord, members: readonly ItemRecord[], settings: object): string {
  const text = JSON.stringify({
    products: PRODUCTS_VERSION,
    item: `${record.id}@${record.version}`,
    members: members.map(({ id, version }) => `${id}@${version}`),
    settings,
  });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
