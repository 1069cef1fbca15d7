/** Kinds and bounds of simple measurements, apart from their schemas: pages know them without a schema library. */

export const MEASURE_KINDS = ['point', 'distance', 'polyline', 'height', 'angle', 'area', 'slope'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** Most vertices of one measurement. */
export const MAX_MEASURE_VERTICES = 1_000;
/** Most measurements of one list. */
export const MAX_MEASUREMENTS = 500;
