/**
 * Refuses costly requests (503, `Retry-After`) while the server has too much to do, and those that would begin something new while it
 * stops. Probes, metrics, pages and what is small are answered as ever.
 */
import type { FastifyRequest } from 'fastify';
import type { App } from '../app-types.ts';
import { problem } from '../errors.ts';
import { isCostly } from './costly-routes.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { StrainReason } from './strain.ts';

type RefusalReason = StrainReason | 'stopping' | 'rate' | 'busy';

const RETRY_AFTER = { 'retry-after': '5' };
const WORDS: Readonly<Record<StrainReason, string>> = {
  memory: 'the memory of the server is nearly used up',
  pending: 'too many answers wait for slow clients',
  'event-loop': 'the server has more to do than it can',
};

export class Refusals {
  readonly #counts = new Map<RefusalReason, number>();

  add(reason: RefusalReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  counts(): ReadonlyMap<RefusalReason, number> {
    return this.#counts;
  }
}

export interface BackPressure {
  readonly lifecycle: Lifecycle;
  /** Null: all is well. */
  readonly strain: () => StrainReason | null;
  readonly refusals: Refusals;
}

/** Must come before the routes, and before whatever costs something. */
export function registerBackPressure(app: App, { lifecycle, strain, refusals }: BackPressure): void {
  const counted = new WeakSet<FastifyRequest>();
  const refuse = (request: FastifyRequest, reason: RefusalReason) => {
    counted.add(request);
    refusals.add(reason);
  };
  app.addHook('onRequest', async (request, reply) => {
    const isStopping = lifecycle.state === 'stopping';
    // the client opens its next connection elsewhere
    if (isStopping) reply.header('connection', 'close');
    const { method, routeOptions } = request;
    if (!isCostly(method, routeOptions.url)) return;
    if (isStopping && method !== 'GET' && method !== 'HEAD') {
      refuse(request, 'stopping');
      throw problem('BUSY', 'the server is stopping; try again in a moment', RETRY_AFTER);
    }
    const reason = strain();
    if (reason === null) return;
    refuse(request, reason);
    throw problem('BUSY', `${WORDS[reason]}; try again later`, RETRY_AFTER, { reason });
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    if (statusCode === 429) refusals.add('rate');
    // lines that were full, threads that died
    const { method, routeOptions } = request;
    if (statusCode === 503 && !counted.has(request) && isCostly(method, routeOptions.url)) refusals.add('busy');
  });
}
