/** From a measurement to the request that computes it on every point. Pure. */
import type { MeasureInputs } from '#core/contract/measure.ts';
import type { MeasurementRecord } from './record.ts';

/** @param collections measured where the record names none */
export function measureRequest(record: MeasurementRecord, collections: readonly string[]): MeasureInputs {
  const { kind, vertices, crs, settings } = record;
  const named = settings.collections.length > 0 ? settings.collections : collections;
  const isCircle = kind === 'slope' && vertices.length === 1;
  return {
    kind,
    vertices: vertices.map(({ position, heightM }) => (heightM === null ? [...position] : [...position, heightM])),
    ...(crs === null ? {} : { crs }),
    surfaces: named.map((collection) => ({
      collection,
      ...(settings.classes ? { classes: [...settings.classes] } : {}),
    })),
    heights: settings.heights,
    ...(isCircle ? { radiusM: settings.radiusM } : {}),
  };
}

/** Whether a kept result is that of the request. */
export function isCurrent(record: MeasurementRecord, request: MeasureInputs): boolean {
  return record.computed !== null && JSON.stringify(record.computed.request) === JSON.stringify(request);
}
