/** A plausible index summary, 400 m × 300 m near Fuji in EPSG:6676, with whatever a test wants different. */
import { crsFromCode } from '#core/crs/crs.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';

export function indexSummary(overrides: Partial<IndexSummary> = {}): IndexSummary {
  return {
    id: 'sheet',
    collection: 'before',
    crs: crsFromCode('EPSG:6676'),
    pointCount: 100,
    bounds: [52_400, -97_200, 200, 52_800, -96_900, 250],
    classCounts: { 2: 60, 5: 40 },
    returnCounts: [90, 10],
    dimensions: [{ name: 'Intensity', sizeBytes: 2, type: 'unsigned', min: 0, max: 4095, mean: 1000 }],
    pointDataRecordFormat: 7,
    cube: { center: [52_600, -97_050, 225], halfsize: 200 },
    spacing: 3.125,
    datetime: '2019-11-01',
    visibility: 'public',
    source: { name: '08NF2331.las', sizeBytes: 5000, sha256: 'ab'.repeat(32) },
    checksum: '0123456789abcdef',
    warnings: [],
    software: 'tengun test',
    ...overrides,
  };
}
