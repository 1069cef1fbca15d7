/** Results by the hash of their request: what was answered, or the same computed again. */
import { Type } from '@fastify/type-provider-typebox';
import { seesSources } from '../access/sees-sources.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { REVALIDATE } from '../http/cache-control.ts';
import { clientGone } from '../http/client-gone.ts';
import { JSON_TYPE } from '../links.ts';
import { textTag } from '../results/result-archive.ts';
import { jsonOf, problems } from '../schemas/common.ts';

const Params = Type.Object({ hash: Type.String({ maxLength: 100, description: 'requestHash of a result' }) });
const Query = Type.Object({
  fresh: Type.Optional(Type.Boolean({ description: 'Compute again, whether or not the result is kept' })),
});

export function resultRoutes(app: App, { config, processes, resultFiles, results }: Services): void {
  app.get(
    '/api/results/:hash',
    {
      schema: {
        tags: ['Processes'],
        summary: 'A result by the hash of its request; one that is no longer kept is computed again',
        params: Params,
        querystring: Query,
        response: { 200: jsonOf('The result', JSON_TYPE), ...problems(404, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      const { hash } = request.params;
      const made = await results.request(hash);
      const unknown = `no result ${hash.slice(0, 80)} was answered here`;
      if (!made) throw problem('NOT_FOUND', unknown);
      if (!(await seesSources(request.store, made.versions))) throw problem('NOT_FOUND', unknown);
      const kept = request.query.fresh ? null : await results.result(hash);
      if (kept) {
        const head = { etag: textTag(kept), contentType: JSON_TYPE, cacheControl: REVALIDATE };
        return answerCondition(request, reply, head, { isWeak: true }) ?? reply.send(kept);
      }
      const definition = processes.find(made.process);
      const signal = AbortSignal.any([clientGone(reply), AbortSignal.timeout(config.syncTimeoutMs)]);
      // results with a hash are numbers: none of them needs room
      const { asker } = request;
      const options = { asker, signal, onProgress: () => undefined, room: resultFiles.room(), isJob: false };
      const result = await processes.run(definition, made.inputs, options);
      const now = await results.keep(made.process, made.inputs, result);
      if (now !== hash) {
        throw problem(
          'DATA_CHANGED',
          `the data or the software changed since ${made.created}: expected ${[made.software, ...made.versions].join(', ')}; the same request now has the hash ${now ?? 'unknown'}`,
        );
      }
      const text = Buffer.from(JSON.stringify(result));
      const head = { etag: textTag(text), contentType: JSON_TYPE, cacheControl: REVALIDATE };
      return answerCondition(request, reply, head, { isWeak: true }) ?? reply.send(text);
    },
  );
}
