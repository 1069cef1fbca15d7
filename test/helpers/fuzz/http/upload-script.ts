/** What a client of tus may send, step after step: a beginning, bytes, questions, an end; with headers that are mostly right. */
import { chance, EXTREME_NUMBERS, integer, ODD_TEXTS, pick, type Uniform } from '../draw.ts';

export interface UploadStep {
  readonly method: 'POST' | 'PATCH' | 'HEAD' | 'DELETE' | 'OPTIONS' | 'GET';
  /** `@new` stands for the id of the upload that the first step made. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the file, half-open; null: no body. */
  readonly part: readonly [begin: number, end: number] | null;
}

const OFFSET_STREAM = 'application/offset+octet-stream';
const NUMBERS = [...EXTREME_NUMBERS.filter((text) => text.length < 100), '1048577', '99999999999999999999'];
const NAMES = [
  ...[
    '../../../x.xml',
    '/etc/x.xml',
    '..\\..\\x.xml',
    'x.xml\u0000.png',
    '.xml',
    'x',
    'x.exe',
    'x.las',
    'x.xml/',
    'あ.xml',
    'x.XML',
    'x.xml ',
  ],
  ...[
    'x'.repeat(300),
    `${'x'.repeat(300)}.xml`,
    `${'あ'.repeat(300)}.xml`,
    '\ud800.xml',
    '..',
    '.',
    '',
    '\r\n.xml',
    'con.xml',
    'a.zip',
    'a.kmz',
  ],
];

export function uploadScript(
  fileName: string,
  size: number,
  uniform: Uniform,
): { steps: UploadStep[]; names: string[] } {
  const names: string[] = [];
  const spoil = (share: number, name: string): boolean => {
    const isSpoilt = chance(uniform, share);
    if (isSpoilt) names.push(name);
    return isSpoilt;
  };
  const base = {
    'tus-resumable': spoil(0.03, 'version') ? pick(uniform, ['0.2.2', '', '1.0', 'x'.repeat(2000)]) : '1.0.0',
  };
  const withBytes = chance(uniform, 0.3);
  const length = spoil(0.12, 'length') ? pick(uniform, [String(size + 1), String(size - 1), ...NUMBERS]) : String(size);
  const first: Record<string, string> = {
    ...base,
    'upload-length': length,
    'upload-metadata': metadataOf(fileName, uniform, spoil),
    ...(withBytes ? { 'content-type': OFFSET_STREAM } : {}),
  };
  if (spoil(0.04, 'defer')) first['upload-defer-length'] = pick(uniform, ['1', '0', '2', 'x', '-1']);
  if (spoil(0.03, 'concat'))
    first['upload-concat'] = pick(uniform, ['partial', 'final;/api/uploads/a /api/uploads/b', 'final;', 'x']);
  if (spoil(0.03, 'no length')) delete first['upload-length'];
  if (spoil(0.02, 'type'))
    first['content-type'] = pick(uniform, ['application/json', 'text/plain', 'a/b;;', 'multipart/form-data']);
  const steps: UploadStep[] = [
    { method: 'POST', url: '/api/uploads', headers: headOnly(first), part: withBytes ? [0, size] : null },
  ];
  const url = spoil(0.02, 'address')
    ? `/api/uploads/${pick(uniform, ['0'.repeat(32), '..%2F..%2Fx', 'A'.repeat(32), '%00', 'x'.repeat(500), '@new%2F..', '@new/x'])}`
    : '/api/uploads/@new';
  const parts = withBytes ? [] : chance(uniform, 0.7) ? [[0, size] as const] : cutOf(size, uniform);
  for (const part of parts) {
    const headers: Record<string, string> = {
      ...base,
      'content-type': OFFSET_STREAM,
      'upload-offset': String(part[0]),
    };
    if (spoil(0.1, 'offset')) headers['upload-offset'] = pick(uniform, [String(part[0] + 1), String(size), ...NUMBERS]);
    if (spoil(0.03, 'type'))
      headers['content-type'] = pick(uniform, ['application/json', 'application/octet-stream', '']);
    if (spoil(0.03, 'more length')) headers['upload-length'] = pick(uniform, NUMBERS);
    if (spoil(0.02, 'checksum')) headers['upload-checksum'] = pick(uniform, ['sha1 AAAA', 'md5 x', 'none']);
    if (spoil(0.02, 'override')) headers['x-http-method-override'] = pick(uniform, ['DELETE', 'POST', 'x']);
    steps.push({ method: 'PATCH', url, headers: headOnly(headers), part });
  }
  for (let i = integer(uniform, 3); i > 0; i--) {
    const method = pick(uniform, ['HEAD', 'HEAD', 'OPTIONS', 'DELETE', 'GET', 'POST'] as const);
    const more = chance(uniform, 0.2)
      ? { origin: pick(uniform, ['http://127.0.0.1:1', 'null', 'https://elsewhere.example', '::']) }
      : {};
    steps.splice(integer(uniform, steps.length + 1), 0, {
      method,
      url: method === 'POST' ? '/api/uploads' : url,
      headers: headOnly({ ...base, ...more }),
      part: null,
    });
  }
  return { steps, names };
}

function metadataOf(fileName: string, uniform: Uniform, spoil: (share: number, name: string) => boolean): string {
  const name = spoil(0.1, 'name') ? pick(uniform, NAMES) : fileName;
  const values: [string, string][] = [['filename', name]];
  const options: readonly (readonly [string, readonly string[]])[] = [
    ['use', ['surface', 'areas', 'alignment', 'points', 'x']],
    ['crs', ['EPSG:6676', 'EPSG:4326', 'EPSG:0', 'x'.repeat(5000)]],
    ['verticalDatum', ['JGD2011', 'JGD2024', 'x']],
    ['datetime', ['2024-05-01', '2024-05-01/2024-06-01', '../2020-01-01', '9999-99-99']],
    ['accuracyM', ['0.05', '-1', '1e999', 'NaN']],
    ['surfaceName', ['計画面', 'x', 'M']],
    ['voidBelowM', ['-100', '1e308', 'x']],
  ];
  for (const [key, texts] of options) {
    if (chance(uniform, 0.1))
      values.push([key, chance(uniform, 0.8) ? pick(uniform, texts) : pick(uniform, ODD_TEXTS).slice(0, 2000)]);
  }
  const text = values.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
  if (!spoil(0.08, 'metadata')) return text;
  return pick(uniform, [
    text.replace(' ', '  '),
    `${text},`,
    `,${text}`,
    text.replace('filename', ''),
    `${text},${text}`,
    'filename',
    'filename !!!',
    text.slice(0, -3),
    `${text},a b c`,
    `__proto__ ${text}`,
    'x'.repeat(10_000),
    `${text},${'k v,'.repeat(1000)}`,
    '',
  ]);
}

/** A file in pieces; now and then one too many, or one left out. */
function cutOf(size: number, uniform: Uniform): (readonly [number, number])[] {
  const at = integer(uniform, size + 1);
  const parts = [[0, at] as const, [at, size] as const];
  return pick(uniform, [parts, parts, parts.slice(0, 1), parts.slice(1), [...parts, [0, at] as const]]);
}

/** What a parser of HTTP lets through. */
function headOnly(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?').trim()]),
  );
}
