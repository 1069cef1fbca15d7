/** Pipe ledgers: names of columns in both languages, units, what is asked instead of guessed, and what is refused. */
import { describe, expect, it } from 'vitest';
import { pipeColumn } from '#core/pipes/pipe-columns.ts';
import { PipeQuestion } from '#core/pipes/pipe-question.ts';
import { readPipes } from '#core/pipes/read-pipes.ts';

const feature = (properties: object, coordinates: unknown, type = 'LineString') => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
const LINE = [
  [138.1, 34.9],
  [138.101, 34.9],
];
const asked = (text: string, answers = {}): PipeQuestion => {
  try {
    readPipes('file', text, answers);
  } catch (error) {
    if (error instanceof PipeQuestion) return error;
    throw error;
  }
  throw new Error('nothing was asked');
};

describe('columns', () => {
  it.each([
    ['口径(mm)', 'diameter', 'mm'],
    ['管径［ｍｍ］', 'diameter', 'mm'],
    ['diameter_mm', 'diameter', 'mm'],
    ['DIAMETER', 'diameter', null],
    ['土被り', 'cover', null],
    ['depth (m)', 'cover', 'm'],
    ['埋設深さ_cm', 'cover', 'cm'],
    ['管底高', 'invert', null],
    ['上流管底高', 'invertFrom', null],
    ['invert_end_m', 'invertTo', 'm'],
    ['管頂高', 'crown', null],
    ['管中心高', 'axis', null],
    ['管路番号', 'id', null],
    ['位置精度', 'accuracy', null],
    ['経度', 'lon', null],
  ] as const)('%s', (name, field, unit) => {
    expect(pipeColumn(name)).toEqual({ field, unit });
  });

  it('the material is no kind', () => {
    expect(pipeColumn('管種')).toBeNull();
    expect(pipeColumn('敷設年度')).toBeNull();
  });
});

describe('GeoJSON', () => {
  it('is read with Japanese properties', () => {
    const text = collection(
      feature({ 管理番号: 'W-1', 種別: '上水道', 口径: '150', 土被り: 1.2, 精度: 'B', 占用位置: '歩道' }, LINE),
      feature({ 管路番号: 'S-1', 種別: '汚水', '口径(mm)': 'φ300', 上流管底高: 12.5, 下流管底高: 12.1 }, [
        [138.1, 34.9],
        [138.1, 34.901],
        [138.1, 34.904],
      ]),
    );
    const { pipes, crs, notes } = readPipes('ledger.geojson', `\uFEFF${text}`);
    expect(crs).toBe('OGC:CRS84');
    expect(pipes[0]).toEqual({
      id: 'W-1',
      kind: 'water',
      under: 'elsewhere',
      diameterMm: 150,
      accuracy: 'B',
      line: LINE,
      level: { reference: 'cover', valuesM: [1.2] },
    });
    expect(pipes[1]).toMatchObject({ id: 'S-1', kind: 'sewer', diameterMm: 300, level: { reference: 'invert' } });
    // a quarter of the way down
    expect(pipes[1]?.level?.valuesM[1]).toBeCloseTo(12.4, 9);
    expect(notes).toEqual({ unknownKinds: [], renamed: 0, withoutLevel: 0, zIgnored: false, skipped: 0 });
  });

  it('is read with English properties, lines of many parts, plane coordinates and a named system', () => {
    const text = JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::6676' } },
      features: [
        feature(
          { id: 'T', kind: 'telecom', diameter_m: 0.05, wall_mm: 5, crown: 10, name: 'duct' },
          [
            [
              [52_000, -97_000],
              [52_010, -97_000],
            ],
            [
              [52_010, -97_000],
              [52_020, -97_000],
            ],
          ],
          'MultiLineString',
        ),
        feature({}, [52_000, -97_000], 'Point'),
      ],
    });
    const { pipes, crs, notes } = readPipes('net.json', text);
    expect(crs).toBe('EPSG:6676');
    expect(pipes.map(({ id }) => id)).toEqual(['T', 'T#2']);
    expect(pipes[1]).toMatchObject({
      diameterMm: 50,
      wallMm: 5,
      name: 'duct',
      level: { reference: 'crown', valuesM: [10] },
    });
    expect(notes).toMatchObject({ renamed: 1, skipped: 1 });
  });

  it('large numbers without a system are plane coordinates', () => {
    const text = collection(
      feature({ diameter: 100 }, [
        [52_000, -97_000],
        [52_010, -97_000],
      ]),
    );
    const read = readPipes('net.json', text);
    expect(read.crs).toBeNull();
    expect(read.pipes[0]).toMatchObject({ id: '1', kind: 'other' });
    expect(read.pipes[0]?.level).toBeUndefined();
    expect(read.notes.withoutLevel).toBe(1);
  });

  it('asks what the third coordinate is', () => {
    const text = collection(
      feature({ diameter: 100, kind: 'gas' }, [
        [138.1, 34.9, 5],
        [138.2, 34.9, 6],
      ]),
    );
    expect(asked(text)).toMatchObject({ question: 'z', choices: ['axis', 'crown', 'invert', 'cover', 'none'] });
    expect(readPipes('f', text, { z: 'invert' }).pipes[0]?.level).toEqual({ reference: 'invert', valuesM: [5, 6] });
    expect(readPipes('f', text, { z: 'none' }).pipes[0]?.level).toBeUndefined();
    const said = collection(
      feature({ diameter: 100, depth: 1 }, [
        [138.1, 34.9, 0],
        [138.2, 34.9, 0],
      ]),
    );
    expect(readPipes('f', said)).toMatchObject({ notes: { zIgnored: true } });
  });

  it('asks which of two levels counts, what a small diameter is in, and for one that is missing', () => {
    const two = collection(feature({ diameter: 100, depth: 1, invert: 5 }, LINE));
    expect(asked(two)).toMatchObject({ question: 'level', choices: ['cover', 'invert'] });
    expect(readPipes('f', two, { level: 'invert' }).pipes[0]?.level).toEqual({ reference: 'invert', valuesM: [5] });
    const small = collection(feature({ 径: 0.3 }, LINE));
    expect(asked(small)).toMatchObject({ question: 'diameterUnit', choices: ['mm', 'm'] });
    expect(readPipes('f', small, { diameterUnit: 'm' }).pipes[0]?.diameterMm).toBe(300);
    expect(asked(collection(feature({ kind: 'power' }, LINE)))).toMatchObject({ question: 'diameterMm', choices: [] });
    expect(readPipes('f', collection(feature({}, LINE)), { diameterMm: 100 }).pipes[0]?.diameterMm).toBe(100);
  });

  it.each([
    ['broken JSON', '{"type":', /net: expected GeoJSON/],
    ['no lines', collection(feature({}, [1, 2], 'Point')), /at least one line, seen none in 1 features/],
    ['a short line', collection(feature({ diameter: 1e2 }, [[1, 2]])), /two positions or more in feature 1, seen 1/],
    [
      'a place without numbers',
      collection(
        feature({}, [
          [1, 2],
          [1, 'x'],
        ]),
      ),
      /position of feature 1/,
    ],
    ['a depth in millimetres', collection(feature({ diameter: 100, depth: 1200 }, LINE)), /depth in metres.*_mm.*1200/],
    [
      'a word for a depth',
      collection(feature({ diameter: 100, 土被り: '浅い' }, LINE)),
      /a number for 土被り in feature 1, seen 浅い/,
    ],
    ['two of one', collection(feature({ 口径: 100, diameter: 100 }, LINE)), /one diameter in feature 1/],
    ['a diameter of nothing', collection(feature({ 口径: 0 }, LINE)), /over 0 for 口径/],
    ['a diameter of a tunnel', collection(feature({ 口径: '30m' }, LINE)), /up to 20000 mm/],
    [
      'a system without a code',
      JSON.stringify({ crs: { properties: { name: 'local' } }, features: [feature({ diameter: 100 }, LINE)] }),
      /EPSG code, seen local/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => readPipes('net', text)).toThrow(message);
  });

  it('refuses more pipes than the process takes before it keeps them', () => {
    const many = collection(...Array.from({ length: 2_001 }, () => feature({ diameter: 100 }, LINE)));
    expect(() => readPipes('net', many)).toThrow(/at most 2000 pipes, seen 2001/);
    const long = collection(
      feature(
        { diameter: 100 },
        Array.from({ length: 50_001 }, (_, i) => [138 + i * 1e-6, 35]),
      ),
    );
    expect(() => readPipes('net', long)).toThrow(/at most 50000 vertices, seen 50001/);
  });
});

describe('CSV', () => {
  it('has a row a vertex, in any order where the file says it', () => {
    const text = [
      '管番号,順番,経度,緯度,種別,口径(mm),土被り(m),精度',
      'G-7,2,138.2,34.9,ガス,80,1.5,A',
      'G-7,1,138.1,34.9,,,1.1,',
      'E-1,1,138.1,34.8,電力,130,,C',
      'E-1,2,138.2,34.8,,,0.7,',
    ].join('\r\n');
    const { pipes, crs } = readPipes('net.csv', text);
    expect(crs).toBe('OGC:CRS84');
    expect(pipes[0]).toEqual({
      id: 'G-7',
      kind: 'gas',
      diameterMm: 80,
      accuracy: 'A',
      line: [
        [138.1, 34.9],
        [138.2, 34.9],
      ],
      level: { reference: 'cover', valuesM: [1.1, 1.5] },
    });
    expect(pipes[1]?.level?.valuesM).toEqual([null, 0.7]);
  });

  it('north and east stand under their names; x and y are asked', () => {
    const rows = 'W,100,-97000,52000\nW,100,-97010,52000\n';
    const named = readPipes('a.csv', `pipe_id,diameter,north,east\n${rows}`);
    expect(named.pipes[0]?.line).toEqual([
      [52_000, -97_000],
      [52_000, -97_010],
    ]);
    const open = `pipe_id,diameter,X座標,Y座標\n${rows}`;
    expect(asked(open)).toMatchObject({ question: 'axes', choices: ['xNorth', 'xEast'] });
    expect(readPipes('a.csv', open, { axes: 'xNorth' }).pipes[0]?.line).toEqual(named.pipes[0]?.line);
    expect(readPipes('a.csv', open, { axes: 'xEast' }).pipes[0]?.line[0]).toEqual([-97_000, 52_000]);
  });

  it('lengths of columns in centimetres become metres', () => {
    const text = 'id,径,depth_cm,east,north\na,100,120,1000,0\na,100,90,1010,0\n';
    expect(readPipes('a.csv', text).pipes[0]?.level?.valuesM).toEqual([1.2, 0.9]);
  });

  it.each([
    ['no number of the pipe', 'lon,lat\n1,2\n', /number of the pipe.*lon, lat/],
    ['no places', 'id,depth\na,1\n', /columns lon and lat/],
    ['one row alone', 'id,lon,lat,diameter\na,1,2,100\n', /two rows or more of pipe a \(row 2\)/],
    ['a word for a coordinate', 'id,lon,lat,diameter\na,1,2,100\na,1,b,100\n', /a number for lat in row 3, seen b/],
    ['degrees that are none', 'id,lon,lat,diameter\na,1,2,100\na,1,200,100\n', /degrees in row 3/],
    ['two columns of one', 'id,lon,lat,depth,土被り\na,1,2,1,1\n', /one column for cover, seen depth and 土被り/],
    ['a row without a number', 'id,lon,lat\n,1,2\n', /number of a pipe in row 2/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readPipes('net.csv', text)).toThrow(message);
  });
});
