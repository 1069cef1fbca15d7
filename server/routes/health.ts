/** Probes for whoever runs the server, and metrics. */
import { access, constants } from 'node:fs/promises';
import { Type } from '@fastify/type-provider-typebox';
import { isErrno } from '#worker/store/atomic-file.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import type { Metrics } from '../plugins/metrics.ts';
import { bytesOf, problems } from '../schemas/common.ts';
import { VERSION } from '../version.ts';

const Status = Type.Object({ status: Type.Literal('ok'), version: Type.String() });
const OK = { status: 'ok' as const, version: VERSION };
/** A worker thread has to answer within this time for the server to count as ready. */
const THREAD_TIMEOUT_MS = 10_000;

export function healthRoutes(app: App, { config, tilePool }: Services, metrics: Metrics): void {
  const schema = (summary: string) => ({
    schema: { tags: ['Operation'], summary, response: { 200: Status, ...problems(503) } },
  });
  app.get('/health/live', schema('The server answers'), () => OK);

  let thread: Promise<unknown> | null = null;
  app.get('/health/ready', schema('The store is readable and worker threads start'), async () => {
    try {
      await access(config.storeDir, constants.R_OK);
    } catch (error) {
      // a store that is not there yet is an empty one
      if (!isErrno(error, 'ENOENT')) throw problem('BUSY', 'the store cannot be read');
    }
    thread ??= tilePool.run('ping', {}, { signal: AbortSignal.timeout(THREAD_TIMEOUT_MS) }).catch(() => {
      thread = null;
      throw problem('BUSY', 'worker threads do not start');
    });
    await thread;
    return OK;
  });

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
