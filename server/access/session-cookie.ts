/**
 * Names of the cookies that say who somebody is. Over TLS they have the prefix `__Host-`: browsers take such a one from this very host alone,
 * so a page of a sibling domain cannot put its own session under somebody. Without TLS a browser does not take the prefix. Each is read only
 * where it is set: what stands under the other name counts for nothing.
 */
import type { FastifyRequest } from 'fastify';

type Asked = Pick<FastifyRequest, 'protocol'>;

const prefixed = ({ protocol }: Asked, name: string) => (protocol === 'https' ? `__Host-${name}` : name);

export const sessionCookie = (request: Asked): string => prefixed(request, 'tengun-session');

/** Of a sign-in by the organisation that is on its way. */
export const pendingCookie = (request: Asked): string => prefixed(request, 'tengun-signing-in');

/** The secret of the session; undefined where the browser sent none. */
export function cookieOf(request: Asked & Pick<FastifyRequest, 'cookies'>): string | undefined {
  return request.cookies[sessionCookie(request)];
}
