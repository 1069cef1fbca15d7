/** The catalogue in the forms that other programs and portals take: QGIS and PDAL, TerriaJS, DCAT. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StacCollection } from '#worker/store/stac.ts';
import type { App, Services } from '../app-types.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { CATALOGUE } from '../http/cache-control.ts';
import { baseUrl, DCAT_TYPE, JSON_TYPE, VPC_TYPE } from '../links.ts';
import { dcatCatalog } from '../portals/dcat.ts';
import { terriaCatalog } from '../portals/terria.ts';
import { virtualPointCloud } from '../portals/virtual-point-cloud.ts';
import { CollectionParams, jsonOf, NoQuery, problems } from '../schemas/common.ts';
import { VERSION } from '../version.ts';

export function portalRoutes(app: App, { config }: Services): void {
  app.get(
    '/api/collections/:cid/virtual-point-cloud.vpc',
    {
      schema: {
        tags: ['Portals'],
        summary: 'All points of a collection as one layer of QGIS and pdal_wrench (virtual point cloud)',
        params: CollectionParams,
        querystring: NoQuery,
        response: { 200: jsonOf('STAC item collection', VPC_TYPE), ...problems(400, 404, 412) },
      },
    },
    async (request, reply) => {
      const collection = await request.store.getCollection(request.params.cid);
      const base = baseUrl(request, config);
      const known = condition(request, reply, [collection], base, VPC_TYPE);
      if (known) return known;
      reply.header('content-disposition', `inline; filename="${collection.id}.vpc"`);
      const found = await request.store.findItems(collection.id);
      return reply.send(
        Readable.from(virtualPointCloud(request.store, found, base, collection), { objectMode: false }),
      );
    },
  );
  const documents = [
    { path: 'terria.json', summary: 'Catalogue for TerriaJS', type: JSON_TYPE, write: terriaCatalog },
    { path: 'dcat', summary: 'Catalogue as DCAT-AP (JSON-LD)', type: DCAT_TYPE, write: dcatCatalog },
  ];
  for (const { path, summary, type, write } of documents) {
    const response = { 200: jsonOf(summary, type) };
    const send = (request: FastifyRequest, reply: FastifyReply, collections: readonly StacCollection[]) => {
      const base = baseUrl(request, config);
      const known = condition(request, reply, collections, base, type);
      return known ?? reply.send(JSON.stringify(write(base, collections)));
    };
    app.get(
      `/api/${path}`,
      {
        schema: { tags: ['Portals'], summary, querystring: NoQuery, response: { ...response, ...problems(400, 412) } },
      },
      async (request, reply) => send(request, reply, await request.store.listCollections()),
    );
    app.get(
      `/api/collections/:cid/${path}`,
      {
        schema: {
          tags: ['Portals'],
          summary: `${summary}, one collection`,
          params: CollectionParams,
          querystring: NoQuery,
          response: { ...response, ...problems(400, 404, 412) },
        },
      },
      async (request, reply) => send(request, reply, [await request.store.getCollection(request.params.cid)]),
    );
  }
}

/** What is written follows from the collections, the address of the server and its version: so does the tag. */
function condition(
  request: FastifyRequest,
  reply: FastifyReply,
  collections: readonly StacCollection[],
  base: string,
  contentType: string,
): FastifyReply | null {
  const hash = createHash('sha256').update(`${VERSION}\n${base}\n${contentType}\n`).update(JSON.stringify(collections));
  const etag = `"${hash.digest('hex').slice(0, 32)}"`;
  return answerCondition(request, reply, { etag, contentType, cacheControl: CATALOGUE }, { isWeak: true });
}
