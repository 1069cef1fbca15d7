/** What a measurement is called: its name, else its kind and number. */
import type { TFunction } from 'i18next';
import type { MeasurementRecord } from './record.ts';

export function recordName(t: TFunction, { name, kind, id }: Pick<MeasurementRecord, 'name' | 'kind' | 'id'>): string {
  return name.trim() === '' ? `${t(`measure.kind.${kind}`)} ${/^m(\d+)$/.exec(id)?.[1] ?? ''}`.trimEnd() : name;
}
