/** The map of sheets: outlines of items or counts in cells, with what may be filtered by. */
import { createHash } from 'node:crypto';
import { Type } from '@fastify/type-provider-typebox';
import { RequestError } from '#core/errors.ts';
import type { App } from '../app-types.ts';
import { type SheetsRequest, sheetOverview } from '../catalogue/sheet-overview.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { REVALIDATE } from '../http/cache-control.ts';
import { JSON_TYPE } from '../links.ts';
import { parseBoxText, parseList } from '../query.ts';
import { jsonOf, problems } from '../schemas/common.ts';
import { VERSION } from '../version.ts';

const DEFAULT_LIMIT = 2000;
const MAX_LIMIT = 5000;
/** Values of one filter. */
const MAX_VALUES = 1000;

const list = (description: string) => Type.Optional(Type.String({ maxLength: 20_000, description }));

const Query = Type.Object(
  {
    bbox: Type.Optional(Type.String({ maxLength: 200, description: 'west,south,east,north in degrees' })),
    collections: list('Ids, separated by commas'),
    sensors: list('lp, alb, mms, uav, tls'),
    products: list('original, ground'),
    years: list('Separated by commas'),
    text: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the item’s id' })),
    detail: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('sheets'), Type.Literal('cells')], {
        description: 'sheets: outlines; cells: counts; auto: outlines where there are no more than limit',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
  },
  { additionalProperties: false },
);

export function sheetRoutes(app: App): void {
  app.get(
    '/api/sheets',
    {
      schema: {
        tags: ['Data'],
        summary: 'Map of sheets: outlines as columns, or counts in map-sheet cells where there are too many; facets',
        querystring: Query,
        response: {
          200: jsonOf('matched, points, bbox, collections, facets, and sheets or cells as columns', JSON_TYPE),
          ...problems(400, 412),
        },
      },
    },
    async (request, reply) => {
      const asked = sheetsRequest(request.query);
      const hash = createHash('sha256').update(`${VERSION}\n${JSON.stringify(asked)}`);
      for (const { id, ...collection } of await request.store.listCollections()) {
        hash.update(`\n${id} ${collection['tengun:revision']} ${collection.updated}`);
      }
      const head = {
        etag: `"${hash.digest('hex').slice(0, 32)}"`,
        contentType: JSON_TYPE,
        cacheControl: REVALIDATE,
      };
      const answered = answerCondition(request, reply, head, { isWeak: true });
      return answered ?? reply.send(JSON.stringify(await sheetOverview(request.store, asked)));
    },
  );
}

interface QueryTexts {
  readonly bbox?: string;
  readonly collections?: string;
  readonly sensors?: string;
  readonly products?: string;
  readonly years?: string;
  readonly text?: string;
  readonly detail?: SheetsRequest['detail'];
  readonly limit?: number;
}

/** @throws {RequestError} INVALID_INPUT */
export function sheetsRequest(query: QueryTexts): SheetsRequest {
  const { bbox, years, text = '', detail = 'auto', limit = DEFAULT_LIMIT } = query;
  const values = (name: 'collections' | 'sensors' | 'products' | 'years') => {
    const list = parseList(query[name]) ?? null;
    if (list && list.length > MAX_VALUES) {
      throw new RequestError('INVALID_INPUT', `${name}: expected at most ${MAX_VALUES} values, seen ${list.length}`);
    }
    return list && list.length > 0 ? list : null;
  };
  const wanted = years === undefined ? null : values('years');
  return {
    bbox: bbox === undefined ? null : parseBoxText(bbox).bbox!,
    collections: values('collections'),
    sensors: values('sensors'),
    products: values('products'),
    years:
      wanted?.map((year) => {
        if (/^(19|2\d)\d\d$/.test(year)) return Number(year);
        const seen = JSON.stringify(year.slice(0, 20));
        throw new RequestError('INVALID_INPUT', `years: expected years such as 2019, seen ${seen}`);
      }) ?? null,
    text: text.trim(),
    detail,
    limit,
  };
}
