/** Collections. */
import type { App, Services } from '../app-types.ts';
import { baseUrl, link } from '../links.ts';
import { CollectionParams, NoQuery, problems } from '../schemas/common.ts';
import { CollectionSchema, CollectionsSchema } from '../schemas/stac.ts';
import { apiCollection } from '../stac-answers.ts';

export function collectionRoutes(app: App, { config, store }: Services): void {
  app.get(
    '/api/collections',
    {
      schema: {
        tags: ['Data'],
        summary: 'All collections',
        querystring: NoQuery,
        response: { 200: CollectionsSchema },
      },
    },
    async (request) => {
      const base = baseUrl(request, config);
      const collections = await store.listCollections();
      return {
        collections: collections.map((collection) => apiCollection(base, collection)),
        links: [link('self', `${base}/api/collections`), link('root', `${base}/api`)],
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
    async (request) => apiCollection(baseUrl(request, config), await store.getCollection(request.params.cid)),
  );
}
