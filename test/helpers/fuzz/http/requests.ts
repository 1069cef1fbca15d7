/** Requests for an operation, mostly right, with one to a few parts that are not. */
import { chance, EXTREME_NUMBERS, integer, ODD_TEXTS, pick, type Uniform } from '../draw.ts';
import { type Json, mutateJson } from '../json-mutate.ts';
import { GOOD, type Operation, type Parameter } from './operations.ts';
import { ASKERS, type AskerName } from './people.ts';
import { type Schema, sample } from './schema-sample.ts';

export interface MadeRequest {
  readonly operation: string;
  readonly tag: string;
  readonly method: Operation['method'] | 'OPTIONS';
  /** With placeholders for ids. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Who asks, and from which address: attempts to sign in are counted by it. */
  readonly asker?: AskerName;
  readonly address?: string;
}

/** A server reads no longer head. */
const MAX_HEAD = 12_000;

export function makeRequest(operation: Operation, uniform: Uniform): { request: MadeRequest; steps: string[] } {
  const steps: string[] = [];
  const broken = pick(
    uniform,
    operation.body
      ? (['body', 'body', 'body', 'query', 'head', 'path'] as const)
      : (['query', 'query', 'head', 'path'] as const),
  );
  let path = operation.path;
  const query: string[] = [];
  const paths = operation.parameters.filter((one) => one.in === 'path');
  const queries = operation.parameters.filter((one) => one.in === 'query');
  const oddPath = broken === 'path' && paths.length > 0 ? pick(uniform, paths).name : null;
  for (const { name } of paths) {
    const isOdd = name === oddPath;
    const value = isOdd ? oddValue(name, uniform) : goodId(operation.path, name, uniform);
    if (isOdd) steps.push(`path ${name}`);
    path = path.replace(`{${name}}`, value.startsWith('@') ? value : inUrl(value, uniform));
  }
  if (broken === 'path' && paths.length === 0) {
    path = pick(uniform, [
      `${path}/`,
      `/${path}`,
      `${path}/x`,
      path.toUpperCase(),
      `${path}%00`,
      `${path}/%2e%2e/`,
      `${path};a=b`,
      `${path}%zz`,
    ]);
    steps.push('path');
  }
  for (const parameter of queries) {
    if (!parameter.required && !chance(uniform, 0.3)) continue;
    query.push(`${parameter.name}=${encodeURIComponent(goodQuery(parameter, uniform))}`);
  }
  if (broken === 'query') {
    const parameter = queries.length > 0 && chance(uniform, 0.9) ? pick(uniform, queries) : null;
    const name = parameter?.name ?? pick(uniform, ['x', 'limit', '__proto__', 'a[]', 'a.b', '']);
    for (let i = chance(uniform, 0.1) ? 200 : 1; i > 0; i--)
      query.push(`${name}=${inUrl(oddValue(name, uniform), uniform)}`);
    steps.push(`query ${name}`);
  }
  const headers: Record<string, string> = {};
  for (let i = broken === 'head' ? 1 + integer(uniform, 3) : chance(uniform, 0.1) ? 1 : 0; i > 0; i--) {
    const [name, values] = pick(uniform, HEADERS);
    headers[name] = headText(
      chance(uniform, 0.85) ? pick(uniform, values) : pick(uniform, [...ODD_TEXTS, ...EXTREME_NUMBERS]),
    );
    steps.push(`head ${name}`);
  }
  const needsMatch = operation.method === 'PUT' || operation.method === 'DELETE';
  if (needsMatch && chance(uniform, 0.9)) headers['if-match'] ??= '"1"';
  let body: string | null = null;
  if (operation.body) {
    const made = bodyOf(operation.body, broken === 'body', uniform);
    body = made.text;
    steps.push(...made.steps);
    headers['content-type'] ??= operation.body.mediaType;
  }
  const method = chance(uniform, 0.02)
    ? pick(uniform, ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'] as const)
    : operation.method;
  const url = `${path}${query.length > 0 ? `?${query.join('&')}` : ''}`.slice(0, MAX_HEAD);
  const { tag } = operation;
  const asker = chance(uniform, 0.7) ? 'admin' : pick(uniform, ASKERS);
  const address = `10.0.${integer(uniform, 256)}.${integer(uniform, 256)}`;
  const name = `${operation.method} ${operation.path}`;
  return { request: { operation: name, tag, method, url, headers, body, asker, address }, steps };
}

function goodId(path: string, name: string, uniform: Uniform): string {
  // the same name stands for ids of different things
  if (name === 'id' && path.includes('tokens')) return '@token';
  if (name === 'id' && path.includes('sessions')) return '@session';
  if (name === 'id' && path.includes('signed-links')) return '@signed';
  if (name === 'name' && path.includes('groups')) return '@group';
  if (name === 'id')
    return path.includes('links') || path.startsWith('/s/')
      ? '@link'
      : pick(uniform, ['@upload', '@areas', '@alignment']);
  if (name === 'pid') return path.includes('processes') ? 'cut-fill-volume' : '@project';
  return pick(uniform, GOOD[name] ?? ['a']);
}

function goodQuery({ name, schema }: Parameter, uniform: Uniform): string {
  const known = GOOD[name];
  if (known && chance(uniform, 0.8)) return pick(uniform, known);
  const value = sample(schema as Schema, uniform);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function oddValue(name: string, uniform: Uniform): string {
  const good = Object.hasOwn(GOOD, name) ? GOOD[name] : undefined;
  const draw = uniform();
  if (good && draw < 0.35) return spoiled(pick(uniform, good), uniform);
  if (draw < 0.65) return pick(uniform, EXTREME_NUMBERS);
  return pick(uniform, ODD_TEXTS).slice(0, 4000);
}

/** A good value with a part that is not. */
function spoiled(value: string, uniform: Uniform): string {
  const at = integer(uniform, value.length + 1);
  return pick(uniform, [
    () => value.slice(0, at),
    () => value.slice(0, at) + pick(uniform, ODD_TEXTS).slice(0, 200) + value.slice(at),
    () => value.replace(/-?\d+(\.\d+)?/, pick(uniform, EXTREME_NUMBERS)),
    () => value.repeat(1 + integer(uniform, 300)).slice(0, 4000),
    () => `${value},${value}`,
    () => value.replaceAll(',', ',,'),
    () => value.toUpperCase(),
  ])();
}

/** As a client may write it: encoded, twice, or as it stands. */
function inUrl(value: string, uniform: Uniform): string {
  const safe = value.toWellFormed();
  const draw = uniform();
  if (draw < 0.85) return encodeURIComponent(safe);
  if (draw < 0.92) return encodeURIComponent(encodeURIComponent(safe));
  return safe.replaceAll(/[^\x21-\x7e]/g, '%F0').replaceAll('#', '%23');
}

/** What a parser of HTTP lets through: no control characters, nothing beyond Latin-1. */
const headText = (text: string): string =>
  text
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    .slice(0, MAX_HEAD)
    .trim();

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'range',
    [
      'bytes=0-9',
      'bytes=-5',
      'bytes=5-',
      'bytes=9-0',
      'bytes=0-0,5-9',
      `bytes=${'0-0,'.repeat(1000)}`,
      'bytes=99999999999-',
      'bytes=1e3-2e3',
      'bytes=-0',
      'items=0-1',
      'bytes=',
      'bytes=0-18446744073709551616',
    ],
  ],
  ['if-none-match', ['*', '"1"', 'W/"1"', `"${'a'.repeat(3000)}"`, '"a", "b", W/"c"', '"', 'a', ',,,', '"\xe9"']],
  ['if-match', ['*', '"1"', 'W/"1"', '"2"', '1', '"99999999999999999999"', '"-1"', '"1e0"', '""']],
  ['if-range', ['"1"', 'Wed, 21 Oct 2015 07:28:00 GMT', 'x']],
  ['if-modified-since', ['Wed, 21 Oct 2015 07:28:00 GMT', 'Wed, 99 Oct 99999 07:28:00 GMT', 'tomorrow', '0']],
  ['if-unmodified-since', ['Wed, 21 Oct 2015 07:28:00 GMT', 'x']],
  [
    'accept',
    [
      '*/*',
      'application/json',
      'text/html',
      'image/png',
      'application/geo+json;q=0',
      `${'a/b,'.repeat(2000)}`,
      ';;;',
      'a',
    ],
  ],
  ['accept-encoding', ['gzip', 'br', 'identity;q=0', '*;q=0', 'gzip;q=2', 'zstd, deflate', `${'gzip,'.repeat(1000)}`]],
  ['accept-language', ['ja', 'en', '*', 'xx-'.repeat(500)]],
  [
    'content-type',
    [
      'application/json; charset=utf-16',
      'text/plain',
      'application/geo+json',
      'multipart/form-data; boundary=x',
      'application/json;;;',
      'a',
      'application/x-www-form-urlencoded',
    ],
  ],
  ['prefer', ['respond-async', 'wait=10, respond-async', 'return=minimal', `${'respond-async,'.repeat(500)}`, ';;']],
  ['origin', ['http://127.0.0.1', 'null', 'https://elsewhere.example', 'http://[::1', 'x'.repeat(3000), 'file://']],
  ['host', ['points.example', 'a b', '[::1]:80', 'x'.repeat(2000), '"><script>', 'a:99999', '', 'evil.example/x?']],
  ['x-forwarded-host', ['evil.example', '"']],
  ['x-forwarded-proto', ['javascript', 'https, http']],
  ['x-forwarded-for', ['1.2.3.4', 'x'.repeat(1000)]],
  ['content-encoding', ['gzip', 'br']],
  ['transfer-encoding', ['chunked', 'gzip']],
  ['expect', ['100-continue', 'x']],
  ['access-control-request-method', ['PUT', 'x']],
];

type Body = NonNullable<Operation['body']>;

function bodyOf({ schema, examples }: Body, isBroken: boolean, uniform: Uniform): { text: string; steps: string[] } {
  const document = whole(schema, examples, uniform);
  if (!isBroken) return { text: JSON.stringify(document), steps: [] };
  const draw = uniform();
  if (draw < 0.9) return mutateJson(document, uniform);
  const text = JSON.stringify(document);
  if (draw < 0.95) return { text: text.slice(0, integer(uniform, text.length)), steps: ['cut'] };
  const odd = pick(uniform, [
    '',
    'null',
    '[]',
    '0',
    '""',
    '\ufeff{}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{}}}',
    'NaN',
    '{'.repeat(50_000),
    `"${'\\u0000'.repeat(20_000)}"`,
  ]);
  return { text: odd, steps: ['odd body'] };
}

/** An example, with members of the schema besides; or a document of the schema alone. */
function whole(schema: Schema, examples: readonly Json[], uniform: Uniform): Json {
  if (examples.length === 0 || chance(uniform, 0.1)) return sample(schema, uniform);
  const document = structuredClone(pick(uniform, examples));
  const isObject = (value: unknown): value is { [key: string]: Json } =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(document)) return document;
  const [into, properties] = isObject(document.inputs)
    ? [document.inputs, schema.properties?.inputs?.properties]
    : [document, schema.properties];
  for (const [name, member] of Object.entries(properties ?? {})) {
    if (into[name] === undefined && chance(uniform, 0.08)) into[name] = sample(member, uniform);
  }
  return document;
}
