/** Items of a collection (OGC API Features), page by page in the order of ids. */
import { Type } from '@fastify/type-provider-typebox';
import { ID_PATTERN } from '#worker/store/ids.ts';
import type { App, Services } from '../app-types.ts';
import { baseUrl, collectionPath, GEOJSON_TYPE, link } from '../links.ts';
import { clampLimit, parseItemQuery } from '../query.ts';
import { CollectionParams, ItemParams, problems } from '../schemas/common.ts';
import { FeatureCollectionSchema, ItemSchema } from '../schemas/stac.ts';
import { apiItem } from '../stac-answers.ts';

export const ItemQuerySchema = Type.Object({
  bbox: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'west,south,east,north in degrees; six numbers with heights in metres as third and sixth',
    }),
  ),
  datetime: Type.Optional(Type.String({ maxLength: 80, description: 'RFC 3339 time or interval, open with ..' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Items a page; more than 1000 means 1000' })),
});

const ItemsQuery = Type.Object({
  ...ItemQuerySchema.properties,
  token: Type.Optional(Type.String({ pattern: ID_PATTERN, description: 'Where the page before ended' })),
});

export function itemRoutes(app: App, { config, store }: Services): void {
  app.get(
    '/api/collections/:cid/items',
    {
      schema: {
        tags: ['Data'],
        summary: 'Items of a collection',
        params: CollectionParams,
        querystring: ItemsQuery,
        response: { 200: FeatureCollectionSchema, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const base = baseUrl(request, config);
      const { cid } = request.params;
      const { token, limit, ...filter } = request.query;
      const page = await store.listItems(cid, {
        ...parseItemQuery(filter),
        limit: clampLimit(limit),
        ...(token === undefined ? {} : { after: token }),
      });
      const self = `${base}${collectionPath(cid)}/items`;
      const here = (after: string | undefined) => {
        const query = new URLSearchParams();
        const pairs = { ...filter, limit: limit === undefined ? undefined : String(limit), token: after };
        for (const [name, value] of Object.entries(pairs)) if (value !== undefined) query.set(name, value);
        return query.size > 0 ? `${self}?${query}` : self;
      };
      reply.type(GEOJSON_TYPE);
      return {
        type: 'FeatureCollection' as const,
        numberMatched: page.matched,
        numberReturned: page.items.length,
        features: page.items.map((item) => apiItem(base, item)),
        links: [
          link('self', here(token), GEOJSON_TYPE),
          link('root', `${base}/api`),
          link('collection', `${base}${collectionPath(cid)}`),
          ...(page.next === null ? [] : [link('next', here(page.next), GEOJSON_TYPE)]),
        ],
      };
    },
  );
  app.get(
    '/api/collections/:cid/items/:iid',
    {
      schema: {
        tags: ['Data'],
        summary: 'One item',
        params: ItemParams,
        response: { 200: ItemSchema, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const item = await store.getItem(request.params.cid, request.params.iid);
      reply.type(GEOJSON_TYPE);
      return apiItem(baseUrl(request, config), item);
    },
  );
}
