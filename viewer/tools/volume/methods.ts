/** The volume methods that the panel offers, and their names. */
import type { TFunction } from 'i18next';
import type { VolumeRequest } from '../../api/volume.ts';

export const VOLUME_METHODS = [
  'grid',
  'four-point',
  'four-point-columns',
  'tin',
  'tin-datum',
  'average-end-area',
  'all',
] as const satisfies readonly NonNullable<VolumeRequest['method']>[];

export type VolumeMethod = (typeof VOLUME_METHODS)[number];

/** The name of a method as results state it; a method that this viewer does not know has its own name. */
export function methodName(t: TFunction, method: string): string {
  const known = VOLUME_METHODS.find((name) => name === method);
  return known ? t(`volume.methods.${known}`) : method;
}
