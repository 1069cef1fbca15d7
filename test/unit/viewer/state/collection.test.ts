import { describe, expect, it } from 'vitest';
import { parseCollection } from '../../../../viewer/api/collections.ts';
import { byDate, meanSpacingM } from '../../../../viewer/state/collection.ts';
import { titleIn } from '../../../../viewer/state/title.ts';

const document = {
  id: 'autzen',
  title: '競技場 / Stadium',
  extent: {
    spatial: { bbox: [[-123.07, 44.05, -123.06, 44.06]] },
    temporal: { interval: [['2010-10-01T00:00:00Z', null]] },
  },
  'tengun:crs': 'EPSG:2994',
  'tengun:proj4': '+proj=lcc',
  'tengun:horizontal_unit_m': 0.3048,
  'tengun:vertical_unit_m': 0.3048,
  'tengun:bounds': [1000, 2000, 100, 2000, 3000, 200],
  'tengun:point_count': 1000,
  'tengun:class_counts': { '6': 10, '2': 5, '7': 0 },
};

describe('a collection document', () => {
  it('is read with its bounds in metres', () => {
    const collection = parseCollection(document);
    expect(collection?.boundsM?.map((value) => Number(value.toFixed(3)))).toEqual([
      304.8, 609.6, 30.48, 609.6, 914.4, 60.96,
    ]);
    expect(collection).toMatchObject({ id: 'autzen', crsCode: 'EPSG:2994', start: '2010-10-01T00:00:00Z', end: null });
    expect(collection?.classCounts).toEqual([
      [2, 5],
      [6, 10],
    ]);
  });

  it.each([null, 7, {}, { id: '' }])('is refused without an id: %j', (value) => {
    expect(parseCollection(value)).toBeNull();
  });

  it('survives missing and broken members', () => {
    const collection = parseCollection({ id: 'x', 'tengun:bounds': [1, 2], extent: 'no', 'tengun:class_counts': [] });
    expect(collection).toMatchObject({ id: 'x', title: 'x', boundsM: null, bbox: null, pointCount: null, unitM: 1 });
  });

  it('knows the mean spacing of its points', () => {
    const collection = parseCollection(document);
    expect(collection && meanSpacingM(collection)).toBeCloseTo(Math.sqrt(304.8 ** 2 / 1000), 6);
  });

  it('is ordered by date, the undated last', () => {
    const dated = (id: string, start: string | null) => {
      const collection = parseCollection({ id });
      return collection ? [{ ...collection, start }] : [];
    };
    const sorted = [...dated('c', null), ...dated('b', '2024-01-01'), ...dated('a', '2019-01-01')].sort(byDate);
    expect(sorted.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });
});

describe('a title in both languages', () => {
  it('shows the half that the page speaks', () => {
    expect(titleIn('ja', '変化前 2019（デモ）/ Before 2019 (demo)')).toBe('変化前 2019（デモ）');
    expect(titleIn('en', '変化前 2019（デモ）/ Before 2019 (demo)')).toBe('Before 2019 (demo)');
  });

  it('leaves any other title whole', () => {
    expect(titleIn('en', '施工前 / 施工後')).toBe('施工前 / 施工後');
    expect(titleIn('ja', 'North / South')).toBe('North / South');
  });
});
