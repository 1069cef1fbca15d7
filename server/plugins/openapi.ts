/** The OpenAPI document, made of the routes' schemas, and a page to read and try it. */
import { accessSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import swagger from '@fastify/swagger';
import sirv from 'sirv';
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';
import { passToNode } from '../http/pass-to-node.ts';
import { baseUrl, OPENAPI_TYPE } from '../links.ts';
import { processesOf } from '../processes/definitions.ts';
import { describeProcesses } from '../processes/describe-openapi.ts';
import { jsonOf } from '../schemas/common.ts';
import { VERSION } from '../version.ts';

export const TAGS = [
  { name: 'API', description: 'Landing page and description' },
  { name: 'Data', description: 'Collections, items, search (STAC API, OGC API Features)' },
  { name: 'Portals', description: 'The catalogue for QGIS, TerriaJS and DCAT' },
  { name: 'Points', description: 'Stored points, octree nodes, 3D Tiles' },
  { name: 'Processes', description: 'Measuring (OGC API Processes)' },
  { name: 'Uploads', description: 'Designs, grids and areas of users (tus 1.0)' },
  {
    name: 'Projects',
    description: 'Measurements, views, notes and photos that are kept; short links that can be verified',
  },
  { name: 'Accounts', description: 'Signing in, users and groups, who sees what' },
  { name: 'Operation', description: 'Probes and metrics' },
];

/** Must come before the routes: it collects them. */
export async function registerOpenApi(app: App, config: Config): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tengun 点群',
        description: 'Point clouds: catalogue, data, tiles and measuring. Errors are RFC 9457 problem documents.',
        version: VERSION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: TAGS,
    },
    hideUntagged: true,
    transformObject: (document) =>
      'openapiObject' in document
        ? describeProcesses(document.openapiObject, processesOf(config))
        : document.swaggerObject,
  });
}

/** The assets of Swagger UI from its npm package, served by the same file server as the viewer. */
const uiFolder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist')));
const UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tengun API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** A file of its own, because the page's policy forbids inline scripts. */
const START_SCRIPT = `window.ui = SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
`;

export function apiDescriptionRoutes(app: App, config: Config): void {
  app.get(
    '/api/openapi.json',
    {
      schema: {
        tags: ['API'],
        summary: 'This description, OpenAPI 3.1',
        response: { 200: jsonOf('OpenAPI 3.1 document', OPENAPI_TYPE) },
      },
    },
    (request, reply) => {
      const document = { ...app.swagger(), servers: [{ url: baseUrl(request, config) }] };
      return reply.type(OPENAPI_TYPE).send(JSON.stringify(document));
    },
  );
  const hidden = { schema: { hide: true } };
  app.get('/api/docs', hidden, (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  app.get('/api/docs/start.js', hidden, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START_SCRIPT),
  );
  const serve = sirv(uiFolder, { etag: true, maxAge: 3600 });
  for (const name of UI_FILES) {
    // fails at the start, not at the first visitor, should the package change its files
    accessSync(join(uiFolder, name));
    app.get(`/api/docs/${name}`, hidden, (request, reply) => passToNode(request, reply, serve, `/${name}`));
  }
}
