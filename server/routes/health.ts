/** Probes for whoever runs the server, and metrics. */
import { Type } from '@fastify/type-provider-typebox';
import type { App } from '../app-types.ts';
import { problem } from '../errors.ts';
import type { Metrics } from '../plugins/metrics.ts';
import { bytesOf, problems } from '../schemas/common.ts';
import type { ReadinessChecks } from '../upkeep/readiness.ts';
import { VERSION } from '../version.ts';

const Live = Type.Object({ status: Type.Literal('ok'), version: Type.String() });
const Ready = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')], {
    description: 'degraded: requests are answered, and what is written may not find room',
  }),
  version: Type.String(),
  checks: Type.Record(Type.String(), Type.String()),
});
const LIVE = { status: 'ok' as const, version: VERSION };

export function healthRoutes(app: App, readiness: ReadinessChecks, metrics: Metrics): void {
  app.get(
    '/health/live',
    { schema: { tags: ['Operation'], summary: 'The server answers', response: { 200: Live } } },
    () => LIVE,
  );
  app.get(
    '/health/ready',
    {
      schema: {
        tags: ['Operation'],
        summary: 'Whether requests should come here: store, worker threads, load, start and stop',
        response: { 200: Ready, ...problems(503) },
      },
    },
    async (_request, reply) => {
      const { refusing, findings } = await readiness.check();
      reply.header('cache-control', 'no-store');
      if (refusing !== null) {
        const what = refusing.map((name) => `${name}: ${findings[name]}`).join(', ');
        throw problem('BUSY', `not ready (${what})`, {}, { ...findings });
      }
      return {
        status: findings.disk === 'nearly full' ? 'degraded' : 'ok',
        version: VERSION,
        checks: { ...findings },
      } as const;
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Operation'],
        summary: 'Prometheus text',
        response: { 200: bytesOf('Metrics', 'text/plain') },
      },
    },
    (_request, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics.text()),
  );
}
