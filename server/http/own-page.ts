/** Who may write: pages of this server, and clients that are no browser. */
import type { FastifyRequest } from 'fastify';
import { type Config, LOOPBACK_HOSTS } from '../config.ts';
import { problem } from '../errors.ts';

/** Whether an Origin header names this server, or a page on this machine. */
export function isOwnOrigin(origin: string, { baseUrl }: Pick<Config, 'baseUrl'>): boolean {
  const url = URL.parse(origin);
  if (!url) return false;
  const isLoopback = LOOPBACK_HOSTS.includes(url.hostname.replace(/^\[|\]$/g, ''));
  return isLoopback || url.origin === URL.parse(baseUrl ?? '')?.origin;
}

/**
 * Pages of other sites may read from this server, and a browser on this machine would let them write too: what writes
 * takes no request that such a page has sent.
 * @throws {HttpProblem} FORBIDDEN
 */
export function assertOwnPage({ headers: { origin } }: FastifyRequest, config: Pick<Config, 'baseUrl'>): void {
  if (origin === undefined || isOwnOrigin(origin, config)) return;
  throw problem('FORBIDDEN', `a page of ${origin.slice(0, 80)} may not write to this server`);
}

/**
 * The same for a form that everybody may send, and for a request that carries a session (of another address the browser would not have
 * sent it): besides, the page may stand at the very address that the request was sent to, so that the
 * form works on a server that was told no address of its own.
 * @throws {HttpProblem} FORBIDDEN
 */
export function assertPublicForm(request: FastifyRequest, config: Pick<Config, 'baseUrl'>): void {
  const { origin } = request.headers;
  if (origin !== undefined && URL.parse(origin)?.host === request.host) return;
  assertOwnPage(request, config);
}
