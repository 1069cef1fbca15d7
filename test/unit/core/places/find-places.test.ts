import { describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { findPlaces } from '#core/places/find-places.ts';
import { LANDMARKS } from '#core/places/landmarks.ts';
import { MUNICIPALITIES } from '#core/places/municipalities.ts';

const names = (text: string, limit?: number) => findPlaces(text, limit).map(({ label }) => label.ja);

describe('the tables', () => {
  it('hold every municipality once, and their wards', () => {
    const count = (kind: string) => MUNICIPALITIES.filter((place) => place.kind === kind).length;
    expect([count('city'), count('town'), count('ward')]).toEqual([23, 12, 6]);
    expect(new Set(MUNICIPALITIES.map(({ code }) => code)).size).toBe(41);
    expect(MUNICIPALITIES.every(({ code }) => /^22\d{3}$/.test(code!))).toBe(true);
    expect(LANDMARKS.length).toBeGreaterThanOrEqual(80);
  });

  it('have places in the prefecture, within their boxes, named once', () => {
    const all = [...MUNICIPALITIES, ...LANDMARKS];
    for (const { label, kana, lon, lat, bbox } of all) {
      const [west, south, east, north] = bbox;
      expect([label.ja, lon > west && lon < east && lat > south && lat < north]).toEqual([label.ja, true]);
      expect([label.ja, west >= 137.4 && east <= 139.25 && south >= 34.55 && north <= 35.7]).toEqual([label.ja, true]);
      expect(kana).toMatch(/^[ぁ-んー]+$/);
      expect(label.en).toMatch(/^[A-Za-z .,-]+$/);
    }
    expect(new Set(all.map(({ label }) => label.ja)).size).toBe(all.length);
  });

  it('put wards into the boxes of their cities', () => {
    for (const ward of MUNICIPALITIES.filter(({ kind }) => kind === 'ward')) {
      const city = MUNICIPALITIES.find(({ kind, label }) => kind === 'city' && ward.label.ja.startsWith(label.ja))!;
      const inside = ward.bbox.map((side, i) => (i < 2 ? side >= city.bbox[i]! : side <= city.bbox[i]!));
      expect([ward.label.ja, inside]).toEqual([ward.label.ja, [true, true, true, true]]);
    }
  });
});

describe('a search by name', () => {
  it.each([
    ['熱海市', '熱海市'],
    ['熱海', '熱海市'],
    ['あたみ', '熱海市'],
    ['アタミ', '熱海市'],
    ['ｱﾀﾐ', '熱海市'],
    ['atami', '熱海市'],
    ['ATAMI station', '熱海駅'],
    ['葵区', '静岡市葵区'],
    ['富士山', '富士山'],
    ['mount fuji', '富士山'],
    ['万三郎岳', '天城山（万三郎岳）'],
    ['粟が岳', '粟ヶ岳'],
    ['かわづななだるループ', '河津七滝ループ橋'],
    ['天竜川', '天竜川河口'],
    ['izunokuni', '伊豆の国市'],
    ['はまなく', '浜松市浜名区'],
  ])('%s finds %s first', (text, first) => {
    const found = names(text);
    // a name inside another comes after those that begin with it
    expect(text === '天竜川' || text === 'はまなく' ? found.includes(first) : found[0] === first).toBe(true);
  });

  it('puts what begins with a text before what holds it, and municipalities first', () => {
    const found = names('静岡');
    expect(found.slice(0, 4)).toEqual(['静岡市', '静岡市葵区', '静岡市駿河区', '静岡市清水区']);
    expect(found.indexOf('静岡駅')).toBeLessThan(found.indexOf('富士山静岡空港'));
    expect(names('清水').slice(0, 2)).toEqual(['静岡市清水区', '清水町']);
  });

  it('is bounded and says that names are approximate', () => {
    expect(names('s', 3)).toHaveLength(3);
    expect(findPlaces('熱海')[0]).toMatchObject({ kind: 'city', code: '22205', approximate: true });
    for (const text of ['', '   ', '大阪', 'x'.repeat(201), '・', '%', '\\']) expect(names(text)).toEqual([]);
  });
});

describe('coordinates', () => {
  const atami = [139.0789, 35.1128] as const;
  it.each([
    '35.1128, 139.0789',
    '35.1128 139.0789',
    '139.0789,35.1128',
    '３５．１１２８，１３９．０７８９',
    'N35.1128 E139.0789',
    '35.1128°N 139.0789°E',
    '139.0789E 35.1128N',
    '北緯35.1128 東経139.0789',
    `35°06'46.08"N 139°04'44.04"E`,
    '35°06′46.08″N, 139°04′44.04″E',
    '北緯35度6分46.08秒 東経139度4分44.04秒',
    '北緯35度6分46.08秒東経139度4分44.04秒',
    `35°6.768' 139°4.734'`,
    'geo:35.1128,139.0789',
    '@35.1128,139.0789,15z',
  ])('%s', (text) => {
    const [found] = findPlaces(text);
    expect(found).toMatchObject({ kind: 'coordinates', approximate: false });
    expect(found!.lon).toBeCloseTo(atami[0], 6);
    expect(found!.lat).toBeCloseTo(atami[1], 6);
  });

  it.each([
    'X=-97000 Y=52200 8系',
    'x: -97000, y: 52200 第8系',
    '8系 X=-97000 Y=52200',
    'Ｘ＝−97000　Ｙ＝52200　VIII系',
  ])('plane coordinates %s', (text) => {
    const [found] = findPlaces(text);
    const [lon, lat] = createProjection(crsFromCode('EPSG:6676')).toLonLat(52_200, -97_000);
    expect(found!.lon).toBeCloseTo(lon, 9);
    expect(found!.lat).toBeCloseTo(lat, 9);
    expect(found).not.toHaveProperty('assumedZone');
  });

  it('take zone VIII where none is typed, and another where it is', () => {
    expect(findPlaces('X=-97000 Y=52200')[0]).toMatchObject({ assumedZone: 8 });
    const [ninth] = findPlaces('X=-35363.5 Y=-5996.1 9系');
    expect(ninth!.lat).toBeCloseTo(35.681, 2);
    expect(ninth!.lon).toBeCloseTo(139.767, 2);
  });

  it.each(['135.1, 139.1', '35.1 S 35.2 S', '35°75\'00" 139°00\'00"', 'X=-97000 Y=52200 20系', '1 2 3', '12'])(
    '%s is no place',
    (text) => {
      expect(findPlaces(text).filter(({ kind }) => kind === 'coordinates')).toEqual([]);
    },
  );

  it('takes no longer for a text that is made to be slow', () => {
    const start = performance.now();
    for (const text of [
      '1 '.repeat(100),
      '1'.repeat(200),
      `${'°'.repeat(199)}1`,
      ' '.repeat(200),
      `x${' '.repeat(198)}y`,
    ]) {
      findPlaces(text);
    }
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('map sheets', () => {
  it.each(['08NF2330', '08nf2330', '08NF2330_org.las', '０８ＮＦ２３３０'])('%s', (text) => {
    expect(findPlaces(text)).toMatchObject([
      {
        kind: 'sheet',
        approximate: false,
        sheet: { code: '08NF2330', level: 500, epsg: 6676, bounds: [52_000, -97_200, 52_400, -96_900] },
      },
    ]);
  });

  it('are both where a code has two readings', () => {
    const found = findPlaces('08nd4321');
    expect(found.map(({ sheet }) => [sheet!.level, sheet!.bounds])).toEqual([
      [500, [-27_600, -102_900, -27_200, -102_600]],
      [1250, [-26_000, -102_750, -25_000, -102_000]],
    ]);
    for (const { lon, lat, bbox } of found)
      expect(lon > bbox[0] && lat > bbox[1] && lon < bbox[2] && lat < bbox[3]).toBe(true);
  });

  it.each([
    ['08NE38', 5000],
    ['08NE', 50000],
    ['08ND773', 2500],
    ['08ND774B', 1000],
    ['08ND77QG', 250],
  ])('%s is of level %i', (code, level) => {
    expect(findPlaces(code)[0]).toMatchObject({ sheet: { code, level } });
  });

  it.each(['20NF2330', '08ZZ', '08NF23301', '08NF9'])('%s is none', (text) => {
    expect(findPlaces(text).filter(({ kind }) => kind === 'sheet')).toEqual([]);
  });
});
