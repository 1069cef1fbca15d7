/** Limits on how often one user or one address may ask, and compression of JSON. Needs to know who asks. */
import compress from '@fastify/compress';
import rateLimit from '@fastify/rate-limit';
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';
import { problem } from '../errors.ts';
import { networkOf } from '../http/hourly-limit.ts';
import { BROTLI } from '../http/packed-documents.ts';

export async function registerTraffic(app: App, { requestsPerMinute }: Config): Promise<void> {
  if (requestsPerMinute > 0) {
    await app.register(rateLimit, {
      max: requestsPerMinute,
      timeWindow: 60_000,
      addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
      addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
      // of a user, whatever his address: an office may have one for all
      keyGenerator: ({ asker }) => (asker.user ? asker.key : networkOf(asker.key)),
      allowList: (request) => request.url.startsWith('/health/'),
      errorResponseBuilder: (_request, { max, ttl }) =>
        problem('TOO_MANY_REQUESTS', `more than ${max} requests in a minute; wait ${Math.ceil(ttl / 1000)} s`),
    });
  }
  await app.register(compress, {
    globalDecompression: false,
    // points are compressed already, and ranges count stored bytes
    customTypes: /^application\/([\w.-]+\+)?json\b/i,
    encodings: ['br', 'gzip'],
    brotliOptions: BROTLI,
  });
}
