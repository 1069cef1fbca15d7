/** STAC item search over all collections, GET and POST. Fields of extensions that we do not keep are ignored. */
import { type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { RequestError } from '#core/errors.ts';
import { parseInterval } from '#worker/store/date-time.ts';
import { parseShape } from '#worker/store/geometry-meet.ts';
import { isId } from '#worker/store/ids.ts';
import type { ItemQuery } from '#worker/store/item-filter.ts';
import type { StacItem, StacLink } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import type { App, Services } from '../app-types.ts';
import { baseUrl, GEOJSON_TYPE, link } from '../links.ts';
import { clampLimit, parseBox, parseItemQuery, parseList } from '../query.ts';
import { problems } from '../schemas/common.ts';
import { type FeatureCollection, FeatureCollectionSchema } from '../schemas/stac.ts';
import { apiItem } from '../stac-answers.ts';
import { ItemQuerySchema } from './items.ts';

const Token = Type.Optional(Type.String({ maxLength: 300, description: 'Where the page before ended' }));

const SearchQuery = Type.Object({
  ...ItemQuerySchema.properties,
  collections: Type.Optional(Type.String({ maxLength: 20_000, description: 'Collection ids, separated by commas' })),
  ids: Type.Optional(Type.String({ maxLength: 20_000, description: 'Item ids, separated by commas' })),
  intersects: Type.Optional(Type.String({ maxLength: 200_000, description: 'GeoJSON geometry' })),
  token: Token,
});

const SearchBody = Type.Object({
  bbox: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 6 })),
  datetime: Type.Optional(Type.String({ maxLength: 80 })),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  collections: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 })),
  ids: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 10_000 })),
  intersects: Type.Optional(Type.Unsafe<unknown>({ type: 'object', description: 'GeoJSON geometry' })),
  token: Token,
});

interface Search {
  readonly filter: ItemQuery;
  readonly collections: readonly string[] | undefined;
  readonly limit: number;
  readonly token: string | undefined;
}

const answers = { 200: FeatureCollectionSchema, ...problems(400, 413) };

export function searchRoutes(app: App, { config, store }: Services): void {
  const path = '/api/search';
  app.get(
    path,
    { schema: { tags: ['Data'], summary: 'Search items', querystring: SearchQuery, response: answers } },
    async (request, reply) => {
      const base = baseUrl(request, config);
      const { query } = request;
      const page = await search(store, searchOfQuery(query));
      const href = (token: string | undefined) => {
        const parameters = new URLSearchParams();
        for (const [name, value] of Object.entries({ ...query, token })) {
          if (value !== undefined) parameters.set(name, String(value));
        }
        return `${base}${path}${parameters.size > 0 ? `?${parameters}` : ''}`;
      };
      const next = page.next === null ? [] : [{ ...link('next', href(page.next), GEOJSON_TYPE), method: 'GET' }];
      return answer(reply, base, page, [link('self', href(query.token), GEOJSON_TYPE), ...next]);
    },
  );
  app.post(
    path,
    { schema: { tags: ['Data'], summary: 'Search items', body: SearchBody, response: answers } },
    async (request, reply) => {
      const base = baseUrl(request, config);
      const { body } = request;
      const page = await search(store, searchOfBody(body));
      const href = `${base}${path}`;
      const next =
        page.next === null
          ? []
          : [{ ...link('next', href, GEOJSON_TYPE), method: 'POST', body: { ...body, token: page.next } }];
      return answer(reply, base, page, [{ ...link('self', href, GEOJSON_TYPE), method: 'POST' }, ...next]);
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
    filter: {
      ...parseItemQuery({ ...(bbox === undefined ? {} : { bbox }), ...(datetime === undefined ? {} : { datetime }) }),
      ...placeAndIds(bbox, intersects === undefined ? undefined : parseJson(intersects), parseList(ids)),
    },
    collections: parseList(collections),
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
    filter: {
      ...(bbox === undefined ? {} : parseBox(bbox)),
      ...(datetime === undefined ? {} : { interval: parseInterval(datetime) }),
      ...placeAndIds(bbox, intersects, ids),
    },
    collections,
    limit: clampLimit(limit),
    token,
  };
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

interface SearchPage {
  readonly items: readonly StacItem[];
  readonly matched: number;
  readonly next: string | null;
}

/** Collection by collection in the order of ids; the token is the last item's `collection/item`. */
async function search(store: Store, { filter, collections, limit, token }: Search): Promise<SearchPage> {
  const wanted = collections && collections.length > 0 ? new Set(collections) : null;
  const after = token === undefined ? null : parseToken(token);
  const found: { cid: string; iid: string }[] = [];
  let matched = 0;
  for (const { id: cid } of await store.listCollections()) {
    if (wanted && !wanted.has(cid)) continue;
    const matches = await store.findItems(cid, filter);
    matched += matches.count;
    if (after && cid < after.cid) continue;
    const begin = after?.cid === cid ? matches.countUpTo(after.iid) : 0;
    // one more than the page tells whether there is a next one
    for (const iid of matches.ids(begin, begin + limit + 1 - found.length)) found.push({ cid, iid });
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await Promise.all(page.map(({ cid, iid }) => store.getItem(cid, iid))),
    matched,
    next: found.length > limit && last ? `${last.cid}/${last.iid}` : null,
  };
}

function parseToken(token: string): { cid: string; iid: string } {
  const [cid = '', iid = '', ...rest] = token.split('/');
  if (rest.length > 0 || !isId(cid) || !isId(iid)) {
    throw new RequestError('INVALID_INPUT', 'token: expected the one of a link with rel next');
  }
  return { cid, iid };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError('INVALID_INPUT', 'intersects: expected a GeoJSON geometry as JSON');
  }
}

function answer(reply: FastifyReply, base: string, page: SearchPage, links: readonly StacLink[]): FeatureCollection {
  reply.type(GEOJSON_TYPE);
  return {
    type: 'FeatureCollection',
    numberMatched: page.matched,
    numberReturned: page.items.length,
    features: page.items.map((item) => apiItem(base, item)),
    links: [...links, link('root', `${base}/api`)],
  };
}
