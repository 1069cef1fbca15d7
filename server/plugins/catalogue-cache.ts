/**
 * Keeping of catalogue documents: the old one may be shown while the new one is fetched, and one that has not changed is not sent
 * again. Documents are some kilobytes of JSON made from what is in memory: their tag is a digest of the text, and so is the name under which
 * they are kept compressed.
 */
import { createHash } from 'node:crypto';
import type { App } from '../app-types.ts';
import { CATALOGUE } from '../http/cache-control.ts';
import { precondition } from '../http/conditional.ts';
import { PackedDocuments } from '../http/packed-documents.ts';

/** Routes that tell what there is carry this tag in the API's description. */
const TAGS: readonly string[] = ['Data', 'API'];

export function registerCatalogueCache(app: App): void {
  const packed = new PackedDocuments();
  app.addHook('onSend', async (request, reply, payload) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const tags = request.routeOptions.schema?.tags ?? [];
    const isDocument = typeof payload === 'string' && reply.statusCode === 200 && !reply.hasHeader('cache-control');
    if (!isRead || !isDocument || !tags.some((tag) => TAGS.includes(tag))) return payload;
    const digest = createHash('sha256').update(payload).digest('hex');
    const etag = `"${digest.slice(0, 32)}"`;
    // weak: it may be compressed on the way
    reply.headers({ etag: `W/${etag}`, 'cache-control': CATALOGUE });
    if (precondition(request.headers, { etag, lastModified: null }) === 304) {
      reply.code(304).removeHeader('content-type').removeHeader('content-length');
      return null;
    }
    // of an answer to HEAD nothing is sent
    const found =
      request.method === 'GET' ? await packed.find(request.headers['accept-encoding'], digest, payload) : null;
    if (!found) return payload;
    const vary = [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', ');
    reply.headers({ 'content-encoding': found.encoding, vary }).removeHeader('content-length');
    return found.bytes;
  });
}
