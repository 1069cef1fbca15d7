/** Items of a collection (OGC API Features), page by page in the order of ids or as asked. */
import { Type } from '@fastify/type-provider-typebox';
import { findPage } from '#worker/store/find-page.ts';
import { MAX_TOKEN_LENGTH } from '#worker/store/item-order.ts';
import type { App, Services } from '../app-types.ts';
import { ExtensionQuery, extensionsOfQuery } from '../catalogue/item-request.ts';
import { sendItems } from '../catalogue/send-items.ts';
import { baseUrl, collectionPath, GEOJSON_TYPE, link, withQuery } from '../links.ts';
import { clampLimit, parseItemQuery } from '../query.ts';
import { CollectionParams, ItemParams, NoQuery, problems } from '../schemas/common.ts';
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

/** A parameter that is not in the list is refused: a filter that has a slip of the pen would answer with everything. */
const ItemsQuery = Type.Object(
  {
    ...ItemQuerySchema.properties,
    ...ExtensionQuery.properties,
    token: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]+$',
        maxLength: MAX_TOKEN_LENGTH,
        description: 'Where the page before ended',
      }),
    ),
  },
  { additionalProperties: false },
);

export function itemRoutes(app: App, { config, stores }: Services): void {
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
      const { query } = request;
      const { fields, ...extensions } = extensionsOfQuery(query);
      await request.store.getCollection(cid);
      const isSorted = extensions.order.length > 0;
      const page = await findPage(request.store, {
        ...extensions,
        collections: null,
        collection: cid,
        query: parseItemQuery(query),
        limit: clampLimit(query.limit),
        token: query.token === undefined || isSorted ? query.token : `${cid}/${query.token}`,
      });
      const self = `${base}${collectionPath(cid)}/items`;
      const next = page.next !== null && !isSorted ? page.next.slice(cid.length + 1) : page.next;
      return sendItems(reply, { base, store: request.store, page, fields }, [
        link('self', withQuery(self, query), GEOJSON_TYPE),
        link('root', `${base}/api`),
        link('collection', `${base}${collectionPath(cid)}`),
        ...(next === null ? [] : [link('next', withQuery(self, { ...query, token: next }), GEOJSON_TYPE)]),
      ]);
    },
  );
  app.get(
    '/api/collections/:cid/items/:iid',
    {
      schema: {
        tags: ['Data'],
        summary: 'One item',
        params: ItemParams,
        querystring: NoQuery,
        response: { 200: ItemSchema, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { cid, iid } = request.params;
      const item = await request.store.getItem(cid, iid);
      reply.type(GEOJSON_TYPE);
      // who holds a signed link sees the item, and what it has of its collection
      return apiItem(baseUrl(request, config), item, await stores.of('shown').getCollection(cid));
    },
  );
}
