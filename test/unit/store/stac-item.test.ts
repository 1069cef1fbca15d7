import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import { buildItem } from '#worker/store/stac-item.ts';
import { indexSummary } from '../../helpers/index-summary.ts';

const file = { version: '0123456789abcdef', sha256: '0123456789abcdef'.repeat(4), sizeBytes: 4321 };
const times = { created: '2026-01-01T00:00:00Z', updated: '2026-02-01T00:00:00Z' };
/** A projection that is easy to follow: 100 km a degree. */
const toLonLat = (east: number, north: number) => [138 + east / 1e5, 36 + north / 1e5] as const;
const context = { file, toLonLat, ...times };

describe('buildItem', () => {
  it('gives the point cloud, projection and file properties their standard names', () => {
    const item = buildItem(indexSummary(), context);
    expect(item).toMatchObject({
      type: 'Feature',
      id: 'sheet',
      collection: 'before',
      properties: {
        datetime: '2019-11-01T00:00:00Z',
        'pc:count': 100,
        'pc:type': 'lidar',
        'pc:schemas': [{ name: 'Intensity', size: 2, type: 'unsigned' }],
        'pc:statistics': [{ name: 'Intensity', position: 0, minimum: 0, maximum: 4095, average: 1000, count: 100 }],
        'proj:code': 'EPSG:6676',
        'proj:bbox': [52_400, -97_200, 200, 52_800, -96_900, 250],
        'tengun:source': { name: '08NF2331.las', size: 5000, sha256: 'ab'.repeat(32) },
        ...times,
      },
      assets: {
        data: {
          href: './0123456789abcdef/data.copc.laz',
          type: 'application/vnd.laszip+copc',
          'file:size': 4321,
          'file:checksum': `1220${file.sha256}`,
        },
      },
    });
    // 100 points on 400 m × 300 m
    expect(item.properties['pc:density']).toBeCloseTo(100 / 120_000, 8);
  });

  it('draws a counter-clockwise closed outline through densified sides, and a box that holds it', () => {
    // a projection that bends: the southern side sags below its corners
    const bent = (east: number, north: number) =>
      [138 + east / 1e5, 36 + north / 1e5 + ((east - 52_600) / 1e4) ** 2] as const;
    const { geometry, bbox } = buildItem(indexSummary(), { ...context, toLonLat: bent });
    if (geometry.type !== 'Polygon') throw new Error('expected a polygon');
    const ring = geometry.coordinates[0]!;
    expect(ring.at(-1)).toEqual(ring[0]);
    let twiceArea = 0;
    for (let i = 0; i + 1 < ring.length; i++) {
      twiceArea += ring[i]![0] * ring[i + 1]![1] - ring[i + 1]![0] * ring[i]![1];
    }
    expect(twiceArea).toBeGreaterThan(0);
    expect(bbox[1]).toBeCloseTo(36 - 0.972, 8);
    expect(bbox[1]).toBeLessThan(bent(52_400, -97_200)[1]);
  });

  it('keeps the CRS so that it comes back exactly', () => {
    const crs = crsFromCode('EPSG:6676');
    expect(crsOf(buildItem(indexSummary({ crs }), context).properties)).toEqual(crs);
  });

  it('writes a day interval from the first to the last second of its days', () => {
    const { properties } = buildItem(indexSummary({ datetime: ['2019-11-01', '2020-03-31'] }), context);
    expect(properties).toMatchObject({
      datetime: null,
      start_datetime: '2019-11-01T00:00:00Z',
      end_datetime: '2020-03-31T23:59:59Z',
    });
  });

  it('flags an unknown time and bounds it by the publication', () => {
    const { properties } = buildItem(indexSummary({ datetime: null }), context);
    expect(properties).toMatchObject({
      datetime: null,
      start_datetime: '1970-01-01T00:00:00Z',
      end_datetime: times.updated,
      'tengun:datetime_unknown': true,
    });
  });

  it('never carries a path of the source', () => {
    const text = JSON.stringify(buildItem(indexSummary(), context));
    expect(text).not.toContain('/home');
    expect(Object.keys(buildItem(indexSummary(), context).properties['tengun:source'])).toEqual([
      'name',
      'size',
      'sha256',
    ]);
  });

  it.each([
    ['bounds upside down', { bounds: [1, 1, 1, 0, 2, 2] }],
    ['bounds that are not finite', { bounds: [0, 0, Number.NaN, 1, 1, 1] }],
    ['no points', { pointCount: 0, classCounts: {} }],
    ['classes that do not add up', { classCounts: { 2: 99 } }],
    ['a day that does not exist', { datetime: '2019-02-30' }],
    ['an interval that ends before it starts', { datetime: ['2020-01-01', '2019-01-01'] }],
    ['coordinates outside the CRS', { bounds: [9e9, 9e9, 0, 9e9, 9e9, 1] }],
  ] as const)('refuses %s', (_name, overrides) => {
    expect(() => buildItem(indexSummary(overrides), context)).toThrow(RequestError);
  });
});
