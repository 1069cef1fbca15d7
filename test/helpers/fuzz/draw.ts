/** Drawing from a generator. */
export type Uniform = () => number;

export const integer = (uniform: Uniform, below: number): number => Math.floor(uniform() * below);
export const pick = <T>(uniform: Uniform, from: readonly T[]): T => from[integer(uniform, from.length)]!;
export const chance = (uniform: Uniform, share: number): boolean => uniform() < share;

/** Numbers that bounds checks trip over, as text. */
export const EXTREME_NUMBERS: readonly string[] = [
  ...['0', '-0', '-1', '1', '2', '0.5', '1e-320', '1e308', '-1e308', '1e309', '1e999', 'NaN', 'Infinity', '-Infinity'],
  ...['2147483647', '2147483648', '-2147483648', '4294967295', '4294967296', '1000000000', '1e9', '9007199254740993'],
  ...[
    '9223372036854775807',
    '99999999999999999999999999',
    '0x10',
    '1,5',
    '1_000',
    '١٢',
    '１２',
    '1e',
    '.',
    '-',
    '+1',
    '',
    ' ',
  ],
  ...['1'.repeat(400), `0.${'0'.repeat(400)}1`, `1e-${'9'.repeat(20)}`],
];

/** Texts that readers, stores and pages trip over. */
export const ODD_TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '\t',
    '\u0000',
    '\ufeff',
    '\ud800',
    '\udc00a',
    'a\u0301',
    '🗻',
    '‮',
    '\r\n',
    '\n',
    '%',
    '%00',
    '%s',
    '%2e%2e%2f',
  ],
  ...['../../../../etc/passwd', '/etc/passwd', '..\\..\\x', 'C:\\x', '.', '..', '~', 'CON', '__proto__', 'constructor'],
  ...[
    'toString',
    'null',
    'undefined',
    'true',
    '[object Object]',
    '<script>alert(1)</script>',
    "' OR 1=1 --",
    '{{7*7}}',
  ],
  ...[
    '表',
    'ソ',
    '①',
    '髙',
    'ﾃｽﾄ',
    'あ'.repeat(300),
    'x'.repeat(5000),
    ')'.repeat(100),
    '('.repeat(200),
    '"',
    '\\',
    'EPSG:6676',
    'EPSG:0',
  ],
  ...[
    'EPSG:999999999999',
    'EPSG:4326',
    'EPSG:3857',
    'EPSG:-1',
    'urn:ogc:def:crs:EPSG::6676',
    'OGC:CRS84',
    '*',
    'a'.repeat(70_000),
  ],
];
