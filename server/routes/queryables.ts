/** What a filter may name, as JSON Schema (OGC API Features part 3, STAC API filter), of one collection and of all. */
import { Type } from '@fastify/type-provider-typebox';
import { ITEM_FIELDS } from '#worker/store/item-fields.ts';
import type { StacCollection } from '#worker/store/stac.ts';
import type { App, Services } from '../app-types.ts';
import { baseUrl, collectionPath, SCHEMA_TYPE } from '../links.ts';
import { CollectionParams, jsonOf, problems } from '../schemas/common.ts';

const Query = Type.Object(
  { lang: Type.Optional(Type.Union([Type.Literal('ja'), Type.Literal('en')])) },
  { additionalProperties: false },
);
type Language = 'ja' | 'en';

export function queryableRoutes(app: App, { config }: Services): void {
  const response = { 200: jsonOf('JSON Schema of the properties that a filter may name', SCHEMA_TYPE) };
  app.get(
    '/api/queryables',
    {
      schema: {
        tags: ['Data'],
        summary: 'What a filter over all collections may name',
        querystring: Query,
        response: { ...response, ...problems(400) },
      },
    },
    async (request, reply) => {
      const id = `${baseUrl(request, config)}/api/queryables`;
      return reply.type(SCHEMA_TYPE).send(JSON.stringify(queryables(id, request.query.lang ?? 'en', null)));
    },
  );
  app.get(
    '/api/collections/:cid/queryables',
    {
      schema: {
        tags: ['Data'],
        summary: 'What a filter over a collection may name',
        params: CollectionParams,
        querystring: Query,
        response: { ...response, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const collection = await request.store.getCollection(request.params.cid);
      const id = `${baseUrl(request, config)}${collectionPath(collection.id)}/queryables`;
      return reply.type(SCHEMA_TYPE).send(JSON.stringify(queryables(id, request.query.lang ?? 'en', collection)));
    },
  );
}

/** The values that a collection has are named where there are few kinds of them. */
function queryables(id: string, language: Language, collection: StacCollection | null) {
  const properties = Object.entries(ITEM_FIELDS).map(([name, { title, schema }]) => {
    const values = collection?.summaries[name];
    return [name, { title: title[language], ...schema, ...(values ? { enum: values } : {}) }];
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    type: 'object',
    title: collection?.title ?? 'Tengun 点群',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}
