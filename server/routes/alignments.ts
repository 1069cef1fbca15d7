/** Alignments that were brought in: what they are, and their axes as lines. Who knows an id may read it; nothing lists them. */
import { Type } from '@fastify/type-provider-typebox';
import { readAlignments } from '#worker/alignments/alignment-store.ts';
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
