/**
 * STAC item search over all collections, GET and POST. Members of a body that belong to extensions that we do not keep are
 * ignored, as STAC has it; parameters of a GET that are not in the list are refused.
 */
import { type Static, Type } from '@fastify/type-provider-typebox';
import { RequestError } from '#core/errors.ts';
import { assertJsonDepth } from '#core/json/json-depth.ts';
import { parseInterval } from '#worker/store/date-time.ts';
import { findPage, type PageRequest } from '#worker/store/find-page.ts';
import { parseShape } from '#worker/store/geometry-meet.ts';
import type { ItemQuery } from '#worker/store/item-filter.ts';
import { MAX_TOKEN_LENGTH } from '#worker/store/item-order.ts';
import type { App, Services } from '../app-types.ts';
import { ExtensionBody, ExtensionQuery, extensionsOfBody, extensionsOfQuery } from '../catalogue/item-request.ts';
import { sendItems } from '../catalogue/send-items.ts';
import { baseUrl, GEOJSON_TYPE, link, withQuery } from '../links.ts';
import { clampLimit, parseBox, parseItemQuery, parseList } from '../query.ts';
import { problems } from '../schemas/common.ts';
import { FeatureCollectionSchema } from '../schemas/stac.ts';
import { ItemQuerySchema } from './items.ts';

const Token = Type.Optional(Type.String({ maxLength: MAX_TOKEN_LENGTH, description: 'Where the page before ended' }));

const SearchQuery = Type.Object(
  {
    ...ItemQuerySchema.properties,
    ...ExtensionQuery.properties,
    collections: Type.Optional(Type.String({ maxLength: 20_000, description: 'Collection ids, separated by commas' })),
    ids: Type.Optional(Type.String({ maxLength: 20_000, description: 'Item ids, separated by commas' })),
    intersects: Type.Optional(Type.String({ maxLength: 200_000, description: 'GeoJSON geometry' })),
    token: Token,
  },
  { additionalProperties: false },
);

const SearchBody = Type.Object({
  ...ExtensionBody.properties,
  bbox: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 6 })),
  datetime: Type.Optional(Type.String({ maxLength: 80 })),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  collections: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 })),
  ids: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 10_000 })),
  intersects: Type.Optional(Type.Unsafe<unknown>({ type: 'object', description: 'GeoJSON geometry' })),
  token: Token,
});

type Search = Pick<PageRequest, 'collections' | 'query' | 'limit' | 'token'>;

const answers = { 200: FeatureCollectionSchema, ...problems(400, 413) };

export function searchRoutes(app: App, { config }: Services): void {
  const path = '/api/search';
  app.get(
    path,
    { schema: { tags: ['Data'], summary: 'Search items', querystring: SearchQuery, response: answers } },
    async (request, reply) => {
      const base = baseUrl(request, config);
      const { query } = request;
      const { fields, ...extensions } = extensionsOfQuery(query);
      const page = await findPage(request.store, { ...extensions, ...searchOfQuery(query) });
      const href = (token: string | undefined) => withQuery(`${base}${path}`, { ...query, token });
      const next = page.next === null ? [] : [{ ...link('next', href(page.next), GEOJSON_TYPE), method: 'GET' }];
      const links = [link('self', href(query.token), GEOJSON_TYPE), ...next, link('root', `${base}/api`)];
      return sendItems(reply, { base, store: request.store, page, fields }, links);
    },
  );
  app.post(
    path,
    { schema: { tags: ['Data'], summary: 'Search items', body: SearchBody, response: answers } },
    async (request, reply) => {
      const base = baseUrl(request, config);
      const { body } = request;
      const { fields, ...extensions } = extensionsOfBody(body);
      const page = await findPage(request.store, { ...extensions, ...searchOfBody(body) });
      const href = `${base}${path}`;
      const next =
        page.next === null
          ? []
          : [{ ...link('next', href, GEOJSON_TYPE), method: 'POST', body: { ...body, token: page.next } }];
      const links = [{ ...link('self', href, GEOJSON_TYPE), method: 'POST' }, ...next, link('root', `${base}/api`)];
      return sendItems(reply, { base, store: request.store, page, fields }, links);
    },
  );
}

function searchOfQuery({
  bbox,
  datetime,
  collections,
  ids,
  intersects,
  limit,
  token,
}: Static<typeof SearchQuery>): Search {
  return {
    query: {
      ...parseItemQuery({ ...(bbox === undefined ? {} : { bbox }), ...(datetime === undefined ? {} : { datetime }) }),
      ...placeAndIds(bbox, intersects === undefined ? undefined : parseJson(intersects), parseList(ids)),
    },
    collections: someOf(parseList(collections)),
    limit: clampLimit(limit),
    token,
  };
}

function searchOfBody({
  bbox,
  datetime,
  collections,
  ids,
  intersects,
  limit,
  token,
}: Static<typeof SearchBody>): Search {
  return {
    query: {
      ...(bbox === undefined ? {} : parseBox(bbox)),
      ...(datetime === undefined ? {} : { interval: parseInterval(datetime) }),
      ...placeAndIds(bbox, intersects, ids),
    },
    collections: someOf(collections),
    limit: clampLimit(limit),
    token,
  };
}

/** An empty list asks for all, as no list does. */
function someOf(collections: readonly string[] | undefined): readonly string[] | null {
  return collections && collections.length > 0 ? collections : null;
}

function placeAndIds(bbox: unknown, intersects: unknown, ids: readonly string[] | undefined): ItemQuery {
  if (bbox !== undefined && intersects !== undefined) {
    throw new RequestError('INVALID_INPUT', 'bbox and intersects: expected one of them, seen both');
  }
  return {
    ...(intersects === undefined ? {} : { shape: parseShape(intersects) }),
    ...(ids === undefined || ids.length === 0 ? {} : { ids }),
  };
}

function parseJson(text: string): unknown {
  assertJsonDepth(text, 'intersects');
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError('INVALID_INPUT', 'intersects: expected a GeoJSON geometry as JSON');
  }
}
