import { describe, expect, test } from 'vitest';
import { parseGtxGeoid } from '#core/crs/geoid-gtx.ts';
import { parseAscGeoid, parseIsgGeoid, parseJsonGeoid } from '#core/crs/geoid-text.ts';
import { FormatError } from '#core/errors.ts';

/** Rows from south: 1 2 3 / 4 (none) 6. */
const ROWS = [1, 2, 3, 4, Number.NaN, 6];

describe("GSI's .asc", () => {
  const text =
    '20.00000 120.00000 0.016667 0.025000 2 3 1 ver2.1\n  1.0000  2.0000\n  3.0000\n  4.0000  999.0000  6.0000\n';

  test('rows from south in wrapped lines, 999 is no data, steps are whole seconds of arc', () => {
    const grid = parseAscGeoid(text);
    expect(grid).toMatchObject({ south: 20, west: 120, stepLat: 1 / 60, stepLon: 0.025, rows: 2, cols: 3 });
    expect([...grid.values]).toEqual(ROWS);
  });

  test('a header without kind and version, and one whose version is two words', () => {
    expect([...parseAscGeoid(text.replace(' 1 ver2.1', '')).values]).toEqual(ROWS);
    expect([...parseAscGeoid(text.replace('ver2.1', 'ver 2.1')).values]).toEqual(ROWS);
  });

  test.each(['', 'ncols 4\nnrows 5', text.slice(0, 80), text.replace('6.0000', 'six')])('broken: %j', (broken) => {
    expect(() => parseAscGeoid(broken)).toThrow(FormatError);
  });
});

describe('ISG', () => {
  const isg = (limits: string, numbers = '4 -9999 6\n1 2 3\n'): string =>
    `JPGEO2024 sample\n\nbegin_of_head ====================\nmodel name     : JPGEO2024\ndata ordering  : N-to-S, W-to-E\n${limits}nrows = 2\nncols : 3\nnodata         : -9999.0000\nISG format     : 2.0\nend_of_head ======================\n${numbers}`;
  const degrees =
    'lat min : 34.0\nlat max : 34.25\nlon min : 138.0\nlon max : 139.0\ndelta lat : 0.25\ndelta lon : 0.5\n';
  const dms = `lat min : 34°00'00"\nlat max : 34°15'00"\nlon min : 138°00'00"\nlon max : 139°00'00.0"\ndelta lat : 0°15'00"\ndelta lon : 0°30'00"\n`;

  test.each([degrees, dms])('rows from north, degrees or degrees-minutes-seconds', (limits) => {
    const grid = parseIsgGeoid(isg(limits));
    expect(grid).toMatchObject({ south: 34, west: 138, stepLat: 0.25, stepLon: 0.5, rows: 2, cols: 3 });
    expect([...grid.values]).toEqual(ROWS);
  });

  test('limits that are as many steps apart as there are rows bound cells: nodes are their middles', () => {
    const cells = degrees.replace('34.25', '34.5').replace('139.0', '139.5');
    expect(parseIsgGeoid(isg(cells))).toMatchObject({ south: 34.125, west: 138.25 });
  });

  test('minus a degree and a half', () => {
    const south = degrees.replace('34.0', '-1.5').replace('34.25', '-1.25');
    expect(parseIsgGeoid(isg(south)).south).toBe(-1.5);
  });

  test.each([
    ['no head', 'x y z'],
    ['a limit is missing', isg(degrees.replace('lat min : 34.0\n', ''))],
    ['steps do not fit', isg(degrees.replace('0.25', '0.1'))],
    ['another ordering', isg(degrees).replace('N-to-S', 'S-to-N')],
    ['too few values', isg(degrees, '4 5')],
  ])('broken: %s', (_, broken) => {
    expect(() => parseIsgGeoid(broken)).toThrow(FormatError);
  });
});

describe('GTX', () => {
  function gtx(values: readonly number[], rows = 2, cols = 3): Uint8Array {
    const bytes = new Uint8Array(40 + 4 * values.length);
    const view = new DataView(bytes.buffer);
    [34, 138, 0.25, 0.5].forEach((value, index) => {
      view.setFloat64(8 * index, value);
    });
    view.setInt32(32, rows);
    view.setInt32(36, cols);
    values.forEach((value, index) => {
      view.setFloat32(40 + 4 * index, value);
    });
    return bytes;
  }

  test('big-endian, rows from south, −88.8888 is no data', () => {
    const grid = parseGtxGeoid(gtx(ROWS.map((value) => (Number.isNaN(value) ? -88.8888 : value))));
    expect(grid).toMatchObject({ south: 34, west: 138, stepLat: 0.25, stepLon: 0.5, rows: 2, cols: 3 });
    expect([...grid.values]).toEqual(ROWS);
  });

  test('every truncation is an error, and so is a size that the bytes do not have', () => {
    const whole = gtx([1, 2, 3, 4, 5, 6]);
    for (let length = 0; length < whole.length; length++)
      expect(() => parseGtxGeoid(whole.subarray(0, length))).toThrow(FormatError);
    expect(() => parseGtxGeoid(gtx([1, 2, 3, 4, 5, 6], 0x7fffffff, 0x7fffffff))).toThrow(FormatError);
  });
});

describe('the JSON cut-out', () => {
  const json = {
    name: 'cut',
    lat0: 34,
    lon0: 138,
    dlat: 0.25,
    dlon: 0.5,
    rows: 2,
    cols: 3,
    values: [
      [1, 2, 3],
      [4, null, 6],
    ],
  };

  test('rows from south, null is no data', () => {
    const grid = parseJsonGeoid(JSON.stringify(json));
    expect(grid).toMatchObject({ name: 'cut', south: 34, west: 138, rows: 2, cols: 3 });
    expect([...grid.values]).toEqual(ROWS);
  });

  test.each(['', '[]', '{"rows":2}', JSON.stringify({ ...json, rows: 3 }), JSON.stringify({ ...json, lat0: 'x' })])(
    'broken: %j',
    (broken) => {
      expect(() => parseJsonGeoid(broken)).toThrow(FormatError);
    },
  );
});
