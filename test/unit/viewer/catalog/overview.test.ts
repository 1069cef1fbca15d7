/** What the map and the list make of the server's answer; filters; names of warnings; colours. */
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount } from '../../../../viewer/catalog/format-size.ts';
import { usesOf } from '../../../../viewer/catalog/item/uses.ts';
import { colourOf, commonest } from '../../../../viewer/catalog/map/colours.ts';
import { formatAngle } from '../../../../viewer/catalog/map/format-angle.ts';
import { NO_FILTERS, selectionMembers, sheetParameters, toggled } from '../../../../viewer/catalog/state/filters.ts';
import { warningKind } from '../../../../viewer/catalog/state/item.ts';
import { neighboursOf, parseOverview, type Sheet, sharesGround } from '../../../../viewer/catalog/state/overview.ts';

describe('filters', () => {
  it('are the same question in the same words', () => {
    const filters = { ...NO_FILTERS, sensors: ['lp', 'mms'], years: [2019], text: 'a b' };
    expect(sheetParameters(filters, [138.12345678, 35, 139, 36]).toString()).toBe(
      'bbox=138.123457%2C35%2C139%2C36&sensors=lp%2Cmms&years=2019&text=a+b',
    );
    expect(selectionMembers(filters)).toEqual({ sensors: ['lp', 'mms'], years: [2019], text: 'a b' });
    expect(selectionMembers(NO_FILTERS)).toEqual({});
  });

  it('switch one entry of the legend off and on again', () => {
    const all = ['lp', 'mms', 'uav'];
    expect(toggled([], all, 'mms')).toEqual(['lp', 'uav']);
    expect(toggled(['lp', 'uav'], all, 'mms')).toEqual([]);
    expect(toggled(['lp'], all, 'uav')).toEqual(['lp', 'uav']);
    // none at all would show nothing: all are shown again
    expect(toggled(['lp'], all, 'lp')).toEqual([]);
  });
});

const square = (west: number, south: number) =>
  [
    [west, south],
    [west + 1, south],
    [west + 1, south + 1],
    [west, south + 1],
  ] as const;
const sheet = (id: string, west: number, south: number): Sheet => ({
  key: `c/${id}`,
  collection: 'c',
  id,
  sensor: 'lp',
  product: null,
  year: 2019,
  lastYear: 2019,
  points: 1,
  code: null,
  ring: square(west, south),
});

describe('an overview', () => {
  it('is read from columns', () => {
    const doc = {
      matched: 2,
      points: 30,
      bbox: [0, 0, 2, 1],
      collections: ['a', 'b'],
      facets: { collections: { a: 1, b: 1 }, sensors: { lp: 1, unknown: 1 }, products: {}, years: { '2019': 1 } },
      sheets: {
        id: ['x', 'y'],
        collection: [1, 0],
        sensor: ['lp', null],
        product: [null, 'ground'],
        year: [2019, null],
        lastYear: [2020, null],
        points: [10, 20],
        code: ['08NF2330', null],
        corners: [0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 2, 0, 2, 1, 1, 1],
      },
    };
    const overview = parseOverview(doc);
    expect(overview?.sheets.map(({ key, ring }) => [key, ring[0]])).toEqual([
      ['b/x', [0, 0]],
      ['a/y', [1, 0]],
    ]);
    expect(overview?.sheets[0]).toMatchObject({ year: 2019, lastYear: 2020, points: 10, code: '08NF2330' });
    expect(overview?.facets.sensors).toEqual({ lp: 1, unknown: 1 });
    for (const broken of [null, {}, { matched: 'x' }, { matched: 1 }, []]) expect(parseOverview(broken)).toBeNull();
  });

  it('finds the sheets around one, whatever direction, and not the one itself', () => {
    const around = [
      sheet('e', 1, 0),
      sheet('nw', -1, 1),
      sheet('s1', 0, -1),
      sheet('s2', 0.02, -1),
      sheet('me', 0, 0),
      sheet('far', 2, 0),
    ];
    expect(neighboursOf(square(0, 0), around).map(({ direction, sheet: { id } }) => [direction, id])).toEqual([
      ['e', 'e'],
      ['nw', 'nw'],
      ['s', 's1'],
      ['s', 's2'],
    ]);
  });

  it('tells sheets under a place from those that only touch it', () => {
    expect(sharesGround([0, 0, 1, 1], [1, 0, 2, 1])).toBe(false);
    expect(sharesGround([0, 0, 1, 1], [0.99, 0, 2, 1])).toBe(false);
    expect(sharesGround([0, 0, 1, 1], [0.5, 0.5, 2, 2])).toBe(true);
    expect(sharesGround([0, 0, 10, 10], [5, 5, 5.1, 5.1])).toBe(true);
  });
});

describe('words and numbers', () => {
  it('knows what indexing warned of', () => {
    expect(warningKind('header bounds do not hold all points: taken from the points')).toBe('bounds');
    expect(warningKind('waveform packets cannot be carried: COPC stores point formats 6, 7 and 8 only')).toBe(
      'waveform',
    );
    expect(warningKind('no CRS record: EPSG:6676 taken from the map sheet 08NF2330 in the file name')).toBe(
      'crsFromSheet',
    );
    expect(warningKind('something new')).toBe('other');
  });

  it('does not promise forests where only the ground is', () => {
    expect(usesOf('lp', 'original')).toContain('forest');
    expect(usesOf('lp', 'ground')).not.toContain('forest');
    expect(usesOf('alb', null)).toContain('bathymetry');
    expect(usesOf(null, null).length).toBeGreaterThan(2);
  });

  it('writes sizes, counts and angles', () => {
    expect(['0 B', '999 B', '1.0 kB', '15.5 MB', '463 kB', '30.0 TB']).toEqual(
      [0, 999, 1000, 15_493_175, 463_137, 3e13].map(formatBytes),
    );
    expect(formatCount(1_996_622, 'ja')).toBe('1,996,622');
    expect(formatCount(500_000_000_000, 'ja')).toBe('5,000 億');
    expect(formatCount(50_000_000, 'en')).toBe('50.0 million');
    expect(formatAngle(139.075, 'E', 'W')).toBe('139°4′30″ E');
    expect(formatAngle(34.9999999, 'N', 'S')).toBe('35° N');
    expect(formatAngle(-0.5, 'E', 'W')).toBe('0°30′ W');
  });

  it('gives every sensor and year a colour of its own', () => {
    const sensors = ['lp', 'alb', 'mms', 'uav', 'tls', 'unknown'].map((value) => colourOf('sensor', value));
    expect(new Set(sensors).size).toBe(6);
    for (const first of [1998, 2009, 2019]) {
      const years = Array.from({ length: 10 }, (_, i) => colourOf('year', String(first + i)));
      expect(new Set([...years, colourOf('year', 'unknown')]).size).toBe(11);
    }
    expect(commonest({ lp: 2, mms: 5, uav: 5 })).toBe('mms');
  });
});
