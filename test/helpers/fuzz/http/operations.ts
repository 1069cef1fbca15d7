/** What the server offers, by its own description, with values that reach behind the first checks. */
import type { Json } from '../json-mutate.ts';
import { GUEST, GUEST_PASSWORD } from './people.ts';
import type { Schema } from './schema-sample.ts';
import { VOLUME_INPUTS } from './target.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly parameters: readonly Parameter[];
  /** JSON bodies only. */
  readonly body: { readonly schema: Schema; readonly examples: readonly Json[]; readonly mediaType: string } | null;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

interface DescribedOperation {
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: Json }>>;
  };
}

/** Routes of uploads have a family of their own. */
const isTus = (path: string): boolean => /^\/api\/uploads(\/\{id\})?$/.test(path);

export function operationsOf(description: unknown): Operation[] {
  const { paths } = description as Description;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { tags = [], parameters = [], requestBody }]): Operation[] => {
      if (isTus(path)) return [];
      const [mediaType, content] =
        Object.entries(requestBody?.content ?? {}).find(([type]) => type.includes('json')) ?? [];
      const own = BODIES[`${method} ${path}`] ?? [];
      const examples = content?.example === undefined ? own : [content.example, ...own];
      return [
        {
          method: method.toUpperCase() as Operation['method'],
          ...{
            path,
            tag: tags[0] ?? 'none',
            parameters: parameters.map((one) => ({ ...one, required: one.required === true })),
          },
          body: content ? { schema: content.schema, examples, mediaType: mediaType! } : null,
        },
      ];
    }),
  );
}

const POLYGON = {
  type: 'Polygon',
  coordinates: [
    [
      [139.06, 35.12],
      [139.08, 35.12],
      [139.08, 35.13],
      [139.06, 35.12],
    ],
  ],
};
const POINT = { type: 'Point', coordinates: [139.07, 35.12] };
const LEDGER = {
  ...{ version: 1, name: '灯', crs: 'EPSG:6676', label: 0, source: 'lamps.csv' },
  fields: [
    { name: '名称', kind: 'text' },
    { name: '本数', kind: 'number' },
  ],
  features: [{ id: 'f1', geometry: { type: 'Point', coordinates: [52_180.5, -97_060.1, 3] }, values: ['a', 1] }],
  style: { by: null, method: 'categories', classes: 5, colour: '#0072b2' },
};
const NOTE = {
  ...{ kind: 'note', name: '湧水', text: '雨のあと', geometry: POINT, scene: '?collections=before' },
  exact: { crs: 'EPSG:6676', geometry: { type: 'Point', coordinates: [52_180.1, -97_060.5, 101.25] } },
};
const COMPUTED = {
  process: 'cut-fill-volume',
  inputs: VOLUME_INPUTS,
  result: { net: 1, provenance: { requestHash: 'a' } },
};
const FILTER = {
  op: 'and',
  args: [
    { op: '=', args: [{ property: 'tengun:sensor' }, 'lp'] },
    { op: 's_intersects', args: [{ property: 'geometry' }, POLYGON] },
  ],
};

/** Bodies besides what the description shows. */
const BODIES: Readonly<Record<string, readonly Json[]>> = {
  'post /api/search': [
    {
      collections: ['before'],
      bbox: [138, 34, 140, 36],
      datetime: '2019-01-01/..',
      limit: 5,
      filter: FILTER,
      'filter-lang': 'cql2-json',
    },
    {
      intersects: POLYGON,
      sortby: [{ field: 'datetime', direction: 'desc' }],
      fields: { include: ['id', 'properties.datetime'], exclude: ['links'] },
    },
    {
      ids: ['08NF2330'],
      intersects: {
        type: 'MultiPoint',
        coordinates: [
          [139, 35],
          [139.07, 35.12],
        ],
      },
    },
    {
      filter: {
        op: 'or',
        args: [
          { op: 'like', args: [{ property: 'id' }, '08%'] },
          { op: 'between', args: [{ property: 'datetime' }, 1, 2] },
          { op: 'not', args: [{ op: 'isNull', args: [{ property: 'id' }] }] },
        ],
      },
    },
  ],
  'post /api/selection': [
    { bbox: [138, 34, 140, 36], collections: ['before', 'after'], format: 'json', limit: 10 },
    {
      line: {
        type: 'LineString',
        coordinates: [
          [139, 35],
          [139.1, 35.2],
        ],
      },
      bufferM: 500,
    },
    { polygon: POLYGON, format: 'sh' },
    { municipality: '伊豆市', years: [2019], text: 'NF' },
  ],
  'post /api/requests': [
    { text: '堤防の点検', name: '花子', contact: 'a@example.jp', collection: 'before', item: '08NF2330', lang: 'ja' },
  ],
  'post /api/uploads/{id}/check': [{ collection: 'before' }],
  'post /api/projects': [{ name: '谷線' }],
  'put /api/projects/{pid}': [{ name: '谷線 2' }],
  'post /api/projects/{pid}/entries': [
    NOTE,
    { kind: 'measurement', name: '土量', computed: COMPUTED },
    { kind: 'ledger', name: '灯', properties: { ledger: LEDGER } },
    { kind: 'view', name: '景', scene: '?a=b', geometry: POLYGON, properties: { a: [1, { b: 2 }] } },
    { kind: 'photo', name: '写真', properties: { fileName: 'x.png' } },
  ],
  'put /api/projects/{pid}/entries/{eid}': [NOTE, { ...NOTE, computed: null }],
  'post /api/projects/{pid}/import': [
    {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', geometry: POINT, properties: { name: 'a', kind: 'note' } },
        { type: 'Feature', geometry: POLYGON, properties: { tengun: { ...NOTE } } },
      ],
    },
  ],
  'post /api/session': [{ name: GUEST, password: GUEST_PASSWORD }],
  'post /api/setup': [{ secret: 'x'.repeat(43), name: '管理者', password: GUEST_PASSWORD }],
  'post /api/password': [
    { secret: '@oneTime', password: '長いパスワードを三つの言葉で' },
    { before: GUEST_PASSWORD, password: 'four words that are new' },
  ],
  'post /api/tokens': [{ name: 'QGIS', scope: 'read', days: 30 }],
  'post /api/users': [{ name: 'taro', displayName: '浜松 太郎', role: 'engineer', groups: ['civil'] }],
  'put /api/users/{uid}': [
    { displayName: '客', role: 'publisher', groups: ['parks'], isDisabled: true },
    { role: 'viewer' },
  ],
  'post /api/groups': [{ name: '土木課' }],
  'put /api/collections/{cid}/access': [{ visibility: 'group', groups: ['civil'] }],
  'put /api/projects/{pid}/access': [{ visibility: 'unlisted', groups: [] }],
  'post /api/collections/{cid}/items/{iid}/signed-links': [{ days: 7, note: '測量会社' }],
  'post /api/links': [{ scene: '?collections=before', title: 'a', entries: [COMPUTED] }],
  'post /api/processes/cut-fill-volume/execution': [
    { inputs: { ...VOLUME_INPUTS, method: 'all', soil: { class: 'sandy' }, purpose: 'as-built' } },
    { inputs: { ...VOLUME_INPUTS, compared: { plane: { elevationM: 60 } }, method: 'contour' } },
    { inputs: { ...VOLUME_INPUTS, compared: { design: '@upload' } } },
  ],
};

/** Values that name what is there; `@…` stands for an id that is known when the server runs. */
export const GOOD: Readonly<Record<string, readonly string[]>> = {
  cid: ['before', 'before', 'after'],
  iid: ['08NF2330'],
  key: ['0-0-0-0', '1-0-0-0', '0-0-0-0', '99-0-0-0'],
  file: ['ground.tif', 'surface.tif', 'picture.jpg', 'thumbnail.png'],
  cell: ['0-0-0', '5-0-0'],
  surface: ['ground', 'surface', 'change'],
  style: ['hillshade', 'relief', 'color', 'slope'],
  z: ['0', '14', '18'],
  x: ['0', '14500', '232500'],
  y: ['0', '6500', '104000'],
  level: ['0', '10', '14'],
  pid: ['@project', 'cut-fill-volume', 'measure'],
  eid: ['@entry', '@measured'],
  jid: ['@job'],
  name: ['result'],
  hash: ['@result'],
  id: ['@upload', '@areas', '@alignment', '@link'],
  sid: ['@upload'],
  uid: ['@user'],
  from: ['2026-11-01'],
  to: ['2026-11-30', '2099-01-01T00:00:00Z'],
  before: ['100', '1'],
  aid: ['@alignment', '@upload'],
  bbox: ['138,34,140,36', '138,34,0,140,36,100', '139.06,35.12,139.08,35.13'],
  datetime: ['2019-11-01', '2019-01-01/2024-12-31', '../2020-01-01T00:00:00Z'],
  limit: ['1', '10', '1000'],
  offset: ['0', '3'],
  filter: [JSON.stringify(FILTER)],
  'filter-lang': ['cql2-json'],
  sortby: ['datetime', '-tengun:sensor,id', '+id'],
  fields: ['id,properties.datetime', '-links,geometry'],
  collections: ['before', 'before,after'],
  ids: ['08NF2330'],
  intersects: [JSON.stringify(POLYGON), JSON.stringify(POINT)],
  q: ['富士', '35.1,139.0', '08NF23', '35度7分', 'N35 E139', '静岡市葵区'],
  v: ['0123456789abcdef'],
  t: ['a'],
  part: ['0', 'intensity', 'rgb'],
  frame: ['local', 'ecef'],
  root: ['0-0-0-0'],
  depth: ['0', '1'],
  crs: ['EPSG:6676', 'OGC:CRS84'],
  cells: ['64', '1', '4096'],
  lang: ['ja', 'en'],
  years: ['2019', '2019,2024'],
};
