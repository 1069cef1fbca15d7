/** Alignments that were brought in: what they are, and their axes as lines. Who knows an id may read it; only
 * those that the store offers are listed. */
import { Type } from '@fastify/type-provider-typebox';
import { offeredAlignments, readAlignments } from '#worker/alignments/alignment-store.ts';
import { alignmentLines, alignmentsSummary } from '#worker/alignments/alignments-summary.ts';
import type { App, Services } from '../app-types.ts';
import { GEOJSON_TYPE, JSON_TYPE } from '../links.ts';
import { jsonOf, problems } from '../schemas/common.ts';

const Params = Type.Object({ aid: Type.String({ maxLength: 128, description: 'Alignment id: that of the upload' }) });
const LineQuery = Type.Object({
  crs: Type.Optional(Type.String({ maxLength: 200, description: 'OGC:CRS84; default: the system of the alignment' })),
});
/** An alignment never changes; it may be deleted. */
const CACHE = 'private, max-age=3600';

export function alignmentRoutes(app: App, { config }: Services): void {
  app.get(
    '/api/alignments',
    {
      schema: {
        tags: ['Alignments'],
        summary: 'Alignments that the store offers to everybody; those of uploads are not among them',
        response: { 200: jsonOf('{ alignments: AlignmentsSummary[] }', JSON_TYPE) },
      },
    },
    async (_request, reply) => {
      const records = await offeredAlignments(config.storeDir);
      return reply
        .header('cache-control', 'no-cache')
        .type(JSON_TYPE)
        .send({ alignments: records.map(alignmentsSummary) });
    },
  );
  app.get(
    '/api/alignments/:aid',
    {
      schema: {
        tags: ['Alignments'],
        summary: 'What is known of the alignments of an upload: names, lengths, stations, named points',
        params: Params,
        response: { 200: jsonOf('AlignmentsSummary', JSON_TYPE), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const record = await readAlignments(config.storeDir, request.params.aid);
      return reply.header('cache-control', CACHE).type(JSON_TYPE).send(alignmentsSummary(record));
    },
  );
  app.get(
    '/api/alignments/:aid/line',
    {
      schema: {
        tags: ['Alignments'],
        summary: 'The axes as GeoJSON lines, within 1 cm',
        params: Params,
        querystring: LineQuery,
        response: { 200: jsonOf('FeatureCollection of LineStrings', GEOJSON_TYPE), ...problems(400, 404, 413) },
      },
    },
    async (request, reply) => {
      const record = await readAlignments(config.storeDir, request.params.aid);
      const lines = alignmentLines(record, request.query.crs ?? null);
      return reply.header('cache-control', CACHE).type(GEOJSON_TYPE).send(JSON.stringify(lines));
    },
  );
}
