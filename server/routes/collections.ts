/** Collections. */
import { Type } from '@fastify/type-provider-typebox';
import { ID_PATTERN } from '#worker/store/ids.ts';
import type { App, Services } from '../app-types.ts';
import { baseUrl, link, withQuery } from '../links.ts';
import { CollectionParams, NoQuery, problems } from '../schemas/common.ts';
import { CollectionSchema, CollectionsSchema } from '../schemas/stac.ts';
import { apiCollection } from '../stac-answers.ts';

/** Clients of OGC API Common send a limit; without one all are sent. */
const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1 })),
    token: Type.Optional(Type.String({ pattern: ID_PATTERN, description: 'Where the page before ended' })),
  },
  { additionalProperties: false },
);

export function collectionRoutes(app: App, { config }: Services): void {
  app.get(
    '/api/collections',
    {
      schema: {
        tags: ['Data'],
        summary: 'All collections, or page by page',
        querystring: PageQuery,
        response: { 200: CollectionsSchema, ...problems(400) },
      },
    },
    async (request) => {
      const base = baseUrl(request, config);
      const { limit, token } = request.query;
      const self = `${base}/api/collections`;
      const rest = (await request.store.listCollections()).filter(({ id }) => token === undefined || id > token);
      const page = limit === undefined ? rest : rest.slice(0, limit);
      const last = page.at(-1);
      return {
        collections: page.map((collection) => apiCollection(base, collection)),
        links: [
          link('self', withQuery(self, request.query)),
          link('root', `${base}/api`),
          ...(last && page.length < rest.length ? [link('next', withQuery(self, { limit, token: last.id }))] : []),
        ],
      };
    },
  );
  app.get(
    '/api/collections/:cid',
    {
      schema: {
        tags: ['Data'],
        summary: 'One collection',
        params: CollectionParams,
        querystring: NoQuery,
        response: { 200: CollectionSchema, ...problems(400, 404) },
      },
    },
    async (request) => apiCollection(baseUrl(request, config), await request.store.getCollection(request.params.cid)),
  );
}
