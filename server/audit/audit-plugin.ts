/** Writes an event for everything that changes something, and for every sign-in, before the answer leaves. */
import type { FastifyRequest } from 'fastify';
import type { App, Services } from '../app-types.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a handler says besides: the name that somebody tried to sign in with, what a process made. */
    auditTarget: string | null;
  }
}

const SIGNING_IN = /^\/api\/(session|setup|password)\b/;
/** Parts of a file on its way: its beginning and its end are events. */
const PARTS = 'PATCH /api/uploads/:id';

export function registerAudit(app: App, { audit, accountService }: Pick<Services, 'audit' | 'accountService'>): void {
  app.decorateRequest('auditTarget', null);
  app.addHook('onSend', async (request, reply, payload) => {
    // without accounts nobody is anybody: there is nothing to tell of who
    if (!accountService.accounts || !isEvent(request)) return payload;
    const { asker, url, method, routeOptions, ip, id } = request;
    try {
      audit.add({
        who: asker?.user?.name ?? 'anonymous',
        user: asker?.user?.id ?? null,
        action: `${method} ${routeOptions.url ?? ''}`,
        target: request.auditTarget ?? url.split('?', 1)[0]!,
        address: ip,
        result: reply.statusCode,
        request: String(id),
      });
    } catch (error) {
      request.log.error({ err: error }, 'an event was not written to the audit log');
    }
    return payload;
  });
}

function isEvent({ method, routeOptions, auditTarget }: FastifyRequest): boolean {
  const { url = '', config } = routeOptions;
  const needs = config?.rule?.needs ?? null;
  if (auditTarget !== null) return true;
  if (SIGNING_IN.test(url)) return method !== 'GET' || url.includes('/organisation/callback');
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false;
  if (`${method} ${url}` === PARTS) return false;
  return needs === 'write' || needs === 'publish' || needs === 'admin' || needs === 'account';
}
