/** Ledgers out of GeoJSON and CSV: what is read, what is asked, what is refused and where. */
import { describe, expect, it } from 'vitest';
import { parseLedger } from '#core/contract/ledger.ts';
import { CrsError, FormatError, LimitError, UnsupportedError } from '#core/errors.ts';
import { DEGREES, LEDGER_BOUNDS, type Ledger } from '#core/ledger/ledger.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import type { ReadOptions } from '#core/ledger/reading.ts';
import { ledgerCsv, ledgerGeoJson } from '#core/ledger/write-ledger.ts';

const read = (name: string, text: string, options?: ReadOptions): Ledger => {
  const { ledger } = readLedger(name, text, options);
  if (!ledger) throw new Error('expected a ledger, seen a question');
  return ledger;
};
const kinds = ({ fields }: Ledger) => Object.fromEntries(fields.map(({ name, kind }) => [name, kind]));
const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });
const feature = (properties: unknown, coordinates: unknown = [138.4, 35.1], type = 'Point') => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});

describe('CSV', () => {
  it('reads longitude and latitude wherever they stand, and keeps every digit of the others', () => {
    const ledger = read(
      'lamps.csv',
      '番号,緯度,経度,出力W,設置\n0012,35.123456789,138.4,150.5,R3.4.1\n0013,35.2,138.5,80,H27.3.31\n',
    );
    expect(ledger.crs).toBe(DEGREES);
    expect(ledger.name).toBe('lamps');
    expect(kinds(ledger)).toEqual({ 番号: 'text', 出力W: 'number', 設置: 'date' });
    expect(ledger.features[0]).toEqual({
      id: 'f1',
      geometry: { type: 'Point', coordinates: [138.4, 35.123456789] },
      values: ['0012', 150.5, '2021-04-01'],
    });
    expect(ledger.features[1]?.values).toEqual(['0013', 80, '2015-03-31']);
    expect(ledger.label).toBe(0);
  });

  it('asks for the system of plane coordinates, and takes X as north unless told otherwise', () => {
    const text = 'name,X,Y,標高\na,-90123.4,15.6,12.3\n';
    const { question } = readLedger('p.csv', text);
    expect(question).toEqual({
      features: 1,
      sample: [
        ['Y', 15.6],
        ['X', -90123.4],
      ],
      asksAxes: true,
    });
    const survey = read('p.csv', text, { crs: 'EPSG:6676' });
    expect(survey.crs).toBe('EPSG:6676');
    expect(survey.features[0]?.geometry?.coordinates).toEqual([15.6, -90123.4, 12.3]);
    const gis = read('p.csv', text, { crs: 'EPSG:6676', northFirst: false });
    expect(gis.features[0]?.geometry?.coordinates).toEqual([-90123.4, 15.6, 12.3]);
  });

  it.each([
    ['8', 'EPSG:6676'],
    ['第8系', 'EPSG:6676'],
    ['Ⅷ', 'EPSG:6676'],
    ['IX系', 'EPSG:6677'],
    ['EPSG:2451', 'EPSG:2451'],
  ])('reads the system %s of a column', (text, code) => {
    expect(read('p.csv', `X,Y,系\n1,2,${text}\n3,4,\n`).crs).toBe(code);
  });

  it('names the row whose system is another one', () => {
    expect(() => readLedger('p.csv', 'X,Y,系\n1,2,8\n3,4,9\n')).toThrow(/p\.csv, row 3: expected one system.*row 2/);
    expect(() => readLedger('p.csv', 'X,Y,系\n1,2,20\n')).toThrow(/row 2: expected a system/);
    expect(() => readLedger('p.csv', 'X,Y\n1,2\n', { crs: 'EPSG:999999' })).toThrow(CrsError);
  });

  it('never asks for the axes where the heads say them', () => {
    const { question } = readLedger('p.csv', '北,東\n1,2\n');
    expect(question?.asksAxes).toBe(false);
    expect(read('p.csv', '北,東\n1,2\n', { crs: 'EPSG:6676' }).features[0]?.geometry?.coordinates).toEqual([2, 1]);
  });

  it('keeps rows without a place, and names those with half of one', () => {
    const ledger = read('a.csv', 'lat,lon,n\n35,138,1\n,,2\n');
    expect(ledger.features.map(({ geometry }) => geometry === null)).toEqual([false, true]);
    expect(() => readLedger('a.csv', 'lat,lon\n35,138\n35,\n')).toThrow(/a\.csv, row 3: expected two coordinates/);
    expect(() => readLedger('a.csv', 'lat,lon\n135,38\n')).toThrow(/row 2: expected degrees/);
    expect(() => readLedger('a.csv', 'lat,lon,標高\n35,138,high\n')).toThrow(/row 2: expected a height/);
  });

  it('reads quotes, line breaks, tabs and semicolons, and a mark of UTF-8', () => {
    const ledger = read('q.csv', '\uFEFF"name";"lat";"lon"\r\n"a ""b""; c\nd";35;138\r\n');
    expect(ledger.features[0]?.values).toEqual(['a "b"; c\nd']);
    expect(read('q.tsv', 'name\tlat\tlon\nx,y\t35\t138').features[0]?.values).toEqual(['x,y']);
  });

  it('says where a quote does not end, and where text stands behind one', () => {
    expect(() => readLedger('q.csv', 'lat,lon,n\n35,138,"x\n1,2,3')).toThrow(
      /row 2 \(line 2\): expected a closing quote/,
    );
    expect(() => readLedger('q.csv', 'lat,lon,n\n35,138,"x"y\n')).toThrow(/row 2 \(line 2\)/);
  });

  it('wants columns that place a feature', () => {
    expect(() => readLedger('x.csv', 'name,kind\na,b\n')).toThrow(/expected columns 緯度 and 経度.*seen name, kind/);
    expect(() => readLedger('x.csv', '')).toThrow(FormatError);
  });

  it('reads lines and areas as WKT', () => {
    const text =
      'n,WKT\n1,"LINESTRING Z (138 35 1, 138.1 35 2)"\n2,"POLYGON((138 35,139 35,139 36,138 35))"\n3,"MULTIPOINT((138 35),(139 35))"\n';
    expect(read('w.csv', text).features.map(({ geometry }) => geometry)).toEqual([
      {
        type: 'LineString',
        coordinates: [
          [138, 35, 1],
          [138.1, 35, 2],
        ],
      },
      {
        type: 'Polygon',
        coordinates: [
          [
            [138, 35],
            [139, 35],
            [139, 36],
            [138, 35],
          ],
        ],
      },
      {
        type: 'MultiPoint',
        coordinates: [
          [138, 35],
          [139, 35],
        ],
      },
    ]);
    expect(() => readLedger('w.csv', 'WKT\nPOINT M (1 2 3)\n')).toThrow(FormatError);
    expect(() => readLedger('w.csv', 'WKT\n"POINT (1 2"\n')).toThrow(/row 2/);
    expect(() => readLedger('w.csv', 'WKT\n"GEOMETRYCOLLECTION(POINT(1 2))"\n')).toThrow(UnsupportedError);
  });

  it('stops at its bounds before it keeps what lies behind them', () => {
    const many = `lat,lon\n${'35,138\n'.repeat(LEDGER_BOUNDS.features + 1)}`;
    expect(() => readLedger('m.csv', many)).toThrow(LimitError);
    const wide = `lat,lon,${Array.from({ length: 80 }, (_, i) => `c${i}`).join(',')}\n35,138\n`;
    expect(() => readLedger('m.csv', wide)).toThrow(LimitError);
    expect(() => readLedger('m.csv', `lat,lon,n\n35,138,${'x'.repeat(LEDGER_BOUNDS.text + 1)}\n`)).toThrow(
      /row 2.*4001/,
    );
  });
});

describe('GeoJSON', () => {
  it('tells the kinds of columns from all values', () => {
    const rows = Array.from({ length: 6 }, (_, i) => ({
      名称: `灯${i}`,
      高さ: i + 0.5,
      点検: '2024-05-01',
      済: i % 2 === 0,
      種別: i % 2 === 0 ? 'LED' : 'ナトリウム',
      台帳: `https://example.jp/${i}`,
      写真: `https://example.jp/${i}.jpg`,
      more: { a: [1] },
    }));
    const ledger = read('l.geojson', collection(...rows.map((row) => feature(row))));
    expect(kinds(ledger)).toEqual({
      名称: 'text',
      高さ: 'number',
      点検: 'date',
      済: 'boolean',
      種別: 'choice',
      台帳: 'link',
      写真: 'photo',
      more: 'text',
    });
    expect(ledger.fields.find(({ name }) => name === '種別')?.choices).toEqual(['LED', 'ナトリウム']);
    expect(ledger.features[0]?.values[7]).toBe('{"a":[1]}');
  });

  it('keeps hostile names and values as the text that they are', () => {
    const text = collection(feature(JSON.parse('{"__proto__":"x","<img src=x onerror=alert(1)>":"<script>"}')));
    const ledger = read('h.geojson', text);
    expect(ledger.fields.map(({ name }) => name)).toEqual(['__proto__', '<img src=x onerror=alert(1)>']);
    expect(ledger.features[0]?.values).toEqual(['x', '<script>']);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
    const back = read('h2.geojson', JSON.stringify(ledgerGeoJson(ledger)));
    expect(back.features[0]?.values).toEqual(['x', '<script>']);
  });

  it('never takes a script for a link, nor markup for a picture', () => {
    const rows = ['javascript:alert(1)', 'JAVASCRIPT:alert(1)', 'data:text/html,<script>'].map((link) =>
      feature({ link }),
    );
    expect(kinds(read('l.geojson', collection(...rows)))).toEqual({ link: 'text' });
    expect(kinds(read('l.geojson', collection(feature({ p: 'data:image/svg+xml;base64,AAAA' }))))).toEqual({
      p: 'text',
    });
  });

  it('names the feature that is wrong', () => {
    expect(() => readLedger('g.json', collection(feature({}), feature({}, ['a', 1])))).toThrow(
      /g\.json, feature 2: expected a position/,
    );
    expect(() => readLedger('g.json', collection(feature({}, [[1, 2]], 'LineString')))).toThrow(
      /feature 1: expected at least 2/,
    );
    expect(() =>
      readLedger(
        'g.json',
        collection(
          feature(
            {},
            [
              [
                [1, 2],
                [3, 4],
                [5, 6],
                [7, 8],
              ],
            ],
            'Polygon',
          ),
        ),
      ),
    ).toThrow(/ring that ends/);
    const all = { type: 'Feature', properties: {}, geometry: { type: 'GeometryCollection', geometries: [] } };
    expect(() => readLedger('g.json', collection(all))).toThrow(UnsupportedError);
    expect(() => readLedger('g.json', '{"type":"Topology"}')).toThrow(/expected a FeatureCollection/);
    expect(() => readLedger('g.json', '{"type":')).toThrow(FormatError);
  });

  it('asks for the system of numbers that are no degrees, and believes the older member crs', () => {
    const text = collection(feature({ a: 1 }, [-8000, -90000]));
    expect(readLedger('p.json', text).question).toEqual({
      features: 1,
      sample: [
        ['x', -8000],
        ['y', -90000],
      ],
      asksAxes: false,
    });
    expect(read('p.json', text, { crs: 'EPSG:6676' }).crs).toBe('EPSG:6676');
    const stated = text.replace('{', '{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::6676"}},');
    expect(read('p.json', stated).crs).toBe('EPSG:6676');
  });

  it('gives each feature an id of its own', () => {
    const same = [1, 1, undefined].map((id) => ({ ...feature({ a: 1 }), id }));
    const ids = read('i.json', collection(...same)).features.map(({ id }) => id);
    expect(ids[0]).toBe('1');
    expect(new Set(ids).size).toBe(3);
  });
});

describe('files that are written', () => {
  it('shields text that a spreadsheet would take for a formula, and takes the shield away again', () => {
    const ledger = read(
      'f.geojson',
      collection(...['=1+1', '+x', '-y', '@z', "'=q", 'plain'].map((note) => feature({ note }))),
    );
    const csv = ledgerCsv(ledger, 'ja');
    expect(csv).toContain("'=1+1");
    expect(csv.startsWith('\uFEFF緯度,経度,座標系,note\r\n35.1,138.4,OGC:CRS84,')).toBe(true);
    expect(read('f.csv', csv).features.map(({ values }) => values[0])).toEqual([
      '=1+1',
      '+x',
      '-y',
      '@z',
      "'=q",
      'plain',
    ]);
  });

  it('renames an attribute that a reader would take for a place', () => {
    const ledger = read('n.geojson', collection(feature({ 標高: 'high', X: 1, name: 'a' })));
    const back = read('n.csv', ledgerCsv(ledger, 'en'));
    expect(back.fields.map(({ name }) => name)).toEqual(['標高_2', 'X_2', 'name']);
    expect(back.features[0]?.geometry).toEqual({ type: 'Point', coordinates: [138.4, 35.1] });
  });

  it('writes plane coordinates as they are in CSV, and as degrees in GeoJSON', () => {
    const ledger = read('p.csv', 'name,X,Y\na,-97000.123,-8000.5\n', { crs: 'EPSG:6676' });
    expect(read('b.csv', ledgerCsv(ledger, 'ja'))).toMatchObject({ crs: 'EPSG:6676', features: ledger.features });
    const json = ledgerGeoJson(ledger) as { features: { geometry: { coordinates: number[] } }[] };
    const [lon, lat] = json.features[0]!.geometry.coordinates;
    // 8 km west of 138.5°, 97 km south of 36°
    expect(lon).toBeCloseTo(138.5 - 8000.5 / 91_000, 2);
    expect(lat).toBeCloseTo(36 - 97_000 / 111_000, 2);
  });
});

describe('the contract', () => {
  const good = () =>
    structuredClone(read('c.geojson', collection(feature({ a: 1, b: 'x' })))) as unknown as Record<string, never>;
  it('takes what was read', () => {
    expect(parseLedger(good())).toEqual(good());
  });
  it.each<[string, (ledger: Record<string, unknown>) => void, RegExp]>([
    ['another version', (one) => Object.assign(one, { version: 2 }), /ledger\.version/],
    ['a member of somebody else', (one) => Object.assign(one, { html: 1 }), /ledger\.html/],
    ['a system that is not known', (one) => Object.assign(one, { crs: 'EPSG:1' }), /ledger\.crs/],
    [
      'a field twice',
      (one) =>
        Object.assign(one, {
          fields: [
            { name: 'a', kind: 'text' },
            { name: 'a', kind: 'text' },
          ],
        }),
      /fields/,
    ],
    [
      'a value of another kind',
      (one) => Object.assign(one, { features: [{ id: 'x', geometry: null, values: ['1', 'x'] }] }),
      /features\[0\]\.values\[0\]/,
    ],
    [
      'too few values',
      (one) => Object.assign(one, { features: [{ id: 'x', geometry: null, values: [1] }] }),
      /features\[0\]\.values/,
    ],
    ['a label that is no field', (one) => Object.assign(one, { label: 2 }), /label/],
    [
      'a broken place',
      (one) =>
        Object.assign(one, {
          features: [{ id: 'x', geometry: { type: 'Point', coordinates: [1] }, values: [1, 'x'] }],
        }),
      /features\[0\]/,
    ],
    [
      'a colour that is a style sheet',
      (one) => Object.assign(one, { style: { by: null, method: 'equal', classes: 5, colour: 'url(x)' } }),
      /colour/,
    ],
  ])('refuses %s', (_, change, message) => {
    const ledger: Record<string, unknown> = good();
    change(ledger);
    expect(() => parseLedger(ledger)).toThrow(message);
  });
});
