/**
 * Keeping of catalogue documents: the old one may be shown while the new one is fetched, and one that has not changed is not sent
 * again. Documents are some kilobytes of JSON made from what is in memory: their tag is a digest of the text.
 */
import { createHash } from 'node:crypto';
import type { App } from '../app-types.ts';
import { CATALOGUE } from '../http/cache-control.ts';
import { precondition } from '../http/conditional.ts';

/** Routes that tell what there is carry this tag in the API's description. */
const TAGS: readonly string[] = ['Data', 'API'];

export function registerCatalogueCache(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const tags = request.routeOptions.schema?.tags ?? [];
    const isDocument = typeof payload === 'string' && reply.statusCode === 200 && !reply.hasHeader('cache-control');
    if (!isRead || !isDocument || !tags.some((tag) => TAGS.includes(tag))) return payload;
    const etag = `"${createHash('sha256').update(payload).digest('hex').slice(0, 32)}"`;
    // weak: it may be compressed on the way
    reply.headers({ etag: `W/${etag}`, 'cache-control': CATALOGUE });
    if (precondition(request.headers, { etag, lastModified: null }) !== 304) return payload;
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return null;
  });
}
