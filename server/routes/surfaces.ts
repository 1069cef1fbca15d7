/** Surfaces that are not points: what they are, and as files for others. Who knows an id may read it; nothing lists them. */
import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { landXmlSurface, surfaceLandXml } from '#worker/design/surface-landxml.ts';
import { surfaceOutline } from '#worker/design/surface-outline.ts';
import { loadSurface, readSurfaceRecord } from '#worker/surfaces/surface-store.ts';
import type { App, Services } from '../app-types.ts';
import { GEOJSON_TYPE, JSON_TYPE } from '../links.ts';
import { bytesOf, jsonOf, problems } from '../schemas/common.ts';

const Params = Type.Object({ sid: Type.String({ maxLength: 128, description: 'Surface id' }) });
const OutlineQuery = Type.Object({
  crs: Type.Optional(Type.String({ maxLength: 200, description: 'OGC:CRS84; default: the system of the surface' })),
});
const LANDXML_TYPE = 'application/xml';
/** A surface never changes; it may be deleted. */
const CACHE = 'private, max-age=3600';

export function surfaceRoutes(app: App, { config }: Services): void {
  app.get(
    '/api/surfaces/:sid',
    {
      schema: {
        tags: ['Surfaces'],
        summary: 'What is known of a surface',
        params: Params,
        response: { 200: jsonOf('SurfaceRecord', JSON_TYPE), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const record = await readSurfaceRecord(config.storeDir, request.params.sid);
      return reply.header('cache-control', CACHE).type(JSON_TYPE).send(record);
    },
  );
  app.get(
    '/api/surfaces/:sid/landxml',
    {
      schema: {
        tags: ['Surfaces'],
        summary: 'A surface of triangles as J-LandXML',
        params: Params,
        response: { 200: bytesOf('The file', LANDXML_TYPE), ...problems(400, 404, 413) },
      },
    },
    async (request, reply) => {
      const { record, data } = await loadSurface(config.storeDir, request.params.sid);
      const pieces = surfaceLandXml(landXmlSurface(record), data, new Date().toISOString().slice(0, 10));
      return reply
        .type(`${LANDXML_TYPE}; charset=utf-8`)
        .header('content-disposition', attachment(`${record.name}.xml`))
        .send(Readable.from(pieces, { objectMode: false }));
    },
  );
  app.get(
    '/api/surfaces/:sid/outline',
    {
      schema: {
        tags: ['Surfaces'],
        summary: 'Footprint and break lines of a surface of triangles as GeoJSON',
        params: Params,
        querystring: OutlineQuery,
        response: {
          200: jsonOf('FeatureCollection: footprint, break-lines', GEOJSON_TYPE),
          ...problems(400, 404, 413),
        },
      },
    },
    async (request, reply) => {
      const { record, data } = await loadSurface(config.storeDir, request.params.sid);
      const outline = surfaceOutline(record, data, request.query.crs);
      return reply.header('cache-control', CACHE).type(GEOJSON_TYPE).send(JSON.stringify(outline));
    },
  );
}

/** RFC 6266: the name in ASCII for those who know no other, and as it is. */
function attachment(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_');
  const whole = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
