/** What a reader of the file has to know of how several items became one, in both languages. */
import type { Warning } from '#core/contract/provenance.ts';
import type { RecordNotes } from '#core/extract/record-plan.ts';
import type { OpenedItem } from './plan-extraction.ts';

export function planWarnings(opened: readonly OpenedItem[], notes: RecordNotes): Warning[] {
  const warnings: Warning[] = [];
  const add = (code: string, message: string, messageJa: string) => warnings.push({ code, message, messageJa });
  const list = (names: readonly string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
  const datums = [...new Set(opened.map(({ item }) => item.record.verticalDatum ?? '?'))];
  if (datums.length > 1) {
    add(
      'VERTICAL_DATUMS_DIFFER',
      `heights are in different vertical datums (${datums.join(', ')}) and stand side by side as they are`,
      `標高の基準が異なるデータ（${datums.join('、')}）を、そのまま並べている`,
    );
  }
  const encodings = [...new Set(opened.map(({ header }) => header.globalEncoding & 1))];
  if (encodings.length > 1) {
    add(
      'GPS_TIMES_DIFFER',
      'some items count GPS time in the week, others as adjusted standard time: times of different items cannot be compared',
      'GPS時刻が週内秒のデータと調整標準時のデータが混在しており、相互に比較できない',
    );
  }
  if (notes.withoutColor.length > 0) {
    add(
      'COLOR_MISSING',
      `points of ${list(notes.withoutColor)} have no colour: it is 0`,
      `${list(notes.withoutColor)} には色がないため 0 とした`,
    );
  }
  if (notes.withoutInfrared.length > 0) {
    add(
      'INFRARED_MISSING',
      `points of ${list(notes.withoutInfrared)} have no infrared: it is 0`,
      `${list(notes.withoutInfrared)} には近赤外がないため 0 とした`,
    );
  }
  if (notes.partialDimensions.length > 0) {
    add(
      'EXTRA_BYTES_PARTIAL',
      `extra dimensions that not every item has are its "no data", or 0, elsewhere: ${notes.partialDimensions.join(', ')}`,
      `一部のデータにしかない拡張項目は、他では「データなし」または 0 とした: ${notes.partialDimensions.join('、')}`,
    );
  }
  if (notes.renamedDimensions.length > 0) {
    add(
      'EXTRA_BYTES_RENAMED',
      `extra dimensions of one name but of different types were renamed: ${notes.renamedDimensions.join(', ')}`,
      `同名で型の異なる拡張項目の名前を変えた: ${notes.renamedDimensions.join('、')}`,
    );
  }
  if (notes.requantisedBy) {
    const [e, n, h] = notes.requantisedBy;
    add(
      'REQUANTISED',
      `the items’ coordinate steps do not fit together: coordinates were rounded by up to ${e}, ${n}, ${h} (CRS units)`,
      `座標の刻みが互いに合わないため、座標を最大 ${e}、${n}、${h}（座標系の単位）丸めた`,
    );
  }
  return warnings;
}
