/** What a filter may ask of items and what they may be sorted by: names as in the documents, values from the index. */
import type { PropertyTypes, Value, ValueType } from '#core/cql2/cql2.ts';
import { type Word, word } from '#core/drawing/word.ts';
import type { ItemSet } from './item-set.ts';
import { itemSheet } from './item-sheet.ts';

/** One item of an index, without its document. */
export interface ItemRow {
  readonly cid: string;
  readonly set: ItemSet;
  readonly row: number;
}

export interface ItemField {
  readonly type: ValueType;
  readonly title: Word;
  /** What JSON Schema says of the values besides their type. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly read: (row: ItemRow) => Value | null;
}

const text = (title: Word, read: ItemField['read'], schema = {}): ItemField => ({
  type: 'string',
  title,
  schema: { type: 'string', ...schema },
  read,
});
const number = (title: Word, read: ItemField['read'], type = 'number'): ItemField => ({
  type: 'number',
  title,
  schema: { type },
  read,
});

/** By name; a filter may also write `properties.…` before all but `id` and `collection`. */
export const ITEM_FIELDS: Readonly<Record<string, ItemField>> = {
  id: text(word('アイテムID', 'Item id'), ({ set, row }) => set.idAt(row)),
  collection: text(word('コレクションID', 'Collection id'), ({ cid }) => cid),
  datetime: {
    type: 'time',
    title: word('計測日時', 'Time of the survey'),
    schema: { type: 'string', format: 'date-time' },
    // an unknown time is no time
    read: ({ set, row }) => (set.factsAt(row).timeKnown ? { start: set.startAt(row), end: set.endAt(row) } : null),
  },
  'tengun:sensor': text(word('計測方法', 'Sensor'), ({ set, row }) => set.factsAt(row).sensor, {
    enum: ['lp', 'alb', 'mms', 'uav', 'tls'],
  }),
  'tengun:product': text(word('製品', 'Product'), ({ set, row }) => set.factsAt(row).product, {
    enum: ['original', 'ground'],
  }),
  'tengun:sheet': text(word('図郭コード', 'Map sheet code'), sheetOf, { pattern: '^[0-9]{2}[A-T][A-H][0-9A-T]{0,4}$' }),
  'tengun:vertical_datum': text(word('標高の基準', 'Vertical datum'), ({ set, row }) => set.factsAt(row).verticalDatum),
  'tengun:accuracy_m': number(word('標高の精度（1σ, m）', 'Vertical accuracy, 1 sigma, m'), ({ set, row }) => {
    return set.factsAt(row).accuracyM;
  }),
  'pc:count': number(word('点数', 'Points'), ({ set, row }) => set.sumsAt(row).pointCount, 'integer'),
  'pc:density': number(word('点密度（点/m²）', 'Points per m²'), densityOf),
};

export const ITEM_FIELD_TYPES: PropertyTypes = Object.fromEntries(
  Object.entries(ITEM_FIELDS).map(([name, { type }]) => [name, type]),
);

const sheets = new WeakMap<ItemSet, (string | null | undefined)[]>();

/** Kept for as long as the set is: a filter on fifty thousand sheets decodes each name once. */
function sheetOf({ set, row }: ItemRow): string | null {
  const known = sheets.get(set) ?? [];
  sheets.set(set, known);
  let code = known[row];
  if (code === undefined) {
    code = itemSheet({ id: set.idAt(row), crs: set.factsAt(row).crs, bounds: set.boundsAt(row) })?.code ?? null;
    known[row] = code;
  }
  return code;
}

function densityOf({ set, row }: ItemRow): number | null {
  const { crs } = set.factsAt(row);
  if (crs.kind !== 'projected') return null;
  const [minE, minN, , maxE, maxN] = set.boundsAt(row);
  const areaM2 = (maxE - minE) * (maxN - minN) * crs.horizontalUnitM ** 2;
  // as it stands in the document
  return areaM2 > 0 ? Number((set.sumsAt(row).pointCount / areaM2).toPrecision(6)) : null;
}
