/** The landing page of the API and its conformance classes (STAC API 1.0, OGC API). */
import { Type } from '@fastify/type-provider-typebox';
import { STAC_VERSION } from '#worker/store/stac.ts';
import type { App, Services } from '../app-types.ts';
import {
  baseUrl,
  collectionPath,
  DCAT_TYPE,
  GEOJSON_TYPE,
  JSON_TYPE,
  link,
  OGC_REL,
  OPENAPI_TYPE,
  SCHEMA_TYPE,
} from '../links.ts';
import { LinkSchema, NoQuery } from '../schemas/common.ts';
import { CONFORMANCE } from '../stac-answers.ts';

const Landing = Type.Object({
  type: Type.Literal('Catalog'),
  stac_version: Type.String(),
  id: Type.String(),
  title: Type.String(),
  description: Type.String(),
  conformsTo: Type.Array(Type.String()),
  links: Type.Array(LinkSchema),
});

export function landingRoutes(app: App, { config }: Services): void {
  app.get(
    '/api',
    { schema: { tags: ['API'], summary: 'Landing page', querystring: NoQuery, response: { 200: Landing } } },
    async (request) => {
      const base = baseUrl(request, config);
      const collections = await request.store.listCollections();
      return {
        type: 'Catalog' as const,
        stac_version: STAC_VERSION,
        id: 'tengun',
        title: 'Tengun 点群',
        description: 'Point clouds: catalogue, data, tiles and measuring.',
        conformsTo: CONFORMANCE,
        links: [
          link('self', `${base}/api`),
          link('root', `${base}/api`),
          link('conformance', `${base}/api/conformance`),
          link('data', `${base}/api/collections`, JSON_TYPE, 'Collections'),
          link('search', `${base}/api/search`, GEOJSON_TYPE, 'Search'),
          { ...link('search', `${base}/api/search`, GEOJSON_TYPE, 'Search'), method: 'POST' },
          link(`${OGC_REL}/queryables`, `${base}/api/queryables`, SCHEMA_TYPE, 'Queryables'),
          link('alternate', `${base}/api/dcat`, DCAT_TYPE, 'DCAT-AP'),
          link('alternate', `${base}/api/terria.json`, JSON_TYPE, 'TerriaJS catalogue'),
          link('service-desc', `${base}/api/openapi.json`, OPENAPI_TYPE),
          link('service-doc', `${base}/api/docs`, 'text/html'),
          link(`${OGC_REL}/processes`, `${base}/api/processes`, JSON_TYPE, 'Processes'),
          link(`${OGC_REL}/job-list`, `${base}/api/jobs`, JSON_TYPE, 'Jobs'),
          ...collections.map(({ id, title }) => link('child', `${base}${collectionPath(id)}`, JSON_TYPE, title)),
        ],
      };
    },
  );
  app.get(
    '/api/conformance',
    {
      schema: {
        tags: ['API'],
        summary: 'Conformance classes',
        querystring: NoQuery,
        response: { 200: Type.Object({ conformsTo: Type.Array(Type.String()) }) },
      },
    },
    () => ({ conformsTo: CONFORMANCE }),
  );
}
