import { describe, expect, test } from 'vitest';
import { decodeSheet, encodeSheet, type SheetLevel, sheetFromFileName, sheetReadings } from '#core/crs/map-sheet.ts';
import { CrsError } from '#core/errors.ts';

/** [code, level, minE, maxE, minN, maxN]: the worked examples, several of them the extents of real files. */
const EXAMPLES: readonly [string, SheetLevel, number, number, number, number][] = [
  ['08NE38', 5000, 32000, 36000, -102000, -99000],
  ['08NE3801', 500, 32400, 32800, -99300, -99000],
  ['08ND4321', 500, -27600, -27200, -102900, -102600],
  ['08ND4321', 1250, -26000, -25000, -102750, -102000],
  ['08ND9755', 500, -10000, -9600, -118800, -118500],
  ['08OF4060', 500, 40000, 40400, -134100, -133800],
  ['08NF2330', 500, 52000, 52400, -97200, -96900],
  ['08LE2134', 500, 5600, 6000, -37200, -36900],
  ['08NE2332', 500, 12800, 13200, -97200, -96900],
  ['08NE2332', 1250, 13000, 14000, -98250, -97500],
  ['03OD7922', 1250, -1000, 0, -141750, -141000],
  ['05LF901', 2500, 40000, 42000, -58500, -57000],
  ['09LD354E', 1000, -16800, -16000, -42000, -41400],
];

/** [place, easting, northing, codes at 50000, 5000, 2500, 1250, 1000, 500, 250] */
const PLACES: readonly [string, number, number, readonly string[]][] = [
  [
    'prefectural office',
    -10677.167,
    -113490.457,
    ['08ND', '08ND77', '08ND773', '08ND7734', '08ND774B', '08ND7783', '08ND77QG'],
  ],
  [
    'summit of Mt Fuji',
    20668.095,
    -70899.259,
    ['08ME', '08ME35', '08ME353', '08ME3531', '08ME353A', '08ME3561', '08ME35MD'],
  ],
  [
    'Kawazu loop bridge',
    39851.766,
    -133758.797,
    ['08OE', '08OE49', '08OE494', '08OE4942', '08OE492E', '08OE4959', '08OE49LT'],
  ],
];
const LEVELS: readonly SheetLevel[] = [50000, 5000, 2500, 1250, 1000, 500, 250];

describe('map-sheet codes', () => {
  test.each(EXAMPLES)('%s as level %i has its extent', (code, level, minE, maxE, minN, maxN) => {
    const sheet = sheetReadings(code).find((reading) => reading.level === level);
    expect(sheet).toMatchObject({ code, level, minE, maxE, minN, maxN });
    expect(sheet!.epsg).toBe(6668 + Number(code.slice(0, 2)));
  });

  test.each(PLACES)('the sheets of the %s at every level', (_, east, north, codes) => {
    expect(LEVELS.map((level) => encodeSheet(8, east, north, level))).toEqual(codes);
  });

  test('a point on the west or the north edge belongs to the sheet, on the others to the next', () => {
    expect(encodeSheet(8, 52000, -96900, 500)).toBe('08NF2330');
    expect(encodeSheet(8, 52400, -96950, 500)).toBe('08NF2331');
    expect(encodeSheet(8, 52000, -97200, 500)).toBe('08NF2340');
  });

  test('a code that is both a 500 and a 1250 sheet is told by the extent of the points', () => {
    expect(sheetReadings('08NE2332').map(({ level }) => level)).toEqual([500, 1250]);
    expect(decodeSheet('08NE2332').level).toBe(500);
    const in500 = { minE: 12799.5, maxE: 13200.2, minN: -97200, maxN: -96900 };
    const in1250 = { minE: 13000, maxE: 14000.3, minN: -98250, maxN: -97500.1 };
    expect(decodeSheet('08NE2332', in500).level).toBe(500);
    expect(decodeSheet('08NE2332', in1250).level).toBe(1250);
  });

  test('an extent that fits neither reading takes the one that it overlaps more', () => {
    const wide = { minE: 12900, maxE: 14200, minN: -98300, maxN: -97400 };
    expect(decodeSheet('08NE2332', wide).level).toBe(1250);
    expect(decodeSheet('08NE2332', { minE: 0, maxE: 1, minN: 0, maxN: 1 }).level).toBe(500);
  });

  test.each([
    ['08NF2330.las', '08NF2330'],
    ['/data/2019/08nf2330_org.LAZ', '08NF2330'],
    ['C:\\lidar\\08nf2330-1.laz', '08NF2330'],
    ['08NE38.zip', '08NE38'],
    ['09LD354E_dsm.txt', '09LD354E'],
    ['08ND7734.copc.laz', '08ND7734'],
    ['08ND773', '08ND773'],
  ])('file name %s is of sheet %s', (name, code) => {
    expect(sheetFromFileName(name)?.code).toBe(code);
  });

  test.each([
    'virtual-shizuoka.las',
    '08.las',
    '08NF23301.las',
    '08NF233.5.las.x8',
    '20NF2330.las',
    '00NF2330.las',
    '08UF2330.las',
    '08NI2330.las',
    '08NF2.las',
    '',
  ])('file name "%s" is of no sheet, or not of a longer one', (name) => {
    const sheet = sheetFromFileName(name);
    if (name === '08NF233.5.las.x8') expect(sheet?.code).toBe('08NF233');
    else expect(sheet).toBeNull();
  });

  test('a text that is no code, and a point outside the system, are errors that show what was seen', () => {
    expect(() => decodeSheet('08XX')).toThrow(CrsError);
    expect(() => decodeSheet('08XX')).toThrow(/08XX/);
    expect(() => encodeSheet(8, 160_000, 0, 500)).toThrow(/east 160000/);
    expect(() => encodeSheet(8, 0, 300_001, 500)).toThrow(CrsError);
    expect(() => encodeSheet(20, 0, 0, 500)).toThrow(/zone 20/);
  });
});
