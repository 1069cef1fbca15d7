import { describe, expect, it } from 'vitest';
import { parseInterval } from '#worker/store/date-time.ts';
import { matches } from '#worker/store/item-filter.ts';
import { itemRecord } from '#worker/store/item-record.ts';
import { buildItem } from '#worker/store/stac-item.ts';
import { indexSummary } from '../../helpers/index-summary.ts';

const record = itemRecord(
  buildItem(indexSummary({ bounds: [0, 0, 200, 1000, 1000, 250], datetime: ['2019-11-01', '2020-03-31'] }), {
    file: { version: '0'.repeat(16), sha256: '0'.repeat(64), sizeBytes: 1 },
    toLonLat: (east, north) => [138 + east / 1e5, 35 + north / 1e5],
    created: '2026-01-01T00:00:00Z',
    updated: '2026-01-01T00:00:00Z',
  }),
);

describe('matches', () => {
  it('takes boxes that touch, leaves boxes that do not', () => {
    expect(matches(record, { bbox: [138.01, 35.01, 139, 36] })).toBe(true);
    expect(matches(record, { bbox: [138.0101, 35, 139, 36] })).toBe(false);
    expect(matches(record, { bbox: [137, 34, 139, 34.9999] })).toBe(false);
  });

  it('follows a box over the antimeridian', () => {
    expect(matches(record, { bbox: [170, 30, -170, 40] })).toBe(false);
    expect(matches(record, { bbox: [130, 30, -170, 40] })).toBe(true);
  });

  it('compares heights in metres', () => {
    expect(matches(record, { bbox: [130, 30, 140, 40], heightsM: [240, 300] })).toBe(true);
    expect(matches(record, { bbox: [130, 30, 140, 40], heightsM: [251, 300] })).toBe(false);
    const feet = { ...record, crs: { ...record.crs, verticalUnitM: 0.3048 } };
    expect(matches(feet, { bbox: [130, 30, 140, 40], heightsM: [70, 80] })).toBe(true);
  });

  it('takes items whose time meets the interval', () => {
    expect(matches(record, { interval: parseInterval('2020-03-31/..') })).toBe(true);
    expect(matches(record, { interval: parseInterval('2020-04-01/..') })).toBe(false);
    expect(matches(record, { interval: parseInterval('2019-10-31') })).toBe(false);
  });
});
