import { describe, expect, it } from 'vitest';
import { FormatError, LimitError, TengunError, UnsupportedError } from '#core/errors.ts';
import { AsciiGrid } from '#core/grids/ascii-grid.ts';
import { NumberRows } from '#core/grids/number-rows.ts';
import { TextGridHeights, TextGridProbe } from '#core/grids/text-grid.ts';
import { removeVoids } from '#core/grids/voids.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

function read(text: string | Uint8Array, pieceLength = 1 << 20) {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceLength) }, (_, i) =>
    bytes.subarray(i * pieceLength, (i + 1) * pieceLength),
  );
  const probe = new TextGridProbe();
  for (const piece of pieces) probe.write(piece);
  const heights = new TextGridHeights(probe.end());
  for (const piece of pieces) heights.write(piece);
  return heights.end();
}

/** Nodes 52000.25 … and −97199.75 … at 0.5 m; height = 100 + column + 10 × row, both from the south-west. */
const COLS = 6;
const ROWS = 4;
const nodes = Array.from({ length: COLS * ROWS }, (_, i) => {
  const [col, row] = [i % COLS, Math.floor(i / COLS)];
  return {
    col,
    row,
    x: (52_000.25 + 0.5 * col).toFixed(2),
    y: (-97_199.75 + 0.5 * row).toFixed(2),
    z: (100 + col + 10 * row).toFixed(2),
  };
});
const northFirst = [...nodes].sort((a, b) => b.row - a.row || a.col - b.col);
const expected = { originE: 52_000.25, originN: -97_199.75, stepM: 0.5, cols: COLS, rows: ROWS };

describe('text grids', () => {
  it.each([
    ['X Y Z, rows from the south', nodes.map(({ x, y, z }) => `${x} ${y} ${z}`).join('\n')],
    ['X Y Z, rows from the north, CRLF', northFirst.map(({ x, y, z }) => `${x} ${y} ${z}`).join('\r\n')],
    ['many spaces and a tab', nodes.map(({ x, y, z }) => `  ${x}\t ${y}   ${z} `).join('\n')],
    ['semicolons', nodes.map(({ x, y, z }) => `${x};${y};${z}`).join('\n')],
    ['ID,X,Y,Z,flag', northFirst.map(({ x, y, z }, i) => `${i + 1},${x},${y},${z},1`).join('\r\n')],
    ['ID X Y Z with ids from elsewhere', nodes.map(({ x, y, z }, i) => `${i + 7001} ${x} ${y} ${z}`).join('\n')],
    ['a header line and a byte order mark', `\uFEFFX,Y,Z\n${nodes.map(({ x, y, z }) => `${x},${y},${z}`).join('\n')}`],
    ['comments', `# made by\n${nodes.map(({ x, y, z }) => `${x},${y},${z}`).join('\n')}`],
    [
      'columns in columns: north runs fastest',
      [...nodes]
        .sort((a, b) => a.col - b.col)
        .map(({ x, y, z }) => `${x} ${y} ${z}`)
        .join('\n'),
    ],
  ])('reads %s', (_, text) => {
    for (const length of [1, 7, 1 << 20]) {
      const { raster, checks } = read(text, length);
      expect(raster).toMatchObject(expected);
      expect(Array.from(raster.heights)).toEqual(nodes.map(({ z }) => Number(z)));
      expect(checks).toEqual([]);
    }
  });

  it('leaves nodes empty that are not there', () => {
    const some = nodes.filter(({ col, row }) => (col + row) % 3 !== 0 || col === 0 || row === 0);
    const { raster } = read(some.map(({ x, y, z }) => `${x} ${y} ${z}`).join('\n'));
    expect(raster.heights.filter(Number.isNaN)).toHaveLength(nodes.length - some.length);
  });

  it('takes X of a 1 m grid for X, though it goes up by one', () => {
    const text = Array.from({ length: 12 }, (_, i) => `${40_000 + (i % 4)} ${-58_500 + Math.floor(i / 4)} ${i} 1`).join(
      '\n',
    );
    expect(read(text).raster).toMatchObject({ originE: 40_000, originN: -58_500, stepM: 1, cols: 4, rows: 3 });
  });

  it('finds a step that its coordinates only approach', () => {
    const step = 1 / 3;
    const text = Array.from({ length: 3000 }, (_, i) => {
      const [col, row] = [i % 1000, Math.floor(i / 1000)];
      return `${(52_000 + step * col).toFixed(2)} ${(-97_000 + step * row).toFixed(2)} ${i}`;
    }).join('\n');
    const { raster } = read(text);
    expect(raster).toMatchObject({ cols: 1000, rows: 3 });
    expect(raster.stepM).toBeCloseTo(step, 2);
    expect(Array.from(raster.heights)).toEqual(Array.from({ length: 3000 }, (_, i) => i));
  });

  it('counts nodes that come again with another height', () => {
    const lines = nodes.map(({ x, y, z }) => `${x} ${y} ${z}`);
    const { raster, checks } = read([...lines, lines[3], `${nodes[3]!.x} ${nodes[3]!.y} 7`].join('\n'));
    expect(checks).toMatchObject([{ code: 'NODES_REPEATED', message: expect.stringMatching(/^1 nodes/) }]);
    expect(raster.heights[3]).toBe(103);
  });

  it('says what is no grid', () => {
    const { uniform: random } = seededRandom(1);
    const points = Array.from({ length: 3000 }, () => `${random() * 400} ${random() * 300} 5`).join('\n');
    expect(() => read(points)).toThrow(TengunError);
    expect(() => read('0 0 1\n1 0 1\n3.5 0 1\n0 1 1')).toThrow(/even steps/);
    expect(() => read('0 0 1\n1 0 1\n0 2 1\n1 2 1')).toThrow(UnsupportedError);
    expect(() => read('')).toThrow(FormatError);
    expect(() => read('0 0 1')).toThrow(FormatError);
    expect(() => read('0 0 1\n1 0 one\n0 1 1\n')).toThrow(/line 2/);
    expect(() => read('0 0 1\n100000 0 1\n0 0.5 1\n99999.5 100000 1')).toThrow(LimitError);
    expect(() => read('7'.repeat(5000))).toThrow(LimitError);
  });

  it('gives typed errors for broken bytes', () => {
    const bytes = Buffer.from(nodes.map(({ x, y, z }, i) => `${i + 1},${x},${y},${z},1`).join('\n'));
    const { uniform: random } = seededRandom(2);
    const outcomes = Array.from({ length: 3000 }, (_, i) => {
      const broken = Buffer.from(bytes.subarray(0, i % 3 === 0 ? Math.floor(random() * bytes.length) : bytes.length));
      const at = Math.floor(random() * broken.length);
      if (broken.length > 0) broken[at] = broken[at]! ^ (1 << Math.floor(random() * 8));
      try {
        read(broken, 50);
        return 'read';
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
        return 'error';
      }
    });
    expect(new Set(outcomes)).toEqual(new Set(['read', 'error']));
  });
});

describe('NumberRows', () => {
  it('reads decimals as JavaScript does, to the last bit', () => {
    const { uniform: random } = seededRandom(4);
    const words = Array.from({ length: 20_000 }, () =>
      ((random() - 0.5) * 10 ** Math.floor(random() * 12)).toFixed(Math.floor(random() * 9)),
    );
    words.push('1e3', '-1.5E-7', '12345678901234567890.5', '+5', '.5', '5.', '0.1', '-0');
    const seen: number[] = [];
    const rows = new NumberRows((fields) => seen.push(fields[0]!));
    rows.write(Buffer.from(words.join('\n')));
    rows.end();
    words.forEach((word, i) => {
      if (!Object.is(seen[i], Number(word))) expect([word, seen[i]]).toEqual([word, Number(word)]);
    });
    expect(seen).toHaveLength(words.length);
  });

  it('makes NaN of what is no number, and keeps empty fields', () => {
    const seen: number[][] = [];
    const rows = new NumberRows((fields, count) => seen.push(Array.from(fields.subarray(0, count))));
    rows.write(Buffer.from('a,1,,2\n1x 0x10 - . 1e\n,5'));
    rows.end();
    const none = Number.NaN;
    expect(seen).toEqual([
      [none, 1, none, 2],
      [none, none, none, none, none],
      [none, 5],
    ]);
  });
});

describe('ESRI ASCII grids', () => {
  const text =
    'ncols 3\r\nnrows 2\r\nxllcorner 100\r\nyllcorner 200\r\ncellsize 2\r\nNODATA_value -9999\r\n1 2 3\r\n4 -9999 6\r\n';
  const ascii = (content: string, length: number) => {
    const reader = new AsciiGrid();
    for (let at = 0; at < content.length; at += length) reader.write(content.slice(at, at + length));
    return reader.end();
  };

  it('reads rows from the north, values in the middle of cells', () => {
    for (const length of [1, 11, text.length]) {
      const raster = ascii(text, length);
      expect(raster).toMatchObject({ originE: 101, originN: 201, stepM: 2, cols: 3, rows: 2 });
      expect(Array.from(raster.heights)).toEqual([4, Number.NaN, 6, 1, 2, 3]);
    }
    expect(ascii(text.replaceAll('llcorner', 'llcenter'), 9).originE).toBe(100);
  });

  it('refuses missing values, too many, words, and sizes without bounds', () => {
    expect(() => ascii(text.replace('6\r\n', ''), 20)).toThrow(/5 values/);
    expect(() => ascii(`${text} 7`, 20)).toThrow(/more than 6/);
    expect(() => ascii(text.replace('6', 'six'), 20)).toThrow(FormatError);
    expect(() => ascii(text.replace('ncols 3', 'ncols 300000000'), 20)).toThrow(LimitError);
    expect(() => ascii(text.replace('cellsize 2', 'cellsize 0'), 20)).toThrow(FormatError);
  });
});

describe('removeVoids', () => {
  it('takes what cannot be ground, and what the user says, for no data', () => {
    const heights = Float64Array.of(-9999, -2, -0.5, 100, 3e38, Number.NaN);
    expect(removeVoids(heights, -1).map(({ code }) => code)).toEqual(['NO_DATA_VALUES', 'VOID_BELOW']);
    expect(Array.from(heights)).toEqual([Number.NaN, Number.NaN, -0.5, 100, Number.NaN, Number.NaN]);
    expect(removeVoids(Float64Array.of(-2, 5), null)).toEqual([]);
  });
});
