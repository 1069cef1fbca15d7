/** Sensors as colours: a collection with one kind of sensor tells it for all of its points. */
import type { CollectionInfo } from '../collection.ts';
import { KIND_COLOURS, NO_VALUE_COLOUR } from '../colour-ramp.ts';

const KNOWN = ['lp', 'alb', 'mms', 'uav', 'tls'];

export function sensorsOf({ sensors }: Pick<CollectionInfo, 'sensors'>): readonly string[] {
  return [...sensors].sort();
}

/** @param key sensors of a collection, `lp` or `lp, mms`; several cannot be told apart by their points */
export function sensorColour(key: string): number {
  const at = KNOWN.indexOf(key);
  if (key === '' || key.includes(',')) return NO_VALUE_COLOUR;
  return KIND_COLOURS[at < 0 ? KNOWN.length : at] ?? NO_VALUE_COLOUR;
}
